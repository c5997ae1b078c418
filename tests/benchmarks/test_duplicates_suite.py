"""The benchmark's own parts: the same corpus each time, a truth that brute force confirms, scores by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.duplicates.corpus import write_corpus
from benchmarks.duplicates.debian import write_debian
from benchmarks.duplicates.goals import goals
from benchmarks.duplicates.measure import FailedError, measure_process
from benchmarks.duplicates.report import render
from benchmarks.duplicates.score import score
from benchmarks.duplicates.truth import brute_pairs, texts_of, true_pairs
from benchmarks.duplicates.words import words_of
from readiness.near_duplicate_search.shingling import shingle_sets

DOCUMENTS = 400
LETTERS = "abcdefghijklmnopqrst"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "small.parquet"
    write_corpus(path, DOCUMENTS)
    return path


def as_set(table: pa.Table) -> set[tuple[int, int]]:
    return set(zip(table["first"].to_pylist(), table["second"].to_pylist(), strict=True))


def pairs(*found: tuple[int, int]) -> pa.Table:
    return pa.table({"first": [a for a, _ in found], "second": [b for _, b in found]})


def test_a_corpus_is_the_same_each_time(corpus: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "again.parquet", DOCUMENTS)
    assert (tmp_path / "again.parquet").read_bytes() == corpus.read_bytes()


def test_a_corpus_holds_every_kind_of_text(corpus: Path) -> None:
    kinds = set(pq.read_table(corpus)["kind"].to_pylist())
    assert kinds >= {"unique", "near", "accented", "chain", "contract", "short", "copy", "excerpt"}


def test_the_truth_is_what_brute_force_finds(corpus: Path) -> None:
    texts = list(texts_of(corpus))
    brute = brute_pairs(texts)
    assert len(brute) > 20
    assert as_set(true_pairs(iter(texts))) == brute


def test_the_truth_expands_equal_texts_and_pairs_empty_ones_with_nothing() -> None:
    long = " ".join(LETTERS)
    texts = [long, "", long, "", long + " z"]
    assert as_set(true_pairs(iter(texts))) == {(0, 2), (0, 4), (2, 4)}


@pytest.mark.parametrize(
    "text", ["Straße no. 5", "契約 第5条 ﬁle", "ภาษาไทย ok", "co\u00adop e\u0301tat", "a_b-c  d", ""]
)
def test_words_are_cut_as_the_engines_cut_them(text: str) -> None:
    assert [len(words_of(text))] == shingle_sets([text]).words.tolist()


def test_a_debian_corpus_takes_text_and_leaves_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "man" / "man1"
    folder.mkdir(parents=True)
    (folder / "a.1").write_text('.\\" comment\n.SH NAME\nls \\- list\n', "utf-8")
    (folder / "b.png").write_bytes(b"\x89PNG")
    assert write_debian(tmp_path / "out.parquet", (tmp_path / "man",)) == 1
    assert words_of(pq.read_table(tmp_path / "out.parquet")["text"][0].as_py()) == ["name", "ls", "list"]


def test_a_machine_without_such_texts_gives_no_corpus(tmp_path: Path) -> None:
    assert write_debian(tmp_path / "out.parquet", (tmp_path / "absent",)) == 0
    assert not (tmp_path / "out.parquet").exists()


def test_pairs_are_scored_whatever_their_direction() -> None:
    found = score(pairs((1, 0), (2, 3), (4, 5)), pairs((0, 1), (2, 3), (6, 7)), 8)
    assert (found.found, found.precision, found.recall) == (3, 2 / 3, 2 / 3)


def test_a_cluster_claims_all_its_pairs() -> None:
    found = score(pa.table({"cluster": [0, 0, 0, 3]}), pairs((0, 1)), 4)
    assert (found.found, found.precision, found.recall) == (3, 1 / 3, 1.0)


def test_a_removed_text_without_a_partner_is_wrong() -> None:
    found = score(pa.table({"removed": [False, True, True, False]}), pairs((0, 1), (0, 3)), 4)
    assert (found.found, found.precision, found.recall) == (2, 0.5, 0.5)


def test_a_process_is_measured_with_the_ones_it_starts() -> None:
    burn = "sum(range(4_000_000))"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{burn}']); print('{{\"work_cpu\": 1.5}}')"
    cost = measure_process([sys.executable, "-c", script])
    assert cost.printed == {"work_cpu": 1.5}
    assert cost.cpu > 0
    assert cost.peak_mb > 1


def test_a_process_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(FailedError, match="no such peer"):
        measure_process([sys.executable, "-c", "import sys; sys.exit('no such peer')"])


def _run(cpu: float, recall: float = 1.0) -> dict[str, object]:
    one = {"cpu": cpu, "wall": cpu, "peak_mb": 100.0, "told": {"work_cpu": cpu, "version": "1"}}
    return {"rounds": [one], "score": {"of": "pairs", "found": 1, "precision": 1.0, "recall": recall}}


def _corpus(**runs: object) -> dict[str, object]:
    checked = {"texts": 10, "pairs": 1, "missing": 0, "extra": 0}
    facts = {"texts": 100_000, "bytes": 10**8, "pairs": 5, "checked": checked, "date": "2026-01-01", "load": 1.0}
    return {**facts, "runs": runs}


def test_goals_compare_the_figures_of_one_run() -> None:
    runs = {"exact": _run(2.0), "lsh": _run(1.0, 0.9995), "datasketch-raw": _run(30.0, 0.8), "daft": _run(3.0, 0.9)}
    reached = {goal.asked.partition(" (")[0]: goal.reached for goal in goals({"100k": _corpus(**runs)})}
    assert reached == {
        "lsh end to end at 25 × datasketch": True,
        "exact end to end at 14 × datasketch": True,
        "lsh at 3.5 × the fastest peer, daft": False,
        "lsh: precision 1, recall above every peer's": True,
        "exact: precision 1, recall at least 1": True,
        "lsh: precision 1, recall at least 0.999": True,
    }


def test_the_page_says_which_peers_did_not_run() -> None:
    machine = {"processor": "x", "cores": 2, "memory_gb": 8.0, "python": "3.11", "packages": {}}
    corpus = _corpus(exact=_run(2.0), daft={"rounds": [], "failed": "could not be installed: no network"})
    page = render({"machine": machine, "corpora": {"100k": corpus}})
    assert "* daft: could not be installed: no network" in page
    assert "**ours: exact**" in page
