#!/bin/sh
# Install Debian packages, where apt and the right to use it are there: scripts/apt.sh PACKAGE...
# Its output goes to stderr, because callers print their result on stdout.
set -eu
exec >&2
command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || exit 1
    sudo='sudo -n'
fi
${sudo:-} apt-get -qq update
${sudo:-} env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
