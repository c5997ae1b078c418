"""The items that are scanned: texts of documents, and columns of staged tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.profilers.base import Inputs
from readiness.profilers.guard import TableGuard
from readiness.profilers.rights.cell_text import Cells, read_column
from readiness.profilers.rights.certainty import Certainty, MatchCounts, count_matches
from readiness.profilers.rights.judging import classify_spans, secret_certainty
from readiness.profilers.rights.known_people import KnownPeople, known_people
from readiness.profilers.rights.person_model import ModelSpans, find_entities, wants_model
from readiness.profilers.rights.personal_columns import ColumnFindings, scan_cells
from readiness.profilers.rights.recognisers import FOUND_SCORE
from readiness.profilers.rights.scan_texts import read_text
from readiness.profilers.rights.secret_patterns import find_secrets
from readiness.profilers.rights.span_masking import digests, samples

TEXT_CHARACTERS = 1_000_000
"""Characters of one document that are searched for personal data unless a census is wanted: some 400 pages. Secrets are
searched for in all of it. Chosen by us."""

COLUMN_CELLS = 20_000
"""Distinct cells read of one column where a table has more than ``pii_census_cells``, unless a census is wanted. Chosen
by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedItem:
    """Findings of one document or column: kinds with counts and classes, masked samples.

    ``container`` is the delivered item that a table was read from. ``partly`` when not all of it was searched for
    personal data, ``secrets_partly`` when not all was searched for secrets, ``unread`` when it could not be read. The
    digests are of a document's values that count in the vetoes. ``by_model`` counts, by kind, what the model found
    and no pattern did; ``model_problem`` says why it could not search.
    """

    source: str
    item: str
    part: str | None = None
    container: str = ""
    pii: MatchCounts = field(default_factory=MatchCounts)
    secrets: MatchCounts = field(default_factory=MatchCounts)
    pii_samples: dict[str, str] = field(default_factory=dict)
    secret_samples: dict[str, str] = field(default_factory=dict)
    pii_digests: tuple[str, ...] = ()
    secret_digests: tuple[str, ...] = ()
    partly: bool = False
    secrets_partly: bool = False
    unread: bool = False
    by_model: MatchCounts = field(default_factory=MatchCounts)
    model_problem: str = ""


def scan_documents(inputs: Inputs) -> Iterator[ScannedItem]:
    """Every document with a text, its first ``TEXT_CHARACTERS`` unless ``inputs.full``."""
    settings = _ScanSettings(
        limit=None if inputs.full else TEXT_CHARACTERS,
        known=known_people(inputs.project),
        key=inputs.digest_key,
        model=inputs.project.rights.model if wants_model(inputs.project.rights) else "",
    )
    yield from inputs.map_texts(partial(_scan_batch_in_worker if settings.model else _scan_batch, settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ScanSettings:
    """Settings for documents: characters read (None: all), people whom the project names, the key of digests.

    ``model`` is the folder of the model that searches as well, "" for patterns alone.
    """

    limit: int | None
    known: KnownPeople
    key: bytes = field(repr=False)
    model: str = ""


def _scan_batch(settings: _ScanSettings, batch: pa.RecordBatch) -> list[ScannedItem]:
    columns = (batch[name].to_pylist() for name in ("source", "item", "text"))
    return [_scan_document((source, item), whole, settings) for source, item, whole in zip(*columns, strict=True)]


def _scan_batch_in_worker(settings: _ScanSettings, batch: pa.RecordBatch) -> list[ScannedItem]:
    return _scan_batch(settings, batch)


_scan_batch_in_worker.needs_worker = True  # type: ignore[attr-defined]


def _scan_document(key: tuple[str, str], whole: str, settings: _ScanSettings) -> ScannedItem:
    text = whole[: settings.limit]
    context, secrets = read_text(text, settings.known)
    if len(text) < len(whole):
        secrets = find_secrets(whole, minimum=FOUND_SCORE)
    by_pattern = classify_spans(context)
    found = find_entities(settings.model, text) if settings.model else ModelSpans()
    taken = (*(one for one, _ in by_pattern), *secrets)
    more = [
        (one, Certainty.LIKELY)
        for one in found.spans
        if not any(one.start < s.end and s.start < one.end for s in taken)
    ]
    pii = [*by_pattern, *more]
    return ScannedItem(
        source=key[0],
        item=key[1],
        pii=count_matches((span.kind, certainty) for span, certainty in pii),
        secrets=count_matches((span.kind, secret_certainty(span)) for span in secrets),
        pii_samples=samples(text, [span for span, _ in pii]),
        secret_samples=samples(whole, secrets),
        pii_digests=digests(text, [span for span, sure in pii if sure is not Certainty.CHANCE], settings.key),
        secret_digests=digests(
            whole, [one for one in secrets if secret_certainty(one) is Certainty.CERTAIN], settings.key
        ),
        partly=len(text) < len(whole),
        by_model=count_matches((one.kind, certainty) for one, certainty in more),
        model_problem=found.problem,
    )


def scan_tables(inputs: Inputs, guard: TableGuard) -> Iterator[ScannedItem]:
    """Every column of every table that was read, wholly or in part."""
    known = known_people(inputs.project)
    columns = ["source", "item", "container", "data", "rows", "rows_read", "state"]
    read = [row for row in inputs.table("table_index", columns=columns).to_pylist() if row["data"]]
    for row in inputs.with_progress("tables", len(read))(read):
        work = partial(_scan_table, inputs, row, known)
        yield from guard.run(work, source=row["source"], item=row["item"]) or ()


def _scan_table(inputs: Inputs, row: Mapping[str, Any], known: KnownPeople) -> list[ScannedItem]:
    with pq.ParquetFile(inputs.tables_folder / row["data"]) as file:
        cells = file.metadata.num_rows * file.metadata.num_columns
        census = inputs.full or cells <= inputs.project.resources.pii_census_cells
        limit = None if census else COLUMN_CELLS
        names = enumerate(file.schema_arrow.names)
        return [_scan_column(row, name, read_column(file, place, limit), known) for place, name in names]


def _scan_column(row: Mapping[str, Any], column: str, fields: list[Cells], known: KnownPeople) -> ScannedItem:
    findings = ColumnFindings()
    for cells in fields:
        findings.add(scan_cells(cells, known))
    sampled = row["rows"] is not None and row["rows_read"] is not None and row["rows_read"] < row["rows"]
    sampled = sampled or row["state"] != "read"
    return ScannedItem(
        source=row["source"],
        item=row["item"],
        part=column,
        container=row["container"],
        pii=findings.pii,
        secrets=findings.secrets,
        pii_samples=findings.pii_samples,
        secret_samples=findings.secret_samples,
        partly=sampled or not all(cells.whole for cells in fields),
        secrets_partly=sampled or not all(cells.cued for cells in fields),
        unread=any(cells.unread for cells in fields),
    )
