"""Bytes to text and facts: one lane per format family, each document in isolation, every failure named."""

from __future__ import annotations

from pathlib import Path

from readiness.extraction.settings import ExtractionSettings
from readiness.model import Document

__all__ = ["ExtractionSettings", "extract"]


def extract(path_or_bytes: Path | str | bytes, *, name: str = "") -> Document:
    r"""Read one document here and now, in this process.

    A hostile document can stop or crash the process that reads it; ``readiness.extraction.batch.extract_items`` reads
    many in workers that can be lost.

    Parameters
    ----------
    path_or_bytes: the file, or its content.
    name: what the document is called; its extension is only a claim. Defaults to the file's name.

    Returns
    -------
    Document: what is wrong with it stands in ``outcome`` and ``detail``; bad data raises nothing.

    Examples
    --------
    >>> extract(b"# Leave policy\n\nReviewed yearly.", name="leave.md").headings
    ('Leave policy',)
    >>> extract(b"", name="nothing.pdf").outcome
    <Outcome.EMPTY: 'empty'>
    """
    from readiness.extraction.examine import document

    return document(path_or_bytes, name=name)
