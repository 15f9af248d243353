"""Makes eight refreshes of Ana's that stand on the bench, of the first with an undecided difference in the software: ``python -m tests.browser.eight``."""

import json
from uuid import uuid4

import sqlalchemy as sa

from fieldapp import create_app, staff
from fieldapp.models import document, reading
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import OPERATOR, operation, submit
from tests.world import evidence

STEPS = ["invite", "order", "receive", "prepare", "pickup"]


def bodies(kind: str) -> list[dict]:
    with reading() as connection:
        wanted = sa.select(document.c.body).where(document.c.type == kind).order_by(document.c.id)
        return [json.loads(body) for body in connection.scalars(wanted)]


def body(id_: str) -> dict:
    return next(one for one in bodies(id_.partition(":")[0]) if one["id"] == id_)


def do(actor, kind: str, target: str, args: dict, id_: str | None = None) -> None:
    (result,) = submit([operation(kind, target, args, id_)], actor)
    assert result.outcome == "applied", (kind, result)


def main() -> None:
    sam, ana = (staff.find_staff(name) for name in ("supervisor1", "tech1"))
    free = [one for one in bodies("asset") if one["state"] == "deployed" and one["person"] and not one["jobs"] and not one["legal"]]
    free = [one for one in free if one["site"]["id"] in ana.sites and one["site"]["id"] in sam.sites]
    for at, machine in enumerate(free[:8]):
        made = str(uuid4())
        job, key = f"job:{derive(made, 'job')}", machine["id"].partition(":")[2]
        do(Actor.of(sam), "job.create", job, {"kind": "refresh", "assets": {"outgoing": key}, "person": machine["person"]["id"]}, made)
        do(Actor.of(sam), "job.assign", job, {"to": ana.id.partition(":")[2], "note": "Yours"})
        for step in STEPS:
            proof = {"step": step, "evidence": evidence(body(job), step)}
            do(Actor.of(ana if step == "pickup" else sam), "step.complete", job, proof)
        if at == 0:
            new = body(job)["assets"]["incoming"]["id"]
            for asset, version in ((key, "9.9"), (new, "10.0")):
                packages = [{"name": "Firefox", "version": version}]
                do(OPERATOR, "asset.inventory", f"asset:{asset}", {"taken_at": None, "serial": None, "packages": packages})
        print(body(job)["assets"]["incoming"]["tag"])


if __name__ == "__main__":
    with create_app().app_context():
        main()
