"""Four processes of the real server and many phones at once, some processes killed: each deed once, each job
charged once, and every phone shows what the server has."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from fieldapp.sync.audit import faults
from tests.phone import Phone
from tests.postgres.cluster import ROOT, _free_port, wait_for
from tests.world import PASSWORD, SECRET, WIPE, evidence

JOBS = 3
TRIES = 60


class Line:
    """What ``tests.phone.Phone`` asks of a test client, over a real connection."""

    def __init__(self, port: int):
        self.port, self.cookie = port, ""

    def post(self, path: str, data=None, json=None, headers=None):
        body = urlencode(data) if data is not None else _text(json)
        kind = "application/x-www-form-urlencoded" if data is not None else "application/json"
        return self._ask("POST", path, body, {"Content-Type": kind, **(headers or {})})

    def get(self, path: str):
        return self._ask("GET", path, None, {})

    def _ask(self, method: str, path: str, body, headers: dict):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body, {"Cookie": self.cookie, **headers})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        kind = answer.headers["Content-Type"] or ""
        told = json.loads(text) if "json" in kind else None
        return SimpleNamespace(status_code=answer.status, text=text, json=told)


def _text(value) -> str:
    return json.dumps(value)


@pytest.fixture
def server(app, cluster):
    """gunicorn with four processes, on the same database."""
    port = _free_port()
    settings = {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": SECRET.decode(),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "PUBLIC_URL": "http://localhost",
        "WEB_CONCURRENCY": "4",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:app"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL
    )
    wait_for(port)
    yield SimpleNamespace(port=port, process=process)
    process.send_signal(signal.SIGQUIT)
    process.wait()


def phone_of(server, username: str) -> Phone:
    """A phone at the other end of a real connection."""
    line = Line(server.port)
    fake = SimpleNamespace(test_client=lambda: line)
    return Phone(fake, username, PASSWORD)


def persist(work):
    """Again, as phones do, where there was no answer or the server was busy."""
    for _ in range(TRIES):
        try:
            return work()
        except (OSError, http.client.HTTPException, AssertionError) as error:
            if (
                isinstance(error, AssertionError)
                and '"error"' not in str(error)
                and "<" not in str(error)
            ):
                raise
            time.sleep(0.1)
    raise RuntimeError("no answer for too long")


def a_day(phone: Phone, bodies: dict, seed: int) -> None:
    """Every step of every job, in an order of this phone's own, a few at a time."""
    chance = random.Random(seed)
    deeds = [(job, step) for step in WIPE for job in chance.sample(sorted(bodies), len(bodies))]
    for job, step in deeds:
        phone.act("step.complete", job, {"step": step, "evidence": evidence(bodies[job], step)})
        phone.act("note.add", job, {"text": f"{step} by {seed}"})
        if chance.random() < 0.5:
            persist(lambda: phone.send(phone.queue))
    persist(phone.sync)


def kill_some(server) -> None:
    """The processes that serve, not the one that starts them anew."""
    for _ in range(3):
        time.sleep(0.4)
        listed = ["pgrep", "-P", str(server.process.pid)]
        found = subprocess.run(listed, capture_output=True, text=True).stdout.split()
        if found:
            os.kill(int(found[0]), signal.SIGKILL)


def test_each_deed_is_done_once_and_everyone_is_even(world, server):
    bodies = {
        job: world.body(job)
        for job in (world.new_job("wipe", f"m{at}", None) for at in range(JOBS))
    }
    phones = [
        persist(lambda name=name: phone_of(server, name)) for name in ("ana", "ana", "ben", "sam")
    ]
    threads = [
        threading.Thread(target=a_day, args=(one, bodies, seed)) for seed, one in enumerate(phones)
    ]
    threads.append(threading.Thread(target=kill_some, args=(server,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for phone in phones:
        persist(phone.sync)

    rows = Counter(row["id"] for row in world.log())
    assert all(rows[one["id"]] == 1 for phone in phones for one in phone.made)
    assert {world.body(job)["state"] for job in bodies} == {"closed"}
    assert sorted(entry["job"] for entry in world.ledger()) == sorted(job[4:] for job in bodies)
    for job in bodies:
        notes = Counter(note["text"] for note in world.body(job)["notes"])
        assert len(notes) == len(phones) * len(WIPE) and set(notes.values()) == {1}
        assert all(phone.documents()[job] == world.body(job) for phone in phones)
    assert faults() == []
