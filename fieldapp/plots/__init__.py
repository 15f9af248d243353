"""Pictures of numbers, as SVG: bars that stand or lie, beside or upon each other, and lines with a band. They know no page and no database.

Bars begin at zero; axes say their unit; each series has a colour of its own that people who confuse colours tell apart (``s0`` … ``s4`` in
``plots.css``), a pattern of dashes where it is a line, and its name beside it. Each is drawn for a wide screen and for a phone. Whoever can't see the picture has its title,
its description, and the table (:class:`Table`) that every page shows below it.
"""

from fieldapp.plots.bars import bars
from fieldapp.plots.frame import Series, Size, Table, both
from fieldapp.plots.lines import Band, Line, lines
from fieldapp.plots.rows import rows

__all__ = ["Band", "Line", "Series", "Size", "Table", "bars", "both", "lines", "rows"]
