"""Each kind of operation has words, one table for the phone and the server's cases."""

import pytest

from fieldapp.operations import KINDS
from fieldapp.screens.deeds import DEEDS, deed_words
from tests.screens import samples as s

BY_STEP = {"step.complete", "step.skip", "step.undo", "count.record"}


@pytest.mark.parametrize("kind", sorted(k for k in KINDS if not k.endswith((".record", ".inventory"))))
def test_every_deed_of_people_has_words(kind):
    assert kind in DEEDS or kind in BY_STEP


def test_a_step_and_its_parts_are_named():
    about = s.job(done=9)
    words = deed_words("step.complete", {"step": "retire", "evidence": {"outgoing": "M0"}}, about)
    assert words == f"Step 10 (Collected) done on {about['number']}"
    assert deed_words("step.skip", {"step": "invite"}, about) == f"Step 1 skipped on {about['number']}"


def test_a_step_that_is_chosen_is_not_told_as_done():
    about = s.job(done=9)
    title = about["steps"][0]["title"]
    assert deed_words("step.pick", {"step": "invite"}, about) == f"Next step: {title}, on {about['number']}"


@pytest.mark.parametrize("args", [None, [], {"step": {}}, {"evidence": 3, "step": "copy"}, {"place": 7}])
def test_whatever_came_has_words(args):
    assert deed_words("step.complete", args, None) == "step.complete on something unknown"
    assert deed_words("count.record", args, None) == "Count of a room"
    assert deed_words("case.seen", args, s.job()) == "Seen: something unknown"


def test_a_box_is_named_by_its_code():
    assert deed_words("box.receive", {}, {"id": "box:1", "serial": "SN1"}) == "Box scanned: SN1"
    assert deed_words("box.receive", {}, {"id": "box:1"}) == "Box scanned: a box without a code"


def test_a_job_that_has_no_number_yet_is_a_new_job_and_not_its_kind():
    assert deed_words("job.create", {}, s.job(number=None)) == "New job on a new job"
