"""Made-up tasks: from their opening to wherever they get, step by step, with time, holds, mistakes, and what is heard of late."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec

from fieldapp.demo.quarter_proof import proof
from fieldapp.portable.natives import derive
from fieldapp.workflows import WORKFLOWS, Workflow
from tests.billing.months.agreed import OWN_KINDS, WORK
from tests.billing.months.month import Month, iso

SKILLS = [None, None, "imaging", "network/2"]


def task(month: Month, number: int) -> None:
    """A job from its opening to wherever it gets: closed, cancelled on the way, undone and done again, or left open."""
    chance, kind = month.chance, month.chance.choice(WORK)
    workflow = _workflow(month, kind)
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
                month.add(at, "job.cancel", job, {"reason": "Not wanted any more"}, late=0.1)
            break
        if chance.random() < 0.12:
            at = hold(month, job, at)
        if chance.random() < 0.03:
            month.add(at, "job.transfer", job, {"site": chance.choice("12"), "note": "It is there"}, late=0.2)
        _step(month, job, step, machines, at)
        _time(month, job, args, times, at)
        if chance.random() < 0.08:
            at = month.after(at, 20)
            month.add(at, "step.undo", job, {"step": step.key, "reason": "By mistake"})
            at = month.after(at, 20)
            _step(month, job, step, machines, at)
    _afterwards(month, job, args, workflow, machines, times, at)


def _workflow(month: Month, kind: str) -> Workflow:
    """The program's, or that version of the contract's own."""
    if kind in WORKFLOWS:
        return WORKFLOWS[kind]
    told = [one.args for _, _, one in month.deeds if one.kind == "workflow.define"][OWN_KINDS.index(kind)]
    return msgspec.convert({"kind": kind, "title": "Loan", "prefix": "L", "assets": {}, "steps": told["steps"]}, Workflow)


def _order(chance: Random, workflow: Workflow, number: int) -> tuple[dict, dict[str, Any]]:
    """The job's machines by role, and the arguments that make it: people and machines of one site."""
    machines: dict[str, dict] = {}
    args: dict[str, Any] = {"kind": workflow.kind, "assets": {}}
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


def hold(month: Month, job: str, at: datetime) -> datetime:
    """It waits until a day or a moment, for somebody; perhaps it is released sooner, or later than that. Answers when work goes on."""
    chance = month.chance
    until = at + timedelta(hours=chance.randint(2, 90))
    args = {"reason": "Away", "kind": chance.choice(["customer", "customer", "supplier", "other"])}
    args["until"] = iso(until)[:10] if chance.random() < 0.4 else iso(until)
    op = month.add(at, "hold.set", job, args, late=0.1)
    at = month.after(at, 80)
    if chance.random() < 0.7:
        month.add(at, "hold.clear", job, {"hold": derive(op, "hold")}, late=0.1)
    return at


def _step(month: Month, job: str, step, machines, at: datetime) -> None:
    chance = month.chance
    wanted = [part.key for part in step.parts]
    if wanted and chance.random() < 0.5:
        for part in wanted:
            told = {"step": step.key, "evidence": proof(step, machines, iso(at), [part])}
            month.add(at, "step.complete", job, told, late=0.3)
            at = month.after(at, 9)
    elif step.skippable and (
        chance.random() < 0.06 or (step.order == "place" and job in month.from_stock)
    ):
        month.add(at, "step.skip", job, {"step": step.key, "reason": "From stock"})
    else:
        told = {"step": step.key, "evidence": proof(step, machines, iso(at))}
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
