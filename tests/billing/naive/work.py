"""The steps of a job by hand: what is done of it, what waits for its turn, and when it is closed."""

from fieldapp.workflows import Workflow
from tests.billing.naive.clocks import hold, loosen, move, never_stopped, release, stop


def is_step(row: dict) -> bool:
    return row["kind"].startswith("step.")


def orders(job: dict, row: dict) -> bool:
    """Whether something is ordered for the job by it."""
    return row["kind"] == "step.complete" and _spec(job, row["args"]["step"]).order == "place"


def deed(books, job: dict, row: dict) -> None:
    """One thing that was done to a job of fixed steps."""
    kind, args, at = row["kind"], row["args"], row["occurred_at"]
    if kind == "step.complete":
        _complete(job, args, at)
    elif kind == "step.skip" and job["steps"][args["step"]] == "todo":
        job["steps"][args["step"]] = "skipped"
        _maybe_close(job, at)
    elif kind == "step.undo":
        _undo(job, args["step"])
    else:
        any_deed(books, job, row)


def any_deed(books, job: dict, row: dict) -> None:
    """What is done to jobs of all kinds."""
    kind, args, at = row["kind"], row["args"], row["occurred_at"]
    if kind == "time.add":
        job["times"][row["id"]] = args
    elif kind == "entry.void":
        job["times"].pop(args["op"], None)
        job["attempts"].pop(args["op"], None)
    elif kind == "clock.loosen":
        loosen(books, job, at)
    elif row["outcome"] == "already":
        return
    elif kind == "job.transfer":
        if args.get("site") not in (None, job["site"]):
            move(books, job, args["site"], at)
    elif kind == "job.cancel":
        job["state"], job["closed_at"] = "cancelled", at
        stop(job, at)
    elif kind == "hold.set":
        hold(books, job, at, args)
    elif kind == "hold.clear":
        for clock in job["clocks"]:
            release(clock, at)


def in_turn(job: dict, row: dict) -> bool:
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


def _spec(job: dict, step: str):
    workflow: Workflow = job["workflow"]
    return next(one for one in workflow.steps if one.key == step)


def _carried(spec, evidence: dict) -> list:
    proven = {need.part for need in spec.needs if evidence.get(need.name) not in (None, "", [])}
    return [part for part in spec.parts if part.key in proven]


def _brings(job: dict, step: str) -> set:
    """The machines that come onto the job with the step: nobody scans them before."""
    return {need.asset for need in _spec(job, step).needs if need.kind == "new_asset" and need.required}


def _settled(job: dict, key: str) -> bool:
    """Whether the step, or part of a step, is done or left out."""
    if key in job["steps"]:
        return job["steps"][key] != "todo"
    whole = next(step.key for step in job["workflow"].steps if key in [one.key for one in step.parts])
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
        for other in job["workflow"].steps:
            if any(evidence.get(name) in answers for name, answers in other.unless.items()):
                job["steps"][other.key], job["needless"][other.key] = "skipped", spec.key
        _maybe_close(job, at)


def _maybe_close(job: dict, at: str) -> None:
    if job["state"] == "open" and "todo" not in job["steps"].values():
        job["state"], job["closed_at"] = "closed", at
        job["closings"] += 1
        stop(job, at)


def _undo(job: dict, step: str) -> None:
    job["steps"][step] = "todo"
    for other in [one for one, by in job["needless"].items() if by == step]:
        job["steps"][other] = "todo"
        del job["needless"][other]
    for part in _spec(job, step).parts:
        job["parts"][part.key] = False
    if job["state"] == "closed":
        job["state"], job["closed_at"] = "open", None
        never_stopped(job)
