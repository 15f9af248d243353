"""The customer's link: no sign-in, one job, one person, until it is answered, replaced, or the work is done."""

import json
import re
from datetime import timedelta

import pytest

from fieldapp.documents import decode
from fieldapp.mail.tokens import LONGEST, read_token, token_of
from fieldapp.operations.customers.links import CONFIRM, Link, link_of
from fieldapp.pages import customer as page_of_customer
from fieldapp.portable.natives import epoch, iso
from fieldapp.screens.filters import day
from fieldapp.sync import submit
from fieldapp.sync.audit import faults
from fieldapp.sync.moments import moment_now
from tests.world import HERE, REFRESH, SECRET, made


@pytest.fixture(autouse=True)
def reachable(world):
    """Jo can be written to, and Ana has the job."""
    world.do("adam", "person.record", "person:jo", {"name": "Jo Bell", "site": HERE, "username": "jo", "email": "jo@example.com", "phone": "+49 170 1"})
    yield
    assert faults() == []


@pytest.fixture
def job(world):
    found = world.new_job()
    assert world.do("sam", "job.assign", found, {"to": "1", "note": "Yours."}).outcome == "applied"
    assert world.do("ana", "invitation.send", found, {}).outcome == "applied"
    return found


def document(world, job):
    return decode(job, json.dumps(world.body(job)))


def address(world, job, purpose="invitation"):
    return f"/v/{token_of(link_of(document(world, job), purpose), SECRET)}"


