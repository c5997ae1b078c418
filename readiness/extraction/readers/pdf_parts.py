"""Parts of a PDF outside its pages: the content of a dynamic XFA form, and the files that lie in it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from readiness.extraction.markup import local_name, parse_document
from readiness.extraction.readers.pdf_annotations import string_of

_MOST_PACKETS, _MOST_BYTES = 100, 50_000_000
_MOST_FILES = 10_000
_SHOWN = frozenset({"text", "exData"})
"""Elements of an XFA template that a reader sees (XFA 3.3, "Template Specification")."""


def form_text(document: Any) -> str | None:
    """Captions and entries of a dynamic XFA form, whose pages are only a stand-in; None for any other document."""
    from pypdfium2 import raw as pdfium

    if pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_XFA_FULL:
        return None
    count = min(pdfium.FPDF_GetXFAPacketCount(document), _MOST_PACKETS)
    packets = [_packet(document, number) for number in range(count)]
    root = parse_document(b"".join(packets))  # packets are the pieces of one file
    roots = [root] if root is not None else [one for one in map(parse_document, packets) if one is not None]
    lines = [line for one in roots for line in _form_lines(one)]
    return "\n".join(dict.fromkeys(lines))


def _packet(document: Any, number: int) -> bytes:
    from pypdfium2 import raw as pdfium

    size = ctypes.c_ulong()
    pdfium.FPDF_GetXFAPacketContent(document, number, None, 0, size)
    if not 0 < size.value <= _MOST_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document, number, buffer, size.value, size)
    return buffer.raw[: size.value]


def _form_lines(root: Any) -> Iterator[str]:
    """Captions of the template, then the entries of the data."""
    for part in root.iter():
        name = local_name(part)
        if name == "template":
            shown = (element for element in part.iter() if local_name(element) in _SHOWN)
            yield from _texts("".join(element.itertext()) for element in shown)
        elif name == "data" and local_name(part.getparent() if part.getparent() is not None else part) == "datasets":
            yield from _texts(part.itertext())


def _texts(pieces: Any) -> Iterator[str]:
    yield from (line for line in (" ".join(piece.split()) for piece in pieces) if line)


def attached_files(document: Any) -> list[Any]:
    """The files that lie in a document: members of a portfolio, attachments."""
    from pypdfium2 import raw as pdfium

    count = min(max(0, pdfium.FPDFDoc_GetAttachmentCount(document)), _MOST_FILES)
    return [pdfium.FPDFDoc_GetAttachment(document, number) for number in range(count)]


def file_name(attachment: Any) -> str:
    """The name of an attached file, "unnamed" where it has none."""
    from pypdfium2 import raw as pdfium

    name = string_of(lambda buffer, size: int(pdfium.FPDFAttachment_GetName(attachment, buffer, size)))
    return name.replace("/", "_") or "unnamed"


def file_bytes(attachment: Any) -> bytes | None:
    """The bytes of an attached file; None where the document holds none of them."""
    from pypdfium2 import raw as pdfium

    size = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, size):
        return None
    buffer = ctypes.create_string_buffer(max(1, size.value))
    if not pdfium.FPDFAttachment_GetFile(attachment, buffer, size.value, size):
        return None
    return buffer.raw[: size.value]
