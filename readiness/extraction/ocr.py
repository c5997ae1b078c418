"""Legibility of scans: an OCR engine reads one page of a few documents; words are counted, the text is discarded.

Reading every scan takes some eight processor seconds a page, so an audit never does; a few pages show whether reading
them all would pay. Imported only where used, offline: the engine's models come in its package.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache as remember
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.extraction import cache
from readiness.extraction.cross_check import SampleReader, draw
from readiness.extraction.examine import Examination
from readiness.extraction.readers.pdf import FEW_CHARACTERS
from readiness.extraction.settings import ExtractionSettings
from readiness.extraction.worker import PRELOAD
from readiness.model import Outcome
from readiness.workers import pool

READ, FAILED = "read", "failed"

LEGIBLE_WORDS, LEGIBLE_CONFIDENCE = 5, 0.8
"""A page is legible where OCR finds at least this many words and is this sure of them on average. The engine's own
confidence on clean print lies above 0.95, on faded or tilted print between 0.8 and 0.95. Chosen by us."""

_PACKAGES = ("rapidocr", "onnxruntime")
_FORMATS = frozenset({"bmp", "gif", "jpg", "pdf", "png", "tiff", "webp"})
_DPI, _LONGEST_PIXELS = 200, 2400  # A4 at 200 dpi: what scanners make, and what the engine scales down to anyway
_MOST_PIXELS = 100_000_000
_PAGES_EXAMINED = 50
_MIN_SECONDS = 120.0
_FACTS = ["source", "item", "kind", "container", "sha256", "format", "outcome", "characters", "pages_without_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to read of the document at ``path``, drawn by ``sha256`` among its pages without text."""

    source: str
    item: str
    format: str
    sha256: str
    path: Path
    any_page: bool


def why_not() -> str:
    """Reason why pages cannot be read here, as a clause; "" where they can. Imports nothing."""
    return "" if all(find_spec(package) is not None for package in _PACKAGES) else "the extra ocr is not installed"


def is_legible(row: Mapping[str, Any]) -> bool:
    """True where a row of ``OCR_SAMPLE`` was read as words."""
    return (row["words"] or 0) >= LEGIBLE_WORDS and (row["confidence"] or 0.0) >= LEGIBLE_CONFIDENCE


def write_sample(sample: SampleReader, size: int, settings: ExtractionSettings) -> pa.Table:
    """Read one page of at most ``size`` scans and write ``ocr_sample.parquet`` (``schemas.OCR_SAMPLE``).

    Needs ``profile_documents``. Empty where ``size`` is 0 or no engine is installed. A page that was read before, by
    its document's content, is not read again.
    """
    rows = [] if size == 0 or why_not() else list(_rows(_draw_pages(sample, size), sample, settings))
    rows.sort(key=lambda row: (row["source"], row["item"]))
    table = pa.Table.from_pylist(rows, schema=schemas.OCR_SAMPLE)
    pq.write_table(table, sample.stages / "ocr_sample.parquet", compression="zstd")
    return table


def _draw_pages(sample: SampleReader, size: int) -> list[Page]:
    with pq.ParquetFile(sample.stages / "profile_documents.parquet") as file:
        batches = file.iter_batches(columns=_FACTS)
        rows = draw((row for batch in batches for row in batch.to_pylist() if _is_scan(row)), size)
    pages = ((row, sample.path_of(row["source"], row["item"])) for row in rows)
    return [_page(row, path) for row, path in pages if path is not None]


def _is_scan(row: Mapping[str, Any]) -> bool:
    if row["format"] not in _FORMATS or row["sha256"] is None or row["container"] is not None:
        return False
    scanned = row["outcome"] in {Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER}
    readable = row["outcome"] in {Outcome.OK, Outcome.OWNER_LOCKED}
    return scanned or (readable and bool(row["pages_without_text"]))


def _page(row: Mapping[str, Any], path: Path) -> Page:
    names = ("source", "item", "format", "sha256")
    return Page(**{name: row[name] for name in names}, path=path, any_page=row["outcome"] == Outcome.GARBLED_TEXT_LAYER)