def forms(page: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


class Customer:
    def __init__(self, app, path):
        self.http, self.path = app.test_client(), path

    def look(self, **told):
        return self.http.get(self.path, query_string=told)

    def send(self, form, seen=None, **fields):
        seen = forms(self.look().text) if seen is None else seen
        answer = self.http.post(f"{self.path}/{form}", data={"seen": seen, **fields})
        if answer.status_code == 303:
            self.path = answer.headers["Location"].partition("?")[0]
        return answer

    def slots(self):
        return re.findall(r'name="at" value="([^"]+)"', self.look().text)


@pytest.fixture
def jo(app, world, job):
    return Customer(app, address(world, job))


def accept(jo):
    assert jo.send("answer", answer="accepted").status_code == 303


def test_the_page_says_what_it_is_about_without_a_sign_in(jo):
    page = jo.look()
    assert page.status_code == 200
    assert "Jo Bell" in page.text and "M0" in page.text and "Do you accept?" in page.text


def test_looking_changes_nothing_however_often_a_scanner_looks(world, jo, job):
    before, log = world.body(job), len(world.log())
    for _ in range(3):
        jo.look()
        jo.http.head(jo.path)
        jo.http.get(f"{jo.path}/answer")
        jo.http.get(f"{jo.path}/appointment.ics")
    assert world.body(job) == before and len(world.log()) == log


def test_nobody_else_is_told_of_the_page(jo):
    headers = jo.look().headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"
    assert "<script" not in jo.look().text


def test_accepting_does_the_step_in_the_customers_name(world, jo, job):
    accept(jo)
    step = world.step(job, "invite")
    assert (step["state"], step["evidence"]["answer"], step["by"]["name"]) == ("done", "accepted", "Jo Bell (by link)")
    assert world.body(job)["invitation"]["answer"] == "accepted"
    assert world.body(job)["current_step"] == "order"


def test_declining_leaves_the_step_open_and_keeps_the_words(world, jo, job):
    jo.send("answer", answer="declined", words="I leave in June.")
    assert world.step(job, "invite")["state"] == "todo"
    assert "I leave in June." in world.body(job)["notes"][-1]["text"]
    page = jo.look().text
    assert "You can still accept" in page and "I decline" not in page
    accept(jo)


def test_a_double_tap_is_one_answer(world, jo, job):
    seen = forms(jo.look().text)
    jo.send("answer", seen, answer="accepted")
    log = len(world.log())
    assert jo.send("answer", seen, answer="accepted").status_code == 303
    assert len(world.log()) == log


def test_who_answers_after_the_technician_did_is_told_so_and_nobody_has_a_case(world, jo, job):
    seen = forms(jo.look().text)
    world.complete(job, "invite", by="ana")
    answer = jo.send("answer", seen, answer="declined")
    assert answer.status_code == 409 and "answered already" in answer.text
    assert not [one for one in world.log() if one["actor"] == "customer"]


def test_a_time_is_chosen_among_those_that_are_free(world, jo, job):
    accept(jo)
    at = jo.slots()[3]
    assert jo.send("pick", at=at).status_code == 303
    body = world.body(job)
    assert (body["scheduled_at"], body["scheduled_minutes"]) == (at, 60)
    assert world.step(job, "schedule")["state"] == "done"


def test_whoever_sends_no_time_is_asked_to_choose_one(jo):
    """No field says that it is required: it might be in a day that is folded, and the button would do nothing at all."""
    accept(jo)
    assert "required" not in jo.look().text
    answer = jo.send("pick")
    assert answer.status_code == 409 and "choose one of the times first" in answer.text


def test_days_are_told_with_how_many_times_are_free(jo):
    accept(jo)
    assert re.search(r"<span>(Mon|Tue|Wed|Thu|Fri) \d+ \w{3}( \d{4})?</span> <span class=\"count\">\d+ free</span>", jo.look().text)


def test_choosing_before_accepting_is_not_possible(jo):
    assert jo.slots() == []
    later = iso(epoch(moment_now()) + 3 * 24 * 3_600_000)
    assert jo.send("pick", at=later).status_code == 409


def test_another_time_can_be_chosen_and_the_first_again(world, jo, job):
    accept(jo)
    first, second = jo.slots()[:2]
    for at in (first, second, first):
        jo.send("pick", at=at)
        assert world.body(job)["scheduled_at"] == at
    assert len([note for note in world.body(job)["notes"] if "chose the time" in note["text"]]) == 3


def test_a_time_that_was_not_offered_is_not_taken(world, jo, job):
    accept(jo)
    night = jo.slots()[0][:11] + "02:00:00.000Z"
    answer = jo.send("pick", at=night)
    assert answer.status_code == 409 and "choose another" in answer.text
    assert jo.send("pick", at="tomorrow").status_code == 409
    assert world.body(job)["scheduled_at"] is None


def other_job(world, at):
    other = world.new_job(machine="m1")
    world.do("sam", "job.assign", other, {"to": "1", "note": "Yours."})
    assert world.do("ana", "schedule.set", other, {"at": at, "minutes": 60}).outcome == "applied"
    return other


def test_times_at_which_the_technician_is_with_somebody_else_are_not_offered_nor_whose_they_are(world, jo):
    accept(jo)
    at = jo.slots()[0]
    other = other_job(world, at)
    assert at not in jo.slots()
    assert world.body(other)["number"] not in jo.look().text


def test_a_time_that_was_taken_meanwhile_is_said_with_the_others(world, jo, job):
    accept(jo)
    at, seen = jo.slots()[0], forms(jo.look().text)
    other_job(world, at)
    answer = jo.send("pick", seen, at=at)
    assert answer.status_code == 409
    assert "has just been taken" in answer.text and 'name="at"' in answer.text


def test_of_two_who_choose_one_time_at_once_the_second_is_told(world, jo, job, monkeypatch):
    """Both pages had offered it, and both looked before either had committed."""
    accept(jo)
    at = jo.slots()[0]
    other_job(world, at)
    monkeypatch.setattr(page_of_customer, "_is_offered", lambda job, at: True)
    answer = jo.send("pick", at=at)
    assert answer.status_code == 409 and "has just been taken" in answer.text
    monkeypatch.setattr(page_of_customer, "foresee", lambda one, actor: type("Seen", (), {"outcome": "applied"}))
    answer = jo.send("pick", at=at)
    assert answer.status_code == 409 and "has just been taken" in answer.text
    assert world.log()[-1]["outcome"] == "already"
    assert not world.has(f"case:{world.log()[-1]['id']}")
    assert world.body(job)["scheduled_at"] is None


def test_not_there_calls_the_visit_off_and_tells_the_technician(world, jo, job):
    accept(jo)
    jo.send("pick", at=jo.slots()[0])
    jo.send("away", words="Rather on Friday.")
    body = world.body(job)
    assert body["scheduled_at"] is None
    assert "Rather on Friday." in body["notes"][-1]["text"] and body["notes"][-1]["about"] == "customer"


def test_a_calendar_file_says_when_and_where(world, jo, job):
    from icalendar import Calendar

    accept(jo)
    assert jo.http.get(f"{jo.path}/appointment.ics").status_code == 404
    jo.send("pick", at=(at := jo.slots()[0]))
    answer = jo.http.get(f"{jo.path}/appointment.ics")
    assert answer.mimetype == "text/calendar"
    event = Calendar.from_ical(answer.data).walk("vevent")[0]
    assert event["dtstart"].dt.isoformat() == at.replace(".000Z", "+00:00")
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)
    assert "Tower" in event["location"]


