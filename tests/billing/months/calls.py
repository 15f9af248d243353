"""Made-up incidents: attempts, some heard late, doubted or taken back; holds, outages, rework, requests; closed, called back, called off."""

from datetime import datetime

from fieldapp.portable.natives import derive
from tests.billing.months.month import Month
from tests.billing.months.tasks import hold

DEEDS = ["attempt", "attempt", "attempt", "doubted", "void", "hold", "time", "follow", "convert", "resolve", "transfer", "loosen"]


def calls(month: Month) -> None:
    """Those that come first may be followed by the others, or mended by them."""
    known: list[str] = []
    at = month.begins
    for number in range(month.chance.randint(0, 4)):
        at = month.after(at, month.chance.choice([20, 4 * 24]))
        known.append(_call(month, number, at, known))


def _call(month: Month, number: int, at: datetime, known: list[str]) -> str:
    chance, id_ = month.chance, month.id()
    job = f"job:{derive(id_, 'job')}"
    args = {"kind": "incident", "person": f"p{4 + number % 2}", "problem": "It is slow", "impact": "person"}
    args["priority"] = chance.choice(["high", "normal"])
    keys = [one.removeprefix("job:") for one in known]
    for name, share in (("parent", 0.2), ("rework", 0.1)):
        if keys and chance.random() < share:
            args[name] = chance.choice(keys)
    if chance.random() < 0.1:
        args["contact"] = chance.choice(["call", "in_person"])
    month.add(at, "job.create", job, args, id_)
    _worked(month, job, at, keys)
    return job


def _worked(month: Month, job: str, at: datetime, keys: list[str]) -> None:
    chance, attempts = month.chance, []
    for again in range(3):
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            at = month.after(at, chance.choice([1, 8, 30]))
            at = _deed(month, job, at, attempts, keys)
        at = month.after(at, chance.choice([4, 20, 60]))
        if chance.random() < 0.15:
            month.add(at, "job.cancel", job, {"reason": "It has gone away"}, late=0.1)
            return
        if chance.random() < 0.08:
            return
        _close(month, job, at, keys)
        if chance.random() < 0.2 and attempts:
            args = {"op": chance.choice(attempts), "reason": "Another job's"}
            month.add(month.after(at, 60), "entry.void", job, args)
        if again == 2 or chance.random() < 0.6:
            return
        at = month.after(at, 90)
        month.add(at, "job.reopen", job, {"reason": "It is back"}, late=0.15)


def _close(month: Month, job: str, at: datetime, keys: list[str]) -> None:
    chance = month.chance
    takes: list = [chance.choice(["incident", "incident", "training", {"type": "peripheral", "items": 3}])]
    told = {"summary": "Repaired", "minutes": chance.randint(5, 120), "takes": takes}
    if keys and chance.random() < 0.08:
        told["rework"] = chance.choice(keys)
    month.add(at, "job.close", job, told, late=0.1)


def _deed(month: Month, job: str, at: datetime, attempts: list[str], keys: list[str]) -> datetime:
    """Something that happens to it while it is open."""
    chance = month.chance
    what = chance.choice(DEEDS)
    if what in ("attempt", "doubted"):
        told = {"channel": chance.choice(["call", "email"]), "reached": chance.random() < 0.5}
        attempts.append(month.add(at, "contact.attempt", job, told, late=0.4))
        if what == "doubted":
            month.doubt(at, attempts[-1])
    elif what == "void" and attempts:
        args = {"op": chance.choice(attempts), "reason": "Another job's"}
        month.add(at, "entry.void", job, args, late=0.2)
    elif what == "hold":
        return hold(month, job, at)
    elif what == "time":
        month.add(at, "time.add", job, {"minutes": chance.randint(1, 90)}, late=0.4)
    elif what == "follow" and keys:
        month.add(at, "job.follow", job, {"parent": chance.choice(keys)}, late=0.1)
    elif what == "convert" and chance.random() < 0.4:
        args = {"kind": chance.choice(["request", "incident"]), "note": "It is another thing"}
        month.add(at, "job.convert", job, args)
    elif what == "transfer" and chance.random() < 0.7:
        month.add(at, "job.transfer", job, {"site": chance.choice("12"), "note": "It is there"}, late=0.1)
    elif what == "loosen":
        month.add(at, "clock.loosen", job, {"reason": "They agreed"})
    elif what == "resolve" and chance.random() < 0.5:
        month.add(at, "job.resolve", job, {"summary": "Repaired", "minutes": 7})
    return at
