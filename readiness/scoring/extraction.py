"""Result of reading the documents, for the scorecard: outcomes, agreement of a second reader, OCR backlog."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from readiness.config.project import Project
from readiness.extraction import cross_check as second_reading
from readiness.extraction import ocr, unstructured_reader
from readiness.extraction.read_one import UNSTRUCTURED_ENGINE
from readiness.model import Confidence, Disagreement, Extraction, OcrBacklog, Outcome
from readiness.profilers.document_opening import OCR_PAGE_HOURS, pages_for_ocr
from readiness.scoring.intervals import Stratum, stratified_interval, weighted_rate

AGREES = 0.8
"""Two readers agree on a document where their words' harmonic mean of recall and precision is at least this. Markup,
list numbers, headers and link addresses make sound readers of one document differ by a tenth. Chosen by us."""

_NAMED = 10
"""Documents named per format; all are in extraction_confidence.parquet."""

COLUMNS = [
    "source",
    "item",
    "kind",
    "container",
    "format",
    "outcome",
    "engine",
    "characters",
    "pages",
    "pages_without_text",
]
"""What ``summarise`` needs of ``profile_documents``."""

Row = Mapping[str, Any]


@dataclass(slots=True)
class _Counts:
    """One pass over the documents: counts only, so that memory does not grow with them."""

    outcomes: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    drawable: Counter[tuple[str, str]] = field(default_factory=Counter)
    instead: Counter[str] = field(default_factory=Counter)
    scans: int = 0
    partly: int = 0
    pages: int = 0


def summarise(batches: Iterable[pa.RecordBatch], compared: pa.Table, pages: pa.Table, project: Project) -> Extraction:
    """The scorecard's ``extraction``.

    Parameters
    ----------
    batches: of ``profile_documents``, with at least ``COLUMNS``.
    compared, pages: ``schemas.EXTRACTION_CONFIDENCE`` and ``schemas.OCR_SAMPLE``.
    """
    counts = _count_outcomes(
        batches, {source.name for source in project.sources if source.engine == UNSTRUCTURED_ENGINE}
    )
    by_format: dict[str, list[Row]] = {}
    for row in compared.to_pylist():
        by_format.setdefault(row["format"], []).append(row)
    size = project.extraction.confidence_sample
    return Extraction(
        outcomes=dict(sorted(counts.outcomes.items())),
        confidence=tuple(_confidence(name, by_format.get(name, []), counts, size) for name in sorted(counts.read)),
        instead={name: count for name, count in sorted(counts.instead.items()) if count},
        ocr=_backlog(counts, pages.to_pylist(), project.extraction.ocr_sample),
    )


def _count_outcomes(batches: Iterable[pa.RecordBatch], asked: set[str]) -> _Counts:
    counts = _Counts()
    for batch in batches:
        for row in batch.select(COLUMNS).to_pylist():
            _count(row, counts, asked)
    return counts


def _count(row: Row, counts: _Counts, asked: set[str]) -> None:
    counts.outcomes[row["outcome"]] += 1
    bare = pages_for_ocr(row)
    counts.pages += bare
    counts.scans += bare > 0
    counts.partly += 0 < bare < (row["pages"] or 1)
    if row["kind"] == "document" and row["outcome"] in {Outcome.OK, Outcome.OWNER_LOCKED}:
        counts.read[row["format"]] += 1
        counts.drawable[row["format"], row["source"]] += second_reading.is_eligible(row)
        counts.instead[row["format"]] += row["source"] in asked and row["engine"] != UNSTRUCTURED_ENGINE


def _confidence(name: str, rows: Sequence[Row], counts: _Counts, size: int) -> Confidence:
    compared = [row for row in rows if row["state"] == second_reading.COMPARED]
    strata = _strata(name, compared, counts)
    return Confidence(
        format=name,
        documents=counts.read[name],
        compared=len(compared),
        unread=len(rows) - len(compared),
        recall=_median(row["recall"] for row in compared),
        precision=_median(row["precision"] for row in compared),
        agreeing=weighted_rate(strata) if strata else None,
        interval=None if all(stratum.is_census for stratum in strata) else stratified_interval(strata),
        reason="" if compared else _why_not(name, len(rows), counts, size),
        low=_disagreements(compared),
    )


def _strata(name: str, compared: Sequence[Row], counts: _Counts) -> list[Stratum]:
    """One stratum per sampled source; documents that could not be drawn represent no others."""
    agreeing, sample = Counter[str](), Counter[str]()
    for row in compared:
        sample[row["source"]] += 1
        agreeing[row["source"]] += row["agreement"] >= AGREES
    return [
        Stratum(numerator=agreeing[source], sample=sample[source], population=counts.drawable[name, source])
        for source in sorted(sample)
    ]


def _why_not(name: str, unread: int, counts: _Counts, size: int) -> str:
    if lack := unstructured_reader.why_not(name):
        return lack
    if size == 0:
        return "extraction.confidence_sample is 0"
    if unread:
        return f"unstructured read no text from the {unread} drawn"
    drawable = sum(count for (format_, _), count in counts.drawable.items() if format_ == name)
    return "the sample was too small to include it" if drawable else "too long, or inside archives"


def _disagreements(compared: Sequence[Row]) -> tuple[Disagreement, ...]:
    low = sorted((row["agreement"], row["source"], row["item"]) for row in compared if row["agreement"] < AGREES)
    return tuple(Disagreement(source=source, item=item, agreement=share) for share, source, item in low[:_NAMED])


def _median(values: Iterable[float]) -> float | None:
    sample = list(values)
    return statistics.median(sample) if sample else None


def _backlog(counts: _Counts, rows: Sequence[Row], size: int) -> OcrBacklog:
    read = [row for row in rows if row["state"] == ocr.READ]
    return OcrBacklog(
        documents=counts.scans,
        partly=counts.partly,
        pages=counts.pages,
        hours=counts.pages * OCR_PAGE_HOURS,
        sampled=len(read),
        legible=sum(ocr.is_legible(row) for row in read),
        confidence=_median(row["confidence"] for row in read),
        words_per_page=_median(row["words"] for row in read),
        reason="" if read else _why_no_ocr(len(rows), size),
    )


def _why_no_ocr(failed: int, size: int) -> str:
    if size == 0:
        return "extraction.ocr_sample is 0"
    if lack := ocr.why_not():
        return lack
    return f"none of the {failed} pages drawn could be read" if failed else "there is no page to read"
