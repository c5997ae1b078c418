"""Whether texts can be split at their structure: wrapped lines, lists, data, scripts without spaces."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from readiness.profilers.content import measure
from readiness.profilers.content.chunking import CHUNK_TOKENS, parts_of, structure_of
from tests.profilers.duplicate_corpus import DuplicateCorpus
from tests.profilers.stages import rate

WORDS = "the supplier delivers goods to a place that buyers name in their order and pays within thirty days".split()


def sentence(rng: random.Random, count: int = 14) -> str:
    return " ".join(rng.choices(WORDS, k=count)).capitalize() + "."


def paragraph(rng: random.Random, sentences: int = 6) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def wrapped(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.fixture
def rng() -> random.Random:
    return random.Random(5)


def test_paragraphs_in_any_layout_are_structure(rng: random.Random) -> None:
    paragraphs = [paragraph(rng) for _ in range(20)]
    assert structure_of("\n\n".join(paragraphs)).kind == ""
    assert structure_of("\n".join(paragraphs)).kind == ""
    assert structure_of("\f".join(paragraphs)).kind == ""
    assert structure_of("\n".join(wrapped(one, 80) for one in paragraphs)).kind == ""
    assert structure_of("\n".join(f"- {one}" for one in paragraphs)).kind == ""


def test_lines_wrapped_at_a_margin_are_no_paragraphs(rng: random.Random) -> None:
    text = wrapped(paragraph(rng, 90), 80)
    assert len(list(parts_of(text))) < 5
    assert structure_of(text).kind in {"one_block", "mid_paragraph"}


def test_rows_of_a_table_and_lines_of_a_log_are_parts(rng: random.Random) -> None:
    rows = "\n".join(f"2026-01-{n % 28 + 1:02} {rng.random():.6f} {rng.random():.6f}" for n in range(900))
    log = "\n".join(f"[{n:06}] INFO request of user {n:05} was answered in time" for n in range(900))
    assert structure_of(rows).kind == structure_of(log).kind == ""


def test_one_long_paragraph_is_one_block_and_beside_others_it_is_cut_within(rng: random.Random) -> None:
    long = paragraph(rng, 90)
    assert structure_of(long).kind == "one_block"
    assert structure_of(f"Title\n\n{long}").kind == "mid_paragraph"
    assert structure_of(f"Title\n\n{long.replace('.', '')}").kind == "mid_sentence"


def test_a_long_paragraph_among_many_is_no_fault_of_the_text(rng: random.Random) -> None:
    text = "\n\n".join([paragraph(rng, 40), *(paragraph(rng) for _ in range(80))])
    found = structure_of(text)
    assert (found.kind, found.longest_tokens > CHUNK_TOKENS, 0 < found.cut_share < 0.1) == ("", True, True)


def test_scripts_without_spaces_are_split_too() -> None:
    japanese = "本契約は、甲と乙との間における業務委託に関する基本的な事項を定めるものとする。"
    assert structure_of("\n\n".join([japanese * 3] * 30)).kind == ""
    assert structure_of(japanese * 60).kind == "one_block"
    assert structure_of(japanese.replace("。", "") * 60).kind == "one_block"


@pytest.mark.parametrize("text", ["", "\n\n\f\n", "a" * 50_000, "\n".join("x" * 50_000), ". " * 50_000])
def test_odd_texts_are_taken(text: str) -> None:
    assert structure_of(text).tokens >= 0


def test_texts_longer_than_a_chunk_are_counted_and_those_without_structure_named(
    tmp_path: Path, rng: random.Random
) -> None:
    corpus = DuplicateCorpus(tmp_path)
    corpus.document("good.txt", "\n\n".join(paragraph(rng) for _ in range(30)))
    corpus.document("block.txt", paragraph(rng, 90))
    corpus.document("short.txt", paragraph(rng, 2))
    profile = measure(corpus.inputs("docs", "void"))
    assert rate(profile, "content.chunkable", "docs") == (1, 2)
    assert rate(profile, "content.chunkable", "void") == (0, 0)
    (found,) = (row for row in profile.defects.to_pylist() if row["code"] == "content.chunkable")
    assert (found["item"], json.loads(found["evidence"])["kind"]) == ("block.txt", "one_block")


def test_without_a_text_longer_than_a_chunk_there_is_nothing_to_split(tmp_path: Path, rng: random.Random) -> None:
    corpus = DuplicateCorpus(tmp_path)
    corpus.document("short.txt", paragraph(rng, 2))
    rows = measure(corpus.inputs()).measures.to_pylist()
    (row,) = (row for row in rows if row["indicator"] == "content.chunkable")
    assert (row["denominator"], row["searched"]) == (0, "no text longer than a chunk of 512 tokens among 1 documents")
