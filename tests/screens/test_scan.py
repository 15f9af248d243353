"""What a scan says: one next step, or why not and what to do."""

import pytest

from fieldapp.screens import scan, scan_answer, scan_check, scan_next
from fieldapp.screens.codes import read_code
from tests.screens.samples import asset, here, job, order, site, uid, user, workflow


def ask(code, machine=None, jobs=(), orders=(), on=None, query=None, who=None):
    found = {
        "scanned": scanned(code, machine),
        "jobs_of_asset": list(jobs),
        "orders": list(orders),
        "job": on,
        "workflows": {kind: workflow(kind) for kind in ("refresh", "cascade", "wipe")},
        "sites": [site()],
    }
    return scan_answer.page(found, here(query={"code": code, **(query or {})}, who=who))


def scanned(code, machine=None):
    return {**read_code(code, ["https://desk.example.com"]), "asset": machine}


def answer(*given, **more):
    return ask(*given, **more)["answer"]


def test_a_machine_in_a_job_leads_to_its_current_step():
    told = answer("newone", asset("NEWONE", "in_build"), jobs=[job(done=7)])
    assert told["right"]
    assert told["label"] == "Go to step 8: Copy data"
    assert told["path"] == "/jobs/" + uid("one")


def test_a_closed_job_is_not_gone_to():
    told = answer("OLDONE", asset(), jobs=[job(done=10, state="closed")])
    assert (told["label"], told["path"]) == ("Open the machine", "/assets/" + uid("OLDONE"))


def test_receiving_is_led_to_the_order():
    given = {"jobs": [job(done=3)], "orders": [order()]}
    told = answer("NEWONE", asset("NEWONE", "prepared"), **given, who=user("receiving"))
    assert told["path"] == "/orders/" + uid("order one")
    assert answer("NEWONE", asset("NEWONE"), **given)["path"].startswith("/jobs/")


def test_an_unknown_tag_says_so_and_what_to_do():
    told = answer("qqq1")
    assert not told["right"]
    assert told["sentence"] == "Unknown tag QQQ1"
    assert told["path"] == "/search"


def test_a_label_of_another_installation_is_recognised():
    told = answer("https://other.example/A/K7M3Q9X")
    assert not told["right"]
    assert told["sentence"] == "This label is not ours"
    assert "other.example" in told["advice"]
    assert answer("https://maker.example/support")["sentence"] == "This is no label"


def test_nothing_read_asks_to_type():
    assert "Type" in answer(" ")["advice"]


COPY = {"for": uid("one"), "step": "copy", "need": "outgoing", "fill.incoming": "NEWONE"}


def test_the_right_machine_goes_back_to_the_step_with_all_that_was_filled_in():
    page = ask("oldone", asset(), on=job(done=7), query=COPY)
    assert page["answer"]["right"] and page["answer"]["fill"] == "OLDONE"
    assert page["query"] == [
        {"name": "step", "value": "copy"},
        {"name": "fill.incoming", "value": "NEWONE"},
    ]


def test_a_serial_is_as_good_as_a_tag():
    assert answer("soldone", asset(), on=job(done=7), query=COPY)["right"]


def test_the_wrong_machine_is_refused_with_one_way_on():
    told = answer("NEWONE", asset("NEWONE"), on=job(done=7), query=COPY)
    assert not told["right"]
    assert (
        "It is a Latitude 7440 (in use, Mary Okafor). The step needs OLDONE"
        in told["advice"]
    )
    assert (told["label"], told["fill"]) == ("This is the machine here", "NEWONE")


def test_the_wrong_machine_to_wipe_has_none():
    query = {"for": uid("one"), "step": "retire", "need": "wiped_machine"}
    told = answer("NEWONE", asset("NEWONE"), on=job(done=9), query=query)
    assert (told["label"], told["fill"]) == ("Back to the step", "")


PREPARE = {"for": uid("one"), "step": "prepare", "need": "incoming.tag"}


def test_a_fresh_label_is_taken_for_a_new_machine():
    told = answer("fresh1", on=job(done=3), query=PREPARE)
    assert told["right"] and told["fill"] == "FRESH1"


def test_a_label_that_another_machine_bears_is_not():
    told = answer("OLDONE", asset(), on=job(done=3), query=PREPARE)
    assert not told["right"]
    assert told["sentence"] == "OLDONE is on another machine"


def test_the_scanner_says_what_it_is_sent_for():
    errand = scan.errand(job(done=7), COPY)
    assert errand["title"] == "Scan the old machine"
    assert errand["machine"] == "OLDONE · Latitude 7440"
    assert errand["step_words"] == "Step 8: Copy data"


def test_an_errand_that_makes_no_sense_is_a_free_scan():
    nothing = {"job": None, "recent": {"scans": [], "counting": False}}
    assert scan.page(nothing, here("/scan", query=COPY))["errand"] is None
    assert scan.errand(job(), COPY | {"need": "x"}) is None


def test_a_label_opens_the_live_job_or_else_the_machine():
    assert scan_answer.landing(asset(), [job()], here()) == "/jobs/" + uid("one")
    assert scan_answer.landing(asset(), [job(state="closed")], here()) == ""


def check(code, query, machine=None, on=None):
    found = {"scanned": scanned(code, machine), "job": on}
    return scan_check.page(found, here(query=query))["answer"]


