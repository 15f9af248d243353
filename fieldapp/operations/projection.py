"""What documents repeat from another is written here, when the other changes, and nowhere else.

On the server only: a phone gets the changed documents by the feed.
"""

from fieldapp.documents import (
    Asset,
    Colleague,
    Job,
    Model,
    Named,
    Order,
    Person,
    Site,
    Staff,
    key_of,
)
from fieldapp.operations.guards import site_of
from fieldapp.operations.jobs.making import customer
from fieldapp.operations.work.progress import remember
from fieldapp.sla.clocks import retarget


def fan_out(document, world, op=None):
    """Every document that repeats words of ``document`` repeats the new ones."""
    for other in world.referring(document.id):
        if isinstance(document, Person) and isinstance(other, Job) and _matters(document, other):
            remember(other, world.at)
        _REPEATS[type(document)](document, other)
        if isinstance(document, Person) and isinstance(other, Job):
            retarget(other, site_of(other, world), world.at, op.id if op is not None else None)


def _matters(person: Person, job: Job) -> bool:
    """Whether a clock of the job is promised, or a miss of it dearer, by what the person is now and was not."""
    mine = [one for one in [job.person, *job.people.values()] if one and one.id == key_of(person.id)]
    now = (person.vip, person.line_of_business)
    return bool(job.clocks) and any((one.vip, one.line_of_business) != now for one in mine)


def _person(person: Person, other) -> None:
    name = Named(id=key_of(person.id), name=person.name)
    if isinstance(other, Job):
        _customer(person, other)
    elif isinstance(other, Order):
        other.person, other.vip = name, person.vip
    elif isinstance(other, Asset):
        other.person = name
        if other.custody.type == "person" and other.custody.id == name.id:
            other.custody.name = person.name
        for link in other.chain:
            if link.type == "person" and link.id == name.id:
                link.name = person.name


def _customer(person: Person, job: Job) -> None:
    """Whoever of the job's people it is; a VIP among them makes it one."""
    if job.person and job.person.id == key_of(person.id):
        job.person = customer(person)
    for role, one in job.people.items():
        if one.id == key_of(person.id):
            job.people[role] = customer(person)
    people = [job.person, *job.people.values()]
    job.vip = any(one.vip for one in people if one)


def _asset(asset: Asset, other) -> None:
    if isinstance(other, Job):
        for machine in other.assets.values():
            if machine.id == key_of(asset.id):
                machine.tag, machine.serial, machine.model = asset.tag, asset.serial, asset.model


def _site(site: Site, other) -> None:
    if isinstance(other, Staff):
        return
    other.site.name = site.name
    if isinstance(other, Job):
        other.site.zone = site.zone


def _model(model: Model, other) -> None:
    other.model = model.name


def _staff(staff: Staff, other) -> None:
    if isinstance(other, Job) and other.assignee:
        other.assignee.name = staff.name


_REPEATS = {Person: _person, Asset: _asset, Site: _site, Model: _model, Staff: _staff}


def list_staff(staff: Staff, sites_before: list[str], world) -> None:
    """Sites name the staff who work there, so that a phone can hand over offline."""
    for key in sorted({*sites_before, *staff.sites}):
        site = world.document(f"site:{key}")
        if site is not None:
            before = supervisors([site])
            others = [one for one in site.staff if one.id != key_of(staff.id)]
            if staff.active and key in staff.sites:
                colleague = Colleague(id=key_of(staff.id), name=staff.name, roles=staff.roles)
                others = sorted([*others, colleague], key=lambda one: (one.name, one.id))
            site.staff = others
            if supervisors([site]) != before:
                _show_cases(key, world)


def supervisors(sites: list[Site]) -> set[str]:
    """Keys of those who supervise any of the sites."""
    return {one.id for site in sites for one in site.staff if "supervisor" in one.roles}


def _show_cases(site: str, world) -> None:
    """The site's cases are in sight of those who supervise it now, and of their authors."""
    for case in world.referring(f"supervisors:{site}"):
        sites = [world.document(f"site:{key}") for key in case.sites]
        case.readers = sorted({case.author.id} | supervisors([one for one in sites if one]))
