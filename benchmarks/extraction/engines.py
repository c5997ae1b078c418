"""Each reader behind one call: a path in, its text out. Runs in workers, in whichever environment has the reader."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import io
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

FORMATS = (
    "pdf", "docx", "pptx", "xlsx", "xls", "xlsb", "doc", "ppt", "odt", "ods", "odp", "rtf", "epub", "html", "eml",
    "msg", "mbox", "txt", "md", "csv", "tsv", "json", "jsonl", "xml",
)  # fmt: skip

READS = {
    "markitdown": frozenset("pdf docx pptx xlsx xls html msg epub txt md csv json jsonl xml".split()),
    "unstructured": frozenset("pdf docx pptx xlsx xls html msg eml txt md csv tsv xml".split()),
}
"""What an engine reads by its own documentation, without other programs: of anything else markitdown gives the bytes as
they are, which would count as words. The other engines are given every format."""

Answer = dict[str, Any]

DISTRIBUTIONS = {
    "readiness": "data-readiness-audit",
    "unstructured": "unstructured",
    "kreuzberg": "kreuzberg",
    "extractous": "extractous",
    "markitdown": "markitdown",
}


def version(engine: str) -> str:
    """The installed version, "" where it is absent."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(DISTRIBUTIONS[engine])
    return ""


def load(engine: str) -> None:
    """Import what the engine needs, so that no document pays for it."""
    _reader(engine)


def read(engine: str, texts: Path | None, path: str, report: Callable[[object], None]) -> Answer:
    """Outcome of one document; its text goes to a file of ``texts``, if that is given."""
    report(path)
    started, error, text = time.process_time(), "", ""
    try:
        text = _reader(engine)(Path(path))
    except MemoryError:
        error = "MemoryError"
    except BaseException as failure:  # noqa: BLE001 - whatever a reader raises is counted, not handled
        error = f"{type(failure).__name__}: {failure}"[:200]
    spent_ms = (time.process_time() - started) * 1000
    if texts is not None and text.strip():
        (texts / name_of(path)).write_text(text, "utf-8", "replace")
    return {"path": path, "cpu_ms": spent_ms, "characters": len(text.strip()), "error": error}


def name_of(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


@cache
def _reader(engine: str) -> Callable[[Path], str]:
    return {
        "readiness": _readiness,
        "unstructured": _load_unstructured,
        "kreuzberg": _kreuzberg,
        "extractous": _extractous,
        "markitdown": _markitdown,
    }[engine]()


def _readiness() -> Callable[[Path], str]:
    """Read a document as an audit does: its hash, type, text, facts and language."""
    from readiness.extraction import examine, preload
    from readiness.extraction.settings import ExtractionSettings

    assert preload
    settings = ExtractionSettings()

    def read_one(path: Path) -> str:
        with path.open("rb") as file:
            request = examine.Request(name=path.name)
            return examine.examine(file, request, examine.compute_digest(file), settings).text

    return read_one


def _load_unstructured() -> Callable[[Path], str]:
    """Per-type partitioners, offline, with the tokenisers this project puts in place of a model."""
    from readiness.extraction import unstructured_reader
    from readiness.extraction.document import RawFile
    from readiness.extraction.sniff import claimed_format, refine_format, sniff_file

    unstructured_reader.load(FORMATS)

    def read_one(path: Path) -> str:
        data = path.read_bytes()
        kind = refine_format(claimed_format(path.name), sniff_file(io.BytesIO(data)))
        if not unstructured_reader.can_read(kind):
            raise LookupError(f"reads no {kind} here")
        return unstructured_reader.read(RawFile(data=data, name=path.name, format=kind)).text

    return read_one


def _kreuzberg() -> Callable[[Path], str]:
    import kreuzberg

    config = kreuzberg.ExtractionConfig(use_cache=False, enable_quality_processing=False, disable_ocr=True)
    return lambda path: str(kreuzberg.extract_file_sync(str(path), config=config).content)


def _extractous() -> Callable[[Path], str]:
    from extractous import Extractor, PdfOcrStrategy, PdfParserConfig

    pdf = PdfParserConfig().set_ocr_strategy(PdfOcrStrategy.NO_OCR)
    extractor = Extractor().set_extract_string_max_length(50_000_000).set_pdf_config(pdf)
    return lambda path: str(extractor.extract_file_to_string(str(path))[0])


def _markitdown() -> Callable[[Path], str]:
    from markitdown import MarkItDown

    converter = MarkItDown(enable_plugins=False)
    return lambda path: str(converter.convert_local(str(path)).text_content)


def handler(engine: str, texts: Path | None) -> Callable[..., Answer]:
    return partial(read, engine, texts)
