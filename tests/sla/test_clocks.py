"""What moves a job's clocks, and what peers are known to get wrong about it."""

import msgspec

from fieldapp.documents import Attempt, Clock, Closure, Hold, Named
from fieldapp.sla import clocks
from tests.sla.made import completion, job, local, response, site, terms

AT = local("2026-11-23 09:00")
ANA = Named(id="1", name="Ana")


def started(one, place, at=AT):
    clocks.start(one, place, at, "made")
    return one


def due(one, name="completion"):
    return next(clock for clock in one.clocks if clock.name == name).due_at


def held(one, place, at, until, kind="customer"):
    one.hold = Hold(
        id=f"hold {at}", op="h", reason="Away", since=at, by=ANA, until=until, kind=kind
    )
    clocks.hold(one, place, at)


def released(one, place, at):
    one.hold = None
    clocks.release(one, place, at)


def test_the_first_attempt_stops_the_response_clock_and_no_later_one_moves_it():
    one = job(clocks=[Clock(name="response", started_at=AT)])
    clocks.answer(one, AT, "first")
    clocks.answer(one, local("2026-11-23 10:00"), "second")
    assert (one.clocks[0].stopped_at, one.clocks[0].op) == (AT, "first")


def test_an_attempt_made_earlier_that_syncs_late_moves_the_answer_back_to_its_moment():
    one = started(job(), site(terms(response(30))))
    clocks.answer(one, local("2026-11-23 10:00"), "late to be made")
    assert clocks.late(one.clocks[0], AT)
    clocks.answer(one, local("2026-11-23 09:20"), "late to be sent")
    assert one.clocks[0].op == "late to be sent"
    assert not clocks.late(one.clocks[0], AT)


def test_an_attempt_with_a_suspect_clock_stops_nothing_until_a_supervisor_has_looked():
    one = started(job(), site(terms(response(30))))
    made = Attempt(
        op="a", by=ANA, at=AT, channel="call", reached=False, doubt="Its clock had jumped"
    )
    one.attempts.append(made)
    clocks.answer(one, AT, "a")
    assert one.clocks[0].stopped_at is None
    made.doubt = None
    clocks.answer(one, AT, "a")
    assert one.clocks[0].stopped_at == AT


def test_an_attempt_that_is_taken_back_leaves_the_answer_to_the_next_one_or_to_nobody():
    one = started(job(), site(terms(response(30))))
    for op, at in (("a", "2026-11-23 09:10"), ("b", "2026-11-23 09:40")):
        one.attempts.append(Attempt(op=op, by=ANA, at=local(at), channel="call", reached=False))
        clocks.answer(one, local(at), op)
    one.attempts[0].voided = True
    clocks.unanswer(one, "a")
    assert (one.clocks[0].op, clocks.late(one.clocks[0], AT)) == ("b", True)
    one.attempts[1].voided = True
    clocks.unanswer(one, "b")
    assert one.clocks[0].stopped_at is None


def test_the_clock_stops_on_contact_and_not_on_assignment():
    one = started(job(), site(terms(response(30))))
    one.assignee = None
    clocks.retarget(one, site(terms(response(30))), local("2026-11-23 09:05"), "assigned")
    assert one.clocks[0].stopped_at is None


def test_only_incidents_have_a_response_clock():
    place = site(terms(response(30), completion(480, kind="refresh")))
    assert [one.name for one in started(job(kind="refresh"), place).clocks] == ["completion"]
    assert [one.name for one in started(job(), place).clocks] == ["response"]


def test_tasks_have_their_own_longer_targets_by_kind():
    place = site(terms(completion(8 * 60, kind="incident"), completion(80 * 60, kind="refresh")))
    assert due(started(job(), place)) == local("2026-11-23 17:00")
    assert due(started(job(kind="refresh"), place)) == local("2026-12-04 17:00")
    assert started(job(kind="wipe"), place).clocks == []


def test_of_several_targets_with_calendars_of_their_own_the_earliest_due_governs():
    place = site(terms(
        response(240), response(60, priority="1"), response(30, vip=True, calendar="always"),
        response(45, line_of_business="Trading"),
    ))  # fmt: skip
    friday = local("2026-11-27 16:45")
    one = started(job(vip=True, line="Trading", priority="1"), place, friday)
    assert len(one.clocks[0].promises) == 4
    assert due(one, "response") == local("2026-11-27 17:15")
    plain = started(job(line="Trading", priority="1"), place, friday)
    assert due(plain, "response") == local("2026-11-30 09:30")


def test_a_line_of_business_counts_by_its_own_calendar():
    early = msgspec.convert({"hours": {"fri": [["07:00", "20:00"]]}}, type(site().calendar))
    place = site(terms(response(60), calendars={"trading": early}, lines={"Trading": "trading"}))
    friday = local("2026-11-27 16:45")
    assert due(started(job(line="Trading"), place, friday), "response") == local("2026-11-27 17:45")
    assert due(started(job(), place, friday), "response") == local("2026-11-30 09:45")


