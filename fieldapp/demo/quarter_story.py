"""One made-up job, as it goes on: who does what next, after how long, and when that is heard of."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldapp.demo.chance import fresh
from fieldapp.demo.quarter_books import Site
from fieldapp.demo.quarter_clerk import Deed, iso
from fieldapp.demo.quarter_hours import half_hour, later
from fieldapp.demo.quarter_proof import proof
from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.workflows import WORKFLOWS, StepSpec

# Of what technicians do, so much is sent only when there is signal again.
NO_SIGNAL = 0.06
# Of what comes for a job, so much is scanned box by box; the rest is one tap on its step.
SCANNED = 0.6
RECEIVES = ("receiving", "acquisitions")
CARRIERS = ["UPS", "FedEx", "DHL"]


class Story:
    """The job's deeds, in order. ``technician`` has it; ``machines`` are ``{tag, serial}`` by role, and may grow; ``wipes`` say when a wipe
    was heard of, and the key of its record; ``says`` what is answered where a step asks for it, besides what is always said."""

    no_signal = NO_SIGNAL

    def __init__(self, chance: Random, site: Site, at: datetime):
        self.chance, self.site = chance, site
        self.technician: Actor = chance.choice(site.technicians)
        self.at = self.heard = later(at, 0, site.zone)
        self.deeds: list[Deed] = []
        self.wipes: list[tuple[datetime, str]] = []
        self.machines: dict[str, dict[str, str]] = {}
        self.says: dict[str, str] = {}
        self.kind = self.job = self.order = self.brought = ""
        self.visit = self.at

    def meet(self, person: dict[str, Any]) -> None:
        """Whose job it is: they sign for what they get and give back."""
        self.says = {"signed_by": person["name"], "returned_by": person["name"]}

    def wait(self, least: int, most: int) -> None:
        """Go on some minutes of office time later."""
        self.at = later(self.at, self.chance.randint(least, most), self.site.zone)

    def once_in(self, many: int) -> bool:
        return self.chance.randrange(many) == 0

    def do(self, kind: str, args: dict[str, Any], by: Actor | None = None, **more: Any) -> str:
        """Something is done to the job, by its technician where nobody else is named. Answers the operation's id."""
        by = by or self.technician
        heard = max(self.at, self.heard)
        if by is self.technician and self.chance.random() < self.no_signal:
            heard += timedelta(minutes=self.chance.randint(4, 200))
        self.heard = heard
        id_ = more.pop("id", None) or fresh(self.chance)
        target = more.pop("target", self.job)
        self.deeds.append(Deed(self.at, heard, by, kind, target, args, id_, **more))
        return id_

    def open(self, kind: str, args: dict[str, Any], by: Actor | None = None) -> None:
        """The job is made, and given to its technician."""
        supervisor = self.site.supervisor
        self.begin(kind, args, by or supervisor)
        if by is not self.technician:
            note = "Yours, please."
            self.do("job.assign", {"to": self.technician.id, "note": note}, supervisor)

    def begin(self, kind: str, args: dict[str, Any], by: Actor) -> None:
        """The job is made."""
        id_ = fresh(self.chance)
        self.kind, self.job = kind, f"job:{derive(id_, 'job')}"
        self.do("job.create", {"kind": kind} | args, by, id=id_)

    def step(self, key: str, parts: list[str] | None = None, **instead: Any) -> None:
        """A step is done, properly, by who does such steps; or those ``parts`` of it. What comes may be scanned in instead."""
        spec = next(one for one in WORKFLOWS[self.kind].steps if one.key == key)
        if spec.order == "receive" and self.order and self.chance.random() < SCANNED:
            self.box(self._new_serial(), order=self.order)
            return
        if spec.schedules:
            self.agree()
        told = proof(spec, self.machines, iso(self.visit), parts, **self.says | instead)
        by = self.site.receiving if spec.role in RECEIVES else self.technician
        made = self.do("step.complete", {"step": key, "evidence": told}, by)
        if spec.order == "place":
            self.order = derive(made, "order")
        for need in spec.needs:
            if need.kind == "new_asset" and need.name in told:
                self.brought = f"asset:{derive(made, need.name)}"
        if _wipes(spec, parts):
            self.wipes.append((self.heard, derive(made, "erasure")))

    def agree(self) -> None:
        """A day and time are found, some office hours ahead."""
        self.visit = half_hour(later(self.at, self.chance.randint(300, 1500), self.site.zone))

    def move_visit(self) -> None:
        """The customer asks for another day."""
        self.agree()
        self.do("schedule.set", {"at": iso(self.visit), "minutes": self.chance.choice([30, 60, 90])})

    def until_visit(self) -> None:
        self.at = max(self.at, self.visit)

    def box(self, serial: str, **told: Any) -> str:
        """A box is scanned in. Where no tracking number is told, it stands on the day's delivery. Answers the box's id."""
        args = {"site": self.site.key, "day": self.day(), "carrier": CARRIERS[0], "serial": serial} | told
        target = target_of("box.receive", args, "")
        self.do("box.receive", args, self.site.receiving, target=target)
        return target

    def day(self) -> str:
        """The day at the site."""
        return self.at.astimezone(ZoneInfo(self.site.zone)).date().isoformat()

    def colleague(self) -> Actor:
        """Somebody else who can look at what the technician has done."""
        others = [one for one in self.site.technicians if one is not self.technician]
        return self.chance.choice(others) if others else self.site.supervisor

    def check(self, what: str, by: Actor, how: str) -> None:
        """The wipe is looked at, and holds good."""
        self.wait(10, 200)
        self.do("wipe.check", {"what": what, "result": "passed", "how": how}, by)

    def _new_serial(self) -> str:
        """Of what the job brings in."""
        return next(
            self.machines[role]["serial"]
            for role, spec in WORKFLOWS[self.kind].assets.items()
            if not spec.given
        )

    def new_machine(self, role: str) -> None:
        """A new one, out of its box."""
        number = self.chance.randrange(10**9)
        self.machines[role] = {"tag": f"NX{number:09d}", "serial": f"SX{number:09d}"}

    def time(self, least: int, most: int, **more: Any) -> str:
        return self.do("time.add", {"minutes": self.chance.randint(least, most)} | more)


def _wipes(spec: StepSpec, parts: list[str] | None) -> bool:
    done = [one for one in spec.parts if parts is None or one.key in parts]
    return bool(spec.wipes) or any(one.wipes for one in done)
