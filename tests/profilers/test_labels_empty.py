"""A label file that holds no label: every item is without one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.profilers.labels import measure
from tests.profilers.stages import inputs_of, listed_row, measures, opened_row, table_row


@pytest.mark.parametrize("labels", [[], ["", "  "]])
def test_a_label_file_without_labels_leaves_every_item_unlabelled(tmp_path: Path, labels: list[str]) -> None:
    items = [f"{number}.txt" for number in range(len(labels))]
    columns = {"item": pa.array(items, pa.string()), "label": pa.array(labels, pa.string())}
    pq.write_table(pa.table(columns), tmp_path / "labels.parquet")
    count = len(labels)
    table = table_row("labels.csv", "read" if labels else "empty", rows=count, rows_read=count, columns=list(columns))
    documents = [opened_row(f"{number}.txt", characters=4) for number in range(3)]
    stages = {
        "inventory": [listed_row("labels.csv", kind="table"), *(listed_row(row["item"]) for row in documents)],
        "profile_documents": documents,
        "table_index": [{**table, "data": "labels.parquet"}],
    }
    inputs = inputs_of(tmp_path, stages=stages, labels=[{"source": "contracts", "file": "labels.csv"}])
    assert measures(measure(inputs), "labels.missing") == [("contracts", 3, 3)]
