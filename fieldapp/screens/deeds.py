"""What somebody did, or tried, in the words in which its author knows it: ``Step 8 done on R-1042``."""

from fieldapp.screens.words import step_number

PORTABLE = True

DEEDS = {
    "note.add": "Note",
    "time.add": "Time",
    "entry.void": "Entry taken back",
    "software.decide": "Software",
    "bench.start": "Started",
    "filter.save": "Filter saved",
    "filter.drop": "Filter dropped",
    "asset.scan": "Scan",
    "label.bind": "Label",
    "label.move": "Moved label",
    "label.retire": "Label taken out of use",
    "tags.issue": "Roll of labels",
    "layout.record": "Layout of labels",
    "custody.offer": "Hand-over offered",
    "custody.accept": "Taking over",
    "custody.give": "Handing over",
    "custody.refuse": "Hand-over refused",
    "custody.withdraw": "Hand-over withdrawn",
    "custody.lost": "Report as lost",
    "custody.stolen": "Report as stolen",
    "custody.found": "Report as found",
    "loan.give": "Loan",
    "loan.return": "Return of a loan",
    "loan.extend": "Longer loan",
    "hold.set": "Hold",
    "hold.clear": "Release from hold",
    "clock.loosen": "Longer time to do it",
    "site.close": "Closure of the site",
    "site.open": "Closure taken back",
    "schedule.set": "Appointment",
    "invitation.send": "Invitation",
    "visit.announce": "On the way",
    "mail.sent": "Mail",
    "mail.failed": "Mail that was not sent",
    "customer.answer": "Customer's answer",
    "customer.pick": "Customer's appointment",
    "customer.away": "Customer is not there",
    "customer.confirm": "Customer's word on the work",
    "job.create": "New job",
    "job.assign": "Hand-over",
    "job.close": "Closing",
    "job.resolve": "Resolving",
    "job.reopen": "Opening again",
    "job.transfer": "Transfer",
    "job.escalate": "Escalation",
    "job.follow": "Same cause",
    "job.convert": "Another kind of job",
    "step.pick": "Next step",
    "contact.attempt": "Attempt to reach the customer",
    "job.cancel": "Cancelling",
    "workflow.define": "Workflow",
    "wipe.check": "Check of the wipe",
    "wipe.accept": "Accepting instead of a wipe",
    "job.machine": "Another machine",
    "eraser.log": "Eraser's log",
    "legal.hold": "Legal hold",
    "legal.lift": "Lifting of a legal hold",
    "certificate.issue": "Certificate",
    "delivery.open": "Delivery",
    "box.receive": "Box scanned",
    "box.undo": "Scan taken back",
    "box.match": "Match to an order",
    "box.accept": "Taken as it is",
    "box.dead": "Dead on arrival",
    "asset.dead": "Dead on arrival",
    "box.return": "Sent back",
    "order.create": "New order",
    "order.backorder": "Backorder",
    "order.close_line": "Rest closed",
    "asset.correct": "Serial corrected",
    "billing.issue": "Invoice",
    "case.seen": "Seen",
    "case.apply": "Decision",
    "case.amend": "Decision",
    "case.dismiss": "Decision",
    "case.retry": "Trying again",
    "contract.amend": "Amendment",
    "adjustment.add": "Adjustment",
    "clock.look": "Look at the clocks",
    "charge.dispute": "Disputed charge",
    "charge.settle": "Decision on a charge",
}
STEPS = {"step.skip": "skipped", "step.undo": "undone"}
NAMES = ["number", "tag", "serial", "code", "carrier", "title"]
NAMELESS = {
    "job": "a new job",
    "order": "a new order",
    "box": "a box without a code",
    "delivery": "a delivery",
    "workflow": "a new workflow",
}
UNKNOWN = "something unknown"


def deed_words(kind, args, target):
    """``args`` as they came, whatever they are; ``target`` is the body of what it is about, or None."""
    args = args if isinstance(args, dict) else {}
    if kind == "case.seen":
        return f"Seen: {(target or {}).get('label') or UNKNOWN}"
    if kind == "count.record":
        return f"Count of {place_told(args)}"
    about = name_of(target) if target is not None else UNKNOWN
    has_steps = target is not None and target["id"].startswith("job:")
    number = step_number(target, args.get("step")) if has_steps else 0
    if number > 0 and kind == "step.pick":
        return f"Next step: {target['steps'][number - 1]['title']}, on {about}"
    if number > 0:
        parts = parts_told(target["steps"][number - 1], args)
        return f"Step {number}{parts} {STEPS.get(kind, 'done')} on {about}"
    mark = ":" if kind.startswith("box.") else " on"
    return f"{DEEDS.get(kind, kind)}{mark} {about}"


def place_told(args):
    """The room, as far as what came in names one."""
    place = args.get("place")
    return place[:60] if isinstance(place, str) else "a room"


def name_of(target):
    known = next((target.get(name) for name in NAMES if target.get(name)), None)
    nameless = NAMELESS.get(target["id"].split(":")[0], UNKNOWN)
    if target["id"].startswith("job:") and not target.get("number"):
        return nameless  # Its title is that of its kind.
    return known or nameless


def parts_told(step, args):
    """`` (Collected)``: which parts of a step the evidence is for."""
    evidence = args.get("evidence")
    if not isinstance(evidence, dict):
        return ""
    given = [need["part"] for need in step["needs"] if evidence.get(need["name"])]
    titles = [part["title"] for part in step["parts"] if part["key"] in given]
    return f" ({', '.join(titles)})" if len(titles) > 0 else ""
