"""Papers as PDF with a text layer, and as scans: pictures of pages without one."""

from __future__ import annotations

import datetime as dt
import io
import random
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from examples.enterprise_maker.document import Document

_PAGE = (595, 842)  # A4 in points
_MARGIN = 56
_LEADING = 13
_SIZES = {"title": 15, "heading": 11}
_LINE_CHARACTERS = 92
_LINES = 54
_SCAN_PIXELS = (827, 1169)  # A4 at 100 dpi
_SCAN_LINES = 46


def pdf(document: Document, *, password: str = "", scanned_pages: tuple[bytes, ...] = ()) -> bytes:
    """Real text in a standard font; ``scanned_pages`` (JPEG) are appended as pictures; ``password`` to open it."""
    out = io.BytesIO()
    canvas = _canvas(out, document, password)
    for number, page in enumerate(_pages(document, _LINES), start=1):
        _draw_text(canvas, page, document.footer.format(number=number))
    for picture in scanned_pages:
        _draw_picture(canvas, picture)
    canvas.save()
    return out.getvalue()


def scan(document: Document, rng: random.Random) -> bytes:
    """A PDF of page pictures only, as an office scanner without OCR leaves it."""
    out = io.BytesIO()
    canvas = _canvas(out, document)
    for picture in page_pictures(document, rng):
        _draw_picture(canvas, picture)
    canvas.save()
    return out.getvalue()


def page_pictures(document: Document, rng: random.Random) -> tuple[bytes, ...]:
    """The pages of a paper as slightly crooked grey JPEGs."""
    return tuple(_picture(page, rng.uniform(-0.6, 0.6)) for page in _pages(document, _SCAN_LINES))


def _encryption(password: str) -> Any:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return StandardEncryption(password, ownerPassword=password + "-owner", strength=128) if password else None


def _canvas(out: io.BytesIO, document: Document, password: str = "") -> Any:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # ASCII armour in pure Python takes longer than the rest of the file
    canvas = Canvas(out, pagesize=_PAGE, invariant=1, pageCompression=1, encrypt=_encryption(password))
    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    canvas.setDateFormatter(_clock(document.written_on))
    return canvas


def _clock(day: dt.date) -> Callable[..., str]:
    """reportlab's invariant mode writes 2000-01-01; this writes the paper's own day."""
    return lambda *_: f"D:{day:%Y%m%d}093000+00'00'"


def _pages(document: Document, length: int) -> Iterator[list[tuple[str, str]]]:
    lines = [
        (kind, piece)
        for kind, text in document.lines()
        for piece in [*textwrap.wrap(text, _LINE_CHARACTERS if kind != "title" else 60), ""]
    ]
    for start in range(0, len(lines), length):
        yield lines[start : start + length]


def _draw_text(canvas: Any, page: list[tuple[str, str]], footer: str) -> None:
    drawn = canvas.beginText(_MARGIN, _PAGE[1] - _MARGIN)
    for kind, line in page:
        drawn.setFont("Helvetica-Bold" if kind in _SIZES else "Helvetica", _SIZES.get(kind, 10), _LEADING)
        drawn.textLine(line)
    canvas.drawText(drawn)
    if footer:
        canvas.setFont("Helvetica", 8)
        canvas.drawCentredString(_PAGE[0] / 2, 30, footer)
    canvas.showPage()


def _draw_picture(canvas: Any, picture: bytes) -> None:
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *_PAGE)
    canvas.showPage()


def _picture(page: list[tuple[str, str]], degrees: float) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", _SCAN_PIXELS, 247)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(15)
    for row, (_, line) in enumerate(page):
        pen.text((70, 70 + row * 22), line, fill=40, font=font)
    out = io.BytesIO()
    image.rotate(degrees, fillcolor=247).save(out, "JPEG", quality=45)
    return out.getvalue()
