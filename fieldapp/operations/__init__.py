"""The verbs: all that can be done to a job, a machine or the books. ``KINDS`` lists them.

A verb is a function of an operation and a world: guard, change, record. It changes the documents
that the world hands it, and returns nothing; or returns a sentence when there was nothing left to
do; or raises :class:`Held` or :class:`Refused`, and then none of its changes count. Modules with
``PORTABLE`` are compiled for the phones too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldapp.operations import arguments
from fieldapp.operations.books import filters, records, records_of_orders
from fieldapp.operations.cases import deciding, reading
from fieldapp.operations.clocks import closures, looking, loosening
from fieldapp.operations.custody import handing, loans, losses
from fieldapp.operations.customers import answers, invitations, mailing
from fieldapp.operations.guards import FLOOR
from fieldapp.operations.incidents import contacts, ending, family, routes
from fieldapp.operations.jobs import cancelling, defining, making, planning, rebooking
from fieldapp.operations.machines import counts, labelling, labels, rolls, scans
from fieldapp.operations.money import adjusting, contracts, disputing, issuing
from fieldapp.operations.outcomes import Held, Outcome, Refused
from fieldapp.operations.receiving import deliveries, purchasing
from fieldapp.operations.software import likeness
from fieldapp.operations.wiping import certificates, checking, erasers, legal
from fieldapp.operations.work import benching, holds, notes, picking, steps

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
    # work
    "step.complete": Kind(steps.complete, arguments.StepComplete, fact=True, turns=True),
    "step.skip": Kind(steps.skip, arguments.StepReason, turns=True),
    "step.undo": Kind(steps.undo, arguments.StepReason, turns=True),
    "note.add": Kind(notes.add_note, arguments.NoteAdd, fact=True, roles=[*ANYONE, "helpdesk"]),
    "time.add": Kind(notes.add_time, arguments.TimeAdd, fact=True, roles=ANYONE),
    "entry.void": Kind(notes.void_entry, arguments.EntryVoid, roles=ANYONE),
    "bench.start": Kind(benching.start, arguments.BenchStart, fact=True),
    "hold.set": Kind(holds.set_hold, arguments.HoldSet),
    "hold.clear": Kind(holds.clear_hold, arguments.HoldClear),
    "step.pick": Kind(picking.pick, arguments.StepPick, fact=True, turns=True),
    # jobs
    "schedule.set": Kind(planning.set_schedule, arguments.ScheduleSet),
    "job.create": Kind(making.create, arguments.JobCreate, roles=DESK, makes=True),
    "job.assign": Kind(planning.assign, arguments.JobAssign, roles=DESK),
    "job.cancel": Kind(cancelling.cancel, arguments.JobCancel, turns=True),
    "workflow.define": _office(defining.define, arguments.WorkflowDefine, makes=True),
    "job.machine": Kind(rebooking.change_machine, arguments.JobMachine, roles=DESK, turns=True),
    # incidents
    "job.close": Kind(ending.close_job, arguments.JobClose, turns=True),
    "job.resolve": Kind(ending.resolve, arguments.JobResolve),
    "job.reopen": Kind(ending.reopen_job, arguments.JobReopen, roles=DESK, turns=True),
    "job.transfer": Kind(routes.transfer, arguments.JobTransfer, roles=DESK),
    "job.escalate": Kind(routes.escalate, arguments.JobEscalate, roles=DESK),
    "job.follow": Kind(family.follow, arguments.JobFollow, roles=DESK),
    "job.convert": Kind(family.convert, arguments.JobConvert, roles=DESK),
    "contact.attempt": Kind(contacts.attempt, arguments.ContactAttempt, fact=True),
    # clocks
    "clock.loosen": Kind(loosening.loosen, arguments.ClockLoosen, roles=["supervisor"]),
    "site.close": Kind(closures.declare, arguments.SiteClose, roles=HOURS, portable=False),
    "site.open": Kind(closures.withdraw, arguments.SiteOpen, roles=HOURS, portable=False),
    "clock.look": Kind(
        looking.look, arguments.ClockLook, roles=["supervisor", "manager", "admin"], portable=False
    ),
    # customers
    "invitation.send": Kind(invitations.send, arguments.InvitationSend),
    "visit.announce": Kind(invitations.announce, arguments.VisitAnnounce),
    "customer.answer": _by_link(answers.answer, arguments.CustomerAnswer, turns=True),
    "customer.pick": _by_link(answers.pick, arguments.CustomerPick, turns=True),
    "customer.away": _by_link(answers.away, arguments.CustomerWords),
    "customer.confirm": _by_link(answers.confirm, arguments.CustomerConfirm),
    "mail.sent": Kind(mailing.sent, arguments.MailSent, fact=True, roles=SENDER, portable=False),
    "mail.failed": Kind(mailing.failed, arguments.MailFailed, fact=True, roles=SENDER, portable=False),
    # machines
    "asset.scan": Kind(scans.scan, arguments.AssetScan, fact=True, roles=ANYONE),
    "label.bind": Kind(labels.bind, arguments.LabelTag, fact=True),
    "label.move": Kind(labels.move, arguments.LabelReason, fact=True),
    "label.retire": Kind(labels.retire, arguments.LabelReason),
    "count.record": Kind(counts.record, arguments.CountRecord, fact=True, makes=True),
    "asset.correct": Kind(labelling.correct_serial, arguments.AssetCorrect),
    "tags.issue": Kind(
        rolls.issue, arguments.TagsIssue, roles=rolls.ROLES, makes=True, portable=False
    ),
    "layout.record": Kind(
        rolls.layout, arguments.LayoutRecord, roles=rolls.ROLES, makes=True, portable=False
    ),
    # custody
    "custody.offer": Kind(handing.offer, arguments.HandOver),
    "custody.accept": Kind(handing.accept, arguments.CustodyAccept, fact=True),
    "custody.give": Kind(handing.give, arguments.CustodyGive, fact=True),
    "custody.refuse": Kind(handing.refuse, arguments.CustodyEnd),
    "custody.withdraw": Kind(handing.withdraw, arguments.CustodyEnd),
    "custody.lost": Kind(losses.lose, arguments.CustodyReport, fact=True),
    "custody.stolen": Kind(losses.steal, arguments.CustodyReport, fact=True),
    "custody.found": Kind(losses.find, arguments.CustodyReport, fact=True),
    "loan.give": Kind(loans.lend, arguments.LoanGive, fact=True),
    "loan.return": Kind(loans.take_back, arguments.CustodyAccept, fact=True),
    "loan.extend": Kind(loans.extend, arguments.LoanExtend),
    # wiping
    "wipe.check": Kind(checking.check_wipe, arguments.WipeCheck, fact=True, turns=True),
    "wipe.accept": Kind(
        checking.accept_instead, arguments.AcceptInstead, roles=["supervisor"], turns=True
    ),
    "eraser.log": Kind(erasers.keep_log, arguments.EraserLogAdd, fact=True, portable=False),
    "legal.hold": _office(legal.hold, arguments.LegalSet),
    "legal.lift": _office(legal.lift, arguments.LegalLift),
    "certificate.issue": _office(
        certificates.issue, arguments.CertificateIssue, makes=True, turns=True
    ),
    # receiving
    "delivery.open": Kind(deliveries.open_delivery, arguments.DeliveryOpen, fact=True, makes=True),
    "box.receive": Kind(deliveries.receive, arguments.BoxReceive, fact=True, makes=True, turns=True),
    "box.undo": Kind(deliveries.undo, arguments.EntryVoid, turns=True),
    "box.match": Kind(deliveries.match, arguments.BoxMatch, turns=True),
    "box.accept": Kind(deliveries.accept, arguments.BoxSaid, turns=True),
    "box.dead": Kind(deliveries.dead, arguments.BoxSaid, fact=True, turns=True),
    "asset.dead": Kind(deliveries.dead_machine, arguments.AssetDead, fact=True, turns=True),
    "box.return": Kind(deliveries.send_back, arguments.BoxReturn, fact=True, turns=True),
    "order.create": Kind(purchasing.create, arguments.OrderCreate, makes=True, turns=True),
    "order.backorder": Kind(purchasing.backorder, arguments.OrderBackorder),
    "order.close_line": Kind(purchasing.close_line, arguments.OrderCloseLine, turns=True),
    # software
    "software.decide": Kind(likeness.decide, arguments.SoftwareDecide, turns=True),
    # books
    "filter.save": _office(filters.save, arguments.FilterSave, makes=True),
    "filter.drop": _office(filters.drop, arguments.FilterDrop, makes=True),
    "person.record": _books(records.person, arguments.PersonRecord),
    "site.record": _books(records.site, arguments.SiteRecord),
    "model.record": _books(records.model, arguments.ModelRecord),
    "asset.record": _books(records.asset, arguments.AssetRecord),
    "order.record": _books(records_of_orders.order, arguments.OrderRecord),
    "asset.inventory": _books(records.inventory, arguments.InventoryRecord, makes=False),
    "staff.record": _books(records.staff, arguments.StaffRecord),
    # money
    "billing.issue": Kind(
        issuing.issue, arguments.BillingIssue, roles=["manager", "admin"], portable=False
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
    # cases
    "case.seen": Kind(reading.seen, arguments.Nothing, roles=ANYONE),
    "case.apply": _decision(deciding.apply, arguments.CaseApply),
    "case.amend": _decision(deciding.amend, arguments.CaseAmend),
    "case.dismiss": _decision(deciding.dismiss, arguments.CaseDismiss),
    "case.retry": Kind(deciding.retry, arguments.Nothing, roles=OFFICE, decides=True, portable=False),
}
