"""Amending by the form: filled with the day's terms, shown in words before it is made, and what is wrong is said at its field."""

import json
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from fieldapp.billing.terms import terms_on
from fieldapp.documents import decode
from fieldapp.operations.money.contracts import as_amended
from fieldapp.pages import amending
from fieldapp.pages.amend_drafts import changes_of, draft_of
from fieldapp.sync import submit
from fieldapp.sync.audit import faults
from tests.billing.books import contract
from tests.world import PASSWORD

PATH = "/contracts/1/amend"


class Form(HTMLParser):
    """The fields of a page's form as a browser would send them."""

    def __init__(self, page: str):
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.within: tuple[str, list[str]] | None = None
        self.text = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "select":
            self.within = (told["name"], [])
        elif tag == "option" and self.within and "selected" in told:
            self.within[1].append(told["value"])
        elif tag == "textarea":
            self.fields.append((told["name"], ""))
            self.text = True
        elif tag == "input" and told.get("name") and (told.get("type") != "checkbox" or "checked" in told):
            self.fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "select" and self.within:
            self.fields.append((self.within[0], "".join(self.within[1][:1])))
            self.within = None
        self.text = self.text and tag != "textarea"

    def handle_data(self, data):
        if self.text:
            self.fields[-1] = (self.fields[-1][0], self.fields[-1][1] + data)

    def told(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found


@pytest.fixture
def adam(app):
    client = app.test_client()
    client.post("/login", data={"username": "adam", "password": PASSWORD})
    yield client
    assert faults() == []


def send(client, page=None, **typed):
    """The form of ``page`` (or as it is at first) with these fields typed over; ``__`` stands for a dot."""
    told = Form(page or client.get(f"{PATH}?day=2026-01-01").text).told() | {"reason": ["Agreed"]}
    return client.post(PATH, data=told | {name.replace("__", "."): value for name, value in typed.items()})


def amendments(world) -> list[dict]:
    return world.body("contract:1")["amendments"]


FULL = contract(
    service={
        "targets": [{"clock": "response", "minutes": 90, "vip": True, "calendar": "always"}, {"clock": "completion", "minutes": 480, "kind": "incident"}],
        "calendars": {"claims": {"zone": "UTC", "hours": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}, "holidays": ["2026-12-25"], "names": {"2026-12-25": "Christmas Day"}, "closures": [{"starts": "2026-01-02T00:00:00.000Z", "ends": "2026-01-03T00:00:00.000Z", "reason": "Snow"}]}},
        "lines": {"Claims": "claims", "Trading": ""}, "priorities": {"one": "P3"}, "children": ["charges"], "pausing": ["customer"], "queues": ["A", "B"], "warn_minutes": 5,
    },
    penalties=[{"clock": "response", "amount": "50", "vip": False}, {"clock": "completion", "amount": "9", "per": "month", "target": "95", "line_of_business": "Claims"}],
    allotments=[{"starts": "2026-01-01", "ends": "2026-12-31", "bought": "400"}], overage_price="110.5", penalty_cap="2500",
    cancels={"refresh": {"setup": "1", "pickup": "0.5"}}, wiping={"grace_days": 3}, price="95",
)  # fmt: skip


@pytest.mark.parametrize("terms", [FULL, contract()])
def test_what_nobody_touches_comes_back_as_it_was(terms):
    changes, wrong = changes_of(draft_of(terms), terms)
    assert wrong == {}
    assert as_amended(terms, "2026-01-01", changes) == terms


def test_the_form_is_filled_shown_in_words_and_made_when_that_is_said(world, adam):
    page = adam.get(PATH).text
    assert 'name="types.0.name" value="refresh"' in page and 'name="rates.0.hourly" value="80"' in page
    shown = send(adam, types__0__quantity="2", price="95.50", rates__1__skill="network", rates__1__hourly="1,120")
    assert shown.status_code == 200 and amendments(world) == []
    for words in (
        "<b>Price of one</b>: 0.00 USD → <b>95.50 USD</b>",
        "<b>Refresh</b>: 1.5 a job → <b>2 a job</b>",
        "<b>Network</b>: nothing → <b>1,120.00 USD an hour, up to the next 15 minutes, 15 at least</b>",
        "From Thu 1 Jan 2026 this changes",
    ):
        assert words in shown.text, words
    for _ in range(2):
        answer = send(adam, shown.text, action="amend")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/contracts/1/terms?day=2026-01-01&done=amend")
    assert "these are the terms from Thu 1 Jan 2026 on" in adam.get(answer.headers["Location"]).text
    (made,) = amendments(world)
    assert (made["from"], made["reason"], sorted(made["changes"])) == ("2026-01-01", "Agreed", ["price", "rates", "types"])


