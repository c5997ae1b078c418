"""Many documents on one template are many documents: near-duplicates, reported as such, and never one cluster."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from readiness.profilers.base import Profile
from readiness.profilers.duplicates import measure
from tests.profilers.duplicate_corpus import DuplicateCorpus, prose
from tests.profilers.test_duplicates_measure import defects, rate, relations

FORM = prose(1, 160).split()


def filled(number: int, fields: int = 3) -> str:
    """The form with some fields filled in: two fillings share 141 of 171 runs of five words."""
    words = list(FORM)
    for field in range(fields):
        words[(field + 1) * len(words) // (fields + 1)] = f"entry{number}x{field}"
    return " ".join(words)


@pytest.fixture
def corpus(tmp_path: Path) -> DuplicateCorpus:
    return DuplicateCorpus(tmp_path)


def keepers(profile: Profile) -> set[Any]:
    return {row["keeper"] for row in profile.tables["pairs"].to_pylist()}


def test_fillings_of_one_form_are_alike_but_none_is_to_be_left_out(corpus: DuplicateCorpus) -> None:
    for number in range(51):
        corpus.document(f"contract {number} acme.txt", filled(number))
    profile = measure(corpus.inputs())
    pairs = profile.tables["pairs"].to_pylist()
    assert len(pairs) == 51 * 50 // 2
    assert {(row["relation"], row["keeper"], row["cluster_id"]) for row in pairs} == {("near_duplicate", None, None)}
    assert {round(row["similarity"], 9) for row in pairs} == {round(141 / 171, 9)}
    assert rate(profile, "uniqueness.near") == (0, 51)


@pytest.mark.parametrize("count", [3, 5, 50])
def test_fillings_that_share_nothing_of_their_own_are_kept_however_few(corpus: DuplicateCorpus, count: int) -> None:
    for number in range(count):
        corpus.document(f"contract {number} acme.txt", filled(number))
    profile = measure(corpus.inputs())
    assert rate(profile, "uniqueness.near") == (0, count)
    assert rate(profile, "content.boilerplate") == (0, count)
    assert keepers(profile) == {None}


def test_two_fillings_alone_may_be_one_text_edited(corpus: DuplicateCorpus) -> None:
    for number in range(2):
        corpus.document(f"contract {number} acme.txt", filled(number))
    assert rate(measure(corpus.inputs()), "uniqueness.near") == (1, 2)


@pytest.mark.parametrize("count", [3, 4, 9])
def test_copies_that_were_edited_in_different_places_are_no_fillings(corpus: DuplicateCorpus, count: int) -> None:
    for number in range(count):
        words = list(FORM)
        words[20 + 12 * number] = f"edit{number}"
        corpus.document(f"contract {number} acme.txt", " ".join(words))
    assert rate(measure(corpus.inputs()), "uniqueness.near") == (count - 1, count)


def test_copies_that_differ_in_a_stamp_alone_are_no_fillings(corpus: DuplicateCorpus) -> None:
    for number in range(5):
        corpus.document(f"contract {number} acme.txt", f"printed day{number} month{number} {' '.join(FORM)}")
    assert rate(measure(corpus.inputs()), "uniqueness.near") == (4, 5)


def test_a_copy_of_one_filling_is_found_among_all_the_others(corpus: DuplicateCorpus) -> None:
    for number in range(51):
        corpus.document(f"contract {number} acme.txt", filled(number))
    corpus.document("saved again.txt", f"{filled(7)} signed")
    found = defects(measure(corpus.inputs()), "uniqueness.near")
    assert {item: row["related"] for item, row in found.items()} == {"contract 7 acme.txt": "saved again.txt"}


def test_blank_forms_are_copies_of_one_another(corpus: DuplicateCorpus) -> None:
    for number in range(60):
        corpus.document(f"contract {number} acme.txt", filled(number))
    for name in ("blank.docx", "blank form.txt"):
        corpus.document(name, " ".join(FORM).replace(" ", "\n" if "form" in name else " "), name.encode())
    profile = measure(corpus.inputs())
    assert set(defects(profile, "uniqueness.exact")) == {"blank form.txt"}


def test_mostly_template_is_said_of_each_text_and_counted_by_source(corpus: DuplicateCorpus) -> None:
    for number in range(60):
        corpus.document(f"{number}.txt", filled(number), source="legal")
        corpus.document(f"{number}.txt", prose(number + 9), source="letters")
    profile = measure(corpus.inputs("legal", "letters", "void"))
    assert rate(profile, "content.boilerplate", "legal") == (60, 60)
    assert rate(profile, "content.boilerplate", "letters") == (0, 60)
    assert rate(profile, "content.boilerplate", "void") == (0, 0)
    found = [row for row in profile.defects.to_pylist() if row["code"] == "content.boilerplate"]
    assert [(row["source"], row["item"]) for row in found] == sorted(("legal", f"{n}.txt") for n in range(60))
    assert {json.loads(row["evidence"])["template_share"] for row in found} == {round(141 / 156, 6)}
    assert "90 %" in found[0]["message"]


def test_exact_copies_make_no_template(corpus: DuplicateCorpus) -> None:
    for number in range(80):
        corpus.document(f"{number}.txt", prose(1))
    assert rate(measure(corpus.inputs()), "content.boilerplate") == (0, 1)


def test_short_texts_are_not_measured_for_template(corpus: DuplicateCorpus) -> None:
    for number in range(60):
        corpus.document(f"{number}.txt", f"Received with thanks, we will come back to you soon, reference {number}.")
    assert rate(measure(corpus.inputs()), "content.boilerplate") == (0, 0)


def test_texts_of_three_words_pair_only_when_equal(corpus: DuplicateCorpus) -> None:
    words = ["invoice", "received", "yesterday", "paid", "tomorrow", "elsewhere"]
    for number, triple in enumerate([(0, 1, 2), (0, 1, 3), (2, 1, 0), (0, 1, 2), (3, 4, 5)]):
        corpus.document(f"{number}.txt", " ".join(words[n] for n in triple) + "." * 9, f"{number}".encode())
    assert relations(measure(corpus.inputs())) == {("0.txt", "near_duplicate", "3.txt")}


def test_one_text_as_pdf_word_and_html_is_kept_once_as_word(corpus: DuplicateCorpus) -> None:
    for item in ("a/offer.pdf", "b/offer.docx", "c/offer.html"):
        corpus.document(item, prose(1))
    profile = measure(corpus.inputs())
    assert len(relations(profile)) == 3
    assert keepers(profile) == {"b/offer.docx"}
    assert {row["evidence"]["same"] for row in defects(profile, "uniqueness.exact").values()} == {"text"}


def test_ten_thousand_documents_that_share_four_fifths_of_a_template_are_no_copies(corpus: DuplicateCorpus) -> None:
    form = prose(1, 40)
    for number in range(10_000):
        corpus.document(f"{number}.txt", f"{form} " + " ".join(f"own{number}x{word}" for word in range(10)))
    profile = measure(corpus.inputs())
    assert relations(profile) == set()
    assert rate(profile, "uniqueness.near") == (0, 10_000)
    assert rate(profile, "content.boilerplate") == (10_000, 10_000)


def test_a_large_group_on_one_template_is_no_cluster_and_hides_no_copy(corpus: DuplicateCorpus) -> None:
    for number in range(1_100):
        corpus.document(f"contract {number} acme.txt", filled(number))
    corpus.document("saved again.txt", f"{filled(700)} signed")
    profile = measure(corpus.inputs())
    found = defects(profile, "uniqueness.near")
    assert {item: row["related"] for item, row in found.items()} == {"contract 700 acme.txt": "saved again.txt"}
    assert rate(profile, "content.boilerplate") == (1_101, 1_101)
    sizes = np.unique([row["cluster_id"] for row in profile.tables["pairs"].to_pylist() if row["cluster_id"]])
    assert len(sizes) == 1


def test_a_remembered_audit_sees_the_same_templates(tmp_path: Path) -> None:
    def audited(name: str, count: int, cache: Path | None) -> Profile:
        folder = tmp_path / name
        folder.mkdir()
        corpus = DuplicateCorpus(folder)
        for number in range(count):
            corpus.document(f"contract {number} acme.txt", filled(number))
            corpus.document(f"{number}.txt", prose(number + 2))
        corpus.document("saved again.txt", f"{filled(7)} signed")
        return measure(replace(corpus.inputs(), cache=cache))

    audited("first", 50, tmp_path / "cache")
    warm, cold = audited("warm", 52, tmp_path / "cache"), audited("cold", 52, None)
    assert cold.tables["pairs"].to_pylist() == warm.tables["pairs"].to_pylist()
    assert cold.defects.to_pylist() == warm.defects.to_pylist()
    assert cold.measures.to_pylist() == warm.measures.to_pylist()


def test_a_short_letter_in_a_long_one_of_the_same_form_is_no_excerpt(corpus: DuplicateCorpus) -> None:
    for number in range(5):
        own = prose(700 + number, 12 + 40 * number)
        corpus.document(f"letter {number}.txt", f"{own} {' '.join(FORM)}")
    assert rate(measure(corpus.inputs()), "uniqueness.near") == (0, 5)
