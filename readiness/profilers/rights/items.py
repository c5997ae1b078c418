"""The items that are scanned: texts of documents, and text columns of staged tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness.arrow_values import texts_of
from readiness.model import Span
from readiness.profilers.base import Inputs
from readiness.profilers.guard import TableGuard
from readiness.profilers.rights import headers
from readiness.profilers.rights.masking import samples
from readiness.profilers.rights.pii import find_pii
from readiness.profilers.rights.secret_patterns import find_secrets
from readiness.profilers.rights.spans import FOUND_SCORE

TEXT_CHARACTERS = 1_000_000
"""Characters read of one document unless a census is asked for: some 400 pages. Chosen by us."""

COLUMN_CELLS = 20_000
"""Distinct cells read of one column unless a census is asked for. Chosen by us."""

CELL_CHARACTERS = 2_000
"""Characters read of one cell. Chosen by us."""

_READ_ROWS = 65_536
_CHUNK_CELLS = 2_000
_BETWEEN_CELLS = "\n\n\n\n"  # no pattern reaches across three empty lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What one document or column holds: counts by kind, masked samples. ``partly`` when not all of it was read."""

    source: str
    item: str
    part: str | None = None
    pii: Counter[str] = field(default_factory=Counter)
    secrets: Counter[str] = field(default_factory=Counter)
    pii_samples: list[str] = field(default_factory=list)
    secret_samples: list[str] = field(default_factory=list)
    partly: bool = False


def _without_secrets(pii: tuple[Span, ...], secrets: tuple[Span, ...]) -> tuple[Span, ...]:
    """Personal data that is not just part of a secret (the host in a connection string is no mail address)."""
    return tuple(one for one in pii if not any(one.start < s.end and s.start < one.end for s in secrets))


def scan_text(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Personal data and secrets of one text, as far as they count as found."""
    secrets = find_secrets(text, minimum=FOUND_SCORE)
    return _without_secrets(find_pii(text, minimum=FOUND_SCORE), secrets), secrets


def scan_documents(inputs: Inputs) -> Iterator[Scanned]:
    """Every document with a text, its first ``TEXT_CHARACTERS`` unless ``inputs.full``."""
    yield from inputs.over_texts(partial(_scan_batch, inputs.full))


def _scan_batch(full: bool, batch: pa.RecordBatch) -> list[Scanned]:
    columns = (batch[name].to_pylist() for name in ("source", "item", "text"))
    return [_scan_document(source, item, whole, full=full) for source, item, whole in zip(*columns, strict=True)]


def _scan_document(source: str, item: str, whole: str, *, full: bool) -> Scanned:
    text = whole if full else whole[:TEXT_CHARACTERS]
    pii, secrets = scan_text(text)
    return Scanned(
        source=source,
        item=item,
        pii=Counter(span.kind for span in pii),
        secrets=Counter(span.kind for span in secrets),
        pii_samples=samples(text, pii),
        secret_samples=samples(text, secrets),
        partly=len(text) < len(whole),
    )


def scan_tables(inputs: Inputs, guard: TableGuard) -> Iterator[Scanned]:
    """Every text column of every table that was read, wholly or in part."""
    index = inputs.table("table_index", columns=["source", "item", "data", "rows", "rows_read", "state"])
    read = [row for row in index.to_pylist() if row["data"]]
    for row in inputs.counting("tables", len(read))(read):
        yield from guard.run(partial(_scan_table, inputs, row), source=row["source"], item=row["item"]) or ()


def _scan_table(inputs: Inputs, row: Mapping[str, Any]) -> list[Scanned]:
    sampled = row["rows"] is not None and row["rows_read"] is not None and row["rows_read"] < row["rows"]
    partly = sampled or row["state"] != "read"
    return [
        _scan_column(row["source"], row["item"], column, cells, partly=partly or not all_read)
        for column, cells, all_read in _columns(inputs.tables_folder / row["data"], full=inputs.full)
    ]


def _columns(path: Path, *, full: bool) -> Iterator[tuple[str, list[str], bool]]:
    """Each text column of a staged table: its name, its cells, and whether those are all."""
    with pq.ParquetFile(path) as file:
        for column in (one.name for one in file.schema_arrow if _is_text(one.type)):
            yield column, *read_cells(file, column, None if full else COLUMN_CELLS)


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def read_cells(file: pq.ParquetFile, column: str, limit: int | None) -> tuple[list[str], bool]:
    """Distinct non-blank cells of a column in order of appearance, spread over the file; and whether that is all."""
    batches = max(1, -(-file.metadata.num_rows // _READ_ROWS))
    share = None if limit is None else -(-limit // batches)
    distinct: dict[str, None] = {}
    whole = True
    for batch in file.iter_batches(batch_size=_READ_ROWS, columns=[column]):
        texts = pc.utf8_slice_codeunits(texts_of(batch[0]), 0, CELL_CHARACTERS)
        new = [cell for cell in pc.unique(texts).to_pylist() if cell and not cell.isspace() and cell not in distinct]
        whole = whole and (share is None or len(new) <= share)
        distinct.update(dict.fromkeys(new[:share]))
    return list(distinct), whole


def _scan_column(source: str, item: str, column: str, cells: list[str], *, partly: bool) -> Scanned:
    pii: Counter[str] = Counter()
    secrets: Counter[str] = Counter()
    shown: dict[str, list[str]] = {"pii": [], "secrets": []}
    for start in range(0, len(cells), _CHUNK_CELLS):
        text = _BETWEEN_CELLS.join(headers.in_context(column, cell) for cell in cells[start : start + _CHUNK_CELLS])
        found_pii, found_secrets = scan_text(text)
        pii.update(span.kind for span in found_pii)
        secrets.update(span.kind for span in found_secrets)
        shown["pii"] = shown["pii"] or samples(text, found_pii)
        shown["secrets"] = shown["secrets"] or samples(text, found_secrets)
    kept = headers.believed(column, cells, pii)
    samples_kept = [shown_one for shown_one in shown["pii"] if shown_one.partition(":")[0] in kept]
    return Scanned(
        source=source,
        item=item,
        part=column,
        pii=kept,
        secrets=secrets,
        pii_samples=samples_kept,
        secret_samples=shown["secrets"],
        partly=partly,
    )
