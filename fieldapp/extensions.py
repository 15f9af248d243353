"""The extensions, and how each is set up."""

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from fieldapp.models import connect_engines, db

migrate = Migrate()
login = LoginManager()
# It would write to anyone's session, and a late answer so put the one before sign-in back in place.
login.session_protection = None
# A message would be kept in a new session, and a foreign page's form could so sign people out.
login.login_message = None
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=[])
compress = Compress()
htmx = Htmx()


def connect(app: Flask) -> None:
    """Tie the extensions to the app."""
    if app.config["BEHIND_PROXY"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    app.session_interface = CarefulSession()
    db.init_app(app)
    connect_engines(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations")
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    htmx.init_app(app)


class CarefulSession(SecureCookieSessionInterface):
    """The cookie is ``Secure`` behind https only, so that localhost works. It is sent only where it
    changed: an answer that was long on its way must not sign in again who has signed out since."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return session.modified
