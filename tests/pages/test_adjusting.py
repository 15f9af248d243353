"""Adjusting a contract by its form: shown, entered once, and what is wrong said at its field."""

import re
from decimal import Decimal

import pytest

from fieldapp.sync.audit import faults
from tests.world import PASSWORD, WIPE

PATH = "/contracts/1/adjust"
TOLD = {"side": "credit", "what": "units", "amount": "1.5", "agreed_with": "Kim Ray", "reason": "Twice imaged"}


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


def send(client, page=None, **told):
    return client.post(PATH, data=hidden(page or client.get(PATH).text) | TOLD | told)


def test_it_is_shown_and_then_entered_once(world, office):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE)
    mia = office("mia")
    assert PATH in mia.get("/contracts/1").text
    number = world.body(job)["number"]
    shown = send(mia, job=number.lower())
    assert "-1.5 transactions</h2>" in shown.text and "99.5 are left, and 101 then." in shown.text and "agreed with Kim Ray" in shown.text
    assert len(world.ledger()) == 1
    for _ in range(2):
        answer = send(mia, shown.text, job=number.lower(), action="enter")
        assert answer.status_code == 303
    _, entry = world.ledger()
    assert (entry["units"], entry["money"], entry["job"]) == (Decimal("-1.5"), None, job[4:])
    assert entry["why"] == "Mia: Twice imaged (agreed with Kim Ray)"
    assert "The adjustment is entered" in mia.get(answer.location).text


def test_money_for_a_cost_centre_and_what_is_typed_after_the_preview_is_shown_again(world, office):
    mia = office("mia")
    told = {"side": "charge", "what": "money", "amount": "1,250.50", "cost_centre": "CC-7"}
    shown = send(mia, **told)
    assert "1,250.50 USD</h2>" in shown.text and "the statement of CC-7" in shown.text
    other = send(mia, shown.text, **told | {"amount": "9", "action": "enter"})
    assert "9.00 USD</h2>" in other.text and world.ledger() == []
    assert send(mia, other.text, **told | {"amount": "9", "action": "enter"}).status_code == 303
    assert (world.ledger()[0]["money"], world.ledger()[0]["cost_centre"]) == (9, "CC-7")


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"side": ""}, "side", "Say who gets something."),
        ({"what": "hours"}, "what", "transactions or money"),
        ({"amount": "lots"}, "amount", "“lots” is no amount"),
        ({"amount": "0"}, "amount", "Give more than 0."),
        ({"agreed_with": " "}, "agreed_with", "with whom"),
        ({"reason": ""}, "reason", "Say why"),
        ({"job": "R-9"}, "job", "No job of this contract has the number R-9."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(world, office, told, field, words):
    answer = send(office("mia"), **told)
    assert answer.status_code == 422 and f'id="{field}-wrong">' in answer.text and words in answer.text
    assert ("Kim Ray" in answer.text) == ("agreed_with" not in told) and world.ledger() == []


def test_what_the_rule_refuses_is_said_above(world, office):
    answer = send(office("mia"), what="money", amount="0.001")
    assert answer.status_code == 422 and "no amount to adjust by" in answer.text


def test_only_managers_and_administrators_see_it(world, office):
    assert office("sam").get(PATH).status_code == 403 and PATH not in office("sam").get("/contracts/1").text
    assert office("adam").get(PATH).status_code == 200 and office("mia").get("/contracts/9/adjust").status_code == 404


def test_a_form_that_was_entered_and_is_filled_in_anew_is_another_adjustment(world, office):
    mia = office("mia")
    shown = send(mia)
    assert send(mia, shown.text, action="enter").status_code == 303
    other = send(mia, shown.text, amount="2", action="enter")
    assert other.status_code == 200 and "-2 transactions</h2>" in other.text
    assert send(mia, other.text, amount="2", action="enter").status_code == 303
    assert [one["units"] for one in world.ledger()] == [Decimal("-1.5"), -2]
