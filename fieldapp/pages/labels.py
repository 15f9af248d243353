"""A machine's label as a picture."""

from flask import Blueprint, Response, abort, current_app
from flask_login import login_required

from fieldapp.labels.qr import label_address, qr_svg

bp = Blueprint("labels", __name__)


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
