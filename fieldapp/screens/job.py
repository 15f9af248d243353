"""A job: who and where, its clocks, the step in front of you, the machines, and what happened."""

from fieldapp.operations.software.likeness import STEP
from fieldapp.portable.natives import iso
from fieldapp.screens.cancelling import ends
from fieldapp.screens.evidence import fills_from_fields, fills_from_query
from fieldapp.screens.filters import (
    DAY,
    countdown,
    day_input,
    is_late,
    local_input,
    phone_link,
    plural,
    seconds,
    thousands,
    when,
)
from fieldapp.screens.history import history
from fieldapp.screens.incident import DONE as INCIDENT_DONE
from fieldapp.screens.incident import incident_view
from fieldapp.screens.marks import kept, kept_in
from fieldapp.screens.problem import problem_view, value_of
from fieldapp.screens.rows import earlier, is_soon, job_row, running
from fieldapp.screens.software import elsewhere
from fieldapp.screens.step import step_card, step_line
from fieldapp.screens.turns import first_choice, spec_of
from fieldapp.screens.wiping import (
    accepted,
    checkable,
    fills_from_last,
    holds,
    may_accept,
    records,
    warnings,
)
from fieldapp.screens.words import (
    JOB_STATES,
    ORDER_STATES,
    asset_state,
    holder,
    is_live,
    job_number,
    key_of,
    place,
    spoken,
    step_of,
    step_words,
)

PORTABLE = True

FLOOR = ["technician", "receiving", "supervisor"]


def page(found, here):
    job = found["job"]
    if job is None:
        return None
    workflow, site = found["workflow"], found["site"]
    card = card_for(job, workflow, site, found.get("erasures") or [], here)
    lines = [step_line(job, workflow, site, step, here) for step in job["steps"]]
    zone = job["site"]["zone"]
    if card is not None:
        spec = spec_of(workflow, card["key"])
        card["warnings"] = warnings(job, spec, found["assets"], site, here)
        card["invites"] = card["mine"] and spec is not None and spec.get("invites") is not None and len(reach(job)) > 0
        card["elsewhere"] = elsewhere(job, found["assets"], here) if card["key"] == STEP and card["mine"] and here["worker"] else None
        card["asked"] = wanted(job, here) is not None or just_picked(here)
    return {
        "title": f"{job_number(job)} · {job['title']}",
        "job": job,
        "key": key_of(job),
        "row": job_row(job, here),
        "state": JOB_STATES[job["state"]],
        "live": is_live(job),
        "place": place(job["person"]) if job["person"] is not None else "",
        "call": phone_link(job["person"]["phone"] or "") if job["person"] is not None else "",
        "address": (site["address"] or "") if site is not None else "",
        "clocks": clocks(job, here),
        "card": card,
        "done": [line for line in lines if line["state"] != "todo" and not is_card(line, card)],
        "later": [line for line in lines if line["state"] == "todo" and not is_card(line, card)],
        "others": others(job, workflow),
        "customers": customers(job),
        "machines": machines(job, workflow, found["assets"]),
        "order": order_line(found["order"]),
        "history": history(job, here),
        "colleagues": colleagues(job, site),
        "kept": kept_in(job, here),
        "hold_kept": kept(job["hold"]["op"], here) if job["hold"] is not None else False,
        "disputes": disputes(job, found["cases"]),
        "waiting": found["waiting"],
        "legal": [
            hold for role in found["assets"] for hold in holds(found["assets"][role], here, zone)
        ],
        "wipes": records(found.get("erasures") or [], here, zone),
        "checkable": checkable(found.get("erasures") or []),
        "accepted": accepted(job, here, zone),
        "software": software_line(found["assets"]),
        "incident": incident_view(job, workflow, site, found["others"], found["sites"], card is not None, here),
        "exchangeable": exchangeable(job, workflow, here),
        "may_accept": may_accept(job, workflow, here),
        "problem": problem_view(job, found["mistaken"], here),
        "told": told(job, here),
        "undo": undo(job, here),
        "tomorrow": day_input(iso((seconds(here["now"]) + DAY) * 1000), zone),
        "reach": reach(job),
        "texts_first": sorted(reach(job), key=lambda one: one["value"] != "text"),
        "schedule_at": local_input(job["scheduled_at"], zone) if job["scheduled_at"] else "",
        "ends": ends(job, workflow, found["order"], found["assets"]),
        "may_cancel": "supervisor" in here["user"]["roles"],
    }


