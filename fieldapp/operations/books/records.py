"""The books themselves: imports and administration write them by these, and by nothing else.

Each makes its target or changes it: a field that is absent stays as it was.
"""

import hashlib
from typing import Any

import msgspec

from fieldapp.billing.terms import day_of, terms_on
from fieldapp.documents import (
    Asset,
    Custody,
    Link,
    Model,
    Named,
    Package,
    Person,
    Site,
    Software,
    Staff,
    key_of,
)
from fieldapp.documents import encode as canonical
from fieldapp.labels.tags import clean_tag
from fieldapp.operations.clocks.calendars import known_zone
from fieldapp.operations.clocks.sharing import follow_hours, offered, set_calendar, versions
from fieldapp.operations.custody.chain import add_link
from fieldapp.operations.guards import is_date, words
from fieldapp.operations.machines.assets import share_holds
from fieldapp.operations.outcomes import Refused
from fieldapp.operations.projection import fan_out, list_staff
from fieldapp.operations.work.evidence import TAG, is_tag

NAMELESS = "Give it a name."
ROLES = ("technician", "receiving", "acquisitions", "helpdesk", "supervisor", "manager", "admin")


def wanted_document(op, world, kind: str, *keys: str):
    """The target as it stands, or None; refused where another document bears one of the keys."""
    if not op.target.startswith(f"{kind}:"):
        raise Refused("invalid", f"This is done to a {kind}.")
    for key in keys:
        holder = world.find(key)
        if holder is not None and holder != op.target:
            raise Refused("not_allowed", f"{key.partition(':')[2]} is in the books already.")
    return world.document(op.target)


def _update(document, args, *names: str) -> None:
    for name in names:
        value = getattr(args, name)
        if value is not None:
            setattr(document, name, value)


def _named_site(world, key: str) -> Named:
    site = world.document(f"site:{key}")
    if site is None:
        raise Refused("invalid", "There is no such site.")
    return Named(id=key, name=site.name)


def _date(day: str | None) -> None:
    if day and not is_date(day):
        raise Refused("invalid", f"“{day}” is no date. One is 2026-11-22.")


def site(op, world):
    """A place of the client's, its zone, its contract, and who acts for whom."""
    args = op.args
    words(args.name, NAMELESS)
    known_zone(args.zone)
    found = wanted_document(op, world, "site", f"site-name:{args.name.strip().lower()}")
    place = found or world.create(Site(id=op.target, name=args.name))
    was = Site(
        id=place.id,
        name=place.name,
        zone=place.zone,
        calendar=place.calendar,
        service=place.service,
    )
    _update(place, args, "name", "zone", "client", "contract", "address", "acting")
    terms = world.document(f"contract:{place.contract}") if place.contract else None
    place.wiping = terms_on(terms, day_of(terms, world.at)).wiping if terms is not None else None
    place.service = versions(terms)
    place.types = offered(terms)
    if args.calendar is not None:
        set_calendar(place, args.calendar, terms, world, found is None)
    if found is not None and (was.name, was.zone) != (place.name, place.zone):
        fan_out(place, world)
    if found is not None:
        follow_hours(place, was, world, op)


def model(op, world):
    """A make of machine."""
    args = op.args
    words(args.name, NAMELESS)
    key = f"model:{args.name.strip().lower()}|{(args.number or '').strip().lower()}"
    found = wanted_document(op, world, "model", key)
    make = found or world.create(Model(id=op.target, name=args.name))
    _update(make, args, "name", "number", "manufacturer", "category", "months")
    if found is not None:
        fan_out(make, world)


def person(op, world):
    """A customer; what jobs and machines repeat of them follows."""
    args = op.args
    words(args.name, NAMELESS)
    keys = [f"person:{args.username.lower()}"] if args.username else []
    found = wanted_document(op, world, "person", *keys)
    named = _named_site(world, args.site)
    one = found or world.create(Person(id=op.target, name=args.name, site=named))
    one.site = named
    _update(
        one, args, "name", "username", "email", "phone", "vip", "floor", "desk",
        "cost_centre", "line_of_business", "job_title", "active",
    )  # fmt: skip
    if found is not None:
        fan_out(one, world, op)


