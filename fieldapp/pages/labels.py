"""Labels: a machine's code as a picture, sheets to print, rolls of blanks, layouts of one's own."""

from urllib.parse import urlencode

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, login_required
from uuid_utils import uuid7

from fieldapp.documents import Roll
from fieldapp.extensions import csrf
from fieldapp.labels.face import Face, TooSmall
from fieldapp.labels.layouts import CATALOGUE, Sheet
from fieldapp.labels.pdf import sheet_pdf
from fieldapp.labels.qr import label_address, qr_svg
from fieldapp.labels.svg import sheet_svg
from fieldapp.labels.zpl import sheet_zpl
from fieldapp.models import reading
from fieldapp.operations.machines.rolls import ROLES
from fieldapp.pages.access import foreign_origin, roles_required
from fieldapp.staff import sites_by_key
from fieldapp.sync import labelling
from fieldapp.sync.incoming import Actor
from fieldapp.sync.labelling import NoLabels
from fieldapp.sync.submit import operation, submit

bp = Blueprint("labels", __name__)

FIRST = "avery-5160"
LENGTHS = ("page_width", "page_height", "width", "height", "left", "top", "across", "down")
COUNTS = ("columns", "rows")
ROLLS_SHOWN = 20


@bp.get("/labels/<tag>.svg")
@login_required
def svg(tag: str) -> Response:
    """The QR code of the machine's address: large modules, quiet zone kept."""
    if len(tag) > 64:
        abort(404)
    picture = qr_svg(label_address(current_app.config["PUBLIC_URL"], tag))
    answer = Response(picture, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@bp.get("/labels")
@login_required
def page():
    """What can be printed, and how it will look."""
    return _page()


def _page(error: str | None = None, status: int = 404):
    with reading() as connection:
        layouts = labelling.sheets(connection)
        sheet, start = _sheet(layouts), _start()
        faces, wrong = _faces(connection)
        preview, small = _preview(faces, sheet, start)
        rolls = [_row(connection, one) for one in labelling.rolls(connection, _sites())[:ROLLS_SHOWN]]
    error = error or wrong or small
    told = render_template(
        "labels.html",
        title="Labels",
        layouts=[{"id": name, "title": one.title} for name, one in layouts.items()],
        sheet={"id": sheet.name, "places": sheet.places, "zpl": sheet.dpi is not None},
        start=start,
        chosen=_chosen(faces),
        what=[{"name": name, "value": value} for name, value in _what()],
        preview=preview,
        file=url_for("labels.sheet", kind="zpl" if sheet.dpi else "pdf") + "?" + _query(sheet, start),
        rolls=rolls,
        sites=[{"id": key, "name": one.name} for key, one in sites_by_key().items() if key in _sites()],
        makes=current_user.has(*ROLES),
        address=current_app.config["PUBLIC_URL"],
        error=error,
        message=MESSAGES.get(request.args.get("done", "")),
    )  # fmt: skip
    return told, (status if error else 200)


MESSAGES = {
    "issue": "The roll is made. Print it below.",
    "layout": "The layout is kept. Choose it below.",
}


@bp.get("/labels/sheet.<any(pdf, zpl):kind>")
@login_required
def sheet(kind: str):
    """The file that is printed."""
    with reading() as connection:
        layout = _sheet(labelling.sheets(connection))
        faces, wrong = _faces(connection)
    if wrong or not faces:
        return _page(wrong or "Choose machines or a roll first.")
    try:
        content = _drawn(faces, layout)
    except TooSmall as problem:
        return _page(str(problem))
    types = {True: "application/octet-stream", False: "application/pdf"}
    answer = Response(content, mimetype=types[layout.dpi is not None])
    name = f"labels.{'zpl' if layout.dpi else 'pdf'}"
    answer.headers["Content-Disposition"] = f'{"attachment" if layout.dpi else "inline"}; filename="{name}"'  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _drawn(faces: list[Face], layout: Sheet) -> bytes:
    address = current_app.config["PUBLIC_URL"]
    if layout.dpi:
        return sheet_zpl(faces, layout, address).encode()
    return sheet_pdf(faces, layout, address, _start())


@bp.post("/labels")
@roles_required(*ROLES)
def save():
    """Make a roll of blanks, or describe a layout: the field ``action`` says which."""
    if foreign_origin():
        abort(403)
    csrf.protect()
    action = request.form.get("action", "")
    if action not in _DEEDS:
        abort(400)
    try:
        told = _DEEDS[action](request.form, Actor.of(current_user.staff))
    except NoLabels as problem:
        return _page(str(problem), 422)
    return redirect(url_for("labels.page", done=action, **told), 303)


def _issue(form, actor: Actor) -> dict[str, str]:
    count = form.get("count", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        raise NoLabels("Say how many labels, as a whole number.")
    made = labelling.issue(form.get("site", ""), int(count), form.get("note", "").strip() or None, actor)  # fmt: skip
    return {"roll": [one.partition(":")[2] for one in made]}


def _record(form, actor: Actor) -> dict[str, str]:
    """Lengths are typed in millimetres."""
    told = {"name": form.get("name", "").strip()}
    told |= {name: _hundredths(form.get(name, "")) for name in LENGTHS}
    told |= {name: int(_hundredths(form.get(name, "")) / 100) for name in COUNTS}
    if told["name"].lower() in CATALOGUE:
        raise NoLabels("The catalogue has a layout of that name. Choose another name.")
    with reading() as connection:
        known = labelling.layout_named(connection, told["name"])
    (result,) = submit([operation("layout.record", known or f"layout:{uuid7()}", told)], actor)
    if result.outcome not in ("applied", "already"):
        raise NoLabels(result.message or "This layout can't be kept.")
    return {"sheet": told["name"]}


def _hundredths(text: str) -> int:
    """Millimetres as people type them, in hundredths."""
    try:
        return round(float(text.strip().replace(",", ".")[:12] or 0) * 100)
    except (ValueError, OverflowError):
        raise NoLabels(f"“{text[:40]}” is no length in millimetres.") from None


_DEEDS = {"issue": _issue, "layout": _record}


def _sites() -> list[str]:
    """Administrators make labels for every site."""
    return list(sites_by_key()) if current_user.has("admin") else current_user.sites


def _sheet(layouts: dict[str, Sheet]) -> Sheet:
    return layouts.get(request.args.get("sheet", FIRST)) or layouts[FIRST]


def _start() -> int:
    told = request.args.get("start", "1")
    return max(1, int(told)) if told.isascii() and told.isdigit() and len(told) < 5 else 1


def _what() -> list[tuple[str, str]]:
    """What is to be printed, as the address says: ``roll`` and ``asset`` are keys, ``tags`` is what was typed."""
    found = [(name, one) for name in ("roll", "asset") for one in request.args.getlist(name)]
    typed = request.args.get("tags", "").strip()
    return found + ([("tags", typed)] if typed else [])


def _query(layout: Sheet, start: int) -> str:
    return urlencode([*_what(), ("sheet", layout.name), ("start", start)])


def _faces(connection) -> tuple[list[Face], str | None]:
    """The labels that are to be printed, or why there are none."""
    keys = [f"asset:{value}" for name, value in _what() if name == "asset"]
    typed = request.args.get("tags", "").replace(",", " ").split()
    wanted = {value for name, value in _what() if name == "roll"}
    try:
        keys += labelling.assets_named(connection, typed[: labelling.MOST], _sites())
    except NoLabels as problem:
        return [], str(problem)
    rolls = labelling.rolls(connection, _sites())
    chosen = sorted((one for one in rolls if one.id.partition(":")[2] in wanted), key=lambda one: one.first)  # fmt: skip
    blank = [face for roll in chosen for face in labelling.blank_faces(connection, roll)]
    return labelling.asset_faces(connection, keys[: labelling.MOST], _sites()) + blank, None


def _preview(faces: list[Face], layout: Sheet, start: int):
    try:
        return sheet_svg(faces, layout, current_app.config["PUBLIC_URL"], start), None
    except TooSmall as problem:
        return "", str(problem)


def _chosen(faces: list[Face]) -> str:
    if not faces:
        return ""
    if len(faces) <= 3:
        return ", ".join(face.tag for face in faces)
    return f"{len(faces):,} labels, {faces[0].tag} to {faces[-1].tag}"


def _row(connection, roll: Roll) -> dict:
    """A roll as the page lists it."""
    told = msgspec.to_builtins(roll)
    left = len(labelling.blanks(connection, roll))
    return told | {"id": roll.id.partition(":")[2], "left": left, "used": roll.count - left}
