"""Files that lie in a PDF (ISO 32000-1, 7.11.4 and 12.3.5): attachments, and the members of a portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from readiness.extraction.document import Unreadable
from readiness.extraction.readers import pdf_parts
from readiness.extraction.unpacking.entry import DamagedMember, Entry
from readiness.model import Outcome


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:  # noqa: ARG001 - every reader is given it
    """Attached files in the order of the document."""
    import pypdfium2

    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        raise Unreadable(Outcome.CORRUPT, f"pdfium cannot open it: {error}") from None
    try:
        for attachment in pdf_parts.attached_files(document):
            yield Entry(name=pdf_parts.file_name(attachment), chunks=_content(attachment))
    finally:
        document.close()


def _content(attachment: object) -> Iterator[bytes]:
    data = pdf_parts.file_bytes(attachment)
    if data is None:
        raise DamagedMember(Outcome.CORRUPT, "the document names the file and does not hold it")
    yield data
