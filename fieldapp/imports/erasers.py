"""What erasers write of the drives that they have wiped: nwipe's log, a report as XML like Blancco's, or JSON.

A PDF is kept and not read. What is read is only proposed: a person confirms it by recording the wipe.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from fieldapp.imports.text import Unreadable, text_of

LARGEST = 6 * 1024 * 1024
MOST = 24
DEEPEST = 12
_SERIALS = ("serial", "serial_number", "serial_no", "serialnumber", "serialno", "device_serial")
_MODELS = ("model", "model_number", "device_model", "product")
_STATES = ("state", "status", "result", "erasure_result", "wipe_status", "outcome")
_METHODS = (
    "erasure_standard_name",
    "method",
    "standard",
    "algorithm",
    "sanitize_method",
    "nist_method",
)
_TOOLS = ("product_name", "tool", "software", "program", "tool_name")
_VERSIONS = ("product_version", "tool_version", "version", "software_version")
_KNOWN = {*_SERIALS, *_MODELS, *_STATES, *_METHODS, *_TOOLS, *_VERSIONS}
_BAD = re.compile(r"fail|abort|error|cancel|insan|incomplete|not ", re.IGNORECASE)
_GOOD = re.compile(r"success|erased|complete|pass|ok|done|wiped", re.IGNORECASE)
_PURGE = re.compile(
    r"purge|sanitize|secure erase|crypto|block erase|firmware|ata enhanced", re.IGNORECASE
)
_DESTROY = re.compile(r"destroy|shred(?!os)|degauss|pulveri", re.IGNORECASE)


@dataclass
class Report:
    """``drives`` are ``{serial, model, method, result}``; ``format`` is nwipe, json, xml or pdf."""

    format: str
    tool: str = ""
    version: str = ""
    drives: list[dict[str, str]] = field(default_factory=list)


def read(content: bytes) -> Report:
    """Whatever it is. Raises :class:`Unreadable` with a sentence for what is no log of an eraser."""
    if not content:
        raise Unreadable("The file is empty.")
    if len(content) > LARGEST:
        raise Unreadable("A log has at most 6 MB.")
    if content.startswith(b"%PDF-"):
        return Report("pdf")
    text, _ = text_of(content)
    if text.lstrip().startswith("<"):
        return _checked(_xml(text))
    if "Drive Status" not in text and text.lstrip()[:1] in ("{", "["):
        return _checked(_json(text))
    return _checked(_nwipe(text))


def _checked(report: Report) -> Report:
    """Each serial once, and what came of it last; as many as one machine can have."""
    by_serial = {one["serial"].upper(): one for one in report.drives if one["serial"]}
    if not by_serial:
        raise Unreadable("No drive with a serial is in it. Is it the log of an eraser?")
    if len(by_serial) > MOST:
        raise Unreadable(
            f"It tells of {len(by_serial)} drives. A log for one job has {MOST} at most."
        )
    report.drives = list(by_serial.values())
    return report


# nwipe: the table that ends its log, as ``src/logging.c`` prints it. Nothing here looks at a character again for
# each of those before it: a file of megabytes without a line end is read in a moment, or not at all.

_ROW = re.compile(r"[! ]?\s*([^\s|]+)\s*\|([^|]{8})\|[^|]*\|\s*[\d:]+\s*\|(.*)")
_TOTAL = re.compile(r"Total Throughput [^,\n]{0,100},[ \t]{0,20}([^\n]{1,200}?),[ \t]{0,20}\d{1,9}R\+")
_VERSION = re.compile(r"nwipe\s+v?(\d[\w.+-]*)", re.IGNORECASE)


def _nwipe(text: str) -> Report:
    if "nwipe" not in text.lower() and "Drive Status" not in text:
        raise Unreadable("This is no log of nwipe, no XML and no JSON.")
    found, standard = _VERSION.search(text), _TOTAL.search(text)
    method = _method(standard[1] if standard else "")
    report = Report("nwipe", "nwipe", found[1] if found else "")
    for line in text.partition("Drive Status")[2].splitlines():
        row = _ROW.match(line)
        if row and row[1] != "Device":
            report.drives.append(_nwipe_drive(row[2].strip(), row[3].strip(), method))
    return report


def _nwipe_drive(status: str, named: str, method: str) -> dict[str, str]:
    """``WD6788.8488YNHj/ZX677888388-N``: the serial follows the last stroke."""
    model, _, serial = named.rpartition("/")
    result = "ok" if status.lower() == "erased" else "failed"
    return _drive(serial, model, method, result)


# JSON and XML: whatever has a serial and a state near it.


def _json(text: str) -> Report:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is no sound JSON: {str(error)[:100]}.") from error
    report = Report("json")
    _walk(told, {}, report, 0)
    return report


def _xml(text: str) -> Report:
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Unreadable("It defines entities of its own, which no report needs. It is not read.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no entities, and of bounded length
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise Unreadable(f"This is no sound XML: {str(error)[:100]}.") from error
    report = Report("xml")
    _walk(_plain(root, 0), {}, report, 0)
    return report


def _plain(element: ElementTree.Element, depth: int) -> Any:
    """An element as maps and texts: ``<entry name="serial">`` is called as its name says."""
    children = list(element)
    if not children or depth > DEEPEST:
        return (element.text or "").strip() or dict(element.attrib)
    told: dict[str, Any] = {}
    for child in children:
        name = child.tag.rpartition("}")[2].lower()
        name = (child.get("name") or name).lower() if name in ("entry", "entries") else name
        told.setdefault(name, []).append(_plain(child, depth + 1))
    return {name: values[0] if len(values) == 1 else values for name, values in told.items()}


def _walk(node: Any, above: dict[str, str], report: Report, depth: int) -> None:
    """Look for drives; what stands above one (its state, its method, the tool) holds for it too."""
    if depth > DEEPEST + 4:
        return
    if isinstance(node, list):
        for one in node:
            _walk(one, above, report, depth + 1)
    elif isinstance(node, dict):
        texts = ((str(name).lower(), value) for name, value in node.items() if isinstance(value, str))
        known = above | {name: value for name, value in texts if name in _KNOWN}
        report.tool = report.tool or _first(known, _TOOLS)
        report.version = report.version or _first(known, _VERSIONS)
        serial, state = (
            _first({str(k).lower(): v for k, v in node.items()}, _SERIALS),
            _first(known, _STATES),
        )
        if serial and state:
            report.drives.append(
                _drive(
                    serial, _first(known, _MODELS), _method(_first(known, _METHODS)), _result(state)
                )
            )
        for value in node.values():
            if isinstance(value, (dict, list)):
                _walk(value, known, report, depth + 1)


def _first(known: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((known[name].strip() for name in names if isinstance(known.get(name), str) and known[name].strip()), "")[:200]  # fmt: skip


def _result(state: str) -> str:
    """What is not said to be well is not."""
    return "ok" if _GOOD.search(state) and not _BAD.search(state) else "failed"


def _method(standard: str) -> str:
    """NIST's word for it. To overwrite is to clear, whatever the standard is called."""
    if _DESTROY.search(standard):
        return "destroy"
    return "purge" if _PURGE.search(standard) else "clear"


def _drive(serial: str, model: str, method: str, result: str) -> dict[str, str]:
    return {
        "serial": serial.strip()[:100],
        "model": model.strip()[:200],
        "method": method,
        "result": result,
    }