def asset(op, world):
    """A machine in the books. Who holds it follows from its person, until work moves it."""
    args = op.args
    _date(args.purchased)
    _date(args.end_of_life)
    if not is_tag(args.tag):
        raise Refused("invalid", TAG)
    tag, serial = clean_tag(args.tag), (args.serial or "").strip().upper() or None
    keys = [f"tag:{tag}"] + ([f"serial:{serial}"] if serial else [])
    found = wanted_document(op, world, "asset", *keys)
    named = _named_site(world, args.site)
    store = Custody(type="store", name="store", since=world.at, op=op.id)
    one = found or world.create(Asset(id=op.target, tag=tag, custody=store, site=named))
    one.site, one.serial = named, serial or one.serial
    # A list that still names the machine by another label of it does not take away the first.
    if tag not in [label.tag for label in one.labels]:
        one.tag = tag
    _update(one, args, "category", "name", "purchased", "end_of_life", "place")
    _model_of(one, args, world)
    _person_of(one, args, op, world)
    if found is not None:
        fan_out(one, world)


def _model_of(asset: Asset, args, world) -> None:
    make = world.document(f"model:{args.model}") if args.model else None
    if make is not None:
        asset.model, asset.model_id = make.name, args.model


def _person_of(asset: Asset, args, op, world) -> None:
    """A machine belongs to whom the books say, until a job has moved it: then the work knows better."""
    holder = world.document(f"person:{args.person}") if args.person else None
    if holder is None or moved_by_work(asset) or asset.person and asset.person.id == args.person:
        return
    asset.person = Named(id=args.person, name=holder.name)
    told: dict[str, Any] = {"op": op.id, "type": "person", "id": args.person, "name": holder.name}
    if asset.chain:
        add_link(asset, Link(at=world.at, how="books", **told))
    else:
        asset.custody = Custody(since=world.at, **told)
    asset.state = "deployed"
    share_holds(asset, holder)


def moved_by_work(asset: Asset) -> bool:
    """Whether a job has had the machine in its hands, or has it now; or it was handed over without one."""
    handed = any(link.how != "books" and not link.void for link in asset.chain)
    return bool(asset.jobs) or handed or any(event.job is not None for event in asset.events)


def inventory(op, world):
    """What is installed on a machine, as its agent reported."""
    one = world.document(op.target)
    if one is None or not isinstance(one, Asset):
        raise Refused("invalid", "There is no such machine.")
    packages = converted(op.args.packages, list[Package], "The list of software")
    id_ = f"software:{key_of(op.target)}"
    found = world.document(id_) or world.create(Software(id=id_, asset=key_of(op.target)))
    found.packages, found.taken_at = packages, op.args.taken_at
    one.software_count = len(packages)
    one.software_hash = hashlib.sha256(canonical(packages)).hexdigest()[:16]
    if op.args.serial and not one.serial:
        one.serial = op.args.serial.strip().upper()


def staff(op, world):
    """Someone who signs in: their roles and sites. The last administrator stays one."""
    args = op.args
    found = wanted_document(op, world, "staff", f"staff:{args.username.lower()}")
    unknown = [role for role in args.roles or [] if role not in ROLES]
    if unknown:
        raise Refused("invalid", f"There is no role “{unknown[0]}”. Roles: {', '.join(ROLES)}.")
    for key in args.sites or []:
        _named_site(world, key)
    one = found or world.create(Staff(id=op.target, username=args.username, name=args.username))
    before = list(one.sites)
    was_admin = found is not None and one.active and "admin" in one.roles
    _update(one, args, "username", "name", "roles", "sites", "active")
    if was_admin and not (one.active and "admin" in one.roles):
        _another_admin(one, world)
    list_staff(one, before, world)
    if found is not None:
        fan_out(one, world)


def _another_admin(leaving: Staff, world) -> None:
    others = [one for one in world.all("staff") if one.id != leaving.id]
    if not any(one.active and "admin" in one.roles for one in others):
        raise Refused("not_allowed", "The last administrator can't be removed. Make another first.")


def converted(told, wanted, about: str):
    try:
        return msgspec.convert(told, wanted)
    except msgspec.ValidationError as error:
        raise Refused("invalid", f"{about} can't be read: {error}.") from error
