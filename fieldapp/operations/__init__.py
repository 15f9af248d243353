"""The verbs: all that can be done to a job, a machine or the books. ``KINDS`` lists them.

A verb is a function of an operation and a world: guard, change, record. It changes the documents
that the world hands it, and returns nothing; or returns a sentence when there was nothing left to
do; or raises :class:`Held` or :class:`Refused`, and then none of its changes count. Modules with
``PORTABLE`` are compiled for the phones too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldapp.operations import (
    adjusting,
    answers,
    arguments,
    benching,
    billing,
    cancelling,
    certificates,
    checking,
    closures,
    contacts,
    contracts,
    counts,
    custody,
    deciding,
    defining,
    disputing,
    erasers,
    filters,
    holds,
    incidents,
    incidents_family,
    incidents_routes,
    invitations,
    jobs,
    labelling,
    labels,
    legal,
    loans,
    looking,
    loosening,
    losses,
    mailing,
    notes,
    picking,
    planning,
    purchasing,
    reading,
    rebooking,
    receiving,
    records,
    records_of_orders,
    rolls,
    scans,
    software,
    steps,
)
from fieldapp.operations.guards import FLOOR
from fieldapp.operations.outcomes import Held, Outcome, Refused

__all__ = ["FLOOR", "Held", "KINDS", "Kind", "Outcome", "Refused"]

OFFICE = ["admin"]
HOURS = ["supervisor", "admin"]
# Who comes by a link that was sent to them; nobody of the staff has this role.
CUSTOMER = ["customer"]
# The server itself, when it sends mail.
SENDER = ["mail"]
ANYONE = [*FLOOR, "manager"]
# Who takes calls opens jobs and sends them on; who does the work tries to reach the customer.
DESK = [*FLOOR, "helpdesk"]


@dataclass(frozen=True)
class Kind:
    """One kind of operation: what runs, on which arguments, by whom, and whether it is a fact.

    ``decides`` kinds decide about other operations, and may run them again.
    ``makes`` kinds may have a target that does not exist yet; ``turns`` kinds change whose turn it
    is on a job, so that what waited for its turn is tried again; ``v`` is the newest version of the
    arguments; ``converters`` maps each older one to a function of arguments to the next.
    """

    verb: Callable
    args: type
    fact: bool = False
    roles: list[str] = field(default_factory=lambda: FLOOR)
    makes: bool = False
    turns: bool = False
    decides: bool = False
    portable: bool = True
    v: int = 1
    converters: dict[int, Callable] = field(default_factory=dict)


def _decision(verb: Callable, args: type) -> Kind:
    return Kind(verb, args, roles=["supervisor"], turns=True, decides=True, portable=False)


def _books(verb: Callable, args: type, makes: bool = True) -> Kind:
    return Kind(verb, args, roles=OFFICE, makes=makes, portable=False)


def _office(verb: Callable, args: type, **more) -> Kind:
    return Kind(verb, args, roles=["supervisor"], portable=False, **more)


def _by_link(verb: Callable, args: type, **more) -> Kind:
    return Kind(verb, args, roles=CUSTOMER, portable=False, **more)


KINDS: dict[str, Kind] = {
    "step.complete": Kind(steps.complete, arguments.StepComplete, fact=True, turns=True),
    "step.skip": Kind(steps.skip, arguments.StepReason, turns=True),
    "step.undo": Kind(steps.undo, arguments.StepReason, turns=True),
    "note.add": Kind(notes.add_note, arguments.NoteAdd, fact=True, roles=[*ANYONE, "helpdesk"]),
    "time.add": Kind(notes.add_time, arguments.TimeAdd, fact=True, roles=ANYONE),
    "entry.void": Kind(notes.void_entry, arguments.EntryVoid, roles=ANYONE),
    "software.decide": Kind(software.decide, arguments.SoftwareDecide, turns=True),
    "bench.start": Kind(benching.start, arguments.BenchStart, fact=True),
    "asset.scan": Kind(scans.scan, arguments.AssetScan, fact=True, roles=ANYONE),
    "label.bind": Kind(labels.bind, arguments.LabelTag, fact=True),
    "label.move": Kind(labels.move, arguments.LabelReason, fact=True),
    "label.retire": Kind(labels.retire, arguments.LabelReason),
    "count.record": Kind(counts.record, arguments.CountRecord, fact=True, makes=True),
    "custody.offer": Kind(custody.offer, arguments.HandOver),
    "custody.accept": Kind(custody.accept, arguments.CustodyAccept, fact=True),
    "custody.give": Kind(custody.give, arguments.CustodyGive, fact=True),
    "custody.refuse": Kind(custody.refuse, arguments.CustodyEnd),
    "custody.withdraw": Kind(custody.withdraw, arguments.CustodyEnd),
    "custody.lost": Kind(losses.lose, arguments.CustodyReport, fact=True),
    "custody.stolen": Kind(losses.steal, arguments.CustodyReport, fact=True),
    "custody.found": Kind(losses.find, arguments.CustodyReport, fact=True),
    "loan.give": Kind(loans.lend, arguments.LoanGive, fact=True),
    "loan.return": Kind(loans.take_back, arguments.CustodyAccept, fact=True),
    "loan.extend": Kind(loans.extend, arguments.LoanExtend),
    "hold.set": Kind(holds.set_hold, arguments.HoldSet),
    "hold.clear": Kind(holds.clear_hold, arguments.HoldClear),
    "schedule.set": Kind(planning.set_schedule, arguments.ScheduleSet),
    "invitation.send": Kind(invitations.send, arguments.InvitationSend),
    "visit.announce": Kind(invitations.announce, arguments.VisitAnnounce),
    "job.create": Kind(jobs.create, arguments.JobCreate, roles=DESK, makes=True),
    "job.assign": Kind(planning.assign, arguments.JobAssign, roles=DESK),
    "job.close": Kind(incidents.close_job, arguments.JobClose, turns=True),
    "job.resolve": Kind(incidents.resolve, arguments.JobResolve),
    "job.reopen": Kind(incidents.reopen_job, arguments.JobReopen, roles=DESK, turns=True),
    "job.transfer": Kind(incidents_routes.transfer, arguments.JobTransfer, roles=DESK),
    "job.escalate": Kind(incidents_routes.escalate, arguments.JobEscalate, roles=DESK),
    "job.follow": Kind(incidents_family.follow, arguments.JobFollow, roles=DESK),
    "job.convert": Kind(incidents_family.convert, arguments.JobConvert, roles=DESK),
    "step.pick": Kind(picking.pick, arguments.StepPick, fact=True, turns=True),
    "contact.attempt": Kind(contacts.attempt, arguments.ContactAttempt, fact=True),
    "job.cancel": Kind(cancelling.cancel, arguments.JobCancel, turns=True),
    "workflow.define": _office(defining.define, arguments.WorkflowDefine, makes=True),
    "wipe.check": Kind(checking.check_wipe, arguments.WipeCheck, fact=True, turns=True),
    "wipe.accept": Kind(
        checking.accept_instead, arguments.AcceptInstead, roles=["supervisor"], turns=True
    ),
    "job.machine": Kind(rebooking.change_machine, arguments.JobMachine, roles=DESK, turns=True),
    "eraser.log": Kind(erasers.keep_log, arguments.EraserLogAdd, fact=True, portable=False),
    "clock.loosen": Kind(loosening.loosen, arguments.ClockLoosen, roles=["supervisor"]),
    "site.close": Kind(closures.declare, arguments.SiteClose, roles=HOURS, portable=False),
    "site.open": Kind(closures.withdraw, arguments.SiteOpen, roles=HOURS, portable=False),
    "customer.answer": _by_link(answers.answer, arguments.CustomerAnswer, turns=True),
    "customer.pick": _by_link(answers.pick, arguments.CustomerPick, turns=True),
    "customer.away": _by_link(answers.away, arguments.CustomerWords),
    "customer.confirm": _by_link(answers.confirm, arguments.CustomerConfirm),
    "mail.sent": Kind(mailing.sent, arguments.MailSent, fact=True, roles=SENDER, portable=False),
    "mail.failed": Kind(mailing.failed, arguments.MailFailed, fact=True, roles=SENDER, portable=False),
    "legal.hold": _office(legal.hold, arguments.LegalSet),
    "legal.lift": _office(legal.lift, arguments.LegalLift),
    "certificate.issue": _office(
        certificates.issue, arguments.CertificateIssue, makes=True, turns=True
    ),
    "filter.save": _office(filters.save, arguments.FilterSave, makes=True),
    "filter.drop": _office(filters.drop, arguments.FilterDrop, makes=True),
    "delivery.open": Kind(receiving.open_delivery, arguments.DeliveryOpen, fact=True, makes=True),
    "box.receive": Kind(receiving.receive, arguments.BoxReceive, fact=True, makes=True, turns=True),
    "box.undo": Kind(receiving.undo, arguments.EntryVoid, turns=True),
    "box.match": Kind(receiving.match, arguments.BoxMatch, turns=True),
    "box.accept": Kind(receiving.accept, arguments.BoxSaid, turns=True),
    "box.dead": Kind(receiving.dead, arguments.BoxSaid, fact=True, turns=True),
    "box.return": Kind(receiving.send_back, arguments.BoxReturn, fact=True, turns=True),
    "order.create": Kind(purchasing.create, arguments.OrderCreate, makes=True, turns=True),
    "order.backorder": Kind(purchasing.backorder, arguments.OrderBackorder),
    "order.close_line": Kind(purchasing.close_line, arguments.OrderCloseLine, turns=True),
    "asset.correct": Kind(labelling.correct_serial, arguments.AssetCorrect),
    "case.seen": Kind(reading.seen, arguments.Nothing, roles=ANYONE),
    "case.apply": _decision(deciding.apply, arguments.CaseApply),
    "case.amend": _decision(deciding.amend, arguments.CaseAmend),
    "case.dismiss": _decision(deciding.dismiss, arguments.CaseDismiss),
    "tags.issue": Kind(
        rolls.issue, arguments.TagsIssue, roles=rolls.ROLES, makes=True, portable=False
    ),
    "layout.record": Kind(
        rolls.layout, arguments.LayoutRecord, roles=rolls.ROLES, makes=True, portable=False
    ),
    "case.retry": Kind(deciding.retry, arguments.Nothing, roles=OFFICE, decides=True, portable=False),
    "person.record": _books(records.person, arguments.PersonRecord),
    "site.record": _books(records.site, arguments.SiteRecord),
    "model.record": _books(records.model, arguments.ModelRecord),
    "asset.record": _books(records.asset, arguments.AssetRecord),
    "order.record": _books(records_of_orders.order, arguments.OrderRecord),
    "asset.inventory": _books(records.inventory, arguments.InventoryRecord, makes=False),
    "staff.record": _books(records.staff, arguments.StaffRecord),
    "billing.issue": Kind(
        billing.issue, arguments.BillingIssue, roles=["manager", "admin"], portable=False
    ),
    "contract.record": _books(contracts.record, arguments.ContractRecord),
    "contract.amend": _books(contracts.amend, arguments.ContractAmend, makes=False),
    "adjustment.add": Kind(
        adjusting.add, arguments.AdjustmentAdd, roles=["manager", "admin"], portable=False
    ),
    "charge.dispute": Kind(
        disputing.dispute,
        arguments.ChargeDispute,
        roles=["manager", "admin"],
        makes=True,
        portable=False,
    ),
    "charge.settle": Kind(
        disputing.settle, arguments.ChargeSettle, roles=["manager", "admin"], portable=False
    ),
    "clock.look": Kind(
        looking.look, arguments.ClockLook, roles=["supervisor", "manager", "admin"], portable=False
    ),
}
