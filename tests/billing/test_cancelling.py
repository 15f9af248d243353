"""Calling a job off: the contract's amount for the furthest step done, or an exception that lists the time."""

from decimal import Decimal

from tests.billing.books import Books, contract, job

D = Decimal
CANCELS = {"refresh": {"pickup": "0.5", "setup": "1.0"}}
STEPS = ("invite", "order", "pickup", "software", "setup", "retire")


def cancelled(*done: str, minutes: int = 0, **more) -> Books:
    steps = [
        {
            "key": key,
            "title": key.title(),
            "role": "technician",
            "state": "done" if key in done else "todo",
        }
        for key in STEPS
    ]
    books = Books(job("refresh", steps=steps, minutes=minutes), contract(**more))
    books.change(state="cancelled", closed_at="2026-03-03T10:00:00.000Z")
    books.touch()
    return books


def test_cancelling_earns_the_amount_of_the_furthest_step_done():
    assert cancelled("invite", "pickup", "software", cancels=CANCELS).stands() == [
        ("transactions", "refresh", D("0.5"))
    ]
    assert cancelled("pickup", "setup", cancels=CANCELS).stands() == [
        ("transactions", "refresh", D("1.0"))
    ]


def test_where_the_contract_is_silent_an_exception_lists_the_time():
    (entry,) = cancelled("invite", minutes=40, cancels=CANCELS).entries
    assert (entry.kind, entry.minutes) == ("exception", 40)
    assert "after “Invite”" in entry.why and "40 minutes were spent" in entry.why


def test_a_job_that_nobody_had_begun_is_cancelled_without_a_word():
    assert cancelled().entries == []


def test_a_step_that_is_heard_of_late_reverses_and_charges_anew():
    books = cancelled("pickup", cancels=CANCELS)
    books.job.steps[4].state = "done"
    assert [one.units for one in books.touch()] == [D("-0.5"), D("1.0")]


def test_an_incident_that_is_reopened_and_called_off_keeps_what_it_had_earned():
    books = Books(job(), contract())
    books.close(takes={"question": 1})
    books.change(state="cancelled")
    books.touch()
    assert ("transactions", "question", D("0.25")) in books.stands()


def test_what_a_closing_earned_is_not_earned_again_by_calling_the_reopened_incident_off():
    done = [{"key": "backup", "title": "Backup", "role": "technician", "state": "done"}]
    books = Books(job(steps=done), contract(cancels={"incident": {"backup": "0.5"}}))
    books.close(takes={"question": 1})
    books.change(state="open", closed_at=None)
    books.touch()
    books.change(state="cancelled")
    assert books.touch() == []
    assert books.stands() == [("transactions", "question", D("0.25"))]


def test_cancelling_is_no_closing(world):
    made = world.new_job()
    world.complete(made, "invite")
    world.do("ana", "time.add", made, {"minutes": 20})
    assert world.ledger() == []
    world.do("sam", "job.cancel", made, {"reason": "Declined after all"})
    assert [(row["kind"], row["minutes"]) for row in world.ledger()] == [("exception", 20)]
