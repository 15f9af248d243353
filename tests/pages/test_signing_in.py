"""Signing in and out: who may, who may not, and what a page answers to whom."""

import pytest

from fieldapp import create_app, staff
from fieldapp.pages.auth import NOBODY, hasher
from fieldapp.sync.moments import moment_now
from tests.world import PASSWORD, SECRET


def sign_in(app, username, password=PASSWORD, **more):
    client = app.test_client()
    return client, client.post("/login", data={"username": username, "password": password}, **more)


def test_the_right_password_leads_to_the_first_load(app):
    client, answer = sign_in(app, "ana")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome")
    told = {"user": "1", "username": "ana", "name": "Ana", "roles": ["technician"], "sites": ["1"]}
    me = client.get("/me").json
    assert me.pop("signed_in_at") <= moment_now()
    assert me == told | {"public_url": "http://localhost", "lock_days": 30}


@pytest.mark.parametrize(
    ("username", "password"),
    [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("ana", ""), ("ana" * 100, "x")],
)
def test_a_wrong_one_gets_a_sentence_and_no_session(app, username, password):
    client, answer = sign_in(app, username, password)
    assert answer.status_code == 401
    assert "wrong" in answer.text
    assert client.get("/me").status_code == 401


def test_an_unknown_name_costs_as_much_to_try_as_a_known_one():
    assert not hasher.check_needs_rehash(NOBODY)
    assert hasher.verify(NOBODY, "nobody")


def test_many_tries_must_wait(app):
    where = app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app(SQLALCHEMY_DATABASE_URI=where, SECRET_KEY=SECRET, RATELIMIT_ENABLED=True)
    answers = [sign_in(app, "ana", "wrong")[1] for _ in range(9)]
    assert [answer.status_code for answer in answers] == [401] * 8 + [429]
    assert "Too many attempts" in answers[-1].text
    assert sign_in(app, "ben")[1].status_code == 302, "others are not kept out"


def test_who_was_disabled_is_out_at_once(app):
    client, _ = sign_in(app, "ana")
    staff.change("ana", active=False)
    assert client.get("/me").status_code == 401
    assert sign_in(app, "ana")[1].status_code == 401


def test_a_new_password_ends_every_session(app):
    client, _ = sign_in(app, "ana")
    staff.set_password("ana", "another password")
    assert client.get("/me").status_code == 401
    assert sign_in(app, "ana", "another password")[1].status_code == 302


def test_a_session_outlives_a_weekend_and_is_secure_behind_https(app):
    _, answer = sign_in(app, "ana")
    cookie = answer.headers["Set-Cookie"]
    assert (
        "Expires=" in cookie
        and "HttpOnly" in cookie
        and "SameSite=Lax" in cookie
        and "Secure" not in cookie
    )
    _, answer = sign_in(app, "ana", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_late_answer_takes_nobodys_session_away(app):
    """Asked before the sign-in, answered after it: the answer must bring no cookie of its own."""
    client = app.test_client()
    client.get("/login")
    assert "Set-Cookie" not in client.get("/me").headers
    client.post("/login", data={"username": "ana", "password": PASSWORD})
    for path in ("/me", "/work"):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_a_session_that_is_used_is_renewed_once_a_day(app):
    client, _ = sign_in(app, "ana")
    with client.session_transaction() as session:
        session["day"] = "2026-01-01"
    assert "Expires=" in client.get("/me").headers["Set-Cookie"]
    assert "Set-Cookie" not in client.get("/me").headers


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_foreign_page_signs_nobody_in(app, headers):
    client, answer = sign_in(app, "ana", headers=headers)
    assert answer.status_code == 403
    assert client.get("/me").status_code == 401


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(app, path):
    client = app.test_client()
    answer = client.post("/login", data={"username": "ana", "password": PASSWORD, "next": path})
    assert answer.headers["Location"] == "/welcome"


def test_signing_out_ends_it(app):
    client, _ = sign_in(app, "ana")
    client.post("/logout")
    assert client.get("/me").status_code == 401


PAGES = {
    "/work": {"ana", "rosa", "sam", "mia", "adam"},
    "/receiving": {"ana", "rosa", "sam", "mia", "adam"},
    "/scan": {"ana", "rosa", "sam", "mia", "adam"},
    "/queue": {"ana", "rosa", "sam", "mia", "adam"},
    "/more": {"ana", "rosa", "sam", "mia", "adam"},
    "/search?q=m": {"ana", "rosa", "sam", "mia", "adam"},
    "/supervisor/sync": {"sam", "adam"},
    "/contracts/1": {"sam", "mia", "adam"},
    "/admin/staff": {"adam"},
}


@pytest.mark.parametrize("path", PAGES)
def test_each_role_opens_its_own_pages(app, path):
    for username in ("ana", "rosa", "sam", "mia", "adam"):
        client, _ = sign_in(app, username)
        assert client.get(path).status_code == (200 if username in PAGES[path] else 403), username
    assert app.test_client().get(path).status_code == 302


def test_pages_allow_no_foreign_script(app):
    client, _ = sign_in(app, "ana")
    policy = client.get("/work").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy
    assert "wasm-unsafe-eval" in client.get("/scan").headers["Content-Security-Policy"]
