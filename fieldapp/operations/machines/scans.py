"""A scan as such: evidence of which machine was where, when, before whom."""

from fieldapp.operations.machines.sightings import check_where, see
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.evidence import is_label_of

PORTABLE = True


def scan(op, world):
    """The machine was seen, by its tag or its serial. A fact."""
    asset = world.document(op.target)
    code = op.args.tag or op.args.serial
    if asset is None or not op.target.startswith("asset:"):
        raise Refused("invalid", "Only a machine can be scanned.")
    if not code:
        raise Refused("invalid", "Give the tag or the serial that was scanned.")
    check_where(op.args.where)
    if not is_label_of(asset, code):
        raise Held("disputed", f"{code.strip().upper()} is not the label of {asset.tag}.")
    see(asset, None, op.args.where, "Scanned", op, world)
