"""Saved filters: each has a name, and is its maker's alone."""

from fieldapp.documents import Filter, Filters
from fieldapp.operations.guards import words
from fieldapp.operations.outcomes import Refused

FIELDS = ["q", "kind", "state", "site", "floor", "who", "vip", "waits", "due"]
LONGEST = 60
MOST = 30


def save(op, world):
    """Keep what is asked under a name; the same name again replaces it."""
    owner = _own(op, world)
    name = words(op.args.name, "Give the filter a name.")
    if len(name) > LONGEST:
        raise Refused("invalid", f"A name has at most {LONGEST} characters.")
    query = {key: value for key, value in op.args.query.items() if value}
    unknown = sorted(query.keys() - set(FIELDS))
    if unknown:
        raise Refused("invalid", f"The list can't be asked for “{unknown[0]}”.")
    if not query:
        raise Refused("invalid", "Choose what it is to show, then save it.")
    found = world.document(op.target) or world.create(Filters(id=op.target, owner=owner))
    made = Filter(name=name, query=query, op=op.id, at=world.at)
    places = [at for at, one in enumerate(found.filters) if one.name == name]
    if not places and len(found.filters) >= MOST:
        raise Refused("invalid", f"At most {MOST} filters. Drop one that you don't need any more.")
    if places:
        found.filters[places[0]] = made
    else:
        found.filters.append(made)


def drop(op, world):
    """It is gone from the list; what it showed is not touched."""
    _own(op, world)
    found = world.document(op.target)
    kept = [one for one in found.filters if one.name != op.args.name] if found is not None else []
    if found is None or len(kept) == len(found.filters):
        return "There is no filter of that name any more."
    found.filters = kept


def _own(op, world) -> str:
    owner = op.target.partition(":")[2]
    if op.target != f"filters:{world.actor.id}":
        raise Refused("forbidden", "Filters are saved by each for themselves.")
    return owner
