"""What people sign: texts as data, whose released versions never change."""

import hashlib

import pytest

from fieldapp.documents import TEXTS
from fieldapp.portable.natives import sha256
from fieldapp.screens.texts import fill, gaps, newest, proof, signed_words, wording

# A version that was released is what people have signed: a new wording is a new version.
RELEASED = {
    ("delivery", 1, "en"): "8a71bec93e120955",
    ("delivery", 1, "de"): "0cc0cf07d2165c68",
    ("return", 1, "en"): "519f5fa6005182a9",
    ("return", 1, "de"): "fc8db5b3ca0072d9",
    ("loan", 1, "en"): "6f84a40173fe5d37",
    ("loan", 1, "de"): "54219c3c75e1f02e",
    ("hand-over", 1, "en"): "7703eeef4e1d9980",
    ("hand-over", 1, "de"): "15a9d51d2ed0f7df",
}


def test_a_released_text_never_changes():
    now = {one[:3]: hashlib.sha256(one[3].encode()).hexdigest()[:16] for one in TEXTS}
    assert {key: now.get(key) for key in RELEASED} == RELEASED
    assert set(now) == set(RELEASED), "add the new version here when it is released"


@pytest.mark.parametrize("text", sorted({one[0] for one in TEXTS}))
def test_each_text_is_there_in_every_language_with_the_same_gaps(text):
    found = {language: wording(text, newest(text, language), language) for language in ("en", "de")}
    assert set(gaps(found["en"])) == set(gaps(found["de"]))


def test_the_proof_is_of_the_words_that_are_shown():
    made = proof("return", "de", {"by": "Jo {day}", "day": "heute", "unknown": "x"})
    values = {one["name"]: one["value"] for one in made["values"]}
    assert "Jo {day}" in made["words"] and "heute" in made["words"] and "unknown" not in values
    assert (
        made["sha"] == sha256(made["words"]) == hashlib.sha256(made["words"].encode()).hexdigest()
    )
    assert signed_words({**made, "values": values}) == made["words"]


def test_in_a_language_that_we_do_not_have_it_is_english():
    assert proof("delivery", "fr", {})["language"] == "en"
    assert wording("delivery", 1, "fr") is None and newest("nothing", "en") == 0


def test_words_without_gaps_stay_as_they_are():
    assert fill("Nothing to fill", {"by": "Jo"}) == "Nothing to fill"
