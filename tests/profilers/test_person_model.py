"""Persons and places by a small real pipeline of spaCy, saved to disk by the test, in a real worker."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from readiness.config.loading import load_project
from readiness.config.project import Project
from readiness.config.resource_settings import Resources
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.rights import measure
from readiness.profilers.rights.person_model import PIECE_CHARACTERS, find_entities
from readiness.scoring.notes import person_notes
from readiness.workers.text_map import PooledTextMap
from tests.profilers.stages import AS_OF, inputs_of, listed_row, opened_row, rate

BASIS = "rights.pii_basis"
TEXT = "The goods went from Harlow to the yard, where Oyelaran signed for them and Ngozi Adeyemi paid."


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PERSON", "pattern": "Oyelaran"},
            {"label": "PER", "pattern": "Ngozi Adeyemi"},
            {"label": "GPE", "pattern": "Harlow"},
            {"label": "PRODUCT", "pattern": "goods"},
        ]
    )
    folder = tmp_path_factory.mktemp("models") / "persons"
    nlp.to_disk(folder)
    return folder


def measure_text(folder: Path, rights: dict[str, str], text: str = TEXT, *, resources: Any = None) -> Profile:
    stages = {
        "inventory": [listed_row("a.txt")],
        "profile_documents": [opened_row("a.txt")],
        "document_text": [{"source": "contracts", "item": "a.txt", "text": text}],
    }
    source = {"name": "contracts", "url": "tree", "rights": {"pii_allowed": False}}
    inputs = inputs_of(folder, stages=stages, sources=[source], rights=rights)
    pool = PooledTextMap(resources=resources or Resources(workers=1))
    return measure(Inputs(project=inputs.project, as_of=AS_OF, folder=folder, text_map=pool))


def evidence(profile: Profile) -> dict[str, Any]:
    (row,) = (row for row in profile.defects.to_pylist() if row["code"] == "rights.pii")
    return dict(json.loads(row["evidence"]))


def basis(profile: Profile) -> dict[str, Any]:
    (row,) = (row for row in profile.measures.to_pylist() if row["indicator"] == BASIS)
    return dict(row)


def test_a_model_finds_persons_and_places_that_no_pattern_does_and_is_named(tmp_path: Path, pipeline: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "m").mkdir()
    plain = measure_text(tmp_path / "p", {})
    assert rate(plain, "rights.pii") == (0, 1)
    found = measure_text(tmp_path / "m", {"persons": "model", "model": str(pipeline)})
    assert rate(found, "rights.pii") == (1, 1)
    assert rate(found, BASIS) == (1, 1)
    assert evidence(found)["by_model"] == {"LOCATION": 1, "PERSON": 2}
    assert "Oyelaran" not in json.dumps(found.defects.to_pylist())


def test_what_a_pattern_found_already_is_not_counted_twice(tmp_path: Path, pipeline: Path) -> None:
    text = "Contact person: Ngozi Adeyemi\n\n" + TEXT.replace("Ngozi Adeyemi", "a clerk")
    facts = evidence(measure_text(tmp_path, {"persons": "model", "model": str(pipeline)}, text))
    assert (facts["kinds"]["PERSON"], facts["by_model"]["PERSON"]) == (2, 1)


@pytest.mark.parametrize(
    ("model", "reason"), [("", "no model is named"), ("/nowhere/at/all", "holds no spaCy pipeline")]
)
def test_without_a_model_the_basis_is_not_measured_and_the_remedy_is_said(
    tmp_path: Path, model: str, reason: str
) -> None:
    row = basis(measure_text(tmp_path, {"persons": "model", "model": model}))
    assert row["state"] == "not_measured"
    assert reason in row["reason"]
    assert "install the extra ner" in row["reason"]


def test_a_broken_model_is_the_reason_and_no_traceback(tmp_path: Path, pipeline: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.cfg").write_text("[nlp]\nlang = 'no such language'\n", encoding="utf-8")
    row = basis(measure_text(tmp_path, {"persons": "model", "model": str(broken)}))
    assert (row["state"], "cannot be opened" in row["reason"]) == ("not_measured", True)
    assert pipeline.exists()


def test_the_model_runs_in_a_worker_and_not_in_the_audit(tmp_path: Path, pipeline: Path) -> None:
    measure_text(tmp_path, {"persons": "model", "model": str(pipeline)})
    from readiness.profilers.rights.person_model import _open

    assert _open.cache_info().currsize == 0, os.getpid()


def test_long_texts_are_searched_in_pieces_with_their_places(pipeline: Path) -> None:
    text = "x " * PIECE_CHARACTERS + TEXT
    found = find_entities(str(pipeline), text)
    assert sorted(text[one.start : one.end] for one in found.spans) == ["Harlow", "Ngozi Adeyemi", "Oyelaran"]
    assert find_entities(str(pipeline), "").spans == ()
    assert find_entities(str(pipeline), "x" * (2 * PIECE_CHARACTERS + 5)).spans == ()


def test_a_folder_is_looked_for_beside_the_project_file(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "project: p\nsources: [{name: s, url: .}]\nrights: {persons: model, model: models/x}\n", encoding="utf-8"
    )
    assert load_project(path).project.rights.model == str(tmp_path / "models" / "x")


def test_the_card_says_how_persons_were_searched_for() -> None:
    facts = {"project": "p", "sources": [{"name": "s", "url": "."}]}
    assert "recall about one half" in person_notes(Project.model_validate(facts))[0]
    by_model = person_notes(Project.model_validate({**facts, "rights": {"persons": "model"}}))
    assert by_model == (
        "persons and places: in texts by pattern and by the model of rights.model, in tables by pattern",
    )
