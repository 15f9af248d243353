"""The arguments of each operation, version 1, as they travel. Text is bounded; the rest is in the verbs."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Date = Annotated[str, msgspec.Meta(max_length=10, pattern=r"^\d{4}-\d{2}-\d{2}$")]


# What forms call them, where that is not their name.
SPOKEN = {
    "text": "the note",
    "note": "the note",
    "reason": "the reason",
    "minutes": "the minutes",
    "until": "the day until which it waits",
    "at": "day and time",
    "to": "the colleague",
    "here": "the reason",
    "due": "the due date",
    "instead": "what became of it",
    "code": "the tag or serial",
    "how": "how it was checked",
    "problem": "the problem",
    "channel": "how it was tried",
    "reached": "whether they were reached",
    "summary": "what was done",
    "tag": "the tag",
    "count": "how many",
    "quantity": "how many",
    "category": "what it is",
    "people": "the other person",
    "whom": "who gets it",
    "signature": "the signature",
    "from": "the day from which it holds",
    "units": "the transactions",
    "money": "the amount",
}


def spoken(name: str) -> str:
    return SPOKEN.get(name, f"“{name}”")


def complaint(error: Exception) -> str | None:
    """What is wrong with the arguments, in words for whoever filled in a form; the phone's are the same."""
    told = str(error)
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", told):
        return f"Fill in {spoken(missing[1])}."
    place = re.search(r" - at `\$\.(\w+)", told)
    if place is None:
        return None
    if long := re.search(r"of length <= (\d+)", told):
        return f"Shorten {spoken(place[1])}: at most {long[1]} characters."
    return f"Check {spoken(place[1])}: this can't be understood."


class Arguments(msgspec.Struct, kw_only=True):
    """Fields that a later version adds are not understood, and not complained of."""


class Nothing(Arguments, kw_only=True):
    """The target says it all."""


class StepComplete(Arguments, kw_only=True):
    """``evidence`` answers the step's needs by name; ``here`` gives, by need, the reason why
    another machine than the booked one is the right one."""

    step: Short
    evidence: dict[str, Any] = {}
    here: dict[str, Text] = {}


class StepReason(Arguments, kw_only=True):
    step: Short
    reason: Text


class NoteAdd(Arguments, kw_only=True):
    """``photos`` are names of blobs, which may come later."""

    text: Text
    photos: list[Short] = []


class TimeAdd(Arguments, kw_only=True):
    """``worked_on`` is a date, the day of the act where absent."""

    minutes: int
    skill: Short | None = None
    worked_on: Date | None = None
    person: Short | None = None


class InvitationSend(Arguments, kw_only=True):
    """``channel`` is email or text."""

    channel: Short = "email"
    note: Text = ""


class VisitAnnounce(Arguments, kw_only=True):
    """``minutes`` until the technician is there."""

    minutes: int = 15
    channel: Short = "text"


class ByLink(Arguments, kw_only=True):
    """What a customer does by their link: ``purpose`` and ``link`` say which, ``person`` whose it is, ``name`` who that is."""

    purpose: Short
    link: Short
    person: Short
    name: Short


class CustomerAnswer(ByLink, kw_only=True):
    """``answer`` is accepted or declined."""

    answer: Short
    words: Text = ""


class CustomerPick(ByLink, kw_only=True):
    """``at`` is a moment."""

    at: Short
    minutes: int = 60


class CustomerWords(ByLink, kw_only=True):
    words: Text = ""


class CustomerConfirm(ByLink, kw_only=True):
    """``answer`` is well or wrong; what is wrong is said in words."""

    answer: Short
    words: Text = ""


class MailSent(Arguments, kw_only=True):
    """``what`` is the letter's kind, ``to`` the address or number."""

    what: Short
    to: Short = ""


class MailFailed(MailSent, kw_only=True):
    why: Text


class EntryVoid(Arguments, kw_only=True):
    op: Short
    reason: Text


class SoftwareDecide(Arguments, kw_only=True):
    """``choice`` is accepted, planned or explained; each of ``packages`` is what the difference is, and the
    package's key: ``newer firefox``."""

    choice: Short
    packages: list[Any] = []
    note: Text | None = None


