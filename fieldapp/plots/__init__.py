"""Pictures of numbers, as SVG: bars beside or upon each other, and lines with a band. They know no page and no database.

Bars begin at zero; axes say their unit; each series has a colour of its own that people who confuse colours tell apart (``s0`` … ``s4`` in
``plots.css``), a pattern of dashes where it is a line, and its name beside it. Whoever can't see the picture has its title,
its description, and the table (:class:`Table`) that every page shows below it.
"""

from fieldapp.plots.bars import bars
from fieldapp.plots.frame import Series, Table
from fieldapp.plots.lines import Band, Line, lines

__all__ = ["Band", "Line", "Series", "Table", "bars", "lines"]
