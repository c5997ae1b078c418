"""Which documents state a title, a date, an owner, a kind and a language."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from readiness import schemas
from readiness.profilers.content.metadata import completeness
from readiness.scoring.notes import metadata_notes
from tests.profilers.duplicate_corpus import DuplicateCorpus


def present(table: pa.Table, source: str = "docs") -> dict[str, tuple[int, int]]:
    rows = [row for row in table.to_pylist() if row["source"] == source]
    return {row["field"]: (row["present"], row["documents"]) for row in rows}


def test_each_field_is_counted_where_the_file_the_text_or_the_listing_states_it(tmp_path: Path) -> None:
    corpus = DuplicateCorpus(tmp_path)
    corpus.document("a.docx", "text", title="Lease", author="Ada", metadata=[("custom.Document Type", "contract")])
    corpus.document("b.docx", "text", title=" ", language="", metadata=[("category", "policy"), ("language", "de-DE")])
    corpus.document("c.txt", "text", language="", metadata=[("category", " "), ("content-type", "text/html")])
    corpus.document("d.csv", "", kind="table", title="No document")
    corpus.date("a.docx", "2026-01-01", "updated")
    corpus.date("b.docx", "2026-01-01", "updated", trusted=False)
    listed = [{"source": "docs", "item": "c.txt", "kind": "document", "state": "listed", "owner": "grace"}]
    pq.write_table(pa.Table.from_pylist(listed, schema=schemas.INVENTORY), tmp_path / "inventory.parquet")
    assert present(completeness(corpus.inputs())) == {
        "title": (1, 3),
        "date": (1, 3),
        "owner": (1, 3),
        "kind": (2, 3),
        "language": (2, 3),
    }


def test_the_card_says_how_complete_it_is_and_never_rounds_to_none_or_all(tmp_path: Path) -> None:
    corpus = DuplicateCorpus(tmp_path)
    for number in range(1_000):
        corpus.document(f"{number}.txt", title="T" if number else "", language="en" if number == 1 else "")
    (note,) = metadata_notes(completeness(corpus.inputs()))
    assert note == "metadata of the 1,000 documents of docs: title 99 %, date 0 %, owner 0 %, kind 0 %, language 1 %"


def test_no_documents_no_sentence(tmp_path: Path) -> None:
    assert metadata_notes(completeness(DuplicateCorpus(tmp_path).inputs())) == ()
