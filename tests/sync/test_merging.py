"""What becomes of an operation: applied, already, held or refused, and why."""

from uuid import uuid4

import pytest

from fieldapp.sync import merge
from fieldapp.sync.audit import faults
from tests.world import REFRESH, evidence


def note(phone, job, text="Hello", **more):
    return phone.do("note.add", job, {"text": text}, **more)


def complete(phone, world, job, step, **more):
    return phone.do(
        "step.complete", job, {"step": step, "evidence": evidence(world.body(job), step)}, **more
    )


@pytest.fixture(autouse=True)
def sound(app):
    yield
    assert faults() == []


def test_what_the_rules_allow_is_applied(world):
    job, ana = world.new_job(), world.phone("ana")
    result = complete(ana, world, job, "invite", expect={"state": "todo", "op": None})
    assert (result["outcome"], result["code"], result["case"]) == ("applied", "ok", None)
    step = world.step(job, "invite")
    assert (step["state"], step["by"]["name"], step["op"]) == ("done", "Ana", result["id"])
    assert world.body(job)["current_step"] == "order"


def test_the_second_to_finish_a_step_is_told_who_was_first(world):
    job, ana, ben = world.new_job(), world.phone("ana"), world.phone("ben")
    complete(ana, world, job, "invite")
    result = complete(ben, world, job, "invite")
    assert (result["outcome"], result["code"]) == ("already", "already_done")
    assert "Ana has finished this step already" in result["message"]


def test_a_step_ahead_of_its_turn_waits_and_follows_by_itself(world):
    job, ana, rosa = world.new_job(), world.phone("ana"), world.phone("rosa")
    world.complete(job, "invite", "order", "receive")
    ahead = ana.do("step.complete", job, {"step": "pickup", "evidence": {"incoming": "NEW-1"}})
    assert (ahead["outcome"], ahead["code"]) == ("held", "waiting_for")
    assert world.body(job)["disputed"][0]["op"] == ahead["id"]
    rosa.do("step.complete", job, {"step": "prepare", "evidence": {"incoming": {"tag": "NEW-1"}}})
    assert world.step(job, "pickup")["state"] == "done"
    assert world.step(job, "pickup")["by"]["name"] == "Ana"
    assert world.body(job)["disputed"] == []
    assert world.case(ahead["id"]).state == "applied"
    assert ana.send([dict(_sent(ana, ahead), seq=1)])[0]["outcome"] == "held", (
        "a stored answer never changes"
    )


def _sent(phone, result):
    return {
        "id": result["id"], "kind": "step.complete", "v": 1, "seq": 1,
        **{name: phone_log[name] for phone_log in [_payload(result["id"])] for name in ("target", "args", "at")},
    }  # fmt: skip


def _payload(id_):
    import json

    import sqlalchemy as sa

    from fieldapp.models import operation, reading

    with reading() as connection:
        return json.loads(
            connection.scalar(sa.select(operation.c.payload).where(operation.c.id == id_))
        )


def test_the_wrong_machine_is_disputed_and_nothing_is_lost(world):
    job, ana = world.new_job(), world.phone("ana")
    world.complete(job, *REFRESH[:7])
    result = ana.do(
        "step.complete",
        job,
        {"step": "copy", "evidence": {"outgoing": "M5", "incoming": "M6", "copied": True}},
    )
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "M5 is not the machine for this step: it needs M0" in result["message"]
    assert world.step(job, "copy")["state"] == "todo"
    assert [one["op"] for one in world.body(job)["disputed"]] == [result["id"]]


def test_this_is_the_machine_here_goes_on_and_opens_a_case(world):
    job, ana = world.new_job(), world.phone("ana")
    world.complete(job, *REFRESH[:7])
    proof = evidence(world.body(job), "copy") | {"outgoing": "M5"}
    result = ana.do(
        "step.complete",
        job,
        {"step": "copy", "evidence": proof, "here": {"outgoing": "The label was swapped"}},
    )
    assert (result["outcome"], result["case"]) == ("applied", f"case:{result['id']}")
    assert world.step(job, "copy")["state"] == "done"
    assert "The label was swapped" in world.case(result["id"]).message
    assert world.body(job)["disputed"][0]["code"] == "disputed"


def test_another_machine_is_never_wiped(world):
    job, ana = world.new_job("wipe", person=None), world.phone("ana")
    world.complete(job, "collect", "hold_check")
    args = {
        "step": "wipe",
        "evidence": {"machine": "M5", "method": "purge"},
        "here": {"machine": "It is this one"},
    }
    result = ana.do("step.complete", job, args)
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert world.body("asset:m5")["state"] == "deployed"


