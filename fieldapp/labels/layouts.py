"""The sheets and rolls that labels are printed on. Lengths are hundredths of a millimetre, so that they are exact."""

from dataclasses import asdict, dataclass, fields
from typing import Any

A4 = (21000, 29700)
LETTER = (21590, 27940)
INCH = 2540
# Below it no code is large enough to be read.
SMALLEST = 1000
LONGEST = 100_000


@dataclass(frozen=True)
class Sheet:
    """``columns`` × ``rows`` labels of ``width`` × ``height`` on a page; the first begins at ``left``, ``top``,
    the next ``across`` and ``down`` from it. ``dpi`` is set for printers that draw the label themselves (ZPL)."""

    name: str
    title: str
    page_width: int
    page_height: int
    columns: int
    rows: int
    width: int
    height: int
    left: int = 0
    top: int = 0
    across: int = 0
    down: int = 0
    dpi: int | None = None

    @property
    def places(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[int, int]:
        """Where the label of that place (from 0, row by row) begins, from the page's upper left corner."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.across, self.top + row * self.down


def _sheet(name: str, page: tuple[int, int], grid: tuple[int, int], label, first, step) -> Sheet:
    maker, _, number = name.partition("-")
    size = f"{label[0] / 100:g} × {label[1] / 100:g} mm, {grid[0] * grid[1]} on a page"
    return Sheet(
        name, f"{maker.capitalize()} {number.upper()} ({size})", *page, *grid, *label, *first, *step
    )


def _roll(name: str, width: int, height: int, dpi: int | None = None) -> Sheet:
    """One label is one page, as wide as it is read."""
    maker, _, number = name.partition("-")
    how = f", {dpi} dpi" if dpi else ""
    title = f"{maker.capitalize()} {number.upper()} ({width / 100:g} × {height / 100:g} mm{how})"
    return Sheet(name, title, width, height, 1, 1, width, height, dpi=dpi)


def _inches(*lengths: float) -> tuple[int, ...]:
    return tuple(round(one * INCH) for one in lengths)


CATALOGUE: dict[str, Sheet] = {
    one.name: one
    for one in [
        _sheet("avery-5160", LETTER, (3, 10), _inches(2.625, 1), _inches(0.1875, 0.5), _inches(2.75, 1)),
        _sheet("avery-5161", LETTER, (2, 10), _inches(4, 1), _inches(0.15625, 0.5), _inches(4.1875, 1)),
        _sheet("avery-5162", LETTER, (2, 7), _inches(4, 1.3333), _inches(0.15625, 0.8333), _inches(4.1875, 1.3333)),
        _sheet("avery-5163", LETTER, (2, 5), _inches(4, 2), _inches(0.15625, 0.5), _inches(4.1875, 2)),
        _sheet("avery-5167", LETTER, (4, 20), _inches(1.75, 0.5), _inches(0.28125, 0.5), _inches(2.0625, 0.5)),
        _sheet("avery-l4732", A4, (5, 16), (3560, 1690), (1100, 1300), (3810, 1690)),
        _sheet("avery-l4770", A4, (4, 10), (4570, 2540), (1000, 2150), (4850, 2540)),
        _sheet("avery-l4778", A4, (4, 12), (4570, 2120), (985, 2130), (4850, 2120)),
        _sheet("avery-l7157", A4, (3, 11), (6400, 2430), (600, 1400), (6650, 2430)),
        _sheet("avery-l7159", A4, (3, 8), (6400, 3390), (645, 1290), (6650, 3390)),
        _sheet("avery-l7160", A4, (3, 7), (6350, 3810), (725, 1515), (6600, 3810)),
        _sheet("avery-l7163", A4, (2, 7), (9910, 3810), (465, 1515), (10160, 3810)),
        _sheet("avery-l7651", A4, (5, 13), (3810, 2120), (470, 1090), (4060, 2120)),
        _sheet("herma-4270", A4, (5, 13), (3800, 2120), (1000, 1070), (3800, 2120)),
        _sheet("herma-4271", A4, (4, 16), (4830, 1690), (840, 1330), (4830, 1690)),
        _sheet("herma-4272", A4, (4, 11), (4830, 2540), (840, 880), (4830, 2540)),
        _sheet("herma-4346", A4, (4, 12), (4570, 2120), (985, 2130), (4850, 2120)),
        _sheet("herma-4347", A4, (3, 9), (6350, 2960), (725, 1530), (6600, 2960)),
        _sheet("herma-4464", A4, (3, 8), (7000, 3700), (0, 50), (7000, 3700)),
        _roll("brother-dk-11201", 9000, 2900),
        _roll("brother-dk-11204", 5400, 1700),
        _roll("brother-dk-11208", 9000, 3800),
        _roll("brother-dk-11209", 6200, 2900),
        _roll("dymo-11352", 5400, 2500),
        _roll("dymo-11354", 5700, 3200),
        _roll("dymo-11355", 5100, 1900),
        _roll("dymo-99010", 8900, 2800),
        _roll("dymo-99012", 8900, 3600),
        _roll("zebra-51x25-203", 5100, 2500, 203),
        _roll("zebra-51x25-300", 5100, 2500, 300),
        _roll("zebra-57x32-203", 5700, 3200, 203),
        _roll("zebra-57x32-300", 5700, 3200, 300),
        _roll("zebra-76x25-203", 7600, 2500, 203),
    ]
}  # fmt: skip


def own(body: dict[str, Any]) -> Sheet:
    """An installation's own layout, from its document as plain data."""
    names = {one.name for one in fields(Sheet)} - {"title", "name", "dpi"}
    size = f"{body['width'] / 100:g} × {body['height'] / 100:g} mm"
    told = {name: body[name] for name in names}
    return Sheet(name=body["name"], title=f"{body['name']} ({size})", **told)


def problem_of(told: dict[str, Any]) -> str | None:
    """What is wrong with the numbers of an own layout, or None."""
    sizes = [told[name] for name in ("page_width", "page_height", "width", "height")]
    gaps = [told[name] for name in ("left", "top", "across", "down")]
    if not all(0 <= one <= LONGEST for one in [*sizes, *gaps]):
        return "Lengths are from 0 to 1,000 mm."
    if not 1 <= told["columns"] <= 20 or not 1 <= told["rows"] <= 60:
        return "A page has 1 to 20 columns and 1 to 60 rows."
    if min(told["width"], told["height"]) < SMALLEST:
        return "A label is at least 10 mm wide and high, or no phone reads its code."
    for size, gap, count in (("width", "across", "columns"), ("height", "down", "rows")):
        if told[count] > 1 and told[gap] < told[size]:
            return "The labels would overlap: one begins before the last has ended."
    right = told["left"] + (told["columns"] - 1) * told["across"] + told["width"]
    bottom = told["top"] + (told["rows"] - 1) * told["down"] + told["height"]
    if right > told["page_width"] or bottom > told["page_height"]:
        return "The labels don't fit on the page. Look at the margins and distances again."
    return None


def described(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain data."""
    return asdict(sheet)
