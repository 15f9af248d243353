"""What receiving has on its hands when the demo begins: a delivery half scanned, and boxes that need a word."""

from datetime import timedelta
from typing import Any

from fieldapp.demo.chance import fresh
from fieldapp.demo.present import DAY, Floor, Present
from fieldapp.operations.receiving.boxes import target_of
from fieldapp.portable.natives import derive


def receive_some(floor: Floor) -> None:
    """An order for stock of which a part came, one that is late, one on backorder, and a box that nobody knows."""
    stock = _order(floor, 4, "3 Latitude 7450\n3 Dock WD22", "PO-70114", floor.today(1))
    _order(floor, 9, "2 EliteBook 840", "PO-70098", floor.today(-3))
    later = _order(floor, 6, "4 Monitor P2425", "PO-70120", floor.today())
    until = {"line": derive(later, "line 0"), "until": floor.today(9)}
    Present(floor).ago(DAY).by("receiving1", "order.backorder", until, target=f"order:{derive(later, 'order')}")
    _deliver(floor, derive(stock, "order"))


def _deliver(floor: Floor, order: str) -> None:
    """Today, whatever time it is: its boxes are still being scanned."""
    told = Present(floor)
    came = {"carrier": "UPS", "tracking": f"1Z{told.chance.randint(10**9, 10**10)}", "day": floor.today()}
    told.at = floor.now - timedelta(minutes=40)
    visit = {"site": floor.site.key, "announced": 5} | came
    told.by("receiving1", "delivery.open", visit, target=target_of("delivery.open", visit, ""))
    model = {"order": order, "model": "Latitude 7450"}
    dock = {"order": order, "model": "Dock WD22", "condition": "damaged", "remark": "One corner is crushed"}
    boxes: list[dict[str, Any]] = [
        {"serial": "5CG4310LQX", "tag": f"NW{told.chance.randint(10000, 99999)}", **model},
        {"serial": "5CG4310LR2", "tag": f"NW{told.chance.randint(10000, 99999)}", **model},
        {"serial": None, "code": "UPS-88121", **dock},
        {"serial": "MXL4091TTK", "model": "EliteBook 840", "remark": "No slip in it"},
    ]
    for one in boxes:
        told.at += timedelta(minutes=2)
        told.box(**one, **came)


def _order(floor: Floor, days: int, text: str, reference: str, due: str) -> str:
    """So many days ago. Answers the id of the operation that made it."""
    id_ = fresh(floor.books.chance)
    args = {"site": floor.site.key, "text": text, "reference": reference, "due": due, "supplier": "Northgate Supply"}
    target = f"order:{derive(id_, 'order')}"
    return Present(floor).ago(days * DAY).by("receiving1", "order.create", args, id=id_, target=target)
