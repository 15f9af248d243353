#!/bin/sh
# Print the folder of PostgreSQL's programs, for the tests. POSTGRES_BIN=... names one; otherwise the newest
# that is here, and where there is none, Debian's.
set -eu
cd "$(dirname "$0")/.."

look() {
    for folder in ${POSTGRES_BIN:-} $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V -r) "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then echo "$folder" && exit; fi
    done
}

look
echo 'No PostgreSQL here: fetching one for the tests.' >&2
scripts/apt.sh postgresql || true
look
echo 'No PostgreSQL to be had from apt. Install one, or name it: make test POSTGRES_BIN=/path/to/bin' >&2
exit 1
