"""Bars that stand, for what goes on in time: for each label one of each series, beside each other, or one upon the other."""

from collections.abc import Sequence

from fieldapp.plots.frame import WIDE, Frame, Series, Size
from fieldapp.plots.scale import Number, ticks, told

# A segment that is lower has no room for its number.
ROOM = 15
# One bar alone is no wall.
WIDEST = 120


def bars(title: str, about: str, unit: str, labels: Sequence[str], series: Sequence[Series], stacked: bool = False, whole: bool = False, size: Size = WIDE) -> str:
    """SVG of ``series``, whose values belong to ``labels`` one by one. ``unit`` is what the axis counts, ``about`` one
    sentence that says what the picture shows. Stacked values are not negative; ``whole`` ones are counts."""
    sums = [sum(one.values[at] or 0 for one in series) for at in range(len(labels))]
    single = [value for one in series for value in one.values if value is not None]
    values: list[Number] = sums if stacked else single
    frame = Frame(title, about, unit, size, [one.name for one in series] if len(series) > 1 else [])
    frame.scale(ticks(min(values, default=0), max(values, default=0), whole=whole))
    width = 1 / max(1, len(labels))
    slot = width * (frame.right - frame.left)
    every = _every(labels, slot, size)
    frame.axes([((at + 0.5) * width, words) for at, words in enumerate(labels) if at % every == 0])
    thin = min(WIDEST, 0.72 * slot)
    longest = max((size.takes(told(value)) for value in values), default=0)
    labelled = longest <= slot / (1 if stacked else max(1, len(series)))
    for at, words in enumerate(labels):
        left = round(frame.x((at + 0.5) * width) - thin / 2, 1)
        (_upon if stacked else _beside)(frame, words.replace("\n", " "), at, left, thin, series, labelled)
    return frame.svg()


def _every(labels: Sequence[str], slot: float, size: Size) -> int:
    """Each how-manieth label there is room for."""
    longest = max((len(line) for words in labels for line in words.split("\n")), default=0) * size.letter + 6
    return max(1, -int(-longest // slot)) if labels else 1


def _beside(frame: Frame, words: str, at: int, left: float, thin: float, series: Sequence[Series], labelled: bool) -> None:
    each = thin / len(series)
    for number, one in enumerate(series):
        value = one.values[at]
        if value is None:
            continue
        x = round(left + number * each, 1)
        _bar(frame, f"{words}, {one.name}: {told(value)}", number, x, each - 1, 0, value)
        if labelled and value:
            above = min(frame.y(value), frame.y(0)) - 4
            frame.add("text", told(value), class_="value", x=round(x + each / 2, 1), y=round(above, 1), text_anchor="middle")


def _upon(frame: Frame, words: str, at: int, left: float, thin: float, series: Sequence[Series], labelled: bool) -> None:
    below: Number = 0
    shown = 0
    for number, one in enumerate(series):
        value = one.values[at] or 0
        if not value:
            continue
        above = below + value  # type: ignore[operator]
        _bar(frame, f"{words}, {one.name}: {told(value)}", number, left, thin, below, above, " upon")
        fits = frame.size.takes(told(value)) <= thin and frame.y(below) - frame.y(above) >= ROOM
        if fits and len(series) > 1:
            middle = (frame.y(below) + frame.y(above)) / 2 + 4
            frame.add("text", told(value), class_="inside", x=round(left + thin / 2, 1), y=round(middle, 1), text_anchor="middle")
        below, shown = above, shown + 1
    if labelled and shown:
        frame.add("text", told(below), class_="value", x=round(left + thin / 2, 1), y=round(frame.y(below) - 4, 1), text_anchor="middle")


def _bar(frame: Frame, words: str, number: int, x: float, width: float, low: Number, high: Number, more: str = "") -> None:
    top, bottom = sorted((frame.y(low), frame.y(high)))
    frame.add("rect", words, class_=f"s{number}{more}", x=x, y=top, width=round(max(width, 0.5), 1), height=round(bottom - top, 1))
