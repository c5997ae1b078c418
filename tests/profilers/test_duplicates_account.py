from pathlib import Path

import pytest

from readiness.profilers.duplicates import measure
from readiness.profilers.duplicates.engine_metadata import read_engine_metadata
from tests.profilers.duplicate_corpus import DuplicateCorpus, prose


@pytest.mark.parametrize(("engine", "recall"), [("exact", "1"), ("lsh", "0.999")])
def test_the_pairs_carry_the_engine_its_recall_and_the_threshold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, recall: str
) -> None:
    monkeypatch.setattr("readiness.profilers.duplicates.profile.engine_for", lambda *_: engine)
    corpus = DuplicateCorpus(tmp_path)
    corpus.document("a.txt", prose(1))
    expected = {"duplicates": engine, "duplicates_recall": recall, "duplicates_threshold": "0.8"}
    metadata = read_engine_metadata(measure(corpus.inputs()).tables["pairs"].schema.metadata)
    assert {**expected, "duplicates_skipped_pairs": "0"} == metadata


def test_a_table_without_metadata_has_no_engine() -> None:
    assert read_engine_metadata(None) == {}