def test_what_is_typed_after_the_preview_is_shown_before_it_is_made(world, adam):
    shown = send(adam, price="95")
    other = send(adam, shown.text, action="amend", price="9500")
    assert "→ <b>9,500.00 USD</b>" in other.text and amendments(world) == []
    assert send(adam, other.text, action="amend").status_code == 303
    assert Decimal(amendments(world)[0]["changes"]["price"]) == 9500


def test_rows_come_and_go_without_a_script_and_what_is_typed_stays(world, adam):
    typed = {"allotments__0__starts": "2026-01-01", "allotments__0__ends": "2026-12-31", "allotments__0__bought": "400", "price": "abc"}
    page = send(adam, action="add allotments", **typed).text
    assert 'name="allotments.0.bought" value="400"' in page and 'name="allotments.1.bought" value=""' in page
    assert 'name="price" value="abc"' in page and "another look" not in page
    less = send(adam, page, action="drop types 0").text
    assert 'name="types.0.name" value="wipe"' in less and 'value="refresh"' not in less.partition('id="rates"')[0].replace('kinds" value="refresh"', "")
    shown = send(adam, less, price="95").text
    assert "<b>Refresh</b>: 1.5 a job → <b>nothing</b>" in shown and "<b>1 Jan 2026 to 31 Dec 2026</b>: nothing → <b>400 transactions</b>" in shown


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"price": "much"}, "price", "“much” is no amount"),
        ({"buy_back_price": ""}, "buy_back_price", "Give a number."),
        ({"types__2__quantity": "1"}, "types.2.name", "Give a name."),
        ({"types__2__name": "wipe", "types__2__quantity": "1"}, "types.2.name", "is there twice"),
        ({"types__0__per": "time"}, "types.0.bands", "It goes by time"),
        ({"types__0__per": "time", "types__0__takes__0": "1", "types__0__takes__1": "2"}, "types.0.bands", "only the last may have no end"),
        ({"allotments__0__starts": "2026-01-01", "allotments__0__ends": "2025-12-31", "allotments__0__bought": "1"}, "allotments.0.ends", "must not end before"),
        ({"allotments__0__starts": "2019-01-01", "allotments__0__ends": "2020-12-31", "allotments__0__bought": "1"}, "allotments.0.starts", "not within the contract"),
        ({"rates__0__round": "0"}, "rates.0.round", "from 1 to 1,440"),
        ({"rates__1__hourly": "9"}, "rates.1.skill", "Any skill is there twice"),
        ({"cancels__0__units": "1"}, "cancels.0.step", "Choose the step"),
        ({"penalties__0__amount": "9", "penalties__0__per": "month"}, "penalties.0.target", "per cent of clocks"),
        ({"penalties__0__amount": "9", "penalties__0__target": "90"}, "penalties.0.target", "A target is for a month"),
        ({"targets__0__length": "soon"}, "targets.0.length", "Give a whole number of minutes"),
        ({"calendars__0__name": "c", "calendars__0__mon": "9-17", "calendars__0__holidays": "Christmas"}, "calendars.0.holidays", "“Christmas” is no date"),
        ({"reopen_days": ""}, "reopen_days", "whole number of days"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(world, adam, typed, field, words):
    answer = send(adam, **typed)
    assert answer.status_code == 422 and amendments(world) == []
    assert f'id="{field}-wrong">' in answer.text and f'href="#{field}"' in answer.text
    assert words in answer.text.partition(f'id="{field}-wrong">')[2].partition("</p>")[0]
    kept = Form(answer.text).told()
    for name, value in typed.items():
        assert value in kept[name.replace("__", ".")], name


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "Say why the contract is amended."),
        ({"day": "2019-01-01", "price": "1"}, "The contract runs from 1 Jan 2020 to 31 Dec 2039"),
        ({}, "Nothing differs from the terms that hold on 1 Jan 2026"),
        ({"calendars__0__name": "c", "calendars__0__mon": "9-25"}, "On Monday, “09:00 to 25:00” is no span of time"),
        ({"lines__0__line": "Claims", "lines__0__calendar": "gone"}, "names a calendar “gone”"),
        ({"types__0__kinds": "whipe"}, "Kinds are acquisition"),
    ],
)
def test_what_the_rules_refuse_is_said_above(world, adam, typed, words):
    answer = send(adam, **({"price": "7"} if typed and "price" not in typed else {}) | typed)
    assert answer.status_code == 422 and words in answer.text and amendments(world) == []


