"""What is handed over, from whom, to whom, and by what it is seen that it was."""

from fieldapp.documents import Link, Named
from fieldapp.operations.custody.chain import begin, moment_of
from fieldapp.operations.guards import object_unless_decided
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.evidence import is_label_of

PORTABLE = True

MOST = 50
PLACES = {
    "mailroom": "the mail room",
    "receiving": "receiving",
    "store": "the store",
    "courier": "a courier",
    "supplier": "the supplier",
}


def machines_of(op, world):
    """The target and the other machines that are handed over with it, each once."""
    if not op.target.startswith("asset:"):
        raise Refused("invalid", "Only a machine can be handed over.")
    if len(op.args.also) >= MOST:
        raise Refused("invalid", f"At most {MOST} machines are handed over at once.")
    ids = [op.target]
    for key in op.args.also:
        if not isinstance(key, str):
            raise Refused("invalid", "Name the machines by their keys.")
        if "asset:" + key not in ids:
            ids.append("asset:" + key)
    found = [in_sight(world.document(id_), world) for id_ in ids]
    for asset in found:
        begin(asset)
    return found


def in_sight(document, world):
    """What is not there and what the actor may not see answer alike."""
    if document is None or document.site.id not in world.actor.sites:
        raise Held("unknown_target", "No such machine or person is known here, or not yet.")
    return document


def actor_of(world):
    """Whoever does it, as the holder of a machine."""
    role = "technician" if "technician" in world.actor.roles else "receiving"
    return {"type": role, "id": world.actor.id, "name": world.actor.name}


def recipient(whom, asset, world):
    """``person:KEY``, ``staff:KEY`` of the machine's site, or a place: as a holder."""
    kind, key = split(whom)
    if kind == "person":
        person = in_sight(world.document(whom), world)
        return {"type": "person", "id": key, "name": person.name}
    if kind == "staff":
        return colleague(key, asset, world)
    if kind in PLACES and key == "":
        return {"type": kind, "id": None, "name": PLACES[kind]}
    raise Refused("invalid", "Choose who gets it: a person, a colleague, or a place.")


def split(whom):
    parts = whom.split(":")
    return [parts[0], parts[1] if len(parts) == 2 else ""]


def colleague(key, asset, world):
    """Someone of the site's staff who has hands on machines."""
    site = world.document("site:" + asset.site.id)
    for one in site.staff if site is not None else []:
        if one.id == key:
            role = "technician" if "technician" in one.roles else "receiving"
            return {"type": role, "id": one.id, "name": one.name}
    raise Refused("not_allowed", "Nobody of that name works at this site.")


def link_to(asset, holder, how, op, world):
    by = Named(id=world.actor.id, name=world.actor.name)
    at = moment_of(asset, op, world)
    link = Link(op=op.id, at=at, type=holder["type"], id=holder["id"], how=how, by=by)
    link.name = holder["name"]
    link.note = (op.args.note or "").strip() or None
    return link


def stays_here(asset, to, world):
    """Under a legal hold a machine stays in the house. That it left it is a fact, and a supervisor hears of it."""
    for hold in (asset.legal or []) if to["type"] in ["courier", "supplier"] else []:
        world.dispute(
            f"{asset.tag} is under a legal hold: {hold.reason}. It went to {to['name']}, and should have stayed."
        )


def how_taken(op, machines, world):
    """By its label, which must be of one of them; or by saying so."""
    code = (op.args.code or "").strip()
    if not code:
        return "said"
    if not any(is_label_of(asset, code) for asset in machines):
        sentence = f"{code.upper()} is not the label of {machines[0].tag}."
        object_unless_decided(world, "disputed", sentence)
    return "scan"
