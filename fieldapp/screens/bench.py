"""The build bench: which machines stand on it, at which step, and what runs on them for how long."""

from fieldapp.portable.natives import iso
from fieldapp.screens.filters import clock, length, plural, seconds
from fieldapp.screens.problem import problem_view
from fieldapp.screens.together import is_for_all
from fieldapp.screens.turns import missing, settled, spec_of
from fieldapp.screens.words import asset_state, holder, is_live, job_number, key_of, step_of, whose

PORTABLE = True

# On the way through the workshop: being built, or collected and to be wiped.
ON_BENCH = ["in_build", "collected"]
RUNS = {"imaging": "Imaging", "wiping": "Wiping", "updating": "Updating"}
# What is started on them there, where no workflow says what their step needs.
STARTS = {"in_build": ["imaging", "updating"], "collected": ["wiping"]}
# What leaves nothing of what was on it.
ERASING = ["imaging", "wiping"]
NO_STEP = "In no open job"


def page(found, here):
    """Machines by the step that their job is at; what is ready first."""
    jobs = {job["id"]: job for job in found["jobs"] if is_live(job)}
    rows = [row_of(one, jobs, found["workflows"], here) for one in found["machines"] if one["state"] in ON_BENCH]
    stages: dict[str, list] = {}
    for row in rows:
        stages.setdefault(row["stage"], []).append(row)
    running = len([row for row in rows if row["run"] is not None and not row["run"]["ready"]])
    ready = len([row for row in rows if row["run"] is not None and row["run"]["ready"]])
    return {
        "title": "Bench",
        "summary": summary(len(rows), running, ready),
        "stages": [stage(name, stages[name], found["workflows"], jobs) for name in sorted(stages)],
        "told": "It runs." if here["done"] is not None else "",
        "problem": problem_view(None, {}, here),
    }


def summary(machines, running, ready):
    if machines == 0:
        return "Nothing is on the bench."
    told = [plural(machines, "machine", "machines")]
    told += [f"{running} running"] if running else []
    told += [f"{ready} ready"] if ready else []
    return " · ".join(told)


def stage(name, rows, workflows, jobs):
    """The machines at a step; it can be completed on several at once where scanning them, and a tick, is all it asks."""
    first = jobs.get("job:" + rows[0]["job"])
    key = first["current_step"] if first is not None else None
    step = step_of(first, key) if first is not None else None
    together = step is not None and len(rows) > 1 and is_for_all(step, spec_of(workflows.get(first["kind"]), key))
    return {
        "title": name,
        "step": key if together else "",
        "rows": sorted(rows, key=order),
        "count": len(rows),
    }


def order(row):
    """What is ready first, then what ends first, then what does not run."""
    run = row["run"]
    return f"{'2' if run is None else '0' if run['ready'] else '1'}{run['ends'] if run is not None else ''}{row['tag']}"


def row_of(asset, jobs, workflows, here):
    job = next((jobs["job:" + key] for key in asset["jobs"] if "job:" + key in jobs), None)
    step = step_of(job, job["current_step"]) if job is not None else None
    return {
        "id": key_of(asset),
        "target": asset["id"],
        "tag": asset["tag"],
        "model": asset["model"] or "",
        "state": asset_state(asset["state"]),
        "holder": holder(asset["custody"]),
        "job": key_of(job) if job is not None else "",
        "number": job_number(job) if job is not None else "",
        "who": whose(job) if job is not None else "",
        "vip": job["vip"] if job is not None else False,
        "stage": step["title"] if step is not None else NO_STEP,
        "run": run_of(asset, jobs, here),
        "held": len(asset.get("legal") or []) > 0,
        "whats": [{"key": key, "title": "Start " + RUNS[key].lower()} for key in starts(asset, job, workflows)],
    }


def starts(asset, job, workflows):
    """What can be started on it: what the steps whose turn it is run on such a machine. Nothing that erases under a legal hold."""
    workflow = workflows.get(job["kind"]) if job is not None else None
    found = STARTS[asset["state"]]
    if workflow is not None and says_runs(workflow):
        role = next((one for one in job["assets"] if job["assets"][one]["id"] == key_of(asset)), "")
        found = [one for act in acts_now(job, workflow) for one in runs_by(act, role)]
    held = len(asset.get("legal") or []) > 0
    return [one for one in RUNS if one in found and not (held and one in ERASING)]


def acts_now(job, workflow):
    """What the workflow says of the steps, and parts of steps, that are to do and wait for nothing."""
    found = []
    for step in job["steps"]:
        spec = spec_of(workflow, step["key"])
        if step["state"] == "todo" and spec is not None:
            done = [part["key"] for part in step["parts"] if part["state"] == "done"]
            acts = [spec, *[part for part in spec["parts"] if part["key"] not in done]]
            found += [act for act in acts if len(missing(job, act["after"])) == 0]
    return found


def runs_by(act, role):
    """What a step or part runs on the machine of that role; a workflow of an older program names no bench."""
    runs = [one for one in (act.get("bench") or {}).get(role) or []]
    runs += ["wiping"] if act.get("wipes") == role else []
    return runs + (["imaging"] if act.get("reimages") == role else [])


def says_runs(workflow):
    """Whether any step of it says what runs on the bench; a contract's own kind may not."""
    specs = [*workflow["steps"], *(workflow.get("catalogue") or [])]
    acts = [act for spec in specs for act in [spec, *spec["parts"]]]
    return any(act.get("bench") or act.get("wipes") or act.get("reimages") for act in acts)


def run_of(asset, jobs, here):
    """What runs on it, by moments alone: since when, and how long still; None where its step is done."""
    runs = asset.get("runs") or []
    if len(runs) == 0:
        return None
    last = runs[-1]
    job = jobs.get("job:" + (last["job"] or ""))
    if last["job"] is not None and (job is None or last["step"] is not None and settled(job, last["step"])):
        return None
    ends = seconds(last["at"]) + last["minutes"] * 60
    left, zone = ends - seconds(here["now"]), here["zone"]
    until = iso(ends * 1000)
    words = f"{length(left)} left, until {clock(until, zone)}" if left > 0 else f"should be ready since {clock(until, zone)}"
    return {
        "title": RUNS.get(last["what"]) or last["what"],
        "words": words,
        "ready": left <= 0,
        "at": last["at"],
        "ends": until,
        "done": max([0, min([last["minutes"], (seconds(here["now"]) - seconds(last["at"])) // 60])]),
        "minutes": last["minutes"],
        "by": last["by"]["name"],
    }
