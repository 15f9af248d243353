"""Lists of software compared by name and version."""

from itertools import pairwise

import pytest

from fieldapp.operations.software.packages import compare, key_of_name
from fieldapp.operations.software.versions import turn

RISING = [
    ["9.9", "10.0", "10.0.1", "10.1"],
    ["1.0-dev", "1.0-alpha", "1.0-beta1", "1.0b2", "1.0-rc1", "1.0-rc2", "1.0", "1.0 SP1", "1.0.1"],
    ["2.0~rc1", "2.0"],
    ["1.1.1", "1.1.1a", "1.1.1k", "1.1.1l", "1.1.2"],
    ["20231231", "20240101"],
    ["2023-12-31", "2024-01-15", "2024-02-01"],
    ["31.12.2023", "01.02.2024"],
    ["12/31/2023", "01/02/2024"],
    ["8u191", "8u202"],
    ["17.0.9+9", "17.0.9+10"],
    ["3.0", "1:2.0"],
    ["99999999999999999998", "99999999999999999999"],
]
ALIKE = [
    ("1.0", "1.0.0"),
    ("v1.2", "1.2"),
    ("1.02", "1.2"),
    ("23.01 (x64)", "23.01"),
    ("5.0 Final", "5.0"),
    ("", None),
]
NAMES = [
    ("Mozilla Firefox (x64 en-US)", "128.0", "firefox"),
    ("7-Zip 23.01 (x64 edition)", "23.01", "7-zip"),
    ("Microsoft Visual C++ 2013 Redistributable (x64) - 12.0.30501", "12.0.30501.0", "visual c++ 2013 redistributable"),
    ("Java 8 Update 202 (64-bit)", "8.0.2020.8", "java update"),
    ("libssl3:amd64", "3.0.2", "libssl3"),
    ("Adobe® Acrobat Reader™ DC", "24.1", "acrobat reader dc"),
    ("MÜLLER Büro", "1", "muller buro"),
    ("Python 3.11.4 (64-bit)", "3.11.4150.0", "python"),
    ("Microsoft 365 - de-de", "16.0", "365"),
    ("(x64)", "", "x64"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [pair for row in RISING for pair in pairwise(row)])
def test_the_newer_version_is_the_newer(old, new):
    assert (turn(old, new), turn(new, old)) == ("newer", "older")


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_the_same_version_in_other_words(one, other):
    assert turn(one, other) == turn(other, one) == "same"


@pytest.mark.parametrize(("one", "other"), [("jammy", "focal"), ("", "1.0"), ("1.0 blue", "1.0 green")])
def test_what_has_no_order_is_left_to_people(one, other):
    assert turn(one, other) == "unclear"


@pytest.mark.parametrize(("name", "version", "key"), NAMES)
def test_a_name_without_what_does_not_name(name, version, key):
    assert key_of_name(name, version) == key


def rows(old: list, new: list) -> list[tuple]:
    packages = [[[name, version, None] for name, version in one] for one in (old, new)]
    return [(one["key"], one["what"], one["old"], one["new"]) for one in compare(*packages)]


def test_each_package_is_same_newer_older_missing_or_extra():
    old = [("Visio", "16"), ("Firefox", "9.9"), ("Zoom", "5.2"), ("Git", "2.1")]
    new = [("Mozilla Firefox", "10.0"), ("Zoom", "5.1"), ("Git", "2.1.0"), ("Teams", None)]
    assert rows(old, new) == [
        ("firefox", "newer", "9.9", "10.0"),
        ("git", "same", "2.1", "2.1.0"),
        ("teams", "extra", "", ""),
        ("visio", "missing", "16", ""),
        ("zoom", "older", "5.2", "5.1"),
    ]


def test_both_architectures_in_one_version_are_one_package():
    assert rows([("VLC (x64)", "3.0"), ("VLC (x86)", "3.0")], [("VLC", "3.0")]) == [("vlc", "same", "3.0", "3.0")]


def test_versions_side_by_side_are_compared_one_by_one():
    old = [("Python 3.9.1", "3.9.1"), ("Python 3.11.4", "3.11.4")]
    assert rows(old, [("Python 3.12.0", "3.12.0"), ("Python 3.11.4", "3.11.4")]) == [
        ("python 3.11.4", "same", "3.11.4", "3.11.4"),
        ("python 3.9.1", "newer", "3.9.1", "3.12.0"),
    ]
    assert rows(old, [("Python 3.11.4", "3.11.4")])[1] == ("python 3.9.1", "missing", "3.9.1", "")


def test_patches_of_the_system_are_left_out():
    assert rows([("Security Update for Windows (KB5034441)", None)], [("Update for Windows (KB1)", "1")]) == []


def test_names_that_look_like_numbers_keep_their_place():
    assert [one[0] for one in rows([("Zoom", "1"), ("365", "2"), ("7", "3")], [])] == ["365", "7", "zoom"]
