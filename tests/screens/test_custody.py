"""Who holds what, on the screens: mine, offered, overdue, lost, lent, left, and both machines alive."""

import msgspec

from fieldapp import documents as d
from fieldapp.screens import asset as asset_page
from fieldapp.screens import hand_over, hands, holders, loans, receipt
from fieldapp.screens.texts import proof
from tests.screens import samples as s

ME = d.Named(id="7", name="Jo Smith")
KIM = d.Named(id="9", name="Kim Lee")
LONG_AGO, LATELY = "2026-11-02T08:00:00.000Z", "2026-11-23T08:00:00.000Z"


def held(tag: str, by=ME, since=LATELY, state="in_build", **changes) -> dict:
    """A machine in a technician's hands."""
    link = d.Link(op=s.uid(tag), at=since, type="technician", id=by.id, name=by.name, how="scan", by=by)  # fmt: skip
    custody = d.Custody(type="technician", id=by.id, name=by.name, since=since, op=s.uid(tag))
    told = {"custody": s.plain(custody), "chain": [s.plain(link)], "state": state}
    return s.asset(tag, **{**told, **changes})


def offered(to=KIM, by=ME, at=LATELY, state="open") -> list[dict]:
    return [s.plain(d.Offer(op=s.uid("offer"), at=at, by=by, type="technician", id=to.id, name=to.name, state=state))]  # fmt: skip


def found(machines: list[dict], **more) -> dict:
    nothing = {"code": "", "asset": None, "foreign": False}
    plain = {"jobs": [], "sites": [s.site()], "people": [], "person": None, "leavers": []}
    return {"machines": machines, "scanned": nothing, **plain, **more}


def tags(rows: list[dict]) -> list[str]:
    return [row["tag"] for row in rows]


def test_what_i_have_stands_first_that_i_have_had_longest():
    machines = [held("NEW"), held("OLD", since=LONG_AGO), held("KIMS", by=KIM)]
    page = hands.page(found(machines, jobs=[s.job() | {"id": "job:j"}]), s.here("/hands"))
    assert tags(page["mine"]) == ["OLD", "NEW"]
    assert [row["long"] for row in page["mine"]] == [True, False]


def test_what_no_job_needs_is_to_be_brought_back():
    job = s.job()
    machines = [held("FREE", jobs=[]), held("USED", jobs=[s.uid("one")])]
    page = hands.page(found(machines, jobs=[job]), s.here("/hands"))
    assert {row["tag"]: row["needless"] for row in page["mine"]} == {"FREE": True, "USED": False}


def test_offers_to_me_and_by_me_stand_apart():
    machines = [
        held("TO-ME", by=KIM, offers=offered(to=ME, by=KIM)),
        held("BY-ME", offers=offered()),
        held("PAST", offers=offered(state="refused")),
    ]
    page = hands.page(found(machines), s.here("/hands"))
    assert (tags(page["offered"]), tags(page["waiting"])) == (["TO-ME"], ["BY-ME"])


def test_a_person_signs_for_giving_back_what_was_scanned():
    asset = s.asset("JOS")
    seen = {"code": "jos", "asset": asset, "foreign": False}
    page = hands.page(found([asset], scanned=seen), s.here("/hands"))["scanned"]
    assert page["signing"]["text"] == "return"
    assert "Mary Okafor" in page["signing"]["words"] and "JOS" in page["signing"]["words"]
    mine = hands.page(found([], scanned=seen | {"asset": held("A")}), s.here("/hands"))["scanned"]
    assert mine["mine"] and mine["signing"] is None


def test_handing_over_asks_for_machines_and_a_receiver_and_then_for_a_signature():
    machines = [held("A"), held("B"), held("C", by=KIM)]
    plain = hand_over.page(found(machines), s.here("/hands/over"))
    assert not plain["ready"] and tags(plain["machines"]) == ["A", "B"]
    query = {f"m.{s.uid('A')}": "1", f"m.{s.uid('C')}": "1", "whom": "staff:9"}
    page = hand_over.page(found(machines), s.here("/hands/over", query=query))
    assert page["ready"] and page["to"]["name"] == "Kim Lee"
    assert page["text"]["text"] == "hand-over" and page["also"] == [s.uid("C")]
    assert "tag A" in page["text"]["words"] and "tag C" in page["text"]["words"]
    store = hand_over.page(found(machines), s.here(query={**query, "whom": "store"}))
    assert store["ready"] and store["text"] is None
    nobody = hand_over.page(found(machines), s.here(query={**query, "whom": "staff:nobody"}))
    assert not nobody["ready"]


