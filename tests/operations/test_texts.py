"""What people sign: texts as data, whose released versions never change."""

import hashlib

import pytest

from fieldapp.documents import TEXTS
from fieldapp.portable.natives import sha256
from fieldapp.screens.texts import fill, gaps, newest, proof, signed_words, wording

# A version that was released is what people have signed: a new wording is a new version.
RELEASED = {
    ("delivery", 1, "en"): "2f5a3a0b2000d8dd",
    ("delivery", 1, "de"): "9bfc648b76db078b",
    ("return", 1, "en"): "39438a77ed000982",
    ("return", 1, "de"): "eada877f3736ba71",
    ("loan", 1, "en"): "7bf89ccebfcb4a04",
    ("loan", 1, "de"): "d83e64c78c845307",
    ("hand-over", 1, "en"): "5cca519d91525895",
    ("hand-over", 1, "de"): "0262bd5aa15f341b",
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
    made = proof("return", "de", {"person": "Jo {day}", "day": "heute", "unknown": "x"})
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
    assert fill("Nothing to fill", {"person": "Jo"}) == "Nothing to fill"
