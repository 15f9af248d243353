"""The supervisor's list of jobs: every field narrows it, and what is asked often has a name and a count."""

import re

import pytest

from fieldapp.pages import paging
from fieldapp.pages.joblists import chosen
from fieldapp.pages.library import Library
from fieldapp.screens.finding import matching
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from tests.screens import samples as s
from tests.world import HERE, PASSWORD, done

HOLD = {"id": "h", "op": "h", "reason": "Part", "since": s.NOW, "until": "2026-12-01", "kind": "supplier", "by": {"id": "7", "name": "Jo"}}
ONE = s.job("one", due="2026-11-20", vip=True, assignee=None)
TWO = s.job("two", due="2026-11-23", state="held", hold=HOLD)
WIPE = s.job("wipe", kind="wipe")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [ONE, TWO, WIPE]),
        ({"kind": "wipe"}, [WIPE]),
        ({"state": "held"}, [TWO]),
        ({"who": "nobody"}, [ONE]),
        ({"who": "7"}, [TWO, WIPE]),
        ({"vip": "1"}, [ONE]),
        ({"waits": "any"}, [TWO]),
        ({"waits": "supplier"}, [TWO]),
        ({"waits": "customer"}, []),
        ({"due": "late"}, [ONE]),
        ({"due": "today"}, [TWO]),
        ({"due": "none"}, [WIPE]),
        ({"floor": "3", "site": "4"}, [ONE, TWO]),
        ({"q": "okafor R-two"}, [TWO]),
        ({"q": "okafor", "vip": "1"}, [ONE]),
    ],
)
def test_every_field_narrows_the_list(asked, found):
    def with_words(jobs, text):
        return {job["id"] for job in matching(jobs, text)}

    assert chosen([ONE, TWO, WIPE], asked, s.here(), with_words) == found


class Browser:
    def __init__(self, app, username: str):
        self.http = app.test_client()
        self.http.post("/login", data={"username": username, "password": PASSWORD})

    def get(self, path: str = "/supervisor/jobs"):
        return self.http.get(path)

    def post(self, act: str, **fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.http.get("/more").text)[1]
        headers = {"Origin": "http://localhost"}
        return self.http.post(f"/supervisor/jobs/{act}", data={"csrf_token": token, **fields}, headers=headers)


@pytest.fixture
def sam(app):
    yield Browser(app, "sam")
    assert faults() == []


def test_a_saved_filter_has_its_count_and_leads_there(sam, world):
    world.new_job()
    world.new_job("wipe", "m1", person=None)
    assert sam.post("save", name="Wipes", kind="wipe").status_code == 303
    page = sam.get().text
    assert re.search(r'href="/supervisor/jobs\?kind=wipe">Wipes <span class="count">1<', page)
    assert "1 job<" in sam.get("/supervisor/jobs?kind=wipe").text


def test_the_same_name_again_replaces_it_and_dropping_ends_it(sam, world):
    sam.post("save", name="Mine", kind="wipe")
    sam.post("save", name="Mine", state="held")
    assert [one["query"] for one in world.body(f"filters:{world.user('sam')}")["filters"]] == [{"state": "held"}]
    sam.post("drop", name="Mine")
    assert world.body(f"filters:{world.user('sam')}")["filters"] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "kind": "wipe"}, "Give the filter a name."),
        ({"name": "Empty"}, "Choose what it is to show"),
        ({"name": "x" * 61, "kind": "wipe"}, "at most 60 characters"),
    ],
)
def test_what_is_no_filter_is_not_kept(sam, world, fields, words):
    answer = sam.post("save", **fields)
    assert answer.status_code == 422 and words in answer.text
    assert not world.has(f"filters:{world.user('sam')}")


def test_filters_are_ones_own(sam, world):
    result = world.do("sam", "filter.save", "filters:1", {"name": "Hers", "query": {"kind": "wipe"}})
    assert (result.outcome, result.code) == ("refused", "forbidden")
    unknown = world.do("sam", "filter.save", f"filters:{world.user('sam')}", {"name": "Odd", "query": {"shoe": "44"}})
    assert (unknown.outcome, unknown.code) == ("refused", "invalid")


def test_a_long_list_comes_in_pages_and_keeps_what_was_asked(sam, world, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    numbers = [world.body(world.new_job("wipe", f"m{at}", None))["number"] for at in range(3)]
    world.new_job(machine="m3")
    first, second = (sam.get(f"/supervisor/jobs?kind=wipe&q=m&page={page}").text for page in (1, 2))
    assert "3 jobs" in first and "1 to 2" in first and "3 to 3" in second
    assert 'href="/supervisor/jobs?q=m&amp;kind=wipe&amp;page=2">Those after' in first and "Those before" not in first
    assert [number for number in numbers if number in first] == numbers[:2] and numbers[2] in second
    assert "3 to 3" in sam.get("/supervisor/jobs?kind=wipe&page=99").text
    assert "1 to 2" in sam.get("/supervisor/jobs?kind=wipe&page=x").text


def test_only_what_is_shown_is_read_as_a_whole(sam, world, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    for at in range(3):
        world.new_job("wipe", f"m{at}", None)
    read, whole = [], Library.whole
    monkeypatch.setattr(Library, "whole", lambda library, jobs: read.append(len(jobs)) or whole(library, jobs))
    assert sam.get().status_code == 200 and read == [2]


def test_words_are_found_whatever_letters_they_have(sam, world):
    done(made("person.record", "person:jo", {"name": "Jörg Müller-Bell", "site": HERE, "username": "jo"}))
    world.new_job()
    world.new_job("wipe", "m1", None)
    for words in ("muller", "MÜLLER-bell", "jorg bell"):
        assert "1 job<" in sam.get(f"/supervisor/jobs?q={words}").text, words
    assert "0 jobs" in sam.get("/supervisor/jobs?q=nobody").text


def test_technicians_have_lists_of_their_own(app):
    assert Browser(app, "ana").get().status_code == 403
