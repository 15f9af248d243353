"""What goes on when the demo begins: refreshes at each of their ten steps, other jobs on their way, machines that change hands."""

from datetime import date
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.present import DAY, Floor, Present
from fieldapp.demo.quarter import wiped
from fieldapp.demo.quarter_hours import earlier, half_hour
from fieldapp.labels.tags import tags_of
from fieldapp.portable.natives import derive

JOBS = 24
# Minutes of office time that a refresh took for each step, so far; the visit is as long as it takes.
PACES = {
    "invite": 400, "order": 700, "receive": 5 * DAY, "prepare": 300, "pickup": 260, "software": 240,
    "schedule": 150, "copy": DAY, "setup": 45, "retire": 0,
}  # fmt: skip
STEPS = list(PACES)
TAKES_TIME = {"pickup": 15, "software": 45, "schedule": 10, "copy": 60, "setup": 30}
# Of the technicians' last deeds, so many office minutes ago: some of this morning, some of yesterday and the days before.
LATELY = [35, 130, 560, 80, 1150, 720, 210, 1700, 610, 55, 170, 940]


def work_on(floor: Floor) -> None:
    """The first people's machines are replaced; of the others, and of those in the store, each has a story."""
    jobs = [_refresh(floor, at) for at in range(JOBS)]
    _on_hold(jobs[2])
    imaged = jobs[11].ago(20)
    imaged.do("bench.start", {"what": "imaging"}, target=imaged.brought)
    first = jobs[0].ago(200)
    first.do("note.add", {"text": "Prefers mornings. Ask for the desk key at reception."})
    first.do("time.add", {"minutes": 15})
    _cascades(floor)
    _other_jobs(floor)
    spare = len(floor.people)
    wipe = Present(floor).ago(330)
    wipe.open("wipe", {"assets": {"machine": floor.machines[spare]["key"]}})
    _hand_over(floor, floor.machines[spare + 1 : spare + 4])
    _wiped(floor, floor.machines[spare + 4])
    reason = {"reason": "Matter 4711, asked for by the client's counsel"}
    _about(floor, spare + 5, "supervisor1", 12 * DAY, "legal.hold", reason)
    _about(floor, spare + 6, "tech2", 2 * DAY, "custody.lost", {"text": "Not in the locker of floor 5, where it was last week"})
    _labels(floor, floor.machines[spare + 1])


