"""One item opened: its bytes hashed, sniffed and read, its facts as a row of ``schemas.PROFILE_DOCUMENTS``."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from readiness.extraction import read_one, table_checks
from readiness.extraction.decoding import encoding_problem
from readiness.extraction.document import Raw, Reading
from readiness.extraction.language import language_of
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format, refined, sniff_file
from readiness.extraction.unpacking import CONTAINERS
from readiness.model import Document, Outcome

_CHUNK_BYTES = 1 << 20
_MAX_TEXT_FACT = 500
_MAX_METADATA = 200
_UNREADABLE_FILE = "cannot be opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be opened. ``kind`` is document or table; ``engine`` lanes or unstructured."""

    name: str
    kind: str = "document"
    engine: str = read_one.LANES_ENGINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """``facts`` are the columns of ``PROFILE_DOCUMENTS`` but for source and item."""

    facts: Mapping[str, Any]
    text: str = ""


def document(path_or_bytes: Path | str | bytes, *, name: str = "") -> Document:
    """``readiness.extraction.extract``."""
    settings = ExtractionSettings()
    if isinstance(path_or_bytes, bytes):
        return _document(io.BytesIO(path_or_bytes), name, settings)
    path = Path(path_or_bytes)
    try:
        with path.open("rb") as file:
            return _document(file, name or path.name, settings)
    except OSError as error:
        detail = f"{_UNREADABLE_FILE}: {error.strerror or error}"
        return Document(name=name or path.name, format="unknown", outcome=Outcome.CORRUPT, detail=detail)


def _document(file: BinaryIO, name: str, settings: ExtractionSettings) -> Document:
    size = file.seek(0, io.SEEK_END)
    found = _format(file, name)
    read = _read(file, size, Request(name=name), found, settings)
    if read_one.wants_second_try(read.reading.outcome, found) and size:
        read = _read(file, size, Request(name=name, engine=read_one.UNSTRUCTURED_ENGINE), found, settings)
    reading = read.reading
    return Document(
        name=name,
        format=found,
        outcome=reading.outcome,
        detail=reading.detail,
        text=reading.text,
        title=reading.title,
        author=reading.author,
        language=language_of(reading.text),
        encoding=reading.encoding,
        engine=read.engine,
        pages=reading.pages,
        pages_without_text=reading.pages_without_text,
        tables=reading.tables,
        headings=reading.headings,
        dates=dict(reading.dates),
        metadata=dict(reading.metadata),
    )


def digest(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex, and the size in bytes."""
    sha, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        sha.update(chunk)
        size += len(chunk)
    return sha.hexdigest(), size


def examine(file: BinaryIO, request: Request, known: tuple[str, int], settings: ExtractionSettings) -> Examined:
    """Facts and text of one opened file; ``known`` is its ``digest``. Tables are opened and checked, never read."""
    started = time.process_time()
    found = _format(file, request.name)
    if found in CONTAINERS:  # its text is that of its members, which are items of their own
        request = replace(request, kind="container")
        read = read_one.Read(reading=Reading(outcome=Outcome.OK), engine="")
    elif request.kind == "table" and table_checks.knows(found):
        read = read_one.Read(reading=table_checks.check(file, known[1], found, request.name), engine="")
    else:
        read = _read(file, known[1], request, found, settings)
    reading = replace(read.reading, text="") if request.kind == "table" else read.reading
    spent_ms = (time.process_time() - started) * 1000
    return Examined(
        facts=_facts(reading, request, found, known) | {"engine": read.engine, "cpu_ms": spent_ms}, text=reading.text
    )


def failed(request: Request, outcome: Outcome, detail: str, told: object) -> Examined:
    """What can still be said of a document whose worker was lost. ``told`` is its ``digest``, if it got that far."""
    known = (told[0], told[1]) if isinstance(told, (list, tuple)) else (None, None)
    found = claimed_format(request.name) or "unknown"
    facts = _facts(Reading(outcome=outcome, detail=detail), request, found, known)
    return Examined(facts=facts | {"engine": "", "cpu_ms": None})


def unopened(request: Request, error: OSError) -> Examined:
    """The file vanished, or may not be read, between listing and reading."""
    detail = f"{_UNREADABLE_FILE}: {error.strerror or type(error).__name__}"
    return failed(request, Outcome.CORRUPT, detail, None)


def unfetched(request: Request, problem: str) -> Examined:
    """The bytes did not come from the source."""
    return failed(request, Outcome.CORRUPT, f"the file cannot be fetched: {problem}", None)


def _format(file: BinaryIO, name: str) -> str:
    return refined(claimed_format(name), sniff_file(file))


def _read(file: BinaryIO, size: int, request: Request, found: str, settings: ExtractionSettings) -> read_one.Read:
    if size > settings.max_bytes:
        detail = f"{size} bytes; documents over {settings.max_bytes} bytes are not opened"
        return read_one.Read(reading=Reading(outcome=Outcome.TOO_LARGE, detail=detail), engine="")
    file.seek(0)
    raw = Raw(data=file.read(settings.max_bytes), name=request.name, format=found)
    read = read_one.read(raw, engine=request.engine, max_characters=settings.max_characters)
    problem = read.reading.encoding_problem or encoding_problem(read.reading.text, decoded=bool(read.reading.encoding))
    return replace(read, reading=replace(read.reading, encoding_problem=problem))


def _facts(reading: Reading, request: Request, found: str, known: tuple[str | None, int | None]) -> dict[str, Any]:
    text = reading.text
    words = text.split()
    return {
        "kind": request.kind,
        "sha256": known[0],
        "size_bytes": known[1],
        "claimed": claimed_format(request.name),
        "format": found,
        "outcome": reading.outcome.value,
        "detail": _clean(reading.detail),
        "title": _clean(reading.title),
        "author": _clean(reading.author),
        "language": language_of(text),
        "encoding": reading.encoding,
        "encoding_problem": reading.encoding_problem,
        "pages": reading.pages,
        "pages_without_text": reading.pages_without_text,
        "tables": reading.tables,
        "characters": len(text),
        "words": len(words),
        "text_sha256": hashlib.sha256(" ".join(words).encode()).hexdigest() if words else "",
        "embedded_dates": _pairs(reading.dates),
        "metadata": _pairs(reading.metadata),
    }


def _pairs(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((_clean(key), _clean(value)) for key, value in list(values.items())[:_MAX_METADATA] if value)


def _clean(value: str) -> str:
    """One line of sound characters, bounded: facts come from anybody's files."""
    sound = value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return " ".join(sound.split())[:_MAX_TEXT_FACT]
