"""How fast a label is read: from opening Scan to the picture and to the answer, and decoding at 720p, throttled.

Chromium here has no reader of its own, so this is zxing, as on iOS. The picture is a film, which stands in for the
camera: a real one takes as long as its maker made it.
"""

import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import results
from bench.pages import FLAGS, THROTTLE, _demo
from bench.server import serving

FRAMES = 30
OPENINGS = 8

# Whatever reads in the page's own thread, where the throttle holds; a thread of its own is not throttled by it.
DECODE = """async ([script, wasm, frames]) => {
  const read = await (await import(script)).readerHere(wasm);
  const video = document.querySelector("video");
  const times = [];
  for (let at = 0; at < frames; at++) {
    const started = performance.now();
    const [found] = await read(video);
    if (!found) throw new Error("nothing was read");
    times.push(performance.now() - started);
  }
  return times.slice(3);
}"""
OPENED = """() => new Promise((done) => {
  const marks = () => {
    const at = (name) => performance.getEntriesByName(name)[0]?.startTime;
    if (at("scan-found")) done([at("scan-camera"), at("scan-found")]);
    else setTimeout(marks, 10);
  };
  marks();
})"""
KEPT = """async () => {
  const { wasm, reader } = document.querySelector("[data-scan]").dataset;
  while (!(await caches.match(wasm)) || !(await caches.match(reader))) await new Promise((done) => setTimeout(done, 50));
}"""


def run() -> None:
    try:
        from tests.browser import camera
    except ImportError as missing:
        return results.absent("decoding a label at 720p", str(missing))
    with tempfile.TemporaryDirectory() as folder:
        _demo(Path(folder))
        with serving(Path(folder)) as server, sync_playwright() as playwright:
            address = f"http://localhost:{server.port}"
            picture = camera.desk([camera.label(f"{address}/A/NW12345".upper(), 6)], camera.HD)
            film = camera.film(Path(folder) / "label.y4m", picture)
            page = _signed_in(playwright, address, film)
            _measure(page, address)


def _measure(page: Page, address: str) -> None:
    opened = [_open(page, address) for _ in range(OPENINGS)]
    shown, found = (statistics.median(one) for one in zip(*opened, strict=True))
    results.note("scan: from the tap to the camera's picture", shown, "ms", 1000, better="lower")
    results.note("scan: from the tap to the label read", found, "ms", better="lower")
    names = page.evaluate("() => ({...document.querySelector('[data-scan]').dataset})")
    plain = page.evaluate(DECODE, [names["script"], names["wasm"], FRAMES])
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    slow = page.evaluate(DECODE, [names["script"], names["wasm"], FRAMES])
    results.note("decoding a label at 720p", statistics.median(plain), "ms", better="lower")
    results.note(
        "decoding a label at 720p, 4× throttled", statistics.median(slow), "ms", 50, better="lower"
    )
    opened = [_open(page, address) for _ in range(OPENINGS)]
    shown = statistics.median(one for one, _ in opened)
    results.note("scan: to the camera's picture, 4× throttled", shown, "ms", 1000, better="lower")


def _signed_in(playwright, address: str, film: list[str]) -> Page:
    from tests.browser.phone import chromium

    browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *film])
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{address}/login")
    page.fill("#username", "tech1")
    page.fill("#password", "bench-bench")
    page.click("form button")
    page.locator("[data-progress-done]").wait_for(state="visible")
    page.goto(f"{address}/scan")
    page.evaluate(KEPT)
    return page


def _open(page: Page, address: str) -> list[float]:
    """Milliseconds since the navigation began: the camera's picture, and the first label read."""
    page.goto(f"{address}/scan")
    return page.evaluate(OPENED)


if __name__ == "__main__":
    run()
    print(json.dumps(results.found, indent=1))
