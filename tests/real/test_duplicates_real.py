"""Duplicates on answer-keyed real documents. Floors lie under what is measured, so that a fall is seen."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from readiness.extraction import extract
from readiness.near_duplicate_search.api import near_duplicates
from readiness.profilers import staleness
from readiness.profilers.duplicates import measure
from tests.profilers.duplicate_corpus import DuplicateCorpus

DATA = Path(__file__).parents[2].parent / "shared" / "data"
LICENCES = DATA / "dup-docs-licences-a"
ENTERPRISE = DATA / "enterprise-a-albion"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared answer-keyed data is absent"),
]

Pair = tuple[str, str]


def unordered(pairs: Iterable[Any]) -> set[Pair]:
    return {(min(pair[:2]), max(pair[:2])) for pair in pairs}


def scores(found: set[Pair], true: set[Pair], ignored: set[Pair]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & true)
    return right / max(1, right + len(found - true - ignored)), right / max(1, len(true))


@pytest.mark.parametrize("engine", ["exact", "lsh"])
def test_near_duplicates_among_licences_are_all_found_and_none_invented(engine: str) -> None:
    files = sorted((LICENCES / "docs").iterdir())
    key = json.loads((LICENCES / "truth.json").read_text(encoding="utf-8"))
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    table = near_duplicates(texts, engine=engine)
    places = zip(table["item_a"].to_pylist(), table["item_b"].to_pylist(), strict=True)
    found = unordered((files[a].stem, files[b].stem) for a, b in places)
    assert scores(found, unordered(key["pairs"]), set()) == (1.0, 1.0)


@pytest.fixture(scope="module")
def enterprise(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Pair]]:
    """Pairs of items by relation, from the documents as the project reads them."""
    corpus = DuplicateCorpus(tmp_path_factory.mktemp("albion"))
    tree = ENTERPRISE / "tree"
    for folder in ("docs", "shared-drive", "inbox"):
        for file in sorted(path for path in (tree / folder).rglob("*") if path.is_file()):
            read = extract(file)
            facts = {"outcome": str(read.outcome), "format": read.format, "title": read.title}
            corpus.document(file.relative_to(tree).as_posix(), read.text, file.read_bytes(), **facts)
    inputs = replace(corpus.inputs(), as_of=dt.date(2026, 11, 22))
    pq.write_table(staleness.measure(inputs).tables["date_claims"], inputs.path("date_claims"))
    found: dict[str, set[Pair]] = {}
    for row in measure(inputs).tables["pairs"].to_pylist():
        found.setdefault(row["relation"], set()).add((row["item_a"], row["item_b"]))
    return found


@pytest.fixture(scope="module")
def key() -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((ENTERPRISE / "answer_key.json").read_text(encoding="utf-8"))["documents"]
    return answers


def test_byte_identical_documents_are_all_found(enterprise: dict[str, set[Pair]], key: dict[str, Any]) -> None:
    true = unordered(group["paths"] for group in key["exact_duplicates"]["groups"])
    across_formats = unordered(key["cross_format_copies"]["pairs"])
    precision, recall = scores(unordered(enterprise["exact_duplicate"]), true, across_formats)
    assert recall == 1.0
    assert precision >= 0.9


def test_near_duplicates_are_found_across_formats(enterprise: dict[str, set[Pair]], key: dict[str, Any]) -> None:
    found = unordered(enterprise["near_duplicate"] | enterprise["exact_duplicate"])
    near = key["near_duplicates"]
    precision, recall = scores(found, unordered(near["pairs"]), unordered(near["ignore"]))
    assert recall >= 0.95
    assert precision >= 0.9


def test_earlier_revisions_are_older_versions(enterprise: dict[str, set[Pair]], key: dict[str, Any]) -> None:
    true = {(old, new) for old, new in key["older_versions"]["items"]}
    also = {(old, new) for old, new in key["older_versions"]["also_acceptable"]}
    precision, recall = scores(enterprise["older_version_of"], true, also)
    assert recall >= 0.9
    assert precision >= 0.85  # two archived pages of the same title as a current one are named too
