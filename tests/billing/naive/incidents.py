"""Incidents, and other jobs of free steps, by hand: attempts, closing and reopening, outages with their children, what turns out to be another kind."""

from tests.billing.naive.books import Books
from tests.billing.naive.clocks import answer_again, follow_terms, go_on, service_there, stop
from tests.billing.naive.work import any_deed

JOB = "job:"


def deed(books: Books, job: dict, row: dict) -> list[dict]:
    """One thing that was done to it; answers the other jobs that it was done to as well."""
    kind, args, at, is_new = row["kind"], row["args"], row["occurred_at"], row["outcome"] == "applied"
    others: list[dict] = []
    if kind == "contact.attempt":
        job["attempts"][row["id"]] = at
    elif kind == "job.resolve" and is_new:
        stop(job, at, ("completion",))
        _spent(job, row)
    elif kind == "job.close" and is_new:
        others = _close(books, job, row)
    elif kind == "job.reopen" and is_new:
        job["state"], job["closed_at"] = "open", None
        go_on(books, job, at)
        if job["kind"] == "incident":
            answer_again(books, job, at)
        follow_terms(books, job, at)
    elif kind == "job.follow" and is_new:
        others = follow(books, job, args["parent"], at)
    elif kind == "job.convert" and is_new:
        others = _convert(books, job, args["kind"], at)
    else:
        any_deed(books, job, row)
        if kind == "job.cancel" and is_new:
            others = _free(books, job, at)
    return others


def _spent(job: dict, row: dict) -> None:
    if row["args"].get("minutes"):
        job["times"][row["id"]] = {"minutes": row["args"]["minutes"]}


def _close(books: Books, job: dict, row: dict) -> list[dict]:
    args, at = row["args"], row["occurred_at"]
    _spent(job, row)
    mended = args.get("rework")
    job["rework"] = job["rework"] or bool(mended)
    job["takes"] = {} if job["rework"] else dict(_taken(one) for one in args.get("takes", []))
    _end(job, at)
    children = [books.jobs[JOB + key] for key in job["children"]]
    for child in children:
        if child["state"] == "open":
            charged = "charges" in _children(books, child, at)
            child["takes"] = dict(job["takes"]) if charged else {}
            _end(child, at)
    return [*children, *([books.jobs[JOB + mended]] if mended else [])]


def _taken(told) -> tuple[str, int]:
    return (told, 1) if isinstance(told, str) else (told["type"], told.get("items", 1))


def _end(job: dict, at: str) -> None:
    job["state"], job["closed_at"] = "closed", at
    job["closings"] += 1
    stop(job, at)


def _children(books: Books, job: dict, at: str) -> list[str]:
    return service_there(books, job, at).get("children", [])


def follow(books: Books, job: dict, key: str, at: str) -> list[dict]:
    """It is one of many with the same cause; where the terms do not count its clocks they end here."""
    before = _leave(books, job)
    parent = books.jobs[JOB + key]
    parent["children"].append(job["id"].removeprefix(JOB))
    job["parent"], job["followed_at"] = key, job["followed_at"] or at
    if "clocks" not in _children(books, job, at):
        stop(job, at)
    return [parent, *before]


def _leave(books: Books, job: dict) -> list[dict]:
    if job["parent"] is None:
        return []
    before = books.jobs[JOB + job["parent"]]
    before["children"] = [one for one in before["children"] if JOB + one != job["id"]]
    job["parent"] = None
    return [before]


def _free(books: Books, job: dict, at: str) -> list[dict]:
    """Those that followed it, and are still open, are worked on their own again."""
    children = [books.jobs[JOB + key] for key in job["children"]]
    for child in children:
        if child["state"] == "open":
            child["parent"], child["followed_at"] = None, None
            if "clocks" not in _children(books, child, at):
                _stand_alone(books, child, at)
    job["children"] = []
    return children


def _stand_alone(books: Books, job: dict, at: str) -> None:
    """The time in which it followed does not count; who was not answered by then waits from now on."""
    go_on(books, job, at)
    if job["kind"] == "incident" and not job["attempts"]:
        answer_again(books, job, at)
    follow_terms(books, job, at)


def _convert(books: Books, job: dict, kind: str, at: str) -> list[dict]:
    had_ended = job["parent"] is not None and "clocks" not in _children(books, job, at)
    others = _leave(books, job)
    job["followed_at"] = None
    remember(job, at)
    job["kind"] = kind
    if had_ended:
        _stand_alone(books, job, at)
    else:
        follow_terms(books, job, at)
    return others


def remember(job: dict, at: str) -> None:
    """What it is now, before that changes: what is missed by then was missed by that."""
    now = {what: job[what] for what in ("kind", "vip", "line_of_business")}
    job["formerly"].append((at, now))


