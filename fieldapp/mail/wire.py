"""The way out: one message to one recipient by SMTP, and whether it makes sense to try again where it failed."""

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from fieldapp.mail.letters import Letter, line

SECONDS = 20
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
    """Give it to the server (``smtp://user:password@host:port``, or ``smtps://``), and come back when that has taken it."""
    try:
        with _connected(server, seconds) as connection:
            connection.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _sort(code, words) from error
    except smtplib.SMTPResponseException as error:
        raise _sort(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server can't be reached ({type(error).__name__})") from error


def _sort(code: int, words: bytes | str) -> Exception:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    told = f"the mail server says {code} {line(said)[:200]}".strip()
    return Unsendable(told) if code >= 500 else Later(told)


def _connected(server: str, seconds: float) -> smtplib.SMTP:
    """With TLS from the start, or as soon as the server can; a password goes over nothing else, but within this machine."""
    parts = urlsplit(server)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    port = parts.port or (465 if secure else 587 if parts.username else 25)
    context = ssl.create_default_context()
    connection = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context) if secure else smtplib.SMTP(host, port, timeout=seconds)
    connection.ehlo()
    if not secure and connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
        secure = True
    if parts.username:
        if not secure and host not in AT_HOME:
            connection.close()
            raise Unsendable("the mail server takes the password only in the clear; give one with TLS")
        connection.login(unquote(parts.username), unquote(parts.password or ""))
    return connection
