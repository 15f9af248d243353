"""What an incident (or another job of free steps) has from the first: the problem in their words, how urgent it is, where it waits."""

from fieldapp.documents import Assignee
from fieldapp.operations.clocks.service import service_at
from fieldapp.operations.guards import is_moment, words
from fieldapp.operations.incidents.contacts import CHANNELS, note_attempt
from fieldapp.operations.incidents.family import follow_parent, mended_by
from fieldapp.operations.incidents.priority import priorities, priority_of
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.portable.natives import epoch

PORTABLE = True

TITLE = 80
SOURCES = ["help_desk", "floor", "csv", "api"]


def open_incident(job, site, person, op, world):
    """Called for every new job; those of fixed steps have nothing of it."""
    if world.workflow(job.kind).free is not True:
        for said in [op.args.problem, op.args.impact, op.args.queue, op.args.parent]:
            if said:
                raise Refused("invalid", f"A {job.title} has no problem, impact, queue or parent.")
        return
    terms = service_at(site, world.at)
    said = words(op.args.problem, "Write the problem down, in their own words.")
    job.problem = said
    job.title = short(said)
    job.source = op.args.source if op.args.source in SOURCES else "floor"
    job.reference = (op.args.reference or "").strip() or None
    job.place = (op.args.place or "").strip() or None
    job.impact = op.args.impact
    job.queue = known_queue(op.args.queue, terms)
    job.priority = urgency(terms, person, op)
    job.reported_at = told_before(op.args.reported_at, world)
    job.rework = mended_by(op.args.rework, world)


def begin_incident(job, site, op, world):
    """Its clocks run. Opened beside the customer, or with them on the line by whoever works on it: that is an attempt, and
    a technician who has begun to speak with them has it."""
    if op.args.parent:
        follow_parent(job, op.args.parent, site, op, world)
    if op.args.contact:
        if op.args.contact not in CHANNELS:
            raise Refused(
                "invalid", "Say how they were spoken to: by call, by e-mail, or in person."
            )
        note_attempt(job, op.args.contact, True, "", op, world)
        if "technician" in world.actor.roles:
            job.assignee = Assignee(id=world.actor.id, name=world.actor.name, op=op.id)


def short(problem):
    """The first line, cut where it is long."""
    line = problem.split("\n")[0].strip()
    return line if len(line) <= TITLE else line[: TITLE - 1].strip() + "…"


def urgency(terms, person, op):
    """The priority that was given, or what follows from impact and person."""
    if not op.args.priority:
        return priority_of(terms, op.args.impact, person)
    if op.args.priority not in priorities(terms):
        raise Refused("invalid", f"Priorities are: {', '.join(priorities(terms))}.")
    return op.args.priority


def known_queue(queue, terms):
    """The queue of that name; any, where the contract names none."""
    name = (queue or "").strip()
    if name and len(terms["queues"]) > 0 and name not in terms["queues"]:
        raise Refused(
            "invalid", f"There is no queue “{name}”. Queues: {', '.join(terms['queues'])}."
        )
    return name or None


def told_before(moment, world):
    """When the customer told somebody first: the time until it reached us is shown apart, and no clock counts it."""
    if not moment:
        return None
    if not is_moment(moment) or epoch(moment) > epoch(world.at):
        raise Refused("invalid", "Say when it was reported first as a moment that has passed.")
    return moment


def site_named(op, world):
    """The site that was named, where there is neither a machine nor a person."""
    key = op.args.site
    site = world.document("site:" + key) if key in world.sites else None
    if site is None:
        raise Held("unknown_target", "No such site is known here, or not yet.")
    return site
