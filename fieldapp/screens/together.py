"""One step completed on several machines at once: on which it can be, and as which operation."""

from fieldapp.screens.roles import acts_for
from fieldapp.screens.scan_next import live_job
from fieldapp.screens.turns import spec_of, waits_for
from fieldapp.screens.words import job_number, key_of, machine_name, sentence_case, step_of, whose

PORTABLE = True


def is_for_all(step, spec):
    """Whether scanning the machine, and ticks, prove it; what wipes is looked at one by one."""
    if spec is None or len(step["parts"]) > 0 or spec["wipes"] is not None or spec["verifies"] is not None:
        return False
    needed = [need for need in step["needs"] if need["required"] and not need["when"]]
    scans = [need for need in needs_of(needed, "scan") if not need["strict"] and not need["serial"]]
    return len(scans) + len(needs_of(needed, "yes")) == len(needed) and len(scans) < 2


def needs_of(needs, kind):
    return [need for need in needs if need["kind"] == kind]


def judged(asset, jobs, key, found, here):
    """``{right, words, deed}`` for a scanned machine and the step that is to be completed on all."""
    job = live_job(jobs)
    if job is None:
        return told(False, "It is in no open job")
    about, step = f"{job_number(job)} · {whose(job)}", step_of(job, key)
    if step is None:
        return told(False, f"{about}: has no such step")
    if step["state"] != "todo":
        return told(False, f"{about}: that step is done already")
    spec = spec_of(found["workflows"].get(job["kind"]), key)
    site = next((one for one in found["sites"] if key_of(one) == job["site"]["id"]), None)
    if not acts_for(step["role"], here["user"], site):
        return told(False, f"{about}: that step is done by {step['role']}")
    waits = waits_for(job, spec)
    if len(waits) > 0:
        return told(False, f"{about}: waits for {', '.join(waits)}")
    if not is_for_all(step, spec):
        return told(False, f"{about}: this step asks for more; open the job")
    other = other_machine(job, step, asset)
    if other:
        return told(False, f"{about}: this step is proved by {other}")
    answer = told(True, f"{about} · {step['title']}")
    answer["deed"] = {
        "key": key_of(asset),
        "kind": "step.complete",
        "target": job["id"],
        "args": {"step": key, "evidence": evidence(step, asset)},
        "expect": {"state": "todo", "op": step["op"]},
    }
    return answer


def told(right, words):
    return {"right": right, "words": words, "deed": None}


def other_machine(job, step, asset):
    """The machine that the step wants scanned, where it is another one; "" otherwise."""
    for need in step["needs"]:
        if need["required"] and need["kind"] == "scan":
            machine = job["assets"].get(need["asset"] or "")
            if machine is None or machine["id"] != key_of(asset):
                return machine_name(machine) if machine is not None else "another machine"
    return ""


def evidence(step, asset):
    """The scan, and the ticks that the one confirmation stands for."""
    found = {}
    for need in step["needs"]:
        if need["required"] and not need["when"]:
            found[need["name"]] = asset["tag"] if need["kind"] == "scan" else True
    return found


def ticks(jobs, key):
    """What is confirmed beside the scans, each once: ``The software of the old one is installed``."""
    found = []
    for job in jobs:
        step = step_of(job, key)
        for need in needs_of(step["needs"], "yes") if step is not None else []:
            if need["required"] and need["title"] not in found:
                found.append(need["title"])
    return found


def title_of(jobs, key):
    """The step's title, as the first job that has it calls it."""
    for job in jobs:
        step = step_of(job, key)
        if step is not None:
            return step["title"]
    return sentence_case(key)