def software_line(assets):
    """``212 programs on the old one, 198 on the new one``, where an inventory was taken of both; else ""."""
    counts = [assets[role]["software_count"] for role in ["outgoing", "incoming"] if role in assets]
    if len(counts) < 2 or 0 in counts:
        return ""
    return f"{plural(counts[0], 'program', 'programs')} on the old one, {thousands(counts[1])} on the new one"


def reach(job):
    """How the customer can be written to: by e-mail, by text."""
    person = job["person"]
    ways = []
    if person is not None and person["email"]:
        ways.append({"value": "email", "label": f"E-mail to {person['email']}"})
    if person is not None and person["phone"]:
        ways.append({"value": "text", "label": f"Text to {person['phone']}"})
    return ways


def exchangeable(job, workflow, here):
    """Roles of machines that a supervisor may correct, where the books named another."""
    if "supervisor" not in here["user"]["roles"] or workflow is None:
        return []
    roles = workflow["assets"]
    known = [role for role in job["assets"] if role in roles and roles[role]["given"]]
    return [{"role": role, "title": roles[role]["title"]} for role in known]


def is_card(line, card):
    return card is not None and line["key"] == card["key"]


def card_for(job, workflow, site, erasures, here):
    """The step to work on: the one asked for, or the one that is this person's turn."""
    if job["state"] == "cancelled":
        return None
    key = wanted(job, here) or first_choice(job, workflow, site, here["user"])
    step = step_of(job, key)
    if step is None or step["state"] != "todo":
        return None
    filled = fills_from_last(step, erasures)
    for name, value in fills(here).items():
        filled[name] = value
    card = step_card(job, workflow, site, step, filled, here)
    card["focus"] = here["done"] is not None or here["query"].get("step") is not None
    return card


def just_picked(here):
    return here["done"] is not None and here["done"]["kind"] == "step.pick"


def wanted(job, here):
    """The step that was asked for, where it is still to do."""
    problem = here["problem"]
    if problem is not None and problem["kind"] == "step.complete":
        key = value_of(problem["fields"], "args.step")
    else:
        key = here["query"].get("step")
    step = step_of(job, key)
    return key if step is not None and step["state"] == "todo" else None


def fills(here):
    problem = here["problem"]
    if problem is not None and problem["kind"] == "step.complete":
        return fills_from_fields(problem["fields"])
    return fills_from_query(here["query"])


def clocks(job, here):
    """Promises that still run, the plan's date beside the one that it could bind before, then the appointment."""
    zone, now = job["site"]["zone"], here["now"]
    going = running(job)
    lines = [clock_view(clock, job, now) for clock in going]
    if job["due"] is not None and is_live(job) and not any(one["name"] == "completion" for one in going):
        lines.append(clock_line("Task", job["due"], now, zone))
    if job["scheduled_at"] is not None and is_live(job):
        line = clock_line("Appointment", job["scheduled_at"], now, zone)
        words = when(job["scheduled_at"], now, zone)
        lines.append({**line, "words": words, "late": False, "kept": kept(job["schedule_op"], here)})
    return lines


def clock_view(clock, job, now):
    """A promise of the contract; for the whole job one line with the plan's date: what ends first, and what the other says."""
    zone, due, planned = job["site"]["zone"], clock["due_at"], job["due"]
    if clock["name"] != "completion" or not planned:
        return {**clock_line(spoken(clock["name"]), due, now, zone), "soon": is_soon(clock, now)}
    if earlier(due, planned, zone) == due:
        line = clock_line("Completion", due, now, zone)
        return {**line, "soon": is_soon(clock, now), "detail": f"by the contract; planned for {when(planned, now, zone)}"}
    line = clock_line("Planned date", planned, now, zone)
    return {**line, "soon": is_soon(clock, now), "detail": f"the contract promises {when(due, now, zone)}"}


def clock_line(name, due, now, zone):
    words = countdown(due, now, zone)
    late = is_late(due, now, zone)
    return {"name": name, "at": due, "words": words, "late": late, "soon": False, "kept": False, "detail": ""}


def others(job, workflow):
    """The further people, with what the workflow calls each."""
    titles = (workflow.get("people") or {}) if workflow is not None else {}
    people = job.get("people") or {}
    return [
        {
            "title": titles.get(role) or spoken(role),
            "name": people[role]["name"],
            "vip": people[role]["vip"],
            "place": place(people[role]),
            "call": phone_link(people[role]["phone"] or ""),
        }
        for role in people
    ]