@pytest.mark.parametrize(
    ("kind", "args", "outcome", "code"),
    [
        ("note.add", {"text": "  "}, "refused", "invalid"),
        ("note.add", {}, "refused", "invalid"),
        ("note.add", {"text": "x" * 4001}, "refused", "invalid"),
        ("time.add", {"minutes": 0}, "refused", "invalid"),
        ("time.add", {"minutes": "15"}, "refused", "invalid"),
        ("step.complete", {"step": "dance", "evidence": {}}, "refused", "invalid"),
        (
            "step.complete",
            {"step": "invite", "evidence": {"answer": "perhaps"}},
            "refused",
            "invalid",
        ),
        ("step.complete", {"step": "invite", "evidence": {"colour": "red"}}, "refused", "invalid"),
        ("step.complete", {"step": "invite", "evidence": {}}, "held", "disputed"),
        ("step.skip", {"step": "setup", "reason": "No time"}, "refused", "not_allowed"),
        ("step.skip", {"step": "order", "reason": " "}, "refused", "invalid"),
        ("hold.set", {"reason": "Away", "until": "someday"}, "refused", "invalid"),
        ("job.assign", {"to": "7", "note": "Yours"}, "refused", "not_allowed"),
        ("job.close", {"summary": "Done"}, "refused", "not_allowed"),
        ("job.dance", {}, "held", "unknown_kind"),
        ("raw", {"base64": "e30="}, "held", "invalid"),
        ("staff.record", {"username": "eve", "roles": ["admin"]}, "refused", "forbidden"),
    ],
)
def test_what_the_rules_do_not_allow_is_kept_with_the_reason(world, kind, args, outcome, code):
    job, ana = world.new_job(), world.phone("ana")
    before = world.body(job)
    result = ana.do(kind, "staff:9" if kind == "staff.record" else job, args)
    assert (result["outcome"], result["code"]) == (outcome, code), result
    assert result["message"]
    assert world.body(job) | {"disputed": []} == before
    assert ana.documents()[f"case:{result['id']}"]["code"] == code
    assert world.log()[-1]["id"] == result["id"]


def test_a_newer_version_is_held_until_the_server_knows_it(world):
    job, ana = world.new_job(), world.phone("ana")
    assert note(ana, job, v=9)["code"] == "unknown_version"


def test_a_manager_does_no_steps_but_may_write_a_note(world):
    job, mia = world.new_job(), world.phone("mia")
    assert complete(mia, world, job, "invite")["code"] == "disputed"
    assert mia.do("hold.set", job, {"reason": "x", "until": "2027-01-01"})["code"] == "forbidden"
    assert note(mia, job)["outcome"] == "applied"


def test_receiving_can_not_do_a_technicians_step(world):
    job, rosa = world.new_job(), world.phone("rosa")
    result = complete(rosa, world, job, "invite")
    assert (result["outcome"], result["code"]) == ("held", "disputed")


def test_a_target_unknown_and_one_of_another_site_answer_alike(world):
    job, charlie = world.new_job(), world.phone("charlie")
    theirs, nobodys = note(charlie, job), note(charlie, f"job:{uuid4()}")
    assert {k: v for k, v in theirs.items() if k not in ("id", "case", "at")} == {
        k: v for k, v in nobodys.items() if k not in ("id", "case", "at")
    }
    assert (theirs["outcome"], theirs["code"]) == ("held", "unknown_target")
    assert list(theirs["at"]) == list(nobodys["at"]) == ["user:7"]


def test_what_waited_for_a_target_follows_when_its_author_may_see_it(world):
    job, charlie = world.new_job(), world.phone("charlie")
    waiting = note(charlie, job, "From afar")
    world.do("adam", "staff.record", "staff:7", {"username": "charlie", "sites": ["1", "2"]})
    assert [one["text"] for one in world.body(job)["notes"]] == ["From afar"]
    assert world.case(waiting["id"]).state == "applied"


def test_an_operation_waits_for_what_it_builds_on(world):
    job, ana = world.new_job(), world.phone("ana")
    first = ana.act("note.add", job, {"text": "First"})
    later = dict(ana.act("note.add", job, {"text": "Second"}), after=[first["id"]])
    later["seq"], first["seq"], ana.queue = 1, 2, []
    assert ana.send([later])[0]["code"] == "waiting_for"
    ana.send([first])
    assert [one["text"] for one in world.body(job)["notes"]] == ["First", "Second"]


def test_what_builds_on_something_refused_is_disputed_at_once(world):
    job, ana = world.new_job(), world.phone("ana")
    bad = ana.act("step.skip", job, {"step": "setup", "reason": "No"})
    child = ana.act("note.add", job, {"text": "Child"}, after=[bad["id"]])
    results = {one["id"]: one for one in ana.sync()}
    assert results[child["id"]]["code"] == "disputed"


def test_a_waiting_child_is_disputed_when_its_parent_is_refused(world):
    job, ana = world.new_job(), world.phone("ana")
    bad = ana.act("step.skip", job, {"step": "setup", "reason": "No"})
    child = dict(ana.act("note.add", job, {"text": "Child"}), after=[bad["id"]])
    child["seq"], bad["seq"], ana.queue = 1, 2, []
    assert ana.send([child])[0]["code"] == "waiting_for"
    ana.send([bad])
    assert world.case(child["id"]).code == "disputed"


