"""More time than was promised: only by a supervisor, and never for a promise that was missed already."""

from fieldapp.operations.guards import live_job, site_of, words
from fieldapp.operations.work.progress import remark
from fieldapp.sla.clocks import loosen as loosen_clocks

PORTABLE = True


def loosen(op, world):
    """The terms as they are now govern the job's running clocks, where what was promised before is stricter."""
    job = live_job(op, world)
    reason = words(op.args.reason, "Say why it may take longer.")
    if loosen_clocks(job, site_of(job, world), world.at, op.id) == 0:
        return "Nothing that was promised is stricter than the terms are now; nothing was changed."
    remark(job, op, world, reason, "clock")
