"""The inventory of GLPI's agent: hardware, serial and software of one machine."""

import json
from pathlib import Path
from typing import Any

import msgspec
from uuid_utils import uuid7

from fieldapp.documents import Asset, Package, Software, decode, encode, key_of
from fieldapp.imports.run import Line, Options, Report
from fieldapp.imports.table import Unreadable, content_of
from fieldapp.imports.table import decode as decode_text
from fieldapp.imports.wanted import NOWHERE
from fieldapp.models import reading
from fieldapp.staff import next_key
from fieldapp.sync.store import DatabaseStore
from fieldapp.sync.submit import operation, submit

NO_SERIALS = {
    "",
    "0",
    "NONE",
    "N/A",
    "SYSTEM SERIAL NUMBER",
    "TO BE FILLED BY O.E.M.",
    "DEFAULT STRING",
}


class Inventory(msgspec.Struct):
    """What we take from an agent's report."""

    name: str | None
    serial: str | None
    model: str | None
    tag: str | None
    taken_at: str | None
    packages: list[dict[str, str | None]]


def run(path: Path, options: Options, tag: str | None = None) -> Report:
    """Record what is installed on the machine that the file is about."""
    found = read(path)
    asset = _find(tag or found.tag, found.serial)
    report = Report()
    if asset is None:
        _new(found, tag, options, report)
    else:
        _record(asset, found, options, report)
    return report


def read(path: Path) -> Inventory:
    """The report. Raises :class:`Unreadable`."""
    text, _ = decode_text(content_of(path))
    try:
        body = json.loads(text)
    except ValueError as error:
        raise Unreadable(f"This is not JSON: {error}. Export the inventory as JSON.") from error
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, dict):
        raise Unreadable(
            "This is no agent's inventory: it has no “content”. Run: glpi-agent --json"
        )
    bios, hardware = _map(content, "bios"), _map(content, "hardware")
    serial = _text(bios, "ssn").upper()
    return Inventory(
        name=_text(hardware, "name") or None,
        serial=None if serial in NO_SERIALS else serial,
        model=_text(bios, "smodel") or None,
        tag=_text(bios, "assettag").upper() or None,
        taken_at=_text(_map(content, "accesslog"), "logdate") or None,
        packages=sorted(_packages(content), key=lambda one: (one["name"], one["version"] or "")),
    )


def _map(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return str(value).strip()[:200] if isinstance(value, (str, int)) else ""


def _packages(content: dict[str, Any]) -> list[dict[str, str | None]]:
    listed = content.get("softwares")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [
        {
            "name": _text(one, "name"),
            "version": _text(one, "version") or None,
            "publisher": _text(one, "publisher") or None,
        }
        for one in rows
        if _text(one, "name")
    ]


def _find(tag: str | None, serial: str | None) -> Asset | None:
    keys = [
        key
        for key in (f"tag:{tag.upper()}" if tag else "", f"serial:{serial}" if serial else "")
        if key
    ]
    with reading() as connection:
        store = DatabaseStore(connection)
        ids = store.find(keys) if keys else {}
        for key in keys:
            if key in ids:
                found: Asset = decode(ids[key], store.load([ids[key]])[ids[key]].body)
                return found
    return None


def _record(asset: Asset, found: Inventory, options: Options, report: Report) -> None:
    if asset.serial and found.serial and asset.serial != found.serial:
        why = f"{asset.tag} has the serial {asset.serial} in the books, the report says {found.serial}: is it another machine?"
        report.lines.append(Line(1, "error", "asset", asset.tag, why, "serial"))
        return
    if _same(asset, found):
        report.lines.append(
            Line(1, "unchanged", "software", asset.tag, f"{asset.software_count} programs")
        )
        return
    args = {"taken_at": found.taken_at, "serial": found.serial, "packages": found.packages}
    line = Line(
        1,
        "changed",
        "software",
        asset.tag,
        f"{asset.software_count} → {len(found.packages)} programs",
    )
    report.lines.append(line)
    if not options.dry_run:
        result = submit([operation("asset.inventory", asset.id, args)])[0]
        if result.outcome != "applied":
            line.what, line.why = "error", result.message or result.code


def _same(asset: Asset, found: Inventory) -> bool:
    id_ = f"software:{key_of(asset.id)}"
    with reading() as connection:
        loaded = DatabaseStore(connection).load([id_]).get(id_)
    software: Software | None = decode(id_, loaded.body) if loaded else None
    packages = msgspec.convert(found.packages, list[Package])
    return (
        software is not None
        and encode(software.packages) == encode(packages)
        and bool(asset.serial or not found.serial)
    )


def _new(found: Inventory, tag: str | None, options: Options, report: Report) -> None:
    """A machine that no book has is made only where it is said at which site, and under which tag."""
    name = tag or found.tag
    if not options.site or not name:
        known = f"serial {found.serial}" if found.serial else "no serial"
        why = f"No machine in the books has this tag or serial ({known}). Import it first, or say --tag TAG and --site NAME."
        report.lines.append(Line(1, "error", "asset", found.name or "", why, "serial"))
        return
    report.lines.append(Line(1, "created", "asset", name.upper(), "named by --tag and --site"))
    if options.dry_run:
        return
    site = options.site.strip() or NOWHERE
    with reading() as connection:
        there = DatabaseStore(connection).find([f"site-name:{site.lower()}"])
    made = []
    place = there.get(f"site-name:{site.lower()}")
    if place is None:
        place = f"site:{next_key('site')}"
        made.append(operation("site.record", place, {"name": site, "zone": options.zone}))
    target = f"asset:{uuid7()}"
    made.append(
        operation(
            "asset.record",
            target,
            {"tag": name, "site": key_of(place), "serial": found.serial, "name": found.name},
        )
    )
    args = {"taken_at": found.taken_at, "serial": found.serial, "packages": found.packages}
    made.append(operation("asset.inventory", target, args))
    submit(made)
