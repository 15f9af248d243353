"""What a camera sees: a label, as an uncompressed video that Chromium takes for one."""

from pathlib import Path

import qrcode
from qrcode.constants import ERROR_CORRECT_M

WIDTH, HEIGHT, MODULE = 640, 480, 9
DESK, INK, PAPER, GREY = 150, 16, 235, 128


def camera_on(text: str, path: Path) -> list[str]:
    """Chromium's flags for a phone whose camera looks at a label with this QR code."""
    path.write_bytes(_video(text))
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def _video(text: str, frames: int = 4) -> bytes:
    """A still of the label on a grey desk, as Y4M."""
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    colours = bytes([GREY]) * (WIDTH * HEIGHT // 2)
    return header + (b"FRAME\n" + _brightness(text) + colours) * frames


def _brightness(text: str) -> bytes:
    code = qrcode.QRCode(border=4, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = [
        bytes(INK if dark else PAPER for dark in row for _ in range(MODULE))
        for row in code.get_matrix()
    ]
    picture = bytearray([DESK]) * (WIDTH * HEIGHT)
    side = len(rows) * MODULE
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    for y in range(side):
        start = (top + y) * WIDTH + left
        picture[start : start + side] = rows[y // MODULE]
    return bytes(picture)
