"""A file's bytes as text, whatever wrote them, or a sentence about why not."""

import codecs
import re
from pathlib import Path

# UTF-32 first: its mark begins with UTF-16's.
MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
KINDS = [
    (b"PK\x03\x04", "an Excel workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "compressed"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
]
# What ``surrogateescape`` makes of a byte that is no character: seen by row, not by file.
UNREAD = re.compile("[\udc80-\udcff]")
_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LARGEST = 512 * 1024 * 1024


class Unreadable(Exception):
    """The file as a whole can't be read: a sentence that says what to do."""


def content_of(path: Path) -> bytes:
    """The file's bytes."""
    if path.is_dir():
        raise Unreadable(f"{path} is a folder. Name the file in it.")
    try:
        if path.stat().st_size > _LARGEST:
            raise Unreadable(f"{path} has more than 512 MB. Split it, and import the parts.")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror}.") from error


def text_of(content: bytes, encoding: str | None = None) -> tuple[str, list[str]]:
    """The text, and notes on how it was read where that was a guess."""
    for mark, kind in KINDS:
        if content.startswith(mark):
            raise Unreadable(
                f"This is {kind}, not a table. Save or export it as CSV, and import that."
            )
    text, notes = _decoded(content, encoding)
    if not text.strip():
        raise Unreadable("The file is empty. Its first line must name the columns.")
    if len(_STRANGE.findall(text[:4000])) > 1:
        raise Unreadable("This is no text. Export the table as CSV, and import that.")
    return text, notes


def _decoded(content: bytes, encoding: str | None) -> tuple[str, list[str]]:
    if encoding is not None:
        return _strictly(content, encoding), []
    for mark, name in MARKS:
        if content.startswith(mark):
            return (_utf8(content[3:]) if name == "utf-8-sig" else None) or (
                _strictly(content, name),
                [],
            )
    guess = _unmarked_utf16(content[:4000])
    if guess is not None:
        return _strictly(content, guess), [f"Read as {guess}, though the file does not say so."]
    return _utf8(content) or _western(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise Unreadable(
            f"There is no encoding “{encoding}”. Try utf-8, cp1252 or utf-16."
        ) from None
    except UnicodeDecodeError as error:
        sentence = (
            f"The file is not {error.encoding}, from byte {error.start} on. Save it as UTF-8."
        )
        raise Unreadable(sentence) from error


def _unmarked_utf16(start: bytes) -> str | None:
    """Western text in UTF-16 has a zero in every other byte, and nowhere else."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and even < odd // 10:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 5 and odd < even // 10 else None


def _utf8(content: bytes) -> tuple[str, list[str]] | None:
    """UTF-8, also where a few bytes are not: the rows with those are told of. None if it is not."""
    text = content.decode("utf-8", "surrogateescape")
    bad = len(UNREAD.findall(text))
    if not bad:
        return text, []
    good = sum(ord(one) > 127 for one in text) - bad
    if good <= 2 * bad:
        return None
    return text, [f"{bad} bytes are not UTF-8, though the rest of the file is."]


def _western(content: bytes) -> tuple[str, list[str]]:
    text = content.decode("cp1252", "surrogateescape")
    bad, odd = len(UNREAD.findall(text)), sum(byte > 127 for byte in content)
    if bad * 5 > odd:
        raise Unreadable(
            "This is neither UTF-8 nor UTF-16 nor Windows-1252. Save it as UTF-8, or say which it is:"
            " --encoding NAME (such as mac_roman, shift_jis, cp1251)."
        )
    note = "Read as Windows-1252, for it is not UTF-8: check the names with accents, or say --encoding."
    return text, [note]