def told(machine: dict, whom: str) -> str:
    query = {f"m.{s.uid('A')}": "1", "whom": whom}
    return hand_over.page(found([machine]), s.here("/hands/over", query=query))["told"]


def test_a_long_page_folds_what_was_not_chosen():
    machines = [held(f"M{number}") for number in range(9)]
    page = hand_over.page(found(machines), s.here("/hands/over"))
    assert (len(page["machines"]), len(page["more_machines"])) == (4, 5)
    one = machines[8]["id"].partition(":")[2]
    page = hand_over.page(found(machines), s.here("/hands/over", query={f"m.{one}": "1"}))
    assert [row["tag"] for row in page["machines"]] == ["M8"] and len(page["more_machines"]) == 8
    assert hand_over.page(found(machines), s.here(query={"whom": "store"}))["to_place"]


def test_what_has_come_of_a_hand_over_is_said_by_the_machine():
    assert told(held("A", offers=offered()), "staff:9").startswith("Offered to Kim Lee")
    assert told(held("A", offers=offered()), "store") == ""
    assert told(held("A", by=KIM), "staff:9") == "Handed over to Kim Lee."
    store = s.plain(d.Custody(type="store", name="the store"))
    assert told(held("A", custody=store), "store") == "Handed over to the store."


def test_the_holders_page_puts_what_needs_a_look_first():
    report = s.plain(d.Report(op=s.uid("r"), at=LATELY, kind="stolen", by=KIM, text="Broken in"))
    gone = d.Named(id="55", name="Lee Left")
    machines = [
        held("STOLEN", missing=report),
        held("LEFT", by=gone),
        s.asset("MOVED"),
        held("BROKEN", chain=[held("X")["chain"][0] | {"broken": "Kim Lee"}]),
        held("STALE", offers=offered(at=LONG_AGO)),
        held("LONG", since=LONG_AGO),
    ]
    person = {"id": "person:p1", "active": False}
    page = holders.page(found(machines, leavers=[person]), s.here("/holders"))
    looks = {group["name"]: tags(group["rows"]) for group in page["looks"]}
    assert sorted(looks.pop("Held by someone who has left")) == ["LEFT", "MOVED"]
    assert looks == {
        "Lost or stolen": ["STOLEN"],
        "Taken without a hand-over": ["BROKEN"],
        "Offered, and not taken": ["STALE"],
        "Long in someone's hands": ["LONG"],
    }
    mine = next(one for one in page["holders"] if one["key"] == "staff:7")
    assert mine["count"] == 4
    one = holders.page(found(machines), s.here("/holders", query={"holder": "staff:7"}))
    assert sorted(tags(one["rows"])) == ["BROKEN", "LONG", "STALE", "STOLEN"]


def alive(since: str, **changes) -> list[str]:
    """What is listed when the new machine has been in use since then."""
    job = s.job(done=9)
    old = s.asset("OLDONE")
    new = s.asset("NEWONE", custody=s.asset()["custody"] | {"since": since})
    old, new = (
        old | {"id": "asset:" + job["assets"]["outgoing"]["id"]},
        new | {"id": "asset:" + job["assets"]["incoming"]["id"]},
    )
    page = holders.page(found([old | changes, new], jobs=[job]), s.here("/holders"))
    groups = [one for one in page["looks"] if one["name"] == "Both machines alive"]
    return tags(groups[0]["rows"]) if groups else []


def test_both_machines_alive_after_the_grace_time_is_seen_without_a_job_at_night():
    assert alive(LONG_AGO) == ["OLDONE"]
    assert alive(LATELY) == []
    assert alive(LONG_AGO, state="collected") == []


