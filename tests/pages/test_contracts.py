"""A contract's terms: read by the office, amended by administrators after they have seen what it comes to."""

import re
from html import unescape

import pytest

from fieldapp.billing.written import as_written, changes_in
from fieldapp.operations.money.contracts import as_amended
from fieldapp.sync.audit import faults
from tests.billing.books import contract
from tests.world import PASSWORD, WIPE


@pytest.fixture
def office(app):
    def open_as(username):
        client = app.test_client()
        client.post("/login", data={"username": username, "password": PASSWORD})
        return client

    yield open_as
    assert faults() == []


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def text_of(page: str) -> str:
    return unescape(re.search(r'class="code">(.*?)</textarea>', page, re.S)[1])


def send(client, text: str, day: str = "2026-01-01", reason: str = "Agreed", **more):
    page = client.get("/contracts/1/amend/file").text
    told = {"csrf_token": hidden(page)["csrf_token"], "day": day, "reason": reason, "text": text}
    return client.post("/contracts/1/amend/file", data=told | more)


def test_the_terms_are_told_in_words(world, office):
    text = office("mia").get("/contracts/1/terms").text
    assert (
        "1.5 a job" in text and "80.00 USD an hour, up to the next 15 minutes, 30 at least" in text
    )
    assert "as they were agreed at first" in text and "Amend the terms" not in text


def test_an_amendment_is_shown_before_it_is_made(world, office):
    world.new_job()
    made = world.new_job("wipe", "m1", None)
    world.complete(made, *WIPE)
    adam = office("adam")
    text = text_of(adam.get("/contracts/1/amend/file").text)
    assert "refresh = 1.5" in text
    page = send(adam, text.replace("refresh = 1.5", "refresh = 2")).text
    assert "<b>Refresh</b>: 1.5 a job → <b>2 a job</b>" in page
    assert "1 × Tech refresh: 1.5 a job → <b>2 a job</b>" in page
    assert "1 charge of that day and later is made already" in page
    assert world.body("contract:1")["amendments"] == []
    told = hidden(page) | {"text": text.replace("refresh = 1.5", "refresh = 2")}
    for _ in range(2):
        assert adam.post("/contracts/1/amend/file", data=told).status_code == 303
    (kept,) = world.body("contract:1")["amendments"]
    assert (kept["from"], kept["reason"], list(kept["changes"])) == (
        "2026-01-01",
        "Agreed",
        ["types"],
    )
    history = office("mia").get("/contracts/1/terms").text
    assert "Adam" in history and "refresh: 1.5 a job → <b>2 a job</b>" in history
    assert (
        "1.5 a job"
        in office("mia").get("/contracts/1/terms?day=2025-12-31").text.partition("history-title")[0]
    )


@pytest.mark.parametrize(
    ("change", "more", "words"),
    [
        (("bought = 100", "bought = "), {}, "can&#39;t be read"),
        (("bought = 100", "bougth = 100"), {}, "There is no term called “bougth”"),
        (("bought = 100", "bought = -1"), {}, "is no amount"),
        (("", ""), {}, "Nothing differs"),
        (("bought = 100", "bought = 99"), {"day": "2019-01-01"}, "The contract runs from"),
        (("bought = 100", "bought = 99"), {"day": "soon"}, "Check"),
        (("bought = 100", "bought = 99"), {"reason": ""}, "Say why"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_keeps_what_was_typed(world, office, change, more, words):
    adam = office("adam")
    typed = text_of(adam.get("/contracts/1/amend/file").text).replace(*change)
    answer = send(adam, typed, **more)
    assert answer.status_code == 422 and words in answer.text
    assert text_of(answer.text).strip() == typed.strip()
    assert world.body("contract:1")["amendments"] == []


def test_who_may_not_amend_may_not_see_the_form_and_strangers_see_nothing(world, office):
    assert office("mia").get("/contracts/1/amend").status_code == 403
    assert office("sam").get("/contracts/1/terms").status_code == 200
    assert office("ana").get("/contracts/1/terms").status_code == 403
    assert office("adam").post("/contracts/1/amend", data={"text": ""}).status_code == 400


def test_the_terms_are_written_as_they_are_read():
    service = {
        "targets": [{"clock": "response", "minutes": 15, "vip": True, "calendar": "always"}],
        "calendars": {"claims & co": {"hours": {"mon": [["09:00", "17:00"]]}, "holidays": ["2026-12-25"]}},
        "lines": {"Claims": "claims & co"}, "priorities": {"one": "P3"}, "children": ["charges"],
    }  # fmt: skip
    penalties = [
        {"clock": "response", "amount": "50"},
        {"clock": "completion", "amount": "9", "per": "month", "target": "95"},
    ]
    allotments = [{"starts": "2026-01-01", "ends": "2026-12-31", "bought": "400"}]
    full = contract(
        service=service, penalties=penalties, allotments=allotments, overage_price="110.5", cancels={"refresh": {"setup": "1"}},
        wiping={"grace_days": 3, "earns": {"lost": False}}, price="95",
    )  # fmt: skip
    again = as_amended(full, "2026-01-01", changes_in(as_written(full)))
    assert again == full
