"""A job's page: the step in front of you, and what is told about the others."""

from fieldapp.screens import job as screen
from tests.screens.samples import asset, case, found_for, here, job, site, uid, user


def show(one, **about):
    found = about.pop("found", {})
    return screen.page(found_for(one, **found), here("/jobs/" + one["id"].split(":")[1], **about))


def keys(lines):
    return [line["key"] for line in lines]


def test_an_unknown_job_is_not_found():
    assert screen.page(found_for(None), here()) is None


def test_the_current_step_is_the_card_done_ones_are_above_later_ones_below():
    page = show(job(done=7))
    assert page["card"]["key"] == "copy"
    assert len(page["done"]) == 7
    assert keys(page["later"]) == ["setup", "retire"]


def test_a_technician_gets_a_ready_step_of_their_own_while_others_have_the_current_one():
    assert show(job(done=1))["card"]["key"] == "schedule"
    assert show(job(done=1), who=user("receiving"))["card"]["key"] == "order"


def test_where_nothing_of_theirs_is_ready_the_current_step_is_shown_but_not_theirs():
    one = job(done=2)
    one["steps"][6]["state"] = "done"
    card = show(one)["card"]
    assert (card["key"], card["mine"]) == ("receive", False)


def test_a_supervisor_may_do_any_step():
    assert show(job(done=2), who=user("supervisor"))["card"]["mine"]


def test_who_acts_for_a_role_that_the_site_lacks_may_do_its_steps():
    assert show(job(done=1), who=user("receiving"))["card"]["mine"]
    nobody = {"site": site(acting={})}
    assert not show(job(done=1), who=user("receiving"), found=nobody)["card"]["mine"]


def test_a_later_step_can_be_opened_and_says_what_it_waits_for():
    card = show(job(done=3), query={"step": "pickup"})["card"]
    assert card["key"] == "pickup"
    assert card["waits"] == ["step 4 (Prepared for the technician)"]


def test_a_step_that_is_done_cannot_be_opened_again():
    assert show(job(done=7), query={"step": "invite"})["card"]["key"] == "copy"


def test_what_the_scanner_found_stands_in_the_field():
    needs = show(job(done=7), query={"step": "copy", "fill.outgoing": "OLDONE"})["card"]["needs"]
    assert {need["name"]: need["value"] for need in needs}["outgoing"] == "OLDONE"


def test_a_scan_says_which_machine_is_wanted():
    needs = show(job(done=7))["card"]["needs"]
    assert needs[0]["machine"] == "OLDONE · Latitude 7440"


def test_the_parts_of_a_step_are_done_one_by_one():
    one = job(done=9)
    one["steps"][9]["parts"][0] |= {
        "state": "done",
        "by": {"id": "7", "name": "Jo"},
        "at": "2026-11-23T10:00:00.000Z",
    }
    card = show(one)["card"]
    assert card["next_part"] == "wiped"
    assert [need["name"] for need in card["parts"][1]["needs"]] == ["wiped_machine", "method", "drives", "tool"]
    assert card["parts"][2]["waits"] == ["“Wiped”"]


def test_an_unknown_workflow_still_shows_the_steps():
    page = show(job(done=7), found={"workflow": None})
    assert page["card"]["key"] == "copy" and page["card"]["help"] == ""


WRONG = [
    ["op", uid("x")],
    ["target", "job:" + uid("one")],
    ["args.step", "copy"],
    ["args.evidence.outgoing", "zzz999"],
    ["args.evidence.incoming", "newone"],
    ["args.evidence.copied:yes", "yes"],
    ["csrf_token", "secret"],
]


def wrong(fields, code="disputed", kind="step.complete", fact=True):
    return {"code": code, "message": "No.", "op": uid("x"), "kind": kind, "fact": fact, "fields": fields}


def test_the_wrong_machine_has_one_way_on():
    problem = show(job(done=7), problem=wrong(WRONG))["problem"]
    assert problem["here"]["field"] == "args.here.outgoing"
    assert problem["here"]["scanned"] == "ZZZ999"
    assert not problem["here"]["strict"] and not problem["anyway"]
    assert problem["here"]["is"] == ""


def test_the_wrong_machine_is_named_where_the_phone_knows_it():
    other = asset("ZZZ999", "deployed")
    found = {"mistaken": {"args.evidence.outgoing": other}}
    problem = show(job(done=7), problem=wrong(WRONG), found=found)["problem"]
    assert problem["here"]["is"] == "a Latitude 7440 (in use, Mary Okafor)"


def test_the_wrong_machine_is_never_wiped():
    fields = [["args.step", "retire"], ["args.evidence.wiped_machine", "ZZZ999"]]
    problem = show(job(done=9), problem=wrong(fields))["problem"]
    assert problem["here"]["strict"] and not problem["anyway"]


def test_any_other_dispute_of_a_fact_can_be_recorded_all_the_same():
    fields = [["args.step", "copy"], ["args.evidence.outgoing", "OLDONE"]]
    problem = show(job(done=7), problem=wrong(fields))["problem"]
    assert problem["here"] is None and problem["anyway"]


