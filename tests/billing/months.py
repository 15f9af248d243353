"""Months of made-up work, by seed: who does what, when it happened, and when the server heard of it.

They go through the real verbs and rules in one merge over nothing, without a database, so that thousands take a minute.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from fieldapp.billing.run import open_exceptions
from fieldapp.demo.quarter_proof import proof
from fieldapp.portable.natives import derive
from fieldapp.sync.accounts import Accounts
from fieldapp.sync.commit import log_row
from fieldapp.sync.incoming import Actor, arrived
from fieldapp.sync.merge import Merge
from fieldapp.sync.messages import Operation
from fieldapp.sync.replay import Memory
from fieldapp.workflows import WORKFLOWS

SAM = Actor(id="sam", name="Sam", roles=["supervisor", "admin", "manager"], sites=["1", "2"])
# Months with something about them: a year's end, leap days, days of 23 and 25 hours in one zone or the other.
FIRST_DAYS = [
    "2023-12-10",
    "2024-02-20",
    "2024-03-05",
    "2024-10-20",
    "2025-02-24",
    "2025-06-12",
    "2025-12-15",
    "2024-12-28",
]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"]
WORK = [
    "refresh",
    "refresh",
    "wipe",
    "acquisition",
    "peripheral",
    "software",
    "cascade",
    "cascade",
    "cascade-existing",
    "cascade-new",
    "cascade-swap",
    "cascade-swap",
]
SKILLS = [None, None, "imaging", "network/2"]


@dataclass
class Month:
    """``deeds`` are (moment, arrival, operation); what is heard first is merged first."""

    seed: int
    chance: Random
    begins: datetime
    deeds: list[tuple[datetime, datetime, Operation]] = field(default_factory=list)
    # Jobs for several items, which come from stock: what is ordered would have to be scanned in, box by box.
    from_stock: set[str] = field(default_factory=set)

    def id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def add(self, at: datetime, kind: str, target: str, args: dict, id_="", late=0.0) -> str:
        """Something done at a moment. With ``late`` that share of it is heard only days after."""
        id_ = id_ or self.id()
        heard = at
        if self.chance.random() < late:
            heard += timedelta(minutes=self.chance.randint(1, 14 * 24 * 60))
        self.deeds.append(
            (at, heard, Operation(id=id_, kind=kind, target=target, args=args, at=_iso(at)))
        )
        return id_

    def after(self, at: datetime, hours: float = 60) -> datetime:
        """Some time later: minutes, hours or days."""
        return at + timedelta(seconds=self.chance.randint(30, int(hours * 3600)))


class Nothing(Memory):
    """A store with nothing in it, that counts numbers."""

    def __init__(self):
        super().__init__()
        self.last: dict[str, int] = {}

    def next_number(self, series: str, op: str) -> int:
        self.last[series] = self.last.get(series, 1000) + 1
        return self.last[series]


def made(seed: int) -> Month:
    """The month of that seed."""
    chance = Random(seed)
    begins = datetime.fromisoformat(chance.choice(FIRST_DAYS)).replace(tzinfo=UTC)
    month = Month(seed, chance, begins + timedelta(minutes=chance.randint(0, 1439)))
    _books(month)
    for at in range(chance.randint(2, 5)):
        _job(month, at)
    for at in range(chance.randint(0, 2)):
        _incident(month, at)
    return month


def played(month: Month) -> tuple[list[dict], Merge]:
    """The month merged in the order in which it was heard, some of it twice: the rows of its log, and the merge."""
    merge = Merge(Nothing())
    told = sorted(month.deeds, key=lambda one: one[1])
    for at, heard, one in told:
        if one.kind == "billing.issue":
            one.args["seen"] = _unpriced(merge, one)
        coming = arrived(one, SAM, _iso(at), _iso(heard))
        merge.take(coming)
        if month.chance.random() < 0.1:
            merge.take(coming)
    return [log_row(taken, merge) for taken in merge.taken.values()], merge


def _unpriced(merge: Merge, one: Operation) -> int:
    """So many entries of the month have no price when it is issued: whoever issues it has seen them."""
    contract = one.target.partition(":")[2]
    entries = Accounts(merge).entries(contract, one.args["period"])
    return len(open_exceptions(entries))


def trace(month: Month, rows: list[dict]) -> list[str]:
    """What happened, a line each, for whoever looks for a difference."""
    return [
        f"{row['occurred_at']} heard {row['received_at'][5:16]} {row['outcome']:8} {row['kind']} {row['target'][:12]} {row['payload'][:400]}"
        for row in rows
    ]


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


# The books: a contract for each site, people with and without cost centres, machines.


def _books(month: Month) -> None:
    chance, before = month.chance, month.begins - timedelta(days=40)
    for site in "12":
        month.add(before, "contract.record", f"contract:{site}", terms(chance, site))
        told = {"name": f"Site {site}", "zone": chance.choice(ZONES), "contract": site}
        told["calendar"] = calendar(chance)
        month.add(before + timedelta(minutes=1), "site.record", f"site:{site}", told)
    for at in range(4):
        month.add(
            before + timedelta(minutes=2), "person.record", f"person:p{at}", _person(chance, at)
        )
    for at in range(2):
        told = {
            "name": f"Caller {at}",
            "site": "12"[at],
            "username": f"p{4 + at}",
            "vip": chance.random() < 0.5,
        }
        told["line_of_business"] = chance.choice(["Claims", "Sales"])
        month.add(before + timedelta(minutes=2), "person.record", f"person:p{4 + at}", told)
    for at in range(10):
        told = {"tag": f"M{at}", "serial": f"SER{at}", "site": "12"[at // 2 % 2]}
        month.add(before + timedelta(minutes=3), "asset.record", f"asset:m{at}", told)
    for _ in range(chance.choice([0, 1, 2, 4])):
        _change(month)
    for site in "12":
        _issue(month, f"contract:{site}")
        if chance.random() < 0.3:
            money = chance.choice(
                [{"money": "-12.34"}, {"money": "100", "cost_centre": "CC-1"}, {"units": "-0.5"}]
            )
            args = {"reason": "Agreed on the phone"} | money
            at = month.after(month.begins, 50 * 24)
            month.add(at, "adjustment.add", f"contract:{site}", args, late=0.3)


def _issue(month: Month, contract: str) -> None:
    """Bills go out a few days after their month, one after the other, for as long as anybody cares."""
    first = (month.begins - timedelta(days=40)).replace(day=1)
    for _ in range(month.chance.randint(0, 4)):
        following = (first + timedelta(days=32)).replace(day=1)
        at = month.after(following.replace(hour=14), 6 * 24)
        month.add(at, "billing.issue", contract, {"period": first.strftime("%Y-%m")})
        first = following


def terms(chance: Random, name: str) -> dict[str, Any]:
    """Terms in all their variety: odd roundings, a type that is missing, no rate for anybody."""
    types = {
        "refresh": {"quantity": chance.choice(["1.5", "1.5", "2", "0.75"])},
        "wipe": {"quantity": "0.5", "kinds": chance.choice([[], ["wipe"], ["refresh"]])},
        "acquisition": {"quantity": "1"},
        "peripheral": {"quantity": "0.25", "per": chance.choice(["item", "item", "job"])},
        "software": {"per": "time", "bands": bands(chance)},
        "incident": {"per": "time", "bands": bands(chance)},
        "training": {"quantity": "0.25"},
    }
    rates = {"": rate(chance), "imaging": rate(chance)}
    for told in (types, rates):
        if chance.random() < 0.2:
            del told[chance.choice([*told])]
    return {
        "client": "Client", "name": f"Support {name}", "starts": "2022-01-01", "ends": "2027-12-31",
        "zone": chance.choice(ZONES), "bought": "40", "price": "95", "buy_back_price": "60",
        "types": types, "rates": rates, "cancels": cancels(chance),
        "penalties": penalties(chance), "service": {"targets": targets(chance), "reopen_days": 5},
    }  # fmt: skip


def targets(chance: Random) -> list[dict[str, Any]]:
    """Promises about the first attempt: for everybody, for the urgent, for VIPs, for a line of business."""
    told: list[dict[str, Any]] = [{"clock": "response", "minutes": chance.choice([120, 240, 600])}]
    told += [{"clock": "response", "minutes": chance.choice([30, 60]), "priority": "high"}]
    told += [{"clock": "response", "minutes": 45, "vip": True}] if chance.random() < 0.5 else []
    return told + (
        [{"clock": "response", "minutes": 90, "line_of_business": "Claims"}]
        if chance.random() < 0.5
        else []
    )


def penalties(chance: Random) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [{"clock": "response", "amount": "40", "kind": "incident"}]
    told += [{"clock": "response", "amount": "75.50", "vip": True}] if chance.random() < 0.6 else []
    return told if chance.random() < 0.8 else []


def calendar(chance: Random) -> dict[str, Any]:
    """Business hours, with a pause at noon at some sites, and one holiday in the week of each month's begin."""
    day = chance.choice(
        [[["09:00", "17:00"]], [["08:30", "12:00"], ["13:00", "18:15"]], [["00:00", "23:00"]]]
    )
    days = ["mon", "tue", "wed", "thu", "fri", *(["sat", "sun"] if chance.random() < 0.3 else [])]
    first = datetime.fromisoformat(chance.choice(FIRST_DAYS))
    holidays = [(first + timedelta(days=many)).date().isoformat() for many in (3, 12)]
    return {"hours": dict.fromkeys(days, day), "holidays": holidays}


