"""A site is closed for a while, said before or afterwards: snow, a strike, a fire. Nothing counts in that time. On the server only."""

from fieldapp.documents import Calendar, Closure, Site
from fieldapp.operations.clocks.calendars import WHOLE_WEEK
from fieldapp.operations.clocks.sharing import retime_since
from fieldapp.operations.guards import is_moment, words
from fieldapp.operations.outcomes import Refused
from fieldapp.portable.natives import epoch

LONGEST = 92 * 24 * 3600 * 1000


def declare(op, world):
    """From then to then nobody was served, for a reason. What the site's clocks had counted of it counts no more."""
    site = _site(op, world)
    reason = words(op.args.reason, "Say why the site is closed.")
    starts, ends = op.args.starts, op.args.ends
    if not is_moment(starts) or not is_moment(ends) or epoch(starts) >= epoch(ends):
        raise Refused(
            "invalid", "Say from when to when it is closed: the end comes after the beginning."
        )
    if epoch(ends) - epoch(starts) > LONGEST:
        raise Refused(
            "invalid", "A closure is three months at most. Change the site's hours instead."
        )
    calendar = site.calendar or Calendar(hours=WHOLE_WEEK)
    if any(one.starts == starts and one.ends == ends for one in calendar.closures):
        return "That closure is declared already."
    made = Closure(starts=starts, ends=ends, reason=reason, op=op.id)
    calendar.closures = sorted([*calendar.closures, made], key=lambda one: epoch(one.starts))
    site.calendar = calendar
    retime_since(site, world, op, starts)


def withdraw(op, world):
    """It was open after all: the time counts again."""
    site = _site(op, world)
    words(op.args.reason, "Say why the closure is taken back.")
    closures = site.calendar.closures if site.calendar else []
    gone = next((one for one in closures if one.op == op.args.closure), None)
    if gone is None:
        return "There is no such closure any more."
    closures.remove(gone)
    retime_since(site, world, op, gone.starts)


def _site(op, world) -> Site:
    site = world.document(op.target)
    mine = "admin" in world.actor.roles or op.target.partition(":")[2] in world.actor.sites
    if not isinstance(site, Site) or not mine:
        raise Refused("invalid", "There is no such site.")
    return site
