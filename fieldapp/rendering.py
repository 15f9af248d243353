"""How templates are rendered here. The phone renders the same files with the same filters."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

from fieldapp.screens import filters
from fieldapp.version import VERSION

NOT_BUILT = "The client is not built. Run: make build"


def connect(app: Flask) -> None:
    """Jinja as the phone's compiler knows it: blocks trimmed, our filters, hashed static files."""
    options = app.jinja_env
    options.trim_blocks = True
    options.lstrip_blocks = True
    options.filters.update(filters.FILTERS)
    options.globals["static_url"] = static_url
    options.globals["version"] = VERSION


def static_url(name: str) -> str:
    """The address of a built file, with its content's hash in it."""
    return f"/static/build/{manifest(str(_build())).get(name, name)}"


def _build() -> Path:
    return Path(current_app.static_folder) / "build"


@lru_cache(4)
def manifest(folder: str) -> dict[str, str]:
    """What the client build made: name → name with hash."""
    made = Path(folder) / "manifest.json"
    return json.loads(made.read_text()) if made.exists() else {}
