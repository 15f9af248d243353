"""Where receiving, custody, labels and wiping meet: what one part says of a machine, the others leave as it is."""

from uuid import uuid4

import pytest

from fieldapp.labels.tags import tag_of
from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.sync.audit import faults
from tests.world import HERE, THERE

PLACE = {"site": "1", "day": "2026-11-26", "carrier": "UPS", "tracking": "1Z1"}


@pytest.fixture(autouse=True)
def everything_holds(app):
    yield
    assert faults() == []


def applied(result):
    assert result.outcome == "applied", result
    return result


def ordered(world, text: str, **args) -> str:
    """The key of a new order, made by Sam."""
    id_ = str(uuid4())
    target = f"order:{derive(id_, 'order')}"
    applied(world.do("sam", "order.create", target, {"site": "1", "text": text, **args}, id_=id_))
    return derive(id_, "order")


def scanned(world, **args) -> str:
    """A box that Rosa scanned."""
    id_, told = str(uuid4()), PLACE | args
    target = target_of("box.receive", told, id_)
    assert world.do("rosa", "box.receive", target, told, id_=id_).outcome in ("applied", "already")
    return target


def machine_in(world, box: str) -> str:
    return f"asset:{world.body(box)['asset']}"


def whoever_has(world, machine: str) -> str:
    return world.body(machine)["custody"]["name"]


def test_what_was_sent_back_stays_with_the_supplier_whatever_is_said_of_an_old_offer(world):
    box = scanned(world, serial="SX", tag="NX")
    machine = machine_in(world, box)
    applied(world.do("ana", "custody.accept", machine, {"code": "NX"}))
    offer = applied(world.do("ana", "custody.offer", machine, {"whom": "staff:2"}))
    applied(world.do("rosa", "box.return", box, {"reason": "Dented", "to": "Dell"}))
    world.do("ana", "custody.withdraw", machine, {"offer": offer.id})
    assert whoever_has(world, machine) == "Dell"
    assert [one["name"] for one in world.body(machine)["chain"]] == ["receiving", "Ana", "Dell"]


def test_what_was_given_up_as_lost_is_gone_until_that_is_undone(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, "collect", "hold_check", by="sam")
    offer = applied(world.do("sam", "custody.offer", "asset:m0", {"whom": "staff:2"}))
    applied(world.do("sam", "wipe.accept", job, {"instead": "lost", "reason": "Nobody has it"}))
    world.do("sam", "custody.withdraw", "asset:m0", {"offer": offer.id})
    assert whoever_has(world, "asset:m0") == "gone" and not world.body("asset:m0")["person"]
    last = world.body(job)["accepted"]["step"]
    applied(world.do("sam", "step.undo", job, {"step": last, "reason": "Here it is"}))
    assert whoever_has(world, "asset:m0") == "Sam"


def test_a_machine_that_is_dead_stays_with_whoever_found_that_out(world):
    job = world.new_job()
    world.complete(job, "invite")
    order = ordered(world, "Latitude", job=job.partition(":")[2])
    box = scanned(world, serial="SX", tag="NX", order=order)
    proof = {"incoming": {"tag": "NX", "serial": "SX"}}
    applied(world.do("rosa", "step.complete", job, {"step": "prepare", "evidence": proof}))
    applied(
        world.do("ana", "step.complete", job, {"step": "pickup", "evidence": {"incoming": "NX"}})
    )
    since = world.body(machine_in(world, box))["custody"]["since"]
    applied(world.do("ana", "box.dead", box, {"reason": "It does not boot"}))
    applied(world.do("ana", "custody.offer", machine_in(world, box), {"whom": "store"}))
    assert whoever_has(world, machine_in(world, box)) == "Ana"
    assert world.body(machine_in(world, box))["custody"]["since"] == since


def test_a_machine_without_a_box_is_dead_stays_where_it_is_and_another_takes_its_place(world):
    job = world.new_job()
    world.complete(job, "invite", "order", "receive", "prepare", "pickup")
    machine = f"asset:{world.body(job)['assets']['incoming']['id']}"
    applied(world.do("ana", "asset.dead", machine, {"reason": "It does not boot"}))
    assert (world.body(machine)["state"], whoever_has(world, machine)) == ("dead", "Sam")
    assert world.body(machine)["events"][-1]["what"] == "Dead on arrival: It does not boot"
    assert "incoming" not in world.body(job)["assets"]
    assert world.do("ana", "asset.dead", machine, {"reason": "Again"}).outcome == "already"
    applied(world.do("rosa", "step.complete", job, {"step": "receive", "evidence": {"condition": "good"}}))
    proof = {"incoming": {"tag": "NEW-2", "serial": "SER-2"}}
    applied(world.do("rosa", "step.complete", job, {"step": "prepare", "evidence": proof}))
    assert world.body(job)["assets"]["incoming"]["tag"] == "NEW-2"


