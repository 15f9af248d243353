"""A job goes to another queue or site, or up to whoever can decide more. Never without a note to whoever has it next."""

from fieldapp.documents import Assignee, Place
from fieldapp.operations.clocks.service import service_at
from fieldapp.operations.guards import live_job, site_of, words
from fieldapp.operations.incidents.opening import known_queue
from fieldapp.operations.jobs.planning import colleague_of
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.progress import remark
from fieldapp.sla.clocks import move

PORTABLE = True


def transfer(op, world):
    """To another queue, or to the team of another site. Nobody has it then; its clocks go on as they were."""
    job = live_job(op, world)
    note = words(op.args.note, "Write a note for whoever takes over: a transfer carries one.")
    if not op.args.queue and not op.args.site:
        raise Refused("invalid", "Say to which queue, or to which site's team, it goes.")
    place = world.document("site:" + (op.args.site or job.site.id))
    if place is None:
        raise Held("unknown_target", "No such site is known here, or not yet.")
    queue = known_queue(op.args.queue, service_at(place, world.at))
    moved = place.id != "site:" + job.site.id
    if not moved and queue == job.queue:
        remark(job, op, world, note, "transfer")
        return "It is there already; your note was kept."
    was = job.queue or job.site.name
    job.queue = queue
    if moved:
        before = site_of(job, world)
        job.site = Place(id=place.id.split(":")[1], name=place.name, zone=place.zone)
        move(job, before, place, world.at, op.id)
    job.assignee = None
    to = " · ".join([one for one in [place.name if moved else "", queue or ""] if one])
    remark(job, op, world, f"{was} → {to}: {note}", "transfer")


def escalate(op, world):
    """Somebody who can do more must look at it; with ``to`` it is theirs from now on."""
    job = live_job(op, world)
    note = words(
        op.args.note, "Write a note for whoever looks at it next: an escalation carries one."
    )
    if op.args.to:
        colleague = colleague_of(op.args.to, job, world)
        job.assignee = Assignee(id=colleague.id, name=colleague.name, op=op.id)
    job.escalated_at = world.at
    remark(job, op, world, note, "escalate")
