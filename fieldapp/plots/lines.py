"""Lines over a span, each with its name at its end (or below, where there is no room beside), and a band between a low and a high (a forecast's range)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldapp.plots.frame import LINE, WIDE, Frame, Size
from fieldapp.plots.scale import Number, ticks, told

# Between a line's end and its name.
BESIDE = 8
# Names stand at least so far apart.
APART = 16
# A piece of a line, before its name below.
SAMPLE = 26


@dataclass(frozen=True)
class Line:
    """``points`` are (where, value), from left to right; ``where`` in any unit that all lines share, such as days. What is below
    a ``filled`` one is shaded down to zero."""

    name: str
    points: Sequence[tuple[Number, Number]]
    dashed: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Band:
    """Between ``low`` and ``high`` at each point (where, low, high)."""

    name: str
    points: Sequence[tuple[Number, Number, Number]]


def lines(
    title: str,
    about: str,
    unit: str,
    drawn: Sequence[Line],
    labels: Sequence[tuple[Number, str]],
    band: Band | None = None,
    marks: Sequence[tuple[Number, str]] = (),
    whole: bool = False,
    size: Size = WIDE,
) -> str:
    """SVG of lines. ``labels`` (where, words) stand below the axis; ``marks`` are moments with a name, such as today."""
    places = [float(at) for line in drawn for at, _ in line.points]
    places += [float(at) for at, _, _ in (band.points if band else ())] + [float(at) for at, _ in labels]
    first, last = min(places, default=0.0), max(places, default=1.0)
    values = [Decimal(str(value)) for line in drawn for _, value in line.points]
    values += [Decimal(str(one)) for _, low, high in (band.points if band else ()) for one in (low, high)]
    beside = BESIDE + max((size.takes(one) for one in [*map(_named, drawn), *([band.name] if band else [])]), default=0)
    frame = Frame(title, about, unit, size, right=round(beside) if size is WIDE else None)
    frame.scale(ticks(min(values, default=0), max(values, default=0), whole=whole))

    def share(at: Number) -> float:
        return (float(at) - first) / ((last - first) or 1.0)

    frame.axes([(share(at), words) for at, words in labels])
    if band and band.points:
        _band(frame, band, share)
    for at, words in marks:
        x = frame.x(share(at))
        frame.add("line", words, class_="mark", x1=x, x2=x, y1=frame.top, y2=frame.bottom)
        frame.add("text", words, class_="tick", x=x, y=frame.top - 6, text_anchor="middle")
    for number, line in enumerate(drawn):
        _line(frame, number, line, share)
    (_names if size is WIDE else _key)(frame, drawn, band)
    return frame.svg()


def _band(frame: Frame, band: Band, share) -> None:
    there = [(frame.x(share(at)), frame.y(high)) for at, _, high in band.points]
    back = [(frame.x(share(at)), frame.y(low)) for at, low, _ in reversed(band.points)]
    frame.add("polygon", band.name, class_="band", points=_written([*there, *back]))


def _line(frame: Frame, number: int, line: Line, share) -> None:
    spots = [(frame.x(share(at)), frame.y(value)) for at, value in line.points]
    if line.filled and spots:
        feet = [(spots[-1][0], frame.y(0)), (spots[0][0], frame.y(0))]
        frame.add("polygon", line.name, class_=f"area a{number}", points=_written([*spots, *feet]))
    frame.add("polyline", line.name, class_=f"l{number}{' dashed' if line.dashed else ''}", points=_written(spots))


def _written(spots: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)


def _named(line: Line) -> str:
    """With its last value, where it has any."""
    return f"{line.name} {told(line.points[-1][1])}" if line.points else line.name


def _names(frame: Frame, drawn: Sequence[Line], band: Band | None) -> None:
    """Beside the last point of each, moved apart where they would cover each other."""
    wanted = [(frame.y(line.points[-1][1]), f"n{number}", _named(line)) for number, line in enumerate(drawn) if line.points]
    if band and band.points:
        _, low, high = band.points[-1]
        wanted.append(((frame.y(low) + frame.y(high)) / 2, "nb", band.name))
    ordered = sorted(wanted)
    places = _apart([y for y, _, _ in ordered], frame.top, frame.bottom)
    for y, (_, kind, words) in zip(places, ordered, strict=True):
        frame.add("text", words, class_=f"name {kind}", x=frame.right + BESIDE, y=round(y + 4, 1))


def _key(frame: Frame, drawn: Sequence[Line], band: Band | None) -> None:
    """Below, a line each, with a piece of what it names."""
    named = [(f"l{number}{' dashed' if line.dashed else ''}", f"n{number}", _named(line)) for number, line in enumerate(drawn) if line.points]
    y = frame.bottom + 58
    for kind, colour, words in named:
        frame.add("polyline", class_=kind, points=f"4,{y - 4} {SAMPLE},{y - 4}")
        frame.add("text", words, class_=f"name {colour}", x=SAMPLE + 8, y=y)
        y += LINE
    if band and band.points:
        frame.add("rect", class_="band", x=4, y=y - 10, width=SAMPLE - 4, height=12)
        frame.add("text", band.name, class_="name nb", x=SAMPLE + 8, y=y)
        y += LINE
    frame.height = y


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Those heights, from above to below, moved down until none covers another; then up, until the last stands on the axis."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + APART if places else float(top)))
    lowest = float(bottom)
    for at in reversed(range(len(places))):
        places[at] = min(places[at], lowest)
        lowest = places[at] - APART
    return places
