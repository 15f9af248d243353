"""A dozen incidents, in every state that they can be in: waiting for an answer, tried in vain, worked on, resolved, closed, opened again."""

from typing import Any

from fieldapp.demo.present import DAY, Floor, Present
from fieldapp.demo.quarter_clerk import iso

# What the contract of the demo says of incidents and requests, and of what the months before had besides.
TYPES: dict[str, Any] = {
    "incident": {"quantity": "1", "kinds": ["incident"]},
    "minor_incident": {"quantity": "0.5", "kinds": ["incident"]},
    "request": {"quantity": "0.5", "kinds": ["request"]},
    "acquisition": {"quantity": "1", "kinds": ["acquisition"]},
    "peripheral": {"quantity": "0.25", "per": "item", "kinds": ["peripheral"]},
    "software": {
        "per": "time", "kinds": ["software"],
        "bands": [{"up_to": 60, "quantity": "0.5"}, {"up_to": None, "quantity": "1"}],
    },
}
CLOSE = {
    "summary": "The dock's firmware was old; updated, and it holds",
    "minutes": 35,
    "takes": ["minor_incident"],
}


def call_in(floor: Floor) -> None:
    """Some run out soon, and one has run out."""
    _unanswered(floor)
    _being_worked_on(floor)
    _done(floor)


def _opened(floor: Floor, at: int, ago: int, problem: str, by: str = "supervisor1", **more: Any) -> Present:
    """By that person of the list, so many minutes of office time ago."""
    story = Present(floor, by if by.startswith("tech") else "tech1").ago(ago)
    called = {} if by.startswith("tech") else {"source": "help_desk"}
    told = {"person": floor.people[at]["key"], "problem": problem}
    story.begin("incident", told | called | more, floor.staff[by])
    return story


def _unanswered(floor: Floor) -> None:
    """What the clocks say depends on when each came in: the VIP's has few minutes, one is due within the hour."""
    vip = next(at for at, one in enumerate(floor.people) if one["vip"] and one["line_of_business"] != "Claims")
    _opened(floor, 0, 195, "The screen flickers when the lid moves", impact="person")
    _opened(floor, vip, 6, "No sound in calls, and the board meets at two", impact="person")
    _opened(floor, 6, 25, "Mail asks for the password again and again", reported_at=iso(Present(floor).ago(70).at))
    outage = _opened(floor, 12, 18, "No network on floor 7", impact="site")
    for at in (13, 14):
        parent = outage.job.partition(":")[2]
        _opened(floor, at, 27 - at, "No network at my desk", parent=parent)


def _being_worked_on(floor: Floor) -> None:
    vain = _opened(floor, 8, 100, "The docking station drops both monitors")
    to = {"to": floor.staff["tech1"].id, "note": "Yours, please."}
    vain.ago(85).do("job.assign", to)
    vain.ago(40).do("contact.attempt", _tried(False, "Left a message with the assistant"))
    machine = {"machine": floor.machines[10]["key"]}
    going = _opened(floor, 10, 150, "It shuts down by itself, twice this morning", "tech1", assets=machine, contact="in_person")
    _test(going)
    moved = _opened(floor, 15, 220, "The badge printer prints nothing")
    note = "Driver is fine; the print server rejects the job."
    moved.ago(160).by("tech2", "job.transfer", {"queue": "printing", "note": note})
    wish = _opened(floor, 18, 170, "She wants a second monitor", "tech1", contact="call")
    wish.ago(165).do("job.convert", {"kind": "request", "note": "Nothing is broken."})
    wish.do("time.add", {"minutes": 5})
    wish.move_visit()


def _test(story: Present) -> None:
    """The drive fails its test; next is the reimage, which waits for the backup."""
    story.ago(140).do("step.pick", {"step": "test_drive"})
    proof = {"result": "failing", "code": "2000-0142"}
    story.ago(115).do("step.complete", {"step": "test_drive", "evidence": proof})
    story.do("time.add", {"minutes": 30})
    story.do("step.pick", {"step": "reimage"})


def _done(floor: Floor) -> None:
    """One is closed; one was, and came back."""
    first = _opened(floor, 16, DAY + 200, "The dock has no power", "tech2", contact="call")
    first.ago(DAY + 150).do("job.close", CLOSE)
    again = _opened(floor, 17, 300, "The dock has no power, third floor kitchen side", "tech2", contact="call")
    again.ago(250).do("job.close", CLOSE)
    again.ago(120).do("job.reopen", {"reason": "It happened again an hour later"})


def _tried(reached: bool, said: str) -> dict[str, Any]:
    return {"channel": "call", "reached": reached, "said": said}
