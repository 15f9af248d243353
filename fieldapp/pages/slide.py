"""A picture that leaves the app: with its own colours, and its title above it."""

import re
from functools import cache
from pathlib import Path

import fieldapp

# Above the picture, for its title.
ROOM = 40
STYLES = Path(fieldapp.__file__).parent / "client" / "styles"


def standalone(svg: str) -> str:
    """With the colours of the pages in it, light whatever the reader prefers (slides are), and with its title above it."""
    title = svg.split("<title>")[1].split("</title>")[0]
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    above = f'<text class="head" x="4" y="-14">{title}</text>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * width}" height="{2 * (height + ROOM)}" font-family="Helvetica, Arial, sans-serif" '
    svg = svg.replace("<svg ", head, 1).replace(f'"0 0 {width} {height}"', f'"0 {-ROOM} {width} {height + ROOM}"', 1)
    return svg.replace(">", f">{_style()}", 1).replace("</svg>", f"{above}</svg>")


@cache
def _style() -> str:
    light = (STYLES / "plots.css").read_text().split("@media")[0]
    tokens = (STYLES / "tokens.css").read_text()
    names = ("sheet", "ink", "soft", "line", "edge")
    values = {name: tokens.split(f"--{name}:")[1].split(";")[0].strip() for name in names}
    root = "".join(f"--{name}:{value};" for name, value in values.items())
    # On a page it is as wide as the page lets it be.
    own = "svg.plot{width:auto;max-width:none;height:auto}.plot .head{font-size:17px;font-weight:700}"
    return f"<style>svg{{{root}background:{values['sheet']}}}{light}{own}</style>"
