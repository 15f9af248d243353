"""How templates are rendered here. The phone renders the same files with the same filters."""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

from fieldapp.billing import said
from fieldapp.screens import filters
from fieldapp.version import VERSION


def connect(app: Flask) -> None:
    """Jinja as the phone's compiler knows it: blocks trimmed, our filters, hashed static files."""
    options = app.jinja_env
    options.trim_blocks = True
    options.lstrip_blocks = True
    # Of money speak only pages of the server's own.
    options.filters.update(filters.FILTERS | said.FILTERS)
    options.globals["static_url"] = static_url
    options.globals["version"] = VERSION


def static_url(name: str) -> str:
    """The address of a built file, with its content's hash in it."""
    made = Path(current_app.static_folder) / "build" / "manifest.json"
    names = manifest(made, made.stat().st_mtime_ns) if made.exists() else {}
    return f"/static/build/{names.get(name, name)}"


@lru_cache(1)
def manifest(made: Path, changed: int) -> dict[str, str]:
    """What the client build made: name → name with hash. Read again when it was ``changed``."""
    return json.loads(made.read_text())
