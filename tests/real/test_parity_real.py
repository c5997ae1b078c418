"""No reader of ours loses text: real documents read by us, by unstructured and by a third reader, word by word."""

from __future__ import annotations

import statistics
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.parity import UNSTRUCTURED, Comparison, compare, empty_alone

DOCUMENTS = Path(__file__).parents[3] / "shared" / "data" / "documents"
LEAST_MEDIAN = {
    "doc": 0.97,
    "docx": 0.97,
    "epub": 0.97,
    "html": 0.95,
    "md": 0.97,
    "odt": 0.95,
    "pdf": 0.95,
    "pptx": 0.97,
    "rtf": 0.97,
    "txt": 0.97,
    "xlsx": 0.95,
}
"""Recall of another reader's words. Below one where readers differ on purpose: joined words, formats of numbers."""

pytestmark = [
    pytest.mark.real,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not DOCUMENTS.exists(), reason="../shared/data is absent"),
]


@pytest.fixture(scope="module")
def compared() -> list[Comparison]:
    return list(compare(DOCUMENTS, most=25))


def test_every_reader_has_the_words_that_others_have(compared: list[Comparison]) -> None:
    recalls: dict[tuple[str, str], list[float]] = defaultdict(list)
    for document in compared:
        for reader in document.others:
            recalls[document.format, reader].append(document.recall(reader))
    medians = {key: statistics.median(values) for key, values in recalls.items() if len(values) >= 3}
    assert {key: median for key, median in medians.items() if median < LEAST_MEDIAN.get(key[0], 0.0)} == {}


def test_no_document_comes_back_empty_from_us_alone(compared: list[Comparison]) -> None:
    assert empty_alone(compared) == []


def test_two_readers_looked_at_most_formats(compared: list[Comparison]) -> None:
    """The comparison itself is not hollow."""
    readers = {reader for document in compared for reader in document.others}
    assert {UNSTRUCTURED, "pypdf", "python-docx", "openpyxl"} <= readers