def test_what_is_typed_into_a_step_is_checked_at_once():
    assert check("old one", COPY, on=job(done=7))["right"]
    wrong = check("ZZZ-999", COPY, asset("ZZZ999"), on=job(done=7))
    assert not wrong["right"]
    assert "It is ZZZ999 · Latitude 7440 (in use, Mary Okafor)." in wrong["advice"]
    assert check("OLDONE", {"need": "outgoing"}) is None


@pytest.mark.parametrize("code", ["oldone", " OLD-ONE ", "old one", "s-oldone"])
def test_blanks_and_hyphens_of_a_typed_code_do_not_matter(code):
    assert answer(code, asset(), on=job(done=7), query=COPY)["right"]


# The one next step: by role, by what is done, by which machine it is.


def test_the_step_that_asks_for_this_machine_comes_first():
    """Behind the copy, the old machine is collected while the new one is set up."""
    old = answer("OLDONE", asset(), jobs=[job(done=8)])
    new = answer("NEWONE", asset("NEWONE", "in_build"), jobs=[job(done=8)])
    assert (old["label"], old["step"]) == ("Go to step 10: Collect, wipe and process", "retire")
    assert (new["label"], new["step"]) == ("Go to step 9: Set up and orient", "")


def test_where_several_steps_can_be_done_there_is_a_short_choice():
    told = answer("NEWONE", asset("NEWONE", "in_build"), jobs=[job(done=5)])
    labels = [told["label"], *(one["label"] for one in told["choices"])]
    assert labels == ["Go to step 6: Clone the software", "Go to step 7: Agree day and time"]
    assert told["choices"][0]["query"] == [{"name": "step", "value": "schedule"}]


@pytest.mark.parametrize(
    ("done", "roles", "says"),
    [
        (3, ["technician"], "Step 7: Agree day and time"),
        (3, ["receiving"], "Step 4: Prepared for the technician"),
        (3, ["supervisor"], "Step 4: Prepared for the technician"),
        (1, ["receiving"], "Step 2: Order the new machine"),
    ],
)
def test_the_step_is_theirs(done, roles, says):
    told = answer("OLDONE", asset(), jobs=[job(done=done)], who=user(*roles))
    assert told["right"]
    assert told["label"].lower().startswith(f"go to {says.lower()}"[:14])


def test_where_it_is_anothers_turn_it_says_whose_and_what_helps():
    told = answer("OLDONE", asset(), jobs=[job(done=2, kind="wipe")], who=user("receiving"))
    assert not told["right"]
    assert told["sentence"].endswith("not your turn")
    assert "Step 3: Wipe is next, and done by technician" in told["advice"]
    assert told["label"] == "Open the job"


def test_where_it_waits_it_says_for_what():
    flow = {"steps": [{"key": "wipe", "after": ["verify"], "parts": []}]}
    told = scan_next.why_blocked(job(kind="wipe", done=2), "wipe", flow, site(), user("technician"))
    assert told.startswith("Step 3: Wipe waits for step 4 (Verify).")


def test_a_colleagues_job_and_a_hold_are_told_and_stop_nobody():
    by = {"assignee": {"id": "9", "name": "Kim Lee", "op": uid("a")}}
    hold = {"id": "h", "op": uid("h"), "reason": "On leave", "since": "", "until": "2026-12-01"}
    hold = {"state": "held", "hold": hold | {"by": {"id": "9", "name": "Kim Lee"}}}
    told = answer("OLDONE", asset(), jobs=[job(done=7, **by, **hold)])
    assert told["right"]
    assert told["advice"] == "Part of R-one, with Kim Lee. On hold: On leave"


def test_what_the_books_have_given_away_should_not_be_here():
    told = answer("OLDONE", asset(state="disposed"), jobs=[])
    assert not told["right"]
    assert "disposed of" in told["advice"]


def test_a_machine_in_no_job_can_get_one():
    choice = answer("OLDONE", asset(), jobs=[])["choices"][0]
    assert (choice["path"], choice["query"][0]["value"]) == ("/jobs/new", "OLDONE")


def test_receiving_takes_in_what_is_unknown():
    assert answer("qqq1", who=user("receiving"))["path"] == "/receiving/boxes"


def test_the_serial_of_a_makers_barcode_is_what_is_filled_in():
    query = PREPARE | {"need": "incoming.serial"}
    told = answer("1S20XW0026USPF2ABCDE", on=job(done=3), query=query)
    assert told["fill"] == "PF2ABCDE"


def test_a_makers_barcode_proves_the_machine():
    told = answer("1S20XW0026USPF2ABCDE", asset(serial="PF2ABCDE"), on=lenovo(), query=COPY)
    assert told["right"]


def lenovo():
    made = job(done=7)
    made["assets"]["outgoing"]["serial"] = "PF2ABCDE"
    return made


def taking(made, machine, *roles):
    flow = workflow(made["kind"])
    return scan_next.taking(made, flow, site(), user(*roles or ["technician"]), machine)


def test_a_machine_comes_into_the_hands_by_the_step_that_gives_it():
    old, new = taking(job(done=8), asset()), taking(job(done=4), asset("NEWONE"))
    assert (old["step"], old["need"], old["waits"], old["mine"]) == ("retire", "outgoing", [], True)
    assert (new["step"], new["need"], new["mine"]) == ("pickup", "incoming", True)
    assert taking(job(done=2), asset())["waits"] == ["step 8 (Copy data)"]
    assert not taking(job(done=8), asset(), "receiving")["mine"]
    assert taking(job(done=5), asset("NEWONE")) is None
