"""Agreement of annotators: Krippendorff's alpha against published figures, and the items on which they differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.profilers.labels.agreement import krippendorff_alpha
from tests.profilers.label_files import measure_files
from tests.profilers.stages import rate

OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
"""Four observers and twelve units of Krippendorff 2011, section C; a point is no value."""


def test_alpha_is_that_of_the_published_example_with_missing_values() -> None:
    units = [[value for value in column if value != "."] for column in zip(*OBSERVERS, strict=True)]

    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_two_observers_is_that_of_the_published_binary_example() -> None:
    one, other = "0100000000", "1110010010"  # Krippendorff 2011, section A

    assert krippendorff_alpha(zip(one, other, strict=True)) == pytest.approx(0.095, abs=5e-4)


def test_alpha_is_not_defined_where_only_one_class_was_given() -> None:
    assert krippendorff_alpha([["a", "a"], ["a"]]) is None


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=20))
def test_alpha_is_never_above_one_and_one_only_without_disagreement(units: list[list[str]]) -> None:
    alpha = krippendorff_alpha(units)

    assert alpha is None or alpha <= 1
    assert alpha is None or (alpha == 1) == all(len(set(unit)) == 1 for unit in units)


def test_each_item_on_which_annotators_differ_is_named_with_alpha_and_pairs(tmp_path: Path) -> None:
    rows = "".join(f"{n},ana,si\n{n},ben,{'no' if n < 3 else 'si'}\n" for n in range(20)) + "20,ana,no\n"
    files = {
        "texts.csv": "id,text\n" + "".join(f"{n},t\n" for n in range(21)),
        "labels.csv": f"id,annotator,label\n{rows}",
    }

    profile = measure_files(tmp_path, files)

    assert rate(profile, "labels.agreement") == (3, 20)
    found = [row for row in profile.defects.to_pylist() if row["code"] == "labels.agreement"]
    assert {row["item"] for row in found} == {"0", "1", "2"}
    facts = json.loads(found[0]["evidence"])
    assert (facts["kind"], facts["annotators"]) == ("disagreement", ["ana", "ben"])
    assert facts["pairs"] == [["ana", "ben", 20, 17]]
    assert facts["alpha"] == pytest.approx(krippendorff_alpha([["si", "no"]] * 3 + [["si", "si"]] * 17), abs=1e-4)


def test_spellings_of_one_class_are_no_disagreement_and_one_annotator_agrees_with_nobody(tmp_path: Path) -> None:
    rows = "".join(f"{n},ana,Oui\n{n},ben,oui\n" for n in range(12)) + "12,ana,Oui\n12,ana,non\n"
    files = {
        "texts.csv": "id,text\n" + "".join(f"{n},t\n" for n in range(13)),
        "labels.csv": f"id,annotator,label\n{rows}",
    }

    assert rate(measure_files(tmp_path, files), "labels.agreement") == (0, 12)
