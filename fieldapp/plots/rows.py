"""Bars that lie, for what has a name: a line for each label, its name before its bars, or above them where there is no room beside."""

from collections.abc import Sequence

from fieldapp.plots.frame import LINE, WIDE, Frame, Series, Size
from fieldapp.plots.scale import Number, told

BAR = 18
GAP = 12
# Room for the names, where they stand beside; and for a bar's number behind it.
NAMES = 262
NUMBER = 56


def rows(title: str, about: str, unit: str, labels: Sequence[str], series: Sequence[Series], stacked: bool = False, size: Size = WIDE) -> str:
    """SVG of ``series``, whose values (not negative) belong to ``labels`` one by one; ``unit`` is what the bars count."""
    above = 0 if size is WIDE else LINE
    each = above + BAR * (1 if stacked else max(1, len(series))) + GAP
    many = max(1, len(labels))
    frame = Frame(title, about, unit, size, [one.name for one in series] if len(series) > 1 else [], height=size.top + many * each, right=NUMBER)
    frame.left = NAMES if size is WIDE else 4
    most = max((_most(series, at, stacked) for at in range(len(labels))), default=0) or 1
    for at, words in enumerate(labels):
        y = frame.top + at * each
        _name(frame, words, y, above)
        _line(frame, words, at, y + above, series, float(most), stacked)
    foot = frame.top + many * each - GAP / 2
    if not above:
        frame.add("line", class_="zero", x1=frame.left, x2=frame.left, y1=frame.top - 6, y2=foot)
    return frame.svg()


def _most(series: Sequence[Series], at: int, stacked: bool) -> Number:
    values = [one.values[at] or 0 for one in series]
    return sum(values) if stacked else max(values, default=0)


def _name(frame: Frame, words: str, y: float, above: int) -> None:
    """As much of it as there is room for; the table has all of it."""
    shown, room = words, frame.size.width if above else NAMES - 10
    while frame.size.takes(shown) > room:
        shown = f"{shown[:-2].rstrip()}…"
    place = {"x": 4, "y": y + 14} if above else {"x": NAMES - 8, "y": y + 13, "text_anchor": "end"}
    frame.add("text", shown, class_="name", **place)


def _line(frame: Frame, words: str, at: int, y: float, series: Sequence[Series], most: float, stacked: bool) -> None:
    begins, total = float(frame.left), sum(one.values[at] or 0 for one in series)
    for number, one in enumerate(series):
        value = one.values[at]
        if value is None:
            continue
        long = float(value) / most * (frame.right - frame.left)
        top = y if stacked else y + number * BAR
        more = " upon" if stacked else ""
        if value:
            frame.add("rect", f"{words}, {one.name}: {told(value)}", class_=f"s{number}{more}", x=round(begins, 1), y=top, width=round(max(long, 1), 1), height=BAR - 1)
        if stacked and len(series) > 1 and frame.size.takes(told(value)) <= long:
            frame.add("text", told(value), class_="inside", x=round(begins + long / 2, 1), y=top + 13, text_anchor="middle")
        if not stacked:
            frame.add("text", told(value), class_="value", x=round(begins + long + 6, 1), y=top + 13)
        begins += long if stacked else 0
    if stacked:
        frame.add("text", told(total), class_="value", x=round(begins + 6, 1), y=y + 13)
