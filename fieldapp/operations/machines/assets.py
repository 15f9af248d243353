"""What work does to machines: their state, who holds them, and the line it leaves in their life."""

from fieldapp.documents import Asset, Before, Custody, Link, Machine, Named
from fieldapp.labels.tags import clean_tag
from fieldapp.operations.custody.chain import add_link, begin, live, settle, undo_links
from fieldapp.operations.custody.conflicts import conflicts
from fieldapp.operations.custody.signatures import signed_for
from fieldapp.operations.guards import object_unless_decided
from fieldapp.operations.machines.life import log_event
from fieldapp.operations.outcomes import Held
from fieldapp.operations.wiping.wipes import wipe_again
from fieldapp.portable.natives import derive

PORTABLE = True

PLACES = ["store", "supplier", "gone"]
# Somebody's data comes onto it: the last wipe says nothing any more.
USED_AGAIN = ["in_build", "deployed"]


def move(asset, link, op, world):
    """Add a link to the chain; what does not go together with it, a supervisor looks at."""
    begin(asset)
    known, broken = conflicts(asset), breaks(asset)
    add_link(asset, link)
    if link.type == "person" and link.id is not None:
        share_holds(asset, world.document("person:" + link.id))
    tell(asset, known, broken, op, world)


def tell(asset, known, broken, op, world):
    """Say what is wrong now and was not before."""
    for sentence in conflicts(asset):
        if sentence not in known:
            world.dispute(sentence)
    for sentence in breaks(asset):
        if sentence not in broken:
            chain_broken(asset, sentence, op, world)


def breaks(asset):
    """Where the chain is broken for good: an acceptance may still be waiting for its offer; and a step that puts it
    into the store, or sees it out of the house, says itself where it is."""
    return [
        f"{link.name} took it from {link.broken} without a hand-over"
        for link in live(asset)
        if link.broken is not None and link.how not in ["scan", "said"] and not is_put_away(link)
    ]


def is_put_away(link):
    return link.how == "step" and link.type in PLACES


def chain_broken(asset, why, op, world):
    """Nobody can say any more who had the machine: it was lost or stolen, or taken without a hand-over.
    A wipe that was proved before must be done again."""
    log_event(asset, op, world, why, None)
    wipe_again(asset, why, op, world)


def giver(role, job, world):
    """The key of the person from whose hands the job's steps may take that machine: no hand-over is missing then."""
    spec = world.workflow(job.kind).assets.get(role)
    by = spec.giver if spec is not None else "person"
    if by == "holder" and job.assets[role].person:
        return job.assets[role].person
    person = (job.people or {}).get(by) or job.person
    return person.id if person is not None else None


def holder(kind, owner, job, op, world):
    """A link by the word that a workflow uses for who gets it."""
    by = Named(id=world.actor.id, name=world.actor.name)
    link = Link(op=op.id, at=world.at, type=kind, name=kind, how="step", by=by, owner=owner)
    link.job = job.id.split(":")[1]
    link.step = op.args.step
    if kind == "actor":
        link.type = "technician" if "technician" in world.actor.roles else "receiving"
        link.id = world.actor.id
        link.name = world.actor.name
    else:
        person = job.person if kind == "person" else (job.people or {}).get(kind)
        if person is not None:
            link.type = "person"
            link.id = person.id
            link.name = person.name
    return link


def apply_effects(effects, job, step, op, world):
    """Change the job's assets as the workflow says, remembering what they were. A phone may lack one that is at
    another site by now: there the step is shown as done, and the server does the rest."""
    for effect in effects:
        if applies(effect, op.args.evidence) and effect.asset in job.assets:
            asset = world.document("asset:" + job.assets[effect.asset].id)
            if asset is not None:
                remember(step, asset, op)
                affect(asset, effect, job, step, op, world)
                log_event(asset, op, world, step.title, job.id.split(":")[1])


def applies(effect, evidence):
    """Whether the answers are those that the effect is for."""
    return all(evidence.get(name) == answer for name, answer in effect.when.items())


def remember(step, asset, op):
    """Keep what the asset was, for undoing the step."""
    custody = asset.custody
    was = {
        "type": custody.type,
        "id": custody.id,
        "name": custody.name,
        "since": custody.since,
        "op": custody.op,
    }
    key = asset.id.split(":")[1]
    step.before.append(
        Before(asset=key, op=op.id, state=asset.state, holder=was, person=asset.person)
    )


