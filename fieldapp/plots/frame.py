"""What every picture has: its place for the axes, its title, its key, and how text and shapes are written as SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from fieldapp.plots.scale import Number, told


@dataclass(frozen=True)
class Size:
    """How large a picture is in its own units, of which about one is a pixel on the screen that it is for: the room around what is drawn, and a letter's width."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int = 34
    bottom: int = 40
    letter: float = 7.2

    def takes(self, words: str) -> float:
        """How wide that is in bold letters, with a little room about it."""
        return len(words) * self.letter * 1.15 + 4


# For a desk and a slide; and for a phone, where it is not made smaller but holds less.
WIDE = Size("wide", 800, 310, left=64, right=16)
NARROW = Size("narrow", 336, 250, left=44, right=8)
# A line of text in the key, or below the axis.
LINE = 20
SWATCH = 18
BETWEEN = 12


@dataclass(frozen=True)
class Series:
    """One of the things that are compared: its name, and a value for each label (None where there is none)."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True)
class Table:
    """What a picture shows, as text: ``head`` names the columns, the first cell of each row what it is about."""

    head: list[str]
    rows: list[list[str]] = field(default_factory=list)


def both(draw: Callable[[Size], str]) -> str:
    """The picture for either screen; the page shows the one that fits."""
    return draw(WIDE) + draw(NARROW)


class Frame:
    """A picture in the making: it grows by ``add``, and knows where a value stands. ``key`` names the series, where one does not say itself."""

    def __init__(self, title: str, about: str, unit: str, size: Size, key: Sequence[str] = (), height: int | None = None, right: int | None = None):
        self.title, self.about, self.unit, self.size = title, about, unit, size
        self.steps: list[Decimal] = [Decimal(0), Decimal(1)]
        self.left: float = size.left
        self.right = size.width - (size.right if right is None else right)
        self.parts: list[str] = []
        rows = self._key(key)
        self.top = size.top + LINE * rows
        self.height = (size.height if height is None else height) + LINE * rows
        self.bottom = self.height - size.bottom
        self.add("text", unit, class_="unit", x=4, y=self.top - 19)

    def _key(self, names: Sequence[str]) -> int:
        """A square and a name for each series, in as many lines as they take."""
        x, row = 4.0, 0
        for number, name in enumerate(names):
            wide = SWATCH + self.size.takes(name)
            if x > 4 and x + wide > self.size.width:
                x, row = 4.0, row + 1
            self.add("rect", class_=f"s{number}", x=round(x, 1), y=4 + row * LINE, width=12, height=12, rx=2)
            self.add("text", name, class_="series", x=round(x + SWATCH, 1), y=15 + row * LINE)
            x += wide + BETWEEN
        return row + 1 if names else 0

    def y(self, value: Number) -> float:
        """How far down that value is."""
        low, high = float(self.steps[0]), float(self.steps[-1])
        return round(self.bottom - (float(value) - low) / (high - low) * (self.bottom - self.top), 1)

    def x(self, share: float) -> float:
        """How far right that share of the width is."""
        return round(self.left + share * (self.right - self.left), 1)

    def add(self, shape: str, words: str | None = None, **given) -> None:
        """A shape of those attributes (``class_`` is class, ``text_anchor`` text-anchor), with words as its text or its title."""
        named = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in given.items())
        inside = "" if words is None else escape(words) if shape == "text" else f"<title>{escape(words)}</title>"
        self.parts.append(f"<{shape}{named}>{inside}</{shape}>")

    def scale(self, steps: list[Decimal]) -> None:
        """Where the axis has its lines; whatever it counts, its numbers have room."""
        self.steps = steps
        self.left = max(self.left, 12 + max(self.size.letter * len(told(step)) for step in steps))

    def axes(self, labels: Sequence[tuple[float, str]]) -> None:
        """The lines of the values with their numbers, and ``labels`` (share of the width, words) below. What follows a line's end in
        those (a year, a month) stands below its first only."""
        for step in self.steps:
            at = self.y(step)
            self.add("line", class_="zero" if step == 0 else "grid", x1=self.left, x2=self.right, y1=at, y2=at)
            self.add("text", told(step), class_="tick", x=self.left - 8, y=at + 4, text_anchor="end")
        before = ""
        for share, words in labels:
            above, _, below = words.partition("\n")
            self._below(share, above, 20)
            if below and below != before:
                self._below(share, below, 34)
            before = below

    def _below(self, share: float, words: str, down: int) -> None:
        """Words under the axis; what would stand out at the right ends there."""
        x, most = self.x(share), self.size.width - 2
        ends = x + len(words) * self.size.letter / 2 > most
        self.add("text", words, class_="tick", x=most if ends else x, y=self.bottom + down, text_anchor="end" if ends else "middle")

    def svg(self) -> str:
        """The picture. Its title and description come first, and name it."""
        first = f"<title>{escape(self.title)}</title><desc>{escape(self.about)}</desc>"
        named = f'role="img" aria-label="{escape(self.title)}. {escape(self.about)}"'
        return f'<svg class="plot {self.size.name}" viewBox="0 0 {self.size.width} {self.height}" {named}>{first}{"".join(self.parts)}</svg>'
