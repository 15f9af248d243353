"""Machines are part of one open job, and of no other; incidents about them apart."""

from fieldapp.documents import SHARES
from fieldapp.operations.outcomes import Refused

PORTABLE = True


def release(job, world):
    """The job ends: its machines are free for another."""
    key = job.id.split(":")[1]
    for machine in job.assets.values():
        asset = world.document("asset:" + machine.id)
        if asset is not None and key in asset.jobs:
            asset.jobs.remove(key)


def engage(job, world):
    """The job lives: its machines are part of it, and of no other."""
    key = job.id.split(":")[1]
    for machine in job.assets.values():
        asset = world.document("asset:" + machine.id)
        if asset is not None and key not in asset.jobs:
            if job.kind not in SHARES and any(is_taken(one, world) for one in asset.jobs):
                raise Refused("not_allowed", f"{machine.tag} is part of another open job.")
            asset.jobs.append(key)


def is_taken(key, world):
    """Whether the job of that key wants the machine for itself."""
    job = world.document("job:" + key)
    return job is None or job.kind not in SHARES
