"""Databases of several sizes, made by operations like any other."""

import os
import time
from pathlib import Path

from bench.server import PASSWORD


def make(instance: Path, documents: int, jobs: int) -> list[str]:
    """A database with about so many documents. Answers the ids of ``jobs`` open wipe jobs."""
    os.environ["INSTANCE_PATH"] = str(instance)
    from flask_migrate import upgrade
    from uuid_utils import uuid7

    from fieldapp import create_app, staff
    from fieldapp.portable.natives import derive
    from fieldapp.sync.incoming import Actor
    from fieldapp.sync.submit import OPERATOR, operation, submit

    with create_app().app_context():
        upgrade()
        contract, site, far = (
            staff.next_key("contract"),
            staff.next_key("site"),
            staff.next_key("site"),
        )
        terms = {
            "client": "C",
            "name": "C",
            "starts": "2020-01-01",
            "ends": "2039-12-31",
            "bought": "100000",
        }
        terms["types"] = {"wipe": {"quantity": "0.5"}}
        submit([operation("contract.record", f"contract:{contract}", terms)])
        submit([operation("site.record", f"site:{site}", {"name": "Here", "contract": contract})])
        submit([operation("site.record", f"site:{far}", {"name": "There"})])
        staff.add("tech1", PASSWORD, "Ana", ["technician"], [site])
        planner = Actor(id=OPERATOR.id, name=OPERATOR.name, roles=OPERATOR.roles, sites=[site])
        _assets(submit, operation, uuid7, far, documents - 2 * jobs, "F")
        keys = _assets(submit, operation, uuid7, site, jobs, "H")
        made = []
        for key in keys:
            id_ = str(uuid7())
            args = {"kind": "wipe", "assets": {"machine": key}}
            made.append(operation("job.create", f"job:{derive(id_, 'job')}", args, id_))
        for start in range(0, len(made), 500):
            submit(made[start : start + 500], planner)
        return [one.target for one in made]


def _assets(submit, operation, uuid7, site: str, count: int, letter: str) -> list[str]:
    keys = [str(uuid7()) for _ in range(max(count, 0))]
    for start in range(0, len(keys), 500):
        part = range(start, min(start + 500, len(keys)))
        submit(
            [
                operation(
                    "asset.record", f"asset:{keys[at]}", {"tag": f"{letter}{at:07d}", "site": site}
                )
                for at in part
            ]
        )
    return keys


def day(job: str, tag: str) -> list[tuple[str, dict]]:
    """A job's worth of work: each step with its evidence, a note, and the time."""
    steps = [
        ("collect", {"machine": tag}),
        ("hold_check", {"hold": "none"}),
        ("wipe", {"machine": tag, "method": "purge"}),
        ("verify", {"result": "verified"}),
        ("process", {"destination": "store"}),
    ]
    made: list[tuple[str, dict]] = []
    for key, evidence in steps:
        made.append(("step.complete", {"step": key, "evidence": evidence}))
        made.append(("note.add", {"text": f"{key} went well, the machine is where it should be"}))
        made.append(("time.add", {"minutes": 5}))
    return made


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
