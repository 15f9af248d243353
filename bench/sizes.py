"""What travels to a phone: gzip, in kilobytes of 1,000 bytes."""

import gzip
import json
from pathlib import Path

from bench import results

BUILD = Path(__file__).resolve().parents[1] / "fieldapp" / "static" / "build"


def run() -> None:
    names = json.loads((BUILD / "manifest.json").read_text())
    packed = {name: _packed(BUILD / hashed) for name, hashed in names.items()}
    first = packed["page.js"] + packed["app.css"] + _page()
    results.note("first paint: page, styles, script", first, "KB gz", 40, better="lower")
    results.note(
        "worker with rules, screens and templates",
        _packed(BUILD / "worker.js"),
        "KB gz",
        30,
        better="lower",
    )
    scanner = packed["scan.js"] + packed["zxing_reader.wasm"]
    results.note("scanner, loaded when used", scanner, "KB gz", better="lower")


def _packed(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def _page() -> float:
    """The sign-in page, which is the first that anyone sees."""
    from fieldapp import create_app

    page = create_app().test_client().get("/login").data
    return len(gzip.compress(page, 9)) / 1000
