"""*The clocks explained* counts to the very moment that the clock is due, whatever has happened to the job: a penalty is argued from it."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.documents import Attempt, Closure, Hold, Job, Named, Place, Site
from fieldapp.portable.natives import epoch, iso, plain
from fieldapp.screens.clocks import clock_view
from fieldapp.sla import clocks
from tests.sla.made import completion, job, local, response, site, terms

ANA = Named(id="1", name="Ana")
HOUR = 3600000
EARLY = {day: [["06:00", "10:00"], ["11:00", "15:30"]] for day in ("mon", "tue", "wed", "thu", "sat")}
STRICTER = "2026-11-25"
# What happens, and how many hours later than what came before.
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["move", "move", "hold", "hold", "release", "vip", "line", "amend", "finish", "reopen", "undo", "attempt", "snow", "loosen"]
        ),
        st.integers(0, 40).map(lambda quarters: quarters * HOUR // 4 + 1234),
        st.sampled_from(["customer", "supplier"]),
    ),
    max_size=14,
)  # fmt: skip


def sites() -> list[Site]:
    """Three with other hours each, one of them in another zone, one open day and night; all under one contract."""
    promised = [response(60), response(30, vip=True, calendar="always"), completion(480), completion(240, line_of_business="Claims")]
    told = [terms(*promised, pausing=["customer"]), terms(*promised, completion(300), begins=STRICTER, pausing=["customer"])]
    places = [
        site(*told, holidays=["2026-11-26"]),
        site(*told, hours=EARLY, zone="Europe/Berlin"),
        site(*told, hours=None),
    ]
    for key, one in enumerate(places):
        one.id = f"site:{key}"
    return places


@dataclass
class Story:
    """A job and its site, on the way from event to event."""

    one: Job = field(default_factory=job)
    at: int = epoch(local("2026-11-23 09:00"))
    places: list[Site] = field(default_factory=sites)
    here: int = 0
    told: int = 0

    @property
    def place(self) -> Site:
        return self.places[self.here]

    def happens(self, what: str, later: int, kind: str) -> None:
        self.at, self.told = self.at + later, self.told + 1
        at, op = iso(self.at), f"op{self.told}"
        one, is_open = self.one, self.one.state in ("open", "held")
        if what == "snow":
            self.snow(op)
        elif what == "attempt":
            made = Attempt(op=op, by=ANA, at=at, channel="call", reached=False)
            one.attempts.append(made)
            clocks.answer(one, at, op)
        elif what == "reopen" and one.state == "closed":
            one.state, one.closed_at = "open", None
            clocks.resume(one, self.place, at, op)
        elif what == "undo" and one.state == "closed":
            one.state, one.closed_at = "open", None
            clocks.unfinish(one, self.place)
        elif is_open:
            self.worked(what, at, op, kind)

    def worked(self, what: str, at: str, op: str, kind: str) -> None:
        one = self.one
        if what == "move":
            self.moved(at, op)
        elif what == "hold" and one.hold is None:
            until = iso(self.at + 9 * HOUR)
            one.hold, one.state = Hold(id=op, op=op, reason="Away", since=at, by=ANA, until=until, kind=kind), "held"
            clocks.hold(one, self.place, at)
        elif what == "release" and one.hold is not None:
            one.hold, one.state = None, "open"
            clocks.release(one, self.place, at)
        elif what in ("vip", "line"):
            one.vip = one.vip != (what == "vip")
            one.person.line_of_business = "Claims" if what == "line" else None
            clocks.retarget(one, self.place, at, op)
        elif what == "amend":
            for place in self.places:
                place.service.append(terms(response(45), completion(200), begins=at[:10], pausing=["customer"]))
            clocks.retarget(one, self.place, at, op)
        elif what == "finish":
            one.state, one.hold, one.closed_at = "closed", None, at
            clocks.finish(one, at, op)
        elif what == "loosen":
            clocks.loosen(one, self.place, at, op)

    def moved(self, at: str, op: str) -> None:
        before, self.here = self.place, (self.here + 1) % len(self.places)
        missed = [clocks.late(one, at) for one in self.one.clocks]
        self.one.site = Place(id=str(self.here), name="Other", zone=self.place.zone)
        clocks.move(self.one, before, self.place, at, op)
        now = [clocks.late(one, at) for one in self.one.clocks[: len(missed)]]
        assert now == missed, "a transfer made or undid a breach"

    def snow(self, op: str) -> None:
        """Declared afterwards: the six hours before."""
        calendar = self.place.calendar
        if calendar is not None:
            calendar.closures.append(Closure(starts=iso(self.at - 6 * HOUR), ends=iso(self.at), reason="Snow", op=op))
            clocks.retarget(self.one, self.place, iso(self.at), op)


def counted(promise: dict, until: str) -> int:
    """What the page counts of it up to a moment, from interval to interval without a hole."""
    pieces = promise["intervals"]
    assert all(one["to"] == other["from"] for one, other in zip(pieces, pieces[1:], strict=False))
    spans = [(epoch(one["from"]), min(epoch(one["to"]), epoch(until))) for one in pieces if one["counted"]]
    return sum(max(0, to - since) for since, to in spans)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(EVENTS)
def test_what_is_explained_adds_up_to_the_moment_that_the_clock_is_due_and_to_its_breach(events):
    story = Story()
    clocks.start(story.one, story.place, iso(story.at), "made")
    for event in events:
        story.happens(*event)
    now = iso(story.at + 300 * HOUR)
    one, place, here = plain(story.one), plain(story.place), {"now": now, "user": {"roles": []}}
    for clock in one["clocks"]:
        as_it_is = clock_view(clock, one, place, here)
        assert as_it_is["missed"] == any(promise["missed"] for promise in as_it_is["promises"])
        running = clock_view({**clock, "stopped_at": None}, one, place, here)
        for told, shown in zip(clock["promises"], running["promises"], strict=True):
            if told["due_at"] is not None and told["due_at"] <= now:
                asked = told["minutes"] * 60000
                assert counted(shown, told["due_at"]) == asked
                assert counted(shown, iso(epoch(told["due_at"]) - 1)) == asked - 1
