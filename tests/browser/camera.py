"""What a camera sees: a label, as an uncompressed video that Chromium takes for one."""

from pathlib import Path

import qrcode

WIDTH, HEIGHT, MODULE = 640, 480, 9


def video_of(text: str, path: Path, frames: int = 4) -> Path:
    """A still of the QR code on a grey desk, as Y4M."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    side = len(matrix) * MODULE
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    luma = bytearray([150]) * (WIDTH * HEIGHT)
    for y in range(side):
        row = matrix[y // MODULE]
        start = (top + y) * WIDTH + left
        luma[start : start + side] = bytes(16 if row[x // MODULE] else 235 for x in range(side))
    frame = b"FRAME\n" + bytes(luma) + bytes([128]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(
        f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * frames
    )
    return path
