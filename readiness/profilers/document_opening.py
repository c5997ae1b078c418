"""Documents that do not open, are pictures of text, differ from their file name, or have lost characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from readiness.census import COMPANION, DOCUMENT, ITEM
from readiness.model import READABLE_OUTCOMES, Outcome
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.item_coverage import Examined
from readiness.profilers.outcome_words import CHARACTERS, REMEDIES, WHY
from readiness.profilers.table_losses import (
    OPENABLE,
    UNREADABLE,
    Key,
    Losses,
    add_losses,
    database_tables,
    never_read,
    table_losses,
)
from readiness.profilers.unopened import add_unopened

SCAN_SHARE, TYPE_MISMATCH, ENCODING = "format.scan_share", "format.type_mismatch", "format.encoding"

SCANNED_PAGES = 0.1
"""A document is a scan where more than this share of its pages shows no text. Below it, a long report's cover picture
or a contract's signed page lies among written ones, and OCR would add next to nothing. Chosen by us."""

OCR_PAGE_HOURS = 8 / 3600
"""Processor time to read one page by OCR: 7 to 9 s measured with PP-OCR on one core, A4 at 200 dpi (13 to 16 s where
the cores were shared three ways and more)."""

_FOR_OCR = frozenset({Outcome.NEEDS_OCR, Outcome.GARBLED_TEXT_LAYER})
_UNRECOGNISED = frozenset({"", "empty", "unknown"})
_TEXT_TABLES = frozenset({"csv", "tsv", "json", "jsonl", "txt", "xml", "html"})
_COLUMNS = [
    "source", "item", "kind", "claimed", "format", "outcome", "detail", "encoding", "encoding_problem", "pages",
    "pages_without_text", "characters",
]  # fmt: skip

_CLOSED_ARCHIVES = frozenset({"7z", "ace", "arj", "cab", "compress", "lha", "rar", "zst"})
_NAMED_ONLY = frozenset({Outcome.UNSUPPORTED, Outcome.ENCRYPTED})
_ADVICE_SEPARATOR = "; "
"""Separator that readers write between the name of an unsupported format and a way to get its text out."""


def measure(inputs: Inputs) -> Profile:
    """Measure ``availability.openable`` and the four ``format`` indicators of single items, per source.

    Reads ``inventory`` (what is listed), ``profile_documents`` (the outcome of opening it) and ``table_index`` (the
    outcome of reading its tables). An item that is listed but could not be reached counts against openable, not against
    unreadable: its bytes were not read. An item with a table that was read in part is not open, and with one of which
    nothing was read it is unreadable too. A table of a database is an item of its own.
    """
    built = ProfileBuilder()
    losses = table_losses(inputs)
    counts: Counter[tuple[str, str]] = Counter()
    bare = database_tables(inputs)
    for row in _rows(inputs):
        bare.discard((row["source"], row["item"]))
        _count(row, counts, losses)
        _report(row, built)
    losses = {**losses, **never_read(inputs, bare)}
    _count_database_tables(bare, counts, losses)
    add_losses(losses, built)
    unopened, documents, items = add_unopened(inputs, built), inputs.coverage(DOCUMENT), inputs.coverage(ITEM)
    for source in inputs.project.sources:
        opened, every = counts[source.name, "documents"], items.total(source.name)
        _measure(
            _Counts(
                source=source.name,
                counts=counts,
                unopened=unopened[source.name],
                documents=documents.of_source(source.name, opened, searched=f"no document of pages among {opened}"),
                items=items.of_source(source.name, every, searched=f"no file to open among {every} items"),
            ),
            built,
        )
    return built.build()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """Counts of one source, and the documents and items they cover."""

    source: str
    counts: Counter[tuple[str, str]]
    unopened: int
    documents: Examined
    items: Examined

    def of(self, name: str) -> int:
        return self.counts[self.source, name]


