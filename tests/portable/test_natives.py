# ruff: noqa: E501
"""Clocks, zones, ids and text: the same from Python's libraries and from the platform's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.portable import natives
from tests.portable.phone import agreed, answer

ZONES = [
    "UTC", "Australia/Melbourne", "Australia/Lord_Howe", "America/New_York", "Europe/London",
    "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca",
    "America/Sao_Paulo", "Pacific/Chatham", "Asia/Tehran",
]  # fmt: skip
CALLS = [
    ("epoch", [text])
    for text in """2026-11-22T10:41:07.120Z 2026-11-22T10:41:07Z 2026-11-22T10:41Z 1969-12-31T23:59:59.999Z
    2026-11-22T10:41:07.120+11:00 2026-11-22T10:41:07-0330 2026-11-22T10:41:07.1Z 2026-11-22T10:41:07.123456Z
    2026-11-22T10:41:07 2026-11-22 2026-02-29T00:00Z 2024-02-29T00:00Z 2026-13-01T00:00Z 2026-11-22T24:00Z
    2026-11-22T10:41:60Z 0000-01-01T00:00Z 0001-01-01T00:00Z 9999-12-31T23:59:59.999Z 2026-11-22t10:41z
    2026-11-22T10:41:07.Z 2026-11-22T10:41:07+24:00 ٢026-11-22T10:41Z 2026-11-22T10:41:07.120Z\n""".split(
        " "
    )
    for text in text.split()
] + [
    ("epoch", ["2026-11-22T10:41Z\n"]),
    ("epoch_or_none", ["no"]),
    ("epoch_or_none", [None]),
    ("epoch_or_none", ["1970-01-01T00:00Z"]),
    ("iso", [0]),
    ("iso", [-1]),
    ("iso", [1795344067120]),
    ("iso", [-62135596800000]),
    ("iso", [-62135596800001]),
    ("iso", [253402300799999]),
    ("iso", [253402300800000]),
    ("from_local", ["2026-11-22T10:30", "Australia/Melbourne"]),
    ("from_local", ["2026-11-22T10:30:15.5", "UTC"]),
    ("from_local", ["2026-03-08T02:30", "America/New_York"]),  # skipped: moves forward
    ("from_local", ["2026-11-01T01:30", "America/New_York"]),  # twice: the first
    ("from_local", ["2011-12-30T12:00", "Pacific/Apia"]),  # a day that never was
    ("from_local", ["2026-02-30T10:30", "UTC"]),
    ("from_local", ["", "UTC"]),
    ("from_local", ["2026-11-22 10:30", "UTC"]),
    ("from_local", ["2026-11-22T10:30Z", "UTC"]),
    ("from_local", ["0001-01-01T00:00", "Australia/Melbourne"]),
    ("from_local", ["9999-12-31T23:59", "America/New_York"]),
    ("zone_parts", [253402300799999, "Australia/Melbourne"]),
    ("zone_parts", [-62135596800000 - 86400000, "UTC"]),
    ("zone_parts", [253402300799999 + 86400000, "UTC"]),
    ("derive", ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "job"]),
    ("derive", ["6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "é🔧"]),
    ("derive", ["0192f6aa-0000-7000-8000-000000000000", ""]),
    ("derive", ["ffffffff-ffff-ffff-ffff-fffffffffffe", "any bits"]),
    ("derive", ["{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "job"]),
    ("derive", ["job:6ba7b810", "job"]),
    ("bare_code", [" icc-2065556 "]),
    ("bare_code", ["K7M3\u00a0Q9X\u2011ä ß"]),
    ("bare_code", ["-"]),
    ("sha256", [""]),
    ("sha256", ["é🔧 \ud800"]),
    *(("sha256", ["a" * length]) for length in (55, 56, 63, 64, 119, 120, 5000)),
    ("fold", ["MÜLLER Straße \ufb01 İı Ångström"]),
    ("fold", ["Plain ASCII 9"]),
    ("runs", ["1:10.0-rc2~x²"]),
    ("runs", [""]),
    ("words_of", ["Adobe® Acrobat™ (R) [DC],x_y:z (x64 en-US)\u00a0Ä"]),
    ("words_of", [" "]),
    ("normal", ["e\u0301"]),
    ("normal", ["e\0\u0301 \r\n\t\x1b\x85\u2028"]),
    ("normal", ["a\ud800b\udc00c\ud83d\ud83d\udd27\udd27"]),
    ("normal", [""]),
]


@pytest.mark.parametrize(("name", "args"), CALLS)
def test_a_native(phone, name, args):
    (theirs,) = phone.ask([[phone.natives, name, args]])
    mine = answer(getattr(natives, name), args)
    assert agreed(theirs).get("error") == mine.get("error")
    assert theirs.get("result") == mine.get("result")


def same(phone, calls):
    asked = phone.ask([[phone.natives, name, list(args)] for name, *args in calls])
    for (name, *args), theirs in zip(calls, asked, strict=True):
        assert agreed(theirs) == answer(getattr(natives, name), args), (name, args)


# Zones differ by their release for the far future, and in seconds before 1972.
moments = st.integers(63072000000, 2145916800000)
walls = st.datetimes(
    min_value=__import__("datetime").datetime(1973, 1, 1),
    max_value=__import__("datetime").datetime(2037, 12, 30),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(moments, st.sampled_from(ZONES)), max_size=30))
def test_moments(phone, found):
    same(phone, [("zone_parts", ms, zone) for ms, zone in found])
    same(phone, [("iso", ms) for ms, _ in found])
    same(phone, [("epoch", natives.iso(ms)) for ms, _ in found])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(walls, st.sampled_from(ZONES)), max_size=30))
def test_local_times(phone, found):
    same(phone, [("from_local", wall.isoformat()[:16], zone) for wall, zone in found])


def test_every_half_hour_near_the_changes_of_a_year(phone):
    hours = [f"{h:02d}:{m}" for h in range(24) for m in ("00", "15", "30", "45")]
    days = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"]
    for zone in ZONES:
        same(phone, [("from_local", f"{d}T{h}", zone) for d in days for h in hours])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(), max_size=30), st.uuids())
def test_text_and_ids(phone, texts, id):
    same(phone, [("normal", text) for text in texts])
    same(phone, [("derive", str(id), natives.normal(text)) for text in texts])
    same(phone, [("sha256", text) for text in texts])


def test_hashing_is_the_standards():
    """FIPS 180-4's own example."""
    assert natives.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(max_codepoint=0x24F)), max_size=30))
def test_folded_text(phone, texts):
    same(phone, [(name, text) for text in texts for name in ("fold", "words_of")])
