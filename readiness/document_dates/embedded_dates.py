"""Dates inside a file's own metadata. Programs leave epochs and factory clocks there; those are not trusted."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

EARLIEST = dt.date(1985, 1, 1)
"""No office, PDF or mail format that embeds dates is older; chosen by us."""

_BOGUS = frozenset(
    {
        dt.date(1601, 1, 1),  # Windows FILETIME zero
        dt.date(1899, 12, 30),  # OLE automation zero
        dt.date(1899, 12, 31),
        dt.date(1900, 1, 1),
        dt.date(1904, 1, 1),  # classic Mac zero
        dt.date(1970, 1, 1),  # POSIX zero
        dt.date(1980, 1, 1),  # DOS and ZIP zero
        dt.date(2000, 1, 1),  # firmware clocks without a battery
        dt.date(2001, 1, 1),  # Cocoa zero
    }
)
_TEMPLATE_STAMPS = frozenset(
    {
        "2013-12-23T23:15:00",  # python-docx, templates/default.docx, created and modified
        "2013-01-27T09:14:16",  # python-pptx, templates/default.pptx, created
        "2013-01-27T09:15:58",  # python-pptx, templates/default.pptx, modified
        "2006-09-16T00:00:00",  # Microsoft Excel 2007 and 2010, created of every new workbook
        "2015-06-05T18:17:20",  # Microsoft Excel 2016 and later, created of every new workbook
        "2015-06-05T18:19:34",  # Microsoft Excel 2016 and later, created of every new workbook, other builds
    }
)
"""Stamps that a program copies from its own template into each new file: the day of the template, not of the file."""

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_PDF = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})(\d{2})(?:\d{2,6})?")


def embedded_date(value: str) -> dt.date | None:
    """An embedded date as its calendar day as written (no shift to UTC): ISO 8601, PDF ``D:`` or RFC 5322.

    None where it cannot be read, names a zero of some clock, or is the stamp of a template.

    >>> embedded_date("D:20240503101500Z"), embedded_date("1980-01-01T00:00:00Z")
    (datetime.date(2024, 5, 3), None)
    """
    if value.strip()[:19] in _TEMPLATE_STAMPS:
        return None
    match = _ISO.match(value) or _PDF.match(value)
    try:
        if match:
            date = dt.date(int(match[1]), int(match[2]), int(match[3]))
        else:
            date = parsedate_to_datetime(value[:100]).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return None if date in _BOGUS or date < EARLIEST else date
