"""Every kind of job, from its making to its end, through the real merge: who has what then, and every step undone once."""

from uuid import uuid4

import pytest

from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from fieldapp.sync.submit import operation as made
from fieldapp.workflows import WORKFLOWS
from tests.operations.scenes import making
from tests.world import done, evidence

CATALOGUES = [kind for kind, flow in WORKFLOWS.items() if not flow.steps]
KINDS = [kind for kind in WORKFLOWS if kind not in CATALOGUES]
KIM = {"name": "Kim Ray", "site": "1", "username": "kim", "cost_centre": "CC-2"}


@pytest.fixture
def floor(world):
    """Beside Jo there is Kim, who has K0 and K1."""
    done(made("person.record", "person:kim", KIM))
    for at in range(2):
        machine = {"tag": f"K{at}", "serial": f"KS{at}", "site": "1", "person": "kim"}
        done(made("asset.record", f"asset:k{at}", machine))
    return world


def start(floor, kind: str, **more) -> str:
    """A job of the kind: Jo's machines where they are the person's, Kim's where they are another's."""
    flow = WORKFLOWS[kind]
    args = making(flow) | more
    for at, role in enumerate(args["assets"]):
        giver = flow.assets[role].giver
        args["assets"][role] = f"k{at}" if giver != "person" else f"m{at}"
    id_ = str(uuid4())
    job = f"job:{derive(id_, 'job')}"
    result = floor.do("sam", "job.create", job, args, id_=id_)
    assert result.outcome == "applied", result
    return job


def complete(floor, job: str, key: str) -> None:
    body = floor.body(job)
    step = next(one for one in body["steps"] if one["key"] == key)
    by = "ana" if step["role"] == "technician" else "rosa"
    args = {"step": key, "evidence": evidence(body, key)}
    result = floor.do(by, "step.complete", job, args)
    assert result.outcome == "applied", (key, result)


def look(floor, job: str) -> dict:
    """What undoing a step must bring back."""
    body = floor.body(job)
    machines = [floor.body(f"asset:{one['id']}") for one in body["assets"].values()]
    return {
        "state": body["state"],
        "steps": [(one["key"], one["state"]) for one in body["steps"]],
        "machines": {
            one["tag"]: (one["state"], one["custody"]["type"], one["custody"]["id"], one["person"])
            for one in machines
        },
    }


def finish(floor, kind: str, **more) -> str:
    job = start(floor, kind, **more)
    for step in WORKFLOWS[kind].steps:
        complete(floor, job, step.key)
    assert floor.body(job)["state"] == "closed"
    return job


def holder(floor, asset: str) -> tuple:
    body = floor.body(f"asset:{asset}")
    return (body["state"], body["custody"]["name"], body["person"] and body["person"]["name"])


