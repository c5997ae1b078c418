"""The semantic lens: what it finds, what it refuses, that it stays apart and never leaves the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import readiness
from readiness.config.loading import load_project
from readiness.config.project import Project
from readiness.config.semantic_settings import Semantic
from readiness.errors import ConfigError, UsageError
from readiness.profilers.base import Inputs
from readiness.profilers.semantic import search, semantic_pairs
from readiness.profilers.semantic.embedding_model import open_model
from readiness.profilers.semantic.search import cosine_pairs
from tests.profilers.stages import write_stages
from tests.profilers.static_models import VECTORS, make_model
from tests.small_project import AS_OF, YAML, make_project

PARAPHRASES = ["the car repaired", "the automobile mended", "the ship"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return make_model(tmp_path / "model")


def pairs_in(table: pa.Table) -> list[tuple[int, int]]:
    return list(zip(table["item_a"].to_pylist(), table["item_b"].to_pylist(), strict=True))


def test_texts_that_say_the_same_in_other_words_are_a_pair(model: Path) -> None:
    table = readiness.semantic_duplicates(PARAPHRASES, model=model)
    assert pairs_in(table) == [(0, 1)]
    assert table["lens"].to_pylist() == ["semantic"]
    mean = [sum(VECTORS[word][axis] for word in ("the", "car", "repaired")) for axis in range(3)]
    other = [sum(VECTORS[word][axis] for word in ("the", "automobile", "mended")) for axis in range(3)]
    cosine = float(np.dot(mean, other) / np.linalg.norm(mean) / np.linalg.norm(other))
    assert table["cosine"].to_pylist() == pytest.approx([cosine], abs=1e-6)


def test_a_higher_threshold_finds_less(model: Path) -> None:
    assert pairs_in(readiness.semantic_duplicates(PARAPHRASES, model=model, threshold=1.0)) == []
    assert len(pairs_in(readiness.semantic_duplicates(PARAPHRASES, model=model, threshold=0.1))) == 3


def test_texts_without_a_known_word_pair_with_nothing(model: Path) -> None:
    assert (
        pairs_in(readiness.semantic_duplicates(["", "", "xyzzy", "plugh", "\ud800"], model=model, threshold=0.1)) == []
    )


def test_no_text_and_no_pair_is_an_empty_table(model: Path) -> None:
    assert readiness.semantic_duplicates([], model=model).num_rows == 0


def test_weights_and_a_mapping_of_tokens_are_heeded(tmp_path: Path) -> None:
    places = np.arange(len(VECTORS))
    swapped = places.copy()
    swapped[[1, 5]] = 5, 1
    model = make_model(tmp_path / "mapped", mapping=swapped, weights=np.where(places == 6, 0.0, 2.0))
    vectors = open_model(model).embed(["car", "the"])
    assert vectors.tolist() == [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize("seed", [1, 2])
def test_blocks_find_what_one_product_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_BLOCK", 7)
    vectors = np.random.default_rng(seed).normal(size=(50, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    pairs = cosine_pairs(vectors, 0.8)
    whole = np.round(vectors.astype(np.float64) @ vectors.astype(np.float64).T, 6)
    expected = [(a, b) for a in range(50) for b in range(a + 1, 50) if whole[a, b] >= 0.8]
    assert len(expected) > 10
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == expected


def test_pairs_beyond_the_cap_are_counted() -> None:
    pairs = cosine_pairs(np.ones((10, 1), dtype=np.float32), 0.9, cap=20)
    assert (len(pairs.first), pairs.skipped) == (20, 25)


def test_a_name_of_a_model_hub_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="never downloaded"):
        readiness.semantic_duplicates(PARAPHRASES, model="minishlab/potion-base-8M")


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
def test_a_broken_model_is_refused_in_a_sentence(model: Path, file: str) -> None:
    (model / file).write_bytes(b"{ not this")
    with pytest.raises(UsageError, match="cannot be read"):
        readiness.semantic_duplicates(PARAPHRASES, model=model)


def test_a_model_that_does_not_fit_its_tokenizer_is_refused(tmp_path: Path) -> None:
    model = make_model(tmp_path / "short", embeddings=np.ones((3, 2), dtype=np.float32))
    with pytest.raises(UsageError, match="knows 7 tokens, the model 3"):
        readiness.semantic_duplicates(PARAPHRASES, model=model)


def test_a_model_that_is_none_is_refused(tmp_path: Path) -> None:
    model = make_model(tmp_path / "flat", embeddings=np.ones(7, dtype=np.float32))
    with pytest.raises(UsageError, match="not a static embedding model"):
        readiness.semantic_duplicates(PARAPHRASES, model=model)


def test_a_missing_extra_is_told_with_what_to_install(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(UsageError, match=r"\[semantic\]"):
        readiness.semantic_duplicates(PARAPHRASES, model=model)


@pytest.mark.parametrize("threshold", [0, 1.01])
def test_a_threshold_outside_its_range_is_refused(model: Path, threshold: float) -> None:
    with pytest.raises(UsageError, match="threshold"):
        readiness.semantic_duplicates(PARAPHRASES, model=model, threshold=threshold)


NO_SOCKETS = """\
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise PermissionError(event)
sys.addaudithook(refuse)
import readiness
print(readiness.semantic_duplicates(%r, model=sys.argv[1]).num_rows)
"""


def test_no_socket_is_opened(model: Path) -> None:
    command = [sys.executable, "-c", NO_SOCKETS % PARAPHRASES, str(model)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout.strip(), done.stderr) == ("1", "")


def stage_texts(folder: Path, texts: dict[str, str], pairs: list[dict[str, object]]) -> Inputs:
    rows = [{"source": "files", "item": item, "text": text} for item, text in texts.items()]
    write_stages(folder, {"document_text": rows, "pairs": pairs})
    project = Project.model_validate({"project": "small", "sources": [{"name": "files", "url": "tree"}]})
    return Inputs(project=project, as_of=AS_OF, folder=folder)


def test_the_stage_leaves_out_copies_and_what_wording_has_found(tmp_path: Path, model: Path) -> None:
    texts = {"a": "the car repaired", "b": "the automobile mended", "c": "the  car\nrepaired", "d": "car repaired"}
    known: dict[str, object] = {
        "source_a": "files",
        "item_a": "a",
        "source_b": "files",
        "item_b": "d",
        "relation": "near_duplicate",
    }
    table = semantic_pairs(stage_texts(tmp_path, texts, [known]), Semantic(model="model"), model)
    assert table.select(["item_a", "item_b"]).to_pylist() == [
        {"item_a": "a", "item_b": "b"},
        {"item_a": "b", "item_b": "d"},
    ]
    assert set(table["lens"].to_pylist()) == {"semantic"}
    assert {len(digest) for digest in table["model"].to_pylist()} == {64}


def test_a_project_whose_model_is_absent_is_refused_where_it_names_it(tmp_path: Path) -> None:
    path = make_project(tmp_path, YAML + "semantic: {model: models/none}\n")
    with pytest.raises(ConfigError, match=r"small\.yaml:\d+.*models/none"):
        load_project(path)


def run_audit(root: Path, yaml: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_ROOT", str(root))
    monkeypatch.setenv("DAGSTER_HOME", str(root / ".dagster"))
    make_project(root, yaml)
    (root / "tree" / "north" / "one.txt").write_text("The car repaired. " * 20, "utf-8")
    (root / "tree" / "south" / "other.txt").write_text("The automobile mended. " * 20, "utf-8")
    readiness.audit(str(root / "small.yaml"))
    return root / ".readiness" / "small"


def test_an_audit_lists_semantic_pairs_apart_and_judges_nothing_by_them(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = run_audit(tmp_path, YAML + "semantic: {model: model, threshold: 0.95}\n", monkeypatch)
    pairs = pq.read_table(out / "stages" / "semantic_pairs.parquet", partitioning=None)
    names = zip(pairs["item_a"].to_pylist(), pairs["item_b"].to_pylist(), strict=True)
    assert ("north/one.txt", "south/other.txt") in set(names)
    latest = out / "latest"
    assert "semantic" not in pq.read_table(latest / "pairs.parquet", partitioning=None)["relation"].to_pylist()
    codes = {finding["code"] for finding in pq.read_table(latest / "findings.parquet", partitioning=None).to_pylist()}
    indicators = {row["code"] for row in json.loads((latest / "scorecard.json").read_text("utf-8"))["indicators"]}
    assert [code for code in codes | indicators if "semantic" in code] == []
