"""What makes it an app: the worker, the manifest, whether it is alive, and what every answer says."""

from pathlib import Path

import sqlalchemy as sa
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    render_template,
    request,
    send_file,
)
from werkzeug.exceptions import HTTPException

from fieldapp.models import db

bp = Blueprint("shell", __name__)

POLICY = (
    "default-src 'self'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


def policy(path: str) -> str:
    """The page's Content-Security-Policy. Only the scanner compiles WebAssembly."""
    return POLICY.format(wasm=" 'wasm-unsafe-eval'" if path.startswith("/scan") else "")


@bp.get("/healthz")
def healthz():
    """200 where the database answers."""
    with db.engine.connect() as connection:
        connection.execute(sa.text("select 1"))
    return {"ok": True}


@bp.get("/worker.js")
def worker() -> Response:
    """The service worker, for the whole site; asked for afresh each time."""
    answer = send_file(Path(current_app.static_folder) / "build" / "worker.js", "text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What installing the app shows and offers."""
    icons = [
        {
            "src": f"/static/icons/icon-{size}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    shortcuts = [
        {"name": "Scan", "url": "/scan", "icons": icons[:1]},
        {"name": "My work", "url": "/work", "icons": icons[:1]},
    ]
    body = {
        "name": "fieldapp",
        "short_name": "fieldapp",
        "description": "On-site IT support: scan, do the next step, online or off.",
        "id": "/",
        "start_url": "/work",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f5f2",
        "theme_color": "#00576b",
        "icons": icons,
        "shortcuts": shortcuts,
    }
    answer = current_app.json.response(body)
    answer.mimetype = "application/manifest+json"
    return answer


def connect(app: Flask) -> None:
    """Headers on every answer, and error pages with a sentence that says what to do."""
    app.before_request(_no_nul)
    app.after_request(_headers)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(500, error_page)


def _no_nul() -> None:
    """Names in an address are looked up, and PostgreSQL knows none with a NUL."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        abort(400)


def _headers(answer: Response) -> Response:
    if answer.mimetype == "text/html":
        answer.headers.setdefault("Content-Security-Policy", policy(request.path))
        answer.headers.setdefault("Cache-Control", "no-store")
    elif request.path.startswith("/static/build/"):
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    return answer


def error_page(error: HTTPException):
    """What happened, and what to do; as JSON for programs."""
    code = getattr(error, "code", None) or 500
    if request.path in ("/sync", "/me") or request.path.startswith(("/api/", "/blobs/")):
        return {"error": str(code), "message": PROGRAMS.get(code, "This can't be done.")}, code
    return render_template("error.html", code=code), code


PROGRAMS = {
    404: "Nothing is here.",
    405: "This is asked for in another way.",
    413: "This is too large. Send it in smaller parts.",
    429: "Too many requests. Wait a minute.",
    500: "Something broke here. Nothing was half done; send it again later.",
}
