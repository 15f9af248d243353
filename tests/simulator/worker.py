"""A worker of the server: one request, which may die at a place of its way, or stop there while others go on."""

import itertools
import threading
from collections.abc import Callable
from contextlib import contextmanager

import sqlalchemy as sa

from fieldapp.sync import attempts, blobs, devices, exchange, submit
from fieldapp.sync.merge import Merge

# Where a request can die or stop: before it has the database's lock; with all that it needs loaded (and locked)
# but no counter raised; with everything written but not committed; between what it took and the feed that it
# answers with.
PLACES = ("lock", "loaded", "commit", "answer")
# An operation whose text has this ends the process that merges it.
POISON = "ENDS THE PROCESS"

_here = threading.local()


class Killed(BaseException):
    """The process is gone. No handler of the program's may catch it."""


class Worker:
    """Runs ``work`` until it is done, dead, or stopped. ``fates`` maps places to ``kill``, ``stall`` or
    ``busy*N``."""

    def __init__(self, work: Callable[[], dict], fates: dict[str, str]):
        self.work, self.fates = work, dict(fates)
        self.is_stopped, self.must_die = False, False
        self.outcome: dict = {}
        self._theirs, self._ours = threading.Semaphore(0), threading.Semaphore(0)
        stalls = "stall" in fates.values()
        self._thread = threading.Thread(target=self._run, daemon=True) if stalls else None

    def start(self) -> dict:
        if self._thread is None:
            self._run()
            return self.outcome
        self._thread.start()
        return self._until_it_stops()

    def go_on(self, kill: bool = False) -> dict:
        """From where it stopped; or it dies there."""
        self.is_stopped, self.must_die = False, kill
        self._theirs.release()
        return self._until_it_stops()

    def _until_it_stops(self) -> dict:
        self._ours.acquire()
        return self.outcome

    def _run(self) -> None:
        _here.worker = self
        try:
            self.outcome = self.work()
        except Killed:
            self.outcome = {"killed": True}
        finally:
            _here.worker = None
            self._ours.release()

    def reach(self, place: str) -> None:
        """Called by the server's own code as it passes the place; each fate strikes once."""
        fate = self.fates.pop(place, "")
        if fate.startswith("busy"):
            self._be_busy(place, int(fate.partition("*")[2]))
        if fate == "kill":
            raise Killed
        if fate == "stall":
            self.outcome, self.is_stopped = {"stalled": place}, True
            self._ours.release()
            self._theirs.acquire()
            if self.must_die:
                raise Killed

    def _be_busy(self, place: str, times: int) -> None:
        """The database has no time: a lock, a deadlock, a serialization that failed, so often in a row."""
        if times > 1:
            self.fates[place] = f"busy*{times - 1}"
        raise busy()


TROUBLES = itertools.cycle(["database is locked", "deadlock detected", "could not serialize access"])


def busy() -> sa.exc.OperationalError:
    return sa.exc.OperationalError("BEGIN IMMEDIATE", {}, Exception(next(TROUBLES)))


def reach(place: str) -> None:
    worker = getattr(_here, "worker", None)
    if worker is not None:
        worker.reach(place)


class Lock:
    """Who has SQLite's write lock. Waiting for someone who is stopped is waiting in vain: the database is busy.
    PostgreSQL ``waits`` by itself, for rows, and gives up soon."""

    def __init__(self, waits: bool) -> None:
        self.holder: threading.Thread | None = None
        self.waits = waits

    @contextmanager
    def held(self, begin):
        if self.waits:
            with begin() as connection:
                yield connection
            return
        if self.holder not in (None, threading.current_thread()):
            raise busy()
        self.holder = threading.current_thread()
        try:
            with begin() as connection:
                yield connection
        finally:
            self.holder = None


def place_hooks(waits: bool) -> None:
    """Let the server's code pass by the places."""
    lock = Lock(waits)
    write, pull, run, prepare = exchange.commit, exchange._pull, Merge._run, Merge.prepare

    def merging(begin):
        @contextmanager
        def passing():
            reach("lock")
            with lock.held(begin) as connection:
                yield connection

        return passing

    def waiting(begin):
        return lambda: lock.held(begin)

    def commit(connection, merge):
        write(connection, merge)
        reach("commit")

    def load(merge, batch):
        prepare(merge, batch)
        reach("loaded")

    def answer(request, user):
        reach("answer")
        return pull(request, user)

    def run_unless_poison(merge, kind, deed, incoming):
        if getattr(_here, "worker", None) is not None and POISON in incoming.payload:
            raise Killed
        return run(merge, kind, deed, incoming)

    exchange.writing, exchange.jotting = merging(exchange.writing), merging(exchange.jotting)
    attempts.jotting, submit.writing = waiting(attempts.jotting), waiting(submit.writing)
    devices.writing, blobs.writing = waiting(devices.writing), waiting(blobs.writing)
    exchange.commit, exchange._pull = commit, answer
    Merge._run, Merge.prepare = run_unless_poison, load