def affect(asset, effect, job, step, op, world):
    """State, custody, and whose machine it is."""
    if effect.state is not None:
        asset.state = effect.state
        if effect.state in USED_AGAIN:
            asset.erasure = None
    if effect.holder is not None:
        link = holder(effect.holder, giver(effect.asset, job, world), job, op, world)
        if not any(one.op == op.id and one.how == "step" for one in asset.chain or []):
            link.signature = signed_for(step, op.args.evidence)
        move(asset, link, op, world)


def share_holds(asset, person):
    """A legal hold on a person is on every machine that becomes theirs."""
    if asset.legal is None:
        asset.legal = []
    known = [hold.id for hold in asset.legal]
    for hold in (person.legal or []) if person is not None else []:
        if hold.id not in known:
            asset.legal.append(hold)


def put_back(step, world):
    """Undo what the step did to assets, last first."""
    for was in reversed(step.before):
        asset = world.document("asset:" + was.asset)
        if asset is not None:
            asset.state = was.state
            if not undo_links(asset, was.op):
                restore(asset, was)
    step.before = []


def restore(asset, was):
    """Who held it before a step of the time when there were no chains. One that moved nothing has nothing to undo."""
    held = was.holder
    for link in asset.chain if asset.chain else []:
        if link.op == was.op and link.how == "books":
            link.type = held["type"]
            link.id = held["id"]
            link.name = held["name"]
            link.at = held["since"]
            link.op = held["op"]
            settle(asset)
            return
    if asset.custody.op == was.op:
        asset.person = was.person
        asset.custody = Custody(
            type=held["type"], id=held["id"], name=held["name"], since=held["since"], op=held["op"]
        )


def bring_in(need, value, job, op, world):
    """Put a new machine into the books under its tag, or take the one in stock that bears it."""
    tag = clean_tag(value.get("tag"))
    serial = (value.get("serial") or "").strip().upper() or None
    found = world.find("tag:" + tag)
    known = world.find("serial:" + serial) if serial is not None else None
    if known is not None and known != found:
        raise Held("disputed", f"The serial {serial} is in the books already, under another tag.")
    if found is None:
        asset = new_asset(tag, serial, value.get("model"), job, need, op, world)
    else:
        asset = from_stock(world.document(found), tag, job)
        know_serial(asset, serial, world)
    key = asset.id.split(":")[1]
    asset.jobs.append(job.id.split(":")[1])
    job.assets[need.asset] = Machine(id=key, tag=asset.tag, serial=asset.serial, model=asset.model)


def new_asset(tag, serial, model, job, need, op, world):
    """An asset that was in no book before."""
    old = job.assets.get("outgoing")
    name = (model or "").strip() or (old.model if old is not None else None)
    return world.create(
        Asset(
            id="asset:" + derive(op.id, need.name),
            tag=tag,
            serial=serial,
            model=name,
            category=job.category,
            state="in_stock",
            custody=Custody(type="receiving", name="receiving", since=world.at, op=op.id),
            site=Named(id=job.site.id, name=job.site.name),
        )
    )


def from_stock(asset, tag, job):
    """A machine with that tag may be taken when it is free, in stock, and at the job's site."""
    if asset is None or asset.site.id != job.site.id:
        raise Held("disputed", f"The tag {tag} belongs to a machine elsewhere.")
    not_retired(asset, tag)
    if asset.state == "received" and asset.order != job.order:
        raise Held(
            "disputed", f"{tag} came for another order. Take the machine that came for this one."
        )
    if asset.state not in ["in_stock", "received"] or len(asset.jobs) > 0:
        raise Held("disputed", f"The tag {tag} is on another machine ({asset.state}).")
    return asset


def not_retired(asset, tag):
    """A label that is out of use is never used again."""
    if any(label.tag == tag and label.state == "retired" for label in asset.labels or []):
        raise Held("disputed", f"The label {tag} is retired: it was on {asset.tag}. Take a fresh one.")


def know_serial(asset, serial, world):
    """The serial that was read is the one in the books, or the first one there."""
    if serial is None:
        return
    if asset.serial is not None and asset.serial != serial:
        sentence = f"{asset.tag} has the serial {asset.serial} in the books, not {serial}."
        object_unless_decided(world, "disputed", sentence)
    asset.serial = serial
