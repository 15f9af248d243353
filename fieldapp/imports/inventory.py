"""The inventory of GLPI's agent: hardware, serial and software of one machine."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from fieldapp.documents import Asset, Document, Package, Software, decode, key_of
from fieldapp.documents import encode as canonical
from fieldapp.imports import values
from fieldapp.imports.books import Books
from fieldapp.imports.report import Line, Options, Report
from fieldapp.imports.text import Unreadable, content_of, text_of
from fieldapp.imports.wanted import Record, place, tag_of
from fieldapp.models import reading
from fieldapp.sync.store import DatabaseStore
from fieldapp.sync.submit import operation, submit


class Inventory(msgspec.Struct):
    """What we take from an agent's report."""

    name: str | None
    serial: str | None
    model: str | None
    maker: str | None
    category: str | None
    asset_tag: str | None
    taken_at: str | None
    packages: list[dict[str, str | None]]


def run(path: Path, options: Options, tag: str | None = None) -> Report:
    """Record what is installed on the machine that the file is about."""
    found = read(path)
    report = Report(options.dry_run)
    try:
        tag = tag_of("--tag", tag) if tag else None
        asset = _find(found, tag)
        if asset is None:
            asset = _create(found, tag, options, report)
        if asset is not None:
            _record(asset, found, options, report)
        elif not report.counts()["error"]:
            told = f"{len(found.packages)} programs"
            name = tag or found.asset_tag or found.serial or ""
            report.lines.append(Line(1, "created", "software", name, told))
    except values.BadCell as bad:
        name = tag or found.name or found.serial or ""
        report.lines.append(Line(1, "error", "asset", name, str(bad), bad.column))
    return report


# Reading the report.


def read(path: Path) -> Inventory:
    """The report. Raises :class:`Unreadable`."""
    content = _content(path)
    bios, hardware = _map(content, "bios"), _map(content, "hardware")
    if not isinstance(content.get("softwares"), list):
        raise Unreadable("The inventory lists no software (“softwares”). Let the agent report it.")
    serial = (_text(bios, "ssn") or _text(bios, "msn") or "").upper()
    tag = (_text(bios, "assettag") or "").upper()
    return Inventory(
        name=_text(hardware, "name"),
        serial=None if serial in values.NO_SERIAL else serial,
        model=_text(bios, "smodel") or _text(bios, "mmodel"),
        maker=_text(bios, "smanufacturer") or _text(bios, "bmanufacturer"),
        category=_text(hardware, "chassis_type"),
        asset_tag=None if tag in values.NO_SERIAL else tag,
        taken_at=_taken_at(content),
        packages=_packages(content["softwares"]),
    )


def _content(path: Path) -> dict[str, Any]:
    text, _ = text_of(content_of(path))
    if text.lstrip().startswith("<"):
        raise Unreadable(
            "This is XML. Let the agent write JSON: glpi-agent --json, or convert the file."
        )
    try:
        body = json.loads(text)
    except RecursionError:
        raise Unreadable("This is no agent's inventory: it is nested without end.") from None
    except ValueError as error:
        raise Unreadable(f"This is not JSON: {error}. Export the inventory as JSON.") from error
    body = _lowered(body)
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, dict) or not ({"hardware", "bios"} & content.keys()):
        raise Unreadable(
            "This is no agent's inventory: it has no “content” with “hardware” and “bios”."
            " Run: glpi-agent --json"
        )
    return content


def _lowered(found: Any, depth: int = 4) -> Any:
    """Keys in small letters: older agents write them large."""
    if isinstance(found, dict) and depth:
        return {str(key).lower(): _lowered(value, depth - 1) for key, value in found.items()}
    if isinstance(found, list) and depth:
        return [_lowered(one, depth - 1) for one in found]
    return found


