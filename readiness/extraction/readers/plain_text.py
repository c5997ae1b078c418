"""Plain text as it is written: prose, Markdown, logs, delimited rows, JSON. Front matter stays in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.extraction.document import RawFile, ReadResult
from readiness.text.decoding import decode
from readiness.text.hyphenation import join_lines

_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE)
_MAX_HEADINGS = 1000


def read(raw: RawFile) -> ReadResult:
    decoded = decode(raw.data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip("\x1a")
    text = join_lines(text) if raw.format == "txt" else text
    headings = tuple(_headings(text)) if raw.format == "md" else ()
    return ReadResult(
        text=text,
        title=_title(text, headings) if raw.format == "md" else "",
        encoding=decoded.encoding,
        encoding_problem=decoded.problem,
        headings=headings,
    )


def _headings(text: str) -> Iterator[str]:
    for number, match in enumerate(_MARKDOWN_HEADING.finditer(_FENCE.sub("", text))):
        if number >= _MAX_HEADINGS:
            return
        text = match[1].rstrip(" \t")
        yield text.rstrip("#").rstrip(" \t") or text[0]


def _title(text: str, headings: tuple[str, ...]) -> str:
    front = _FRONT_MATTER.match(text)
    named = _TITLE.search(front[1]) if front else None
    return named[1].strip().strip("\"'") if named else (headings[0] if headings else "")
