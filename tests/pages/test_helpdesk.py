"""The help desk's page: a call becomes an incident, and nothing that was typed is lost on the way."""

import re

import pytest

from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.world import HERE, PASSWORD, THERE, done


@pytest.fixture
def desk(app, world):
    """Someone of the help desk, signed in; one more person is known, a VIP with a desk and a phone."""
    world.do("adam", "staff.record", "staff:3", {"username": "rosa", "roles": ["helpdesk"]})
    kim = {"name": "Kim Ray", "site": HERE, "username": "kray", "vip": True, "floor": "4", "desk": "4-17", "phone": "+49 30 1234", "email": "kim@client.example", "line_of_business": "Trading"}
    done(made("person.record", "person:kim", kim))
    done(made("person.record", "person:far", {"name": "Far Away", "site": THERE}))
    client = app.test_client()
    client.post("/login", data={"username": "rosa", "password": PASSWORD})
    yield client
    assert faults() == []


def send(client, act: str, **typed):
    page = client.get("/helpdesk").text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "op")}
    return client.post("/helpdesk", data=hidden | {"act": act} | typed)


@pytest.mark.parametrize("words", ["kim ray", "KRAY", "1234", "kim@client"])
def test_a_caller_is_found_by_name_user_name_phone_and_e_mail(desk, words):
    assert "Kim Ray" in send(desk, "look", q=words).text


def test_who_is_at_another_site_is_not_shown(desk):
    assert "Nobody like “Far”" in send(desk, "look", q="Far").text
    answer = send(desk, "open", person="far", problem="It hums")
    assert answer.status_code == 422 and "Choose who calls" in answer.text


def test_whoever_is_chosen_is_shown_with_desk_machines_and_open_jobs(world, desk):
    number = world.body(world.new_job("wipe", "m0"))["number"]
    kim = send(desk, "look", q="kim", person="kim").text
    assert "4-17" in kim and "Trading" in kim and "VIP" in kim and "No job is open for Kim Ray" in kim
    jo = send(desk, "look", q="jo", person="jo", problem="It is slow").text
    assert number in jo and "is it one of these?" in jo
    assert 'value="m1"' in jo and "It is slow" in jo


def test_other_words_choose_nobody_until_somebody_is_chosen_again(desk):
    page = send(desk, "look", q="jo bell", person="kim").text
    assert "Jo Bell" in page and "Kim Ray" not in page and " checked" not in page.partition('id="found"')[2].partition("</fieldset>")[0]
    assert "Choose who calls" in send(desk, "open", q="jo bell", person="kim", problem="It hums").text


def test_a_call_makes_an_incident_of_the_help_desk_that_still_waits_for_an_answer(world, desk):
    terms = {"targets": [{"clock": "response", "minutes": 60}]}
    assert world.amend(service=terms).outcome == "applied"
    answer = send(desk, "open", person="kim", problem="No sound in calls", impact="person")
    assert answer.status_code == 303, answer.text
    job = world.body(f"job:{answer.location.rpartition('made=')[2]}")
    assert (job["source"], job["priority"], job["attempts"]) == ("help_desk", "high", [])
    assert [one["stopped_at"] for one in job["clocks"] if one["name"] == "response"] == [None]
    page = desk.get(answer.location).text
    told = page[page.index('<div class="notice" role="status">') :]
    assert job["number"] in told and "high" in told and "To be answered until" in told
    assert page.count(job["number"]) == 2, "in the sentence and among the calls"


def test_the_same_form_sent_twice_makes_one_incident(world, desk):
    page = desk.get("/helpdesk").text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "op")}
    call = hidden | {"act": "open", "person": "jo", "asset": "m1", "problem": "It hums"}
    first, again = desk.post("/helpdesk", data=call), desk.post("/helpdesk", data=call)
    assert first.location == again.location
    assert [one["kind"] for one in world.log()].count("job.create") == 1
    job = world.body(f"job:{first.location.rpartition('made=')[2]}")
    assert job["assets"]["machine"]["tag"] == "M1"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"problem": "It hums"}, "Choose who calls"),
        ({"person": "jo"}, "Write the problem down"),
        ({"person": "jo", "problem": "It hums", "tag": "NOPE"}, "NOPE"),
        ({"person": "jo", "problem": "It hums", "priority": "yesterday"}, "Priorities are"),
        ({"site": THERE, "problem": "It hums"}, "No such site"),
    ],
)
def test_what_can_not_be_taken_is_said_in_a_sentence_and_what_was_typed_stays(world, desk, typed, says):
    before = len(world.log())
    answer = send(desk, "open", queue="Trading floor", **typed)
    assert answer.status_code == 422
    assert says in answer.text and "Nothing was made" in answer.text
    assert 'value="Trading floor"' in answer.text
    assert typed.get("problem", "") in answer.text
    assert len(world.log()) == before


def test_a_caller_who_is_not_in_the_books_has_a_site(world, desk):
    answer = send(desk, "open", site=HERE, place="Lobby", problem="The screen is dark")
    job = world.body(f"job:{answer.location.rpartition('made=')[2]}")
    assert (job["site"]["id"], job["place"], job["person"]) == (HERE, "Lobby", None)


def test_unanswered_calls_come_first_and_other_sources_are_no_calls(world, desk):
    first = send(desk, "open", person="jo", problem="First of all").location.rpartition("made=")[2]
    send(desk, "open", person="kim", problem="Second of all")
    told = {"channel": "call", "reached": True, "said": ""}
    assert world.do("ana", "contact.attempt", f"job:{first}", told).outcome == "applied"
    page = desk.get("/helpdesk").text
    assert page.index("Second of all") < page.index("First of all")
    number = world.body(world.new_job("wipe", "m0"))["number"]
    assert number not in desk.get("/helpdesk").text


def test_only_who_takes_calls_sees_it_and_the_help_desks_day_begins_there(app, world, desk):
    ana = app.test_client()
    ana.post("/login", data={"username": "ana", "password": PASSWORD})
    assert ana.get("/helpdesk").status_code == 403
    assert 'href="/helpdesk"' in desk.get("/welcome").text
    nav = re.search(r'<nav class="office".*?</nav>', desk.get("/helpdesk").text, re.DOTALL)[0]
    assert "Help desk" in nav and "Contract" not in nav


def test_another_call_on_the_page_of_the_last_one_is_another_incident(world, desk):
    """Who goes back in the browser has the same form, with the same id in it."""
    page = desk.get("/helpdesk").text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "op")}
    calls = [{"person": "kim", "problem": "No sound"}, {"person": "kim", "problem": "No sound"}, {"person": "jo", "problem": "It hums"}]
    made = [desk.post("/helpdesk", data=hidden | {"act": "open"} | call).location.rpartition("made=")[2] for call in calls]
    assert made[0] == made[1]
    assert [world.body(f"job:{job}")["problem"] for job in (made[0], made[2])] == ["No sound", "It hums"]