def test_loans_stand_by_their_days_and_late_ones_say_so():
    def lent(tag, due):
        loan = d.Loan(op=s.uid(tag), at=LATELY, by=ME, person=KIM, due=due, due_op=s.uid(tag))
        return s.asset(tag, state="on_loan", loan=s.plain(loan))

    machines = [lent("SOON", "2026-11-23"), lent("LATE", "2026-11-22"), s.asset("IN", "in_stock")]
    page = loans.page(found(machines), s.here("/loans"))
    assert [(row["tag"], row["loan"]["late"]) for row in page["lent"]] == [
        ("LATE", True),
        ("SOON", False),
    ]
    assert tags(page["stock"]) == ["IN"]
    person = {"id": "person:p1", "name": "Mary", "vip": False, "floor": "3", "desk": None}
    query = {"lend": s.uid("IN"), "whom": "person:p1", "due": "2026-12-24"}
    lend = loans.page(found(machines, person=person), s.here("/loans", query=query))
    assert lend["ready"] and "2026-12-24" in lend["text"]["words"]
    odd = loans.page(found(machines, person=person), s.here("/loans", query={**query, "due": "x"}))
    assert not odd["ready"]


def test_a_day_that_has_passed_is_told_and_nothing_is_lent():
    person = {"id": "person:p1", "name": "Mary", "vip": False, "floor": "3", "desk": None}
    query = {"lend": s.uid("IN"), "whom": "person:p1", "due": "2026-11-22"}
    machines = [s.asset("IN", "in_stock")]
    page = loans.page(found(machines, person=person), s.here("/loans", query=query))
    assert page["over"] and not page["ready"]
    today = loans.page(found(machines, person=person), s.here("/loans", query=query | {"due": "2026-11-23"}))
    assert not today["over"] and today["ready"]


def test_a_machine_under_a_legal_hold_is_no_loaner():
    assert loans.page(found([s.asset("IN", "in_stock", legal=[s.legal()])]), s.here("/loans"))["stock"] == []



def test_a_receipt_shows_what_was_signed_word_for_word():
    made = proof(
        "delivery", "en", {"person": "Mary", "machines": "A", "site": "Oak", "day": "today"}
    )
    values = {one["name"]: one["value"] for one in made["values"]}
    told = {name: made[name] for name in ("text", "version", "language", "sha")}
    signature = d.Signature(by="Mary", values=values, witness="Kim", **told)
    one = held("A")
    one["chain"][0] |= {"signature": s.plain(signature), "op": s.uid("give")}
    here = s.here(params={"id": s.uid("A"), "op": s.uid("give")})
    page = receipt.page({"asset": one}, here)
    assert page["signature"]["words"] == made["words"]
    assert receipt.page({"asset": one}, s.here(params={"id": "x", "op": "other"})) is None
    assert receipt.page({"asset": None}, here) is None
    shown = asset_page.page({"asset": one, "jobs_of_asset": []}, s.here())
    assert shown["chain"][0]["receipt"] == f"/assets/{s.uid('A')}/receipt/{s.uid('give')}"


def test_a_machine_of_before_there_were_chains_is_shown_too():
    one = s.asset()
    for name in ("chain", "offers", "reports", "missing", "loan"):
        del one[name]
    shown = asset_page.page({"asset": one, "jobs_of_asset": []}, s.here())
    assert shown["chain"] == [] and shown["row"]["holder"] == "Mary Okafor"
    assert hands.page(found([one]), s.here())["mine"] == []
    assert msgspec.convert(one, d.Asset).chain == []


def test_only_what_came_for_an_open_job_can_be_dead_on_arrival():
    def dying(tag, what, **changes):
        one = s.asset(tag, state=what)
        return asset_page.page({"asset": one, "jobs_of_asset": [s.job(done=5, **changes)]}, s.here())["dying"]

    assert dying("NEWONE", "in_build", order="o") == "o"
    assert dying("NEWONE", "in_build") == ""
    assert dying("NEWONE", "deployed") is None and dying("OLDONE", "in_build") is None
    assert dying("NEWONE", "in_build", state="closed") is None
