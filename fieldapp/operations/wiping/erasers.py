"""What an eraser wrote of the drives that it wiped is kept with the job, and proposed to whoever records the wipe.

On the server only: the file is read there. What was read is the operation's argument, so that the log tells it.
"""

from fieldapp.documents import EraserLog, Named
from fieldapp.operations.guards import target_job
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.wiping.drives import MOST, check_drives, drives_of
from fieldapp.operations.work.pictures import is_sha
from fieldapp.operations.work.progress import remark

FORMATS = ("nwipe", "json", "xml", "pdf")
MOST_LOGS = 20


def keep_log(op, world):
    """The file is a blob; ``drives`` is what was read of it. A fact: the eraser has run."""
    job = target_job(op, world)
    if job.site.id not in world.actor.sites:
        raise Held("unknown_target", "This is not known here, or not yet.")
    args = op.args
    if not is_sha(args.sha) or args.format not in FORMATS:
        raise Refused("invalid", "This is no log of an eraser that could be kept.")
    if args.drives:
        check_drives("The log", args.drives)
    if any(log.sha == args.sha for log in job.eraser_logs):
        return "This file is with the job already."
    if len(job.eraser_logs) >= MOST_LOGS:
        raise Refused("invalid", f"A job keeps {MOST_LOGS} logs at most.")
    job.eraser_logs.append(_log(op, world))
    found = ", ".join(drive.serial for drive in job.eraser_logs[-1].drives[:MOST])
    told = (
        f"{args.tool or 'An eraser'}: {found}" if found else "It was kept, and could not be read."
    )
    remark(job, op, world, f"Eraser's log “{args.name}”. {told}", "eraser")
    return None


def _log(op, world) -> EraserLog:
    args = op.args
    return EraserLog(
        op=op.id, sha=args.sha, format=args.format, name=args.name, tool=args.tool,
        version=args.version, drives=drives_of(args.drives, "clear"), at=world.at,
        by=Named(id=world.actor.id, name=world.actor.name),
    )  # fmt: skip
