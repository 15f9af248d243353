"""What day it is, in tests of months: for the server, and for the phones."""

from fieldapp.pages import here, supervisor
from fieldapp.sync import exchange, months, submit
from tests import phone

TERMS = {
    "client": "Client", "name": "Support", "starts": "2026-01-01", "ends": "2028-12-31", "bought": "100",
    "price": "95", "buy_back_price": "60",
    "types": {"refresh": {"quantity": "1.5"}, "wipe": {"quantity": "0.5"}},
    "rates": {"": {"hourly": "80", "round_minutes": 15, "minimum_minutes": 30}},
}  # fmt: skip


class Calendar:
    """``calendar("2026-10-05T09:00")`` makes it that moment of UTC, until it is called again."""

    def __init__(self, monkeypatch):
        self.now = "2026-10-01T09:00:00.000Z"
        for module in (exchange, months, submit, here, supervisor, phone):
            monkeypatch.setattr(module, "moment_now", lambda: self.now)

    def __call__(self, moment: str) -> None:
        self.now = f"{moment}:00.000Z"
