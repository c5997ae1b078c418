"""Hidden text of Word documents: runs that are set hidden, white letters on no ground, letters of one point or less.

Styles are not followed. White letters in tables, shapes and shaded paragraphs are left out: they have a ground there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.extraction import guarded_zip
from readiness.extraction.document import RawFile
from readiness.extraction.hidden.hidden_text import HiddenText
from readiness.extraction.markup import local_name, parse

_PARTS = r"(?:word/)?(?:document|header|footer|footnotes|endnotes)\d*\.xml"
_GROUNDED = frozenset({"tbl", "txbxContent", "drawing", "pict", "del", "moveFrom", "Fallback"})
_TINY_HALF_POINTS = 2
_OFF = frozenset({"0", "false", "off"})


def find(raw: RawFile) -> Iterator[HiddenText]:
    """The hidden runs of the body, headers, footers and notes."""
    with guarded_zip.open_archive(raw.data) as parts:
        for name in parts.names(_PARTS):
            yield from _runs(parse(parts.read(name), name))


def _runs(root: Any) -> Iterator[HiddenText]:
    for run in root.iter("{*}r"):
        marks = next((child for child in run if local_name(child) == "rPr"), None)
        text = "".join(child.text or "" for child in run if local_name(child) == "t")
        if marks is not None and text.strip() and (kind := _kind(run, marks)):
            yield HiddenText(kind=kind, text=f"{text} ")


def _kind(run: Any, marks: Any) -> str:
    values = {local_name(mark): _value(mark) for mark in marks}
    if "vanish" in values and values["vanish"] not in _OFF:
        return "vanish"
    size = values.get("sz", "")
    if size.isdigit() and int(size) <= _TINY_HALF_POINTS:
        return "zero_size"
    white = values.get("color", "").lower() == "ffffff"
    return "white_text" if white and not {"shd", "highlight"} & set(values) and not _has_ground(run) else ""


def _has_ground(run: Any) -> bool:
    """True in tables and shapes, and in paragraphs that are shaded or have a style, which may shade them."""
    for above in run.iterancestors():
        name = local_name(above)
        if name in _GROUNDED:
            return True
        if name == "p" and any(local_name(one) in {"shd", "pStyle"} for one in above.iter() if one is not run):
            return True
    return False


def _value(mark: Any) -> str:
    return next((str(value) for name, value in mark.attrib.items() if name.endswith("}val")), "")