def _rows(inputs: Inputs) -> Iterator[Mapping[str, Any]]:
    for batch in inputs.scan("profile_documents", _COLUMNS):
        yield from batch.filter(pc.not_equal(batch["kind"], COMPANION)).to_pylist()


def _count_database_tables(tables: set[Key], counts: Counter[tuple[str, str]], losses: Losses) -> None:
    for source, item in tables:
        lost = losses.get((source, item), ())
        counts[source, "fetched"] += 1
        counts[source, "opened"] += not lost
        counts[source, "unreadable"] += any(loss.unreadable for loss in lost)


def _count(row: Mapping[str, Any], counts: Counter[tuple[str, str]], losses: Losses) -> None:
    source = row["source"]
    lost = losses.get((source, row["item"]), ())
    counts[source, "fetched"] += 1
    counts[source, "opened"] += _is_open(row) and not lost
    counts[source, "unreadable"] += not _is_open(row) or any(loss.unreadable for loss in lost)
    counts[source, "documents"] += _is_open(row) and row["kind"] == DOCUMENT
    counts[source, "paged"] += _is_open(row) and bool(row["pages"])
    counts[source, "scans"] += _is_scan(row)
    counts[source, "claims"] += _has_claim(row)
    counts[source, "mismatches"] += _is_mismatch(row)
    counts[source, "texts"] += _has_text(row)
    counts[source, "broken"] += _has_text(row) and bool(row["encoding_problem"])


def _measure(counted: _Counts, built: ProfileBuilder) -> None:
    fetched, opened = counted.of("fetched"), counted.of("opened")
    for code, numerator, denominator, examined in (
        (OPENABLE, opened, fetched + counted.unopened, counted.items),
        (UNREADABLE, counted.of("unreadable"), fetched, counted.items),
        (SCAN_SHARE, counted.of("scans"), counted.of("paged"), counted.documents),
        (TYPE_MISMATCH, counted.of("mismatches"), counted.of("claims"), counted.items),
        (ENCODING, counted.of("broken"), counted.of("texts"), counted.items),
    ):
        built.measure(code, numerator=numerator, denominator=denominator, source=counted.source, examined=examined)


def _is_open(row: Mapping[str, Any]) -> bool:
    return row["outcome"] in READABLE_OUTCOMES


def _is_scan(row: Mapping[str, Any]) -> bool:
    if not _is_open(row) or not row["pages"]:
        return False
    return row["outcome"] in _FOR_OCR or int(row["pages_without_text"] or 0) > SCANNED_PAGES * int(row["pages"])


def _has_claim(row: Mapping[str, Any]) -> bool:
    return bool(row["claimed"]) and (row["format"] or "") not in _UNRECOGNISED


def _is_mismatch(row: Mapping[str, Any]) -> bool:
    from readiness.extraction.sniff import agrees

    return _has_claim(row) and not agrees(row["claimed"], row["format"])


def _has_text(row: Mapping[str, Any]) -> bool:
    if row["kind"] == "table":
        return _is_open(row) and row["format"] in _TEXT_TABLES
    return bool(row["characters"])


