"""Examination of one item: bytes hashed, recognised and read; facts as a row of ``schemas.PROFILE_DOCUMENTS``."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from readiness.extraction import hidden, read_one, table_checks
from readiness.extraction.document import RawFile, ReadResult
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.sniff import claimed_format, refine_format, sniff_file
from readiness.extraction.unpacking import CONTAINERS
from readiness.model import Document, Outcome
from readiness.text.decoding import worst_problem
from readiness.text.language import language_of

_CHUNK_BYTES = 1 << 20
_MAX_TEXT_FACT = 500
_MAX_METADATA = 200
_UNREADABLE_FILE = "cannot be opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An item to open. ``kind`` is document or table; ``engine`` lanes (our own readers) or unstructured."""

    name: str
    kind: str = "document"
    engine: str = read_one.OWN_READERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Facts and text of one item; ``facts`` are the columns of ``PROFILE_DOCUMENTS`` except source and item."""

    facts: Mapping[str, Any]
    text: str = ""


def read_document(path_or_bytes: Path | str | bytes, *, name: str = "") -> Document:
    """``readiness.extraction.extract``."""
    settings = ExtractionSettings()
    if isinstance(path_or_bytes, bytes):
        return _read_document(io.BytesIO(path_or_bytes), name, settings)
    path = Path(path_or_bytes)
    try:
        with path.open("rb") as file:
            return _read_document(file, name or path.name, settings)
    except OSError as error:
        detail = f"{_UNREADABLE_FILE}: {error.strerror or error}"
        return Document(name=name or path.name, format="unknown", outcome=Outcome.CORRUPT, detail=detail)


def _read_document(file: BinaryIO, name: str, settings: ExtractionSettings) -> Document:
    size = file.seek(0, io.SEEK_END)
    format_name = _format(file, name)
    read = _read(file, size, Request(name=name), format_name, settings)
    if read_one.wants_second_try(read.reading.outcome, format_name) and size:
        read = _read(file, size, Request(name=name, engine=read_one.UNSTRUCTURED_ENGINE), format_name, settings)
    reading = read.reading
    return Document(
        name=name,
        format=format_name,
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


LARGEST_WORKBOOK = 50_000_000
"""Bytes of a workbook that is still searched for hidden sheets, rows and columns. Chosen by us."""


class Digest(NamedTuple):
    """Identity of a file's content: SHA-256 in hex, and the size in bytes."""

    sha256: str
    size_bytes: int


def compute_digest(file: BinaryIO) -> Digest:
    """Hash a seekable file from its beginning."""
    sha, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        sha.update(chunk)
        size += len(chunk)
    return Digest(sha.hexdigest(), size)


def examine(file: BinaryIO, request: Request, digest: Digest, settings: ExtractionSettings) -> Examination:
    """Facts and text of one opened file. Tables are opened and checked, never read."""
    started = time.process_time()
    format_name = _format(file, request.name)
    if format_name in CONTAINERS:  # its text is that of its members, which are items of their own
        request = replace(request, kind="container")
        read = read_one.EngineResult(reading=ReadResult(outcome=Outcome.OK), engine="")
    elif request.kind == "table" and table_checks.can_check(format_name):
        checked = table_checks.check(file, digest.size_bytes, format_name, request.name)
        read = read_one.EngineResult(reading=_with_hidden_sheets(checked, file, digest, format_name), engine="")
    else:
        read = _read(file, digest.size_bytes, request, format_name, settings)
    reading = replace(read.reading, text="") if request.kind == "table" else read.reading
    spent_ms = (time.process_time() - started) * 1000
    return Examination(
        facts=_facts(reading, request, format_name, digest) | {"engine": read.engine, "cpu_ms": spent_ms},
        text=reading.text,
    )


def _with_hidden_sheets(checked: ReadResult, file: BinaryIO, digest: Digest, format_name: str) -> ReadResult:
    """The result of a check with the workbook's hidden sheets, rows and columns, where it is not too large for that."""
    if format_name not in hidden.FINDERS or digest.size_bytes > LARGEST_WORKBOOK:
        return checked
    file.seek(0)
    return hidden.with_hidden_text(checked, RawFile(data=file.read(), name="", format=format_name))


def failed_examination(request: Request, outcome: Outcome, detail: str, last_report: object) -> Examination:
    """Facts of a document whose worker was lost; ``last_report`` is its digest where the worker got that far."""
    digest = Digest(*last_report) if isinstance(last_report, (list, tuple)) else None
    format_name = claimed_format(request.name) or "unknown"
    facts = _facts(ReadResult(outcome=outcome, detail=detail), request, format_name, digest)
    return Examination(facts=facts | {"engine": "", "cpu_ms": None})


def unopened_file(request: Request, error: OSError) -> Examination:
    """Facts of a file that vanished, or may not be read, between listing and reading."""
    detail = f"{_UNREADABLE_FILE}: {error.strerror or type(error).__name__}"
    return failed_examination(request, Outcome.CORRUPT, detail, None)


def unfetched_file(request: Request, problem: str) -> Examination:
    """Facts of a file whose bytes could not be fetched from the source."""
    return failed_examination(request, Outcome.CORRUPT, f"the file cannot be fetched: {problem}", None)


def _format(file: BinaryIO, name: str) -> str:
    return refine_format(claimed_format(name), sniff_file(file))


def _read(
    file: BinaryIO, size: int, request: Request, format_name: str, settings: ExtractionSettings
) -> read_one.EngineResult:
    if size > settings.max_bytes:
        detail = f"{size} bytes; documents over {settings.max_bytes} bytes are not opened"
        return read_one.EngineResult(reading=ReadResult(outcome=Outcome.TOO_LARGE, detail=detail), engine="")
    file.seek(0)
    raw = RawFile(data=file.read(settings.max_bytes), name=request.name, format=format_name)
    read = read_one.read(raw, engine=request.engine, max_characters=settings.max_characters)
    reading = read.reading
    problem = worst_problem(reading.encoding_problem, reading.text, decoded=bool(reading.encoding))
    return replace(read, reading=replace(read.reading, encoding_problem=problem))


def _facts(reading: ReadResult, request: Request, format_name: str, digest: Digest | None) -> dict[str, Any]:
    text = reading.text
    words = text.split()
    return {
        "kind": request.kind,
        "sha256": digest.sha256 if digest else None,
        "size_bytes": digest.size_bytes if digest else None,
        "claimed": claimed_format(request.name),
        "format": format_name,
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
    """One line of valid characters, bounded: facts come from untrusted files."""
    sound = value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return " ".join(sound.split())[:_MAX_TEXT_FACT]
