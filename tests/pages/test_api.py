"""Other systems open incidents: by token, once for each reference, and told in words what is wrong."""

import pytest

from fieldapp.imports import callers, incidents
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import submit
from tests.operations.both import AT

TOLD = {"reference": "SD-1", "person": "jo", "problem": "It shuts down by itself", "impact": "team"}


@pytest.fixture
def send(app, world):
    """``send(told)``: one call, by default with the token of a caller for the first site."""
    token = callers.add("ServiceDesk", ["1"])

    def call(told, authorization=f"Bearer {token}"):
        return app.test_client().post(
            "/api/incidents", json=told, headers={"Authorization": authorization}
        )

    yield call
    assert faults() == []


def test_an_incident_is_opened_by_another_system(send, world):
    answer = send(TOLD)
    assert answer.status_code == 201
    job = world.body(answer.json["job"])
    assert (job["source"], job["reference"], job["priority"]) == ("api", "SD-1", "high")
    assert job["created_by"]["name"] == "ServiceDesk"
    assert (job["attempts"], job["clocks"][0]["stopped_at"]) == ([], None)


def test_the_same_reference_is_the_same_incident_and_gets_the_same_answer(send, world):
    first, again = send(TOLD), send(TOLD)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert len([row for row in world.log() if row["kind"] == "job.create"]) == 1


def test_another_content_under_the_same_reference_clashes(send):
    send(TOLD)
    answer = send(TOLD | {"problem": "Something else"})
    assert (answer.status_code, answer.json["error"]) == (409, "reference_taken")


def test_a_space_makes_no_other_reference_and_none_is_no_reference(send, world):
    first = send(TOLD)
    again = send(TOLD | {"reference": f" {TOLD['reference']} "})
    assert (first.status_code, again.status_code, again.json) == (201, 200, first.json)
    assert send(TOLD | {"reference": " "}).status_code == 422


def test_what_is_wrong_is_said_and_the_reference_stays_free(send, world):
    wrong = send(TOLD | {"priority": "at once"})
    assert wrong.status_code == 422
    assert "Priorities are: high, low, normal, top." in wrong.json["message"]
    assert send(TOLD).status_code == 201
    assert (
        "no person called “nobody”"
        in send(TOLD | {"reference": "SD-2", "person": "nobody"}).json["message"]
    )


@pytest.mark.parametrize("authorization", ["", "Bearer nonsense", "Basic abc"])
def test_nobody_gets_in_without_a_token_of_ours(send, authorization):
    answer = send(TOLD, authorization)
    assert (answer.status_code, answer.json["error"]) == (401, "unauthorized")


def test_a_token_that_was_ended_opens_nothing(send):
    callers.end("ServiceDesk")
    assert send(TOLD).status_code == 401


@pytest.mark.parametrize(
    "told", [[], {"reference": "SD-1"}, TOLD | {"colour": "red"}, TOLD | {"problem": ""}]
)
def test_what_can_not_be_read_is_said(send, told):
    answer = send(told)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid")


def test_a_caller_speaks_for_its_own_sites_alone(send):
    answer = send({"reference": "SD-9", "problem": "No network", "site": "Annex"})
    assert answer.status_code == 422


def test_when_the_customer_told_somebody_first_is_kept(send, world):
    answer = send(TOLD | {"reported_at": AT})
    assert world.body(answer.json["job"])["reported_at"] == AT


def test_what_is_refused_though_it_was_foreseen_gets_the_reason_and_again_when_it_is_sent_again(send, world, monkeypatch):
    """The person leaves the site between the look ahead and the submit."""

    def raced(operations, actor):
        jo = {"name": "Jo Bell", "site": "2", "username": "jo"}
        world.do("adam", "person.record", "person:jo", jo)
        return submit(operations, actor)

    monkeypatch.setattr(incidents, "submit", raced)
    answer = send(TOLD)
    assert (answer.status_code, answer.json["error"]) == (422, "not_taken")
    assert "A supervisor has it to decide" in answer.json["message"]
    assert send(TOLD).json == answer.json


def test_who_was_overtaken_by_the_same_call_gets_its_answer(send, world, monkeypatch):
    """Sent twice at once: the other is made after this one has looked in the log, and before it looks ahead."""
    foresee, first = incidents.foresee, []

    def overtaken(one, actor):
        if not first:
            first.append(submit([one], actor)[0])
        return foresee(one, actor)

    monkeypatch.setattr(incidents, "foresee", overtaken)
    again = send(TOLD)
    assert (again.status_code, first[0].outcome) == (200, "applied")
    assert world.body(again.json["job"])["reference"] == TOLD["reference"]
