"""Certificates: numbered, hashed, never changed; a wipe that proves nothing is not certified."""

import json
from uuid import uuid4

import pytest

from fieldapp.documents import decode
from fieldapp.operations.wiping.certificates import content_hash
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.world import WIPE


@pytest.fixture(autouse=True)
def all_is_sound(app):
    yield
    assert faults() == []


def wiped(world, machine: str = "m0", steps: int = 4) -> str:
    """The key of the record of a wipe."""
    job = world.new_job("wipe", machine=machine, person=None)
    world.complete(job, *WIPE[:steps])
    return world.body(job)["erasures"][-1]


def issue(world, *keys: str, by: str = "sam", **more):
    records = [decode("erasure:", json.dumps(world.body(f"erasure:{key}"))) for key in keys]
    id_ = str(uuid4())
    args = {"erasures": list(keys), "sha256": content_hash(records)} | more
    return world.do(
        by, "certificate.issue", f"certificate:{derive(id_, 'certificate')}", args, id_=id_
    )


def of(world, result) -> dict:
    return world.body(f"certificate:{derive(result.id, 'certificate')}")


def test_one_certificate_for_a_machine_or_for_a_batch(world):
    one, two, three = (wiped(world, machine) for machine in ("m0", "m1", "m2"))
    first, batch = issue(world, one), issue(world, two, three)
    assert (of(world, first)["number"], of(world, batch)["number"]) == ("CE-1001", "CE-1002")
    assert [wipe["asset"]["tag"] for wipe in of(world, batch)["erasures"]] == ["M1", "M2"]
    assert world.body(f"erasure:{one}")["certificate"] == "CE-1001"
    assert of(world, first)["sha256"] in next(
        row["payload"] for row in world.log() if row["id"] == first.id
    )
    notes = world.body(f"job:{world.body(f'erasure:{one}')['job']}")["notes"]
    assert notes[-1]["text"] == "Certificate of erasure CE-1001"


def test_what_was_seen_is_what_is_certified(world):
    key = wiped(world)
    result = issue(world, key, sha256="0" * 64)
    assert (result.code, "changed since you looked" in result.message) == ("not_allowed", True)


def test_a_wipe_is_certified_once_and_corrected_by_another_certificate(world):
    key = wiped(world)
    first = issue(world, key)
    assert "certified already, by CE-1001" in issue(world, key).message
    assert issue(world, key, replaces="CE-1001").code == "invalid", "without a reason"
    second = issue(world, key, replaces="CE-1001", reason="The client's name")
    assert second.outcome == "applied"
    assert (of(world, second)["replaces"], of(world, first)["replaced_by"]) == (
        "CE-1001",
        "CE-1002",
    )
    assert of(world, first)["erasures"] == of(world, second)["erasures"], "nothing is overwritten"
    again = issue(world, key, replaces="CE-1001", reason="Once more")
    assert "replaced by CE-1002 already" in again.message
    assert issue(world, key, replaces="CE-9", reason="x").code == "unknown_target"


def test_what_proves_nothing_is_not_certified(world):
    key = wiped(world, steps=3)
    job = f"job:{world.body(f'erasure:{key}')['job']}"
    world.do("sam", "step.undo", job, {"step": "wipe", "reason": "Wrong machine"})
    assert "proves nothing: Wrong machine" in issue(world, key).message


def test_only_supervisors_of_the_site_issue_them(world):
    key = wiped(world)
    assert issue(world, key, by="ana").code == "forbidden"
    assert issue(world, key, by="charlie").code == "forbidden"
    world.do("adam", "staff.record", "staff:7", {"username": "charlie", "roles": ["supervisor"]})
    assert issue(world, key, by="charlie").code == "unknown_target"
    assert (
        world.do(
            "sam", "certificate.issue", "certificate:x", {"erasures": [key], "sha256": "x"}
        ).code
        == "invalid"
    )


def test_the_contract_may_ask_for_a_verification_first(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE[:3])
    world.amend(wiping={"verified_by": "anyone"})
    key = world.body(job)["erasures"][-1]
    assert "asks for a verification" in issue(world, key).message
    world.complete(job, "verify")
    assert issue(world, key).outcome == "applied"


def test_what_waited_for_the_certificate_goes_on_with_it(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, *WIPE[:2])
    proof = {"machine": "S0", "method": "purge", "drives": [{"serial": "WD-1"}]}
    world.do("ana", "step.complete", job, {"step": "wipe", "evidence": proof})
    world.complete(job, "verify")
    world.amend(wiping={"certificate_first": True})
    args = {"step": "process", "evidence": {"destination": "donate", "deed_of_gift": "School, D-1"}}
    assert world.do("ana", "step.complete", job, args).code == "waiting_for"
    assert issue(world, world.body(job)["erasures"][-1]).outcome == "applied"
    assert (world.body(job)["state"], world.body("asset:m0")["state"]) == ("closed", "donated")
    assert len(world.ledger()) == 1


def test_what_a_correction_leaves_out_can_be_certified_anew(world):
    first, second = wiped(world), wiped(world, "m1")
    both = of(world, issue(world, first, second))
    of(world, issue(world, second, replaces=both["number"], reason="M0 was another client's"))
    assert world.body(f"erasure:{first}")["certificate"] is None
    assert of(world, issue(world, first))["number"] != both["number"]
