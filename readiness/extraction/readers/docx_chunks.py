"""Files that a Word document includes as paragraphs (ISO/IEC 29500-1, 11.3.1: altChunk): HTML, RTF, mail, text."""

from __future__ import annotations

import importlib
import posixpath
from collections.abc import Iterator

from readiness.extraction import guarded_zip
from readiness.extraction.document import RawFile, Unreadable
from readiness.extraction.markup import parse
from readiness.extraction.sniff import sniff_bytes

_KIND = "/aFChunk"
_READERS = {"eml": "eml", "html": "html", "md": "plain_text", "rtf": "rtf", "txt": "plain_text", "xml": "html"}
"""Formats that hold no further chunks: a document within the document is not entered."""

_MAX_CHUNKS = 100


def texts(parts: guarded_zip.Archive, main: str) -> list[str]:
    """The text of each chunk that ``main`` refers to, in the order of its relations."""
    chunks = (_text(parts.get(name), name) for name in list(_names(parts, main))[:_MAX_CHUNKS])
    return [text for text in chunks if text]


def _names(parts: guarded_zip.Archive, main: str) -> Iterator[str]:
    folder, name = posixpath.split(main)
    part = f"{folder}/_rels/{name}.rels".lstrip("/")
    data = parts.get(part)
    if _KIND.encode() not in data:
        return
    for relation in parse(data, part):
        if str(relation.get("Type", "")).endswith(_KIND):
            target = str(relation.get("Target", ""))
            yield target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _text(data: bytes, name: str) -> str:
    kind = sniff_bytes(data)
    if kind not in _READERS:
        return ""
    reader = importlib.import_module(f"readiness.extraction.readers.{_READERS[kind]}")
    try:
        return str(reader.read(RawFile(data=data, name=name, format=kind)).text)
    except Unreadable:
        return ""
