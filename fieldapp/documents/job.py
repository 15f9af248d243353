"""A job: anything with steps and a bill. The workflow (``fieldapp.workflows``) made its steps."""

from typing import Any

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.drive import EraserLog

# Needs that are answered with the name of a blob.
PICTURES = ("photo", "signature")
# Kinds of job that leave the machine free for another job: something fails while it is being replaced, too.
SHARES = ("incident", "request")


class Place(msgspec.Struct, kw_only=True):
    """The site as a job repeats it; ``zone`` is an IANA time zone."""

    id: str
    name: str
    zone: str = "UTC"


class Assignee(msgspec.Struct, kw_only=True):
    """Who has the job now, and the operation that gave it to them."""

    id: str
    name: str
    op: str | None = None


class Customer(msgspec.Struct, kw_only=True):
    """The person whose machine it is, as the job repeats them."""

    id: str
    name: str
    vip: bool = False
    phone: str | None = None
    email: str | None = None
    floor: str | None = None
    desk: str | None = None
    cost_centre: str | None = None
    line_of_business: str | None = None


class Machine(msgspec.Struct, kw_only=True):
    """An asset as the job repeats it. ``id`` is the asset's key, ``person`` that of the person whose it was when it came onto the job."""

    id: str
    tag: str | None = None
    serial: str | None = None
    model: str | None = None
    person: str | None = None


class Need(msgspec.Struct, kw_only=True):
    """One piece of evidence that a step asks for.

    ``kind`` is scan, new_asset, text, number, time, choice, yes, photo, signature or drives. A scan must
    match the tag or serial of ``asset`` (a key of the job's assets). The first of ``choices``
    proceeds; with any other the step stays open. ``part`` names the part of the step that it proves.
    ``strict`` scans take no "this is the machine here" (wiping); with ``serial`` the label is not enough where the
    books know the serial. ``when`` names another need and the answer with which alone it is asked. A signature may
    be below a ``text`` about ``asset``; ``by`` is then the need that names who signs.
    """

    name: str
    kind: str
    title: str = ""
    asset: str | None = None
    choices: list[str] = []
    required: bool = True
    part: str | None = None
    strict: bool = False
    serial: bool = False
    when: dict[str, str] = {}
    text: str | None = None
    by: str | None = None


class Part(msgspec.Struct, kw_only=True):
    """One of the acts that a step consists of, each by someone at some time."""

    key: str
    title: str
    state: str = "todo"
    by: Named | None = None
    at: str | None = None
    op: str | None = None


class Before(msgspec.Struct, kw_only=True):
    """What an asset was before a step changed it, so that undoing can put it back."""

    asset: str
    op: str
    state: str
    holder: dict[str, Any]
    person: Named | None = None


class Step(msgspec.Struct, kw_only=True):
    """A step of the job: ``state`` is todo, done or skipped, and ``op`` names what set it."""

    key: str
    title: str
    role: str
    state: str = "todo"
    needs: list[Need] = []
    parts: list[Part] = []
    by: Named | None = None
    at: str | None = None
    op: str | None = None
    evidence: dict[str, Any] = {}
    before: list[Before] = []


class Hold(msgspec.Struct, kw_only=True):
    """The job waits, for a stated reason, of a ``kind`` (customer, supplier, client, other); for the customer of an incident
    it names the ``attempt`` (its operation) to reach them."""

    id: str
    op: str
    reason: str
    since: str
    by: Named
    until: str | None = None
    kind: str = "other"
    attempt: str | None = None


