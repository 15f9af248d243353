"""The queue, receiving's day, search, a new job, and pages of what is not there."""

from fieldapp.screens import asset as asset_screen
from fieldapp.screens import more, new_job, notfound, order, queue, receiving, search
from tests.screens import samples as s


def test_an_empty_queue_is_good_news():
    assert queue.page(s.queue(), s.here())["summary"] == "Everything is sent."


def test_the_queue_says_what_waits_and_what_needs_you():
    page = queue.page(s.queue(waiting=[s.entry()] * 2, attention=[s.case()]), s.here())
    assert page["summary"] == "2 entries wait on this phone; 1 needs you."
    assert page["waiting"][0]["label"] == "Step 8 done on R-one"
    assert page["waiting"][0]["state_words"] == "waiting for network"


def test_a_refusal_needs_its_author_a_held_fact_a_supervisor():
    held = s.case(outcome="held", code="disputed", kind="step.complete", step="copy")
    page = queue.page(s.queue(attention=[s.case()], deciding=[held]), s.here())
    [refused], [disputed] = page["attention"], page["deciding"]
    assert page["summary"] == "1 needs you; 1 waits for a supervisor."
    assert refused["outcome_words"] == "Not accepted"
    assert disputed["outcome_words"] == "Needs a supervisor"
    assert disputed["path"] == f"/jobs/{s.uid('one')}?step=copy"


def test_sent_shows_todays_newest_first():
    sent = [
        s.entry(op="a", at="2026-11-22T10:00:00.000Z", state="applied"),
        s.entry(op="b", at="2026-11-23T10:00:00.000Z", state="applied"),
        s.entry(op="c", at="2026-11-23T11:00:00.000Z", state="already"),
    ]
    page = queue.page(s.queue(sent=sent), s.here())
    assert [line["op"] for line in page["sent"]] == ["c", "b"]


def day_of(orders, jobs=()):
    page = receiving.page({"orders": list(orders), "jobs": list(jobs), "deliveries": [], "boxes": []}, s.here())
    return {one["name"]: [row["number"] for row in one["rows"]] for one in page["groups"]}


def test_receiving_sees_what_is_due_what_is_here_and_what_was_not_picked_up():
    orders = [
        s.order("today"),
        s.order("late", due="2026-11-20"),
        s.order("december", due="2026-12-09"),
        s.order("undated", due=None),
        s.order("here", "received"),
        s.order("ready", "prepared"),
        s.order("gone", "prepared"),
        s.order("long ago", "received"),
    ]
    jobs = [s.job("here", done=3), s.job("ready", done=4), s.job("gone", done=5)]
    assert day_of(orders, jobs) == {
        "Late": ["P-late"],
        "Due today": ["P-today"],
        "To come": ["P-december", "P-undated"],
        "Here, not prepared": ["P-here"],
        "Prepared, not picked up": ["P-ready"],
    }


def test_what_needs_no_preparing_waits_for_the_technician_and_then_for_nobody():
    """A monitor is taken in, and then it is picked up: its order is never prepared."""
    for done, state, groups in [(2, "open", ["Here, not prepared"]), (3, "open", ["Prepared, not picked up"]), (4, "open", []), (5, "closed", [])]:
        job = s.job("monitor", kind="peripheral", done=done, state=state)
        told = day_of([s.order("monitor", "received")], [job])
        assert [name for name, rows in told.items() if rows] == groups, (done, state)
    row = receiving.order_row(s.order("monitor", "received"), s.job("monitor", kind="peripheral", done=3), s.here())
    assert row["state_words"] == "Here, to be picked up"


def test_an_order_offers_receiving_its_step_and_a_technician_none():
    found = {"order": s.order(state="received"), "job": s.job(done=3)}
    found |= {"workflow": s.workflow("refresh"), "site": s.site(), "mistaken": {}}
    assert order.page(found, s.here(who=s.user("receiving")))["card"]["key"] == "prepare"
    assert order.page(found, s.here())["card"] is None
    assert order.page(found | {"order": None}, s.here()) is None


def test_search_sorts_what_it_found_by_what_it_is():
    person = s.plain(s.d.Person(id="person:3", name="Mary", site=s.d.Named(id="4", name="Oak")))
    found = {"search": [s.job(), s.asset(), s.order(), person]}
    page = search.page(found, s.here(query={"q": "mary"}))
    assert [len(page[kind]) for kind in ("jobs", "assets", "people", "orders")] == [1] * 4
    assert page["summary"] == "4 results"


def test_search_says_when_there_is_nothing():
    page = search.page({"search": []}, s.here(query={"q": "xyzzy"}))
    assert page["summary"].startswith("Nothing found for “xyzzy”.")


def new(query, named=None, people=(), sought=None):
    kinds = ("cascade", "wipe", "cascade-swap", "peripheral", "software")
    flows = {kind: s.workflow(kind) for kind in kinds}
    found = {"workflows": flows, "named": named or {}, "people": list(people), "sites": [s.site()]}
    found["sought"] = sought or {}
    found["sites"] = []
    return new_job.page(found, s.here(query=query))


