"""A picture without what its camera wrote beside it: where and when it was taken, and by what.

A phone draws its photos anew before it sends them. A browser without scripts can't; so here whatever is
not needed to show the picture is cut out of the file, and which way is up is kept. A file that is not what
it says comes back as it is: it will be turned down, or shows nothing.
"""

import struct
from collections.abc import Iterator

JPEG, PNG, RIFF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF"
# JFIF, colour profile, Adobe's colours: without these the colours are others.
SHOWN_SEGMENTS = {0xE0, 0xE2, 0xEE}
TOLD_CHUNKS = {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"}
ORIENTATION = 0x0112


def bare(content: bytes) -> bytes:
    """The picture, and nothing else."""
    try:
        if content.startswith(JPEG):
            return _jpeg(content)
        if content.startswith(PNG):
            return PNG + b"".join(
                whole for name, whole in _png_chunks(content) if name not in TOLD_CHUNKS
            )
        if content.startswith(RIFF) and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError, ValueError):
        pass
    return content


def _jpeg(content: bytes) -> bytes:
    """Segments up to the scan, then the rest; the orientation in a segment of ours."""
    at, upright, kept = 2, 1, []
    while True:
        mark, kind, length = struct.unpack_from(">BBH", content, at)
        if mark != 0xFF or length < 2:
            raise ValueError
        whole = content[at : at + 2 + length]
        if kind == 0xDA:
            break
        if kind == 0xE1 and whole[4:10] == b"Exif\0\0":
            upright = _orientation(whole[10:])
        if not (0xE0 <= kind <= 0xEF or kind == 0xFE) or kind in SHOWN_SEGMENTS:
            kept.append(whole)
        at += 2 + length
    turned = [_exif(upright)] if 1 < upright <= 8 else []
    return b"".join([JPEG, *kept[:1], *turned, *kept[1:], content[at:]])


def _orientation(tiff: bytes) -> int:
    """Which way is up, as Exif has it; 1 where it does not say."""
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    (count,) = struct.unpack_from(order + "H", tiff, start)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, at)
        if tag == ORIENTATION:
            return value
    return 1


def _exif(upright: int) -> bytes:
    """A segment that says which way is up, and no more."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, upright, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        yield name, content[at : at + 12 + length]
        at += 12 + length


def _webp(content: bytes) -> bytes:
    at, kept = 12, []
    while at < len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        whole = bytearray(content[at : at + 8 + length + length % 2])
        if name == b"VP8X":
            # Its flags say what follows; Exif and XMP no longer do.
            whole[8] &= ~0b1100
        if name not in (b"EXIF", b"XMP "):
            kept.append(bytes(whole))
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return RIFF + struct.pack("<I", len(body)) + body
