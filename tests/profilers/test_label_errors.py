"""Labels that are probably wrong: by the texts, and by probabilities that the project gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from readiness.profilers.base import Profile
from readiness.profilers.labels.confident_learning import suspicions_of
from readiness.profilers.labels.text_classifier import out_of_sample_probabilities
from tests.profilers.label_files import measure_files
from tests.profilers.stages import measures, rate

TOPICS = {
    "lieferung": ("das Paket mit dem {} kam nicht an", "wann wird das {} geliefert", "der Bote hat das {} verloren"),
    "rechnung": ("der Betrag für das {} ist zu hoch", "ich habe das {} doppelt bezahlt", "Rechnung zum {} fehlt"),
    "defekt": ("das {} ist kaputt", "am {} blinkt eine rote Lampe", "das {} macht Geräusche und stinkt"),
}
THINGS = ("Radio", "Fahrrad", "Modem", "Kabel", "Tablet", "Regal", "Bett", "Zelt", "Boot", "Sofa")


def corpus(wrong: dict[str, str]) -> dict[str, str]:
    """Ninety texts of three topics, and their labels; ``wrong`` maps ids to a label that does not fit."""
    texts, labels = ["id,text"], ["id,label"]
    for topic, forms in TOPICS.items():
        for number in range(30):
            name = f"{topic}-{number}"
            texts.append(f"{name},{forms[number % 3].format(THINGS[number % 10])} seit Tag {number}")
            labels.append(f"{name},{wrong.get(name, topic)}")
    return {"texte.csv": "\n".join(texts) + "\n", "labels.csv": "\n".join(labels) + "\n"}


def suspected(profile: Profile) -> dict[str, str]:
    """The label suggested for each suspected item."""
    rows = [row for row in profile.defects.to_pylist() if row["code"] == "labels.error_estimate"]
    return {row["item"]: json.loads(row["evidence"])["suggested"] for row in rows}


def test_flipped_labels_are_suspected_and_the_fitting_class_is_suggested(tmp_path: Path) -> None:
    wrong = {"lieferung-4": "defekt", "rechnung-7": "lieferung", "defekt-9": "rechnung"}

    profile = measure_files(tmp_path, corpus(wrong))

    assert suspected(profile) == {name: name.partition("-")[0] for name in wrong}
    assert rate(profile, "labels.error_estimate") == (3, 90)


def test_clean_labels_are_not_suspected(tmp_path: Path) -> None:
    assert rate(measure_files(tmp_path, corpus({})), "labels.error_estimate") == (0, 90)


def test_texts_that_say_nothing_about_the_class_give_no_estimate(tmp_path: Path) -> None:
    texts = "".join(f"{n},note {n * 7919 % 97} of series {n * 104729 % 89}\n" for n in range(80))
    labels = "".join(f"{n},{'north' if n * n % 7 in {1, 2} else 'south'}\n" for n in range(80))

    profile = measure_files(tmp_path, {"texts.csv": f"id,text\n{texts}", "labels.csv": f"id,label\n{labels}"})

    ((_, state, reason),) = measures(profile, "labels.error_estimate")
    assert state == "not_measured"
    assert "too little" in reason


def test_few_texts_give_no_estimate(tmp_path: Path) -> None:
    files = {name: "\n".join(text.splitlines()[:30]) for name, text in corpus({}).items()}

    assert measures(measure_files(tmp_path, files), "labels.error_estimate")[0][1] == "not_measured"


def test_probabilities_of_the_project_are_used_instead_of_the_texts(tmp_path: Path) -> None:
    rows = "".join(f"{n},{0.9 if n % 2 else 0.1},{0.1 if n % 2 else 0.9}\n" for n in range(20))
    labels = "".join(f"{n},{'oui' if n % 2 or n == 6 else 'non'}\n" for n in range(20))
    texts = "".join(f"{n},x\n" for n in range(20))
    declared = {"source": "s", "file": "l.csv", "item": "id", "of": "t.csv", "probabilities": "p.csv"}
    files = {"p.csv": f"id,oui,non\n{rows}", "l.csv": f"id,label\n{labels}", "t.csv": f"id,text\n{texts}"}

    profile = measure_files(tmp_path, files, labels=[declared])

    assert suspected(profile) == {"6": "non"}
    assert rate(profile, "labels.error_estimate") == (1, 20)


def test_probabilities_that_cannot_be_found_are_said_and_never_replaced(tmp_path: Path) -> None:
    declared = {"source": "s", "file": "labels.csv", "item": "id", "of": "texte.csv", "probabilities": "gone.csv"}

    profile = measure_files(tmp_path, corpus({"defekt-1": "rechnung"}), labels=[declared])

    ((_, state, reason),) = measures(profile, "labels.error_estimate")
    assert (state, reason) == ("not_measured", "the table of probabilities gone.csv was not found or could not be read")


def test_the_confident_joint_is_that_of_a_small_example_worked_by_hand() -> None:
    codes = np.array([0, 0, 0, 1, 1, 1])
    own = [0.9, 0.8, 0.1, 0.9, 0.7, 0.5]
    table = np.array([[p, 1 - p] if code == 0 else [1 - p, p] for code, p in zip(codes, own, strict=True)])

    found = suspicions_of(codes, table)  # thresholds: class 0 at 0.6, class 1 at 0.7

    assert found.is_off_diagonal.tolist() == [False, False, True, False, False, False]
    assert found.margin.tolist() == pytest.approx([0.8, 0.6, -0.8, 0.8, 0.4, 0.0])
    assert found.ratio[2] == pytest.approx(9)


def test_a_text_is_never_judged_by_its_own_label() -> None:
    texts = [f"{word} {number}" for word in ("apple pear", "bolt nut") for number in range(20)]
    codes = np.repeat([0, 1], 20)
    codes[3] = 1

    table = out_of_sample_probabilities(texts, codes, 2)

    assert table[3, 0] > table[3, 1]
    assert np.allclose(table.sum(axis=1), 1)