def test_a_new_job_asks_for_what_its_kind_needs():
    page = new({"kind": "cascade"})
    assert [one["title"] for one in page["machines"]] == ["Machine"]
    assert page["needs_person"] and not page["ready"]
    assert not new({"kind": "wipe"})["needs_person"]


def test_an_unknown_machine_is_said_a_known_one_makes_it_ready():
    assert new({"kind": "wipe", "asset.machine": "nope"}, {"machine": None})["machines"][0][
        "unknown"
    ]
    page = new({"kind": "wipe", "asset.machine": "oldone"}, {"machine": s.asset()})
    assert page["ready"] and page["machines"][0]["id"] == s.uid("OLDONE")


def test_kinds_are_offered_by_what_one_would_look_for():
    found = new({})["groups"]
    assert [one["title"] for one in found][:2] == ["Replace or move a machine", "Take a machine away"]
    assert [one["kind"] for one in found[0]["kinds"]] == ["cascade", "cascade-swap"]


def test_a_swap_asks_for_both_people_and_offers_whoever_has_the_first_machine():
    named = {"first": s.asset(), "second": s.asset()}
    page = new({"kind": "cascade-swap", "asset.first": "a", "asset.second": "b"}, named)
    assert page["people"][0]["name"] == s.asset()["person"]["name"] and page["people"][0]["chosen"]
    (other,) = page["others"]
    assert (other["title"], other["people"][0]["place"]) == ("The other person", "has OLDONE")
    assert new({"kind": "cascade-swap", "q.second": "x"}, named)["others"][0]["people"] == []
    person = s.plain(s.d.Person(id="person:3", name="Mary", site=s.d.Named(id="4", name="Oak")))
    (other,) = new({"kind": "cascade-swap"}, named, sought={"second": [person]})["others"]
    assert [one["name"] for one in other["people"]] == ["Mary"]


def test_a_peripheral_says_what_and_how_many():
    page = new({"kind": "peripheral"})
    assert page["categories"][:2] == ["monitor", "keyboard"] and page["ready"]


def test_a_machine_that_need_not_be_named_is_not_missed():
    page = new({"kind": "software", "asset.machine": "x"}, {"machine": s.asset()})
    assert page["ready"]
    typed = {"kind": "software", "asset.machine": "x", "asset.source": "nope"}
    assert not new(typed, {"machine": s.asset(), "source": None})["ready"]


def test_a_job_about_nobody_and_nothing_has_a_place_to_name():
    found = {"workflows": {kind: s.workflow(kind) for kind in ("incident", "wipe")}, "named": {}, "people": [], "sought": {}}
    found["sites"] = [s.site(), s.site() | {"id": "site:9", "name": "Elm"}]
    incident = new_job.page(found, s.here(query={"kind": "incident"}))
    assert [one["name"] for one in incident["sites"]] == [s.site()["name"], "Elm"]
    assert new_job.page(found, s.here(query={"kind": "wipe"}))["sites"] == []


def test_a_new_jobs_id_follows_from_the_operation():
    page = new({})
    assert page["target"] == "job:" + new_job.derive(page["op"], "job")
    assert page["back"] == "/jobs/" + page["target"].removeprefix("job:")


def test_more_warns_of_what_is_not_sent_and_shows_the_office_its_pages():
    found = {"sites": [s.site()], **s.queue(waiting=[s.entry()])}
    assert more.page(found, s.here())["waiting_words"] == "1 entry is not sent yet"
    assert [group["title"] for group in more.page(found, s.here())["groups"]] == ["My day", "Machines"]
    office = more.page(found, s.here(who=s.user("manager")))["groups"][-1]
    assert office["rows"][-1] == {"title": "Contract: MetLife", "path": "/contracts/1", "online": True}


def test_what_is_not_there_is_named_and_there_is_a_way_on():
    tag = notfound.page({}, s.here("/A/zzz999?x=1"))
    assert tag["title"] == "Unknown tag ZZZ999" and "Check the letters" in tag["advice"]
    assert notfound.page({}, s.here("/jobs/x"))["title"] == "Unknown job"


def test_a_machines_life_is_newest_first_and_its_label_leads_here():
    events = [
        {"at": "2026-11-01T10:00:00.000Z", "op": "a", "what": "Prepared", "by": None, "job": None},
        {"at": "2026-11-02T10:00:00.000Z", "op": "b", "what": "Picked up", "by": None, "job": None},
    ]
    found = {"asset": s.asset(events=events), "jobs_of_asset": [s.job()]}
    page = asset_screen.page(found, s.here("/A/OLDONE"))
    assert [line["what"] for line in page["life"]] == ["Picked up", "Prepared"]
    assert page["address"] == "https://desk.example.com/A/OLDONE"
