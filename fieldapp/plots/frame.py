"""What every picture has: its place for the axes, its title, and how text and shapes are written as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from fieldapp.plots.scale import Number, told

# In the picture's own units, of which about one is a pixel on a laptop.
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 34, 34


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


class Frame:
    """A picture in the making: it grows by ``add``, and knows where a value stands."""

    def __init__(self, title: str, about: str, unit: str, steps: list[Decimal], right: int = RIGHT):
        self.title, self.about, self.unit, self.steps = title, about, unit, steps
        self.right = WIDTH - right
        self.parts: list[str] = []

    def y(self, value: Number) -> float:
        """How far down that value is."""
        low, high = float(self.steps[0]), float(self.steps[-1])
        return round(HEIGHT - BOTTOM - (float(value) - low) / (high - low) * (HEIGHT - BOTTOM - TOP), 1)

    def x(self, share: float) -> float:
        """How far right that share of the width is."""
        return round(LEFT + share * (self.right - LEFT), 1)

    def add(self, shape: str, words: str | None = None, **given) -> None:
        """A shape of those attributes (``class_`` is class, ``text_anchor`` text-anchor), with words as its text or its title."""
        named = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in given.items())
        inside = "" if words is None else escape(words) if shape == "text" else f"<title>{escape(words)}</title>"
        self.parts.append(f"<{shape}{named}>{inside}</{shape}>")

    def axes(self, labels: Sequence[tuple[float, str]]) -> None:
        """The lines of the values with their numbers, the unit above them, and ``labels`` (share of the width, words) below."""
        for step in self.steps:
            at = self.y(step)
            self.add("line", class_="zero" if step == 0 else "grid", x1=LEFT, x2=self.right, y1=at, y2=at)
            self.add("text", told(step), class_="tick", x=LEFT - 8, y=at + 4, text_anchor="end")
        self.add("text", self.unit, class_="unit", x=4, y=15)
        for share, words in labels:
            self.add("text", words, class_="tick", x=self.x(share), y=HEIGHT - BOTTOM + 20, text_anchor="middle")

    def svg(self) -> str:
        """The picture. Its title and description come first, and name it."""
        first = f"<title>{escape(self.title)}</title><desc>{escape(self.about)}</desc>"
        named = f'role="img" aria-label="{escape(self.title)}. {escape(self.about)}"'
        return f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" {named}>{first}{"".join(self.parts)}</svg>'
