"""Rolls of blank labels are made in advance, and sheets that no catalogue has are described.

On the server only: it alone knows which numbers have been given out.
"""

from fieldapp.documents import Layout, Named, Roll
from fieldapp.labels.layouts import problem_of
from fieldapp.labels.tags import ROLL, ROLLS
from fieldapp.operations.guards import words
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import derive

ROLES = ["admin", "supervisor", "receiving"]
SERIES = "TAGS"


def issue(op, world):
    """A roll of blank labels: its number says which tags, and no other roll has them. A decision."""
    args = op.args
    if op.target != "roll:" + derive(op.id, "roll"):
        raise Refused("invalid", "A new roll's id is derived from the operation that makes it.")
    if not 1 <= args.count <= ROLL:
        raise Refused("invalid", f"A roll has 1 to {ROLL} labels. Make another for more.")
    site = world.document(f"site:{args.site}")
    if site is None or not _theirs(args.site, world.actor):
        raise Refused("invalid", "There is no such site.")
    number = world.number(SERIES)
    block = int(number.rpartition("-")[2])
    if block >= ROLLS:
        raise Refused("not_allowed", "All tags have been given out.")
    world.create(
        Roll(
            id=op.target,
            number=number,
            site=Named(id=args.site, name=site.name),
            first=block * ROLL,
            count=args.count,
            at=world.at,
            by=Named(id=world.actor.id, name=world.actor.name),
            note=(args.note or "").strip() or None,
        )
    )


def _theirs(site: str, actor) -> bool:
    return site in actor.sites or "admin" in actor.roles


def layout(op, world):
    """A sheet or a roll of the installation's own. Saying it again changes it. A decision."""
    words(op.args.name, "Give it a name.")
    told = {name: getattr(op.args, name) for name in Layout.__struct_fields__ if name != "id"}
    told["name"] = op.args.name.strip()
    wrong = problem_of(told)
    if wrong:
        raise Refused("invalid", wrong)
    if not op.target.startswith("layout:"):
        raise Refused("invalid", "This is done to a layout.")
    if world.find(f"layout:{told['name'].lower()}") not in (None, op.target):
        raise Refused("not_allowed", f"There is a layout “{told['name']}” already.")
    found = world.document(op.target)
    if found is None:
        world.create(Layout(id=op.target, **told))
        return
    for name, value in told.items():
        setattr(found, name, value)