def customers(job):
    """Whose machine time can be for, where there are two."""
    people = job.get("people") or {}
    if len(people) == 0 or job["person"] is None:
        return []
    known = [job["person"], *[people[role] for role in people]]
    return [{"id": one["id"], "name": one["name"]} for one in known]


def machines(job, workflow, assets):
    """Old and new side by side, in the order in which the workflow names them."""
    roles = workflow["assets"] if workflow is not None else {}
    lines = []
    for role in [*roles, *[one for one in job["assets"] if one not in roles]]:
        machine = job["assets"].get(role)
        asset = assets.get(role)
        lines.append(
            {
                "title": roles[role]["title"] if role in roles else spoken(role),
                "machine": machine,
                "missing": "Not here yet" if comes(roles.get(role)) else "None named",
                "state": asset_state(asset["state"]) if asset is not None else "",
                "holder": holder(asset["custody"]) if asset is not None else "",
            }
        )
    return lines


def comes(role):
    """Whether the job brings the machine by itself, or somebody might have named one."""
    return role is None or not (role.get("optional") or False)


def order_line(order):
    if order is None:
        return None
    state = ORDER_STATES.get(order["state"]) or spoken(order["state"])
    return {"id": key_of(order), "number": order["number"] or "New", "state": state}


def colleagues(job, site):
    """Who it can be handed to: those of the site's staff who do such work, but not who has it."""
    has = job["assignee"]["id"] if job["assignee"] is not None else ""
    staff = site["staff"] if site is not None else []
    return [one for one in staff if one["id"] != has and works_on_floor(one)]


def works_on_floor(colleague):
    return any(role in FLOOR for role in colleague["roles"])


def disputes(job, cases):
    """What a supervisor has to decide here: our own cases in full, the others' in a line."""
    told = {case["op"]: case["message"] for case in cases}
    return [
        {
            "op": one["op"],
            "by": one["by"]["name"],
            "at": one["at"],
            "message": told.get(one["op"]) or "",
        }
        for one in job["disputed"]
    ]


DONE = {
    "step.skip": "Skipped",
    "step.undo": "Undone",
    "note.add": "Note added",
    "time.add": "Time added",
    "entry.void": "Taken back",
    "hold.set": "On hold",
    "hold.clear": "Released from hold",
    "clock.loosen": "More time given",
    "schedule.set": "Appointment set",
    "invitation.send": "Invitation on its way",
    "visit.announce": "Told that you are on the way",
    "job.assign": "Handed over",
    "job.cancel": "Cancelled",
    "job.create": "Job made",
    "job.close": "Closed",
    "job.machine": "Machine changed",
    "wipe.check": "Check recorded",
    "wipe.accept": "Accepted",
}


def told(job, here):
    """What has just been done, and that it is safe; empty where nothing was."""
    done = here["done"]
    if done is None:
        return ""
    words = (
        done_words(job, done) if done["kind"] == "step.complete" else (DONE.get(done["kind"]) or INCIDENT_DONE.get(done["kind"], "Done"))
    )
    return f"{words}. Kept on this phone, will send." if kept(done["op"], here) else f"{words}."


def undo(job, here):
    """The step that was completed just now, while it can be taken back with one tap."""
    done = here["done"]
    step = just_done(job, done)
    if step is None or rests_on_others(step, done["op"]):
        return None
    words = step_words(job, done["step"])
    return {"key": done["step"], "words": words, "expects": step["op"] or ""}


def just_done(job, done):
    """The step that this operation completed, or a part of which; None where it waits."""
    if done is None or done["kind"] != "step.complete":
        return None
    step = step_of(job, done["step"])
    return step if step is not None and leaves_mark(step, done["op"]) else None


def leaves_mark(step, op):
    return step["op"] == op or any(part["op"] == op for part in step["parts"])


def rests_on_others(step, op):
    """Whether undoing the step would take back parts that were done before."""
    return any(part["state"] == "done" and part["op"] != op for part in step["parts"])


def done_words(job, done):
    """``Step 7: Agree day and time: done``, or the parts of it that were."""
    step = just_done(job, done)
    if step is None:
        return "Recorded"
    parts = [part["title"] for part in step["parts"] if part["op"] == done["op"]]
    return f"{', '.join(parts) or step_words(job, step['key'])}: done"
