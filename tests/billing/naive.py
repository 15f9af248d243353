"""The ledger a second time: what each contract, month and cost centre must come to, worked out from the log alone.

Plain and slow on purpose. It reads one row of the log after the other into small dictionaries, follows the rules of the
book ("Money") by hand, and shares no code with billing, clocks or verbs; it would be no proof if it did.
"""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from fieldapp.workflows import WORKFLOWS

NOTHING = Decimal(0)
# How each kind of work is billed: the transaction types that it takes by itself, or by the hour.
TAKES = {
    "refresh": "refresh",
    "wipe": "wipe",
    "acquisition": "acquisition",
    "peripheral": "peripheral",
    "software": "software",
}
BY_THE_HOUR = {"cascade", "cascade-existing", "cascade-new", "cascade-swap"}


class Books:
    """``lines`` are what the ledger must have: (contract, month, kind, type, skill, cost centre) to a sum of transactions or money;
    ``standing`` are, by job, what counts of it at the end; ``unpriced`` are (job, what) for which an exception must stand."""

    def __init__(self):
        self.lines: dict[tuple, Decimal] = defaultdict(Decimal)
        self.jobs: dict[str, dict] = {}
        self.contracts: dict[str, dict] = {}
        self.sites: dict[str, dict] = {}
        self.people: dict[str, dict] = {}
        self.rows: dict[str, dict] = {}

    @property
    def standing(self) -> dict[str, dict[tuple, Decimal]]:
        found = {key: _without_zeros(job["stands"]) for key, job in self.jobs.items()}
        return {key: stands for key, stands in found.items() if stands}

    @property
    def unpriced(self) -> set[tuple]:
        return {(key, what) for key, job in self.jobs.items() for what in job["unpriced"]}

    def totals(self) -> dict[tuple, Decimal]:
        return _without_zeros(self.lines)


def recompute(rows: list[dict]) -> Books:
    """The rows of the log, in order: ``id``, ``kind``, ``target``, ``payload``, ``occurred_at``, ``outcome`` and ``code``."""
    books = Books()
    for at, row in enumerate(rows):
        told = json.loads(row["payload"])
        row = {**row, "args": told.get("args") or {}, "place": at}
        books.rows[row["id"]] = row
        if row["outcome"] in ("applied", "already"):
            _happened(books, row)
        elif row["code"] == "waiting_for" and row["target"] in books.jobs:
            books.jobs[row["target"]]["waiting"].append(row)
    return books


def _happened(books: Books, row: dict) -> None:
    kind, args = row["kind"], row["args"]
    if kind == "case.apply":
        row = books.rows[row["target"].partition(":")[2]]
        if row["outcome"] in ("applied", "already"):
            return
        kind, args = row["kind"], row["args"]
    if kind == "contract.record":
        books.contracts.setdefault(_key(row["target"]), {**args, "amendments": []})
    elif kind == "contract.amend":
        _amend(books, row)
    elif kind == "billing.issue":
        books.contracts[_key(row["target"])]["issued_through"] = args["period"]
    elif kind == "adjustment.add":
        _adjust(books, row)
    elif kind == "site.record":
        books.sites[_key(row["target"])] = args
    elif kind == "person.record":
        _person(books, row)
    elif kind == "job.create":
        _job(books, row)
    elif row["target"] in books.jobs and books.jobs[row["target"]]["kind"] == "incident":
        _incident(books, row)
    elif row["target"] in books.jobs:
        _work(books, row)


def _key(id_: str) -> str:
    return id_.partition(":")[2]


def _amend(books: Books, row: dict) -> None:
    args = row["args"]
    changes = (args["from"], row["place"], args["changes"])
    books.contracts[_key(row["target"])]["amendments"].append(changes)


def _adjust(books: Books, row: dict) -> None:
    """What two people have agreed on: transactions or money, as it was told."""
    key, args = _key(row["target"]), row["args"]
    month = _month(books.contracts[key], row["occurred_at"])
    amount = args["units"] if args.get("money") is None else args["money"]
    what = (key, month, "adjustment", "", "", args.get("cost_centre") or "")
    books.lines[what] += Decimal(str(amount))


