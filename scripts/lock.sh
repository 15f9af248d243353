#!/bin/sh
# Pin the newest versions, with hashes, for every platform and every Python from 3.11 on.
# uv is used for this only, from an environment that is thrown away.
set -eu
cd "$(dirname "$0")/.."
uv=$(mktemp -d)
trap 'rm -rf "$uv"' EXIT
.venv/bin/python -m venv "$uv"
"$uv/bin/pip" install --quiet --disable-pip-version-check uv

for name in requirements requirements-dev requirements-node bench/peers/requirements; do
    "$uv/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --custom-compile-command 'make lock' "$name.in" -o "$name.txt"
done
scripts/node.sh npm update --loglevel=error
(cd bench/peers && ../../scripts/node.sh npm update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --loglevel=error)
