"""The log by hand: what each row does, and to which jobs; after each, what these jobs come to is settled."""

import json
from decimal import Decimal
from uuid import UUID, uuid5

import msgspec

from fieldapp.workflows import WORKFLOWS, Workflow
from tests.billing.naive import incidents, work
from tests.billing.naive.bills import bill
from tests.billing.naive.books import Books, Charge
from tests.billing.naive.clocks import begin, due, follow_terms
from tests.billing.naive.days import open_month, terms_on
from tests.billing.naive.earnings import settle

TAKEN_PLACE = ("applied", "already")


def recompute(rows: list[dict]) -> Books:
    """The rows of the log, in order: ``id``, ``kind``, ``target``, ``payload``, ``occurred_at``, ``outcome`` and ``code``."""
    books = Books()
    for at, row in enumerate(rows):
        told = json.loads(row["payload"])
        row = {**row, "args": told.get("args") or {}, "place": at}
        books.rows[row["id"]] = row
        if row["outcome"] in TAKEN_PLACE:
            _happened(books, row)
        elif row["code"] == "waiting_for" and row["target"] in books.jobs:
            books.jobs[row["target"]]["waiting"].append(row)
    return books


def _happened(books: Books, row: dict) -> None:
    kind = row["kind"]
    if kind == "case.apply" and row["outcome"] == "applied":
        # A supervisor lets it count, as of when it was done.
        row = {**books.rows[_key(row["target"])], "outcome": "applied"}
        kind = row["kind"]
    elif kind == "case.dismiss" and row["outcome"] == "applied":
        # It does not count; the job that it was about is looked at all the same.
        job = books.jobs.get(books.rows[_key(row["target"])]["target"])
        if job is not None:
            settle(books, job, row["occurred_at"])
    if kind in BOOKS:
        BOOKS[kind](books, row)
    elif row["target"] in books.jobs:
        _done(books, books.jobs[row["target"]], row)


def _key(id_: str) -> str:
    return id_.partition(":")[2]


# The books.


def _contract(books: Books, row: dict) -> None:
    books.contracts.setdefault(_key(row["target"]), {**row["args"], "amendments": []})


def _amend(books: Books, row: dict) -> None:
    """It changes what is other than it is on that day; what it only says again goes on to follow other amendments."""
    contract, day = books.contracts[_key(row["target"])], row["args"]["from"]
    now = terms_on(contract, day)
    changes = {name: one for name, one in row["args"]["changes"].items() if now.get(name) != one}
    if row["outcome"] != "applied":
        return
    contract["amendments"].append((day, row["place"], changes))
    for job in books.jobs.values() if "service" in changes else []:
        is_here = books.sites[job["site"]]["contract"] == _key(row["target"])
        named = any(one["what"][1] not in ("", "always") for clock in job["clocks"] for one in clock["promises"])
        if is_here and (job["state"] == "open" or named):
            follow_terms(books, job, row["occurred_at"])
            settle(books, job, row["occurred_at"])


def _bill(books: Books, row: dict) -> None:
    bill(books, _key(row["target"]), row["args"]["period"])


def _adjust(books: Books, row: dict) -> None:
    """What two people have agreed on: transactions or money, as it was told."""
    key, args, at = _key(row["target"]), row["args"], row["occurred_at"]
    is_units = args.get("money") is None
    amount = Decimal(str(args["units"] if is_units else args["money"]))
    more = {"month": open_month(books.contracts[key], at), "units": is_units, "centre": args.get("cost_centre") or ""}
    books.enter_by_month(key, "adjustment", (row["id"],), amount, at, **more)


def _dispute(books: Books, row: dict) -> None:
    """Ids of charges are the ledger's own: its reason says which charge is meant."""
    if row["outcome"] == "applied":
        books.disputed[row["target"]] = json.loads(row["args"]["reason"])


def _settle_dispute(books: Books, row: dict) -> None:
    """What is conceded is given back in the open month, and belongs where the charge does."""
    meant = books.disputed[row["target"]]
    if row["outcome"] != "applied" or row["args"]["decision"] != "taken_back":
        return
    charge = next((one for one in books.charges if _is_meant(one, meant)), None)
    if charge is None:
        books.unheard_of.append(meant)
    if charge is None or not charge.stands:
        return
    job, at = books.jobs[charge.job], row["occurred_at"]
    more = {"of": charge.of, "units": charge.units, "skill": charge.skill, "centre": charge.centre}
    charge.conceded_by = books.enter(job, "adjustment", (row["id"],), -charge.amount, at, **more)


def _is_meant(one: Charge, meant: dict) -> bool:
    told = {"job": one.job, "kind": one.kind, "type": one.type, "skill": one.skill, "centre": one.centre, "at": one.at}
    return one.takes_back is None and Decimal(meant["amount"]) == one.amount and all(meant[what] == is_ for what, is_ in told.items())


def _site(books: Books, row: dict) -> None:
    books.sites[_key(row["target"])] = {"closures": [], **row["args"]}


def _snow(books: Books, row: dict) -> None:
    """Nothing counts in that time, which is said afterwards. Jobs are looked at whose clocks ran, or are due, since it began."""
    site, starts = _key(row["target"]), row["args"]["starts"]
    books.sites[site]["closures"].append((starts, row["args"]["ends"]))
    for job in books.jobs.values():
        before = [due(books, job, one) for one in job["clocks"]]
        if job["site"] == site and any(one is None or one > starts for one in before):
            settle(books, job, row["occurred_at"])


