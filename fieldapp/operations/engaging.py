"""Machines are part of one open job, and of no other."""

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
            if len(asset.jobs) > 0:
                raise Refused("not_allowed", f"{machine.tag} is part of another open job.")
            asset.jobs.append(key)