# What makes a link good no more.


def test_a_newer_invitation_ends_the_one_before(world, jo, job):
    world.do("ana", "invitation.send", job, {})
    assert jo.look().status_code == 410
    assert "newer message" in jo.look().text


def test_a_link_runs_out(world, app, job):
    link = link_of(document(world, job), "invitation")
    old = Link(link.job, link.person, link.purpose, "2020-01-01T00:00:00.000Z", link.of)
    answer = app.test_client().get(f"/v/{token_of(old, SECRET)}")
    assert answer.status_code == 410 and "run out" in answer.text


def test_a_link_for_somebody_else_is_none(world, app, job):
    link = link_of(document(world, job), "invitation")
    other = Link(link.job, "somebody", link.purpose, link.until, link.of)
    assert "somebody else" in app.test_client().get(f"/v/{token_of(other, SECRET)}").text


def test_the_end_of_the_work_ends_the_link_and_cancelling_too(world, jo, job):
    seen = forms(jo.look().text)
    world.do("sam", "job.cancel", job, {"reason": "Left the firm."})
    assert jo.look().status_code == 410
    assert jo.send("answer", seen, answer="accepted").status_code == 410
    assert world.step(job, "invite")["state"] == "todo"


def test_the_question_how_it_went_changes_no_appointment_and_none_is_answered_before_the_end(world, app, jo, job):
    accept(jo)
    jo.send("pick", at=jo.slots()[0])
    assert jo.send("confirm", "", answer="wrong", words="Never came").status_code == 409
    world.complete(job, *(step for step in REFRESH if world.step(job, step)["state"] == "todo"))
    before = world.body(job)
    asked = Customer(app, address(world, job, "confirm"))
    assert asked.send("away", "", words="Not there").status_code == 409
    assert asked.send("pick", "", at="2030-01-07T09:00:00.000Z").status_code == 409
    assert world.body(job) == before


def test_a_link_that_ends_between_looking_and_answering_changes_nothing(world, job):
    """The operation itself asks again, within the merge."""
    old = world.body(job)["invitation"]["op"]
    world.do("ana", "invitation.send", job, {})
    from fieldapp.sync.incoming import Actor
    from fieldapp.sync.submit import submit

    args = {"purpose": "invitation", "link": old, "person": "jo", "name": "Jo", "answer": "accepted"}
    told = submit([made("customer.answer", job, args)], Actor(id="customer", name="Jo", roles=["customer"], sites=[HERE]))[0]
    assert (told.outcome, told.code) == ("refused", "not_allowed")


@pytest.mark.parametrize("token", ["", "x", "a.b", "x" * (LONGEST + 1), "ä", "W10.x"])
def test_what_is_not_ours_is_not_read(app, token):
    assert read_token(token, SECRET) is None
    assert app.test_client().get(f"/v/{token}").status_code == 404


def test_one_letter_changed_is_not_ours(world, app, job):
    path = address(world, job)
    for at in range(3, len(path), 7):
        changed = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
        assert app.test_client().get(changed).status_code == 404


def test_another_servers_key_signs_no_link_of_ours(world, job):
    link = link_of(document(world, job), "invitation")
    assert read_token(token_of(link, b"another key of chance"), SECRET) is None


def test_no_staff_does_what_customers_do(world, job):
    args = {"purpose": "invitation", "link": world.body(job)["invitation"]["op"], "person": "jo", "name": "Jo", "answer": "accepted"}
    for who in ("ana", "sam", "adam"):
        assert world.do(who, "customer.answer", job, args).code == "forbidden"


