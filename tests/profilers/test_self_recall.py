"""A passage finds its own document, or the texts that match it better are named."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readiness.profilers.content import measure, self_recall
from readiness.profilers.content.search_terms import order_of, passage_of, terms
from readiness.profilers.content.self_recall import TOP, draw, read_texts, search
from tests.profilers.duplicate_corpus import DuplicateCorpus, prose
from tests.profilers.stages import rate

CODE = "content.self_recall"


def row_of(profile: Any, source: str = "docs") -> dict[str, Any]:
    (row,) = (r for r in profile.measures.to_pylist() if (r["indicator"], r["source"]) == (CODE, source))
    return dict(row)


def corpus_of(folder: Path, texts: dict[str, str]) -> DuplicateCorpus:
    corpus = DuplicateCorpus(folder)
    for item, text in texts.items():
        corpus.document(item, text)
    return corpus


def distinct(count: int) -> dict[str, str]:
    return {f"{n}.txt": prose(n, 60) for n in range(count)}


def test_texts_with_words_of_their_own_are_found_and_exact_copies_hide_nothing(tmp_path: Path) -> None:
    texts = distinct(20) | {f"copy{n}.txt": prose(3, 60) for n in range(9)}
    assert rate(measure(corpus_of(tmp_path, texts).inputs("docs", "void")), CODE, "docs") == (0, 29)


def test_texts_of_shared_words_are_not_found_by_them(tmp_path: Path) -> None:
    rng = random.Random(3)
    words = [f"word{n}" for n in range(30)]
    shared = {f"form{n}.txt": " ".join(rng.choices(words, k=300)) for n in range(40)}
    profile = measure(corpus_of(tmp_path, shared | distinct(10)).inputs())
    missed, asked = rate(profile, CODE, "docs")
    assert (asked, missed > 10) == (50, True)
    found = [row for row in profile.defects.to_pylist() if row["code"] == CODE]
    facts = json.loads(found[0]["evidence"])
    assert facts["better"] >= TOP
    assert facts["texts"] == 50
    assert len(facts["outranked_by"]) == 3
    assert found[0]["related"].startswith("form")
    assert found[0]["related"] != found[0]["item"]


def test_a_search_among_five_texts_finds_each_whatever_it_holds_so_it_is_not_counted(tmp_path: Path) -> None:
    row = row_of(measure(corpus_of(tmp_path, distinct(5)).inputs()))
    assert (row["denominator"], row["searched"]) == (0, "no more than 5 texts to search among 5 documents")


def test_short_texts_are_no_texts_to_search_for(tmp_path: Path) -> None:
    row = row_of(measure(corpus_of(tmp_path, {f"{n}.txt": "a letter" for n in range(9)}).inputs()))
    assert (row["denominator"], row["searched"]) == (0, "no text of 20 words among 9 documents")


def test_a_sample_states_what_it_is_of_and_a_full_audit_asks_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.profilers.content.self_recall_measure.SAMPLE", 8)
    inputs = corpus_of(tmp_path, distinct(30)).inputs()
    monkeypatch.setattr(draw, "__defaults__", (8,))
    sampled, full = row_of(measure(inputs)), row_of(measure(replace(inputs, full=True)))
    assert (sampled["denominator"], sampled["population"]) == (8, 30)
    assert (full["denominator"], full["population"]) == (30, None)


def test_the_sample_and_its_passages_are_the_same_in_every_audit_and_order(tmp_path: Path) -> None:
    texts = distinct(30)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = corpus_of(tmp_path / "a", texts).inputs()
    other = corpus_of(tmp_path / "b", dict(reversed(texts.items()))).inputs()
    opened = frozenset(("docs", item) for item in texts)
    first, second = (draw(read_texts(inputs, opened), 7) for inputs in (one, other))
    assert first == second
    assert len(first) == 7
    answers = [list(search(inputs, read_texts(inputs, opened), first)) for inputs in (one, other)]
    assert [(a.key, a.better) for a in answers[0]] == [(a.key, a.better) for a in answers[1]]


def test_the_scores_are_those_of_a_whole_index(tmp_path: Path) -> None:
    bm25s = pytest.importorskip("bm25s")
    rng = random.Random(1)
    words = [f"w{n}" for n in range(120)]
    texts = {f"{n}.txt": " ".join(rng.choices(words, k=rng.randint(20, 200))) for n in range(60)}
    inputs = corpus_of(tmp_path, texts).inputs()
    opened = frozenset(("docs", item) for item in texts)
    read = read_texts(inputs, opened)
    index = bm25s.BM25(method="lucene", k1=self_recall.K1, b=self_recall.B)
    index.index([list(terms(texts[one.key[1]])) for one in read], show_progress=False)
    for place, answer in enumerate(search(inputs, read, read)):
        scores = index.get_scores(sorted(read[place].passage))
        assert answer.better == int(np.count_nonzero(scores > scores[place] * (1 + 1e-6)))


def test_a_passage_is_a_sentence_where_there_is_one() -> None:
    text = "Short. The supplier delivers the goods to the place of the buyer.\nShort again."
    assert passage_of(text, order_of("a", "b")) == set("the supplier delivers goods to place of buyer".split())
    assert len(passage_of("word " * 5 + " ".join(f"w{n}" for n in range(90)), order_of("a", "b"))) >= 20
    assert passage_of("", b"\0") == frozenset()
