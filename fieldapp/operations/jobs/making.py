"""Jobs are made, from any workflow, for machines and people that the books have."""

from fieldapp.documents import Customer, Job, Machine, Named, Part, Place, Step, Takes
from fieldapp.operations.guards import is_date, words
from fieldapp.operations.incidents.opening import begin_incident, open_incident, site_named
from fieldapp.operations.jobs.engaging import engage
from fieldapp.operations.jobs.own_kinds import workflow_id
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.progress import advance, remark
from fieldapp.portable.natives import derive
from fieldapp.sla.clocks import start

PORTABLE = True

MOST_ITEMS = 1000


def create(op, world):
    """Make the job whose id follows from the operation's. A decision."""
    if op.target != "job:" + derive(op.id, "job"):
        raise Refused("invalid", "A new job's id is derived from the operation that makes it.")
    workflow = world.workflow(op.args.kind)
    if workflow is None:
        raise Refused("invalid", f"There is no kind of job called “{op.args.kind}”.")
    if op.args.due and not is_date(op.args.due):
        raise Refused("invalid", "Give the day when it is due as a date, like 2026-11-22.")
    machines = machines_for(workflow, op, world)
    person = person_for(workflow, op, world)
    people = people_for(workflow, person, op, world)
    check_items(workflow, op)
    site = site_for(machines, person, op, world)
    check_site(workflow, site, op, world)
    job = world.create(blank(workflow, site, person, op, world))
    open_incident(job, site, person, op, world)
    for role, asset in machines.items():
        job.assets[role] = machine(asset)
    for role, other in people.items():
        job.people[role] = customer(other)
        job.vip = job.vip or other.vip
    count_items(job, workflow, op)
    engage(job, world)
    start(job, site, world.at, op.id)
    begin_incident(job, site, op, world)
    advance(job, op, world)
    if op.args.note:
        remark(job, op, world, words(op.args.note, "Write something in the note."), None)


def machines_for(workflow, op, world):
    """The assets that the workflow wants named, by role; each may be part of one open job only."""
    for role in op.args.assets:
        if role not in workflow.assets or not workflow.assets[role].given:
            raise Refused("invalid", f"A {workflow.title} has no “{role}” to name.")
    found = {}
    for role, spec in workflow.assets.items():
        key = op.args.assets.get(role)
        if spec.given and not key and not spec.optional:
            raise Refused("invalid", f"{spec.title}: scan it or choose it.")
        if spec.given and key:
            found[role] = in_sight(world.document("asset:" + key), world)
            same = [one for one in found.values() if one.id == found[role].id]
            if len(same) > 1:
                raise Refused("invalid", f"{spec.title}: {found[role].tag} is named twice.")
    return found


def machine(asset):
    """The machine as jobs repeat it."""
    return Machine(
        id=asset.id.split(":")[1],
        tag=asset.tag,
        serial=asset.serial,
        model=asset.model,
        person=asset.person.id if asset.person is not None else None,
    )


def in_sight(document, world):
    """The machine or person; what is not there and what the actor may not see answer alike."""
    if document is None or document.site.id not in world.actor.sites:
        raise Held("unknown_target", "No such machine or person is known here, or not yet.")
    return document


def person_for(workflow, op, world):
    if op.args.person:
        return in_sight(world.document("person:" + op.args.person), world)
    if workflow.person:
        raise Refused("invalid", "Choose the person whom the job is for.")
    return None


def people_for(workflow, person, op, world):
    """The further people that the workflow wants named, by role, each another."""
    wanted = workflow.people or {}
    for role in op.args.people:
        if role not in wanted:
            raise Refused("invalid", f"A {workflow.title} has no “{role}” to name.")
    found = {}
    for role, title in wanted.items():
        key = op.args.people.get(role)
        if not key:
            raise Refused("invalid", f"{title}: choose who it is.")
        found[role] = in_sight(world.document("person:" + key), world)
        if person is not None and found[role].id == person.id:
            raise Refused("invalid", f"{title}: {person.name} is named already; choose another.")
    return found


def check_items(workflow, op):
    """What the job is for so many of, where its kind is for such things."""
    known = workflow.categories or []
    if len(known) == 0:
        if op.args.category or op.args.quantity != 1:
            raise Refused("invalid", f"A {workflow.title} is not for a number of items.")
        return
    if op.args.category not in known:
        raise Refused("invalid", f"Say what it is: {', '.join(known)}.")
    if op.args.quantity < 1 or op.args.quantity > MOST_ITEMS:
        raise Refused("invalid", f"How many: between 1 and {MOST_ITEMS}.")


def count_items(job, workflow, op):
    """The job takes its transaction type once for each item."""
    if op.args.category:
        job.category = op.args.category
        job.quantity = op.args.quantity
        many = f"{op.args.quantity} × " if op.args.quantity > 1 else ""
        job.title = f"{workflow.title}: {many}{op.args.category}"
        for bill in workflow.bills:
            if bill.type:
                job.takes.append(Takes(type=bill.type, items=op.args.quantity, op=op.id))


def site_for(machines, person, op, world):
    """The site of the machines, or of the person where there is none."""
    keys = [asset.site.id for asset in machines.values()]
    if person is not None:
        keys.append(person.site.id)
    if len(keys) == 0 and op.args.site:
        return site_named(op, world)
    if len(keys) == 0:
        raise Refused("invalid", "Name a machine or a person, so that the job has a site.")
    return world.document("site:" + keys[0])


def check_site(workflow, site, op, world):
    """A contract's own kind of job is for the sites that it was defined for."""
    id_ = workflow_id(op.args.kind)
    own = world.document(id_) if id_ is not None else None
    if own is not None and site.id not in ["site:" + one.id for one in own.sites]:
        raise Refused("not_allowed", f"“{workflow.title}” is not used at {site.name}.")


def blank(workflow, site, person, op, world):
    """The job before anything has happened to it."""
    return Job(
        id=op.target,
        number=world.number(workflow.prefix),
        kind=workflow.kind,
        title=workflow.title,
        site=Place(id=site.id.split(":")[1], name=site.name, zone=site.zone),
        contract=site.contract,
        vip=person.vip if person is not None else False,
        person=customer(person) if person is not None else None,
        steps=[step_from(spec) for spec in workflow.steps],
        due=op.args.due,
        created_at=world.at,
        created_by=Named(id=world.actor.id, name=world.actor.name),
    )


def customer(person):
    """The person as jobs repeat them."""
    return Customer(
        id=person.id.split(":")[1],
        name=person.name,
        vip=person.vip,
        phone=person.phone,
        email=person.email,
        floor=person.floor,
        desk=person.desk,
        cost_centre=person.cost_centre,
        line_of_business=person.line_of_business,
    )


def step_from(spec):
    parts = [Part(key=part.key, title=part.title) for part in spec.parts]
    return Step(key=spec.key, title=spec.title, role=spec.role, needs=spec.needs, parts=parts)
