"""A step of a job as a page shows it: done, to do, or the one in front of you."""

from fieldapp.screens.evidence import given, need_view
from fieldapp.screens.marks import kept
from fieldapp.screens.roles import acts_for
from fieldapp.screens.turns import missing, spec_of, waits_for
from fieldapp.screens.words import spoken, step_number

PORTABLE = True


def step_line(job, workflow, site, step, here):
    """A step behind or ahead: one line, and what it tells when opened."""
    spec = spec_of(workflow, step["key"])
    return {
        "key": step["key"],
        "number": step_number(job, step["key"]),
        "title": step["title"],
        "state": step["state"],
        "state_words": spoken(step["state"]),
        "role": step["role"],
        "role_words": spoken(step["role"]),
        "by": step["by"]["name"] if step["by"] is not None else "",
        "at": step["at"],
        "op": step["op"] or "",
        "kept": kept(step["op"], here),
        "evidence": given(step, job, here),
        "parts_done": [part["title"] for part in step["parts"] if part["state"] == "done"],
        "ready": step["state"] == "todo" and len(waits_for(job, spec)) == 0,
        "reason": reason_for(job, step),
        "mine": acts_for(step["role"], here["user"], site),
    }


def reason_for(job, step):
    """Why the step was skipped, as it was said then."""
    if step["state"] != "skipped":
        return ""
    said = [note["text"] for note in job["notes"] if note["op"] == step["op"]]
    return said[0] if len(said) > 0 else ""


def step_card(job, workflow, site, step, fills, here):
    """The step to work on: everything its form needs."""
    spec = spec_of(workflow, step["key"])
    line = step_line(job, workflow, site, step, here)
    line["help"] = spec["help"] if spec is not None else ""
    line["skippable"] = spec["skippable"] if spec is not None else False
    line["waits"] = waits_for(job, spec)
    line["needs"] = [need_view(job, need, fills, here) for need in step["needs"] if is_whole(need)]
    line["parts"] = [part_view(job, spec, step, part, fills, here) for part in step["parts"]]
    line["warnings"] = []
    line["invites"] = False
    line["elsewhere"] = None
    line["next_part"] = next((p["key"] for p in line["parts"] if p["state"] == "todo"), "")
    return line


def is_whole(need):
    """Whether the whole step needs it, not one of its parts."""
    return need["part"] is None


def part_view(job, spec, step, part, fills, here):
    """One part of a step, with the fields that prove it."""
    specs = spec["parts"] if spec is not None else []
    after: list[str] = next((one["after"] for one in specs if one["key"] == part["key"]), [])
    return {
        "key": part["key"],
        "title": part["title"],
        "state": part["state"],
        "by": part["by"]["name"] if part["by"] is not None else "",
        "at": part["at"],
        "kept": kept(part["op"], here),
        "waits": missing(job, after),
        "needs": [
            need_view(job, need, fills, here)
            for need in step["needs"]
            if need["part"] == part["key"]
        ],
    }
