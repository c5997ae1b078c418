from pathlib import Path

import pytest

from readiness.profilers.duplicates import measure
from readiness.profilers.duplicates.engine_metadata import accounted
from tests.profilers.duplicate_corpus import DuplicateCorpus, prose


@pytest.mark.parametrize(("engine", "recall"), [("exact", "1"), ("lsh", "0.999")])
def test_the_pairs_say_how_they_were_sought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, recall: str
) -> None:
    monkeypatch.setattr("readiness.profilers.duplicates.profile.engine_for", lambda *_: engine)
    corpus = DuplicateCorpus(tmp_path)
    corpus.document("a.txt", prose(1))
    expected = {"duplicates": engine, "duplicates_recall": recall, "duplicates_threshold": "0.8"}
    told = accounted(measure(corpus.inputs()).tables["pairs"].schema.metadata)
    assert {**expected, "duplicates_skipped_pairs": "0"} == told


def test_a_table_without_an_account_tells_nothing() -> None:
    assert accounted(None) == {}