def test_the_right_machine_has_the_hand_overs_of_the_job_and_gives_them_back(world):
    job = world.new_job("wipe", person=None)
    world.complete(job, "collect", by="ana")
    told = {"role": "machine", "code": "M1", "reason": "The label was swapped"}
    applied(world.do("sam", "job.machine", job, told))
    for machine in ("asset:m0", "asset:m1"):
        applied(world.do("sam", "custody.offer", machine, {"whom": "store"}))
    assert (whoever_has(world, "asset:m0"), whoever_has(world, "asset:m1")) == ("Jo Bell", "Ana")
    assert world.body("asset:m0")["person"]["name"] == "Jo Bell"
    applied(world.do("sam", "step.undo", job, {"step": "collect", "reason": "Neither was"}))
    assert whoever_has(world, "asset:m1") == "Jo Bell"
    assert world.body("asset:m1")["person"]["name"] == "Jo Bell"


def test_a_box_is_dead_though_its_order_is_for_a_job_that_receives_nothing(world):
    box = scanned(world, serial="SX", tag="NX")
    job = world.new_job("wipe", machine=machine_in(world, box).partition(":")[2], person=None)
    order = ordered(world, "Latitude", job=job.partition(":")[2])
    applied(world.do("sam", "box.match", box, {"order": order, "reason": "So the slip says"}))
    applied(world.do("rosa", "box.dead", box, {"reason": "It does not boot"}))
    assert world.body(machine_in(world, box))["state"] == "dead"


@pytest.mark.parametrize("end", ["job.cancel", "step.undo"])
def test_what_came_for_a_job_that_was_called_off_can_be_used_by_another(world, end):
    job, other = world.new_job(), world.new_job(machine="m1")
    world.complete(job, "invite")
    order = ordered(world, "Latitude\nDock", job=job.partition(":")[2])
    box = scanned(world, serial="SX", tag="NX", order=order, model="Latitude")
    assert world.body(machine_in(world, box))["state"] == "received"
    applied(world.do("sam", end, job, {"step": "order", "reason": "Called off"}))
    late = scanned(world, serial="SY", tag="NY", order=order, model="Dock")
    for one in (box, late):
        machine = world.body(machine_in(world, one))
        assert (machine["state"], machine["order"]) == ("in_stock", None)
    world.complete(other, "invite")
    for step in ("order", "receive"):
        applied(world.do("sam", "step.skip", other, {"step": step, "reason": "From stock"}))
    proof = {"incoming": {"tag": "NX", "serial": "SX"}}
    applied(world.do("sam", "step.complete", other, {"step": "prepare", "evidence": proof}))


def test_a_label_typed_with_a_dash_is_the_one_that_the_camera_reads(world):
    tag = tag_of(5)
    box = scanned(world, serial="SX", tag=f"{tag[:4]}-{tag[4:]}".lower())
    assert world.body(machine_in(world, box))["tag"] == world.body(box)["tag"] == tag
    assert world.do("ana", "label.bind", "asset:m0", {"tag": tag}).code == "disputed"


def test_a_box_scanned_again_by_its_machines_newer_label_is_no_case(world):
    box = scanned(world, serial="SX", tag="NX")
    machine = machine_in(world, box)
    applied(world.do("ana", "label.bind", machine, {"tag": "NY"}))
    applied(world.do("ana", "label.retire", machine, {"tag": "NX", "reason": "Torn"}))
    scanned(world, serial="SX", tag="NY")
    assert world.body(box)["problem"] is None and world.body(machine)["tag"] == "NY"


def test_what_a_label_of_another_site_is_on_is_not_told(world):
    applied(world.do("charlie", "label.bind", "asset:far", {"tag": "EXTRA"}))
    for kind in ("label.bind", "label.move"):
        told = world.do("ana", kind, "asset:m0", {"tag": "EXTRA", "reason": "It is here"})
        assert told.code == "disputed" and "FAR" not in told.message
    applied(world.do("charlie", "label.retire", "asset:far", {"tag": "EXTRA", "reason": "Torn"}))
    told = world.do("ana", "label.bind", "asset:m0", {"tag": "EXTRA"})
    assert told.code == "disputed" and "FAR" not in told.message


@pytest.mark.parametrize("kind", ["custody.give", "custody.accept"])
def test_a_machine_under_a_legal_hold_does_not_leave_unnoticed(world, kind):
    applied(world.do("sam", "legal.hold", "asset:m0", {"reason": "The matter of Jo"}))
    told = applied(world.do("ana", kind, "asset:m0", {"whom": "supplier"}))
    assert "The matter of Jo" in world.case(told.id).message
    assert whoever_has(world, "asset:m0") == "the supplier"


def test_a_machine_of_another_site_is_not_put_on_a_job(world):
    """Not even by a supervisor of both: its custody, scope and clocks would be another place's."""
    applied(world.do("adam", "staff.record", "staff:4", {"username": "sam", "name": "Sam", "sites": [HERE, THERE]}))
    job = world.new_job("wipe", person=None)
    told = world.do("sam", "job.machine", job, {"role": "machine", "code": "FAR", "reason": "It is here"})
    assert (told.outcome, told.code) == ("refused", "not_allowed")
    assert world.body(job)["assets"]["machine"]["id"] == "m0"
