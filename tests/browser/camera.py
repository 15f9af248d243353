"""What a camera sees: labels on a desk, as an uncompressed video that Chromium takes for a camera's."""

from pathlib import Path
from random import Random

import qrcode
import zxingcpp
from PIL import Image, ImageFilter
from qrcode.constants import ERROR_CORRECT_M

SIZE = (640, 480)
HD = (1280, 720)
MODULE = 9
DESK, INK, PAPER, GREY = 150, 16, 235, 128


def camera_on(text: str, path: Path) -> list[str]:
    """Chromium's flags for a phone whose camera looks at a label with this QR code."""
    return film(path, desk([label(text)]))


def film(path: Path, *pictures: Image.Image, each: int = 4) -> list[str]:
    """Flags for a camera that shows these pictures in turn, ten a second, ``each`` so many times."""
    width, height = pictures[0].size
    header = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    colours = bytes([GREY]) * (width * height // 2)
    frames = [b"FRAME\n" + one.tobytes() + colours for one in pictures for _ in range(each)]
    path.write_bytes(header + b"".join(frames))
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def label(text: str, module: int = MODULE) -> Image.Image:
    """A QR code on white paper, each of its modules so many points wide."""
    code = qrcode.QRCode(border=4, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    made = Image.new("L", (len(rows), len(rows)), PAPER)
    made.putdata([INK if dark else PAPER for row in rows for dark in row])
    return made.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)


def barcode(text: str, form: str = "Code128", scale: int = 2) -> Image.Image:
    """A maker's barcode on white paper."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
    drawn = memoryview(code.to_image(scale=scale))
    height, width = drawn.shape[:2]
    lines = Image.frombytes("L", (width, height), drawn.tobytes())
    if form == "Code128":
        lines = lines.resize((width, 90), Image.Resampling.NEAREST)
    made = Image.new("L", (lines.width + 60, lines.height + 40), PAPER)
    made.paste(lines.point(lambda light: PAPER if light > GREY else INK), (30, 20))
    return made


def desk(labels: list[Image.Image], size: tuple[int, int] = SIZE) -> Image.Image:
    """The labels side by side, in the middle of a grey desk."""
    made = Image.new("L", size, DESK)
    gap = 30
    left = (size[0] - sum(one.width for one in labels) - gap * (len(labels) - 1)) // 2
    for one in labels:
        made.paste(one, (left, (size[1] - one.height) // 2))
        left += one.width + gap
    return made


def dark(picture: Image.Image, seed: int = 1) -> Image.Image:
    """Poor light: little contrast, a shadow across, noise, and not quite sharp."""
    chance = Random(seed)
    width = picture.width
    soft = picture.filter(ImageFilter.GaussianBlur(0.8)).tobytes()
    dim = bytes(
        max(0, min(255, int(light * (0.16 + 0.14 * (at % width) / width) + chance.gauss(12, 3))))
        for at, light in enumerate(soft)
    )
    return Image.frombytes("L", picture.size, dim)


def skewed(picture: Image.Image, degrees: float = 17) -> Image.Image:
    """Held askew: turned, and seen from the side."""
    turned = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=DESK)
    coefficients = (1, 0.12, -20, 0.05, 1.1, -20, 0.0001, 0.0003)
    return turned.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BICUBIC,
        fillcolor=DESK,
    )
