"""The people and places that jobs are about: customers, sites with their staff, models."""

import msgspec

from fieldapp.documents.base import Document, Named
from fieldapp.documents.contract import WipingTerms
from fieldapp.documents.service import Calendar, ServiceFrom
from fieldapp.documents.wiping import LegalHold


class Person(Document, kw_only=True):
    """A customer. ``username`` and ``email`` find them in imports; they never sign in."""

    name: str
    site: Named
    username: str | None = None
    email: str | None = None
    phone: str | None = None
    vip: bool = False
    floor: str | None = None
    desk: str | None = None
    cost_centre: str | None = None
    line_of_business: str | None = None
    job_title: str | None = None
    active: bool = True
    legal: list[LegalHold] = []

    def scopes(self) -> list[str]:
        return [f"site:{self.site.id}"]

    def keys(self) -> list[str]:
        return [f"person:{self.username.lower()}"] if self.username else []

    def refers(self) -> list[str]:
        return [f"site:{self.site.id}"]


class Colleague(msgspec.Struct, kw_only=True):
    """A member of staff as the site repeats them, so that a phone can hand over offline."""

    id: str
    name: str
    roles: list[str] = []


class Site(Document, kw_only=True):
    """A place of the client's. ``acting`` says which roles act for one that the site lacks; ``wiping`` and ``service``
    repeat the contract's terms, for the phones have no contracts; of ``service``, each version from its day on. ``calendar`` is when the site is served,
    day and night where it is null. ``types`` names the contract's transaction types, each with the kinds of job that it fits (all, where empty)."""

    name: str
    zone: str = "UTC"
    client: str | None = None
    contract: str | None = None
    address: str | None = None
    acting: dict[str, list[str]] = {}
    staff: list[Colleague] = []
    wiping: WipingTerms | None = None
    calendar: Calendar | None = None
    types: dict[str, list[str]] = {}
    service: list[ServiceFrom] = []

    def scopes(self) -> list[str]:
        return [self.id]

    def keys(self) -> list[str]:
        return [f"site-name:{self.name.strip().lower()}"]


class Model(Document, kw_only=True):
    """A make of machine. ``months`` is its life; three years where the books say nothing."""

    name: str
    number: str | None = None
    manufacturer: str | None = None
    category: str | None = None
    months: int = 36

    def keys(self) -> list[str]:
        return [f"model:{self.name.strip().lower()}|{(self.number or '').strip().lower()}"]


class Staff(Document, kw_only=True):
    """Someone who signs in. Roles: technician, receiving, acquisitions, helpdesk, supervisor, manager, admin."""

    username: str
    name: str
    roles: list[str] = []
    sites: list[str] = []
    active: bool = True

    def keys(self) -> list[str]:
        return [f"staff:{self.username.lower()}"]

    def refers(self) -> list[str]:
        return [f"site:{site}" for site in self.sites]
