"""Sound documents under names, and with titles, that attack programs that show them: terminals, pages, spreadsheets."""

from __future__ import annotations

from functools import partial

from examples.hostile_maker.containers import docx, page, page_text, pdf, stream, word
from examples.hostile_maker.specimen import OK, Specimen

MARK = "hostile-mark"
"""Mark in every script below: a report that shows it inside a tag of its own has been taken over."""

SCRIPT = f"<script>alert('{MARK}')</script>"
IMAGE = f"<img src=x onerror=alert('{MARK}')>"
ESCAPES = "\x1b[2J\x1b[31mred\x1b]0;title\x07"
_NOTE = b"The site is closed on Monday, and the office on Tuesday.\n"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_ATTACKS = SCRIPT.replace("<", "&lt;")


def _titled_docx() -> bytes:
    title = f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{_ATTACKS}</dc:title>'
    return docx(word("The title is a script."), core=f'<c:coreProperties xmlns:c="{_CORE}">{title}</c:coreProperties>')


def _titled_pdf() -> bytes:
    objects = page(stream(page_text("The title clears your screen, and its author writes a script.")))
    title = ESCAPES.replace("\x1b", "\\033").replace("\x07", "\\007").encode()
    author = SCRIPT.replace("(", "\\(").replace(")", "\\)").encode()
    return pdf({**objects, 6: b"<</Title(%b)/Author(%b)>>" % (title, author)}, b"/Info 6 0 R")


def _titled_mail() -> bytes:
    return f"From: {IMAGE} <a@example.com>\nSubject: {SCRIPT} {ESCAPES}\nDate: {SCRIPT}\n\nSee the subject.\n".encode()


def _titled_page() -> bytes:
    head = f"<title>{_ATTACKS}</title><meta name=author content='{ESCAPES}'>"
    return f"<html><head>{head}</head><body><h1>{_ATTACKS}</h1>The heading is a script.</body></html>".encode()


def _front_matter() -> bytes:
    return (
        f"---\ntitle: {SCRIPT}\nlast_reviewed: '{IMAGE}'\n---\n\n# [x](javascript:alert('{MARK}'))\n\nText.\n".encode()
    )


def _note(number: int) -> bytes:
    return b"Note %d. " % number + _NOTE


_NAMES = (
    f"<script>alert('{MARK}')<{{script>.txt".replace("{", ""),
    f"{IMAGE}.txt",
    f"'\" onmouseover=alert('{MARK}') x='.txt",
    "\x1b[2J\x1b[31mred\x1b[0m.txt",
    "two\nlines\rreturned\ttabbed.txt",
    "bell\x07 and backspace\x08\x08\x08.txt",
    "right-to-left \u202efdp.txt",
    "=HYPERLINK(1).txt",
    "| a | table | row |.txt",
    "[link](javascript:alert(1)).md",
    "`code` **bold** _x_.md",
    "-rf.txt",
    "%s%n%x{0}$(id)`id`;id.txt",
    "[red]rich markup[/red].txt",
    "[bold]unclosed [link=http:x].txt",
    "n" * 251 + ".txt",
    "not-utf8-\udcff\udcfe.txt",
    " leading and trailing .txt ",
    "CON.txt",
    "trailing-dot.",
    "zero-width\u200b\ufeffname.txt",
)

SPECIMENS = (
    Specimen("titled.docx", OK, _titled_docx),
    Specimen("titled.pdf", OK, _titled_pdf),
    Specimen("titled.eml", OK, _titled_mail),
    Specimen("titled.html", OK, _titled_page),
    Specimen("titled.md", OK, _front_matter),
    *(Specimen(name, OK, partial(_note, number)) for number, name in enumerate(_NAMES)),
)
