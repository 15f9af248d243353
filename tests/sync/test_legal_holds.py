"""A legal hold reaches the phones before they wipe; and where a wipe was first, everybody sees what came first."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldapp.sync.audit import faults
from fieldapp.sync.moments import sign_anchor
from tests.world import REFRESH, WIPE, evidence


@pytest.fixture(autouse=True)
def all_is_sound(app):
    yield
    assert faults() == []


def ago(**span) -> str:
    moment = datetime.now(UTC) - timedelta(**span)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hold(world, target: str = "asset:m0", by: str = "sam"):
    return world.do(by, "legal.hold", target, {"reason": "Matter 4711"})


def wipe(world, phone, job: str, **more) -> dict:
    args = {"step": "wipe", "evidence": evidence(world.body(job), "wipe")}
    return phone.act("step.complete", job, args, expect={"state": "todo"}, **more)


@pytest.fixture
def ready(world):
    """Collected, and to be wiped."""
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE[:2])
    return job


def test_a_phone_learns_of_a_hold_with_the_machine(world):
    ana = world.phone("ana")
    ana.sync()
    assert hold(world).outcome == "applied"
    ana.sync()
    (known,) = ana.documents()["asset:m0"]["legal"]
    assert (known["reason"], known["by"]["name"], known["erased_at"]) == (
        "Matter 4711",
        "Sam",
        None,
    )


def test_a_wipe_against_a_hold_is_kept_for_a_supervisor(world, ready):
    ana = world.phone("ana")
    ana.sync()
    hold(world)
    op = wipe(world, ana, ready)
    (result,) = ana.sync()
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "Matter 4711. It must not be wiped" in result["message"]
    assert world.body(ready)["disputed"][0]["op"] == op["id"]
    decided = world.do("sam", "case.apply", f"case:{op['id']}", {"reason": "It did happen"})
    assert decided.outcome == "applied"
    (known,) = world.body("asset:m0")["legal"]
    assert known["erased_at"] >= known["since"]
    assert world.body("asset:m0")["state"] == "wiped"


def test_a_wipe_before_the_hold_counts_and_is_shown_beside_it(world, ready, app):
    ana = world.phone("ana")
    ana.sync()
    heard = sign_anchor(ago(hours=2), app.config["SECRET_KEY"])
    op = wipe(world, ana, ready, at=ago(hours=1), anchor=heard)
    hold(world)
    (result,) = ana.sync()
    assert result["outcome"] == "applied"
    assert "before the legal hold was set" in world.case(op["id"]).message
    (known,) = world.body("asset:m0")["legal"]
    assert known["erased_at"] < known["since"]


def test_a_hold_on_what_was_wiped_says_so(world, ready):
    world.complete(ready, "wipe")
    result = hold(world)
    assert result.outcome == "applied"
    assert "was wiped" in world.case(result.id).message
    assert world.body("asset:m0")["legal"][0]["erased_at"] is not None


def test_a_hold_on_a_person_is_on_all_their_machines_and_on_those_taken_from_them(world):
    job = world.new_job()
    world.complete(job, *REFRESH[:9])
    world.do("ana", "step.complete", job, {"step": "retire", "evidence": {"outgoing": "M0"}})
    assert world.body("asset:m0")["person"] is None
    assert hold(world, "person:jo").outcome == "applied"
    new = world.body(job)["assets"]["incoming"]["id"]
    for key in ("m0", "m1", new):
        assert world.body(f"asset:{key}")["legal"][0]["person"]["name"] == "Jo Bell", key
    late = {"tag": "LATE", "site": "1", "person": "jo"}
    assert world.do("adam", "asset.record", "asset:late", late).outcome == "applied"
    assert len(world.body("asset:late")["legal"]) == 1
    id_ = world.body("person:jo")["legal"][0]["id"]
    single = world.do("sam", "legal.lift", "asset:m0", {"hold": id_, "reason": "Over"})
    assert (single.outcome, single.code) == ("refused", "not_allowed")
    assert (
        world.do("sam", "legal.lift", "person:jo", {"hold": id_, "reason": "Over"}).outcome
        == "applied"
    )
    assert all(world.body(f"asset:{key}")["legal"] == [] for key in ("m0", "m1", "late", new))
    assert (
        world.do("sam", "legal.lift", "person:jo", {"hold": id_, "reason": "x"}).outcome
        == "already"
    )


def test_two_holds_are_lifted_one_by_one(world):
    hold(world)
    world.do("sam", "legal.hold", "asset:m0", {"reason": "Matter 12"})
    first = world.body("asset:m0")["legal"][0]["id"]
    world.do("sam", "legal.lift", "asset:m0", {"hold": first, "reason": "Over"})
    assert [one["reason"] for one in world.body("asset:m0")["legal"]] == ["Matter 12"]
    assert world.body("asset:m0")["events"][-1]["what"] == "Legal hold lifted: Over"


def test_holds_are_the_supervisors_of_the_site(world):
    assert hold(world, by="ana").code == "forbidden"
    assert hold(world, "asset:far").code == "unknown_target"
    assert hold(world, "asset:none").code == "unknown_target"
    assert hold(world, "site:1").code == "unknown_target"
    assert world.do("sam", "legal.hold", "asset:m0", {"reason": " "}).code == "invalid"
    assert world.body("asset:m0")["legal"] == []


def test_a_phone_that_was_silent_for_long_does_not_wipe(world, ready, app):
    ana = world.phone("ana")
    ana.sync()
    old = sign_anchor(ago(days=4), app.config["SECRET_KEY"])
    wipe(world, ana, ready, anchor=old)
    (result,) = ana.sync()
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "has not heard from the server for 96 hours" in result["message"]
    fresh = wipe(world, ana, ready)
    assert ana.sync()[0]["outcome"] == "applied", fresh


def test_sites_repeat_the_contracts_terms_of_wiping(world):
    assert world.amend(wiping={"grace_days": 7, "verified_by": "other"}).outcome == "applied"
    assert world.body("site:1")["wiping"]["grace_days"] == 7
    assert world.body("site:2")["wiping"] is None
    world.do("adam", "site.record", "site:2", {"name": "Annex", "contract": "1"})
    assert world.body("site:2")["wiping"]["verified_by"] == "other"
    ana = world.phone("ana")
    ana.sync()
    assert ana.documents()["site:1"]["wiping"]["stale_hours"] == 72


@pytest.mark.parametrize(
    "wiping",
    [{"grace_days": -1}, {"stale_hours": 0}, {"verified_by": "me"}, {"earns": {"eaten": True}}, {"grace_days": "x"}],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(world, wiping):
    assert world.amend(wiping=wiping).code == "invalid"


def test_a_phone_that_names_no_moment_of_ours_does_not_date_a_wipe_before_the_hold(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, "collect", "hold_check")
    told = world.do("sam", "legal.hold", "asset:m0", {"reason": "A matter"})
    assert told.outcome == "applied"
    ana = world.phone("ana")
    ana.sync()
    proof = evidence(world.body(job), "wipe")
    for anchor in (None, "2026-11-19T10:00:00.000Z.of-nobody", ana.anchor):
        wiped = ana.do(
            "step.complete",
            job,
            {"step": "wipe", "evidence": proof},
            at="2026-11-20T10:00:00.000Z",
            anchor=anchor,
        )
        assert (wiped["outcome"], wiped["code"]) == ("held", "disputed")
    assert world.step(job, "wipe")["state"] == "todo"
