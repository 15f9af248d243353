"""Sites, terms and jobs of the clocks' tests, in New York unless said otherwise."""

from fieldapp.documents import (
    Calendar,
    Customer,
    Job,
    Named,
    Place,
    ServiceFrom,
    ServiceTerms,
    Site,
    Target,
)
from fieldapp.portable.natives import from_local

ZONE = "America/New_York"
NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def local(text: str, zone: str = ZONE) -> str:
    """The moment of a local time: ``2026-11-23 09:00`` (a Monday)."""
    return from_local(text.replace(" ", "T"), zone)


def terms(*targets: Target, begins: str = "2026-01-01", **more) -> ServiceFrom:
    return ServiceFrom(
        from_=begins,
        begins=local(f"{begins} 00:00"),
        terms=ServiceTerms(targets=list(targets), **more),
    )


def site(*versions: ServiceFrom, hours=NINE_TO_FIVE, zone: str = ZONE, **more) -> Site:
    calendar = Calendar(hours=hours, **more) if hours is not None else None
    return Site(id="site:1", name="Tower", zone=zone, calendar=calendar, service=list(versions))


def job(kind: str = "incident", vip: bool = False, line: str | None = None, **more) -> Job:
    who = Customer(id="jo", name="Jo Bell", vip=vip, line_of_business=line)
    return Job(
        id="job:1", number="I-1", kind=kind, title="Incident", site=Place(id="1", name="Tower", zone=ZONE),
        created_at=local("2026-11-23 09:00"), created_by=Named(id="1", name="Ana"), person=who, vip=vip, **more,
    )  # fmt: skip


def response(minutes: int, **more) -> Target:
    return Target(clock="response", minutes=minutes, **more)


def completion(minutes: int, **more) -> Target:
    return Target(clock="completion", minutes=minutes, **more)
