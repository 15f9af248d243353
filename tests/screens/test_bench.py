"""The build bench: who stands where, what runs for how long, and one step completed on eight."""

import pytest

from fieldapp.operations.work.benching import USUAL
from fieldapp.screens import bench, count
from fieldapp.screens.codes import read_code
from fieldapp.workflows import WORKFLOWS
from tests.screens import samples as s

FLOWS = {kind: s.workflow(kind) for kind in WORKFLOWS}


def machine(name: str, state="in_build", runs=(), **changes) -> dict:
    return s.asset(f"NEW{name.upper()}", state=state, jobs=[s.uid(name)], runs=list(runs), **changes)


def page(machines, jobs) -> dict:
    return bench.page({"machines": machines, "jobs": jobs, "workflows": FLOWS}, s.here("/bench"))


def only(found: dict) -> dict:
    return found["stages"][0]["rows"][0]


def test_machines_stand_by_the_step_that_their_job_is_at():
    jobs = [s.job("one", done=5), s.job("two", done=4)]
    found = page([machine("one"), machine("two"), s.asset("THERE")], jobs)
    assert {one["title"]: [row["tag"] for row in one["rows"]] for one in found["stages"]} == {
        "Clone the software": ["NEWONE"],
        "Pick up and begin the build": ["NEWTWO"],
    }
    assert found["summary"] == "2 machines"


def test_a_timer_is_its_moments():
    one = only(page([machine("one", runs=[s.run(20, job=s.uid("one"), step="software")])], [s.job("one", done=5)]))
    assert one["run"]["words"] == "1 h 10 min left, until 17:40" and one["run"]["done"] == 20


def test_what_should_be_ready_says_so_and_comes_first():
    runs = {"one": s.run(20, job=s.uid("one"), step="software"), "two": s.run(100, job=s.uid("two"), step="software")}
    found = page([machine(name, runs=[run]) for name, run in runs.items()], [s.job("one", done=5), s.job("two", done=5)])
    rows = found["stages"][0]["rows"]
    assert [row["tag"] for row in rows] == ["NEWTWO", "NEWONE"]
    assert rows[0]["run"]["words"] == "should be ready since 16:20"
    assert found["summary"] == "2 machines · 1 running · 1 ready"


def test_the_step_that_it_was_for_ends_it():
    run = s.run(20, job=s.uid("one"), step="software")
    assert only(page([machine("one", runs=[run])], [s.job("one", done=6)]))["run"] is None


def test_the_part_that_wipes_ends_a_wipe_and_nothing_else_does():
    run = s.run(20, "wiping", job=s.uid("one"), step="wiped")
    job = s.job("one", done=9)
    assert only(page([machine("one", "collected", [run])], [job]))["run"]["title"] == "Wiping"
    job["steps"][9]["parts"][1]["state"] = "done"
    assert only(page([machine("one", "collected", [run])], [job]))["run"] is None


def test_a_step_is_offered_for_several_where_a_scan_and_ticks_prove_it():
    pairs = ["one", "two"]
    there = page([machine(name) for name in pairs], [s.job(name, done=5) for name in pairs])["stages"][0]
    assert there["step"] == "software"
    assert page([machine(name) for name in pairs], [s.job(name, done=6) for name in pairs])["stages"][0]["step"] == ""
    assert page([machine("one")], [s.job("one", done=5)])["stages"][0]["step"] == ""


def offered(kind: str, done: int, state: str, role="machine", **changes) -> list[str]:
    """What can be started on the machine of that role, in a job whose first ``done`` steps are behind it."""
    job = s.job("one", kind=kind, done=done)
    tag = "NEWONE" if WORKFLOWS[kind].assets[role].given is False else "OLDONE"
    job["assets"] = {role: s.plain(s.machine(tag))}
    return [one["key"] for one in only(page([s.asset(tag, state, jobs=[s.uid("one")], **changes)], [job]))["whats"]]


