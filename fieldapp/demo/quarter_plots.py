"""What happens in a made-up quarter: a plot for each kind of work, how often it comes, and what it does to whose machine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from fieldapp.demo.chance import fresh
from fieldapp.demo.quarter_story import CARRIERS, Story
from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.workflows import WORKFLOWS, StepSpec

PROBLEMS = [
    "Outlook closes by itself", "The screen stays black", "No sound in calls", "It is very slow since Monday",
    "Can't connect to the VPN", "The keyboard types twice", "The disk is full", "A blue screen, twice today",
]  # fmt: skip
PROGRAMS = ["Visio 2024", "Acrobat Pro 2024", "Tableau Desktop 2025.1", "SnagIt 2025", "7-Zip 24.08"]
DAY = 540


def refresh(story: Story, customers: list[tuple[dict, dict]]) -> None:
    """Ten steps over three weeks; some are put on hold, some called off, and a few undone."""
    ((person, machine),) = customers
    story.meet(person)
    story.machines = {"outgoing": machine}
    story.new_machine("incoming")
    story.open("refresh", {"assets": {"outgoing": machine["key"]}, "person": person["key"]})
    paces = {"order": 2 * DAY, "receive": 6 * DAY, "software": 240, "copy": 20, "setup": 120}
    called_off = story.chance.choice(["receive", "software", "retire"]) if story.once_in(14) else ""
    for step in WORKFLOWS["refresh"].steps:
        story.wait(20, paces.get(step.key, DAY))
        if step.key == called_off:
            story.do("job.cancel", {"reason": "Declines the new machine"}, story.site.supervisor)
            if step.key == "software":
                story.wait(10, 120)
                story.do("custody.give", {"whom": "store"}, target=story.brought)
            return
        if step.key == "schedule" and story.once_in(6):
            _on_hold(story)
        if step.key == "copy":
            story.until_visit()
        if step.key == "retire":
            _retire(story)
        else:
            story.step(step.key)
        if step.key == "schedule" and story.once_in(5):
            story.wait(30, 240)
            story.move_visit()
        if step.key == "software" and story.once_in(20):
            story.wait(5, 60)
            story.do("step.undo", {"step": step.key, "reason": "Done on the wrong machine"})
            story.wait(20, 120)
            story.step(step.key)
        if step.key in ("software", "copy", "setup"):
            story.time(15, 90, skill="imaging" if step.key == "software" else None)


def _retire(story: Story) -> None:
    """Some old machines are collected, wiped and processed at once; most go through the bench, where a colleague may look at them."""
    if story.once_in(3):
        story.step("retire", **_ending(story))
        return
    story.step("retire", ["collected"])
    story.wait(60, DAY)
    story.step("retire", ["wiped"], method="purge")
    if story.once_in(2):
        story.check("verification", story.colleague(), "Read back a sample of each drive: all zeros.")
    story.wait(30, DAY)
    story.step("retire", ["processed"], **_ending(story))


def _ending(story: Story) -> dict[str, str]:
    """Where a wiped machine goes, and with which paper."""
    paper = f"{story.chance.randint(10_000, 99_999)}"
    ways = [
        {"destination": "store"},
        {"destination": "return", "lease": f"L-{paper}", "return_notice": f"RN-{paper}"},
        {"destination": "recycle", "transfer_note": f"Greenline, {paper}"},
    ]
    return {"method": "purge", **story.chance.choice(ways)}


def _on_hold(story: Story) -> None:
    until = (story.at + timedelta(days=7)).date().isoformat()
    story.do("note.add", {"text": "On leave, back next week."})
    told = {"reason": "On leave until next week", "kind": "customer", "until": until}
    hold = derive(story.do("hold.set", told), "hold")
    story.wait(DAY, 4 * DAY)
    story.do("hold.clear", {"hold": hold})
    story.wait(5, 30)


def _straight(
    kind: str, *roles: str, **fixed: Any
) -> Callable[[Story, list[tuple[dict, dict]]], None]:
    """All steps of a kind one after the other, with time for the work, for the machines of ``roles``."""

    def play(story: Story, customers: list[tuple[dict, dict]]) -> None:
        workflow, (person, _) = WORKFLOWS[kind], customers[0]
        story.meet(person)
        for role, (_, machine) in zip(roles, customers, strict=False):
            story.machines[role] = machine
        for role, spec in workflow.assets.items():
            if not spec.given:
                story.new_machine(role)
        args: dict[str, Any] = {"assets": {role: story.machines[role]["key"] for role in roles}}
        args |= {"person": person["key"]} | {
            name: value for name, value in fixed.items() if name != "late"
        }
        if workflow.people:
            args["people"] = dict.fromkeys(workflow.people, customers[1][0]["key"])
        if workflow.categories:
            args["category"] = story.chance.choice(workflow.categories)
        story.open(kind, args)
        for step in workflow.steps:
            story.wait(15, DAY)
            if not step.unless:
                story.step(step.key, **_instead(story, step))
                story.time(10, 80, skill=story.chance.choice([None, "imaging"]))
                if step.verifies and story.once_in(3):
                    story.check("validation", story.site.supervisor, "The record is complete and true.")
        if story.once_in(9):
            story.wait(DAY, 12 * DAY)
            story.time(10, 40)

    return play


def _instead(story: Story, step: StepSpec) -> dict[str, str]:
    """What is said of the step besides what is always said."""
    if step.key == "approve" and story.kind == "software":
        return {"licence": "needs none", "software": story.chance.choice(PROGRAMS)}
    if step.order == "place" and story.kind == "acquisition":
        return {"model": "Latitude 7450"}
    return _ending(story) if step.wipes or step.processes else {}


def wrong_machine(story: Story, customers: list[tuple[dict, dict]]) -> None:
    """A cascade that begins with the wrong machine: refused on the spot, and turned down by the supervisor."""
    (person, machine), (_, other) = customers
    story.meet(person)
    story.machines = {"machine": machine}
    story.open("cascade", {"assets": {"machine": machine["key"]}, "person": person["key"]})
    story.wait(20, DAY)
    scan = {"step": "pickup", "evidence": {"machine": other["tag"]}}
    held = story.do("step.complete", scan, intends="held")
    story.wait(2, 10)
    for step in WORKFLOWS["cascade"].steps:
        story.step(step.key)
        story.time(10, 60, skill="imaging")
        story.wait(15, DAY)
    told = {"reason": "The right one was scanned a minute later."}
    story.do("case.dismiss", told, story.site.supervisor, target=f"case:{held}")


def incident(story: Story, customers: list[tuple[dict, dict]]) -> None:
    """A call: tried to reach, sometimes late, worked on and closed; a few come back. What is urgent is not left for a visit."""
    ((person, machine),) = customers
    priority = story.chance.choices(["normal", "low", "high", "top"], [8, 4, 3, 1])[0]
    urgent = person["vip"] or priority in ("high", "top")
    story.machines = {"machine": machine}
    args = {
        "person": person["key"], "assets": {"machine": machine["key"]}, "problem": story.chance.choice(PROBLEMS),
        "impact": "person", "priority": priority, "source": "help_desk",
    }  # fmt: skip
    story.open("incident", args)
    story.wait(2, 500 if story.once_in(12) else 14 if urgent else 40)
    if story.once_in(4):
        story.do("contact.attempt", {"channel": "call", "reached": False, "said": "Left a message"})
        story.wait(20, 200)
    story.do("contact.attempt", {"channel": "call", "reached": True, "said": "Will come by"})
    if story.once_in(10):
        _on_hold(story)
    if not urgent and story.once_in(4):
        story.move_visit()
        story.until_visit()
    story.wait(20, 200 if urgent else DAY)
    if story.once_in(8):
        note = "Needs somebody who knows the network."
        story.do("job.transfer", {"note": note, "queue": "Network"})
        story.wait(20, DAY)
    _close(story)
    if story.once_in(25):
        story.wait(60, 2 * DAY)
        story.do("job.reopen", {"reason": "It happens again"}, story.site.supervisor)
        story.wait(10, 100)
        story.do("contact.attempt", {"channel": "in_person", "reached": True})
        story.wait(20, 200)
        _close(story)


def _close(story: Story) -> None:
    told = {"summary": "Repaired, and tried together.", "minutes": story.chance.randint(10, 90)}
    story.do("job.close", told | {"takes": ["incident"]})


def peripheral_from_stock(story: Story, customers: list[tuple[dict, dict]]) -> None:
    """Several of them, out of the cupboard: nothing is ordered."""
    ((person, _),) = customers
    story.meet(person)
    args = {"person": person["key"], "category": "monitor", "quantity": story.chance.randint(2, 3)}
    story.open("peripheral", args)
    for step in WORKFLOWS["peripheral"].steps:
        story.wait(10, DAY)
        if step.order == "place":
            story.do("step.skip", {"step": step.key, "reason": "From stock"}, story.site.receiving)
        else:
            story.step(step.key)
    story.time(10, 45)


def stock(story: Story, customers: list[tuple[dict, dict]]) -> None:
    """Machines and docks for the cupboard: ordered, and scanned in box by box as they come; sometimes in two deliveries, or damaged."""
    laptops, docks = story.chance.randint(2, 5), story.chance.randint(1, 3)
    text, id_ = f"{laptops} Latitude 7450\n{docks} Dock WD22", fresh(story.chance)
    order = derive(id_, "order")
    told = {"site": story.site.key, "text": text, "supplier": "Northgate Supply"}
    told |= {"reference": f"PO-{story.chance.randint(10_000, 99_999)}"}
    story.do("order.create", told, story.site.receiving, id=id_, target=f"order:{order}")
    story.wait(3 * DAY, 9 * DAY)
    boxes = ["Latitude 7450"] * laptops + ["Dock WD22"] * docks
    if story.once_in(3):
        later = boxes.pop()
        _deliver(story, order, boxes)
        back = {"line": derive(id_, "line 1"), "reason": f"The {later} comes later"}
        story.do("order.backorder", back, story.site.receiving, target=f"order:{order}")
        story.wait(2 * DAY, 8 * DAY)
        boxes = [later]
    _deliver(story, order, boxes)


def _deliver(story: Story, order: str, models: list[str]) -> None:
    """A carrier brings so many boxes, and each is scanned; of a damaged one a supervisor says that it will do."""
    visit = {"carrier": story.chance.choice(CARRIERS), "tracking": f"1Z{story.chance.randrange(10**10):010d}"}
    args = {"site": story.site.key, "day": story.day(), "announced": len(models)} | visit
    story.do("delivery.open", args, story.site.receiving, target=target_of("delivery.open", args, ""))
    for model in models:
        story.wait(1, 6)
        serial, dented = f"SX{story.chance.randrange(10**9):09d}", story.once_in(12)
        told = {"condition": "damaged", "remark": "One corner is crushed"} if dented else {}
        box = story.box(serial, order=order, model=model, **visit, **told)
        if dented:
            story.wait(30, 300)
            reason = {"reason": "Only the carton is crushed; it works."}
            story.do("box.accept", reason, story.site.supervisor, target=box)


class Plot(NamedTuple):
    """``weight`` is how many of a hundred jobs or so are like that, ``customers`` how many people it takes, with their machines (a person's
    ``machine`` may be from the store instead). ``keeps`` says that the machines do not come back into play."""

    kind: str
    weight: int
    play: Callable[[Story, list[tuple[dict, dict]]], None]
    customers: int = 1
    keeps: bool = False


PLOTS = [
    Plot("incident", 48, incident),
    Plot("refresh", 14, refresh, keeps=True),
    Plot("cascade", 5, _straight("cascade", "machine")),
    Plot("cascade", 1, wrong_machine, customers=2),
    Plot(
        "cascade-existing",
        3,
        _straight("cascade-existing", "machine", "replaced"),
        customers=2,
        keeps=True,
    ),
    Plot("cascade-new", 3, _straight("cascade-new")),
    Plot("cascade-swap", 3, _straight("cascade-swap", "first", "second"), customers=2),
    Plot("peripheral", 8, _straight("peripheral")),
    Plot("peripheral", 3, peripheral_from_stock),
    Plot("software", 6, _straight("software", "machine")),
    Plot("acquisition", 3, _straight("acquisition")),
    Plot("wipe", 3, _straight("wipe", "machine"), keeps=True),
    Plot("stock", 2, stock, customers=0),
]