def bands(chance: Random) -> list[dict[str, Any]]:
    """Of recorded time; sometimes none for long work."""
    told = [{"up_to": 45, "quantity": "0.5"}, {"up_to": 120, "quantity": "1"}]
    return told + ([{"up_to": None, "quantity": "1.75"}] if chance.random() < 0.7 else [])


def cancels(chance: Random) -> dict[str, dict[str, str]]:
    """What is earned by work that is called off; of some kinds, and after some steps, nothing."""
    found: dict[str, dict[str, str]] = {}
    for kind in WORK:
        steps = [step.key for step in WORKFLOWS[kind].steps]
        if chance.random() < 0.5:
            chosen = chance.sample(steps, min(2, len(steps)))
            found[kind] = {step: f"{0.25 * (steps.index(step) + 1):.2f}" for step in chosen}
    return found


def rate(chance: Random) -> dict[str, Any]:
    return {
        "hourly": chance.choice(["80", "88.50", "71.37", "33.33"]),
        "round_minutes": chance.choice([1, 6, 15, 30]),
        "minimum_minutes": chance.choice([0, 15, 30, 60]),
    }


def _person(chance: Random, at: int) -> dict[str, Any]:
    told = {"name": f"Person {at}", "site": "12"[at % 2], "username": f"p{at}"}
    centre = chance.choice([f"CC-{at}", f"CC-{at}", "CC-9", None])
    return told | ({"cost_centre": centre} if centre else {})


