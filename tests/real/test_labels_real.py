"""Labels against a table with known numbers of missing, invalid and orphaned labels."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.config.project import Project
from readiness.profilers.base import Inputs
from readiness.profilers.labels import measure
from readiness.tables.files import format_of_name, read_tables
from readiness.tables.table_stage import stage_tables

DATA = Path(__file__).parents[3] / "shared" / "data"
SETS = [("labels-banking77", "texts.csv"), ("enterprise-a-albion/tree/labels", "tickets.csv")]
KINDS = {
    "missing_row": "missing_row",
    "blank": "blank_label",
    "placeholder": "blank_label",
    "invalid": "invalid_label",
    "orphan": "orphan_ids",
}

pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason="answer-keyed data is absent")]


def key_of(name: str) -> dict[str, Any]:
    folder = DATA / name.partition("/")[0]
    if (folder / "answer_key.json").exists():
        found: dict[str, Any] = json.loads((folder / "answer_key.json").read_text())["labels"]
        return found
    whole: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return whole


def stage(root: Path, folder: Path, texts: str) -> None:
    streams = [
        ("s", name, stream)
        for name in ("labels.csv", texts)
        for stream in read_tables(root / name, item=name, format=format_of_name(root / name))
    ]
    pq.write_table(stage_tables(streams, folder=folder, rows_limit=None), folder / "table_index.parquet")
    listed = [{"source": "s", "item": "classes.json", "text": (root / "classes.json").read_text()}]
    pq.write_table(pa.Table.from_pylist(listed, schema=schemas.DOCUMENT_TEXT), folder / "document_text.parquet")


@pytest.mark.parametrize(("name", "texts"), SETS)
@pytest.mark.parametrize("declared", [True, False])
def test_every_missing_invalid_and_orphaned_label_is_named_and_no_other(
    name: str, texts: str, declared: bool, tmp_path: Path
) -> None:
    stage(DATA / name, tmp_path, texts)
    spec = {"source": "s", "file": "labels.csv", "item": "id", "of": texts, "key": "id", "classes": "classes.json"}
    labels = [spec] if declared else []
    project = Project.model_validate({"project": "p", "sources": [{"name": "s", "url": "."}], "labels": labels})
    profile = measure(Inputs(project=project, as_of=dt.date(2026, 1, 1), folder=tmp_path))
    found: dict[str, set[str]] = defaultdict(set)
    for row in profile.defects.to_pylist():
        kind = KINDS.get(json.loads(row["evidence"]).get("kind", ""))
        if kind:
            found[kind].add(row["item"])
    truth = key_of(name)
    assert found == {kind: set(truth[kind]) for kind in set(KINDS.values())}
