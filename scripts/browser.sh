#!/bin/sh
# Print the path of a Chromium that starts, for the tests. CHROMIUM=... names one; otherwise the
# system's, Playwright's, and where there is neither, whichever of Playwright and apt can bring it.
set -eu
cd "$(dirname "$0")/.."
PLAYWRIGHT_NODEJS_PATH=$(scripts/node.sh sh -c "command -v node")
export PLAYWRIGHT_NODEJS_PATH

starts() {
    path=$(command -v "$1") && "$path" --version >/dev/null 2>&1
}

playwrights() {
    .venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null
}

look() {
    for name in chromium chromium-browser google-chrome google-chrome-stable "$(playwrights)"; do
        if starts "$name"; then echo "$path" && exit; fi
    done
}

if [ -n "${CHROMIUM:-}" ]; then
    starts "$CHROMIUM" || { echo "CHROMIUM=$CHROMIUM does not start." >&2; exit 1; }
    echo "$path" && exit
fi
look
echo 'No Chromium here: fetching one for the tests.' >&2
.venv/bin/python -m playwright install chromium >/dev/null 2>&1 || true
look
scripts/apt.sh chromium fonts-liberation || true
look
echo 'No Chromium to be had from Playwright or apt. Install one, or name it: make test CHROMIUM=/path' >&2
exit 1
