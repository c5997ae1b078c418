"""An audit that remembers the last one finds the very same, whatever changed in between."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from readiness.near_duplicate_search import comparison, incremental_join, shingle_cache
from readiness.near_duplicate_search.shingles import ShingleSets
from readiness.profilers.base import Inputs, Profile
from readiness.profilers.duplicates import measure
from tests.profilers.duplicate_corpus import DuplicateCorpus, edited, prose

TEXTS = {
    "a.txt": prose(1),
    "b.txt": edited(prose(1), 2),
    "c.txt": f"{prose(2)} {prose(3)} {prose(4)}",
    "d.txt": prose(3),
    "e.txt": prose(5),
    "notes 2020.txt": edited(prose(6), 9),
    "notes 2021.txt": prose(6),
    "letter 1.eml": "Received with thanks, we will come back to you soon.",
    "letter 2.eml": "Received with thanks, we will come back to you soon.",
}


def inputs_of(folder: Path, texts: Mapping[str, str], cache: Path | None = None, **project: Any) -> Inputs:
    folder.mkdir(parents=True, exist_ok=True)
    corpus = DuplicateCorpus(folder)
    for item, text in texts.items():
        corpus.document(item, text, f"{item}{text}".encode())
    return replace(corpus.inputs(**project), cache=cache)


def found(profile: Profile) -> tuple[object, ...]:
    pairs = profile.tables["pairs"]
    return pairs.to_pylist(), pairs.schema.metadata, profile.defects.to_pylist(), profile.measures.to_pylist()


def both(folder: Path, texts: Mapping[str, str], cache: Path, **project: Any) -> None:
    """Audit with and without the cache; they must agree."""
    warm = measure(inputs_of(folder / "warm", texts, cache, **project))
    assert found(warm) == found(measure(inputs_of(folder / "cold", texts, **project)))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """What an audit of TEXTS left."""
    measure(inputs_of(tmp_path / "first", TEXTS, tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"new.txt": edited(prose(5), 3)},
        {"new.txt": prose(2)},
        {"new.txt": f"{prose(5)} {prose(7)} {prose(8)}"},
        {"letter 3.eml": "Received with thanks, we will come back to you soon."},
        {"notes 2022.txt": edited(prose(6), 12)},
        {"b.txt": edited(prose(1), 4)},
        {"b.txt": prose(9)},
        {"c.txt": None},
        {"letter 2.eml": None},
        {"a.txt": None, "e.txt": edited(prose(3), 1), "f.txt": prose(3)},
        {"blank.txt": "- - - - - - - - - - - - -"},
    ],
)
def test_a_changed_corpus_gives_what_a_first_audit_of_it_gives(
    tmp_path: Path, cache: Path, changed: dict[str, str | None]
) -> None:
    texts = {item: text for item, text in {**TEXTS, **changed}.items() if text is not None}
    both(tmp_path, texts, cache)
    both(tmp_path, TEXTS, cache)


def test_only_new_texts_are_read_and_compared(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    add = shingle_cache.ShingleCache.add

    def counted(self: shingle_cache.ShingleCache, texts: pa.Array, sets: ShingleSets) -> None:
        read.append(len(sets))
        add(self, texts, sets)

    monkeypatch.setattr(shingle_cache.ShingleCache, "add", counted)
    monkeypatch.setattr(comparison, "find_similar", lambda *_, **__: pytest.fail("compared"))
    both_texts = {**TEXTS, "new.txt": edited(prose(5), 3)}
    profile = measure(inputs_of(tmp_path / "warm", both_texts, cache))
    assert read == [1]
    assert {row["item_b"] for row in profile.tables["pairs"].to_pylist() if row["item_a"] == "e.txt"} == {"new.txt"}


def test_another_engine_starts_anew(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.profilers.duplicates.profile.engine_for", lambda *_: "lsh")
    both(tmp_path, TEXTS, cache)
    both(tmp_path, {**TEXTS, "new.txt": edited(prose(5), 3)}, cache)


def test_other_code_starts_anew(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.parent.name for path in cache.rglob("*.arrow"))
    monkeypatch.setattr(shingle_cache, "version", lambda: "0123" * 16)
    both(tmp_path, {**TEXTS, "new.txt": edited(prose(5), 3)}, cache)
    assert before != sorted(path.parent.name for path in cache.rglob("*.arrow"))


@pytest.mark.parametrize("name", ["shingles", "overlaps-exact"])
def test_damage_costs_time_and_nothing_else(tmp_path: Path, cache: Path, name: str) -> None:
    (path,) = (cache / "duplicates" / name).rglob("*.arrow")
    content = bytearray(path.read_bytes())
    content[len(content) * 3 // 4] ^= 16
    path.write_bytes(content)
    both(tmp_path, {**TEXTS, "new.txt": edited(prose(5), 3)}, cache)


def test_an_audit_that_stopped_before_its_pairs_were_kept_is_made_good(tmp_path: Path, cache: Path) -> None:
    texts = {**TEXTS, "new.txt": edited(prose(5), 3)}
    folder = cache / "duplicates" / "overlaps-exact"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    measure(inputs_of(tmp_path / "stopped", texts, cache))
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    both(tmp_path, texts, cache)


def test_texts_that_are_gone_are_dropped_from_the_cache(tmp_path: Path, cache: Path) -> None:
    few = {item: TEXTS[item] for item in ("a.txt", "b.txt", "c.txt")}
    both(tmp_path, few, cache)
    assert len(shingle_cache.ShingleCache(cache, "exact")) == 3
    both(tmp_path, {**few, "d.txt": prose(3)}, cache)


def test_a_large_group_is_compared_anew(tmp_path: Path) -> None:
    letters = {f"{n}.eml": "Received with thanks, we will come back to you soon." for n in range(1002)}
    measure(inputs_of(tmp_path / "first", letters, tmp_path / "cache"))
    both(tmp_path, {**letters, "new.txt": prose(1)}, tmp_path / "cache")


def test_a_template_that_could_make_a_large_group_is_compared_anew(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incremental_join, "GROUP_CAP", 2)
    monkeypatch.setattr(incremental_join, "COMMON", 2)
    monkeypatch.setattr(
        "readiness.near_duplicate_search.bipartite_join.BipartiteJoin.related_pairs", lambda *_: pytest.fail("reused")
    )
    copies = {f"copy {n}.txt": edited(prose(1), 2 + n % 2) + f" {n}" for n in range(3)}
    measure(inputs_of(tmp_path / "first", {**TEXTS, **copies}, cache))
    measure(inputs_of(tmp_path / "second", {**TEXTS, **copies, "new.txt": prose(8)}, cache))


def test_many_texts_of_few_words_are_no_large_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = {f"note {n}.txt": f"note number {n} received today" for n in range(1002)}
    measure(inputs_of(tmp_path / "first", {**TEXTS, **notes}, tmp_path / "cache"))
    monkeypatch.setattr(comparison, "find_similar", lambda *_, **__: pytest.fail("compared"))
    measure(inputs_of(tmp_path / "second", {**TEXTS, **notes, "new.txt": prose(8)}, tmp_path / "cache"))


@pytest.mark.parametrize("seed", range(6))
def test_any_run_of_changes_gives_what_first_audits_give(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts = dict(TEXTS)
    for turn in range(4):
        for _ in range(chance.randint(1, 3)):
            changed(texts, chance)
        both(tmp_path / str(turn), texts, tmp_path / "cache")


def changed(texts: dict[str, str], chance: random.Random) -> None:
    """One text edited, added, copied, renamed or removed."""
    item = chance.choice(sorted(texts))
    other = f"{chance.choice(['', 'archive/'])}other {chance.randint(0, 99)}.txt"
    match chance.choice(["edit", "add", "copy", "rename", "remove"]):
        case "edit":
            texts[item] = edited(texts[item], chance.randint(1, 4)) if len(texts[item].split()) > 20 else prose(11)
        case "add":
            texts[other] = edited(prose(chance.randint(1, 12)), chance.randint(1, 9))
        case "copy":
            texts[other] = texts[item]
        case "rename":
            texts[other] = texts.pop(item)
        case _ if len(texts) > 2:
            del texts[item]
