"""The table of formats that are read as documents, made from ``readiness.extraction.formats``."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.extraction.formats import FORMATS, Extracts
from reports.reference.tables import code, codes, table

_HEAD = ["formats", "text", "title, author", "headings", "tables", "pages", "dates from"]


def render() -> str:
    return table(_HEAD, _rows())


def _rows() -> Iterator[list[str]]:
    """One row for all formats whose readers extract the same."""
    names: dict[Extracts, list[str]] = {}
    for each in FORMATS:
        if each.extracts is not None:
            names.setdefault(each.extracts, []).append(each.name)
    for extracts, formats in names.items():
        columns = [extracts.text, extracts.title, extracts.headings, extracts.tables, extracts.pages]
        yield [" ".join(map(code, formats)), *columns, codes(extracts.dates)]
