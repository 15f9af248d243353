"""A month in the making: deeds with their moment, and when they were heard of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from fieldapp.sync.messages import Operation


@dataclass
class Month:
    """``deeds`` are (moment, arrival, operation); what is heard first is merged first."""

    seed: int
    chance: Random
    begins: datetime
    deeds: list[tuple[datetime, datetime, Operation]] = field(default_factory=list)
    # Jobs for several items, which come from stock: what is ordered would have to be scanned in, box by box.
    from_stock: set[str] = field(default_factory=set)
    # The hours of each site's help desk.
    desks: dict[str, dict] = field(default_factory=dict)
    # Operations of a phone whose clock was set while they waited in it.
    doubted: set[str] = field(default_factory=set)

    def id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def add(self, at: datetime, kind: str, target: str, args: dict, id_="", late=0.0) -> str:
        """Something done at a moment. With ``late`` that share of it is heard only days after."""
        id_ = id_ or self.id()
        heard = at
        if self.chance.random() < late:
            heard += timedelta(minutes=self.chance.randint(1, 14 * 24 * 60))
        made = Operation(id=id_, kind=kind, target=target, args=args, at=iso(at))
        self.deeds.append((at, heard, made))
        return id_

    def doubt(self, at: datetime, op: str) -> None:
        """The clock of its phone had jumped. A supervisor decides, and it counts or it does not."""
        self.doubted.add(op)
        verb = self.chance.choice(["case.apply", "case.apply", "case.dismiss"])
        self.add(self.after(at, 20 * 24), verb, f"case:{op}", {"reason": "They were asked"})

    def after(self, at: datetime, hours: float = 60) -> datetime:
        """Some time later: minutes, hours or days."""
        return at + timedelta(seconds=self.chance.randint(30, int(hours * 3600)))


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