def test_another_days_terms_can_be_begun_with(world, adam):
    world.amend("2030-01-01", price="120")
    page = send(adam, day="2030-06-01", action="day").text
    assert 'name="price" value="120"' in page and 'value="2030-06-01"' in page
    assert 'name="price" value="120"' in adam.get(f"{PATH}?day=2030-06-01").text


def test_the_contracts_own_kinds_may_be_chosen_and_the_file_is_a_link_away(world, adam):
    page = adam.get(PATH).text
    assert "/contracts/1/amend/file" in page and "Tech refresh: " in page and 'value="incident/reimage"' in page


def test_a_promise_with_its_calendar_and_line_is_made_at_once(world, adam):
    typed = {
        "calendars__0__name": "claims", "calendars__0__mon": "9-12, 13-17:30", "calendars__0__holidays": "2026-12-25 Christmas Day",
        "lines__0__line": "Claims", "lines__0__calendar": "claims", "targets__0__length": "4", "targets__0__unit": "hours", "targets__0__vip": "yes",
        "penalties__0__amount": "50", "penalty_cap": "500", "cancels__0__step": "refresh/pickup", "cancels__0__units": "0.5",
    }  # fmt: skip
    shown = send(adam, **typed)
    assert "4 hours of the line of business" in shown.text and "by recorded time" not in shown.text.partition("preview-title")[2].partition("</section>")[0]
    assert send(adam, shown.text, action="amend").status_code == 303
    terms = terms_on(decode("contract:1", json.dumps(world.body("contract:1"))), "2026-01-01")
    calendar = terms.service.calendars["claims"]
    assert calendar.hours == {"mon": [["09:00", "12:00"], ["13:00", "17:30"]]} and calendar.names == {"2026-12-25": "Christmas Day"}
    assert (terms.service.lines, terms.service.targets[0].minutes, terms.service.targets[0].vip) == ({"Claims": "claims"}, 240, True)
    assert (terms.cancels, terms.penalties[0].amount) == ({"refresh": {"pickup": Decimal("0.5")}}, 50)


def test_what_another_amended_meanwhile_is_seen_before_it_is_made(world, adam):
    """Both looked at a price of 0; what the second would change is another thing by then."""
    shown = send(adam, price="95")
    world.amend("2026-01-01", price="120")
    again = send(adam, shown.text, action="amend")
    assert again.status_code == 200 and len(amendments(world)) == 1
    assert "120.00 USD → <b>95.00 USD</b>" in again.text
    assert send(adam, again.text, action="amend").status_code == 303
    assert [one["changes"]["price"] for one in amendments(world)] == ["120", "95"]


def test_who_is_overtaken_as_it_is_made_is_told_so(world, adam, monkeypatch):
    shown = send(adam, price="95")

    def overtaken(one, actor):
        verdict = submit.foresee(one, actor)
        world.amend("2026-01-01", price="120")
        return verdict

    monkeypatch.setattr(amending, "foresee", overtaken)
    answer = send(adam, shown.text, action="amend")
    assert answer.status_code == 422 and "Adam has amended the contract meanwhile" in answer.text
    assert len(amendments(world)) == 1


def test_a_form_that_was_made_and_is_filled_in_anew_is_another_amendment(world, adam):
    shown = send(adam, price="95")
    assert send(adam, shown.text, action="amend").status_code == 303
    other = send(adam, shown.text, action="amend", price="96")
    assert other.status_code == 200 and "95.00 USD → <b>96.00 USD</b>" in other.text
    assert send(adam, other.text, action="amend", price="96").status_code == 303
    assert len(amendments(world)) == 2


def test_an_amendment_of_a_later_day_that_holds_the_same_terms_is_told_of(world, adam):
    world.amend("2026-06-01", price="120")
    world.amend("2026-09-01", overage_price="200")
    shown = send(adam, price="95").text
    assert shown.count("An amendment from") == 1 and "An amendment from Mon 1 Jun 2026 on" in shown