def test_another_sites_page_sends_no_form(jo):
    answer = jo.http.post(f"{jo.path}/answer", data={"answer": "accepted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_what_is_no_form_is_not_there(jo):
    assert jo.http.post(f"{jo.path}/delete").status_code == 404
    assert jo.send("answer", answer="maybe").status_code == 409


# The end of the work.


@pytest.fixture
def closed(world, job):
    world.complete(job, *REFRESH)
    assert world.body(job)["state"] == "closed"
    return job


@pytest.fixture
def pleased(app, world, closed):
    return Customer(app, address(world, closed, "confirm"))


def test_the_customer_confirms_what_was_done(world, pleased, closed):
    assert "Is everything as it should be?" in pleased.look().text
    assert pleased.send("confirm", answer="well").status_code == 303
    assert world.body(closed)["confirmed"]["well"] is True
    page = pleased.look(done="confirm").text
    assert page.count("Thank you") == 1 and "Thank you. All is well" in page and "as it should be?" not in page


def test_the_question_says_what_was_done_by_whom_and_until_when_it_can_be_answered(world, pleased, closed):
    job, page = world.body(closed), pleased.look().text
    assert re.search(rf"was finished by Sam on [^(]+ \(Tech refresh, {job['number']}\)", page)
    ends = day(iso(epoch(job["closed_at"]) + CONFIRM), "Europe/Berlin")
    assert re.search(rf"It is good until {ends[:-5]}( \d{{4}})?\.", page), "not until the work is done: it is"


def test_something_wrong_is_a_note_and_a_case_for_the_supervisor(world, pleased, closed):
    pleased.send("confirm", answer="wrong", words="The dock is missing.")
    op = world.body(closed)["confirmed"]["op"]
    case = world.case(op)
    assert case.state == "open" and "The dock is missing." in case.message and world.user("sam") in case.readers
    assert "The dock is missing." in world.body(closed)["notes"][-1]["text"]
    assert world.do("sam", "case.dismiss", f"case:{op}", {"reason": "It was brought."}).outcome == "applied"


def test_what_is_wrong_takes_words(world, pleased, closed):
    answer = pleased.send("confirm", answer="wrong", words="  ")
    assert answer.status_code == 409 and "in a few words" in answer.text
    assert world.body(closed)["confirmed"] is None


def test_whoever_finds_something_later_says_so(world, pleased, closed):
    pleased.send("confirm", answer="well")
    pleased.send("confirm", answer="wrong", words="It does not start.")
    assert world.body(closed)["confirmed"]["well"] is False


def test_a_reopened_job_is_confirmed_anew(world, pleased, closed):
    world.do("sam", "step.undo", closed, {"step": "retire", "reason": "By mistake."})
    assert pleased.look().status_code == 410


def test_an_invitation_stops_no_response_clock(world, jo, job):
    """Automatic mail does not count as an attempt."""
    before = world.body(job)["clocks"]
    world.do("ana", "invitation.send", job, {})
    world.do("ana", "visit.announce", job, {"minutes": 5})
    accept(Customer(world.app, address(world, job)))
    assert world.body(job)["clocks"] == before and world.body(job)["attempts"] == []


def test_who_is_overtaken_is_not_thanked(world, jo, job, monkeypatch):
    """The job is called off while the answer is on its way."""

    def overtaken(one, actor):
        verdict = submit.foresee(one, actor)
        assert world.do("sam", "job.cancel", job, {"reason": "Kept"}).outcome == "applied"
        return verdict

    monkeypatch.setattr(page_of_customer, "foresee", overtaken)
    answer = jo.send("answer", answer="accepted")
    assert answer.status_code == 410 and "called off" in answer.text and "Thank you" not in answer.text
    assert world.step(job, "invite")["state"] == "todo"


def test_a_page_left_open_is_not_thanked_for_what_was_changed_since(world, jo, job):
    """In one tab they chose a time, and then another; the other tab has the first choice still. Said again, it counts."""
    accept(jo)
    path, seen = jo.path, forms(jo.look().text)
    first, second = jo.slots()[2:4]
    jo.send("pick", seen, at=first)
    jo.path = path
    jo.send("pick", at=second)
    jo.path = path
    stale = jo.send("pick", seen, at=first)
    assert stale.status_code == 409 and "something else since" in stale.text and "The time is agreed" not in stale.text
    assert world.body(job)["scheduled_at"] == second
    assert jo.send("pick", forms(stale.text), at=first).status_code == 303
    assert world.body(job)["scheduled_at"] == first
