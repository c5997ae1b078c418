"""Leakage: test items that are copies of training items."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.profilers.base import Profile
from readiness.profilers.labels.splits import split_of_path, split_of_table, split_of_value
from tests.profilers.label_files import measure_files
from tests.profilers.stages import rate


def leaks(profile: Profile) -> set[tuple[str, str | None, str]]:
    rows = [row for row in profile.defects.to_pylist() if row["code"] == "labels.leakage"]
    return {(row["item"], row["part"], row["related"]) for row in rows}


def test_documents_of_a_test_folder_that_are_copies_or_near_copies_leak(tmp_path: Path) -> None:
    files = {f"daten/Training/{n}.txt": f"Brief {n} an das Amt" for n in range(4)}
    files |= {f"daten/Test/{n}.txt": f"Antwort {n} vom Amt" for n in range(3)} | {
        "daten/Test/x.txt": "Brief 2  an das Amt"
    }
    near = {"source_a": "s", "item_a": "daten/Training/1.txt", "source_b": "s", "item_b": "daten/Test/0.txt"}
    inside = {**near, "item_b": "daten/Training/0.txt"}

    pairs = [{**pair, "relation": "near_duplicate", "similarity": 0.9} for pair in (near, inside)]
    profile = measure_files(tmp_path, files, pairs=pairs)

    assert rate(profile, "labels.leakage") == (2, 4)
    expected = {("daten/Test/x.txt", "daten/Training/2.txt"), ("daten/Test/0.txt", "daten/Training/1.txt")}
    assert {(item, related) for item, _, related in leaks(profile)} == expected


def test_rows_of_a_split_column_leak_when_their_text_is_in_training(tmp_path: Path) -> None:
    texts = [f"la commande {n} est arrivée en retard" for n in range(20)]
    texts[15] = texts[3].upper()
    labels = [{"source": "s", "file": "c.csv", "item": "id", "label": "label", "split": "split", "of": "texte.csv"}]
    split = "".join(f"{n},{'train' if n < 12 else 'validation'},a\n" for n in range(20))
    files = {
        "c.csv": f"id,split,label\n{split}",
        "texte.csv": "id,texte\n" + "".join(f"{n},{t}\n" for n, t in enumerate(texts)),
    }

    profile = measure_files(tmp_path, files, labels=labels)

    assert rate(profile, "labels.leakage") == (1, 8)
    assert leaks(profile) == {("15", None, "3")}


def test_tables_named_as_splits_are_compared_row_by_row_without_ids_and_labels(tmp_path: Path) -> None:
    train = "".join(f"{n},el pedido {n} llegó tarde a la tienda,a\n" for n in range(30))
    test = "".join(f"{n + 500},el pedido {n} llegó tarde a la tienda,b\n" for n in range(28, 34))

    profile = measure_files(
        tmp_path, {"d/train.csv": f"id,texto,label\n{train}", "d/test.csv": f"id,texto,label\n{test}"}
    )

    assert rate(profile, "labels.leakage") == (2, 6)
    assert ("d/test.csv", "row 1", "d/train.csv row 29") in leaks(profile)


def test_equal_documents_within_a_split_or_without_a_split_do_not_leak(tmp_path: Path) -> None:
    files = {
        "train/a.txt": "same text",
        "train/b.txt": "same text",
        "test/c.txt": "another text",
        "north/d.txt": "same text",
    }

    assert rate(measure_files(tmp_path, files), "labels.leakage") == (0, 1)


@pytest.mark.parametrize("folder", ["tests", "trains", "latest", "contest"])
def test_folders_that_only_resemble_a_split_are_none(tmp_path: Path, folder: str) -> None:
    files = {"train/a.txt": "same text", f"{folder}/b.txt": "same text"}

    assert rate(measure_files(tmp_path, files), "labels.leakage") == (0, 0)


def test_names_of_splits_are_read_in_several_languages() -> None:
    assert [split_of_value(word) for word in ("Treino", "prueba", "HELD_OUT", "Nord")] == ["train", "test", "test", ""]
    assert (split_of_path("a/train/x/1.txt"), split_of_path("train.txt")) == ("train", "")
    assert split_of_table("d/mails-test.csv") == ("test", "d/mails_csv")
