"""Fields that a document states at its top: front matter and header lines, as ``(key, value, source)``.

Front matter, and a file that is YAML, TOML or JSON as a whole, are read by their parsers (``structured_fields``). Front
matter that no parser reads, as templates and broken files have it, is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.document_dates import structured_fields

FRONT_MATTER = "front_matter"
HEADER = "header"
WHOLE_FILE = "fields"
METADATA = "metadata"
STRUCTURED = frozenset({FRONT_MATTER, WHOLE_FILE, METADATA})
"""Places in which a key is read by its meaning, not by the layout of a text."""
HEAD_CHARACTERS = 6_000  # chosen by us: title page, header table and abstract; a body's own dates lie below
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FRONT_MATTER_LINES = 300
_HEADER_LINES = 60
_PAIR = re.compile(r"[ \t>*\-#|+.:]{0,12}(?P<key>[^\W\d_][\w .\-/()]{0,48}?)[ \t*_`]{0,6}(?::=|:|=|\|)(?P<value>.*)")
_FOLDED = re.compile(r"\s{0,8}---[ ](?P<body>[^\n]{1,2000}?)[ ]---(?:\s|$)")
_KEY_AHEAD = re.compile(r"[ ](?=[A-Za-z][\w-]{1,40}:[ ])")
_LIST_ITEM = re.compile(r"\s*-\s+(.+)")
_COMMENT = re.compile(r"\s#\s.*$")
_HEADING = re.compile(r"(?:#{1,6}|=={0,5})[ \t]{1,4}(?P<key>[^\W\d_][\w ]{0,30}?)[ \t:#=]*")
_HEADING_MARKS = frozenset("#=")
_RULES = frozenset("-=~^")
_RULE = re.compile(r"[-=~^]{3,80}\s*")
_STRIP = " \t\"'`*_|,\\[]"
_STRIP_BESIDE_LINKS = " \t\"'`*_|,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One stated fact; ``source`` is ``front_matter``, ``fields`` (a file of data), ``header`` or ``metadata``."""

    key: str
    value: str
    source: str


def split_front_matter(text: str) -> tuple[list[str], str]:
    """The lines of YAML or TOML front matter and the text below it; no lines where there is none.

    Front matter that a converter folded into one paragraph (``--- title: T date: 2024-05-03 ---``) is unfolded.
    """
    folded = _FOLDED.match(text[:HEAD_CHARACTERS])
    if folded:
        return _KEY_AHEAD.split(folded["body"]), text[folded.end() :]
    head = text[: 4 * HEAD_CHARACTERS].lstrip("\ufeff \t\r\n")
    if not head.startswith(tuple(_FENCES)):
        return [], text
    lines = head.splitlines()[: _FRONT_MATTER_LINES + 1]
    closing = _FENCES.get(lines[0].strip()) if lines else None
    if not closing:
        return [], text
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() in closing:
            return lines[1:index], _below(text, index + 1)
    return [], text


def _below(text: str, lines: int) -> str:
    return "".join(text.lstrip("\ufeff \t\r\n").splitlines(keepends=True)[lines:])


def _pair_fields(lines: list[str], source: str) -> Iterator[Field]:
    for index, line in enumerate(lines):
        match = _PAIR.match(line[:400])
        if not match:
            continue
        value = _COMMENT.sub("", match["value"])
        value = value.strip(_STRIP if "](" not in value else _STRIP_BESIDE_LINKS)
        if not value and index + 1 < len(lines) and (item := _LIST_ITEM.match(lines[index + 1][:400])):
            value = item[1].strip(_STRIP)
        if value:
            yield Field(key=match["key"].strip(), value=value, source=source)


def _headed_fields(lines: list[str]) -> Iterator[Field]:
    """A heading that is a key (``## Status``) and the paragraph line below it, as decision records write them."""
    for index, line in enumerate(lines):
        underlined = index + 1 < len(lines) and lines[index + 1][:1] in _RULES and _RULE.fullmatch(lines[index + 1])
        match = _HEADING.fullmatch(line[:80].rstrip()) if line[:1] in _HEADING_MARKS else None
        key = match["key"] if match else line.strip() if underlined and len(line) < 40 else ""
        if key:
            below = (rest.strip() for rest in lines[index + (2 if underlined else 1) :])
            value = next((rest for rest in below if rest and not rest.startswith("<!--")), "")
            if value:
                yield Field(key=key.strip(), value=value[:400], source=HEADER)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFields:
    """The fields at the top of a text, in the order written; ``is_data`` if the whole text is YAML, TOML or JSON."""

    fields: tuple[Field, ...]
    is_data: bool


def read_fields(text: str, name: str = "") -> StatedFields:
    r"""Every field stated at the top of ``text``; ``name`` is the name of its file.

    >>> read_fields("---\nreview_in: 6 months\n---\n# Title").fields[0].value
    '6 months'
    """
    whole = structured_fields.whole_file_pairs(text, name)
    if whole is not None:
        stated = tuple(Field(key=key, value=value, source=WHOLE_FILE) for key, value in whole)
        return StatedFields(fields=stated, is_data=True)
    front, body = split_front_matter(text)
    lines = body[:HEAD_CHARACTERS].splitlines()
    header = [line for line in lines if line.strip()][:_HEADER_LINES]
    stated = (*_front_matter_fields(text, front), *_pair_fields(header, HEADER), *_headed_fields(lines))
    return StatedFields(fields=stated, is_data=False)


def _front_matter_fields(text: str, lines: list[str]) -> Iterator[Field]:
    language = "toml" if text.lstrip("\ufeff \t\r\n").startswith("+++") else "yaml"
    content = structured_fields.parse("\n".join(lines), language) if lines else None
    if content is None:
        return _pair_fields(lines, FRONT_MATTER)
    return (Field(key=key, value=value, source=FRONT_MATTER) for key, value in structured_fields.pairs_of(content))