class BenchStart(Arguments, kw_only=True):
    """``what`` is imaging, wiping or updating; as long as usual where ``minutes`` are absent."""

    what: Short
    minutes: int | None = None


class FilterSave(Arguments, kw_only=True):
    """``query`` maps fields of the list's form to what was chosen."""

    name: Short
    query: dict[str, Short] = {}


class FilterDrop(Arguments, kw_only=True):
    name: Short


class AssetScan(Arguments, kw_only=True):
    """``where`` is a position with two decimals, of those who allow it: ``48.14,11.58``."""

    tag: Short | None = None
    serial: Short | None = None
    where: Short | None = None


class CountRecord(Arguments, kw_only=True):
    """``found`` and ``expected`` are keys of assets; those of ``found`` that belong here from now on are in
    ``here``; ``unknown`` are codes that nothing in the books bears."""

    what: Short
    place: Short
    site: Short
    found: list[Short] = []
    expected: list[Short] = []
    here: list[Short] = []
    unknown: list[Short] = []
    where: Short | None = None


class LabelTag(Arguments, kw_only=True):
    """A label that is on the target."""

    tag: Short


class LabelReason(Arguments, kw_only=True):
    tag: Short
    reason: Text


class TagsIssue(Arguments, kw_only=True):
    """``count`` blank labels for a site, whose key ``site`` is."""

    site: Short
    count: int
    note: Text | None = None


class LayoutRecord(Arguments, kw_only=True):
    """As :class:`fieldapp.documents.Layout`, in hundredths of a millimetre."""

    name: Short
    page_width: int
    page_height: int
    columns: int
    rows: int
    width: int
    height: int
    left: int
    top: int
    across: int
    down: int


class HoldSet(Arguments, kw_only=True):
    """``until`` is a date or a moment; ``kind`` is whom it waits for, ``attempt`` the operation that tried to reach the customer."""

    reason: Text
    until: Short
    kind: Short = "other"
    attempt: Short | None = None


class HoldClear(Arguments, kw_only=True):
    hold: Short


class ScheduleSet(Arguments, kw_only=True):
    at: Short
    minutes: int = 60


class WipeCheck(Arguments, kw_only=True):
    """``what`` is verification or validation, ``result`` passed or failed, ``how`` says what was done."""

    what: Short
    result: Short
    how: Text = ""


class AcceptInstead(Arguments, kw_only=True):
    """``instead`` is legal_custody, lost or unrecoverable."""

    instead: Short
    reason: Text


class JobMachine(Arguments, kw_only=True):
    """``role`` is a key of the job's assets, ``code`` the tag or serial of the machine that is really there."""

    role: Short
    code: Short
    reason: Text


class LegalSet(Arguments, kw_only=True):
    reason: Text


class LegalLift(Arguments, kw_only=True):
    hold: Short
    reason: Text


class EraserLogAdd(Arguments, kw_only=True):
    """What was read of an eraser's log, the blob ``sha``. ``drives`` are ``{serial, method, result, model}``."""

    sha: Short
    format: Short
    name: Short = ""
    tool: Short = ""
    version: Short = ""
    drives: list[dict[str, Any]] = []


class CertificateIssue(Arguments, kw_only=True):
    """``erasures`` are keys, ``sha256`` is of what its author saw of them. A correction says what it ``replaces``, and why."""

    erasures: Annotated[list[Short], msgspec.Meta(max_length=200)]
    sha256: Short
    replaces: Short | None = None
    reason: Text = ""