def _person(books: Books, row: dict) -> None:
    key = _key(row["target"])
    one = books.people.setdefault(key, {})
    one.update({name: value for name, value in row["args"].items() if value is not None})
    for job in books.jobs.values():
        if key in (job["person"], job["second"]):
            _settle(books, job, row["occurred_at"])


def _job(books: Books, row: dict) -> None:
    args, workflow = row["args"], WORKFLOWS[row["args"]["kind"]]
    site = args.get("site") or books.people.get(args.get("person") or "", {}).get("site")
    books.jobs[row["target"]] = {
        "kind": args["kind"],
        "contract": books.sites.get(site or "1", {}).get("contract"),
        "person": args.get("person"),
        "second": (args.get("people") or {}).get("second"),
        # Transaction types that closing it takes, and so many items of each.
        "takes": {TAKES[args["kind"]]: args.get("quantity") or 1} if args["kind"] in TAKES else {},
        "state": "open",
        "closed_at": None,
        # Of an incident: when its response clocks began, who was tried to be reached when, what it asks of promises.
        "calls": [row["occurred_at"]],
        "due": {},
        "ended": [],
        "attempts": [],
        "closed_before": False,
        "site": site,
        "priority": args.get("priority"),
        "charged_at": "",
        # Steps to "todo", "done" or "skipped"; parts of steps to whether they are done; and steps that an answer of
        # another made needless, by that other one.
        "steps": {step.key: "todo" for step in workflow.steps},
        "needless": {},
        "parts": {part.key: False for step in workflow.steps for part in step.parts},
        "times": {},
        "waiting": [],
        # What counts now, the terms that it was priced by, and what nothing prices.
        "stands": {},
        "prices": {},
        "unpriced": set(),
    }


# The work: what is done of a job, and whether it is closed.


def _work(books: Books, row: dict) -> None:
    job = books.jobs[row["target"]]
    _one_deed(job, row)
    _settle(books, job, row["occurred_at"])
    again = True
    while again:
        again = False
        for one in sorted(job["waiting"], key=lambda waits: waits["place"]):
            if job["state"] == "cancelled":
                job["waiting"].remove(one)
            elif _in_turn(job, one):
                job["waiting"].remove(one)
                _one_deed(job, one)
                _settle(books, job, one["occurred_at"])
                again = True


def _one_deed(job: dict, row: dict) -> None:
    kind, args = row["kind"], row["args"]
    if kind == "step.complete":
        _complete(job, args, row["occurred_at"])
    elif kind == "step.skip" and job["steps"][args["step"]] == "todo":
        job["steps"][args["step"]] = "skipped"
        _maybe_close(job, row["occurred_at"])
    elif kind == "step.undo":
        _undo(job, args["step"])
    elif kind == "time.add":
        job["times"][row["id"]] = args
    elif kind == "entry.void":
        job["times"].pop(args["op"], None)
    elif kind == "job.cancel":
        job["state"], job["closed_at"] = "cancelled", row["occurred_at"]


def _spec(job: dict, step: str):
    return next(one for one in WORKFLOWS[job["kind"]].steps if one.key == step)


def _carried(spec, evidence: dict) -> list:
    proven = {need.part for need in spec.needs if evidence.get(need.name) not in (None, "", [])}
    return [part for part in spec.parts if part.key in proven]


def _in_turn(job: dict, row: dict) -> bool:
    spec = _spec(job, row["args"]["step"])
    evidence = row["args"].get("evidence") or {}
    parts = _carried(spec, evidence)
    if job["steps"][spec.key] != "todo" or (parts and all(job["parts"][one.key] for one in parts)):
        return True
    keys = {part.key for part in parts}
    needed = {key for part in parts for key in part.after} - keys if spec.parts else set(spec.after)
    scanned = {need.asset for need in spec.needs if need.kind == "scan" and need.name in evidence}
    brought = {step for step in job["steps"] if scanned & _brings(job, step)}
    return all(_settled(job, key) for key in needed | brought)


