"""What a contract promises about time: targets, calendars, and what stops a clock. Sites repeat it for the phones."""

import msgspec


class Closure(msgspec.Struct, kw_only=True):
    """A span in which nobody is served, declared for a ``reason``, perhaps afterwards (snow). Moments."""

    starts: str
    ends: str
    reason: str
    op: str | None = None


class Earlier(msgspec.Struct, kw_only=True):
    """The hours that held before a day (a date): what was counted then stays as it was."""

    before: str
    hours: dict[str, list[list[str]]]


class Calendar(msgspec.Struct, kw_only=True):
    """When time counts. ``hours`` maps ``mon`` … ``sun`` to spans of local time, ``["09:00", "17:00"]``; a day that
    is absent has none, ``24:00`` is its end. ``zone`` is an IANA zone, the site's where it is null. ``holidays`` are dates,
    ``names`` says what some of them are called. ``earlier`` are the hours that it had before, the oldest first."""

    hours: dict[str, list[list[str]]] = {}
    zone: str | None = None
    holidays: list[str] = []
    names: dict[str, str] = {}
    closures: list[Closure] = []
    earlier: list[Earlier] = []


class Target(msgspec.Struct, kw_only=True):
    """A promise for a clock (``response`` or ``completion``), in ``minutes`` of a calendar.

    It holds for jobs that fit all of what is not null: ``kind``, ``priority``, ``line_of_business``, ``vip``. ``calendar`` is
    ``""`` (the line of business's where it has one, otherwise the site's), ``always`` (day and night), or a name of ``ServiceTerms.calendars``.
    """

    clock: str
    minutes: int
    kind: str | None = None
    priority: str | None = None
    line_of_business: str | None = None
    vip: bool | None = None
    calendar: str = ""


class ServiceTerms(msgspec.Struct, kw_only=True):
    """``lines`` maps a line of business to the name of its calendar; ``pausing`` are the reasons of holds that stop the
    completion clock (``customer``, ``supplier`` …); ``priorities`` maps impact to priority; ``queues`` names them.

    A closed incident reopens within ``reopen_days``; ``unreachable_attempts`` on as many business days permit
    closing without having reached anyone. ``children`` says what of a child incident counts: ``clocks``, ``charges``.
    """

    targets: list[Target] = []
    calendars: dict[str, Calendar] = {}
    lines: dict[str, str] = {}
    pausing: list[str] = []
    priorities: dict[str, str] = {}
    queues: list[str] = []
    reopen_days: int = 5
    unreachable_attempts: int = 3
    warn_minutes: int = 60
    children: list[str] = []


class ServiceFrom(msgspec.Struct, kw_only=True, rename={"from_": "from"}):
    """The terms that hold from a day on: a date in the contract's zone, which ``begins`` at that moment."""

    from_: str
    terms: ServiceTerms
    begins: str | None = None
