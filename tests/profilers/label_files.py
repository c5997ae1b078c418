"""Files of label tests, staged as the audit stages them: tables by their readers, other files as texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from readiness.profilers.base import Profile
from readiness.profilers.labels import measure
from readiness.tables.files import format_of_name, read_tables
from tests.profilers.stages import inputs_of, staged_row, write_stages

Row = dict[str, Any]


def measure_files(folder: Path, files: Mapping[str, str], *, pairs: Sequence[Row] = (), **config: Any) -> Profile:
    """The labels of a source ``s`` that holds ``files`` by name."""
    tables = [row for name, text in files.items() for row in _tables(folder, name, text)]
    held = {row["item"] for row in tables}
    texts = {name: text for name, text in files.items() if name not in held}
    stages: dict[str, Sequence[Row]] = {
        "table_index": tables,
        "inventory": [_listed(name, "table" if name in held else "document") for name in files],
        "document_text": [{"source": "s", "item": name, "text": text} for name, text in texts.items() if text],
        "profile_documents": [_opened(name, text) for name, text in texts.items()],
        "pairs": pairs,
    }
    write_stages(folder, stages)
    source = {"name": "s", "url": ".", **config.pop("source", {})}
    return measure(inputs_of(folder, sources=[source, *config.pop("others", [])], **config))


def _tables(folder: Path, name: str, text: str) -> list[Row]:
    """The rows of ``table_index`` for one file, if it is a table."""
    path = folder / "files" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if not (kind := format_of_name(path)):
        return []
    rows = []
    for stream in read_tables(path, item=name, format=kind):
        table = pa.Table.from_batches(list(stream.batches), schema=stream.schema)
        facts = {"source": "s", "container": name, "keys": [], "rows": table.num_rows, "rows_read": table.num_rows}
        columns = dict(zip(table.column_names, table.columns, strict=True))
        rows.append(staged_row(folder, stream.item, columns, **facts))
    return rows


def _listed(item: str, kind: str) -> Row:
    return {"source": "s", "item": item, "kind": kind, "state": "listed"}


def _opened(item: str, text: str) -> Row:
    digests = {"sha256": _digest(text), "text_sha256": _digest(" ".join(text.split()))}
    return {"source": "s", "item": item, "kind": "document", "outcome": "ok", **digests}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
