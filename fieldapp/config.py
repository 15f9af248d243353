"""Settings from the environment. A wrong one stops the start with a sentence that says what to do."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from fieldapp.version import VERSION, numbers

DAY = 24 * 60 * 60


class WrongSetting(SystemExit):
    """Raised with the sentence that is shown."""


def settings(instance: Path) -> dict:
    """What Flask and its extensions are configured with."""
    return {
        "SECRET_KEY": _secret(instance),
        "SQLALCHEMY_DATABASE_URI": _database(instance),
        # A database that was restarted has forgotten its connections.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True},
        "PUBLIC_URL": _public_url(),
        # Only a proxy of ours may say whom it speaks for: anyone could otherwise, and try passwords.
        "BEHIND_PROXY": os.environ.get("BEHIND_PROXY", "0") not in ("", "0"),
        # A session outlives a long weekend offline, and is renewed whenever it is used.
        "PERMANENT_SESSION_LIFETIME": 30 * DAY,
        "SESSION_COOKIE_NAME": "fieldapp",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        # Where photos are kept; beside the database where none is given.
        "BLOB_DIR": os.environ.get("BLOB_DIR"),
        # An S3-compatible store for them instead, as s3://bucket/prefix, and its address where it is not Amazon's.
        "BLOB_STORE": _blob_store(),
        "BLOB_ENDPOINT": os.environ.get("BLOB_ENDPOINT") or None,
        # Bytes of one photo; of one person's in a day; and what must stay free on the disk.
        "BLOB_LIMIT": 6 * 1024 * 1024,
        "BLOB_DAILY": 400 * 1024 * 1024,
        "BLOB_SPARE": 256 * 1024 * 1024,
        # Seconds for one merge; a process whose merge takes longer ends, for nothing else could end it.
        "MERGE_DEADLINE": 60.0,
        # Where mail goes out, from whom, and how a phone number becomes the address of a gateway for texts.
        "SMTP_URL": _smtp_url(),
        "MAIL_FROM": _mail_from(),
        "SMS_GATEWAY": _sms_gateway(),
        # Whether processes that serve pages send it too; otherwise `flask send-mail` does, from a timer.
        "MAIL_SENDER": os.environ.get("MAIL_SENDER", "1") not in ("", "0"),
        # Seconds after which a mail server that says nothing is left alone.
        "SMTP_SECONDS": 20.0,
        # Older apps are told to load anew before they are listened to.
        "MIN_APP": _min_app(),
        # Days without contact after which a phone asks for a sign-in before it shows anything.
        "LOCK_DAYS": _lock_days(),
        "WTF_CSRF_TIME_LIMIT": 12 * 60 * 60,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": True,
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_MIN_SIZE": 500,
        "COMPRESS_LEVEL": 1,
        "COMPRESS_MIMETYPES": [
            "application/json", "text/html", "text/css", "text/javascript", "application/javascript",
            "image/svg+xml", "application/wasm", "application/manifest+json",
        ],
    }  # fmt: skip


def _secret(instance: Path) -> bytes:
    """SECRET_KEY, or one made at the first start and kept beside the database."""
    given = os.environ.get("SECRET_KEY")
    if given is not None:
        if len(given) < 16:
            raise WrongSetting("SECRET_KEY is too short: give at least 16 characters of chance.")
        return given.encode()
    kept = instance / "secret_key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text().strip().encode()


def _database(instance: Path) -> str:
    """DATABASE_URL, or an SQLite file of our own. Hosts write ``postgres://``; psycopg is meant."""
    given = os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'fieldapp.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            given = "postgresql+psycopg://" + given.removeprefix(prefix)
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise WrongSetting(
            "DATABASE_URL is neither SQLite nor PostgreSQL. Give for example"
            " sqlite:////var/lib/fieldapp/fieldapp.db or postgresql://user:password@host/fieldapp"
        )
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise WrongSetting(
            "DATABASE_URL names no file: sqlite:///PATH, with a path that can be kept."
        )
    if url.get_backend_name() == "sqlite":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return given


def _public_url() -> str:
    """PUBLIC_URL: what labels point to, without a slash at its end."""
    given = os.environ.get("PUBLIC_URL") or f"http://localhost:{_port()}"
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongSetting("PUBLIC_URL is not an address. Give one like https://field.example.com")
    return given.rstrip("/")


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise WrongSetting(f"PORT is “{given}”. Give a number from 1 to 65535.")
    return int(given)


def _blob_store() -> str | None:
    given = os.environ.get("BLOB_STORE") or None
    if given and not (given.startswith("s3://") and urlsplit(given).netloc):
        raise WrongSetting(f"BLOB_STORE is “{given}”. Give a bucket, as s3://photos or s3://photos/fieldapp.")
    return given


def _smtp_url() -> str | None:
    """SMTP_URL: the mail server, as smtp://user:password@host:587 or smtps://…"""
    given = os.environ.get("SMTP_URL") or None
    if given is None:
        return None
    try:
        parts = urlsplit(given)
        right = parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        right = False
    if not right:
        # Not repeated here: it may have a password in it.
        raise WrongSetting("SMTP_URL is no address of a mail server. Give one like smtp://user:password@mail.example.com:587")
    if not os.environ.get("MAIL_FROM"):
        raise WrongSetting("SMTP_URL is given and MAIL_FROM is not. Say from whom mail comes, as support@example.com")
    return given


def _mail_from() -> str | None:
    given = os.environ.get("MAIL_FROM") or None
    if given and ("@" not in given or not given.isprintable()):
        raise WrongSetting(f"MAIL_FROM is “{given}”. Give an address like support@example.com, or IT support <support@example.com>")
    return given


def _sms_gateway() -> str | None:
    given = os.environ.get("SMS_GATEWAY") or None
    if given and (given.count("{number}") != 1 or given.count("@") != 1 or not given.isprintable() or " " in given):
        raise WrongSetting(f"SMS_GATEWAY is “{given}”. Give an address with {{number}} in it, like {{number}}@sms.example.com")
    return given


def _min_app() -> str | None:
    """MIN_APP: the oldest version of the app that may sync."""
    given = os.environ.get("MIN_APP") or None
    if given and not all(one.isdigit() for one in given.split(".")):
        raise WrongSetting(f"MIN_APP is “{given}”. Give a version like 1.4.0, or leave it out.")
    if given and numbers(given) > numbers(VERSION):
        # No phone could ever get an app that is new enough.
        raise WrongSetting(
            f"MIN_APP is {given}, and this server's own app is {VERSION}. Update it."
        )
    return given


def _lock_days() -> int:
    given = os.environ.get("LOCK_DAYS", "30")
    if not given.isdigit() or int(given) < 1:
        raise WrongSetting(f"LOCK_DAYS is “{given}”. Give a number of days, 1 or more.")
    return int(given)
