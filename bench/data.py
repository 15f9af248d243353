"""Databases of several sizes, made by operations like any other; only the largest are filled by copying."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from uuid_utils import uuid7

AT_ONCE = 500
MODELS = ["ThinkPad T14 Gen 5", "Latitude 5550", "EliteBook 840 G11", "MacBook Air 13"]
TERMS = {
    "client": "C",
    "name": "C",
    "starts": "2020-01-01",
    "ends": "2039-12-31",
    "bought": "1000000",
    "types": {"wipe": {"quantity": "0.5"}},
}


@dataclass
class Place:
    """A site: its people as (key, stamp of their session), its open jobs, each with its machine's serial."""

    key: str
    people: list[tuple[str, str]] = field(default_factory=list)
    jobs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def scope(self) -> str:
        return f"site:{self.key}"


@contextmanager
def database(instance: Path, url: str | None = None) -> Iterator:
    """The app on a new database there, within its context."""
    os.environ["INSTANCE_PATH"] = str(instance)
    from flask_migrate import upgrade

    from fieldapp import create_app

    app = create_app(MAIL_SENDER=False, **({"SQLALCHEMY_DATABASE_URI": url} if url else {}))
    with app.app_context():
        upgrade()
        yield app
        app.extensions["fieldapp_writer"].dispose()
        app.extensions["sqlalchemy"].engine.dispose()


def make(instance: Path, sites: int = 1, assets: int = 0, jobs: int = 0, people: int = 1, url: str | None = None) -> list[Place]:  # fmt: skip
    """Sites with so many machines each (one for each job at least), wipe jobs and technicians."""
    with database(instance, url):
        _submit([("contract.record", "contract:1", TERMS)])
        _submit([("model.record", f"model:{at}", {"name": name}) for at, name in enumerate(MODELS)])
        return [_place(assets, jobs, people) for _ in range(sites)]


def _place(assets: int, jobs: int, people: int) -> Place:
    from fieldapp import staff
    from fieldapp.portable.natives import derive
    from fieldapp.sync.incoming import Actor
    from fieldapp.sync.submit import OPERATOR

    place = Place(staff.next_key("site"))
    _submit([("site.record", place.scope, {"name": f"Site {place.key}", "contract": "1"})])
    place.people = _people(place.key, people)
    keys = add_assets(place.key, max(assets, jobs))
    planner = Actor(id=OPERATOR.id, name="Planner", roles=OPERATOR.roles, sites=[place.key])
    made = []
    for key in keys[:jobs]:
        id_ = str(uuid7())
        args = {"kind": "wipe", "assets": {"machine": key}}
        made.append(("job.create", f"job:{derive(id_, 'job')}", args, id_))
        place.jobs.append((made[-1][1], _serial(key)))
    _submit(made, planner)
    return place


def _people(site: str, count: int) -> list[tuple[str, str]]:
    """Technicians who are signed in already: nobody proves a password here."""
    from fieldapp import staff
    from fieldapp.models import credential, writing

    keys = [staff.next_key("staff") for _ in range(count)]
    args = {"roles": ["technician"], "sites": [site]}
    _submit([
        ("staff.record", f"staff:{key}", {"username": f"tech{key}", "name": f"Tech {key}", **args})
        for key in keys
    ])  # fmt: skip
    rows = [{"staff": f"staff:{key}", "hash": "", "stamp": "first"} for key in keys]
    with writing() as connection:
        connection.execute(sa.insert(credential), rows)
    return [(key, "first") for key in keys]


def add_assets(site: str, count: int) -> list[str]:
    """So many machines at the site, as an import brings them. Answers their keys."""
    keys = [str(uuid7()) for _ in range(count)]
    _submit([(
        "asset.record", f"asset:{key}",
        {"tag": _tag(site, at), "serial": _serial(key), "site": site, "model": str(at % len(MODELS)), "category": "laptop"},
    ) for at, key in enumerate(keys)])  # fmt: skip
    return keys


def _tag(site: str, at: int) -> str:
    return f"T{site}-{at:06d}"


def _serial(key: str) -> str:
    """Nine characters that no other machine has, as vendors make them."""
    return key.replace("-", "")[-9:].upper()


def _submit(deeds: list[tuple], actor=None) -> None:
    from fieldapp.sync.submit import OPERATOR, operation, submit

    for start in range(0, len(deeds), AT_ONCE):
        results = submit([operation(*one) for one in deeds[start : start + AT_ONCE]], actor or OPERATOR)  # fmt: skip
        wrong = [one for one in results if one.outcome not in ("applied", "already")]
        assert not wrong, wrong[:1]


def fill(instance: Path, place: Place, count: int, url: str | None = None) -> None:
    """So many more machines at the site, copied from one that is there: what a million operations would leave,
    without the log of them. Keys, references and feed are those that each would have."""
    from fieldapp.models import document, document_key, feed, reference, writing

    with database(instance, url), writing() as connection:
        like = connection.execute(
            sa.select(document).where(document.c.site == place.key, document.c.type == "asset")
        ).first()
        names = connection.scalars(
            sa.select(document_key.c.key).where(document_key.c.document == like.id)
        ).all()
        refers = connection.scalars(
            sa.select(reference.c.refers_to).where(reference.c.document == like.id)
        ).all()
        version = connection.scalar(
            sa.select(feed.c.version).where(feed.c.document == like.id, feed.c.scope == place.scope)
        )
        key = like.id.partition(":")[2]
        words = [key, *(name.partition(":")[2] for name in names)]
        for start in range(0, count, 20_000):
            rows: dict[sa.Table, list[dict]] = {document: [], document_key: [], reference: [], feed: []}  # fmt: skip
            for at in range(start, min(start + 20_000, count)):
                id_, body = str(uuid7()), like.body
                fresh = [id_, *(f"{word}-{at}" for word in words[1:])]
                for word, new in zip(words, fresh, strict=True):
                    body = body.replace(f'{word}"', f'{new}"')
                rows[document].append({**like._mapping, "id": f"asset:{id_}", "body": body})
                rows[document_key] += [
                    {"key": name.replace(word, new), "document": f"asset:{id_}"}
                    for name, word, new in zip(names, words[1:], fresh[1:], strict=True)
                ]
                rows[reference] += [{"document": f"asset:{id_}", "refers_to": to} for to in refers]
                rows[feed].append({"document": f"asset:{id_}", "scope": place.scope, "version": version, "present": True})  # fmt: skip
            for table, some in rows.items():
                if some:
                    connection.execute(sa.insert(table), some)


def day(job: str, serial: str) -> list[tuple[str, str, dict]]:
    """A job's worth of work: each step with its evidence, a note, and the time."""
    steps = [
        ("collect", {"machine": serial}),
        ("hold_check", {"hold": "none"}),
        ("wipe", {"machine": serial, "method": "purge", "drives": [{"serial": f"D-{serial}"}]}),
        ("verify", {"result": "verified"}),
        ("process", {"destination": "store"}),
    ]
    made: list[tuple[str, str, dict]] = []
    for key, evidence in steps:
        made.append(("step.complete", job, {"step": key, "evidence": evidence}))
        text = f"{key} went well, the machine is where it should be"
        made.append(("note.add", job, {"text": text}))
        made.append(("time.add", job, {"minutes": 5}))
    return made


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
