"""One made-up job, as it goes on: who does what next, after how long, and when that is heard of."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.quarter_books import Site
from fieldapp.demo.quarter_clerk import Deed, iso
from fieldapp.demo.quarter_hours import later
from fieldapp.demo.quarter_proof import proof
from fieldapp.portable.natives import derive
from fieldapp.sync.incoming import Actor
from fieldapp.workflows import WORKFLOWS

# Of what technicians do, so much is sent only when there is signal again.
NO_SIGNAL = 0.06
RECEIVES = ("receiving", "acquisitions")


class Story:
    """The job's deeds, in order. ``technician`` has it; ``machines`` are ``{tag, serial}`` by role, and may grow."""

    def __init__(self, chance: Random, site: Site, at: datetime):
        self.chance, self.site = chance, site
        self.technician: Actor = chance.choice(site.technicians)
        self.at = self.heard = later(at, 0, site.zone)
        self.deeds: list[Deed] = []
        self.machines: dict[str, dict[str, str]] = {}
        self.kind = self.job = ""

    def wait(self, least: int, most: int) -> None:
        """Go on some minutes of office time later."""
        self.at = later(self.at, self.chance.randint(least, most), self.site.zone)

    def once_in(self, many: int) -> bool:
        return self.chance.randrange(many) == 0

    def do(self, kind: str, args: dict[str, Any], by: Actor | None = None, **more: Any) -> str:
        """Something is done to the job, by its technician where nobody else is named. Answers the operation's id."""
        by = by or self.technician
        heard = max(self.at, self.heard)
        if by is self.technician and self.chance.random() < NO_SIGNAL:
            heard += timedelta(minutes=self.chance.randint(4, 200))
        self.heard = heard
        id_ = more.pop("id", None) or fresh(self.chance)
        target = more.pop("target", self.job)
        self.deeds.append(Deed(self.at, heard, by, kind, target, args, id_, **more))
        return id_

    def open(self, kind: str, args: dict[str, Any], by: Actor | None = None) -> None:
        """The job is made, and given to its technician."""
        supervisor, id_ = self.site.supervisor, fresh(self.chance)
        self.kind, self.job = kind, f"job:{derive(id_, 'job')}"
        self.do("job.create", {"kind": kind} | args, by or supervisor, id=id_)
        if by is not self.technician:
            note = "Yours, please."
            self.do("job.assign", {"to": self.technician.id, "note": note}, supervisor)

    def step(self, key: str, **instead: Any) -> None:
        """A step is done, properly, by who does such steps."""
        spec = next(one for one in WORKFLOWS[self.kind].steps if one.key == key)
        by = self.site.receiving if spec.role in RECEIVES else self.technician
        appointment = iso(later(self.at, 900, self.site.zone))
        self.do(
            "step.complete",
            {"step": key, "evidence": proof(spec, self.machines, appointment, **instead)},
            by,
        )

    def new_machine(self, role: str) -> None:
        """A new one, out of its box."""
        number = self.chance.randrange(10**9)
        self.machines[role] = {"tag": f"NX{number:09d}", "serial": f"SX{number:09d}"}

    def time(self, least: int, most: int, **more: Any) -> str:
        return self.do("time.add", {"minutes": self.chance.randint(least, most)} | more)
