"""What is going on when the demo begins: each job with moments that are said backwards from now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fieldapp.demo.quarter_books import Books, Site
from fieldapp.demo.quarter_hours import earlier, is_closed
from fieldapp.demo.quarter_story import Story
from fieldapp.sync.incoming import Actor

# Minutes of an office day.
DAY = 540


@dataclass
class Floor:
    """The demo's books, who is who in them, and ``now``. The first of the ``people`` have the first of the ``machines``; the last
    machines are in the store."""

    books: Books
    now: datetime
    staff: dict[str, Actor]
    people: list[dict[str, Any]]
    machines: list[dict[str, Any]]
    visits: Iterator[datetime]

    @property
    def site(self) -> Site:
        return self.books.sites[0]

    def today(self, days: int = 0) -> str:
        """The day at the site, or so many later."""
        return (self.now.astimezone(ZoneInfo(self.site.zone)) + timedelta(days=days)).date().isoformat()


def office_hours(now: datetime, zone: str) -> Iterator[datetime]:
    """The next full hours at which one finds people at their desks, in UTC."""
    one = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    while True:
        local = one.astimezone(ZoneInfo(zone))
        if 9 <= local.hour < 17 and not is_closed(local):
            yield one.astimezone(UTC)
        one += timedelta(hours=1)


class Present(Story):
    """What somebody did lately, as it is told: each deed after the one before, and none later than now."""

    no_signal = 0.0

    def __init__(self, floor: Floor, by: str = "tech1"):
        super().__init__(floor.books.chance, floor.site, floor.now)
        self.floor, self.technician, self.deeds = floor, floor.staff[by], floor.books.deeds
        self.heard = self.visit = floor.books.begins
        self.ago(1)

    def ago(self, minutes: int) -> "Present":
        """Go on at the moment that is so many minutes of office time before now."""
        self.at = earlier(self.floor.now, minutes, self.site.zone)
        return self

    def agree(self) -> None:
        """Where no visit was said, it is the next hour at which nobody is visited yet."""
        if self.visit <= self.at:
            self.visit = next(self.floor.visits)

    def by(self, username: str, kind: str, args: dict[str, Any], **more: Any) -> str:
        return self.do(kind, args, self.floor.staff[username], **more)

    def day_in(self, days: int) -> str:
        return self.floor.today(days)
