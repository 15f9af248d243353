"""From a tap to the painted page, rendered by the worker, in real Chromium with its processor throttled."""

import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import results
from bench.server import serving

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TAPS = 40
THROTTLE = 4

# From the tap until two frames after its page is in: what the eye waits for. News is swapped in as well.
TAP = """path => new Promise(done => {
  const link = document.querySelector(`a[href="${path}"]`);
  const started = performance.now();
  const painted = () => setTimeout(() => done(performance.now() - started));
  document.addEventListener("htmx:after:swap", function swapped({ detail: { ctx: { request } } }) {
    if (request.action !== path || request.headers["X-Refresh"]) return;
    document.removeEventListener("htmx:after:swap", swapped);
    requestAnimationFrame(painted);
  });
  link.click();
})"""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _demo(Path(folder))
        with serving(Path(folder)) as server, sync_playwright() as playwright:
            plain, slow = _taps(playwright, f"http://localhost:{server.port}")
    results.note("page after a tap, median", statistics.median(plain), "ms", better="lower")
    median, p95 = statistics.median(slow), sorted(slow)[int(len(slow) * 0.95)]
    results.note("page after a tap, median, 4× throttled", median, "ms", 50, better="lower")
    results.note("page after a tap, 95 of 100, 4× throttled", p95, "ms", 100, better="lower")


def _demo(instance: Path) -> None:
    import os
    import sys

    settings = {**os.environ, "INSTANCE_PATH": str(instance)}
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "--password", "bench-bench"]
    subprocess.run(command, env=settings, check=True, stdout=subprocess.DEVNULL)


def _taps(playwright, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each tap: as the machine is, and with the page's processor throttled."""
    found = subprocess.run(["scripts/browser.sh"], capture_output=True, text=True, check=True)
    browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS)
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{address}/login")
    page.fill("#username", "tech1")
    page.fill("#password", "bench-bench")
    page.click("form button")
    page.locator("[data-progress-done]").wait_for(state="visible")
    page.goto(f"{address}/work")
    # The first load brings news for a moment; what is measured is a phone at rest.
    page.wait_for_timeout(3000)
    plain = [_tap(page, at) for at in range(TAPS + 4)][4:]
    _throttle(page.context.new_cdp_session(page))
    return plain, [_tap(page, at) for at in range(TAPS + 4)][4:]


def _throttle(session: CDPSession) -> None:
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})


def _tap(page: Page, at: int) -> float:
    """There and back, in turn: the list of work, and a job on it."""
    links = page.locator("#page a[href^='/jobs/']")
    path = links.nth(at % 5).get_attribute("href") if at % 2 == 0 else "/work"
    return page.evaluate(TAP, path)
