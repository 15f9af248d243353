"""What must hold on the server when all is calm: ``flask audit``, and what only the phones' side of it can know."""

import base64
import json
from collections import Counter
from decimal import Decimal

import sqlalchemy as sa

from fieldapp.billing.hours import price
from fieldapp.documents import Rate
from fieldapp.models import document, feed, ledger, operation, reading, scope, waiting
from fieldapp.models.blobs import hash_of, path_of
from fieldapp.sync.audit import faults

RATE = Rate(hourly=Decimal(80), round_minutes=15, minimum_minutes=30)
UNITS = {"refresh": Decimal("1.5"), "wipe": Decimal("0.5")}
SETTLED = ("applied", "already")


class Memory:
    """What phones were told, as long as the server's history lasts: an answer must never become another."""

    def __init__(self) -> None:
        self.told: dict[str, str] = {}
        self.wrong: list[str] = []
        # Devices that were revoked when they asked.
        self.revoked: set[str] = set()

    def hear(self, status: int, body: str, text: str, at_once: bool) -> None:
        """A request's answer, as it left the server; ``at_once`` where nothing came between the two."""
        if status >= 500 and status != 503:
            self.wrong.append(f"the server answered {status}")
        if status != 200:
            return
        asked, answer = json.loads(body), json.loads(text)
        if at_once and asked["device"] in self.revoked:
            self._distrusts(answer)
        for sent, result in zip(asked["operations"], answer["results"], strict=False):
            result.pop("repeat", None)
            words = json.dumps(result, sort_keys=True)
            if sent["id"] != result["id"]:
                self.wrong.append(f"{sent['id']} was answered with {result['id']}")
            if self.told.setdefault(result["id"], words) != words:
                self.wrong.append(f"{result['id']} was {self.told[result['id']]}, then {words}")

    def _distrusts(self, answer: dict) -> None:
        """A revoked phone is shown nothing, and nothing that it sends counts before a supervisor has seen it."""
        if answer["history"] == "shared" and (answer["scopes"] or not answer.get("revoked")):
            self.wrong.append("a revoked phone was shown documents")
        for one in answer["results"]:
            if one["outcome"] in SETTLED and not one.get("repeat"):
                self.wrong.append(f"{one['id']} came from a revoked phone, and counted")

    def forget_what_is_not_logged(self) -> None:
        """After a restore: what came later has no answer any more, or that of another past."""
        logged = self.results([*self.told])
        same = {id_: json.dumps(one, sort_keys=True) for id_, one in logged.items()}
        self.told = {id_: words for id_, words in self.told.items() if same.get(id_) == words}

    def results(self, ids: list[str]) -> dict[str, dict]:
        with reading() as connection:
            wanted = sa.select(operation.c.id, operation.c.result).where(operation.c.id.in_(ids))
            return {id_: json.loads(text) for id_, text in connection.execute(wanted)}

    def logged(self, ids: list[str]) -> list[str]:
        with reading() as connection:
            return list(
                connection.scalars(sa.select(operation.c.id).where(operation.c.id.in_(ids)))
            )


def sound(names: list[str]) -> list[str]:
    """Of those photos the ones that are here, whole."""
    return [name for name in names if hash_of(path_of(name)) == name]


def happened(connection: sa.Connection) -> dict[str, int]:
    """How often things came about that take several operations; for seeing that stories bring them about."""

    def count(table: sa.Table, *where) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*where))

    log = operation.c
    counts = {"closed jobs": count(document, document.c.type == "job", document.c.state == "closed")}
    for kind in ("step.undo", "entry.void", "case.apply", "case.amend", "case.dismiss", "case.retry"):
        counts[f"{kind} applied"] = count(operation, log.kind == kind, log.outcome == "applied")
    counts["ledger time"] = count(ledger, ledger.c.kind == "time")
    counts["ledger reversal"] = count(ledger, ledger.c.reverses.is_not(None))
    again = sa.select(sa.func.count()).group_by(ledger.c.job).where(ledger.c.kind == "transactions", ledger.c.reverses.is_(None))
    counts["charged again"] = sum(times > 1 for times in connection.scalars(again))
    bodies = connection.scalars(sa.select(document.c.body).where(document.c.type.in_(["job", "case"])))
    read = [json.loads(body) for body in bodies]
    parts = [one for body in read for step in body.get("steps", []) for one in step["parts"]]
    counts["parts done"] = sum(one["state"] == "done" for one in parts)
    followed = [body for body in read if body.get("outcome") in SETTLED and not body["decided_by"]]
    counts["followed"] = len(followed)
    return counts


def open_cases() -> list[str]:
    with reading() as connection:
        wanted = sa.select(document.c.id).where(
            document.c.type == "case", document.c.state == "open"
        )
        return list(connection.scalars(wanted.order_by(document.c.id)))


def free_machines() -> list[str]:
    with reading() as connection:
        wanted = sa.select(document.c.body).where(document.c.type == "asset", document.c.site == "1")
        bodies = [json.loads(body) for body in connection.scalars(wanted)]
    return sorted(body["id"].partition(":")[2] for body in bodies if not body["jobs"])


def projection(user: str) -> dict:
    """What the user may see: each scope's version, and its documents' texts."""
    with reading() as connection:
        sites = json.loads(
            connection.scalar(sa.select(document.c.body).where(document.c.id == f"staff:{user}"))
        )["sites"]
        scopes = [f"user:{user}", *(f"site:{site}" for site in sites)]
        versions = dict(connection.execute(sa.select(scope.c.id, scope.c.version)).all())
        rows = connection.execute(
            sa.select(feed.c.scope, document.c.id, document.c.body)
            .join(document, document.c.id == feed.c.document)
            .where(feed.c.scope.in_(scopes), feed.c.present)
        ).all()
    held: dict[str, dict] = {one: {"version": versions.get(one, 0), "ids": []} for one in scopes}
    for one, id_, _ in rows:
        held[one]["ids"].append(id_)
    return {"scopes": held, "documents": {id_: json.loads(body) for _, id_, body in rows}}