def _change(month: Month) -> None:
    """Somebody moves to another cost centre, or the terms are told anew."""
    chance, at = month.chance, month.after(month.begins, 30 * 24)
    who = chance.randint(0, 3)
    if chance.random() < 0.4:
        told = _person(chance, who) | {"cost_centre": f"CC-{chance.randint(10, 12)}"}
        month.add(at, "person.record", f"person:p{who}", told)
    else:
        changes, site = terms(chance, "1"), chance.choice("12")
        told = {
            name: changes[name] for name in ("types", "rates", "cancels") if chance.random() < 0.6
        }
        # Agreed for a day to come, or for one that has passed.
        day = (at + timedelta(days=chance.randint(-20, 10))).date().isoformat()
        args = {"from": day, "changes": told, "reason": "Agreed"}
        month.add(at, "contract.amend", f"contract:{site}", args)


# The work.


def _job(month: Month, number: int) -> None:
    """A job from its opening to wherever it gets: closed, cancelled on the way, undone and done again, or left open."""
    chance, kind = month.chance, month.chance.choice(WORK)
    workflow = WORKFLOWS[kind]
    id_, at = month.id(), month.after(month.begins, 15 * 24)
    job = f"job:{derive(id_, 'job')}"
    machines, args = _order(chance, workflow, number)
    month.add(at, "job.create", job, args, id_)
    if args.get("quantity", 1) > 1:
        month.from_stock.add(job)
    left = chance.random() < 0.15
    ends = chance.randint(0, len(workflow.steps) - 1) if left or chance.random() < 0.2 else None
    times: list[str] = []
    for place, step in enumerate(workflow.steps):
        at = month.after(at, chance.choice([1, 8, 60]))
        if place == ends:
            if not left:
                month.add(at, "job.cancel", job, {"reason": "Not wanted any more"})
            break
        _step(month, job, step, machines, at)
        _time(month, job, args, times, at)
        if chance.random() < 0.08:
            at = month.after(at, 20)
            month.add(at, "step.undo", job, {"step": step.key, "reason": "By mistake"})
            at = month.after(at, 20)
            _step(month, job, step, machines, at)
    _afterwards(month, job, args, workflow, machines, times, at)


