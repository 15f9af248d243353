"""The nouns that travel: typed documents, which are the state and not a copy of it."""

from functools import cache

import msgspec

from fieldapp.documents.asset import (
    IN_USE,
    Asset,
    BenchRun,
    Custody,
    Event,
    Label,
    Link,
    Loan,
    Offer,
    Package,
    Placed,
    Report,
    Seen,
    Signature,
    Software,
)
from fieldapp.documents.base import Document, Named, key_of
from fieldapp.documents.case import Case
from fieldapp.documents.charge import Charge
from fieldapp.documents.contract import (
    Allotment,
    Amendment,
    Band,
    Contract,
    Penalty,
    Rate,
    TransactionType,
    WipingTerms,
)
from fieldapp.documents.count import Count, CountedMachine
from fieldapp.documents.delivery import Box, Delivery, Said, Scan
from fieldapp.documents.drive import Drive, EraserLog
from fieldapp.documents.filters import Filter, Filters
from fieldapp.documents.following import Following, StepDone
from fieldapp.documents.invoice import Invoice, InvoiceAllotment, InvoiceCentre, InvoiceTotal
from fieldapp.documents.job import (
    SHARES,
    Accepted,
    Announced,
    Assignee,
    Attempt,
    Before,
    Clock,
    Confirmed,
    Customer,
    Disputed,
    Formerly,
    Hold,
    Invitation,
    Job,
    Machine,
    Need,
    Note,
    Part,
    Pause,
    Place,
    Promise,
    SoftwareDecided,
    Step,
    Takes,
    Time,
)
from fieldapp.documents.label import Layout, Roll
from fieldapp.documents.order import Counted, Later, Line, Order, Short
from fieldapp.documents.people import Colleague, Model, Person, Site, Staff
from fieldapp.documents.service import (
    Calendar,
    Closure,
    Earlier,
    ServiceFrom,
    ServiceTerms,
    Target,
)
from fieldapp.documents.texts import TEXTS
from fieldapp.documents.wiping import Certificate, Check, Erasure, LegalHold, Voided
from fieldapp.documents.workflow import OwnWorkflow

__all__ = [
    "Accepted", "Allotment", "Amendment", "Announced", "Asset", "Assignee", "Attempt", "Band", "Before", "BenchRun", "Box", "Calendar", "Case",
    "Certificate", "Charge", "Check", "Clock", "Closure", "Colleague", "Confirmed", "Contract", "Count", "Counted", "CountedMachine", "Custody",
    "Customer", "decode", "Delivery", "Disputed", "Document", "Drive", "Earlier", "encode", "EraserLog", "Erasure", "Event",
    "Filter", "Filters", "Following", "Formerly", "Hold", "IN_USE", "Invitation", "Invoice", "InvoiceAllotment", "InvoiceCentre", "InvoiceTotal", "Job", "key_of", "Label", "Later", "Layout", "LegalHold", "Line", "Link", "Loan", "Machine",
    "Model", "Named", "Need", "Note", "Offer", "Order", "Package", "Part", "Pause", "Penalty", "Person", "Place", "Placed",
    "Promise", "Rate", "Report", "Roll", "Said", "Scan", "Seen", "ServiceFrom", "ServiceTerms", "SHARES", "Short", "Signature",
    "Site", "Software", "SoftwareDecided", "Staff", "Step", "StepDone", "Takes", "Target", "TEXTS", "Time", "TransactionType", "TYPES",
    "Voided", "WipingTerms",
]  # fmt: skip

TYPES: dict[str, type[Document]] = {
    "job": Job,
    "asset": Asset,
    "order": Order,
    "delivery": Delivery,
    "box": Box,
    "person": Person,
    "site": Site,
    "model": Model,
    "workflow": OwnWorkflow,
    "staff": Staff,
    "contract": Contract,
    "case": Case,
    "software": Software,
    "erasure": Erasure,
    "certificate": Certificate,
    "roll": Roll,
    "layout": Layout,
    "count": Count,
    "filters": Filters,
    "invoice": Invoice,
    "charge": Charge,
}

_encoder = msgspec.json.Encoder()
encode = _encoder.encode


@cache
def _decoder(kind: str) -> msgspec.json.Decoder:
    return msgspec.json.Decoder(TYPES[kind])


def decode(document_id: str, body: bytes | str) -> Document:
    """The typed document that the JSON text ``body`` holds; the id names its type."""
    return _decoder(document_id.partition(":")[0]).decode(body)
