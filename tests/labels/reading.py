"""Labels as a phone's camera has them: pages rasterised, cut up by the layout, and read by a reader that is not ours."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from fieldapp.labels.layouts import Sheet
from fieldapp.labels.tags import tags_of

ADDRESS = "https://field.example.com"
# 300 and 203 dots an inch are what printers have; the last is half the size at the first.
RESOLUTIONS = {"300 dpi": 300, "203 dpi": 203, "half size": 150}


def some_tags(count: int) -> list[str]:
    return tags_of(1_001_000, count)


def rasterised(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def labels_of(page: Image.Image, sheet: Sheet, dpi: int) -> Iterator[Image.Image]:
    """Each label of the page, cut out where the layout says that it is."""
    dots = dpi / 2540
    for place in range(sheet.places):
        x, y = sheet.corner(place)
        yield page.crop(
            (round(x * dots), round(y * dots), round((x + sheet.width) * dots), round((y + sheet.height) * dots))
        )  # fmt: skip


def read(image: Image.Image) -> str | None:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if len(found) == 1 else None
