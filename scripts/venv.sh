#!/bin/sh
# Make .venv with the first Python that is new enough. PYTHON=... names another one.
set -eu
cd "$(dirname "$0")/.."

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11} ''; do
    if [ -z "$python" ]; then
        echo "fieldapp needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3" >&2
        exit 1
    fi
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done

# Debian keeps the half of venv that brings pip in a package of its own.
"$python" -c 'import ensurepip' 2>/dev/null || scripts/apt.sh python3-venv || {
    echo "$python cannot make environments. On Debian: apt-get install python3-venv" >&2
    exit 1
}
rm -rf .venv
"$python" -m venv .venv