def _order(chance: Random, workflow, number: int) -> tuple[dict, dict[str, Any]]:
    """The job's machines by role, and the arguments that make it: people and machines of one site."""
    machines, args = {}, {"kind": workflow.kind, "assets": {}}
    for at, (role, spec) in enumerate(workflow.assets.items()):
        machines[role] = {"tag": f"N{number}", "serial": f"NS{number}"}
        if spec.given:
            of = 2 * number + at
            args["assets"][role] = f"m{of}"
            machines[role] = {"tag": f"M{of}", "serial": f"SER{of}"}
    first, second = chance.sample([number % 2, number % 2 + 2], 2)
    args["person"] = f"p{first}"
    if workflow.people:
        args["people"] = {"second": f"p{second}"}
    if workflow.categories:
        args |= {"category": chance.choice(workflow.categories), "quantity": chance.randint(1, 7)}
    return machines, args


def _incident(month: Month, number: int) -> None:
    """A call of somebody who stays who they are: attempts, some of them heard late; closed, perhaps called back, perhaps called off."""
    chance, id_ = month.chance, month.id()
    job, at = f"job:{derive(id_, 'job')}", month.after(month.begins, 20 * 24).replace(second=0)
    args = {
        "kind": "incident", "person": f"p{4 + number % 2}", "problem": "It is slow", "impact": "person",
        "priority": chance.choice(["high", "normal"]),
    }  # fmt: skip
    month.add(at, "job.create", job, args, id_)
    for again in range(3):
        for _ in range(chance.choice([0, 1, 1, 2])):
            at = month.after(at, chance.choice([1, 8, 30])).replace(second=0)
            told = {"channel": "call", "reached": chance.random() < 0.5}
            month.add(at, "contact.attempt", job, told, late=0.4)
        if chance.random() < 0.3:
            month.add(at, "time.add", job, {"minutes": chance.randint(1, 90)}, late=0.4)
        at = month.after(at, 20).replace(second=0)
        if chance.random() < 0.15:
            month.add(at, "job.cancel", job, {"reason": "It has gone away"})
            return
        takes = [chance.choice(["incident", "incident", "training"])]
        told = {"summary": "Repaired", "minutes": chance.randint(5, 120), "takes": takes}
        month.add(at, "job.close", job, told)
        if again == 2 or chance.random() < 0.6:
            return
        at = month.after(at, 90).replace(second=0)
        month.add(at, "job.reopen", job, {"reason": "It is back"})


def _step(month: Month, job: str, step, machines, at: datetime) -> None:
    chance = month.chance
    wanted = [part.key for part in step.parts]
    if wanted and chance.random() < 0.5:
        for part in wanted:
            told = {"step": step.key, "evidence": proof(step, machines, _iso(at), [part])}
            month.add(at, "step.complete", job, told, late=0.3)
            at = month.after(at, 9)
    elif step.skippable and (
        chance.random() < 0.06 or (step.order == "place" and job in month.from_stock)
    ):
        month.add(at, "step.skip", job, {"step": step.key, "reason": "From stock"})
    else:
        told = {"step": step.key, "evidence": proof(step, machines, _iso(at))}
        month.add(at, "step.complete", job, told, late=0.2)
        if chance.random() < 0.05:
            month.add(month.after(at, 2), "step.complete", job, told)


def _time(month: Month, job: str, args: dict, times: list[str], at: datetime) -> None:
    """Minutes for a skill, perhaps taken back."""
    chance = month.chance
    if chance.random() < 0.4:
        told: dict[str, Any] = {"minutes": chance.randint(1, 130)}
        skill = chance.choice(SKILLS)
        told |= {"skill": skill} if skill else {}
        people = [args["person"], *args.get("people", {}).values()]
        told |= {"person": chance.choice(people)} if chance.random() < 0.5 else {}
        times.append(month.add(at, "time.add", job, told, late=0.4))
    if times and chance.random() < 0.1:
        told = {"op": chance.choice(times), "reason": "Twice"}
        month.add(month.after(at, 40), "entry.void", job, told)


def _afterwards(month: Month, job: str, args, workflow, machines, times, at: datetime) -> None:
    """Late time, and a last step that was a mistake."""
    chance, last = month.chance, workflow.steps[-1]
    for _ in range(chance.choice([0, 0, 1, 2])):
        at = month.after(at, 20 * 24)
        _time(month, job, args, times, at)
    if chance.random() < 0.2:
        at = month.after(at, 10 * 24)
        month.add(at, "step.undo", job, {"step": last.key, "reason": "The wrong one"})
        if chance.random() < 0.8:
            at = month.after(at, 20 * 24)
            _step(month, job, last, machines, at)
            _time(month, job, args, times, at)
