"""Formats that file names claim, and their agreement with the content. Only a misleading claim counts as broken."""

from __future__ import annotations

from readiness.extraction.formats import FORMATS

EMPTY = "empty"
UNKNOWN = "unknown"

_FORMAT_OF = {extension: each.name for each in FORMATS for extension in each.extensions}

PLAIN_TEXT = frozenset(each.name for each in FORMATS if each.is_plain_text)
_PROSE = frozenset({"txt", "md", "mbox", "eml"})

_CONTRADICTED_BY = {each.name: frozenset(each.contradicted_by) for each in FORMATS if each.is_plain_text}
_ACCEPTS = {each.name: frozenset(each.accepts) for each in FORMATS if each.accepts}


def claimed_format(name: str) -> str:
    """The format that a file name claims, "" when its extension claims none.

    >>> claimed_format("Q3/Report.DOCX"), claimed_format("page.htm"), claimed_format("README")
    ('docx', 'html', '')
    """
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    return _FORMAT_OF.get(extension.lower(), "") if dot and stem else ""


def agrees(claimed: str, actual: str) -> bool:
    """True unless the content clearly is of another format than the name claims.

    Content that is not recognised, or no content at all, contradicts nothing: that is ``format.unreadable``.

    >>> agrees("pdf", "html"), agrees("txt", "md"), agrees("docx", "ooxml-encrypted"), agrees("csv", "html")
    (False, True, True, False)
    """
    if not claimed or claimed == actual or actual in {EMPTY, UNKNOWN}:
        return True
    if claimed in PLAIN_TEXT and actual in PLAIN_TEXT:
        return actual not in _CONTRADICTED_BY[claimed]
    return actual in _ACCEPTS.get(claimed, ())


def refine_format(claimed: str, actual: str) -> str:
    """The format to read a file as: that of the content, more precisely by the claim where the two agree.

    Content decides; where plain text could be of several formats its name decides, so that a ``.txt``
    with commas in it is no table and a one-column ``.csv`` is one.

    >>> refine_format("txt", "csv"), refine_format("csv", "txt")
    ('txt', 'csv')
    >>> refine_format("txt", "html"), refine_format("pdf", "html")
    ('html', 'html')
    """
    if not claimed or claimed == actual or not agrees(claimed, actual) or actual in {EMPTY, UNKNOWN}:
        return actual
    if claimed not in PLAIN_TEXT:
        return claimed if actual == "ooxml" else actual
    if claimed in _PROSE and actual in {"html", "eml", "xml"}:
        return claimed if claimed == "md" else actual
    return "jsonl" if (claimed, actual) == ("json", "jsonl") else claimed
