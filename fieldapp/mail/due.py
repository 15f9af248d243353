"""What a change of a job gives to write about: found by comparing the job before and after, whichever door the change came by."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from fieldapp.documents import Job
from fieldapp.portable.natives import epoch, iso

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
# For these somebody has asked; the others follow by themselves, where there is a mail server.
ASKED = ("invitation", "announced")


class Due(NamedTuple):
    """A letter to be: its kind and channel, what it is ``of`` and ``about``, and after which moment it is of no use."""

    kind: str
    channel: str
    of: str
    expires_at: str
    about: str | None = None

    def id(self, job: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"mail {job} {self.kind} {self.of}"))


def letters_due(before: Job | None, after: Job) -> list[Due]:
    """What the customer is to hear of."""
    if after.person is None:
        return []
    return [one for find in (_invited, _announced, _appointed, _closed) for one in find(before, after)]


def _invited(before: Job | None, after: Job) -> list[Due]:
    now = after.invitation
    if now is None or (before and before.invitation and before.invitation.op == now.op):
        return []
    return [Due("invitation", now.channel, now.op, now.until)]


def _announced(before: Job | None, after: Job) -> list[Due]:
    now = after.announced
    if now is None or (before and before.announced and before.announced.op == now.op):
        return []
    return [Due("announced", now.channel, now.op, iso(epoch(now.at) + (now.minutes + 15) * MINUTE))]


def _appointed(before: Job | None, after: Job) -> list[Due]:
    """Agreed, moved, or off: what is agreed counts, not by whom or how often it was said."""
    was, now = _agreed(before), _agreed(after)
    channel = usual_channel(after)
    if was == now or channel is None:
        return []
    of = after.schedule_op or "none"
    if now is None:
        if after.state == "closed":
            return []
        assert was is not None
        return [Due("cancelled", channel, f"{of} {was}", was, was)]
    return [Due("moved" if was else "appointment", channel, f"{of} {now}", now, now)]


def _agreed(job: Job | None) -> str | None:
    return job.scheduled_at if job is not None and job.state in ("open", "held") else None


def _closed(before: Job | None, after: Job) -> list[Due]:
    channel = usual_channel(after)
    if after.state != "closed" or channel is None or not after.closed_at or (before and before.closings == after.closings):
        return []
    return [Due("closed", channel, f"closing {after.closings}", iso(epoch(after.closed_at) + 3 * DAY))]


def usual_channel(job: Job) -> str | None:
    """By which the customer is written to where nobody chose: e-mail, or else a text."""
    if job.person is None:
        return None
    return "email" if job.person.email else "text" if job.person.phone else None
