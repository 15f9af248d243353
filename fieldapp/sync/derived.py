"""Rows that follow from a document: of a job its clocks, what it will take and whose it is while it is open, its closing, its time; of a
machine its life."""

from fieldapp.billing.penalties import as_of, follows, line_of
from fieldapp.documents import IN_USE, Asset, Clock, Job, key_of
from fieldapp.models import clock, closed, life, reserve, underway, worked

OPEN = ("open", "held")


def clock_rows(job: Job) -> list[dict]:
    """Those of its clocks that are due at some moment."""
    about = {
        "job": key_of(job.id),
        "contract": job.contract,
        "site": job.site.id,
        "priority": job.priority,
    }
    return [
        {
            **about, **_asked(job, one), "child": follows(job, one), "place": place, "name": one.name,
            "ends_at": ends(one), "kept": is_kept(one),
        }
        for place, one in enumerate(job.clocks)
        if one.due_at is not None
    ]  # fmt: skip


def _asked(job: Job, one: Clock) -> dict:
    """What targets ask for, as it was when the clock became due."""
    was = as_of(job, one)
    return {"kind": was.kind, "line": line_of(was), "vip": was.vip}


def ends(one: Clock) -> str | None:
    """When it stopped or was missed, whichever came first: a clock belongs to one month only. One that is paused is due
    as if its hold lasted to its end, whether or not anybody releases it then."""
    if one.stopped_at is not None:
        return min(one.stopped_at, one.due_at or one.stopped_at)
    return one.due_at


def is_kept(one: Clock) -> bool | None:
    """Whether it stopped in time; None while it runs."""
    return None if one.stopped_at is None else one.stopped_at <= (one.due_at or one.stopped_at)


def reserve_rows(job: Job) -> list[dict]:
    """What an open job will take, beside its kind's bill."""
    if job.state not in OPEN:
        return []
    about = {"job": key_of(job.id), "contract": job.contract, "kind": job.kind}
    return [
        {**about, "place": place, "type": one.type, "items": one.items}
        for place, one in enumerate(job.takes)
    ]


def underway_rows(job: Job) -> list[dict]:
    """That it is open."""
    if job.state not in OPEN:
        return []
    return [
        {
            **_about(job), "place": 0, "kind": job.kind, "staff": job.assignee.id if job.assignee else None,
            "scheduled_at": job.scheduled_at, "due": job.due,
        }
    ]  # fmt: skip


def _about(job: Job) -> dict:
    return {"job": key_of(job.id), "contract": job.contract, "site": job.site.id}


def closed_rows(job: Job) -> list[dict]:
    """That it is closed, and with how much time."""
    if job.state != "closed" or job.closed_at is None:
        return []
    about = {**_about(job), "kind": job.kind}
    return [{**about, "place": 0, "closed_at": job.closed_at, "minutes": job.minutes}]


def worked_rows(job: Job) -> list[dict]:
    """Its time, without what was voided."""
    about = _about(job)
    return [
        {
            **about, "place": place, "staff": one.by.id, "worked_on": one.worked_on, "at": one.at,
            "minutes": one.minutes,
        }
        for place, one in enumerate(job.times)
        if not one.voided
    ]  # fmt: skip


def life_rows(asset: Asset) -> list[dict]:
    """When it will be at its end, where somebody will need another then."""
    if asset.state not in IN_USE or not (asset.end_of_life or asset.purchased):
        return []
    model = (asset.model or "").strip().lower()
    return [
        {
            "asset": key_of(asset.id), "place": 0, "site": asset.site.id, "model": model, "ends": asset.end_of_life,
            "bought": asset.purchased,
        }
    ]  # fmt: skip


# Each table, of what documents its rows follow, and how.
DERIVED = (
    (clock, Job, clock_rows),
    (reserve, Job, reserve_rows),
    (underway, Job, underway_rows),
    (closed, Job, closed_rows),
    (worked, Job, worked_rows),
    (life, Asset, life_rows),
)


def owner(table):
    """The column with the key of the document that a row follows from."""
    return next(iter(table.primary_key))
