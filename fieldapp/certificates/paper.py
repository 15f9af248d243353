"""One page after another: who, what, each drive, who checked it, and the QR that leads to the server's word on it."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from fieldapp.documents import Certificate, Check, Erasure
from fieldapp.labels.fonts import BOLD, PLAIN, font_for, printable
from fieldapp.labels.qr import QUIET, matrix, runs

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, 190 * mm, 277 * mm, 20 * mm
METHODS = {"clear": "Clear", "purge": "Purge", "destroy": "Destroy"}
RESULTS = {"ok": "passed", "failed": "failed", "destroyed": "failed; destroyed"}
SHOWN = 16


def address_of(public_url: str, certificate: Certificate) -> str:
    """Where the paper can be checked without signing in: the number, and the beginning of the hash."""
    return f"{public_url}/c/{certificate.number}?h={certificate.sha256[:SHOWN]}"


def pdf(certificate: Certificate, public_url: str) -> bytes:
    """The paper. ``invariant`` leaves the day of printing out, so that it has one hash for ever."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setTitle(f"Certificate of erasure {certificate.number}")
    canvas.setAuthor(certificate.by.name)
    canvas.setSubject("Media sanitization by NIST SP 800-88")
    page = _Page(canvas, certificate)
    page.head(address_of(public_url, certificate))
    for one in certificate.erasures:
        page.machine(one)
    page.foot(address_of(public_url, certificate))
    canvas.showPage()
    canvas.save()
    return made.getvalue()


class _Page:
    """Where the next line goes."""

    def __init__(self, canvas: Canvas, certificate: Certificate):
        self.canvas, self.certificate = canvas, certificate
        self.y, self.number = TOP, 1

    def head(self, address: str) -> None:
        _qr(self.canvas, address, RIGHT - 32 * mm, TOP - 30 * mm, 32 * mm)
        one = self.certificate
        self.text("Certificate of erasure", 20, bold=True, gap=9)
        self.text(one.number, 16, bold=True, gap=8)
        self.text("Media sanitization by NIST SP 800-88", 10, gap=6)
        self.pair("Client", one.client or "not named")
        self.pair("Site", one.site.name)
        self.pair("Issued", f"{_moment(one.issued_at)} by {one.by.name}")
        if one.replaces:
            self.pair("Replaces", f"{one.replaces}: {one.reason}")
        self.pair("Machines", str(len(one.erasures)))
        self.y -= 4 * mm

    def machine(self, one: Erasure) -> None:
        self.room(45 * mm)
        self.canvas.line(LEFT, self.y, RIGHT, self.y)
        self.y -= 2 * mm
        named = " · ".join(word for word in (one.asset.tag, one.asset.model) if word)
        self.text(named or "A machine", 12, bold=True, gap=6)
        self.pair("Serial", one.asset.serial or "not known")
        self.pair("Job", one.number)
        self.pair("Wiped", f"{_moment(one.at)} by {one.by.name}")
        self.pair("Method", METHODS.get(one.method, one.method))
        self.pair("Tool", one.tool or "not named")
        for at, drive in enumerate(one.drives, 1):
            words = [
                drive.serial,
                drive.model,
                METHODS.get(drive.method, drive.method),
                RESULTS[drive.result],
            ]
            self.pair(f"Drive {at}", " · ".join(word for word in words if word))
        self.pair("Verification", _check(one.verification))
        self.pair("Validation", _check(one.validation))
        self.y -= 4 * mm

    def foot(self, address: str) -> None:
        self.room(30 * mm)
        self.canvas.line(LEFT, self.y, RIGHT, self.y)
        self.y -= 2 * mm
        self.pair("Check it at", address)
        self.pair("SHA-256", self.certificate.sha256)
        self.text(
            "The hash is of what is certified here. It stands in the log of the server that issued it.",
            8,
            gap=5,
        )
        self._page_number()

    def room(self, needed: float) -> None:
        """A machine is not torn from its name."""
        if self.y - needed < BOTTOM:
            self._page_number()
            self.canvas.showPage()
            self.y, self.number = TOP, self.number + 1

    def _page_number(self) -> None:
        self.canvas.setFont(PLAIN, 8)
        self.canvas.drawRightString(
            RIGHT, BOTTOM - 8 * mm, f"{self.certificate.number} · page {self.number}"
        )

    def text(self, words: str, size: int, bold: bool = False, gap: float = 5) -> None:
        self.y -= gap * mm
        self.canvas.setFont(font_for(words, BOLD if bold else PLAIN), size)
        self.canvas.drawString(LEFT, self.y, printable(words))

    def pair(self, name: str, words: str) -> None:
        lines = _wrapped(
            printable(words), RIGHT - LEFT - 35 * mm - (34 * mm if self.y > TOP - 34 * mm else 0)
        )
        for at, line in enumerate(lines):
            if self.y - 5 * mm < BOTTOM:
                self.room(HEIGHT)
            self.y -= 5 * mm
            self.canvas.setFont(BOLD, 9)
            self.canvas.drawString(LEFT, self.y, name if at == 0 else "")
            self.canvas.setFont(font_for(line), 9)
            self.canvas.drawString(LEFT + 35 * mm, self.y, line)


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"


def _check(check: Check | None) -> str:
    if check is None:
        return "none recorded"
    how = f": {check.how}" if check.how else ""
    return f"{check.result}, {_moment(check.at)} by {check.by.name}{how}"


def _wrapped(words: str, width: float) -> list[str]:
    """Lines that fit; a word that is longer than a line is cut."""
    lines, font = [""], font_for(words)
    for word in words.split():
        while stringWidth(word, font, 9) > width:
            cut = next(
                at
                for at in range(len(word), 0, -1)
                if stringWidth(word[:at], font, 9) <= width
            )
            lines += [word[:cut]] if lines[-1] else []
            lines[-1] = lines[-1] or word[:cut]
            lines.append("")
            word = word[cut:]
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, font, 9) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _qr(canvas: Canvas, words: str, x: float, y: float, size: float) -> None:
    rows = matrix(words)
    unit = size / (len(rows) + 2 * QUIET)
    canvas.setFillGray(0)
    for row, line in enumerate(rows):
        for start, length in runs(bytes(line)):
            canvas.rect(
                x + (QUIET + start) * unit,
                y + size - (QUIET + row + 1) * unit,
                length * unit,
                unit,
                stroke=0,
                fill=1,
            )