def test_undoing_what_someone_else_undid_and_redid_is_refused(world):
    job, ana, ben = world.new_job(), world.phone("ana"), world.phone("ben")
    first = complete(ana, world, job, "invite")
    ben.do(
        "step.undo", job, {"step": "invite", "reason": "Wrong person"}, expect={"op": first["id"]}
    )
    complete(ben, world, job, "invite")
    result = ana.do(
        "step.undo", job, {"step": "invite", "reason": "Mine was wrong"}, expect={"op": first["id"]}
    )
    assert (result["outcome"], result["code"]) == ("refused", "not_allowed")
    assert world.step(job, "invite")["by"]["name"] == "Ben"


def test_a_completion_from_before_an_undo_is_disputed(world):
    job, ana, ben = world.new_job(), world.phone("ana"), world.phone("ben")
    first = complete(ana, world, job, "invite", expect={"state": "todo", "op": None})
    ana.do("step.undo", job, {"step": "invite", "reason": "By mistake"}, expect={"op": first["id"]})
    late = complete(ben, world, job, "invite", expect={"state": "todo", "op": None})
    assert (late["outcome"], late["code"]) == ("held", "disputed")


def test_notes_and_time_apply_to_closed_jobs_too(world):
    job, ana = world.new_job("wipe", person=None), world.phone("ana")
    world.complete(job, "collect", "hold_check", "wipe", "verify", "process")
    assert world.body(job)["state"] == "closed"
    assert note(ana, job)["outcome"] == "applied"
    assert ana.do("time.add", job, {"minutes": 20})["outcome"] == "applied"
    assert ana.do("job.close", job, {"summary": "All done"})["outcome"] == "already"
    assert complete(ana, world, job, "process")["outcome"] == "already"


def test_a_hold_stops_clocks_and_not_hands(world):
    job, ana = world.new_job(), world.phone("ana")
    ana.do("hold.set", job, {"reason": "On leave", "until": "2027-01-08"})
    assert (world.body(job)["state"], world.body(job)["hold"]["reason"]) == ("held", "On leave")
    assert complete(ana, world, job, "invite")["outcome"] == "applied"
    hold = world.body(job)["hold"]["id"]
    assert ana.do("hold.clear", job, {"hold": str(uuid4())})["code"] == "not_allowed"
    assert ana.do("hold.clear", job, {"hold": hold})["outcome"] == "applied"
    assert ana.do("hold.clear", job, {"hold": hold})["outcome"] == "already"
    assert world.body(job)["state"] == "open"


def test_a_job_is_handed_over_with_a_note_by_whoever_saw_who_has_it(world):
    job, ana, ben = world.new_job(), world.phone("ana"), world.phone("ben")
    ana.do("job.assign", job, {"to": "2", "note": "The desk is locked"}, expect={"op": None})
    assert world.body(job)["assignee"]["name"] == "Ben"
    late = ben.do("job.assign", job, {"to": "1", "note": "Back to you"}, expect={"op": None})
    assert (late["outcome"], late["code"]) == ("refused", "not_allowed")


def test_a_machine_is_part_of_one_open_job_only(world):
    world.new_job(machine="m0")
    sam = world.phone("sam")
    id_ = str(uuid4())
    from fieldapp.portable.natives import derive

    target = f"job:{derive(id_, 'job')}"
    result = sam.do("job.create", target, {"kind": "wipe", "assets": {"machine": "m0"}}, id=id_)
    assert (result["outcome"], result["code"]) == ("refused", "not_allowed")
    assert not world.has(target)


def test_a_tag_is_on_one_machine_only(world):
    job, rosa = world.new_job(), world.phone("rosa")
    world.complete(job, "invite", "order", "receive")
    result = rosa.do(
        "step.complete", job, {"step": "prepare", "evidence": {"incoming": {"tag": "m5"}}}
    )
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    result = rosa.do(
        "step.complete",
        job,
        {"step": "prepare", "evidence": {"incoming": {"tag": "NEW", "serial": "s5"}}},
    )
    assert (result["outcome"], result["code"]) == ("held", "disputed")
    assert "incoming" not in world.body(job)["assets"]


def test_a_verb_that_crashes_half_way_leaves_nothing_but_a_case(world, monkeypatch):
    job, ana = world.new_job(), world.phone("ana")
    before = world.body(job)

    def crash(op, world):
        world.document(op.target).title = "Half done"
        raise RuntimeError("a bug")

    kind = merge.KINDS["note.add"]
    monkeypatch.setitem(
        merge.KINDS, "note.add", type(kind)(crash, kind.args, fact=True, roles=kind.roles)
    )
    result = note(ana, job)
    assert (result["outcome"], result["code"]) == ("held", "failed")
    assert world.body(job) | {"disputed": []} == before
    assert world.case(result["id"]).code == "failed"
    monkeypatch.undo()
    world.do("adam", "staff.record", "staff:9", {"username": "nobody"})


def test_one_bad_operation_stops_no_other(world):
    job, ana = world.new_job(), world.phone("ana")
    for text in ("One", "", "Three"):
        ana.act("note.add", job, {"text": text})
    assert [one["outcome"] for one in ana.sync()] == ["applied", "refused", "applied"]
    assert [one["text"] for one in world.body(job)["notes"]] == ["One", "Three"]
