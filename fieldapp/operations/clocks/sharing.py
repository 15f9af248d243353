"""The contract's promises about time and the site's hours, where jobs and phones find them. On the server only."""

import msgspec

from fieldapp.billing.terms import terms_on
from fieldapp.documents import Calendar, Contract, Earlier, Job, ServiceFrom, Site, key_of
from fieldapp.operations.clocks.calendars import WHOLE_WEEK, check_calendar
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import epoch, from_local
from fieldapp.sla.calendars import ALWAYS, local_date
from fieldapp.sla.clocks import retarget


def versions(contract: Contract | None) -> list[ServiceFrom]:
    """The terms about time, each version from its day on."""
    if contract is None:
        return []
    changed = {one.from_ for one in contract.amendments if "service" in one.changes}
    days = sorted({contract.starts, *changed})
    held = [(day, terms_on(contract, day).service) for day in days]
    return [
        ServiceFrom(from_=day, begins=from_local(f"{day}T00:00", contract.zone), terms=terms)
        for day, terms in held
        if terms is not None
    ]


def offered(contract: Contract | None) -> dict[str, list[str]]:
    """The transaction types that any day of the contract has, with the kinds of job that they fit: for whoever closes one."""
    if contract is None:
        return {}
    days = [contract.starts, *(one.from_ for one in contract.amendments)]
    types = {name: one for day in days for name, one in terms_on(contract, day).types.items()}
    return {name: list(one.kinds) for name, one in sorted(types.items())}


def share_service(contract: Contract, world, op=None) -> None:
    """Every site of the contract repeats its terms about time and names its types; its jobs' promises follow."""
    shared, types = versions(contract), offered(contract)
    for place in world.all("site"):
        if place.contract == key_of(contract.id) and place.types != types:
            world.document(place.id).types = types
        if place.contract == key_of(contract.id) and place.service != shared:
            site = world.document(place.id)
            site.service = shared
            retime(site, world, op, _by_terms)


def _by_terms(job: Job) -> bool:
    """Whether other terms can be of consequence: it is open, or was counted by a calendar of the contract."""
    named = (one.calendar not in ("", ALWAYS) for clock in job.clocks for one in clock.promises)
    return job.state in ("open", "held") or any(named)


def retime(site: Site, world, op, wanted) -> None:
    """Work out the promises of the site's ``wanted`` jobs anew: what was promised is kept, and is due by the hours as they are
    now known."""
    for job in world.referring(site.id, "job", wanted):
        retarget(job, site, world.at, op.id if op is not None else None)


def retime_since(site: Site, world, op, moment: str) -> None:
    """The same, where time counts otherwise since a moment: what was due before it is as it was."""
    since = epoch(moment)

    def wanted(job: Job) -> bool:
        return any(one.due_at is None or epoch(one.due_at) > since for one in job.clocks)

    retime(site, world, op, wanted)


def follow_hours(site: Site, was: Site, world, op) -> None:
    """The site's promises, where its zone, the terms that it repeats, or its calendar are others than they were."""
    if site.zone != was.zone:
        retime(site, world, op, lambda job: bool(job.clocks))
    elif site.service != was.service:
        retime(site, world, op, _by_terms)
    if site.calendar != was.calendar:
        retime_since(site, world, op, changed_since(was.calendar, site, world))


def changed_since(before: Calendar | None, site: Site, world) -> str:
    """From when on a site's new calendar counts otherwise: today, or the first day that became a holiday, or is none any more."""
    was, zone = set(before.holidays if before else []), site.calendar.zone or site.zone
    days = [*was.symmetric_difference(site.calendar.holidays), local_date(epoch(world.at), zone)]
    return from_local(f"{min(days)}T00:00", zone)


def years_of(contract: Contract | None, world) -> tuple[int, int]:
    """The years in which a calendar is of use: the contract's, or else this one and the next."""
    this = int(world.at[:4])
    return (int(contract.starts[:4]), int(contract.ends[:4])) if contract else (this, this + 1)


def set_calendar(site: Site, told: dict, contract: Contract | None, world, fresh: bool) -> None:
    """The hours hold from today on; what was counted before stays as it was, unless the site is new. Closures are declared, not listed."""
    try:
        new = msgspec.convert(told, Calendar)
    except msgspec.ValidationError as error:
        raise Refused("invalid", f"The calendar can't be read: {error}.") from error
    check_calendar(new, years_of(contract, world), f"the calendar of {site.name}")
    was = site.calendar
    new.closures, new.earlier = (was.closures, list(was.earlier)) if was else ([], [])
    hours = was.hours if was else WHOLE_WEEK
    if hours != new.hours and not fresh:
        today = local_date(epoch(world.at), new.zone or site.zone)
        new.earlier.append(Earlier(before=today, hours=hours))
    new.holidays = sorted(set(new.holidays))
    site.calendar = new