class JobCreate(Arguments, kw_only=True):
    """``assets`` maps the workflow's roles to keys of assets, ``people`` its roles of further people to keys of persons;
    ``person`` is the key of a person. ``quantity`` and ``category`` say how many of what it is for.

    The rest is for incidents and requests: ``problem`` in the customer's words, ``impact`` and ``priority`` (given, or else worked out),
    ``source`` and ``reference`` of whoever asks, ``reported_at`` when they told somebody first, ``site`` (a key) where there is neither
    person nor machine. ``contact`` is the channel by which the customer is spoken to as it is opened by those who do the work:
    it is answered at birth. ``parent`` and ``rework`` are keys of jobs."""

    kind: Short
    assets: dict[str, Short] = {}
    person: Short | None = None
    people: dict[str, Short] = {}
    category: Short | None = None
    quantity: int = 1
    due: Date | None = None
    note: Text | None = None
    problem: Text | None = None
    impact: Short | None = None
    priority: Short | None = None
    queue: Short | None = None
    source: Short | None = None
    reference: Short | None = None
    place: Short | None = None
    site: Short | None = None
    reported_at: Short | None = None
    contact: Short | None = None
    parent: Short | None = None
    rework: Short | None = None


class StepPick(Arguments, kw_only=True):
    """``step`` is a key of the workflow's catalogue, ``key`` the one that the job's step gets."""

    step: Short
    key: Short | None = None


class ContactAttempt(Arguments, kw_only=True):
    """``channel`` is call, email or in_person; ``said`` what was said, or left."""

    channel: Short
    reached: bool
    said: Text = ""


class JobTransfer(Arguments, kw_only=True):
    """``site`` is a key."""

    note: Text
    queue: Short | None = None
    site: Short | None = None


class JobEscalate(Arguments, kw_only=True):
    """``to`` is a colleague's key."""

    note: Text
    to: Short | None = None


class JobResolve(Arguments, kw_only=True):
    summary: Text
    minutes: int | None = None
    skill: Short | None = None


class JobReopen(Arguments, kw_only=True):
    reason: Text


class JobFollow(Arguments, kw_only=True):
    """``parent`` is the key of an incident."""

    parent: Short
    note: Text | None = None


class JobConvert(Arguments, kw_only=True):
    kind: Short
    note: Text


class JobAssign(Arguments, kw_only=True):
    to: Short
    note: Text


class JobClose(Arguments, kw_only=True):
    """Of a job of free steps: ``minutes`` are those not recorded yet, ``takes`` names of transaction types, or ``{type, items}``.
    ``outcome`` is resolved or unreachable, ``rework`` the key of the job whose fault it mends: then it takes nothing."""

    summary: Text = ""
    minutes: int | None = None
    skill: Short | None = None
    takes: list[Any] = []
    outcome: Short | None = None
    rework: Short | None = None
    transactions: Any = None


class JobCancel(Arguments, kw_only=True):
    """``order`` is cancel (where absent), stock or return; ``machines`` maps roles to stock, person, supplier or keep: where absent,
    one that the job brought in goes to stock, and any other stays as it is."""

    reason: Text
    order: Short = ""
    machines: dict[str, Short] = {}


class WorkflowDefine(Arguments, kw_only=True):
    """As :class:`fieldapp.workflows.Workflow`, for the supervisor's ``sites`` (keys); ``offered`` for new jobs, or not any more."""

    title: Short
    prefix: Short
    sites: list[Short]
    steps: Annotated[list[dict[str, Any]], msgspec.Meta(max_length=30)]
    assets: dict[str, dict[str, Any]] = {}
    bills: list[dict[str, Any]] = []
    person: bool = True
    people: dict[str, Short] = {}
    group: Short = ""
    help: Text = ""
    categories: list[Short] = []
    offered: bool = True


class DeliveryOpen(Arguments, kw_only=True):
    """``site`` is a key, ``day`` the day there; ``announced`` how many boxes the carrier spoke of."""

    site: Short
    day: Date
    carrier: Short | None = None
    tracking: Short | None = None
    announced: int | None = None


class BoxReceive(Arguments, kw_only=True):
    """``site``, ``carrier``, ``tracking`` and ``day`` name the delivery. ``serial`` is the box's, ``code`` the
    carrier's for it; ``order`` and ``line`` are what it is for, where that is known, ``tag`` is a blank label's.
    ``unmarked`` says that it has neither serial nor code; ``elsewhere`` is the place that the box says, where that is another."""

    site: Short
    day: Date
    carrier: Short | None = None
    tracking: Short | None = None
    serial: Short | None = None
    code: Short | None = None
    order: Short | None = None
    line: Short | None = None
    model: Short | None = None
    tag: Short | None = None
    condition: Short = "good"
    pieces: int = 1
    unmarked: bool = False
    elsewhere: Short | None = None
    remark: Text | None = None
    photos: list[Short] = []