def _report(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    if not _is_open(row) or row["outcome"] == Outcome.OWNER_LOCKED:
        _report_unreadable(row, built)
    if _is_scan(row):
        _report_scan(row, built)
    if _is_mismatch(row):
        _report_mismatch(row, built)
    if _has_text(row) and row["encoding_problem"]:
        _report_encoding(row, built)


def pages_for_ocr(row: Mapping[str, Any]) -> int:
    """Pages of one row of ``PROFILE_DOCUMENTS`` that only OCR can read: those without a text layer.

    All pages where the layer is garbage; a picture without pages is one.
    """
    if row["outcome"] == Outcome.GARBLED_TEXT_LAYER:
        return int(row["pages"] or 1)
    if not _is_open(row):
        return 0
    return int(row["pages_without_text"] or row["outcome"] == Outcome.NEEDS_OCR)


def _report_unreadable(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    outcome = Outcome(row["outcome"])
    detail, _, advice = (
        str(row["detail"] or "").partition(_ADVICE_SEPARATOR) if outcome in _NAMED_ONLY else _undivided_detail(row)
    )
    why = _reason(outcome, detail, named=bool(advice))
    built.defect(
        UNREADABLE,
        source=row["source"],
        item=row["item"],
        message=f"{_file_name(row)} {why}.",
        remedy=_remedy(row, outcome, advice),
        evidence={
            "outcome": outcome.value,
            "format": row["format"],
            "detail": row["detail"],
            "read": int(row["characters"] or 0),
            "of": None,
            "why": why,
        },
    )


def _remedy(row: Mapping[str, Any], outcome: Outcome, advice: str) -> str:
    if outcome is Outcome.UNSUPPORTED and row["format"] in _CLOSED_ARCHIVES:
        return "Unpack it at the source, or have it packed as zip or tar: its members are then read."
    if outcome is Outcome.TOO_LARGE and row["kind"] == "container":
        return "Unpack it at the source, or raise resources.archive_members or archive_max_bytes."
    return f"{advice[:1].upper()}{advice[1:]}; or leave it out." if advice else REMEDIES[outcome]


def _reason(outcome: Outcome, detail: str, *, named: bool) -> str:
    if named:
        return f"is {detail}" + (", which is not supported" if outcome is Outcome.UNSUPPORTED else "")
    return f"{WHY[outcome]} ({detail})" if detail else WHY[outcome]


def _undivided_detail(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row["detail"] or ""), "", ""


def _report_scan(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    pages, bare = int(row["pages"]), pages_for_ocr(row)
    hours = bare * OCR_PAGE_HOURS
    built.defect(
        SCAN_SHARE,
        source=row["source"],
        item=row["item"],
        measure=bare / pages,
        message=f"{_file_name(row)} {_describe_scan(row, bare)}: its text is not available before OCR.",
        remedy=f"Budget OCR for {_pages(bare)} ({processor_time(hours)} of one processor), or leave it out.",
        evidence={
            "pages": pages,
            "pages_without_text": bare,
            "ocr_cpu_hours": round(hours, 4),
            "format": row["format"],
            "outcome": row["outcome"],
        },
    )


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"


def processor_time(hours: float) -> str:
    """Processor time in the unit that people would use for it."""
    if hours >= 1:
        return f"about {hours:,.1f} hours"
    return f"about {hours * 60:.0f} minutes" if hours * 60 >= 2 else f"about {hours * 3600:.0f} seconds"


def _describe_scan(row: Mapping[str, Any], bare: int) -> str:
    if row["outcome"] == Outcome.GARBLED_TEXT_LAYER:
        return "has a text layer without readable words"
    return "is an image of text" if row["pages"] == 1 else f"shows no text on {bare} of its {row['pages']} pages"


def _report_mismatch(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    claimed, actual = row["claimed"], row["format"]
    built.defect(
        TYPE_MISMATCH,
        source=row["source"],
        item=row["item"],
        message=f"{_file_name(row)} is named as {claimed}, but holds {actual}.",
        remedy=f"Rename it as {actual}, or have it exported again as {claimed}.",
        evidence={"claimed": claimed, "actual": actual},
    )


def _report_encoding(row: Mapping[str, Any], built: ProfileBuilder) -> None:
    problem, _, others = str(row["encoding_problem"]).partition(": ")
    built.defect(
        ENCODING,
        source=row["source"],
        item=row["item"],
        message=f"{_file_name(row)} {CHARACTERS[problem]}{_read_as(row['encoding'], others)}.",
        remedy="Re-export as UTF-8 from the system of origin.",
        evidence={"problem": problem, "encoding": row["encoding"], "alternatives": others},
    )


def _read_as(encoding: str, others: str) -> str:
    return f": read as {encoding}; {others} would do about as well" if others else ""


def _file_name(row: Mapping[str, Any]) -> str:
    return str(row["item"]).rpartition("/")[2] or str(row["item"])
