"""Cells that hold several labels."""

from __future__ import annotations

from readiness.profilers.labels.label_cells import several_labels


def test_labels_that_return_in_other_company_are_parted() -> None:
    cells = ["prijs;levering", "levering;kwaliteit", "kwaliteit;prijs", "prijs", "levering", "kwaliteit"]

    assert several_labels(cells)["prijs;levering"] == ("prijs", "levering")


def test_words_of_one_name_are_not_parted() -> None:
    assert several_labels(["Food, drink", "Food, other", "Food, frozen", "Toys, wood", "Toys, tin"]) == {}


def test_a_class_of_the_closed_list_is_never_parted() -> None:
    cells = ["a/b", "b/c", "c/a", "a", "b", "c"]

    assert "a/b" not in several_labels(cells, ["a/b", "a", "b", "c"])


def test_a_list_written_as_json_is_parted_and_an_empty_one_is_blank() -> None:
    assert several_labels(['["a", "b"]', "[]"]) == {'["a", "b"]': ("a", "b"), "[]": ("",)}
