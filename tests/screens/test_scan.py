"""What a scan says: one next step, or why not and what to do."""

import pytest

from fieldapp.screens import scan, scan_answer, scan_check
from tests.screens.samples import asset, here, job, order, uid, user


def ask(code, machine=None, foreign=False, jobs=(), orders=(), on=None, query=None, who=None):
    scanned = {"code": code, "asset": machine, "foreign": foreign}
    found = {"scanned": scanned, "jobs_of_asset": list(jobs), "orders": list(orders), "job": on}
    return scan_answer.page(found, here(query={"code": code, **(query or {})}, who=who))


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
    told = answer("https://other.example/A/K7M3Q9X", foreign=True)
    assert not told["right"]
    assert told["sentence"] == "This label is not ours"


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
        "It is NEWONE · Latitude 7440 (in use, Mary Okafor). The step needs OLDONE"
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
    errand = scan.page({"job": job(done=7)}, here("/scan", query=COPY))["errand"]
    assert errand["title"] == "Scan the old machine"
    assert errand["machine"] == "OLDONE · Latitude 7440"
    assert errand["step_words"] == "Step 8: Copy data"


def test_an_errand_that_makes_no_sense_is_a_free_scan():
    assert scan.page({"job": None}, here("/scan", query=COPY))["errand"] is None
    assert scan.page({"job": job()}, here("/scan", query=COPY | {"need": "x"}))["errand"] is None


def test_a_label_opens_the_live_job_or_else_the_machine():
    assert scan_answer.landing(asset(), [job()], here()) == "/jobs/" + uid("one")
    assert scan_answer.landing(asset(), [job(state="closed")], here()) == ""


def check(code, query, machine=None, foreign=False, on=None):
    found = {"scanned": {"code": code, "asset": machine, "foreign": foreign}, "job": on}
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
