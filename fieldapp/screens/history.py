"""What happened to a job: steps, words and time, the newest first."""

from fieldapp.screens.filters import duration
from fieldapp.screens.marks import kept
from fieldapp.screens.words import ABOUT, step_words

PORTABLE = True


def history(job, here):
    """Lines of ``{op, at, by, what, text, photos, kept, voided, mine}``."""
    lines = [*step_lines(job), *note_lines(job), *time_lines(job), made(job)]
    for line in lines:
        line["kept"] = kept(line["op"], here)
        line["mine"] = line["own"] == here["user"]["id"] or "supervisor" in here["user"]["roles"]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def for_whom(job, time):
    """Whose machine it was for, where the job has two."""
    people = job.get("people") or {}
    known = [job["person"], *[people[role] for role in people]]
    names = [one["name"] for one in known if one is not None and one["id"] == time["person"]]
    return " for " + names[0] if len(people) > 0 and len(names) > 0 else ""


def line_of(entry, what, text, can_void):
    return {
        "op": entry["op"] or "",
        "at": entry["at"],
        "by": entry["by"]["name"],
        "own": entry["by"]["id"],
        "what": what,
        "text": text,
        "photos": [],
        "voided": False,
        "voidable": can_void,
    }


def step_lines(job):
    """Steps that are done, and parts of those that are not."""
    lines = []
    for step in job["steps"]:
        if step["state"] != "todo" and step["by"] is not None:
            word = "done" if step["state"] == "done" else "skipped"
            lines.append(line_of(step, f"{step_words(job, step['key'])}: {word}", "", False))
        for part in step["parts"]:
            if step["state"] == "todo" and part["state"] == "done" and part["by"] is not None:
                lines.append(line_of(part, f"{part['title']}: done", "", False))
    return lines


def note_lines(job):
    """Words, with what they were said about."""
    lines = []
    for note in job["notes"]:
        line = line_of(note, about(job, note["about"]), note["text"], note["about"] is None)
        line["voided"] = note["voided"]
        line["photos"] = note.get("photos") or []
        lines.append(line)
    return lines


def about(job, key):
    if key is None:
        return "Note"
    return step_words(job, key) or ABOUT.get(key) or "Note"


def time_lines(job):
    lines = []
    for time in job["times"]:
        line = line_of(time, "Time: " + duration(time["minutes"]) + for_whom(job, time), "", True)
        line["voided"] = time["voided"]
        lines.append(line)
    return lines


def made(job):
    """How it began."""
    entry = {"op": "", "at": job["created_at"], "by": job["created_by"]}
    return line_of(entry, "Job made", "", False)