def _person(books: Books, row: dict) -> None:
    """Their jobs follow: who becomes a VIP is answered sooner from then on, and what was missed before was missed by what they were."""
    key, at = _key(row["target"]), row["occurred_at"]
    one = books.people.setdefault(key, {})
    before = (bool(one.get("vip")), one.get("line_of_business"))
    one.update({name: value for name, value in row["args"].items() if value is not None})
    is_other = before != (bool(one.get("vip")), one.get("line_of_business"))
    for job in books.jobs.values():
        if key in (job["person"], job["second"]):
            if is_other and job["clocks"]:
                incidents.remember(job, at)
            _describe(books, job)
            follow_terms(books, job, at)
            settle(books, job, at)


def _describe(books: Books, job: dict) -> None:
    people = [books.people.get(one or "", {}) for one in (job["person"], job["second"])]
    job["vip"] = any(bool(one.get("vip")) for one in people)
    job["line_of_business"] = people[0].get("line_of_business")


def _workflow(books: Books, row: dict) -> None:
    """Versions count from 1."""
    args = row["args"]
    key = _key(row["target"])
    version = 1 + sum(one.startswith(f"x-{key}@") for one in books.workflows)
    kind = f"x-{key}@{version}"
    told = {name: args[name] for name in ("title", "prefix", "steps", "bills") if name in args}
    books.workflows[kind] = msgspec.convert({"kind": kind, "assets": {}, **told}, Workflow)


def _job(books: Books, row: dict) -> None:
    args, at = row["args"], row["occurred_at"]
    workflow = WORKFLOWS.get(args["kind"]) or books.workflows[args["kind"]]
    site = args.get("site") or books.people.get(args.get("person") or "", {}).get("site") or "1"
    own = next((bill.type for bill in workflow.bills if bill.rule == "transactions"), "")
    job = books.jobs[row["target"]] = {
        "id": row["target"],
        "kind": args["kind"],
        "workflow": workflow,
        "contract": books.sites.get(site, {}).get("contract"),
        "site": site,
        "person": args.get("person"),
        "second": (args.get("people") or {}).get("second"),
        "priority": args.get("priority"),
        "vip": False,
        "line_of_business": None,
        # Before whom it was for, or what kind it was, changed: until when, and what it was.
        "formerly": [],
        # How it is billed: the type that its kind takes by itself, those that closing it takes with so many items of each, or by the hour.
        "own_type": own,
        "takes": {own: args.get("quantity") or 1} if own else {},
        "by_the_hour": any(bill.rule == "time" for bill in workflow.bills),
        "rework": bool(args.get("rework")),
        "state": "open",
        "closed_at": None,
        "closings": 0,
        "parent": None,
        "followed_at": None,
        "children": [],
        "clocks": [],
        # Moments of the attempts to reach the customer that nobody took back, by operation.
        "attempts": {},
        # Steps to "todo", "done" or "skipped"; parts of steps to whether they are done; and steps that an answer of
        # another made needless, by that other one.
        "steps": {step.key: "todo" for step in workflow.steps},
        "needless": {},
        "parts": {part.key: False for step in workflow.steps for part in step.parts},
        "times": {},
        "waiting": [],
        # What was charged for it, and what nothing prices.
        "charges": [],
        "unpriced": set(),
    }
    _describe(books, job)
    begin(books, job, at)
    others = incidents.follow(books, job, args["parent"], at) if args.get("parent") else []
    if args.get("contact"):
        job["attempts"][row["id"]] = at
    if args.get("rework"):
        others.append(books.jobs[f"job:{args['rework']}"])
    for one in [job, *others]:
        settle(books, one, at)


def _box(books: Books, row: dict) -> None:
    """The one piece that was ordered for a job came in it: with it the job's order is received."""
    job = books.jobs.get(books.orders.get(row["args"].get("order") or "", ""))
    if job is not None:
        step = next(one.key for one in job["workflow"].steps if one.order == "receive")
        _done(books, job, {**row, "kind": "step.complete", "args": {"step": step}})


BOOKS = {
    "box.receive": _box,
    "contract.record": _contract,
    "contract.amend": _amend,
    "billing.issue": _bill,
    "adjustment.add": _adjust,
    "charge.dispute": _dispute,
    "charge.settle": _settle_dispute,
    "site.record": _site,
    "site.close": _snow,
    "person.record": _person,
    "workflow.define": _workflow,
    "job.create": _job,
}


# The work.


def _done(books: Books, job: dict, row: dict) -> None:
    if row["kind"] == "clock.look":
        settle(books, job, row["args"].get("at") or row["occurred_at"])
    elif job["workflow"].free:
        for one in [job, *incidents.deed(books, job, row)]:
            settle(books, one, row["occurred_at"])
    else:
        if work.orders(job, row):
            books.orders[str(uuid5(UUID(row["id"]), "order"))] = job["id"]
        work.deed(books, job, row)
        settle(books, job, row["occurred_at"])
        _follow(books, job)


def _follow(books: Books, job: dict) -> None:
    """What waited for its turn, now that it has come."""
    again = True
    while again:
        again = False
        for one in sorted(job["waiting"], key=lambda waits: waits["place"]):
            if job["state"] == "cancelled":
                job["waiting"].remove(one)
            elif work.in_turn(job, one):
                job["waiting"].remove(one)
                work.deed(books, job, one)
                settle(books, job, one["occurred_at"])
                again = True



