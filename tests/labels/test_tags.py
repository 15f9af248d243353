"""Tags of ours: no two look alike, and no single mistake or swap goes unnoticed."""

import random

from fieldapp.labels.tags import (
    ALPHABET,
    BASE,
    LENGTH,
    MANY,
    blank_of,
    clean_tag,
    is_misread,
    is_ours,
    looks_ours,
    number_of,
    tag_of,
    tags_of,
)

ALIKE = ["0ODQ", "1IJL", "2Z", "5S", "6G", "8B", "UVY"]
NUMBERS = [0, 1, MANY - 1, *random.Random(9).sample(range(MANY), 400)]


def test_the_alphabet_has_one_of_each_group_that_looks_alike():
    assert len(set(ALPHABET)) == BASE == 23
    assert all(len(set(group) & set(ALPHABET)) <= 1 for group in ALIKE)
    assert ALPHABET.isupper() and ALPHABET.isalnum()


def test_every_single_wrong_character_is_noticed(count):
    """All of them: each place, each other character."""
    for number in NUMBERS:
        tag = tag_of(number)
        assert is_ours(tag)
        for at in range(LENGTH):
            for wrong in ALPHABET.replace(tag[at], ""):
                count()
                assert is_misread(tag[:at] + wrong + tag[at + 1 :])


def test_every_swap_of_two_characters_is_noticed_neighbours_or_not(count):
    for number in NUMBERS:
        tag = tag_of(number)
        for one in range(LENGTH):
            for other in range(one):
                swapped = list(tag)
                swapped[one], swapped[other] = swapped[other], swapped[one]
                if tag[one] != tag[other]:
                    count()
                    assert is_misread("".join(swapped))


def test_a_character_too_few_or_too_many_is_no_tag_of_ours():
    tag = tag_of(1)
    assert not looks_ours(tag[:-1]) and not looks_ours(tag + "2")


def test_every_number_has_a_tag_of_its_own_and_back():
    tags = {tag_of(number) for number in NUMBERS}
    assert len(tags) == len(NUMBERS)
    assert [number_of(tag_of(number)) for number in NUMBERS] == NUMBERS


def test_neighbours_on_a_roll_look_nothing_alike():
    tags = tags_of(1_001_000, 500)
    for one, other in zip(tags, tags[1:], strict=False):
        assert sum(a == b for a, b in zip(one, other, strict=True)) <= 4


def test_what_people_type_between_the_letters_of_ours_is_nothing_and_other_tags_stay_as_they_are():
    tag = tag_of(77)
    assert clean_tag(f" {tag[:4].lower()}-{tag[4:]} ") == tag
    assert clean_tag(" icc-2065556 ") == "ICC-2065556"
    assert not looks_ours("ICC-2065556") and not looks_ours("K7M3Q9X")


def test_a_blank_is_known_by_the_range_of_its_roll():
    rolls = [{"id": "roll:a", "first": 1_001_000, "count": 10}, {"id": "roll:b", "first": 1_002_000, "count": 1}]  # fmt: skip
    assert blank_of(tag_of(1_001_009), rolls)["id"] == "roll:a"
    assert blank_of(tag_of(1_002_000), rolls)["id"] == "roll:b"
    assert blank_of(tag_of(1_001_010), rolls) is None
    assert blank_of("ICC-2065556", rolls) is None