def unbroken(floor, *assets: str) -> bool:
    """Whether every hand-over of these is proved."""
    links = [link for one in assets for link in floor.body(f"asset:{one}")["chain"]]
    return not [link for link in links if link["broken"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_every_kind_is_done_undone_and_done_again(floor, kind):
    job = start(floor, kind)
    for step in WORKFLOWS[kind].steps:
        before = look(floor, job)
        complete(floor, job, step.key)
        undone = floor.do("sam", "step.undo", job, {"step": step.key, "reason": "To see it back"})
        assert undone.outcome == "applied", (step.key, undone)
        assert look(floor, job) == before, step.key
        complete(floor, job, step.key)
    body = floor.body(job)
    assert (body["state"], body["closings"]) == ("closed", 2)
    assert not [floor.body(f"asset:{one['id']}")["jobs"] for one in body["assets"].values() if floor.body(f"asset:{one['id']}")["jobs"]]
    assert faults() == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_put_on_hold_scheduled_handed_over_and_cancelled(floor, kind):
    job = start(floor, kind)
    until = {"reason": "The customer can't be had", "until": "2027-01-08"}
    assert floor.do("ana", "hold.set", job, until).outcome == "applied"
    hold = floor.body(job)["hold"]["id"]
    assert floor.do("ana", "hold.clear", job, {"hold": hold}).outcome == "applied"
    at = {"at": "2036-12-01T09:00:00.000Z"}
    assert floor.do("ana", "schedule.set", job, at).outcome == "applied"
    to = {"to": floor.user("ben"), "note": "Jo is back on Monday"}
    assert floor.do("ana", "job.assign", job, to).outcome == "applied"
    complete(floor, job, WORKFLOWS[kind].steps[0].key)
    called_off = floor.do("sam", "job.cancel", job, {"reason": "Not wanted any more"})
    assert called_off.outcome == "applied"
    body = floor.body(job)
    assert (body["state"], body["assignee"]["name"]) == ("cancelled", "Ben")
    assert not floor.body("asset:m0")["jobs"] and not floor.body("asset:k0")["jobs"]
    assert faults() == []


def test_cascade_the_machine_is_reimaged_and_prepped_for_the_new_users_ids(floor):
    job = start(floor, "cascade")
    for key in ("pickup", "backup", "reimage", "prepare"):
        complete(floor, job, key)
    assert holder(floor, "k0") == ("in_build", "Ana", None)
    proof = floor.step(job, "reimage")["evidence"] | floor.step(job, "prepare")["evidence"]
    assert proof["clean"] is True and proof["ids"] is True
    complete(floor, job, "deliver")
    assert holder(floor, "k0") == ("deployed", "Jo Bell", "Jo Bell")
    assert unbroken(floor, "k0")


def test_cascades_are_billed_directly_to_the_users_cost_center_on_time_and_materials(floor):
    job = start(floor, "cascade")
    floor.do("ana", "time.add", job, {"minutes": 90})
    for step in WORKFLOWS["cascade"].steps:
        complete(floor, job, step.key)
    (row,) = floor.ledger()
    assert (row["kind"], row["cost_centre"], row["money"]) == ("time", "CC-1", 120)


def test_existing_assets_going_to_existing_employees(floor):
    finish(floor, "cascade-existing")
    assert holder(floor, "k0") == ("deployed", "Jo Bell", "Jo Bell")
    assert holder(floor, "m1")[:2] == ("in_stock", "store")
    assert unbroken(floor, "k0", "m1")


def test_new_assets_going_to_existing_employees(floor):
    job = finish(floor, "cascade-new")
    machine = floor.body(job)["assets"]["incoming"]["id"]
    assert holder(floor, machine) == ("deployed", "Jo Bell", "Jo Bell")
    assert unbroken(floor, machine)


def test_assets_being_swapped_between_existing_employees(floor):
    job = finish(floor, "cascade-swap")
    assert holder(floor, "m0") == ("deployed", "Kim Ray", "Kim Ray")
    assert holder(floor, "k1") == ("deployed", "Jo Bell", "Jo Bell")
    assert unbroken(floor, "m0", "k1")
    body = floor.body(job)
    centres = [body["person"]["cost_centre"], body["people"]["second"]["cost_centre"]]
    assert centres == ["CC-1", "CC-2"]


def test_a_step_for_both_machines_that_is_skipped_keeps_neither_of_them_waiting(floor):
    job = start(floor, "cascade-swap")
    complete(floor, job, "pickup")
    told = floor.do("sam", "step.skip", job, {"step": "backup", "reason": "Both have nothing on them"})
    assert told.outcome == "applied"
    complete(floor, job, "reimage")
    assert floor.step(job, "reimage")["state"] == "done"


def test_a_peripheral_is_placed_received_picked_up_by_the_technician_and_deployed_to_the_end_user(
    floor,
):
    job = start(floor, "peripheral", category="keyboard")
    told = [step["title"] for step in floor.body(job)["steps"]]
    assert [title.split()[0] for title in told] == [
        "Ordered", "Placed", "Received", "Picked", "Deployed",
    ]  # fmt: skip
    for key in ("ordered", "placed", "received", "pickup", "deploy"):
        complete(floor, job, key)
    body = floor.body(job)
    order = floor.body(f"order:{body['order']}")
    assert (order["lines"][0]["model"], order["state"]) == ("keyboard", "received")
    assert body["state"] == "closed"
    assert body["takes"] == [{"type": "peripheral", "items": 1, "op": body["takes"][0]["op"]}]


def test_several_peripherals_come_in_boxes_and_wait_for_all_of_them(floor):
    job = start(floor, "peripheral", category="mouse", quantity=3)
    complete(floor, job, "ordered")
    complete(floor, job, "placed")
    args = {"step": "received", "evidence": {"condition": "good"}}
    told = floor.do("rosa", "step.complete", job, args)
    assert (told.outcome, "not all here" in told.message) == ("held", True)


def test_new_asset_acquisitions(floor):
    job = finish(floor, "acquisition")
    machine = floor.body(job)["assets"]["incoming"]["id"]
    assert holder(floor, machine) == ("deployed", "Jo Bell", "Jo Bell")


def test_software_transfers_or_installs(floor):
    job = finish(floor, "software")
    assert floor.step(job, "remove")["state"] == "done"


def test_a_rename_reaches_whoever_of_the_two_it_is(floor):
    job = start(floor, "cascade-swap")
    done(made("person.record", "person:kim", KIM | {"name": "Kim Lee", "vip": True}))
    body = floor.body(job)
    assert (body["person"]["name"], body["people"]["second"]["name"]) == ("Jo Bell", "Kim Lee")
    assert body["vip"] is True
    done(made("person.record", "person:kim", KIM | {"vip": False}))
    assert floor.body(job)["vip"] is False


def test_a_legal_hold_on_whoever_had_the_machine_reaches_it_on_its_way_to_another(floor):
    job = start(floor, "cascade")
    complete(floor, job, "pickup")
    complete(floor, job, "backup")
    assert floor.do("sam", "legal.hold", "person:kim", {"reason": "A matter"}).outcome == "applied"
    args = {"step": "reimage", "evidence": evidence(floor.body(job), "reimage")}
    told = floor.do("ana", "step.complete", job, args)
    assert (told.outcome, "must not be reimaged" in told.message) == ("held", True)


def test_a_legal_hold_on_one_of_two_is_not_on_the_others_machine(floor):
    job = start(floor, "cascade-swap")
    complete(floor, job, "pickup")
    floor.do("sam", "legal.hold", "person:kim", {"reason": "A matter"})
    assert [bool(floor.body(f"asset:{one}")["legal"]) for one in ("m0", "k1")] == [False, True]


def test_the_holder_leaves_and_what_was_built_for_them_is_taken_by_the_next_job(floor):
    job = start(floor, "refresh")
    for key in ("invite", "order", "receive", "prepare", "pickup", "software"):
        complete(floor, job, key)
    tag = floor.body(job)["assets"]["incoming"]["tag"]
    floor.do("sam", "job.cancel", job, {"reason": "Jo has left"})
    other = start(floor, "cascade-new")
    proof = {"step": "receive", "evidence": {"incoming": {"tag": tag}}}
    assert floor.do("rosa", "step.complete", other, proof).outcome == "applied"
    assert floor.body(other)["assets"]["incoming"]["tag"] == tag


def test_what_is_to_go_back_to_the_supplier_is_returned_when_it_is_given_to_them(floor):
    job = start(floor, "acquisition")
    for key in ("ordered", "received", "prepare", "build"):
        complete(floor, job, key)
    machine = floor.body(job)["assets"]["incoming"]["id"]
    floor.do("sam", "job.cancel", job, {"reason": "Declined", "order": "return"})
    assert floor.body(f"asset:{machine}")["state"] == "to_supplier"
    given = floor.do("ana", "custody.give", f"asset:{machine}", {"whom": "supplier"})
    assert given.outcome == "applied"
    assert holder(floor, machine)[0] == "returned"
    assert faults() == []


def test_the_asset_is_swapped_mid_refresh(floor):
    """The machine that is there is another: the job goes on with it, and the one in the books is left alone."""
    job = start(floor, "refresh")
    for key in ("invite", "order", "receive", "prepare", "pickup", "software", "schedule"):
        complete(floor, job, key)
    args = {"role": "outgoing", "code": "M5", "reason": "Jo swapped with a colleague in spring"}
    assert floor.do("sam", "job.machine", job, args).outcome == "applied"
    for key in ("copy", "setup", "retire"):
        complete(floor, job, key)
    assert holder(floor, "m5")[0] == "in_stock"
    assert holder(floor, "m0") == ("deployed", "Jo Bell", "Jo Bell")
    assert faults() == []