class BoxMatch(Arguments, kw_only=True):
    order: Short
    reason: Text
    line: Short | None = None


class BoxSaid(Arguments, kw_only=True):
    reason: Text
    photos: list[Short] = []


class AssetDead(Arguments, kw_only=True):
    reason: Text


class BoxReturn(Arguments, kw_only=True):
    """``to`` is where it goes, the supplier where absent."""

    reason: Text
    to: Short | None = None
    photos: list[Short] = []


class OrderCreate(Arguments, kw_only=True):
    """For ``job`` (a key), or for stock at ``site``. ``lines`` are ``{model, quantity}``; ``text`` has more of
    them, one in a row: ``2 × Latitude 7450``."""

    site: Short | None = None
    job: Short | None = None
    lines: list[dict[str, Any]] = []
    text: Text = ""
    due: Date | None = None
    supplier: Short | None = None
    reference: Short | None = None
    tracking: Short | None = None


class OrderBackorder(Arguments, kw_only=True):
    """``quantity`` is all that is still to come where absent."""

    line: Short
    quantity: int | None = None
    until: Date | None = None
    reason: Text | None = None


class OrderCloseLine(Arguments, kw_only=True):
    line: Short
    reason: Text


class AssetCorrect(Arguments, kw_only=True):
    serial: Short
    reason: Text


class OrderRecord(Arguments, kw_only=True):
    """An order as a file has it: ``number`` is the file's, ``job`` the key of a job, ``lines`` are
    ``{model, quantity}``, told apart by model."""

    number: Short
    site: Short
    lines: list[dict[str, Any]]
    job: Short | None = None
    due: Date | None = None
    supplier: Short | None = None
    tracking: Short | None = None
    placed: Date | None = None
class HandOver(Arguments, kw_only=True):
    """``also`` are keys of further machines. ``whom`` is ``person:KEY``, ``staff:KEY`` or a place
    (store, mailroom, receiving, courier, supplier)."""

    whom: Short
    also: list[Short] = []
    note: Text | None = None


class CustodyAccept(Arguments, kw_only=True):
    """``whom`` is whoever does it, or a place; ``code`` what the label says; ``signature`` is of who gave it:
    ``{by, picture, witness, text, version, language, values, sha}``."""

    whom: Short = ""
    code: Short | None = None
    also: list[Short] = []
    note: Text | None = None
    signature: dict[str, Any] | None = None


class CustodyGive(HandOver, kw_only=True):
    """``signature`` is of who gets it."""

    signature: dict[str, Any] | None = None


class CustodyEnd(Arguments, kw_only=True):
    """``offer`` is the operation that offered it."""

    offer: Short
    also: list[Short] = []
    reason: Text | None = None


class CustodyReport(Arguments, kw_only=True):
    text: Text
    also: list[Short] = []
    code: Short | None = None
    note: Text | None = None


class LoanGive(Arguments, kw_only=True):
    """``due`` is a date."""

    person: Short
    due: Date
    also: list[Short] = []
    note: Text | None = None
    signature: dict[str, Any] | None = None


class LoanExtend(Arguments, kw_only=True):
    due: Date
    reason: Text
    also: list[Short] = []


class CaseApply(Arguments, kw_only=True):
    reason: Text = ""


class CaseAmend(Arguments, kw_only=True):
    """``args`` are the operation's arguments as they should have been, all of them."""

    args: dict[str, Any]
    reason: Text


class CaseDismiss(Arguments, kw_only=True):
    reason: Text


class PersonRecord(Arguments, kw_only=True):
    """A field that is absent stays as it was; so in every ``record``."""

    name: Short
    site: Short
    username: Short | None = None
    email: Short | None = None
    phone: Short | None = None
    vip: bool | None = None
    floor: Short | None = None
    desk: Short | None = None
    cost_centre: Short | None = None
    line_of_business: Short | None = None
    job_title: Short | None = None
    active: bool | None = None


