"""Text and facts of documents: one reader per format family, each document in isolation, every failure named."""

from __future__ import annotations

from pathlib import Path

from readiness.extraction.settings import ExtractionSettings
from readiness.model import Document

__all__ = ["ExtractionSettings", "extract"]


def extract(path_or_bytes: Path | str | bytes, *, name: str = "") -> Document:
    r"""Read one document in this process.

    A hostile document can stop or crash the process that reads it; ``readiness.extraction.batch.extract_items`` reads
    many in workers that can be lost.

    Parameters
    ----------
    path_or_bytes: the file, or its content.
    name: the document's name; its extension is only a claim. Defaults to the file's name.

    Returns
    -------
    Document: ``outcome`` and ``detail`` state what is wrong with it; bad data raises nothing.

    Examples
    --------
    >>> extract(b"# Leave policy\n\nReviewed yearly.", name="leave.md").headings
    ('Leave policy',)
    >>> extract(b"", name="nothing.pdf").outcome
    <Outcome.EMPTY: 'empty'>
    """
    from readiness.extraction.examine import read_document

    return read_document(path_or_bytes, name=name)
