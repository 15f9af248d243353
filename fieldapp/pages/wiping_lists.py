"""What the page about wiping lists: read from the documents of the supervisor's sites."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from fieldapp.documents import Certificate, decode
from fieldapp.models import document, document_key
from fieldapp.pages.library import Body, Library
from fieldapp.screens.wiping import holds, record_view
from fieldapp.screens.words import key_of, machine_name
from fieldapp.workflows import WORKFLOWS
from fieldapp.workflows.own import workflows_in

MOST = 200


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def everything(library: Library, about: dict) -> dict[str, Any]:
    """Context of ``supervisor_wiping.html``."""
    jobs = library.of_type("job", ["open", "held"])
    erasures = library.of_type("erasure")
    assets = library.of_type("asset")
    by_id = {one["id"]: one for one in assets}
    again = [one for one in erasures if needs_another(one, erasures)]
    done = [one for one in erasures if one["state"] == "done"]
    flows = WORKFLOWS | workflows_in(library.own_workflows())
    return {
        "held": _held(library, assets, about),
        "waiting": [row for job in jobs for row in _waiting(job, flows, by_id, about)],
        "again": [_record(one, about) for one in again][:MOST],
        "uncertified": [_record(one, about) for one in done if not one["certificate"]][:MOST],
        "certificates": _certificates(library, erasures),
    }


def needs_another(one: Body, erasures: list[Body]) -> bool:
    """A wipe that failed, or proves nothing any more, and that no good one has followed."""
    later = [
        other
        for other in erasures
        if other["asset"]["id"] == one["asset"]["id"] and other["at"] > one["at"]
    ]
    return one["state"] != "done" and not later


def _held(library: Library, assets: list[Body], about: dict) -> list[dict]:
    """One line for each hold: on a person, with their machines; or on a machine."""
    people = [one for one in library.of_type("person") if one.get("legal")]
    rows = [
        {
            "target": one["id"],
            "hold": hold,
            "name": one["name"],
            "lines": _machines(hold["id"], assets, about),
        }
        for one in people
        for hold in one["legal"]
    ]
    alone = [
        (one, hold) for one in assets for hold in one.get("legal") or [] if hold["person"] is None
    ]
    return rows + [
        {
            "target": one["id"],
            "hold": hold,
            "name": machine_name(one),
            "lines": _machines(hold["id"], [one], about),
        }
        for one, hold in alone
    ]


def _machines(hold: str, assets: list[Body], about: dict) -> list[dict]:
    found = []
    for one in assets:
        for known, view in zip(
            one.get("legal") or [], holds(one, about, about["zone"]), strict=True
        ):
            if known["id"] == hold:
                found.append(
                    {"id": key_of(one), "name": machine_name(one), "erased": view["erased"]}
                )
    return found


def _waiting(job: Body, flows: dict, assets: dict[str, Body], about: dict) -> list[dict]:
    """Machines that were collected, and are to be wiped."""
    rows = []
    for spec in flows[job["kind"]].steps:
        for act in (spec, *spec.parts):
            machine = job["assets"].get(act.wipes or "")
            asset = assets.get(f"asset:{machine['id']}") if machine else None
            if asset and asset["state"] == "collected":
                rows.append({
                    "job": key_of(job), "number": job["number"], "name": machine_name(asset),
                    "since": asset["custody"]["since"], "holder": asset["custody"]["name"],
                    "held": bool(asset.get("legal")),
                })  # fmt: skip
    return rows


def _record(one: Body, about: dict) -> dict:
    return {
        **record_view(one, about, about["zone"]),
        "key": key_of(one),
        "job": one["job"],
        "number": one["number"],
        "site": one["site"]["name"],
    }


def _certificates(library: Library, erasures: list[Body]) -> list[dict]:
    """The newest first. One that certifies what proves nothing any more is to be corrected."""
    bad = {one["id"] for one in erasures if one["state"] != "done"}
    found = [
        one for one in library.of_type("certificate") if one["site"]["id"] in library.user.sites
    ]
    rows = [
        {
            "number": one["number"],
            "issued_at": one["issued_at"],
            "by": one["by"]["name"],
            "machines": ", ".join(wipe["asset"]["tag"] or "?" for wipe in one["erasures"]),
            "keys": [key_of(wipe) for wipe in one["erasures"] if wipe["id"] not in bad],
            "replaced_by": one["replaced_by"] or "",
            "bad": any(wipe["id"] in bad for wipe in one["erasures"]),
            "sha256": one["sha256"],
        }
        for one in found
    ]
    return sorted(rows, key=lambda row: (row["issued_at"], row["number"]), reverse=True)[:MOST]


def sought(library: Library, words: str) -> list[dict]:
    """Machines and people that a hold may be set on, by what was typed."""
    words = words.strip().lower()
    if not words:
        return []
    asset = library.named(words)
    machines = (
        [{"target": asset["id"], "name": machine_name(asset), "what": "this machine"}]
        if asset
        else []
    )
    people = [
        {"target": one["id"], "name": one["name"], "what": "all machines of this person"}
        for one in library.of_type("person")
        if words in f"{one['name']} {one['username'] or ''} {one['email'] or ''}".lower()
    ]
    return (machines + people)[:20]


def certificate(connection: sa.Connection, number: str) -> Certificate | None:
    """The one of that number, whoever asks."""
    wanted = (
        sa.select(document.c.body)
        .join(document_key, document_key.c.document == document.c.id)
        .where(document_key.c.key == f"certificate:{number.strip().upper()}")
    )
    body = connection.scalar(wanted) if "\0" not in number else None
    return decode("certificate:", body) if body else None


def holds_good(connection: sa.Connection, found: Certificate) -> bool:
    """Whether every wipe that it certifies still proves something."""
    ids = [one.id for one in found.erasures]
    wanted = sa.select(document.c.id).where(document.c.id.in_(ids), document.c.state == "done")
    return len(connection.execute(wanted).all()) == len(set(ids))