def _refresh(floor: Floor, at: int) -> Present:
    """For the person of that place in the list: every technician has one at each step, due three years after it was bought."""
    done = STEPS[: at // 2 % len(STEPS)]
    person, machine = floor.people[at], floor.machines[at]
    story = Present(floor, "tech1" if at % 2 == 0 else "tech2")
    story.meet(person)
    story.machines = {"outgoing": machine, "incoming": _new(story)}
    bought = date.fromisoformat(machine["purchased"])
    due = bought.replace(year=bought.year + 3, day=min(bought.day, 28)).isoformat()
    last = LATELY[at % len(LATELY)]
    story.ago(last + sum(PACES[step] for step in done) + 60)
    args = {"assets": {"outgoing": machine["key"]}, "person": person["key"], "due": due}
    story.open("refresh", args)
    if "copy" in done:
        behind = last + sum(PACES[step] for step in done[done.index("copy") + 1 :])
        story.visit = half_hour(earlier(floor.now, behind, floor.site.zone))
    for step in done:
        story.wait(PACES[step], PACES[step])
        if step == done[-1] == "receive" and at % 2:
            story.box(order=story.order, **story.machines["incoming"])
        else:
            story.step(step)
        # What was done a moment ago has no time yet.
        if step in TAKES_TIME and (last > 60 or step != done[-1]):
            story.time(TAKES_TIME[step], TAKES_TIME[step])
    if done and done[-1] == "setup" and at % 2:
        story.wait(15, 15)
        story.step("retire", ["collected"])
    return story


def _new(story: Present) -> dict[str, str]:
    """The label and serial of a new machine."""
    chance = story.chance
    return {"tag": f"NW{chance.randint(10000, 99999)}", "serial": f"SN{chance.randint(10**7, 10**8)}"}


def _on_hold(story: Present) -> None:
    told = {"reason": "On leave until next week", "until": story.day_in(6), "kind": "customer"}
    story.ago(25).do("hold.set", told)


def clash(floor: Floor) -> None:
    """The one case to decide: a step was done in a basement after the job had been called off."""
    person, machine = floor.people[31], floor.machines[31]
    story = Present(floor, "tech2")
    story.machines = {"outgoing": machine, "incoming": _new(story)}
    story.ago(9 * DAY).open("refresh", {"assets": {"outgoing": machine["key"]}, "person": person["key"]})
    for step in ("invite", "order", "receive", "prepare", "pickup"):
        story.wait(DAY, DAY)
        story.step(step)
    cancelled, tried, heard = (earlier(floor.now, ago, floor.site.zone) for ago in (140, 95, 70))
    story.at = cancelled
    story.by("supervisor1", "job.cancel", {"reason": "The person has left the firm"})
    story.at, story.heard = tried, heard
    told = {"step": "software", "evidence": {"installed": True}}
    story.do("step.complete", told, intends="held")


def _cascades(floor: Floor) -> None:
    """From somebody to somebody, one just begun and one about to be delivered."""
    people, machines = floor.people, floor.machines
    begun = Present(floor).ago(420)
    begun.open("cascade", {"assets": {"machine": machines[39]["key"]}, "person": people[38]["key"]})
    going = Present(floor, "tech2")
    going.machines = {"machine": machines[37]}
    going.ago(4 * DAY).open("cascade", {"assets": {"machine": machines[37]["key"]}, "person": people[36]["key"]})
    for step in ("pickup", "backup", "reimage", "prepare"):
        going.wait(400, 400)
        going.step(step)
        going.time(30, 60, skill="imaging" if step == "reimage" else None)
    going.move_visit()


def _other_jobs(floor: Floor) -> None:
    """A monitor that has come, a program to install, and a new machine that is ordered."""
    monitor = Present(floor)
    monitor.machines["item"] = _new(monitor)
    monitor.ago(6 * DAY).open("peripheral", {"person": floor.people[35]["key"], "category": "monitor"})
    for step in ("ordered", "placed", "received"):
        monitor.wait(DAY, 2 * DAY)
        monitor.step(step)
    program = Present(floor, "tech2")
    program.machines["machine"] = floor.machines[34]
    args = {"assets": {"machine": floor.machines[34]["key"]}, "person": floor.people[34]["key"]}
    program.ago(2 * DAY).open("software", args)
    program.wait(300, 300)
    program.step("approve", software="Visio 2024", licence="new licence bought")
    bought = Present(floor)
    bought.ago(3 * DAY).open("acquisition", {"person": floor.people[33]["key"]})
    bought.wait(200, 200)
    bought.step("ordered", model="Latitude 7450")


def _about(floor: Floor, at: int, by: str, ago: int, kind: str, args: dict[str, Any], **more: Any) -> str:
    """Something is done to a machine itself."""
    target = f"asset:{floor.machines[at]['key']}"
    return Present(floor).ago(ago).by(by, kind, args, target=target, **more)


def _hand_over(floor: Floor, spares: list[dict]) -> None:
    """A loaner that is late, one in a technician's hands, and one that is offered to the other."""
    lent, kept, offered = (len(floor.people) + 1 + at for at in range(3))
    told = {"person": floor.people[0]["key"], "due": floor.today(-2)}
    _about(floor, lent, "tech1", 8 * DAY, "loan.give", told)
    _about(floor, kept, "tech1", 3 * DAY, "custody.accept", {"code": spares[1]["tag"]})
    _about(floor, offered, "tech2", DAY, "custody.accept", {"code": spares[2]["tag"]})
    to = {"whom": f"staff:{floor.staff['tech1'].id}", "note": "On your desk, with its charger."}
    _about(floor, offered, "tech2", 50, "custody.offer", to)


def _wiped(floor: Floor, machine: dict) -> None:
    """A machine that is wiped, verified by another technician, and certified; it is still to go somewhere."""
    story = Present(floor, "tech2")
    story.machines = {"machine": machine}
    story.ago(4 * DAY).open("wipe", {"assets": {"machine": machine["key"]}})
    drive = {"serial": f"WD-{machine['serial']}", "model": "WDC PC SN740", "result": "ok"}
    for step in ("collect", "hold_check", "wipe"):
        story.wait(DAY, DAY)
        more = {"method": "purge", "drives": [drive], "tool": "nwipe 0.37"} if step == "wipe" else {}
        story.step(step, **more)
    story.wait(60, 60)
    proof = {"step": "verify", "evidence": {"result": "verified"}}
    story.by("tech1", "step.complete", proof)
    story.by("tech1", "time.add", {"minutes": 15})
    story.wait(60, 60)
    id_ = fresh(story.chance)
    target = f"certificate:{derive(id_, 'certificate')}"
    keys = [key for _, key in story.wipes]
    story.by("supervisor1", "certificate.issue", wiped(keys), id=id_, target=target)


def _labels(floor: Floor, machine: dict) -> None:
    """A roll of blanks; and a machine whose first label is out of use."""
    id_, at = fresh(floor.books.chance), floor.machines.index(machine)
    blanks = {"site": floor.site.key, "count": 90, "note": "In the mail room, upper drawer"}
    roll = Present(floor).ago(11 * DAY)
    roll.by("receiving1", "tags.issue", blanks, id=id_, target=f"roll:{derive(id_, 'roll')}")
    _about(floor, at, "tech1", 9 * DAY, "label.bind", {"tag": tags_of(1_001_000, 1)[0]})
    scratched = {"tag": machine["tag"], "reason": "Scratched, can't be read"}
    _about(floor, at, "tech1", 9 * DAY - 2, "label.retire", scratched)
