"""Legal holds: nothing of the machine, or of any machine of the person, may be wiped. Decisions, by supervisors.

On the server only: a hold on a person is put on all their machines, wherever they are in the work, and
travels to the phones with each of these.
"""

from fieldapp.documents import Asset, Erasure, Job, LegalHold, Named, Person, key_of
from fieldapp.operations.guards import words
from fieldapp.operations.machines.assets import giver
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.wipes import moment
from fieldapp.portable.natives import derive

UNKNOWN = "This is not known here, or not yet."


def hold(op, world):
    """Set one. Where something was wiped before, the hold says so."""
    about = _held(op, world)
    reason = words(op.args.reason, "Say why: the matter, and who asked for it.")
    by = Named(id=world.actor.id, name=world.actor.name)
    person = Named(id=key_of(about.id), name=about.name) if isinstance(about, Person) else None
    made = LegalHold(
        id=derive(op.id, "legal"), op=op.id, reason=reason, since=world.at, by=by, person=person
    )
    if isinstance(about, Person):
        about.legal.append(made)
    for asset in _machines(about, world):
        _put(asset, made, op, world)


def _put(asset: Asset, made: LegalHold, op, world) -> None:
    erased_at = _erased_at(asset, world)
    asset.legal.append(
        LegalHold(
            id=made.id, op=made.op, reason=made.reason, since=made.since, by=made.by,
            person=made.person, erased_at=erased_at,
        )
    )  # fmt: skip
    log_event(asset, op, world, f"Legal hold: {made.reason}", None)
    if erased_at:
        world.dispute(
            f"{asset.tag} was wiped {moment(erased_at)}, before this hold was set. What was on it is gone."
        )


def _erased_at(asset: Asset, world) -> str | None:
    kept = world.document(f"erasure:{asset.erasure}") if asset.erasure else None
    return kept.at if isinstance(kept, Erasure) else None


def _machines(about: Asset | Person, world) -> list[Asset]:
    """The machine; or all that are the person's, and those that jobs have taken from them to be wiped."""
    if isinstance(about, Asset):
        return [about]
    found: dict[str, Asset] = {}
    for one in world.referring(about.id):
        if isinstance(one, Asset):
            found[one.id] = one
        elif isinstance(one, Job) and one.state in ("open", "held"):
            found |= {asset.id: asset for asset in _taken_from(about, one, world)}
    return [found[id_] for id_ in sorted(found)]


def _taken_from(person: Person, job: Job, world) -> list[Asset]:
    """The job's machines that were this person's, and nobody else's since."""
    specs = world.workflow(job.kind).assets
    before = [role for role, spec in specs.items() if spec.theirs or spec.giver != "person"]
    theirs = [role for role in before if role in job.assets]
    theirs = [role for role in theirs if giver(role, job, world) == key_of(person.id)]
    found = [world.document(f"asset:{job.assets[role].id}") for role in theirs]
    return [one for one in found if one and one.person in (None, _named(person))]


def _named(person: Person) -> Named:
    return Named(id=key_of(person.id), name=person.name)


def lift(op, world):
    """Lift the hold of that id, from the machine or from the person and all their machines."""
    about = _held(op, world)
    reason = words(op.args.reason, "Say why it is lifted, and who said so.")
    mine = next((one for one in about.legal if one.id == op.args.hold), None)
    if mine is None:
        return "This hold is not on it any more."
    if mine.person is not None and isinstance(about, Asset):
        told = f"It is a hold on {mine.person.name}: lift it there, and it is lifted from all their machines."
        raise Refused("not_allowed", told)
    about.legal = [one for one in about.legal if one.id != op.args.hold]
    others = world.referring(f"legal:{op.args.hold}") if isinstance(about, Person) else [about]
    for asset in others:
        asset.legal = [one for one in asset.legal if one.id != op.args.hold]
        log_event(asset, op, world, f"Legal hold lifted: {reason}", None)
    return None


def _held(op, world) -> Asset | Person:
    """The machine or person, at one of the supervisor's own sites."""
    about = world.document(op.target)
    if not isinstance(about, (Asset, Person)) or about.site.id not in world.actor.sites:
        raise Held("unknown_target", UNKNOWN)
    return about
