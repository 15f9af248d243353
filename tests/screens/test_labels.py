"""What was read, and what a machine's labels say."""

from fieldapp.labels.tags import tag_of
from fieldapp.screens import scan_check
from fieldapp.screens.codes import read_code
from fieldapp.screens.labels import labels_of, state_of
from tests.screens.samples import asset, here, job, uid
from tests.screens.test_scan import answer

TAG = tag_of(1_001_000)


MORE = [
    {"tag": "ICC-7", "state": "live", "at": None, "reason": None},
    {"tag": TAG, "state": "retired", "at": "2026-11-22T10:00:00.000Z", "reason": "Torn"},
]


def test_labels_have_states():
    machine = asset() | {"labels": MORE}
    states = [state_of(machine, code) for code in ("OLDONE", "icc 7", TAG, machine["serial"] or "", "X")]
    assert states == ["live", "live", "retired", "", ""]
    assert [one["tag"] for one in labels_of(machine)] == ["OLDONE", "ICC-7", TAG]
    assert [one["tag"] for one in labels_of(machine | {"tag": "NOTAG-12345678"})] == ["ICC-7", TAG]


def test_a_retired_label_says_what_it_was_on():
    told = answer(TAG, asset() | {"labels": MORE})
    assert told["sentence"] == f"{TAG} is retired" and "It was on OLDONE" in told["advice"]
    assert not told["right"] and told["path"] == "/assets/" + uid("OLDONE")


COPY = {"for": uid("one"), "step": "copy", "need": "outgoing"}
PREPARE = {"for": uid("one"), "step": "prepare", "need": "incoming.tag"}


def check(code, machine, on, query):
    scanned = {**read_code(code, []), "asset": machine, "rolls": []}
    return scan_check.page({"scanned": scanned, "job": on}, here(query=query))["answer"]


def test_a_second_label_is_right_at_the_field_and_a_retired_one_is_not():
    on = job(done=7)
    machine = asset(id=f"asset:{on['assets']['outgoing']['id']}") | {"labels": MORE}
    assert check("ICC-7", machine, on, COPY)["right"]
    assert not check(TAG, machine, on, COPY)["right"]


def test_a_misread_tag_is_told_at_the_field():
    swapped = TAG[1] + TAG[0] + TAG[2:]
    told = check(swapped, None, job(done=3), PREPARE)
    assert not told["right"] and told["sentence"] == f"{swapped} can't be right"
    assert check(TAG, None, job(done=3), PREPARE)["right"]
    assert "retired" in check(TAG, asset() | {"labels": MORE}, job(done=3), PREPARE)["sentence"]
