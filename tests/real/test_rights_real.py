"""Personal data and secrets against answer keys. Figures are floors, so that a change that loses some is seen."""

import json
from pathlib import Path

import pytest

from readiness.model import Span
from readiness.profilers.rights import FOUND_SCORE, find_pii, find_secrets

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SET = DATA / "pii-presidio-large"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not SET.exists(), reason="../shared/data is absent")]

Truth = list[list[tuple[int, int, str]]]


@pytest.fixture(scope="module")
def scanned() -> tuple[list[tuple[Span, ...]], Truth]:
    lines = (SET / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    found = [find_pii(json.loads(line)["text"]) for line in lines]
    return found, json.loads((SET / "truth.json").read_text(encoding="utf-8"))["docs"]


def recall(found: list[tuple[Span, ...]], truth: Truth, kind: str) -> float:
    wanted = [
        (spans, start, end) for spans, row in zip(found, truth, strict=True) for start, end, k in row if k == kind
    ]
    hits = [
        any(span.kind == kind and min(span.end, end) - max(span.start, start) >= (end - start) / 2 for span in spans)
        for spans, start, end in wanted
    ]
    return sum(hits) / len(hits)


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("CREDIT_CARD", 0.98),
        ("EMAIL_ADDRESS", 0.98),
        ("IBAN_CODE", 0.98),
        ("IP_ADDRESS", 0.9),
        ("PHONE_NUMBER", 0.9),
        ("US_SSN", 0.98),
        ("PERSON", 0.5),
    ],
)
def test_recall_of_a_kind_stays_above_its_floor(
    scanned: tuple[list[tuple[Span, ...]], Truth], kind: str, floor: float
) -> None:
    assert recall(*scanned, kind) >= floor


def test_a_text_without_personal_data_is_hardly_ever_flagged(scanned: tuple[list[tuple[Span, ...]], Truth]) -> None:
    found, truth = scanned
    clean = [spans for spans, row in zip(found, truth, strict=True) if not row]
    flagged = [spans for spans in clean if any(span.score >= FOUND_SCORE for span in spans)]
    assert len(flagged) <= 0.02 * len(clean)


def test_two_thirds_of_texts_with_personal_data_are_flagged(scanned: tuple[list[tuple[Span, ...]], Truth]) -> None:
    found, truth = scanned
    personal = [spans for spans, row in zip(found, truth, strict=True) if row]
    flagged = [spans for spans in personal if any(span.score >= FOUND_SCORE for span in spans)]
    assert len(flagged) >= 0.66 * len(personal)


def test_guidance_that_writes_about_secrets_holds_none() -> None:
    docs = sorted(path for path in (DATA / "stale-gdsway" / "docs").rglob("*") if path.is_file())
    texts = [path.read_text(encoding="utf-8") for path in docs]
    assert [spans for text in texts if (spans := find_secrets(text, minimum=FOUND_SCORE))] == []
