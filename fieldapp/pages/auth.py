"""Signing in and out, and who one is."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from fieldapp.extensions import limiter
from fieldapp.extensions import login as manager
from fieldapp.models import reading
from fieldapp.pages.access import User, find_user, foreign_origin, safe_path
from fieldapp.staff import find_credential
from fieldapp.sync.moments import moment_now
from fieldapp.sync.status import devices

bp = Blueprint("auth", __name__)
hasher = PasswordHasher()
manager.login_view = "auth.login"
# Someone who knows no user name must not learn one from how long the answer takes: this is as costly to try as any.
# Written down, for to make it took a tenth of each start.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$JIK6C/9Q2rESE6BteS5dtw$n1gR8qnoN0FY3yLvqj81XJysp1wGDI6zGWuEpc5sA2w"

WRONG = "User name or password is wrong. After several tries you must wait a minute."


class SignIn(FlaskForm):
    """The form's origin is checked instead of a token: one that lay open for days still works."""

    class Meta:
        csrf = False

    username = StringField("User name", [InputRequired(), Length(max=200)])
    password = PasswordField("Password", [InputRequired(), Length(max=1000)])


def _who_tries() -> str:
    return f"{request.remote_addr}|{request.form.get('username', '').strip().lower()[:200]}"


def _failed(response) -> bool:
    return response.status_code == 401


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("8/minute;60/hour", key_func=_who_tries, methods=["POST"], deduct_when=_failed)
@limiter.limit("60/minute", methods=["POST"], deduct_when=_failed)
def login():
    """Ask for user name and password; then the first load."""
    form = SignIn()
    if request.method == "GET":
        return _page(None)
    if foreign_origin():
        abort(403)
    user = _prove(form) if form.validate() else None
    if user is None:
        return _page(WRONG), 401
    session.permanent = True
    # By this a phone that is locked knows a sign-in from a session that has gone on.
    session["signed_in_at"] = moment_now()
    login_user(user)
    renew()
    return redirect(url_for("auth.welcome", next=safe_path(request.values.get("next"))))


def _page(error: str | None) -> str:
    wanted = safe_path(request.values.get("next")) or ""
    return render_template(
        "login.html", error=error, username=request.form.get("username"), next=wanted
    )


def _prove(form: SignIn) -> User | None:
    found = find_credential(form.username.data.strip())
    try:
        hasher.verify(found.hash if found else NOBODY, form.password.data)
    except (Argon2Error, InvalidHashError):
        return None
    return find_user(found.staff.partition(":")[2]) if found else None


@bp.get("/welcome")
@login_required
def welcome():
    """First run: install, allow, and the first load, with its progress."""
    with reading() as connection:
        phones = devices(connection, [current_user.key])
    unsent = [one for one in phones if one["queued"] or one["queued_blobs"]]
    wanted = safe_path(request.args.get("next"))
    return render_template("welcome.html", home=home(wanted), unsent=unsent)


def home(wanted: str | None) -> str:
    """Where someone's day begins."""
    if wanted and wanted != "/":
        return wanted
    if current_user.has("technician"):
        return url_for("floor.work")
    if current_user.has("receiving", "acquisitions"):
        return url_for("floor.receiving")
    if current_user.has("supervisor"):
        return url_for("supervisor.sync")
    if current_user.has("helpdesk"):
        return url_for("helpdesk.page")
    return url_for("admin.staff") if current_user.has("admin") else url_for("supervisor.contracts")


@bp.before_app_request
def renew() -> None:
    """A session that is used lives on: once a day its cookie is sent anew."""
    today = moment_now()[:10]
    if "_user_id" in session and session.get("day") != today:
        session["day"] = today


@bp.route("/logout", methods=["GET", "POST"])
def logout():
    """Sign out here. What the phone has not sent stays on it."""
    if request.method == "POST" and foreign_origin():
        abort(403)
    if request.method == "POST":
        logout_user()
        session.clear()
        return redirect(url_for("auth.login"))
    return redirect(url_for("floor.more"))


@bp.get("/me")
def me():
    """Who is signed in, for the app and for other clients."""
    if not current_user.is_authenticated:
        return {"error": "sign_in", "message": "Sign in first."}, 401
    return {
        "user": current_user.key,
        "username": current_user.staff.username,
        "name": current_user.staff.name,
        "roles": current_user.roles,
        "sites": current_user.sites,
        "public_url": current_app.config["PUBLIC_URL"],
        "signed_in_at": session.get("signed_in_at"),
        "lock_days": current_app.config["LOCK_DAYS"],
    }
