"""One outage behind forty calls: a parent incident, whose closing its children follow. And what turns out to be another kind of job."""

from fieldapp.operations.clocks.service import service_at
from fieldapp.operations.guards import live_job, words
from fieldapp.operations.jobs.engaging import engage
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.reads import key_in
from fieldapp.operations.work.progress import advance, close, remark, remember
from fieldapp.sla.clocks import finish, retarget, stand_alone

PORTABLE = True

MOST_CHILDREN = 500


def follow(op, world):
    """The incident is one of many with the same cause. A decision."""
    job = live_job(op, world)
    if job.parent == op.args.parent:
        return "It follows that incident already."
    site = world.document("site:" + job.site.id)
    follow_parent(job, op.args.parent, site, op, world)
    parent = world.document("job:" + op.args.parent)
    told = (op.args.note or "").strip() or f"Same cause as {parent.number}: {parent.title}"
    remark(job, op, world, told, "follow")


def follow_parent(job, key, site, op, world):
    """Make it a child. The contract says whether a child's clocks count; where not, they end here, kept or missed."""
    parent = world.document("job:" + key)
    if parent is None or parent.site.id not in world.sites:
        raise Held("unknown_target", "No such incident is known here, or not yet.")
    if parent.id == job.id or parent.parent is not None or len(job.children or []) > 0:
        raise Refused(
            "not_allowed",
            "A parent follows no other, and no child has children: choose the parent of all.",
        )
    if parent.kind != "incident" or job.kind != "incident":
        raise Refused("not_allowed", "Only an incident follows another incident.")
    if parent.state not in ["open", "held"]:
        raise Refused(
            "not_allowed", f"{parent.number} is {parent.state}: it can't be followed any more."
        )
    since = job.followed_at or world.at
    leave_parent(job, world)
    if parent.children is None:
        parent.children = []
    if len(parent.children) >= MOST_CHILDREN:
        raise Refused(
            "not_allowed", f"{parent.number} has {MOST_CHILDREN} children, the most there can be."
        )
    parent.children.append(job.id.split(":")[1])
    job.parent = key
    job.followed_at = since
    if "clocks" not in service_at(site, world.at)["children"]:
        finish(job, world.at, op.id)


def leave_parent(job, world):
    before = world.document("job:" + job.parent) if job.parent else None
    key = job.id.split(":")[1]
    if before is not None and key in (before.children or []):
        before.children.remove(key)
    job.parent = None
    job.followed_at = None


def close_children(job, op, world):
    """The children that are still open end with their parent; they take what it took where the contract charges them."""
    for key in job.children or []:
        child = world.document("job:" + key)
        if child is not None and child.state in ["open", "held"]:
            site = world.document("site:" + child.site.id)
            child.summary = f"With {job.number or 'its parent'}: {job.summary}"
            child.outcome = job.outcome
            child.takes = job.takes if "charges" in service_at(site, world.at)["children"] else []
            child.current_step = None
            close(child, op, world)


def free_children(job, op, world):
    """The parent is called off: those that followed it and are still open are worked on their own again."""
    for key in job.children or []:
        child = world.document("job:" + key)
        if child is not None and child.state in ["open", "held"]:
            site = world.document("site:" + child.site.id)
            child.parent = None
            child.followed_at = None
            if "clocks" not in service_at(site, world.at)["children"]:
                stand_alone(child, site, world.at, op.id)
            told = f"{job.number or 'Its parent'} is cancelled: this is worked on its own again."
            remark(child, op, world, told, "follow")
    job.children = []


def mended_by(address, world):
    """The key of the job whose fault this one mends, by its address or key; None where it mends none."""
    if not address:
        return None
    other = world.document("job:" + key_in(address))
    if other is None or other.site.id not in world.sites:
        raise Held("unknown_target", "The job that it is rework of is not known here, or not yet.")
    return other.id.split(":")[1]


def convert(op, world):
    """What was opened as one kind of job turns out to be another. Number, clocks, time and history go along. A decision."""
    job = live_job(op, world)
    note = words(op.args.note, "Say why it is another kind of job.")
    workflow = world.workflow(op.args.kind)
    if workflow is None:
        raise Refused("invalid", f"There is no kind of job called “{op.args.kind}”.")
    if workflow.kind == job.kind:
        return f"It is a {workflow.title} already."
    fits(job, workflow, world)
    site = world.document("site:" + job.site.id)
    ended = job.parent is not None and "clocks" not in service_at(site, world.at)["children"]
    leave_parent(job, world)
    before = world.workflow(job.kind)
    remember(job, world.at)
    job.kind = workflow.kind
    job.steps = [step for step in job.steps if step.state != "todo"]
    remark(job, op, world, f"{before.title} → {workflow.title}: {note}", "convert")
    engage(job, world)
    if ended:
        stand_alone(job, site, world.at, op.id)
    else:
        retarget(job, site, world.at, op.id)
    advance(job, op, world)


def fits(job, workflow, world):
    """Jobs of free steps are turned into one another; what has steps of its own is begun as its own job."""
    if world.workflow(job.kind).free is not True or workflow.free is not True:
        raise Refused(
            "not_allowed",
            f"A {workflow.title} has its own steps and machines: make a new job for it, and close this one.",
        )
    if workflow.person and job.person is None:
        raise Refused("not_allowed", f"A {workflow.title} is for a person, and this has none.")
    if len(job.children or []) > 0:
        raise Refused("not_allowed", "Others follow this incident: convert them one by one.")