def test_a_decision_that_the_rules_forbid_can_not():
    assert not show(job(), problem=wrong([], "not_allowed", "job.assign", fact=False))["problem"]["anyway"]
    assert not show(job(), problem=wrong([], "disputed", "job.assign", fact=False))["problem"]["anyway"]
    assert not show(job(), problem=wrong([], "invalid", "note.add"))["problem"]["anyway"]


def test_what_was_typed_is_still_there_but_it_gets_a_new_name():
    page = show(job(done=7), problem=wrong(WRONG))
    values = {need["name"]: need["value"] for need in page["card"]["needs"]}
    assert values == {"outgoing": "zzz999", "incoming": "newone", "copied": "yes"}
    names = [field["name"] for field in page["problem"]["fields"]]
    assert "op" not in names and "csrf_token" not in names


def test_right_after_a_step_it_can_be_undone():
    done = {"op": uid("done schedule"), "kind": "step.complete", "step": "schedule"}
    undo = show(job(done=7), done=done)["undo"]
    assert undo == {
        "key": "schedule",
        "words": "Step 7: Agree day and time",
        "expects": uid("done schedule"),
    }
    assert show(job(done=7))["undo"] is None
    waits = show(job(done=6), done=done)
    assert (waits["undo"], waits["told"]) == (None, "Recorded.")


def test_what_is_on_this_phone_is_marked_where_it_stands():
    one = job(done=7)
    page = show(one, pending={uid("done schedule"): "queued"}, pending_on={one["id"]: 1})
    assert [line["kept"] for line in page["done"]] == [False] * 6 + [True]
    assert page["kept"] == 1


def test_a_dispute_is_told_in_the_words_of_its_case():
    disputed = [{"op": uid("case op"), "kind": "step.complete", "at": "2026-11-23T10:00:00.000Z"}]
    disputed[0] |= {"by": {"id": "7", "name": "Jo"}, "code": "disputed"}
    page = show(job(disputed=disputed), found={"cases": [case(message="Not this one.")]})
    assert page["disputes"][0]["message"] == "Not this one."
    assert show(job(disputed=disputed))["disputes"][0]["message"] == ""


def test_machines_stand_side_by_side_the_one_to_come_too():
    page = show(job(), found={"assets": {"outgoing": asset()}})
    assert [(one["title"], one["state"]) for one in page["machines"]] == [
        ("Old machine", "In use"),
        ("New machine", ""),
    ]


def test_history_is_newest_first_and_own_words_can_be_taken_back():
    notes = [
        {"op": uid("n1"), "by": {"id": "9", "name": "Kim"}, "at": "2026-11-22T10:00:00.000Z"},
        {"op": uid("n2"), "by": {"id": "7", "name": "Jo"}, "at": "2026-11-23T10:00:00.000Z"},
    ]
    notes = [note | {"text": "Hello", "about": None, "voided": False} for note in notes]
    lines = show(job(notes=notes))["history"]
    assert [line["by"] for line in lines] == ["Jo", "Kim", "Plan"]
    assert [line["voidable"] and line["mine"] for line in lines] == [True, False, False]


def test_it_can_be_handed_to_anyone_of_the_floor_but_who_has_it():
    assert [one["name"] for one in show(job())["colleagues"]] == ["Kim Lee"]


def test_what_was_done_just_now_is_said_and_that_it_is_safe():
    done = {"op": uid("n"), "kind": "note.add", "step": None}
    kept = show(job(), done=done, pending={uid("n"): "queued"})
    assert kept["told"] == "Note added. Kept on this phone, will send."
    assert show(job(), done=done)["told"] == "Note added."
    assert show(job())["told"] == ""


def test_one_tap_undoes_no_part_that_was_done_before():
    one = job(done=9)
    finished = {"state": "done", "by": one["created_by"], "at": one["created_at"]}
    one["steps"][9]["parts"][0] |= finished | {"op": uid("first")}
    done = {"op": uid("first"), "kind": "step.complete", "step": "retire"}
    assert show(one, done=done)["undo"]["key"] == "retire"
    one["steps"][9]["parts"][1] |= finished | {"op": uid("second")}
    page = show(one, done=done | {"op": uid("second")})
    assert (page["undo"], page["told"]) == (None, "Wiped: done.")


def test_words_about_a_step_name_the_step():
    note = {"op": uid("n"), "by": {"id": "7", "name": "Jo"}, "at": "2026-11-23T10:00:00.000Z"}
    notes = [note | {"text": "From stock", "about": "schedule", "voided": False}]
    assert show(job(notes=notes))["history"][0]["what"] == "Step 7: Agree day and time"


def test_a_step_is_undone_by_those_who_do_it():
    assert [line["mine"] for line in show(job(done=4))["done"]] == [True, False, False, False]
    assert all(line["mine"] for line in show(job(done=4), who=user("supervisor"))["done"])
