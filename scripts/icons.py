"""Draw the app's icons into fieldapp/static/icons. Run it with .venv/bin/python; it needs Pillow.

A tick in a scanner's frame. All of it stays within the middle 80 %, so that a phone may cut the
icon to any shape (maskable). The pictures are committed; only who changes them runs this.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "fieldapp" / "static" / "icons"
GROUND, INK = "#00576b", "#ffffff"
WIDE = 44
# On a square of 512: the four corners of the frame, and the tick.
CORNERS = [
    [(128, 192), (128, 128), (192, 128)],
    [(320, 128), (384, 128), (384, 192)],
    [(384, 320), (384, 384), (320, 384)],
    [(192, 384), (128, 384), (128, 320)],
]
TICK = [(188, 262), (238, 312), (328, 210)]


def draw(size: int) -> Image.Image:
    """Drawn four times as large, then made small: that smooths the edges."""
    scale = 4 * size / 512
    image = Image.new("RGB", (4 * size, 4 * size), GROUND)
    pen = ImageDraw.Draw(image)
    for line in [*CORNERS, TICK]:
        points = [(x * scale, y * scale) for x, y in line]
        pen.line(points, INK, round(WIDE * scale), joint="curve")
        for x, y in points:
            round_end(pen, x, y, WIDE * scale / 2)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def round_end(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), INK)


def as_svg() -> str:
    lines = "".join(f"M{'L'.join(f'{x} {y}' for x, y in line)}" for line in [*CORNERS, TICK])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">'
        f'<rect width="512" height="512" rx="112" fill="{GROUND}"/>'
        f'<path d="{lines}" fill="none" stroke="{INK}" stroke-width="{WIDE}" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


PHONE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 120" fill="none" '
    f'stroke="{GROUND}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'
    '<rect x="16" y="2" width="64" height="116" rx="10" fill="#ffffff"/>{inside}</svg>\n'
)
# The menu's three dots above, and the line that says Install; Safari's Share below.
ANDROID = (
    f'<g fill="{GROUND}" stroke="none"><circle cx="68" cy="14" r="3"/>'
    '<circle cx="68" cy="23" r="3"/><circle cx="68" cy="32" r="3"/></g>'
    '<rect x="28" y="40" width="44" height="30" rx="4"/>'
    '<path d="M42 48v12m-5-5 5 5 5-5M55 55h10"/>'
)
IOS = (
    '<path d="M26 92h44"/><path d="M41 98v13h14V98m-7 6V84m-6 6 6-6 6 6"/>'
    '<rect x="30" y="30" width="36" height="36" rx="6"/><path d="M48 39v18m-9-9h18"/>'
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        draw(size).save(FOLDER / f"icon-{size}.png", optimize=True)
    draw(180).save(FOLDER / "apple-touch-icon.png", optimize=True)
    (FOLDER / "icon.svg").write_text(as_svg())
    (FOLDER / "install-android.svg").write_text(PHONE.replace("{inside}", ANDROID))
    (FOLDER / "install-ios.svg").write_text(PHONE.replace("{inside}", IOS))


if __name__ == "__main__":
    main()
