"""The nouns that stay: tables of documents, feeds, the log, devices, the ledger, credentials, blobs, mail."""

from fieldapp.models.attempts import attempt
from fieldapp.models.blobs import blob
from fieldapp.models.calendar import calendar_address
from fieldapp.models.caller import caller
from fieldapp.models.credential import credential
from fieldapp.models.database import connect_engines, db, jotting, reading, writing
from fieldapp.models.derived import clock, closed, life, reserve, underway, worked
from fieldapp.models.ledger import ledger
from fieldapp.models.log import device, operation, sequence, waiting
from fieldapp.models.mail import mail
from fieldapp.models.store import (
    FIRST_NUMBER,
    document,
    document_key,
    feed,
    number,
    reference,
    scope,
    scope_commit,
)

__all__ = [
    "FIRST_NUMBER", "attempt", "blob", "calendar_address", "caller", "clock", "closed", "connect_engines", "credential", "db", "device",
    "document", "document_key",
    "feed", "jotting", "ledger", "life", "mail",
    "number", "operation", "reading", "reference", "reserve", "scope", "scope_commit", "sequence", "underway", "waiting",
    "worked", "writing",
]  # fmt: skip