def _brings(job: dict, step: str) -> set:
    """The machines that come onto the job with the step: nobody scans them before."""
    return {
        need.asset for need in _spec(job, step).needs if need.kind == "new_asset" and need.required
    }


def _settled(job: dict, key: str) -> bool:
    """Whether the step, or part of a step, is done or left out."""
    if key in job["steps"]:
        return job["steps"][key] != "todo"
    whole = next(
        step.key for step in WORKFLOWS[job["kind"]].steps if key in [one.key for one in step.parts]
    )
    return job["parts"][key] or job["steps"][whole] == "skipped"


def _complete(job: dict, args: dict, at: str) -> None:
    spec, evidence = _spec(job, args["step"]), args.get("evidence") or {}
    if job["steps"][spec.key] == "skipped" or any(
        evidence.get(name) in answers for name, answers in spec.stops.items()
    ):
        return
    for part in _carried(spec, evidence):
        job["parts"][part.key] = True
    if all(job["parts"][part.key] for part in spec.parts) and job["steps"][spec.key] == "todo":
        job["steps"][spec.key] = "done"
        for other in WORKFLOWS[job["kind"]].steps:
            if any(evidence.get(name) in answers for name, answers in other.unless.items()):
                job["steps"][other.key], job["needless"][other.key] = "skipped", spec.key
        _maybe_close(job, at)


def _maybe_close(job: dict, at: str) -> None:
    if job["state"] == "open" and "todo" not in job["steps"].values():
        job["state"], job["closed_at"] = "closed", at


def _undo(job: dict, step: str) -> None:
    job["steps"][step] = "todo"
    for other in [one for one, by in job["needless"].items() if by == step]:
        job["steps"][other] = "todo"
        del job["needless"][other]
    for part in _spec(job, step).parts:
        job["parts"][part.key] = False
    if job["state"] == "closed":
        job["state"], job["closed_at"] = "open", None


# Incidents: attempts stop the response clock, closing says what is taken, and a missed clock costs.


def _incident(books: Books, row: dict) -> None:
    job, args, at = books.jobs[row["target"]], row["args"], row["occurred_at"]
    if row["kind"] == "contact.attempt":
        job["attempts"].append(at)
    elif row["kind"] == "time.add":
        job["times"][row["id"]] = args
    elif row["kind"] == "job.close" and row["outcome"] == "applied":
        job["state"], job["closed_at"] = "closed", at
        job["takes"] = dict.fromkeys(args["takes"], 1)
        # The same type again charges nothing anew: it stays at the terms that it was charged by.
        job["prices"] = {type_: term for type_, term in job["prices"].items() if type_ in args["takes"]}
        job["times"][row["id"]] = args
    elif row["kind"] == "job.reopen" and row["outcome"] == "applied":
        job["state"], job["closed_before"] = "open", True
        job["calls"].append(at)
        job["ended"].append(job["closed_at"])
    elif row["kind"] == "job.cancel":
        job["state"], job["closed_at"] = "cancelled", at
    _settle(books, job, at)


def _penalty(books: Books, job: dict, contract: dict, at: str) -> dict[tuple, Decimal]:
    """The dearest that the terms ask for any of its response clocks that was missed, as far as anybody knows by then."""
    known = max(at, job["charged_at"])
    worst = NOTHING
    for number, began in enumerate(job["calls"]):
        if began not in job["due"]:
            job["due"][began] = _due(books, job, contract, began)
        due = job["due"][began]
        if due is None:
            continue
        following = [*job["calls"][number + 1 :], "9999"][0]
        ends = [one for one in job["attempts"] if began <= one < following]
        ends += job["ended"][number : number + 1]
        if number == len(job["calls"]) - 1 and job["state"] != "open":
            ends.append(job["closed_at"])
        if min([*ends, known]) > due:
            amounts = [
                Decimal(one["amount"])
                for one in (_terms(contract, due) or {}).get("penalties", [])
                if _asks(books, job, one)
            ]
            worst = max([worst, *amounts])
    if not worst:
        return {}
    job["charged_at"] = known
    return {("penalty", "", "", ""): -worst}


