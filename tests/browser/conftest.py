"""A server with the demo's data behind a gate, and phones."""

import fcntl
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.books import documents, operations
from tests.browser.gate import Gate
from tests.browser.phone import Phone
from tests.browser.server import Server, make_demo

ANA = "tech1"


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            # A busy machine must not stop a change; the summary tells of it, and it is looked into.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def demo(common):
    """The demo's database, of what goes on now, made once for all that run side by side."""
    instance, half = common / "demo", common / "demo.half"
    with (common / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not instance.exists():
            make_demo(half, "--bare")
            half.rename(instance)
    return instance


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def gate():
    """One address for all these servers, one after the other."""
    gate = Gate()
    yield gate
    gate.close()


class Yesterday(NamedTuple):
    """The demo after Ana has signed in, and her phone, switched off: all that there is to know is on it."""

    instance: Path
    phone: Path
    operations: int


@pytest.fixture(scope="session")
def yesterday(demo, gate, playwright, tmp_path_factory) -> Yesterday:
    folder = tmp_path_factory.mktemp("yesterday")
    shutil.copytree(demo, folder / "instance")
    server = Server(folder / "instance", gate)
    ana = Phone(playwright, server.address, folder / "phone").sign_in(ANA)
    ana.says("All sent")
    ana.close()
    server.stop()
    return Yesterday(folder / "instance", ana.profile, operations(server))


@pytest.fixture
def server(yesterday, gate, tmp_path):
    """A server that has a copy of it."""
    shutil.copytree(yesterday.instance, tmp_path / "instance")
    server = Server(tmp_path / "instance", gate)
    yield server
    server.stop()


@pytest.fixture
def deploy(server):
    """``deploy()``: the next version replaces the server; it takes nothing until ``closed`` is unlinked."""
    closed = server.instance / "closed"

    def replace() -> Path:
        closed.touch()
        server.replace("tests.browser.next_version:app")
        return closed

    return replace


@pytest.fixture(scope="module")
def shared_server(demo, tmp_path_factory):
    """One for a whole file, whose tests only look."""
    instance, gate = tmp_path_factory.mktemp("shared") / "instance", Gate()
    shutil.copytree(demo, instance)
    server = Server(instance, gate)
    yield server
    server.stop()
    gate.close()


@pytest.fixture
def phone(playwright, server, yesterday, tmp_path):
    """``phone("tech1")``: a phone with that person signed in; ``phone()``: nobody yet."""
    made = []

    def new(username: str | None = None, **options) -> Phone:
        profile = tmp_path / f"phone{len(made)}"
        # To sign in takes longer than most of what is tried, and Ana did so yesterday. But if anything was done since, it
        # must be on her phone before a test takes the network away: then she signs in now.
        has_all = username == ANA and operations(server) == yesterday.operations
        if has_all:
            shutil.copytree(yesterday.phone, profile, symlinks=True)
        made.append(Phone(playwright, server.address, profile, **options))
        if has_all:
            return made[-1].go_on()
        return made[-1].sign_in(username) if username else made[-1]

    yield new
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def shared_phone(playwright, shared_server, tmp_path_factory):
    """The same phone for all who ask for that person: for tests that only look."""
    made = {}

    def lend(username: str | None = None, **options) -> Phone:
        key = (username, *sorted(options))
        if key not in made:
            profile = tmp_path_factory.mktemp("phone")
            made[key] = Phone(playwright, shared_server.address, profile, **options)
            if username:
                made[key].sign_in(username)
        return made[key]

    yield lend
    for one in made.values():
        one.close()


def find_job(server, kind: str, step: str, assignee: str | None = None) -> dict:
    """An open job of that kind at that step, as the server has it."""
    return next(
        job
        for job in documents(server, "job")
        if (job["kind"], job["current_step"], job["state"]) == (kind, step, "open")
        and assignee in (None, job["assignee"]["name"])
    )


@pytest.fixture
def jobs(server):
    """``jobs("refresh", "software", "Ana Ruiz")``: an open job at that step, hers."""
    return lambda *wanted: find_job(server, *wanted)