def _rows(pages: Iterable[Page], sample: SampleReader, settings: ExtractionSettings) -> Iterator[dict[str, Any]]:
    waiting = []
    for page in pages:
        known = cache.load(sample.entries, _key(page))
        if known is None:
            waiting.append(page)
        else:
            yield _row(page, known.facts)
    if not waiting:
        return
    limits = pool.Limits(workers=1, seconds=max(settings.seconds, _MIN_SECONDS), memory_mb=settings.memory_mb)
    answers = pool.run(iter(waiting), _handle, limits, setup=_load, preload=PRELOAD)
    with closing(answers):
        for page, answer in answers:
            if isinstance(answer, pool.Lost):
                yield _row(page, {"state": FAILED, "detail": answer.detail})
            else:
                cache.save(sample.entries, _key(page), Examination(facts=answer))
                yield _row(page, answer)


def _row(page: Page, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": page.source, "item": page.item, "format": page.format, **facts}


def _key(page: Page) -> str:
    versions = [importlib.metadata.version(package) for package in _PACKAGES]
    parts = ["ocr", cache.extractor_version(), *versions, page.format, str(page.any_page), page.sha256]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# inside a worker ----------------------------------------------------------------------------------------------------


def _handle(page: Page, _report: Callable[[object], None]) -> dict[str, Any]:
    started = time.process_time()
    try:
        number, picture = _render_page(page)
        lines, scores = _read(picture)
    except Exception as error:  # noqa: BLE001 - a library's failure is a fact about the scan
        return {"state": FAILED, "detail": f"{type(error).__name__}: {error}"[:200]}
    spent_ms = (time.process_time() - started) * 1000
    lengths = [len(line) for line in lines]
    sure = sum(score * length for score, length in zip(scores, lengths, strict=True)) / max(1, sum(lengths))
    words = sum(len(line.split()) for line in lines)
    return {"page": number, "state": READ, "detail": "", "words": words, "confidence": sure, "cpu_ms": spent_ms}


def _load() -> None:
    _engine()


@remember
def _engine() -> Any:
    from rapidocr import RapidOCR

    quiet = {"Global.log_level": "critical"}
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={**quiet, **threads})


def _read(picture: Any) -> tuple[tuple[str, ...], tuple[float, ...]]:
    import numpy as np

    ocr_result = _engine()(np.asarray(picture)[:, :, ::-1])  # the engine expects blue first, as OpenCV does
    return tuple(ocr_result.txts or ()), tuple(float(score) for score in ocr_result.scores or ())


def _render_page(page: Page) -> tuple[int, Any]:
    """The number of the page drawn, from 1, and the page as an RGB picture."""
    data = page.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != page.sha256:
        raise ValueError("the document changed while the audit ran")
    return _render_pdf_page(data, page) if page.format == "pdf" else (1, _load_picture(data))


def _load_picture(data: bytes) -> Any:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError(f"{image.width} x {image.height} pixels are too many to read here")
        image.thumbnail((_LONGEST_PIXELS, _LONGEST_PIXELS))
        return image.convert("RGB")


def _render_pdf_page(data: bytes, page: Page) -> tuple[int, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        number = next(_pages_without_text(document, page))
        drawn = document[number]
        scale = min(_DPI / 72, _LONGEST_PIXELS / max(1.0, *drawn.get_size()))
        return number + 1, drawn.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def _pages_without_text(document: Any, page: Page) -> Iterator[int]:
    """Pages without text, in an order drawn by the document's content; the first of all where none is found."""
    total = len(document)
    first = int(page.sha256[:8], 16) % max(1, total)
    order = [(first + step) % total for step in range(min(total, _PAGES_EXAMINED))]
    for number in order:
        text = document[number].get_textpage().get_text_bounded()
        if page.any_page or len("".join(text.split())) < FEW_CHARACTERS:
            yield number
    yield first