@pytest.mark.parametrize(
    ("kind", "done", "state", "role", "wanted"),
    [
        ("refresh", 5, "in_build", "incoming", ["imaging", "updating"]),  # clone the software
        ("refresh", 6, "in_build", "incoming", ["updating"]),  # agree day and time
        ("refresh", 7, "in_build", "incoming", ["updating"]),  # copy data
        ("refresh", 8, "in_build", "incoming", []),  # set up, at their desk
        ("refresh", 8, "collected", "outgoing", []),  # collected early: to be wiped after the sign-off
        ("cascade", 1, "collected", "machine", []),  # back up
        ("cascade", 2, "collected", "machine", ["imaging"]),  # reimage
        ("cascade", 3, "in_build", "machine", ["updating"]),  # prepare the IDs
        ("acquisition", 3, "in_build", "incoming", ["imaging", "updating"]),
        ("acquisition", 4, "in_build", "incoming", ["updating"]),
        ("wipe", 1, "collected", "machine", []),  # check for a hold
        ("wipe", 2, "collected", "machine", ["wiping"]),
        ("wipe", 3, "collected", "machine", []),  # verify
    ],
)
def test_what_can_be_started_is_what_the_step_is_for(kind, done, state, role, wanted):
    assert offered(kind, done, state, role) == wanted


def test_a_part_that_wipes_is_offered_once_those_before_it_are_done():
    job, old = s.job("one", done=9), s.asset("OLDONE", "collected", jobs=[s.uid("one")])
    assert only(page([old], [job]))["whats"] == []
    job["steps"][9]["parts"][0]["state"] = "done"
    assert only(page([old], [job]))["whats"] == [{"key": "wiping", "title": "Start wiping"}]


def test_nothing_that_erases_is_offered_under_a_legal_hold():
    assert offered("wipe", 2, "collected", legal=[s.legal()]) == []
    assert offered("refresh", 5, "in_build", "incoming", legal=[s.legal()]) == ["updating"]


def test_by_its_state_alone_where_no_workflow_says():
    silent = FLOWS["refresh"] | {"steps": [step | {"bench": {}, "parts": []} for step in FLOWS["refresh"]["steps"]]}
    found = {"machines": [machine("one")], "jobs": [s.job("one", done=8)], "workflows": {"refresh": silent}}
    assert [one["key"] for one in only(bench.page(found, s.here()))["whats"]] == ["imaging", "updating"]
    assert [one["key"] for one in only(page([machine("one", "collected")], []))["whats"]] == ["wiping"]


def test_every_workflow_names_only_machines_and_runs_that_there_are():
    for flow in WORKFLOWS.values():
        for spec in [*flow.steps, *flow.catalogue]:
            for act in [spec, *spec.parts]:
                assert set(act.bench) <= set(flow.assets) and all(set(runs) <= set(USUAL) for runs in act.bench.values())


def line(asset: dict | None, *jobs: dict, code="X") -> dict:
    code = asset["tag"] if asset else code
    return {"mark": code, "at": s.NOW, "here": False, **read_code(code, []), "asset": asset, "jobs": list(jobs)}


def together(*lines: dict, step="software") -> dict:
    jobs = [job for one in lines for job in one["jobs"]]
    tally = {"running": {"purpose": "bench", "place": step, "site": "4", "lines": []}, "lines": list(lines), "machines": [], "people": []}
    return {"tally": tally, "jobs": jobs, "workflows": FLOWS, "sites": [s.site()]}


def test_one_confirmation_is_one_operation_for_each_machine():
    names = [f"n{number}" for number in range(8)]
    about = together(*(line(machine(name), s.job(name, done=5)) for name in names))
    found, deeds = count.page(about, s.here()), count.deeds(about, s.here())
    assert (found["confirm"], found["place"]) == ("Complete it on 8 machines", "Clone the software")
    assert found["statements"] == ["The software of the old one is installed"]
    assert {one["target"] for one in deeds} == {"job:" + s.uid(name) for name in names}
    assert deeds[0]["args"] == {"step": "software", "evidence": {"installed": True}}


def test_those_that_do_not_fit_are_named_and_left_out():
    done, waiting = s.job("done", done=6), s.job("early", done=3)
    about = together(
        line(machine("one"), s.job("one", done=5)), line(machine("done"), done), line(machine("early"), waiting), line(None)
    )
    words = [one["words"] for one in count.page(about, s.here())["lines"]]
    assert len(count.deeds(about, s.here())) == 1
    assert words[1].endswith("waits for step 5 (Pick up and begin the build)") and words[2].endswith("that step is done already")


def test_a_step_that_asks_for_more_is_done_one_by_one():
    (one,) = count.page(together(line(machine("one"), s.job("one", done=7)), step="copy"), s.here())["lines"]
    assert one["kind"] == "wrong" and one["words"].endswith("this step asks for more; open the job")


def test_a_scan_is_of_the_machine_that_the_step_wants():
    old = s.asset("OLDONE", jobs=[s.uid("one")])
    (one,) = count.page(together(line(old, s.job("one", done=4)), step="pickup"), s.here())["lines"]
    assert one["kind"] == "wrong" and "NEWONE" in one["words"]