class Pause(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """A span of a hold, from its beginning to its release (``to``), but to the moment ``until`` at most; ``stops`` says whether
    the terms let it stop the clock. Of ``kind`` closed it is the time between a closing and a reopening."""

    from_: str
    hold: str
    to: str | None = None
    until: str | None = None
    kind: str = "other"
    reason: str = ""
    stops: bool = True


class Promise(msgspec.Struct, kw_only=True):
    """One of the targets that a clock has: so many ``minutes`` of a ``calendar``, ``since`` a moment, by a ``rule`` in words.

    It becomes due at ``due_at``. ``calendar`` is a name in the terms, ``always``, or ``""`` for the site's. What was tightened later counts from then; what was ``loosened_at`` a moment governs no more,
    unless it was missed before. What was kept or missed when the job went to another site is ``fixed``: other hours change nothing of it, for it
    goes by the ``hours`` of the site where that was: ``{"calendar": …}``, null in it for day and night."""

    minutes: int
    calendar: str
    rule: str
    since: str
    due_at: str | None = None
    loosened_at: str | None = None
    op: str | None = None
    fixed: bool = False
    hours: dict[str, Any] | None = None


class Clock(msgspec.Struct, kw_only=True):
    """``response`` or ``completion``: the earliest of its promises governs, and is ``due_at``; whoever has it is warned from ``warn_at``
    on. An open pause counts as ending at its ``until``. Holds moments only; *late* follows from them and now. ``op`` is the operation that stopped it;
    ``closed_at`` is when it would have stopped at the latest, for the job ended then, or followed another."""

    name: str
    started_at: str
    due_at: str | None = None
    stopped_at: str | None = None
    pauses: list[Pause] = []
    promises: list[Promise] = []
    op: str | None = None
    warn_at: str | None = None
    closed_at: str | None = None


class Note(msgspec.Struct, kw_only=True):
    """Words that stay with the job. ``about`` says what they were given for (a step's key, ``hold``…),
    ``photos`` are names of blobs."""

    op: str
    by: Named
    at: str
    text: str
    about: str | None = None
    voided: bool = False
    photos: list[str] = []


class Time(msgspec.Struct, kw_only=True):
    """Minutes of work, with the skill that the contract rates, and whose machine they were for."""

    op: str
    by: Named
    at: str
    minutes: int
    worked_on: str
    skill: str | None = None
    person: str | None = None
    voided: bool = False


class Formerly(msgspec.Struct, kw_only=True):
    """What a job was ``until`` a moment, of what penalties ask for: a clock that was missed by then was missed by that."""

    until: str
    kind: str
    vip: bool
    line_of_business: str | None = None


class Attempt(msgspec.Struct, kw_only=True):
    """An attempt to reach the customer: ``channel`` is call, email or in_person; ``said`` is what was said or left. Only a ``doubt``
    about its clock (a reason in words) keeps it from stopping the response clock until a supervisor has looked."""

    op: str
    by: Named
    at: str
    channel: str
    reached: bool
    said: str = ""
    doubt: str | None = None
    voided: bool = False


class Takes(msgspec.Struct, kw_only=True):
    """A transaction type that a job takes, so many items of it where the terms count items."""

    type: str
    items: int = 1
    op: str | None = None


class SoftwareDecided(msgspec.Struct, kw_only=True):
    """Differences between two lists of software that someone ``accepted``, ``planned`` or ``explained``: ``packages`` maps
    each package's key to what it was then (missing, older, newer …). Another difference asks anew."""

    op: str
    by: Named
    at: str
    choice: str
    note: str = ""
    packages: dict[str, str] = {}


class Invitation(msgspec.Struct, kw_only=True):
    """What was last sent to the customer with a link to answer by, until a moment: ``channel`` is email or text. ``answer`` is
    accepted or declined, whoever recorded it first."""

    op: str
    by: Named
    at: str
    person: str
    channel: str
    until: str
    answer: str | None = None
    answered_at: str | None = None


class Announced(msgspec.Struct, kw_only=True):
    """The technician is on the way, and there in so many ``minutes``."""

    op: str
    by: Named
    at: str
    channel: str
    minutes: int


class Confirmed(msgspec.Struct, kw_only=True):
    """What the customer says of the work, after its closing of that number: well, or what is wrong in ``words``."""

    op: str
    at: str
    closing: int
    well: bool
    words: str = ""


class Disputed(msgspec.Struct, kw_only=True):
    """An operation on this job that waits for a supervisor's decision."""

    op: str
    kind: str
    at: str
    by: Named
    code: str


class Accepted(msgspec.Struct, kw_only=True):
    """What a supervisor took instead of a wiped machine: ``instead`` is legal_custody, lost or unrecoverable."""

    instead: str
    step: str
    reason: str
    by: Named
    at: str
    op: str


class Job(Document, kw_only=True):
    """A refresh, a cascade, a wipe …: who, where, which machines, the steps, and what became of them.

    ``state`` is open, held, closed or cancelled. ``minutes`` sums the times that are not voided.
    ``due`` is a date for tasks (no clock), ``closings`` counts how often it was closed: the bill's fact.

    Of an incident, ``problem`` is in the customer's words, ``source`` says how it came (help_desk, floor, csv, api) and ``reference`` is
    the caller's own number for it, ``place`` where it is if that is not the person's desk, ``reported_at`` when they told somebody first;
    ``parent`` is the incident that it follows (whose ``children`` they are) since ``followed_at``, ``rework`` the job whose fault it mends. ``takes`` are the
    transaction types that it takes beside those of its workflow, and how many items of those that have items. It is for a ``quantity`` of
    a ``category`` (monitor, mouse …), where its kind has such. ``people`` are further customers by role (whose the second machine of a swap is).
    ``outcome`` is how a job of free steps ended: resolved, or unreachable. ``formerly`` is what it was before its kind, or whom it is for, changed, oldest first.
    """

    number: str
    kind: str
    title: str
    site: Place
    state: str = "open"
    priority: str | None = None
    vip: bool = False
    contract: str | None = None
    assignee: Assignee | None = None
    person: Customer | None = None
    assets: dict[str, Machine] = {}
    order: str | None = None
    steps: list[Step] = []
    current_step: str | None = None
    hold: Hold | None = None
    clocks: list[Clock] = []
    notes: list[Note] = []
    times: list[Time] = []
    minutes: int = 0
    due: str | None = None
    scheduled_at: str | None = None
    scheduled_minutes: int | None = None
    schedule_op: str | None = None
    disputed: list[Disputed] = []
    created_at: str
    created_by: Named
    closed_at: str | None = None
    closed_by: Named | None = None
    closings: int = 0
    summary: str | None = None
    erasures: list[str] = []
    eraser_logs: list[EraserLog] = []
    accepted: Accepted | None = None
    problem: str | None = None
    impact: str | None = None
    queue: str | None = None
    source: str | None = None
    reference: str | None = None
    attempts: list[Attempt] = []
    takes: list[Takes] = []
    resolved_at: str | None = None
    parent: str | None = None
    followed_at: str | None = None
    rework: str | None = None
    children: list[str] = []
    place: str | None = None
    reported_at: str | None = None
    escalated_at: str | None = None
    outcome: str | None = None
    formerly: list[Formerly] = []
    people: dict[str, Customer] = {}
    category: str | None = None
    quantity: int = 1
    software: list[SoftwareDecided] = []
    invitation: Invitation | None = None
    announced: Announced | None = None
    confirmed: Confirmed | None = None

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def keys(self) -> list[str]:
        if self.state in ("closed", "cancelled") or self.kind in SHARES:
            return []
        return [f"job-of:{machine.id}" for machine in self.assets.values()]

    def refers(self) -> list[str]:
        ids = [f"asset:{machine.id}" for machine in self.assets.values()]
        if self.person:
            ids.append(f"person:{self.person.id}")
        others = [one.id for one in self.people.values()]
        others += [one.person for one in self.assets.values() if one.person]
        ids += [f"person:{key}" for key in dict.fromkeys(others)]
        if self.assignee:
            ids.append(f"staff:{self.assignee.id}")
        return [*ids, f"site:{self.site.id}", *(f"blob:{sha}" for sha in sorted(self.blobs()))]

    def blobs(self) -> set[str]:
        """Names of the photos and signatures that it shows, and of the logs of erasers."""
        proofs = {
            picture_in(step.evidence.get(need.name))
            for step in self.steps
            for need in step.needs
            if need.kind in PICTURES
        }
        logs = {log.sha for log in self.eraser_logs}
        return {sha for note in self.notes for sha in note.photos} | logs | (proofs - {None})


def picture_in(answer: Any) -> str | None:
    """The name of the picture: the answer itself, or what was drawn below a text."""
    named = answer.get("picture") if isinstance(answer, dict) else answer
    return named if isinstance(named, str) and named else None
