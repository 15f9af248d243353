"""A server with the demo's data behind a gate, and phones."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.books import documents
from tests.browser.phone import Phone
from tests.browser.server import Server, make_demo


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    instance = tmp_path_factory.mktemp("demo")
    make_demo(instance)
    return instance


@pytest.fixture
def server(demo, tmp_path):
    instance = tmp_path / "instance"
    shutil.copytree(demo, instance)
    server = Server(instance)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def phone(playwright, server, tmp_path):
    """``phone("tech1")``: a new phone with that person signed in; ``phone()``: nobody yet."""
    made = []

    def new(username: str | None = None, **options) -> Phone:
        made.append(Phone(playwright, server.address, tmp_path / f"phone{len(made)}", **options))
        return made[-1].sign_in(username) if username else made[-1]

    yield new
    for one in made:
        one.close()


@pytest.fixture
def jobs(server):
    """Open jobs as the server has them: ``jobs("refresh", "software")`` finds one at that step."""

    def find(kind: str, step: str, assignee: str | None = None) -> dict:
        fitting = (
            job
            for job in documents(server, "job")
            if job["kind"] == kind and job["current_step"] == step and job["state"] == "open"
        )
        return next(job for job in fitting if assignee in (None, job["assignee"]["name"]))

    return find
