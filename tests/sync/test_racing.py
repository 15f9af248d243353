"""Two who write at once, a database that is busy, and answers that are lost: all of it once, none of it lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from fieldapp import create_app
from fieldapp.models import document, jotting, writing
from fieldapp.sync import attempts, exchange
from fieldapp.sync import commit as commits
from fieldapp.sync.audit import faults
from fieldapp.sync.session import Session
from tests.world import SECRET, evidence


@pytest.fixture
def job(world):
    return world.new_job()


@pytest.fixture
def ana(world):
    phone = world.phone("ana")
    phone.sync()
    return phone


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(exchange.time, "sleep", lambda seconds: None)


def texts(world, job):
    return [one["text"] for one in world.body(job)["notes"]]


def stale_at_first(monkeypatch, job, times=1):
    """The first so many merges hold a revision of the job that is not the newest any more."""
    load, left = Session.load, [times]

    def stale(self, ids):
        load(self, ids)
        if job in self.loaded and left[0]:
            left[0] -= 1
            self.loaded[job] = self.loaded[job]._replace(revision=0)

    monkeypatch.setattr(Session, "load", stale)


def test_a_document_that_was_changed_meanwhile_is_read_again(world, job, ana, monkeypatch):
    stale_at_first(monkeypatch, job)
    result = ana.do("note.add", job, {"text": "Once"})
    assert result["outcome"] == "applied"
    assert texts(world, job) == ["Once"]
    assert [row["id"] for row in world.log()].count(result["id"]) == 1
    assert faults() == []


def test_who_always_comes_second_is_told_to_try_later_and_nothing_is_taken(
    world, job, ana, monkeypatch
):
    stale_at_first(monkeypatch, job, times=100)
    before = len(world.log())
    made = ana.act("note.add", job, {"text": "Once"})
    answer = ana.post([made])
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert answer.headers["Retry-After"]
    assert (texts(world, job), len(world.log())) == ([], before)
    monkeypatch.undo()
    assert ana.send([made])[0]["outcome"] == "applied", "and its number was not used up"
    assert faults() == []


@pytest.mark.parametrize("times", [1, 100])
def test_a_database_that_is_busy_as_attempts_are_counted_is_busy(
    world, job, ana, monkeypatch, times
):
    left = [times]

    def busy():
        left[0] -= 1
        if left[0] >= 0:
            raise sa.exc.OperationalError("BEGIN", {}, Exception("database is locked"))
        return jotting()

    monkeypatch.setattr(attempts, "jotting", busy)
    made = ana.act("note.add", job, {"text": "Once"})
    answer = ana.post([made])
    assert answer.status_code == (200 if times == 1 else 503)
    monkeypatch.undo()
    assert ana.send([made])[0]["outcome"] == "applied"
    assert texts(world, job) == ["Once"]


def test_a_commit_that_breaks_off_leaves_nothing(world, job, ana, monkeypatch):
    def full(connection, merge):
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(commits, "_write_ledger", full)
    before = world.body(job)
    made = ana.act("note.add", job, {"text": "Once"})
    assert ana.post([made]).status_code == 503
    assert world.body(job) == before
    assert faults() == []
    monkeypatch.undo()
    assert ana.send([made])[0]["outcome"] == "applied"


def test_a_lost_answer_costs_nothing(world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})
    ana.post([made])
    assert ana.sync()[0]["repeat"] is True
    assert texts(world, job) == ["Once"]
    assert ana.documents()[job] == world.body(job)


def test_what_was_answered_is_on_the_disk(built):
    """As it is served, not as tests hasten it."""
    served = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{built}", SECRET_KEY=SECRET)
    with served.app_context(), writing() as connection:
        assert connection.scalar(sa.text("PRAGMA synchronous")) == 2, "FULL"
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"


def test_only_a_count_does_not_wait_for_the_disk(built):
    """And what follows on the same connection does again."""
    served = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{built}", SECRET_KEY=SECRET)
    with served.app_context():
        told = []
        for transaction in (jotting, jotting, writing, writing):
            with transaction() as connection:
                told.append(connection.scalar(sa.text("PRAGMA synchronous")))
        assert told == [1, 1, 2, 2]


def test_who_only_listens_waits_for_no_disk(app, job, ana):
    """What is written then is when the phone was heard of last; with an operation, one commit is synced."""
    relaxed = []
    engine = app.extensions["fieldapp_writer"]

    def note(connection):
        relaxed.append(connection.get_execution_options().get("relaxed", False))

    sa.event.listen(engine, "commit", note)
    ana.post([])
    assert relaxed == [True]
    relaxed.clear()
    ana.post([ana.act("note.add", job, {"text": "Here"})])
    assert relaxed == [True, False]


def test_a_document_is_written_only_over_the_revision_that_was_read(job):
    with writing() as connection:
        wrong = {
            "of": job,
            "loaded": 99,
            "body": "{}",
            "site": None,
            "state": None,
            "kind": None,
            "contract": None,
        }
        assert commits.UPDATE.many(connection, [wrong]) == 0
        assert connection.scalar(sa.select(document.c.body).where(document.c.id == job)) != "{}"


def test_phones_that_send_at_once_lose_nothing(app, world, job):
    """Four phones, the same step and a note each, all at the same time."""
    phones = [world.phone(name) for name in ("ana", "ben", "ana", "ben")]
    for number, phone in enumerate(phones):
        phone.act(
            "step.complete",
            job,
            {"step": "invite", "evidence": evidence(world.body(job), "invite")},
        )
        phone.act("note.add", job, {"text": f"Phone {number}"})

    def send(phone):
        with app.app_context():
            return phone.post(phone.queue)

    with ThreadPoolExecutor(len(phones)) as pool:
        answers = list(pool.map(send, phones))
    assert {answer.status_code for answer in answers} == {200}
    steps = sorted(answer.json["results"][0]["outcome"] for answer in answers)
    assert steps == ["already", "already", "already", "applied"]
    assert sorted(texts(world, job)) == [f"Phone {number}" for number in range(4)]
    assert faults() == []


def test_the_same_batch_sent_twice_at_once_is_taken_once(app, world, job, ana):
    made = ana.act("note.add", job, {"text": "Once"})

    def send(_):
        with app.app_context():
            return ana.post([made])

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, range(3)))
    told = [answer.json["results"][0] for answer in answers]
    assert sorted(one.pop("repeat", False) for one in told) == [False, True, True]
    assert told[0] == told[1] == told[2]
    assert texts(world, job) == ["Once"]
    assert faults() == []
