"""Receiving's pages: what a box is and says, which order comes first, what is awaited."""

import pytest

from fieldapp.labels.tags import tag_of
from fieldapp.operations.receiving.boxes import CARRIER
from fieldapp.screens import box, delivery, order, order_new, receiving, scan_answer
from fieldapp.screens.codes import read_code
from tests.screens import samples as s


def arrivals(boxes=(), orders=(), deliveries=(), query=None, params=None, **more):
    found = {"sites": [s.site()], "orders": list(orders), "deliveries": list(deliveries)}
    found["boxes"] = list(boxes)
    return delivery.page(found, s.here(query=query or {}, params=params or {}, **more))


def counted(key="box one", **changes):
    """An entry of an order, as the box says."""
    one = s.plain(s.d.Counted(id=s.uid(key), at=s.NOW, counts_for=s.uid("line")))
    return one | {"counts_as": "received"} | changes


def test_without_a_name_it_is_the_days_own_delivery():
    page = arrivals()
    assert page["about"]["name"] == CARRIER
    assert page["about"]["day"] == "2026-11-23"
    assert page["about"]["is_plain"]


def test_a_delivery_is_the_same_by_its_address_and_by_its_name():
    by_name = arrivals(query={"carrier": "ups", "tracking": "1z-99"})
    by_id = arrivals(deliveries=[s.delivery()], params={"id": s.KEY_OF_DELIVERY})
    assert by_name["about"]["key"] == by_id["about"]["key"] == s.KEY_OF_DELIVERY
    assert by_id["delivery"]["scanned"] == "1 box scanned of 3"


@pytest.mark.parametrize("day", ["2026-13-45", "x", "2026-11-23T", ""])
def test_a_day_that_is_none_is_today(day):
    assert arrivals(query={"day": day})["about"]["day"] == "2026-11-23"


def test_what_is_not_there_is_not_found():
    assert arrivals(params={"id": "none"}) is None
    assert arrivals(query={"site": "99"}) is None
    assert box.page({"box": None, "orders": []}, s.here()) is None


def test_who_comes_second_hears_who_was_first():
    page = arrivals(
        [s.box(twice=True)],
        deliveries=[s.delivery()],
        params={"id": s.KEY_OF_DELIVERY},
        done={"op": s.uid("again one"), "kind": "box.receive"},
    )
    assert page["told"]["again"]
    assert page["told"]["words"] == "Ria Receiver scanned SN-ONE at 16:30. It counts once."
    assert page["list"][0]["twice"] == "Also scanned by Jo Smith at 16:40. It counts once."


def test_whoever_was_first_hears_what_it_counts_for():
    page = arrivals(
        [s.box(state="unexpected", order=None)],
        deliveries=[s.delivery()],
        params={"id": s.KEY_OF_DELIVERY},
        done={"op": s.uid("scan one"), "kind": "box.receive"},
    )
    assert page["told"] == {"wrong": True, "again": False, "words": "SN-ONE: No order known"}
    assert page["wrong"] == 1


def test_the_order_of_the_last_box_is_offered_for_the_next():
    mine = s.box(by=s.plain(s.JO))
    page = arrivals([mine], [s.order()], [s.delivery()], params={"id": s.KEY_OF_DELIVERY})
    assert [one["chosen"] for one in page["form"]["orders"]] == [True]
    assert page["form"]["orders"][0]["words"] == "P-one · for Mary Okafor · 1 × Latitude 7450"


def test_orders_of_this_site_come_first_and_another_sites_is_warned_of():
    there = s.order("there", due="2026-01-01", site={"id": "5", "name": "Annex"})
    page = arrivals(orders=[there, s.order()], query={"order": s.uid("order there")})
    assert [one["words"][:7] for one in page["form"]["orders"]] == ["P-one ·", "P-there"]
    assert page["form"]["elsewhere"] == "Annex"


@pytest.mark.parametrize(
    ("state", "entry", "words", "advice"),
    [
        ("here", {"counts_as": "over"}, "One more than was ordered", "Keep it"),
        ("here", {"counts_as": "substituted"}, "Another model", "takes it as it is"),
        ("here", {"counts_as": "unmatched"}, "Nothing like it", "for which line"),
        ("damaged", {"counts_as": "damaged"}, "Damaged", "another is awaited"),
        ("dead", {"counts_as": "doa"}, "Dead on arrival", "same line"),
        ("elsewhere", {}, "belongs to Annex", "Send it on"),
        ("unexpected", {}, "No order known", "Match it"),
        ("here", {"counts_as": "received"}, "Here", ""),
    ],
)
def test_each_box_says_what_it_is_and_the_way_on(state, entry, words, advice):
    its = s.order(boxes=[counted(**entry)] if entry else [])
    one = s.box(state=state, elsewhere="Annex" if state == "elsewhere" else None)
    one["order"] = None if state == "unexpected" else one["order"]
    page = box.page({"box": one, "orders": [its]}, s.here())
    assert words in page["row"]["state"]
    assert advice in page["advice"]
    assert page["row"]["wrong"] == bool(advice)


