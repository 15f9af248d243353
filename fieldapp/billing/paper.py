"""Invoices and statements on paper. ``invariant`` leaves the day of printing out: the same bytes each time."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fieldapp.billing.entries import Entry
from fieldapp.billing.exports import of_centre
from fieldapp.billing.said import amount, money, month_words, prose, span_words
from fieldapp.billing.terms import day_of, local
from fieldapp.documents import Contract, Invoice
from fieldapp.labels.fonts import BOLD, PLAIN, font_for, printable
from fieldapp.screens.filters import date_words, zone_words

LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 190 * mm, 277 * mm, 22 * mm
KINDS = {
    "transactions": "Transactions (prepaid)",
    "purchase": "Transactions bought in advance",
    "time": "Time and materials",
    "penalty": "Penalties",
    "overage": "Transactions beyond the allotment",
    "buy_back": "Buy-back",
    "adjustment": "Adjustments",
    "exception": "Work without a price",
}


def invoice_pdf(invoice: Invoice, contract: Contract) -> bytes:
    """The invoice: what is due, and what that is made of. Its single lines are in the CSV and the JSON, under the same hash."""
    page = _Page(f"Invoice {invoice.number}", invoice)
    page.head("Invoice", invoice.number)
    _about(page, invoice, contract)
    page.title("What it comes to")
    page.table(
        ["For", "Lines", "Transactions", "Money"],
        [
            [KINDS.get(one.kind, one.kind), str(one.lines), amount(one.units) if one.units else "", money(one.money, invoice.currency)]
            for one in invoice.totals
        ],
        [80, 20, 30, 40],
    )  # fmt: skip
    page.pair("Due", money(invoice.money, invoice.currency), bold=True)
    if invoice.centres:
        page.title("By cost centre")
        rows = [[one.name, str(one.lines), money(one.money, invoice.currency)] for one in invoice.centres]
        page.table(["Cost centre", "Lines", "Money"], rows, [100, 30, 40])
    _allotments(page, invoice)
    if invoice.exceptions:
        page.title("Open when it was issued, and acknowledged")
        for words in invoice.exceptions:
            page.words(prose(words))
    page.title("Its lines")
    page.pair("Number", str(invoice.lines))
    page.pair("SHA-256", invoice.sha256)
    return page.done()


def buy_back_pdf(invoice: Invoice, contract: Contract) -> bytes:
    """What is paid for the transactions left of the allotments that have ended."""
    page = _Page(f"Buy-back {invoice.number}", invoice)
    page.head("Buy-back statement", invoice.number)
    _about(page, invoice, contract)
    _allotments(page, invoice)
    return page.done()


def centre_pdf(invoice: Invoice, contract: Contract, name: str, lines: list[Entry], numbers: dict[str, str]) -> bytes:
    """What one cost centre pays, line by line."""
    mine = of_centre(lines, name)
    page = _Page(f"{invoice.number} {name}", invoice)
    page.head("Statement of a cost centre", name)
    _about(page, invoice, contract)
    page.title("Time and materials")
    rows = [
        [date_words(day_of(contract, one.at)), numbers.get(one.job, ""), prose(one.why), f"{one.money or Decimal(0):,.2f}"] for one in mine
    ]  # fmt: skip
    page.table(["Day", "Job", "For", "Money"], rows, [24, 24, 97, 25])
    total = sum((one.money or Decimal(0) for one in mine), Decimal(0))
    page.pair("Total", money(total, invoice.currency), bold=True)
    return page.done()


def _about(page: "_Page", invoice: Invoice, contract: Contract) -> None:
    page.pair("Client", invoice.client)
    page.pair("Contract", invoice.name)
    page.pair("Month", f"{month_words(invoice.period)}, by {zone_words(invoice.zone)}")
    page.pair("Issued", f"{prose(local(contract, invoice.issued_at))} by {invoice.by.name}")


def _allotments(page: "_Page", invoice: Invoice) -> None:
    page.title("Transactions bought")
    rows = [
        [
            span_words(one.starts, one.ends), amount(one.bought), amount(one.used), amount(one.left),
            "" if one.bought_back is None else f"{amount(one.bought_back)} at {one.price or Decimal(0):,.2f}",
            "" if one.paid is None else money(one.paid, invoice.currency),
        ]
        for one in invoice.allotments
    ]  # fmt: skip
    page.table(["Allotment", "Bought", "Used", "Left", "Bought back", "Paid"], rows, [50, 20, 20, 20, 28, 32])


class _Page:
    """Where the next line goes; numbers are set to the right of their columns."""

    def __init__(self, title: str, invoice: Invoice):
        self.made = BytesIO()
        self.canvas = Canvas(self.made, pagesize=A4, invariant=1, pageCompression=0)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(invoice.by.name)
        self.foot, self.y, self.number = title, TOP, 1

    def head(self, title: str, number: str) -> None:
        self._line(title, 20, 9)
        self._line(number, 14, 8)
        self.y -= 2 * mm

    def title(self, words: str) -> None:
        self.room(20 * mm)
        self.y -= 4 * mm
        self._line(words, 12, 6)

    def _line(self, words: str, size: int, gap: float) -> None:
        self.y -= gap * mm
        self.canvas.setFont(font_for(words, BOLD), size)
        self.canvas.drawString(LEFT, self.y, printable(words))

    def pair(self, name: str, words: str, bold: bool = False) -> None:
        self.table_row([name, words], [35, 135], [False, False], [BOLD, BOLD if bold else PLAIN])

    def words(self, words: str) -> None:
        self.table_row([words], [170], [False], [PLAIN])

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """``widths`` in millimetres, 170 in all."""
        right = [name in ("Lines", "Transactions", "Money", "Bought", "Used", "Left", "Paid") for name in head]
        self.table_row(head, widths, right, [BOLD] * len(head))
        self.canvas.line(LEFT, self.y - 1.2 * mm, RIGHT, self.y - 1.2 * mm)
        self.y -= 1.2 * mm
        for row in rows:
            self.table_row(row, widths, right, [PLAIN] * len(head))
        self.y -= 2 * mm

    def table_row(self, cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], fonts: Sequence[str]) -> None:
        lines = [
            wrapped(printable(cell), (width - 2) * mm, font_for(cell, font))
            for cell, width, font in zip(cells, widths, fonts, strict=True)
        ]
        self.room(5 * mm * max(len(one) for one in lines))
        for at in range(max(len(one) for one in lines)):
            self.y -= 5 * mm
            x = LEFT
            for told, width, is_right, font in zip(lines, widths, right, fonts, strict=True):
                words = told[at] if at < len(told) else ""
                self.canvas.setFont(font_for(words, font), 9)
                if is_right:
                    self.canvas.drawRightString(x + (width - 1) * mm, self.y, words)
                else:
                    self.canvas.drawString(x, self.y, words)
                x += width * mm

    def room(self, needed: float) -> None:
        if self.y - needed < BOTTOM:
            self._end()
            self.y, self.number = TOP, self.number + 1

    def _end(self) -> None:
        words = f"{self.foot} · page {self.number}"
        self.canvas.setFont(font_for(words), 8)
        self.canvas.drawRightString(RIGHT, BOTTOM - 8 * mm, printable(words))
        self.canvas.showPage()

    def done(self) -> bytes:
        self._end()
        self.canvas.save()
        return self.made.getvalue()


def wrapped(words: str, width: float, font: str) -> list[str]:
    """Lines that fit; a word that is longer than a line is cut."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, font, 9) <= width:
            lines[-1] = longer
            continue
        while stringWidth(word, font, 9) > width:
            fits = next(at for at in range(len(word), 0, -1) if stringWidth(word[:at], font, 9) <= width)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return [one for one in lines if one] or [""]
