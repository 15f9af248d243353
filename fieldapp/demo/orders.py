"""What receiving has on its hands when the demo begins: a delivery half scanned, and boxes that need a word."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive
from fieldapp.staff import find_staff
from fieldapp.sync.incoming import Actor
from fieldapp.sync.submit import operation, submit


def receive_some(chance: Random, site: str) -> None:
    """An order for stock of which a part came, one that is late, one on backorder, and a box that nobody knows."""
    today = datetime.now(UTC).date()
    stock = _order(
        chance,
        site,
        "3 Latitude 7450\n3 Dock WD22",
        "PO-70114",
        (today + timedelta(days=1)).isoformat(),
    )
    _order(chance, site, "2 EliteBook 840", "PO-70098", (today - timedelta(days=3)).isoformat())
    later = _order(chance, site, "4 Monitor P2425", "PO-70120", today.isoformat())
    line = derive(later, "line 0")
    until = (today + timedelta(days=9)).isoformat()
    _do(
        "receiving1",
        "order.backorder",
        f"order:{derive(later, 'order')}",
        {"line": line, "until": until},
        chance,
    )
    came: dict[str, Any] = {
        "site": site,
        "day": today.isoformat(),
        "carrier": "UPS",
        "tracking": f"1Z{chance.randint(10**9, 10**10)}",
    }
    _do("receiving1", "delivery.open", "", came | {"announced": 5}, chance)
    order = {"order": derive(stock, "order")}
    for serial in ("5CG4310LQX", "5CG4310LR2"):
        tag = {"tag": f"NW{chance.randint(10000, 99999)}"}
        _do(
            "receiving1",
            "box.receive",
            "",
            came | order | {"serial": serial, "model": "Latitude 7450"} | tag,
            chance,
        )
    damaged = {
        "code": "UPS-88121",
        "model": "Dock WD22",
        "condition": "damaged",
        "remark": "One corner is crushed",
    }
    _do("receiving1", "box.receive", "", came | order | damaged, chance)
    unknown = {"serial": "MXL4091TTK", "model": "EliteBook 840", "remark": "No slip in it"}
    _do("receiving1", "box.receive", "", came | unknown, chance)


def _order(chance: Random, site: str, text: str, reference: str, due: str) -> str:
    """The id of the operation that made it."""
    id_ = fresh(chance)
    args = {
        "site": site,
        "text": text,
        "reference": reference,
        "due": due,
        "supplier": "Northgate Supply",
    }
    _do("receiving1", "order.create", f"order:{derive(id_, 'order')}", args, chance, id_)
    return id_


def _do(
    username: str,
    kind: str,
    target: str,
    args: dict[str, Any],
    chance: Random,
    id_: str | None = None,
) -> None:
    id_ = id_ or fresh(chance)
    made = operation(kind, target or target_of(kind, args, id_), args, id_)
    result = submit([made], Actor.of(find_staff(username)))[0]
    if result.outcome != "applied":
        raise RuntimeError(f"the demo's own {kind} was {result.outcome}: {result.message}")
