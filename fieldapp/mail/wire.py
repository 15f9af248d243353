"""The way out: one message to one recipient by SMTP, and whether it makes sense to try again where it failed."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from threading import Timer
from urllib.parse import unquote, urlsplit

from fieldapp.mail.letters import Letter, line

SECONDS = 20
# All of it may take so many times as long as the server may be silent: far less than a letter is claimed for.
PATIENCE = 6
# For a goodbye nobody waits long: the letter is the server's already.
GOODBYE = 2
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
AT_HOME = ("localhost", "127.0.0.1", "::1")


class Unsendable(Exception):
    """It will not get through, however often it is tried; says why in words."""


class Later(Exception):
    """It may get through another time; says why in words."""


def recipient(channel: str, email: str | None, phone: str | None, gateway: str | None) -> str:
    """The address: the person's own, or their number at the gateway for texts."""
    if channel == "text":
        if not gateway:
            raise Unsendable("no gateway for texts is set up")
        digits = re.sub(r"\D", "", phone or "")
        digits = digits.removeprefix("00")
        if not 5 <= len(digits) <= 15:
            raise Unsendable("the books have no phone number that can be texted")
        return gateway.replace("{number}", digits)
    if not email:
        raise Unsendable("the books have no e-mail address")
    if not ADDRESS.fullmatch(email):
        raise Unsendable("the e-mail address in the books is none")
    return email


def message(to: str, name: str, sender: str, id_: str, letter: Letter, channel: str) -> EmailMessage:
    """As it travels. Headers are one line each, whatever is in the books; ``id_`` makes the Message-ID."""
    local, _, domain = to.rpartition("@")
    made = EmailMessage()
    made["From"] = sender
    made["To"] = Address(display_name=line(name) if channel == "email" else "", username=local, domain=domain)
    made["Subject"] = letter.subject if channel == "email" else "IT support"
    made["Message-ID"] = f"<{id_}@{_domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"
    if channel == "text":
        made.set_content(letter.short)
        return made
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        how = {"maintype": "text", "subtype": "calendar", "filename": "appointment.ics", "params": {"method": letter.method}}
        made.add_attachment(letter.calendar, **how)
    return made


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].rstrip("> ") or "localhost"


def send(made: EmailMessage, server: str, seconds: float = SECONDS) -> None:
    """Give it to the server (``smtp://user:password@host:port``, or ``smtps://``), and come back when that has taken it. Only what the server
    says of this recipient or this letter is final; what it says of us, or does not say, may be mended."""
    try:
        connection = _connected(server, seconds)
    except smtplib.SMTPResponseException as error:
        raise Later(_told(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server can't be reached ({type(error).__name__})") from error
    try:
        connection.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _sort(code, words) from error
    except smtplib.SMTPDataError as error:
        raise _sort(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        raise Later(_told(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server broke off ({type(error).__name__})") from error
    finally:
        _leave(connection)


def _leave(connection: smtplib.SMTP) -> None:
    """Politely; whatever the server says to that changes nothing of what it took."""
    with suppress(OSError, smtplib.SMTPException):
        if connection.sock is not None:
            connection.sock.settimeout(GOODBYE)
        connection.quit()
    connection.close()


class _Hurried:
    """Hangs up when all of it has taken too long: a server that says a letter now and then is never silent."""

    timer: Timer | None = None

    def connect(self, *given):
        self.timer = Timer(PATIENCE * self.timeout, self._hang_up)  # type: ignore[attr-defined]
        self.timer.daemon = True
        self.timer.start()
        return super().connect(*given)  # type: ignore[misc]

    def _hang_up(self) -> None:
        with suppress(OSError):
            if self.sock is not None:  # type: ignore[attr-defined]
                self.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]

    def close(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        super().close()  # type: ignore[misc]


class _Plain(_Hurried, smtplib.SMTP):
    pass


class _Secure(_Hurried, smtplib.SMTP_SSL):
    pass


def _sort(code: int, words: bytes | str) -> Exception:
    return (Unsendable if code >= 500 else Later)(_told(code, words))


def _told(code: int, words: bytes | str) -> str:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"the mail server says {code} {line(said)[:200]}".strip()


def _connected(server: str, seconds: float) -> smtplib.SMTP:
    """With TLS from the start, or as soon as the server can; a password goes over nothing else, but within this machine."""
    parts = urlsplit(server)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587 if parts.username else 25)
    context = ssl.create_default_context()
    connection = _Secure(host, port, timeout=seconds, context=context) if secure else _Plain(host, port, timeout=seconds)
    try:
        connection.ehlo_or_helo_if_needed()
        if not secure and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
            secure = True
        if parts.username:
            if not secure and host not in AT_HOME:
                raise Later("the mail server takes the password only in the clear; give one with TLS")
            connection.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        connection.close()
        raise
    return connection
