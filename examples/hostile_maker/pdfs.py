"""PDF: objects that contain themselves, fan out, unpack without end, or point in circles."""

from __future__ import annotations

from examples.hostile_maker.containers import deflate, page, page_text, pdf, stream, word, zip_archive
from examples.hostile_maker.specimen import BROKEN, EMPTY, LOST, OK, Specimen

_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 3 0 R>>/XObject<</X %d 0 R>>>>"
_TEXT = stream(page_text("The supplier delivers on the date of the order and bears the cost of it."))


def _draws_itself() -> bytes:
    objects = page(stream(b"/X Do /X Do"), resources=b"/XObject<</X 6 0 R>>")
    return pdf({**objects, 6: stream(b"/X Do /X Do /X Do", _FORM % 6)})


def _fans_out() -> bytes:
    """Twelve forms, each drawing the next eight times: 8 ** 11 drawings in three kilobytes."""
    forms = {6 + level: stream(b"/X Do " * 8, _FORM % (7 + level)) for level in range(11)}
    last = {17: stream(page_text("boom"), _FORM % 17)}
    return pdf({**page(stream(b"/X Do"), resources=b"/XObject<</X 6 0 R>>"), **forms, **last})


def _flate_bomb() -> bytes:
    pieces = (b"BT /F1 12 Tf " if not number else b"(AAAAAAAAAA) Tj " * 65_536 for number in range(300))
    return pdf(page(stream(deflate(pieces), b"/Filter/FlateDecode")))


def _nested_flate() -> bytes:
    """A stream packed four times over: a few bytes that unpack to 256 MB."""
    content = deflate(bytes(1 << 20) for _ in range(256))
    return pdf(page(stream(deflate([deflate([content])]), b"/Filter[" + b"/FlateDecode" * 3 + b"]")))


def _deep_nesting(opening: bytes, closing: bytes) -> bytes:
    return pdf(page(_TEXT, catalogue=b"/Deep " + opening * 200_000 + closing * 200_000))


def _xref_circle() -> bytes:
    data = pdf(page(_TEXT))
    start = data.rindex(b"startxref")
    return data.replace(b"/Root 1 0 R", b"/Prev %09d /Root 1 0 R" % data.rindex(b"xref\n0"), 1)[: start + 500]


def _pages_in_a_circle() -> bytes:
    objects = page(_TEXT)
    objects[2] = b"<</Type/Pages/Count 3/Kids[6 0 R 2 0 R 4 0 R]>>"
    objects[6] = b"<</Type/Pages/Count 1/Parent 2 0 R/Kids[2 0 R 6 0 R]>>"
    return pdf(objects)


def _many_pages() -> bytes:
    objects = page(_TEXT)
    leaf = objects.pop(4)
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 20_006))
    objects[2] = b"<</Type/Pages/Count 20000/Kids[%b]>>" % kids
    return pdf({**objects, **dict.fromkeys(range(6, 20_006), leaf)})


def _also_a_zip() -> bytes:
    return pdf(page(_TEXT)) + zip_archive({"word/document.xml": word("hidden in the archive")})


def _scripts() -> bytes:
    action = b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://192.0.2.1/'\\))>>"
    return pdf(page(_TEXT, catalogue=action + b"/AA<</O<</S/Launch/F(/bin/sh)>>>>"))


SPECIMENS = (
    Specimen("digits-after-its-end.pdf", OK | BROKEN, lambda: pdf(page(_TEXT)) + b"1" * 2_000_000),
    Specimen("draws-itself.pdf", LOST | EMPTY, _draws_itself),
    Specimen("fans-out.pdf", LOST | EMPTY, _fans_out),
    Specimen("flate-bomb.pdf", LOST, _flate_bomb),
    Specimen("flate-in-flate.pdf", LOST | EMPTY | BROKEN, _nested_flate),
    Specimen("nested-arrays.pdf", LOST | OK | BROKEN, lambda: _deep_nesting(b"[", b"]")),
    Specimen("nested-dictionaries.pdf", LOST | OK | BROKEN, lambda: _deep_nesting(b"<</A ", b">>")),
    Specimen("xref-circle.pdf", OK | BROKEN, _xref_circle),
    Specimen("pages-in-a-circle.pdf", OK | BROKEN, _pages_in_a_circle),
    Specimen("two-billion-pages.pdf", LOST | OK | BROKEN, lambda: pdf(page(_TEXT, count=2_000_000_000))),
    Specimen("twenty-thousand-pages.pdf", OK | LOST, _many_pages),
    Specimen("also-a-zip.pdf", OK | BROKEN, _also_a_zip),
    Specimen("scripted.pdf", OK, _scripts),
    Specimen("page-of-scripts.pdf", OK, lambda: b"<html><body>Prices<script>alert(1)</script></body></html>"),
    Specimen("no-more-than-a-head.pdf", BROKEN, lambda: b"%PDF-1.7\n" + bytes(range(256)) * 1000),
)