def _asks(books: Books, job: dict, term: dict) -> bool:
    """Whether a target or a penalty is about jobs like that."""
    person = books.people.get(job["person"], {})
    own = {"kind": job["kind"], "priority": job["priority"], "vip": bool(person.get("vip"))}
    own["line_of_business"] = person.get("line_of_business")
    return term["clock"] == "response" and all(
        term.get(name) in (None, is_) for name, is_ in own.items()
    )


def _due(books: Books, job: dict, contract: dict, began: str) -> str | None:
    """When the strictest promise runs out, counted minute by minute in the hours of the site."""
    terms = _terms(contract, began) or {}
    promises = [
        one["minutes"]
        for one in terms.get("service", {}).get("targets", [])
        if _asks(books, job, one)
    ]
    if not promises:
        return None
    site = books.sites[job["site"]]
    moment, left = datetime.fromisoformat(began.replace("Z", "+00:00")), min(promises)
    while left:
        left -= _is_open(site, moment)
        moment += timedelta(minutes=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _is_open(site: dict, moment: datetime) -> bool:
    there = moment.astimezone(ZoneInfo(site["zone"]))
    calendar = site["calendar"]
    if there.date().isoformat() in calendar.get("holidays", []):
        return False
    spans = calendar["hours"].get(there.strftime("%a").lower(), [])
    return any(begins <= there.strftime("%H:%M") < ends for begins, ends in spans)


# The money: what the job must come to now, less what was entered for it.


def _settle(books: Books, job: dict, at: str) -> None:
    contract, unpriced = books.contracts.get(job["contract"]), job["unpriced"]
    job["unpriced"] = set()
    due: dict[tuple, Decimal] = {}
    if job["kind"] == "incident" and contract:
        due |= _penalty(books, job, contract, at)
    if job["state"] != "closed" and job["closed_before"]:
        # Worked on again, or called off then: what it earned stands until it is closed anew.
        due |= {what: one for what, one in job["stands"].items() if what[0] == "transactions"}
        job["unpriced"] |= {what for what in unpriced if what[0] == "transactions"}
    if job["state"] == "open":
        job["prices"] = {}
    elif job["state"] == "closed":
        due |= _transactions(job, contract)
        due |= _hours(books, job, contract)
    elif not job["closed_before"]:
        due |= _cancelled(job, contract)
    month = _month(contract, at)
    for what in {*due, *job["stands"]}:
        more = due.get(what, NOTHING) - job["stands"].get(what, NOTHING)
        books.lines[(job["contract"], month, *what)] += more
    job["stands"] = due


def _transactions(job: dict, contract: dict | None) -> dict[tuple, Decimal]:
    """Each type once for the closing, by the terms of the day of the closing; those hold for what is corrected later."""
    due = {}
    minutes = sum(time["minutes"] for time in job["times"].values())
    for type_, items in job["takes"].items():
        term = job["prices"].get(type_)
        if term is None:
            terms = _terms(contract, job["closed_at"])
            term = terms["types"].get(type_) if terms else None
            if term is not None and term.get("kinds") and job["kind"] not in term["kinds"]:
                term = None
        units = _quantity(term, items, minutes) if term is not None else None
        if units is None:
            # Whatever terms come to hold for that day may price it yet.
            job["prices"].pop(type_, None)
            job["unpriced"].add(("transactions", type_))
            continue
        job["prices"][type_] = term
        due[("transactions", type_, "", "")] = units
    return due


def _quantity(term: dict, items: int, minutes: int) -> Decimal | None:
    """For the job, for each item, or by the band that the recorded time falls into."""
    if term.get("per", "job") == "job":
        return Decimal(str(term["quantity"]))
    if term["per"] == "item":
        return sum((Decimal(str(term["quantity"])) for _ in range(items)), NOTHING)
    for band in term["bands"]:
        if minutes > 0 and (band["up_to"] is None or minutes <= band["up_to"]):
            return Decimal(str(band["quantity"]))
    return None


def _hours(books: Books, job: dict, contract: dict | None) -> dict[tuple, Decimal]:
    """Minutes summed for each person and skill, shared ones halved; then the minimum and the rounding, once. The rate and the cost
    centre of the first charge hold for what is corrected later."""
    if job["kind"] not in BY_THE_HOUR:
        return {}
    minutes: dict[tuple, Fraction] = defaultdict(Fraction)
    everybody = [one for one in (job["person"], job["second"]) if one]
    for time in job["times"].values():
        whose = [time["person"]] if time.get("person") in everybody else everybody
        for one in whose:
            minutes[(one, time.get("skill") or "")] += Fraction(time["minutes"], len(whose))
    due: dict[tuple, Decimal] = defaultdict(Decimal)
    for (person, skill), sum_ in minutes.items():
        priced = job["prices"].get((person, skill))
        if priced is None:
            terms = _terms(contract, job["closed_at"])
            rates = terms["rates"] if terms else {}
            priced = (rates.get(skill) or rates.get(""), books.people[person].get("cost_centre"))
        if None in priced:
            job["unpriced"].add(("time", skill))
            continue
        rate, centre = job["prices"][(person, skill)] = priced
        due[("time", "", skill, centre)] += _price(sum_, rate)
    return due


def _price(minutes: Fraction, rate: dict) -> Decimal:
    """Up to the minimum, up to whole steps, and only then into money."""
    if minutes <= 0:
        return NOTHING
    least, step = max(minutes, rate.get("minimum_minutes", 15)), rate.get("round_minutes", 15)
    billed = 0
    while billed < least:
        billed += step
    return (billed * Decimal(str(rate["hourly"])) / 60).quantize(Decimal("0.01"))


def _cancelled(job: dict, contract: dict | None) -> dict[tuple, Decimal]:
    """What the terms give for the furthest step that was done; an exception where they are silent about work."""
    terms = _terms(contract, job["closed_at"])
    amounts = (terms or {}).get("cancels", {}).get(job["kind"], {})
    reached = [step for step, state in job["steps"].items() if state == "done"]
    paid = [amounts[step] for step in reached if step in amounts]
    if paid:
        type_ = next(iter(job["takes"]), "")
        return {("transactions", type_, "", ""): Decimal(str(paid[-1]))}
    if reached or job["times"]:
        job["unpriced"].add(("cancel", ""))
    return {}


# Days and months, in the zone of the contract.


def _day(contract: dict, at: str) -> str:
    moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
    return moment.astimezone(ZoneInfo(contract.get("zone", "UTC"))).date().isoformat()


def _terms(contract: dict | None, at: str) -> dict | None:
    """The terms of that day: what the contract began with, and every amendment up to then over it."""
    if contract is None:
        return None
    day = _day(contract, at)
    terms = {"types": {}, "rates": {}} | contract
    for begins, _, changes in sorted(contract["amendments"], key=lambda one: one[:2]):
        if begins <= day:
            terms = terms | changes
    return terms if terms["starts"] <= day <= terms["ends"] else None


def _month(contract: dict | None, at: str) -> str:
    """The month of the moment; where its bill is out, the first month whose bill is not."""
    month = _day(contract, at)[:7] if contract else at[:7]
    issued = contract.get("issued_through") if contract else None
    while issued and month <= issued:
        first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        month = (first + timedelta(days=32)).strftime("%Y-%m")
    return month


def _without_zeros(sums: dict) -> dict:
    return {what: amount for what, amount in sums.items() if amount}
