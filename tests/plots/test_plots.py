"""Pictures that say what the numbers say: from zero, with units, names and words for those who can't see them."""

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.plots import Band, Line, Series, bars, lines, rows
from fieldapp.plots.frame import NARROW, WIDE
from fieldapp.plots.scale import ticks, told

TOP, BOTTOM = WIDE.top, WIDE.height - WIDE.bottom


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def of(svg: str, shape: str, kind: str = "") -> list[ET.Element]:
    return [one for one in parse(svg).iter(shape) if kind in one.get("class", "").split() or not kind]


@given(st.decimals(-10_000, 10_000, places=2), st.decimals(-10_000, 10_000, places=2))
def test_an_axis_holds_zero_and_every_value(one, other):
    found = ticks(min(one, other), max(one, other))
    assert found[0] <= min(one, other, 0) and found[-1] >= max(one, other, 0)
    assert 0 in found
    assert 2 <= len(found) <= 9


def test_what_is_counted_has_no_halves():
    assert ticks(0, 2, whole=True) == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "words"),
    [(1200, "1,200"), (Decimal("1.50"), "1.5"), (-3, "−3"), (0, "0"), (100, "100"), (Decimal("0.333"), "0.33")],
)
def test_numbers_are_told_with_as_few_digits_as_say_it(value, words):
    assert told(value) == words


def test_bars_begin_at_zero_and_are_as_high_as_their_values():
    svg = bars("T", "About.", "jobs", ["Jan", "Feb"], [Series("met", [10, 5])], whole=True)
    tall, low = of(svg, "rect", "s0")
    assert float(tall.get("height")) == pytest.approx(2 * float(low.get("height")))
    assert float(tall.get("y")) + float(tall.get("height")) == BOTTOM


def test_stacked_bars_stand_on_each_other_and_tell_their_sum():
    svg = bars("T", "About.", "jobs", ["Jan"], [Series("met", [3]), Series("missed", [1])], stacked=True)
    below, above = of(svg, "rect", "upon")
    assert float(above.get("y")) + float(above.get("height")) == pytest.approx(float(below.get("y")))
    assert [one.text for one in of(svg, "text", "value")] == ["4"]


def test_a_picture_has_title_description_and_unit():
    tree = parse(bars("SLA", "Met and missed.", "incidents", ["Jan"], [Series("met", [1])]))
    assert tree.get("role") == "img"
    assert [one.tag.rpartition("}")[2] for one in list(tree)[:2]] == ["title", "desc"]
    assert "incidents" in [one.text for one in tree.iter("text")]


def test_each_bar_says_its_name_and_value_when_pointed_at():
    svg = bars("T", "About.", "jobs", ["Jan"], [Series("met", [7])])
    assert of(svg, "rect", "s0")[0].find("title").text == "Jan, met: 7"


def test_one_bar_alone_is_no_wall():
    assert float(of(bars("T", "A.", "jobs", ["Jan"], [Series("met", [1])]), "rect")[0].get("width")) <= 120


def test_a_value_that_is_not_there_has_no_bar():
    assert len(of(bars("T", "A.", "jobs", ["Jan", "Feb"], [Series("met", [None, 2])]), "rect")) == 1


def test_names_of_people_are_text_and_nothing_else():
    svg = bars("<script>", 'a"b', "jobs", ["<b>"], [Series("<i>", [1])])
    assert {one.tag for one in parse(svg).iter()} <= {"svg", "title", "desc", "line", "text", "rect"}


def test_many_labels_leave_some_out_and_none_over_each_other():
    svg = bars("T", "A.", "jobs", [f"2026-{n:02}-01" for n in range(60)], [Series("n", [1] * 60)])
    places = [float(one.get("x")) for one in of(svg, "text", "tick") if one.text.startswith("2026")]
    assert min(later - earlier for earlier, later in zip(places, places[1:], strict=False)) > 60


def test_without_anything_there_is_an_empty_picture():
    assert parse(bars("T", "A.", "jobs", [], [])) is not None
    assert parse(lines("T", "A.", "jobs", [], [])) is not None


def test_a_line_goes_through_its_values_and_is_named_at_its_end():
    svg = lines("T", "A.", "transactions", [Line("used", [(0, 0), (10, 100)])], [(0, "Jan"), (10, "Feb")])
    spots = [tuple(map(float, one.split(","))) for one in of(svg, "polyline", "l0")[0].get("points").split()]
    assert spots[0][1] == BOTTOM and spots[1][1] == TOP
    assert [one.text for one in of(svg, "text", "name")] == ["used 100"]


def test_names_that_end_at_one_height_stand_apart():
    two = [Line("used", [(0, 0), (1, 50)]), Line("planned", [(0, 0), (1, 50)])]
    ys = sorted(float(one.get("y")) for one in of(lines("T", "A.", "t", two, []), "text", "name"))
    assert ys[1] - ys[0] >= 14


@pytest.mark.parametrize("value", [0, 1, 50, 99, 100])
def test_names_that_end_together_stand_apart_and_above_the_days_below(value):
    three = [Line("Used", [(0, 0), (1, value)]), Line("Bought", [(0, 100), (1, 100)]), Line("Forecast", [(0, 0), (1, value)])]
    svg = lines("T", "A.", "t", three, [(0, "Jan"), (1, "end")], band=Band("4 of 5 times", [(0, 0, 0), (1, value, value)]))
    ys = sorted(float(one.get("y")) for one in of(svg, "text", "name"))
    assert len(ys) == 4 and all(later - earlier >= 16 for earlier, later in zip(ys, ys[1:], strict=False))
    below = next(float(one.get("y")) for one in of(svg, "text", "tick") if one.text == "end")
    assert ys[0] >= TOP and ys[-1] <= below - 16