def test_no_hold_pauses_the_response_clock():
    place = site(terms(response(60), pausing=["customer"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 09:10"), "2026-11-25")
    assert due(one, "response") == local("2026-11-23 10:00")


def test_only_holds_that_the_contract_says_pause_completion():
    place = site(terms(completion(120), pausing=["supplier"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 09:30"), "2026-11-24", "customer")
    assert due(one) == local("2026-11-23 11:00")
    released(one, place, local("2026-11-23 09:40"))
    held(one, place, local("2026-11-23 10:00"), "2026-11-24", "supplier")
    assert due(one) == local("2026-11-24 10:00")
    released(one, place, local("2026-11-23 12:00"))
    assert due(one) == local("2026-11-23 13:00")


def test_while_a_hold_pauses_it_nothing_is_breached_and_it_is_due_as_if_the_hold_lasts_to_its_end():
    place = site(terms(completion(120), pausing=["customer"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 09:30"), "2026-11-25")
    assert due(one) == local("2026-11-25 10:30")
    assert not clocks.late(one.clocks[-1], local("2026-11-24 15:00"))


def test_a_hold_whose_day_has_come_pauses_no_longer_though_nobody_released_it():
    place = site(terms(completion(120), pausing=["customer"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 09:30"), "2026-11-24")
    assert clocks.late(one.clocks[-1], local("2026-11-24 10:31"))
    released(one, place, local("2026-11-26 12:00"))
    assert due(one) == local("2026-11-24 10:30")


def test_a_hold_after_the_breach_does_not_undo_it():
    place = site(terms(completion(60), pausing=["customer"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 11:00"), "2026-11-25")
    assert due(one) == local("2026-11-23 10:00")


def test_pauses_are_not_lost_when_the_sla_changes():
    place = site(terms(completion(240), pausing=["customer"]))
    one = started(job(), place)
    held(one, place, local("2026-11-23 10:00"), "2026-11-25")
    released(one, place, local("2026-11-23 12:00"))
    assert due(one) == local("2026-11-23 15:00")
    place.service.append(terms(completion(480), pausing=[], begins="2026-11-23"))
    clocks.retarget(one, place, local("2026-11-23 13:00"), "amended")
    assert due(one) == local("2026-11-23 15:00")
    clocks.loosen(one, place, local("2026-11-23 14:00"), "loosened")
    assert due(one) == local("2026-11-24 11:00")


def test_a_promotion_to_vip_tightens_from_its_own_moment():
    place = site(terms(response(240), response(15, vip=True)))
    one = started(job(), place)
    one.vip = True
    clocks.retarget(one, place, local("2026-11-23 10:00"), "promoted")
    assert due(one, "response") == local("2026-11-23 10:15")
    assert not clocks.late(one.clocks[0], local("2026-11-23 10:14"))


def test_who_is_no_vip_any_more_keeps_what_was_promised_until_a_supervisor_loosens_it():
    place = site(terms(response(240), response(15, vip=True)))
    one = started(job(vip=True), place)
    one.vip = False
    clocks.retarget(one, place, local("2026-11-23 09:05"), "no vip")
    assert due(one, "response") == local("2026-11-23 09:15")
    assert clocks.loosen(one, place, local("2026-11-23 09:10"), "loosened") == 1
    assert due(one, "response") == local("2026-11-23 13:00")


def test_a_loosening_never_undoes_a_breach():
    place = site(terms(response(240), response(15, vip=True)))
    one = started(job(vip=True), place)
    one.vip = False
    clocks.loosen(one, place, local("2026-11-23 09:30"), "too late")
    assert due(one, "response") == local("2026-11-23 09:15")
    assert clocks.late(one.clocks[0], local("2026-11-23 09:31"))


def test_terms_that_begin_while_the_job_is_open_tighten_from_their_first_day():
    place = site(terms(completion(80 * 60)), terms(completion(120), begins="2026-11-25"))
    one = started(job(), place)
    assert due(one) == local("2026-11-25 11:00")


def test_looser_terms_that_begin_later_hold_for_new_jobs_only():
    place = site(terms(completion(24 * 60)), terms(completion(80 * 60), begins="2026-11-24"))
    assert due(started(job(), place)) == local("2026-11-25 17:00")
    assert due(started(job(), place, local("2026-11-24 09:00"))) == local("2026-12-07 17:00")


def test_a_closure_declared_afterwards_moves_what_is_due_and_undoes_the_breach():
    place = site(terms(response(60)))
    one = started(job(), place)
    clocks.answer(one, local("2026-11-24 09:30"), "call")
    assert clocks.late(one.clocks[0], AT)
    snow = Closure(starts=local("2026-11-23 00:00"), ends=local("2026-11-24 00:00"), reason="Snow")
    place.calendar.closures.append(snow)
    clocks.retarget(one, place, local("2026-11-25 09:00"), "declared")
    assert due(one, "response") == local("2026-11-24 10:00")
    assert not clocks.late(one.clocks[0], AT)


def test_reopening_goes_on_with_completion_without_the_closed_time_and_starts_a_new_response_clock():
    place = site(terms(response(60), completion(240)))
    one = started(job(), place)
    clocks.answer(one, local("2026-11-23 09:10"), "call")
    clocks.finish(one, local("2026-11-23 11:00"), "closed")
    clocks.resume(one, place, local("2026-11-24 10:00"), "again")
    assert due(one) == local("2026-11-24 12:00")
    assert [clock.name for clock in one.clocks] == ["response", "completion", "response"]
    assert one.clocks[0].op == "call"
    assert one.clocks[2].due_at == local("2026-11-24 11:00")


def test_an_attempt_before_the_reopening_answers_the_first_call_and_not_the_second():
    place = site(terms(response(60)))
    one = started(job(), place)
    clocks.finish(one, local("2026-11-23 11:00"), "closed")
    clocks.resume(one, place, local("2026-11-24 10:00"), "again")
    clocks.answer(one, local("2026-11-23 09:30"), "synced late")
    assert one.clocks[0].op == "synced late"
    assert one.clocks[-1].stopped_at is None


def test_a_last_step_that_is_undone_never_stopped_the_clock():
    place = site(terms(completion(240)))
    one = started(job(), place)
    clocks.finish(one, local("2026-11-23 11:00"), "closed")
    clocks.unfinish(one, place)
    assert (one.clocks[0].stopped_at, due(one)) == (None, local("2026-11-23 13:00"))


def test_a_warning_comes_before_the_breach():
    one = started(job(), site(terms(response(120), warn_minutes=45)))
    assert one.clocks[0].warn_at == local("2026-11-23 10:15")


def test_what_stops_in_the_very_moment_is_kept():
    one = started(job(), site(terms(response(60))))
    clocks.answer(one, local("2026-11-23 10:00"), "call")
    assert not clocks.late(one.clocks[0], local("2026-12-23 10:00"))


def test_what_goes_by_the_hours_of_the_site_that_it_left_waits_for_holds_and_closings_as_before():
    """Due at eleven of the day after where it was; by the other site's hours, day and night, it would have been over when it came there."""
    told = terms(completion(600), pausing=["customer"])
    before, after = site(told), site(told, hours=None)
    one = started(job("wipe"), before)
    clocks.move(one, before, after, local("2026-11-24 09:00"), "moved")
    assert due(one) == local("2026-11-24 11:00")
    held(one, after, local("2026-11-24 09:30"), local("2026-11-24 10:30"))
    assert due(one) == local("2026-11-24 12:00")
    released(one, after, local("2026-11-24 10:30"))
    clocks.finish(one, local("2026-11-24 11:30"), "closed")
    clocks.resume(one, after, local("2026-11-24 14:00"), "again")
    assert due(one) == local("2026-11-24 14:30")


def attempted(one, at, op):
    one.attempts.append(Attempt(op=op, by=ANA, at=at, channel="call", reached=False))
    clocks.answer(one, at, op)


def test_a_reopening_that_is_heard_late_is_answered_by_whoever_called_since():
    place = site(terms(response(30)))
    one = started(job(), place)
    clocks.finish(one, local("2026-11-23 09:10"), "closed")
    attempted(one, local("2026-11-24 09:20"), "called")
    clocks.resume(one, place, local("2026-11-24 09:00"), "reopened")
    assert [clock.stopped_at for clock in one.clocks] == [local("2026-11-23 09:10"), local("2026-11-24 09:20")]


def test_an_attempt_of_a_call_that_is_over_is_taken_back_and_the_call_ended_with_its_closing():
    place = site(terms(response(30)))
    one = started(job(), place)
    attempted(one, local("2026-11-23 09:05"), "called")
    clocks.finish(one, local("2026-11-23 09:20"), "closed")
    clocks.resume(one, place, local("2026-11-24 09:00"), "reopened")
    one.attempts[0].voided = True
    clocks.unanswer(one, "called")
    assert [clock.stopped_at for clock in one.clocks] == [local("2026-11-23 09:20"), None]


def test_an_attempt_after_the_closing_does_not_stand_in_for_one_that_is_taken_back():
    one = started(job(), site(terms(response(30))))
    attempted(one, local("2026-11-23 09:05"), "called")
    one.closed_at = local("2026-11-23 09:20")
    clocks.finish(one, one.closed_at, "closed")
    attempted(one, local("2026-11-23 11:00"), "called after all")
    one.attempts[0].voided = True
    clocks.unanswer(one, "called")
    assert one.clocks[0].stopped_at == local("2026-11-23 09:20")


def test_a_closing_that_is_heard_late_ends_the_call_before_a_later_attempt():
    one = started(job(), site(terms(response(30))))
    attempted(one, local("2026-11-23 11:00"), "called")
    clocks.finish(one, local("2026-11-23 09:20"), "closed")
    assert (one.clocks[0].stopped_at, one.clocks[0].op) == (local("2026-11-23 09:20"), "closed")