def test_what_was_taken_back_or_sent_back_offers_nothing():
    for state in ("void", "returned"):
        page = box.page({"box": s.box(state=state), "orders": [s.order()]}, s.here())
        ways = [name for name in page if name.startswith("can_")]
        assert ways and not any(page[name] for name in ways)


def test_a_box_without_a_code_gets_no_label_afterwards():
    """Nothing would say that it is the same one."""
    assert not box.page({"box": s.box(identity="made"), "orders": []}, s.here())["can_label"]
    assert box.page({"box": s.box(), "orders": []}, s.here())["can_label"]


def test_only_ones_own_scan_is_taken_back_but_by_supervisors():
    found = {"box": s.box(twice=True), "orders": []}
    assert [one["mine"] for one in box.page(found, s.here())["scans"]] == [False, True]
    boss = s.here(who=s.user("supervisor"))
    assert all(one["mine"] for one in box.page(found, boss)["scans"])


LINE = s.plain(s.d.Line(id=s.uid("line"), model="Dock", quantity=3, received=1, backordered=2))
LATER = {
    "quantity": 2,
    "op": "x",
    "by": s.plain(s.JO),
    "at": s.NOW,
    "until": "2026-12-09",
    "reason": "",
}


def day_of(orders, **more):
    found = {"orders": orders, "jobs": [], "deliveries": [], "boxes": [], **more}
    return receiving.page(found, s.here())


def test_a_partial_delivery_is_not_called_delivered():
    page = day_of([s.order(state="partly", lines=[LINE])])
    row = next(group for group in page["groups"] if group["name"] == "Due today")["rows"][0]
    assert (row["state_words"], row["to_come"]) == ("Partly here", "2 of 3 still to come")


def test_what_is_on_backorder_is_due_when_the_supplier_says():
    page = day_of([s.order(state="partly", due="2026-11-01", lines=[LINE | {"later": LATER}])])
    names = [group["name"] for group in page["groups"] if group["count"]]
    assert names == ["To come"]
    assert page["groups"][2]["rows"][0]["later"] == "2 on backorder, Wed 9 Dec"


def test_boxes_that_need_a_word_and_deliveries_stand_on_the_day():
    page = day_of(
        [],
        boxes=[s.box(state="unexpected", order=None), s.box("two", state="void")],
        deliveries=[s.delivery()],
    )
    assert [one["name"] for one in page["odd"]] == ["SN-ONE"]
    assert [one["name"] for one in page["deliveries"]] == ["UPS 1Z99"]


def test_stock_that_came_waits_for_nobody():
    page = day_of([s.order(state="received", job=None)])
    assert not any(group["count"] for group in page["groups"])


def test_preparing_begins_with_what_the_box_said():
    its = s.order(state="received", boxes=[counted(tag="NW1", serial="SN1")])
    found = s.found_for(s.job(done=3)) | {"order": its}
    card = order.page(found, s.here(who=s.user("receiving")))["card"]
    assert (card["needs"][0]["tag"], card["needs"][0]["serial"]) == ("NW1", "SN1")


def test_an_order_whose_job_is_over_says_so():
    found = s.found_for(s.job(done=2, state="cancelled")) | {"order": s.order()}
    assert order.page(found, s.here())["job_is_over"]


def test_jobs_that_wait_for_an_order_can_be_chosen():
    jobs = [s.job(done=1), s.job("two", done=2), s.job("three", kind="wipe")]
    page = order_new.page({"sites": [s.site()], "jobs": jobs}, s.here(query={"job": s.uid("one")}))
    assert [(one["id"], one["chosen"]) for one in page["jobs"]] == [(s.uid("one"), True)]


def ask(code, who, orders=(), rolls=()):
    scanned = {**read_code(code, []), "asset": None, "rolls": list(rolls)}
    found = {"scanned": scanned, "jobs_of_asset": [], "orders": list(orders), "job": None}
    return scan_answer.page(found, s.here(query={"code": code}, who=s.user(who)))


def test_an_unknown_code_leads_receiving_to_the_box():
    page = ask("sn9", "receiving")
    assert page["answer"]["path"] == "/receiving/boxes"
    assert page["query"] == [{"name": "serial", "value": "SN9"}]
    roll = {"first": 1_001_000, "count": 10, "site": {"name": "Oak Street 12"}}
    blank = tag_of(1_001_003)
    page = ask(blank.lower(), "receiving", rolls=[roll])
    assert page["query"] == [{"name": "tag", "value": blank}]
    assert ask("sn9", "technician")["answer"]["path"] == "/search"


@pytest.mark.parametrize("code", ["p-one", "PO 77", "1z99"])
def test_an_orders_number_leads_to_its_boxes(code):
    page = ask(code, "technician", [s.order(reference="PO-77", tracking="1Z99")])
    assert page["query"] == [{"name": "order", "value": s.uid("order one")}]