def test_a_band_lies_between_its_low_and_its_high():
    svg = lines("T", "A.", "t", [], [], band=Band("range", [(0, 1, 2), (1, 2, 4)]), marks=[(0, "today")])
    spots = [tuple(map(float, one.split(","))) for one in of(svg, "polygon", "band")[0].get("points").split()]
    assert spots[0][1] < spots[3][1] and spots[1][1] < spots[2][1]
    assert all(0 <= x <= WIDE.width for x, _ in spots)
    assert "today" in [one.text for one in of(svg, "text")]


def places(svg: str, shape: str, kind: str = "") -> list[tuple[float, float]]:
    return [(float(one.get("x")), float(one.get("y"))) for one in of(svg, shape, kind)]


MONTHS = [f"{month}\n2026" for month in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov".split()] + ["Dec\n2027"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_word_of_a_picture_stands_outside_or_upon_another(size):
    """By the widest that a letter is, twelve months with large numbers, on either screen."""
    series = [Series("kept", [1234] * 12), Series("missed", [56] * 12)]
    for svg in (bars("T", "A.", "promises", MONTHS, series, stacked=True, size=size), rows("T", "A.", "promises", ["A very long name of a site, " * 3] * 3, [Series("n", [1234, 5, 0])], size=size)):
        texts = [one for one in of(svg, "text") if one.text]
        boxes = [(*edges(one, size.letter), float(one.get("y"))) for one in texts]
        assert all(left >= -1 and right <= size.width + 1 for left, right, _ in boxes)
        for at, (left, right, y) in enumerate(boxes):
            assert not any(abs(y - below) < 12 and left < end and begin < right for begin, end, below in boxes[at + 1 :]), texts[at].text


def edges(text: ET.Element, letter: float) -> tuple[float, float]:
    x, wide = float(text.get("x")), len(text.text or "") * letter
    back = {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
    return x - back, x - back + wide


def test_what_follows_a_lines_end_stands_below_its_first_only():
    svg = bars("T", "A.", "jobs", MONTHS, [Series("n", [1] * 12)])
    assert [one.text for one in of(svg, "text", "tick") if one.text.startswith("202")] == ["2026", "2027"]


def test_a_key_names_each_colour_in_the_picture_itself():
    svg = bars("T", "A.", "jobs", ["Jan"], [Series("met", [3]), Series("missed", [1])], stacked=True)
    assert [one.text for one in of(svg, "text", "series")] == ["met", "missed"]
    assert not of(bars("T", "A.", "jobs", ["Jan"], [Series("met", [3])]), "text", "series")


def test_a_long_key_takes_more_lines():
    series = [Series(f"A contract of long name {at}", [1]) for at in range(5)]
    svg = bars("T", "A.", "jobs", ["Jan"], series, stacked=True, size=NARROW)
    names = places(svg, "text", "series")
    assert len({y for _, y in names}) > 2
    assert min(float(one.get("y")) for one in of(svg, "rect", "upon")) > max(y for _, y in names)


def test_bars_that_lie_begin_at_one_place_and_are_as_long_as_their_values():
    svg = rows("T", "A.", "jobs", ["Ana", "Ben"], [Series("open", [10, 5])])
    long, short = of(svg, "rect", "s0")
    assert float(long.get("width")) == pytest.approx(2 * float(short.get("width")))
    assert long.get("x") == short.get("x")
    assert [one.text for one in of(svg, "text", "value")] == ["10", "5"]


def test_bars_that_lie_upon_each_other_tell_their_sum():
    svg = rows("T", "A.", "jobs", ["Ana"], [Series("kept", [3]), Series("missed", [1])], stacked=True)
    kept, missed = of(svg, "rect", "upon")
    assert float(missed.get("x")) == pytest.approx(float(kept.get("x")) + float(kept.get("width")), abs=0.2)
    assert [one.text for one in of(svg, "text", "value")] == ["4"]


def test_on_a_phone_lines_are_named_below():
    svg = lines("T", "A.", "t", [Line("Used", [(0, 0), (1, 50)]), Line("Bought", [(0, 100), (1, 100)])], [(0, "Jan"), (1, "end")], band=Band("4 of 5 times", [(0, 0, 1)]), size=NARROW)
    named = places(svg, "text", "name")
    assert len(named) == 3 and min(y for _, y in named) > NARROW.height
    assert float(parse(svg).get("viewBox").split()[3]) > max(y for _, y in named)
    assert max(edges(one, NARROW.letter)[1] for one in of(svg, "text", "tick")) <= NARROW.width


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_large_numbers_have_room_at_the_axis_and_at_a_lines_end(size):
    svg = lines("T", "A.", "t", [Line("Forecast", [(0, 0), (1, 1_234_567.5)])], [(0, "Jan"), (1, "end")], size=size)
    bars_ = bars("T", "A.", "t", ["Jan"], [Series("n", [1_234_567])], size=size)
    for one in [*of(svg, "text"), *of(bars_, "text")]:
        left, right = edges(one, size.letter)
        assert left >= -1 and right <= size.width, one.text