def whole(memory: Memory, promised: dict, excused: set[str]) -> list[str]:
    """Sentences about all that does not hold."""
    with reading() as connection:
        log = [
            dict(row)
            for row in connection.execute(
                sa.select(operation).order_by(operation.c.position)
            ).mappings()
        ]
        entries = [dict(row) for row in connection.execute(sa.select(ledger)).mappings()]
        texts = connection.scalars(sa.select(document.c.body).where(document.c.id.like("job:%")))
        jobs = [json.loads(text) for text in texts]
        cases = {body["op"]: body for body in map(json.loads, connection.scalars(
            sa.select(document.c.body).where(document.c.id.like("case:%"))))}  # fmt: skip
    twice = [id_ for id_, times in Counter(row["id"] for row in log).items() if times > 1]
    if twice:
        # Such a log can't be run again, which is what all the rest goes by.
        return [f"{id_} is in the log more than once" for id_ in twice]
    found = [f"rule {one.rule}: {one.about}: {one.words}" for one in faults()]
    found += memory.wrong
    found += _kept(log, promised, excused)
    found += _told(memory, log)
    found += _in_turn(log, cases)
    found += _nobody_waits_in_vain(log, cases)
    return found + [words for job in jobs for words in _charged(job, entries)]


def _kept(log: list[dict], promised: dict, excused: set[str]) -> list[str]:
    """What was queued is in the log, as it was queued and as its author's, perhaps wrapped; and nothing else is."""
    found: list[str] = []
    rows = [row for row in log if row["device"] is not None]
    sent = [(_unwrapped(row), row["actor"]) for row in rows]
    for id_ in sorted(promised.keys() - {one["id"] for one, _ in sent} - excused):
        found.append(f"lost: {id_} ({promised[id_]['operation']['kind']})")
    for one, actor in sent:
        queued = promised.get(one["id"])
        if queued is None:
            found.append(f"{one['id']} was never queued")
        elif actor != queued["user"]:
            found.append(f"{one['id']} was done by {queued['user']} and is logged as {actor}'s")
        elif _content(one) != _content(queued["operation"]):
            found.append(f"{one['id']} is not what was queued")
    return found


def _unwrapped(row: dict) -> dict:
    payload = json.loads(row["payload"])
    return (
        json.loads(base64.b64decode(payload["args"]["base64"])) if row["kind"] == "raw" else payload
    )


def _content(one: dict) -> str:
    names = ("id", "kind", "v", "target", "args", "expect", "after", "at")
    return json.dumps({name: one.get(name) or None for name in names}, sort_keys=True)


def _told(memory: Memory, log: list[dict]) -> list[str]:
    """What phones were told is what the log says."""
    stored = {row["id"]: json.dumps(json.loads(row["result"]), sort_keys=True) for row in log}
    wrong = [
        id_
        for id_, words in memory.told.items()
        if stored.get(id_) != words and "invalid" not in words
    ]
    return [f"{id_}: told {memory.told[id_]}, logged {stored.get(id_)}" for id_ in wrong]


def _in_turn(log: list[dict], cases: dict) -> list[str]:
    """Nothing that names another operation was decided at once while that one was unknown."""
    known: set[str] = set()
    found = []
    for row in log:
        one = json.loads(row["payload"])
        named = [*(one.get("after") or []), (one.get("expect") or {}).get("op")]
        early = [id_ for id_ in named if id_ and id_ not in known]
        if early and (row["outcome"] in SETTLED or row["code"] == "not_allowed"):
            found.append(f"{row['id']} was decided before {early[0]} came, which it names")
        known.add(row["id"])
    return found


def _nobody_waits_in_vain(log: list[dict], cases: dict) -> list[str]:
    """Whoever waits for an operation waits for one that is still to come, or to be decided."""
    with reading() as connection:
        rows = connection.execute(sa.select(waiting).order_by(waiting.c.op, waiting.c.key)).all()
    waits: dict[str, list[str]] = {}
    for op, key in rows:
        waits.setdefault(op, []).append(key)
    done = {row["id"] for row in log if row["outcome"] != "held"}
    done |= {op for op, case in cases.items() if case["state"] != "open" or case["outcome"] != "held"}
    # A key stays where whoever waited for it waits for another by now.
    vain = [op for op, keys in waits.items() if all(key[:3] == "op:" and key[3:] in done for key in keys)]
    return [f"{op} waits in vain: {waits[op]} are decided" for op in vain]


def _charged(job: dict, entries: list[dict]) -> list[str]:
    """A closed job is charged once, whatever was done and undone before; another is not charged."""
    mine = [row for row in entries if f"job:{row['job']}" == job["id"]]
    units = sum((row["units"] or Decimal(0) for row in mine), Decimal(0))
    money = sum((row["money"] or Decimal(0) for row in mine), Decimal(0))
    due_units, due_money = Decimal(0), Decimal(0)
    if job["state"] == "closed" and job["contract"]:
        due_units = UNITS.get(job["kind"], Decimal(0))
        due_money = price(job["minutes"], RATE) if job["kind"] == "cascade" else Decimal(0)
    if (units, money) == (due_units, due_money):
        return []
    return [
        f"{job['number']} ({job['state']}) is charged {units} and {money}, due are {due_units} and {due_money}"
    ]
