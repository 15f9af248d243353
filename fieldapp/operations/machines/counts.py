"""A room or a cupboard was counted. A fact: what was expected there, and what was scanned."""

from fieldapp.documents import Count, CountedMachine, Named, Placed
from fieldapp.operations.guards import words
from fieldapp.operations.machines.sightings import check_where, is_newer, see
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.portable.natives import derive, normal

PORTABLE = True

KINDS_OF_PLACE = ["room", "cupboard"]
MOST = 400
LONGEST_PLACE = 60
LONGEST_CODE = 200


def record(op, world):
    """Keep the result, and where each machine was seen. Two who count the same room make two counts."""
    if op.target != "count:" + derive(op.id, "count"):
        raise Refused("invalid", "A count's id is derived from the operation that makes it.")
    place = check(op, world)
    site = world.document("site:" + op.args.site)
    if site is None or op.args.site not in world.actor.sites:
        raise Held("unknown_target", "No such site is known here, or not yet.")
    count = world.create(blank(place, site, op, world))
    expected, found = unique(op.args.expected), unique(op.args.found)
    count.unknown = unique([normal(code).strip() for code in op.args.unknown])
    for key in found:
        note(key, key in expected, count, op, world)
    for key in expected:
        asset = in_sight(key, world) if key not in found else None
        if asset is not None:
            count.missing.append(counted(asset, None))


def check(op, world):
    """The place's name, once all that was said makes sense."""
    place = named_place(words(op.args.place, "Say which room or cupboard it is."))
    if len(place) > LONGEST_PLACE:
        raise Refused("invalid", f"A place's name has at most {LONGEST_PLACE} characters.")
    if op.args.what not in KINDS_OF_PLACE:
        raise Refused("invalid", f"Count one of: {', '.join(KINDS_OF_PLACE)}.")
    lists = [op.args.found, op.args.expected, op.args.here, op.args.unknown]
    if any(len(one) > MOST for one in lists):
        raise Refused("invalid", f"A count has at most {MOST} machines; count the rest as another.")
    for code in [code for one in lists for code in one]:
        if not isinstance(code, str) or not code or len(code) > LONGEST_CODE:
            raise Refused("invalid", "A count lists machines by their keys, and codes as text.")
    if len(op.args.found) + len(op.args.expected) + len(op.args.unknown) == 0:
        raise Refused("invalid", "Nothing was expected here, and nothing was scanned.")
    check_where(op.args.where)
    return place


def named_place(text):
    """As it is stored: composed, and with single blanks."""
    return " ".join([word for word in normal(text).split(" ") if word])


def unique(texts):
    """Each once, in the order in which they came."""
    kept: list[str] = []
    for text in texts:
        if text and text not in kept:
            kept.append(text)
    return kept


def blank(place, site, op, world):
    return Count(
        id=op.target,
        what=op.args.what,
        place=place,
        site=Named(id=op.args.site, name=site.name),
        at=world.at,
        by=Named(id=world.actor.id, name=world.actor.name),
        op=op.id,
        where=op.args.where,
    )


def in_sight(key, world):
    """The machine; what is not there and what the actor may not see answer alike."""
    asset = world.document("asset:" + key)
    return asset if asset is not None and asset.site.id in world.actor.sites else None


def note(key, is_expected, count, op, world):
    """A machine that was there: as it should be, or from elsewhere."""
    asset = in_sight(key, world)
    if asset is None:
        count.unknown.append(key)
        return
    stays = key in op.args.here and asset.site.id == count.site.id
    if is_expected or stays:
        count.found.append(counted(asset, None))
    else:
        count.elsewhere.append(counted(asset, belongs(asset, count)))
    if stays:
        settle(asset, count.place, op, world)
    see(asset, count.place, op.args.where, f"Seen in {count.place}", op, world)


def settle(asset, place, op, world):
    """It belongs here from now on. The later word stands, in whatever order they arrive."""
    known = asset.placed
    if known is None or is_newer(world.at, op.id, known.at, known.op):
        asset.placed = Placed(at=world.at, op=op.id)
        asset.place = place


def belongs(asset, count):
    """Where the books would have it: the place, whose it is, and the site where that is another."""
    known = [asset.place, asset.person.name if asset.person is not None else None]
    if asset.site.id != count.site.id:
        known.append(asset.site.name)
    return ", ".join([one for one in known if one]) or None


def counted(asset, where):
    return CountedMachine(
        id=asset.id.split(":")[1],
        tag=asset.tag,
        serial=asset.serial,
        model=asset.model,
        belongs=where,
    )