class SiteRecord(Arguments, kw_only=True):
    name: Short
    zone: Short | None = None
    client: Short | None = None
    contract: Short | None = None
    address: Text | None = None
    acting: dict[str, list[Short]] | None = None
    calendar: dict[str, Any] | None = None


class SiteClose(Arguments, kw_only=True):
    """Two moments, and why nobody was served between them."""

    starts: Short
    ends: Short
    reason: Text


class SiteOpen(Arguments, kw_only=True):
    """``closure`` is the operation that declared it."""

    closure: Short
    reason: Text


class ClockLoosen(Arguments, kw_only=True):
    reason: Text


class ModelRecord(Arguments, kw_only=True):
    name: Short
    number: Short | None = None
    manufacturer: Short | None = None
    category: Short | None = None
    months: int | None = None


class AssetRecord(Arguments, kw_only=True):
    """``person``, ``site`` and ``model`` are keys of documents."""

    tag: Short
    site: Short
    serial: Short | None = None
    model: Short | None = None
    category: Short | None = None
    name: Short | None = None
    person: Short | None = None
    purchased: Date | None = None
    end_of_life: Date | None = None
    place: Short | None = None


class InventoryRecord(Arguments, kw_only=True):
    """What an agent reported of the target: ``packages`` are ``{name, version, publisher}``."""

    taken_at: Short | None = None
    serial: Short | None = None
    packages: list[dict[str, Any]] = []


class StaffRecord(Arguments, kw_only=True):
    username: Short
    name: Short | None = None
    roles: list[Short] | None = None
    sites: list[Short] | None = None
    active: bool | None = None


class ContractRecord(Arguments, kw_only=True):
    """Terms as in :class:`fieldapp.documents.Contract`. Once it exists, only ``name`` and ``client`` are changed by this."""

    name: Short
    client: Short
    starts: date
    ends: date
    zone: Short = "UTC"
    currency: Short = "USD"
    bought: Decimal | None = None
    price: Decimal | None = None
    buy_back_price: Decimal | None = None
    types: dict[str, dict[str, Any]] | None = None
    rates: dict[str, dict[str, Any]] | None = None
    wiping: dict[str, Any] | None = None
    allotments: list[dict[str, Any]] | None = None
    overage_price: Decimal | None = None
    paid_in_advance: bool | None = None
    penalties: list[dict[str, Any]] | None = None
    penalty_cap: Decimal | None = None
    cancels: dict[str, dict[str, Any]] | None = None
    service: dict[str, Any] | None = None


class ContractAmend(Arguments, kw_only=True, rename={"from_": "from"}):
    """``changes`` maps names of terms to what they are from the day ``from`` on (a date in the contract's zone)."""

    from_: Date
    changes: dict[str, Any]
    reason: Text


class ChargeDispute(Arguments, kw_only=True):
    """Of the target, a ledger entry: its ``contract`` (a key) and ``period``, a month."""

    contract: Short
    period: Short
    reason: Text


class ChargeSettle(Arguments, kw_only=True):
    """``decision`` is kept or taken_back."""

    decision: Short
    reason: Text


class AdjustmentAdd(Arguments, kw_only=True):
    """Transactions (``units``) or ``money``, either sign; ``job`` is a key, ``cost_centre`` whose statement it is on, ``agreed_with`` who
    else has agreed on it."""

    reason: Text
    agreed_with: Short | None = None
    units: Decimal | None = None
    money: Decimal | None = None
    cost_centre: Short | None = None
    job: Short | None = None


class ClockLook(Arguments, kw_only=True):
    """As of which moment; absent is now. A month that is issued is looked at as of its last one."""

    at: Short | None = None


class BillingIssue(Arguments, kw_only=True):
    """``period`` is a month (``2026-10``), ``seen`` how many of its entries without a price were acknowledged, ``exceptions``
    what else was open, in sentences: the invoice lists them."""

    period: Short
    seen: int = 0
    exceptions: Annotated[list[Text], msgspec.Meta(max_length=500)] = []