def _map(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _text(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return None
    return values.text(name, str(value)[:200])


def _packages(listed: list[Any]) -> list[dict[str, str | None]]:
    """In order and each once, so that the same software is the same list."""
    names = ("name", "version", "publisher")
    rows = {tuple(_text(one, name) for name in names) for one in listed if isinstance(one, dict)}
    named = sorted((row for row in rows if row[0]), key=lambda row: [one or "" for one in row])
    return [dict(zip(names, row, strict=True)) for row in named]


def _taken_at(content: dict[str, Any]) -> str | None:
    """When the agent looked, by the machine's clock and zone; in UTC."""
    said = _text(_map(content, "accesslog"), "logdate") or ""
    offset = _text(_map(_map(content, "operatingsystem"), "timezone"), "offset") or ""
    zone = offset if re.fullmatch(r"[+-]\d{2}:?\d{2}", offset) else "+0000"
    try:
        moment = datetime.strptime(said + zone, "%Y-%m-%d %H:%M:%S%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# Whose it is.


def _find(found: Inventory, tag: str | None) -> Asset | None:
    """The machine that was named; otherwise by its serial, then by a tag, where it has no serial yet.

    Its tag is in its firmware, or it is its name.
    """
    by_serial = _asset(f"serial:{found.serial}") if found.serial else None
    if tag is None:
        by_tag = (_by_tag(one.upper()) for one in (found.asset_tag, found.name) if one)
        return by_serial or next((one for one in by_tag if one and not one.serial), None)
    named = _by_tag(tag)
    if by_serial is not None and by_serial.tag != tag:
        words = f"the report's serial {found.serial} is that of {by_serial.tag}; leave --tag out, or correct the books"
        raise values.BadCell("serial", words)
    if named is not None and named.serial and found.serial and named.serial != found.serial:
        words = (
            f"{tag} has the serial {named.serial} in the books, the report says {found.serial}:"
            " is it another machine? If not, import its new serial first"
        )
        raise values.BadCell("serial", words)
    return named


def _by_tag(tag: str) -> Asset | None:
    return _asset(f"tag:{tag}")


def _asset(key: str) -> Asset | None:
    with reading() as connection:
        id_ = DatabaseStore(connection).find([key]).get(key)
    found = _document(id_) if id_ else None
    return found if isinstance(found, Asset) else None


def _document(id_: str) -> Document | None:
    with reading() as connection:
        loaded = DatabaseStore(connection).load([id_]).get(id_)
    return decode(id_, loaded.body) if loaded else None


def _create(found: Inventory, tag: str | None, options: Options, report: Report) -> Asset | None:
    """A machine that no book has is made, where it is said at which site. None in a dry run."""
    name = tag or found.asset_tag or found.serial
    if not options.site or not name:
        serial = f"serial {found.serial}" if found.serial else "no serial"
        known = f"with the tag {tag}" if tag else f"like {found.name or 'this one'} ({serial})"
        words = (
            f"there is no machine {known} in the books. Import it first, say which it is"
            " with --tag TAG, or let it be made, with --tag TAG and --site NAME"
        )
        raise values.BadCell("tag" if tag else "serial", words)
    name = tag_of("--tag", name)
    Books(options, report).take([(1, _wish(name, found, options.site))])
    return _by_tag(name)


def _wish(tag: str, found: Inventory, site: str) -> Record:
    fields = {"tag": tag, "serial": found.serial, "name": found.name, "category": found.category}
    keys = [f"tag:{tag}", *([f"serial:{found.serial}"] if found.serial else [])]
    wish = Record("asset", keys, tag, fields, {"site": place(site)})
    if found.model:
        model = {"name": found.model, "manufacturer": found.maker, "category": found.category}
        key = f"model:{found.model.lower()}|"
        wish.links["model"] = Record("model", [key], found.model, model, weak=True)
    return wish


# What is installed.


def _record(asset: Asset, found: Inventory, options: Options, report: Report) -> None:
    """Submit the list, where it is another than the one in the books, and not older."""
    software = _document(f"software:{key_of(asset.id)}")
    was = software.taken_at if isinstance(software, Software) else None
    told = f"{asset.software_count} → {len(found.packages)} programs"
    line = Line(1, "changed" if software else "created", "software", asset.tag, told)
    report.lines.append(line)
    if _same(software, asset, found):
        line.what, line.why = "unchanged", f"{asset.software_count} programs"
    elif was and found.taken_at and found.taken_at < was:
        line.what = "skipped"
        line.why = f"the books have a newer report, of {was}; this one is of {found.taken_at}"
    elif not options.dry_run:
        args = {"taken_at": found.taken_at, "serial": found.serial, "packages": found.packages}
        result = submit([operation("asset.inventory", asset.id, args)])[0]
        if result.outcome not in ("applied", "already"):
            line.what, line.why = "error", result.message or result.code


def _same(software: Document | None, asset: Asset, found: Inventory) -> bool:
    packages = msgspec.convert(found.packages, list[Package])
    return (
        isinstance(software, Software)
        and canonical(software.packages) == canonical(packages)
        and bool(asset.serial or not found.serial)
    )
