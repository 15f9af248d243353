"""Whose months are whose: what reports count is cut by the contract's time zone, as the ledger is, and by the site's where there is no contract."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from fieldapp.billing.months import day_after, last_day
from fieldapp.billing.terms import month_after
from fieldapp.documents import Contract, Site, decode, key_of
from fieldapp.models import document
from fieldapp.portable.natives import epoch, from_local, zone_parts

WEEK = 7


@dataclass(frozen=True)
class Part:
    """Jobs of a contract (None: of none), at some sites (None: at all), in one zone."""

    contract: str | None
    zone: str
    sites: list[str] | None
    name: str = ""
    currency: str = ""

    def of(self, table: sa.Table) -> list:
        """That a row of a table is of it."""
        mine = table.c.contract == self.contract if self.contract else table.c.contract.is_(None)
        return [mine] if self.sites is None else [mine, table.c.site.in_(self.sites)]

    def begins(self, day: str) -> str:
        """The moment at which that date begins there."""
        return from_local(f"{day}T00:00", self.zone)

    def span(self, first: str, last: str) -> tuple[str, str]:
        """From the beginning of one date until the end of another."""
        return self.begins(first), self.begins(day_after(last))

    def month(self, month: str) -> tuple[str, str]:
        return self.span(f"{month}-01", last_day(month))

    def day_of(self, moment: str) -> str:
        year, month, day, *_ = zone_parts(epoch(moment), self.zone)
        return f"{year:04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True)
class Sight:
    """All that somebody may see: its parts, the names of its sites, and the present ``day`` in the zone of its first part."""

    parts: list[Part]
    sites: dict[str, str]
    only: list[str] | None
    now: str

    @property
    def day(self) -> str:
        return (self.parts or [Part(None, "UTC", None)])[0].day_of(self.now)

    @property
    def contracts(self) -> list[Part]:
        """Those whose ledger they see."""
        return [one for one in self.parts if one.name]

    def here(self, table: sa.Table) -> list:
        """That a row of a table is in sight, whatever its part."""
        return [] if self.only is None else [table.c.site.in_(self.only)]


def sight(connection: sa.Connection, only: list[str] | None, now: str) -> Sight:
    """Of some sites, or of all. A ledger is seen by those of one of the contract's sites."""
    sites = [one for one in _all(connection, "site", Site) if only is None or key_of(one.id) in only]
    seen = {one.contract for one in sites}
    parts = []
    for one in _all(connection, "contract", Contract):
        key = key_of(one.id)
        whole = only is None or key in seen
        parts.append(Part(key, one.zone, only, one.name if whole else "", one.currency))
    # Those that one sees the ledger of come first: by their zone it is today.
    parts.sort(key=lambda one: (not one.name, one.name, one.contract))
    zones = defaultdict(list)
    for site in sites:
        zones[site.zone].append(key_of(site.id))
    parts += [Part(None, zone, keys) for zone, keys in sorted(zones.items())]
    return Sight(parts, {key_of(one.id): one.name for one in sites}, only, now)


def _all(connection: sa.Connection, kind: str, shape: type) -> list:
    wanted = sa.select(document.c.id, document.c.body).where(document.c.type == kind).order_by(document.c.id)
    found = [decode(id_, body) for id_, body in connection.execute(wanted)]
    return [one for one in found if isinstance(one, shape)]


def months_around(day: str, back: int, ahead: int) -> list[str]:
    """``2026-11``, that of the day, and its neighbours."""
    at = int(day[:4]) * 12 + int(day[5:7]) - 1
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(at - back, at + ahead + 1)]


def months_on(month: str, many: int) -> str:
    """The month so many after another."""
    for _ in range(many):
        month = month_after(month)
    return month


def weeks_before(day: str, many: int) -> list[str]:
    """Mondays: that of the day's week, and those before it, the oldest first."""
    monday = date.fromisoformat(day) - timedelta(days=date.fromisoformat(day).weekday())
    return [str(monday - timedelta(weeks=back)) for back in range(many - 1, -1, -1)]


def days_on(day: str, many: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=many))
