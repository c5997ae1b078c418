"""The demo enterprise is large, mixed, the same on every run, and holds what its answer key says."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from examples.enterprise_maker.answer_key import at
from examples.enterprise_maker.enterprise import make
from examples.enterprise_maker.planned_dates import PLANNED
from readiness.catalogue import CATALOGUE
from tests.examples.conftest import Enterprise

NOT_PLANTED = {
    "availability.access", "availability.openable", "content.boilerplate", "content.language", "sufficiency.cost",
    "validity.keys", "validity.identifiers", "validity.dependencies", "uniqueness.versions",
    "labels.agreement", "labels.error_estimate", "labels.leakage", "format.pattern_divergence",
    "content.chunkable", "content.self_recall", "content.hidden", "rights.access",
}  # fmt: skip
"""Reachability needs a network; openable is the other side of format.unreadable; a template shows only in more than
fifty documents; the project lists no languages; cost is information, as are version families, keys, identifiers and
dependencies, what compares labels with each other, chunks, passages and readers, and fields that tables write
differently. Their tests have data of their own."""


def fingerprint(tree: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and file time by path."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    return {
        str(path.relative_to(tree)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in files
    }


def test_two_runs_give_the_same_bytes_and_file_times(
    broken: Enterprise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    again = make(tmp_path, defects=True)
    assert fingerprint(broken.answers.tree) == fingerprint(again.tree)
    assert (again.folder / "answer_key.json").read_bytes() == (broken.answers.folder / "answer_key.json").read_bytes()


def test_the_enterprise_is_large_enough_and_small_enough(broken: Enterprise, repaired: Enterprise) -> None:
    for enterprise in (broken, repaired):
        found = fingerprint(enterprise.answers.tree)
        assert sorted(found) == sorted(enterprise.answers.written)
        assert len(found) >= 400
        assert sum((enterprise.answers.tree / item).stat().st_size for item in found) < 40_000_000


def test_every_format_is_there(broken: Enterprise) -> None:
    suffixes = Counter(Path(item).suffix for item in broken.answers.written)
    wanted = {".pdf", ".docx", ".xlsx", ".pptx", ".html", ".eml", ".txt", ".md", ".csv", ".parquet", ".sqlite"}
    assert wanted <= set(suffixes)


def test_every_indicator_has_a_planted_defect(broken: Enterprise) -> None:
    assert set(CATALOGUE) - set(broken.key["findings"]) == NOT_PLANTED
    assert set(broken.key["findings"]) <= set(CATALOGUE)
    assert set(broken.key["statuses"]) <= set(CATALOGUE)


def test_what_the_key_names_is_on_disk_but_for_labels_without_an_item(broken: Enterprise) -> None:
    about_the_project = ("purpose.", "sufficiency.", "availability.", "rights.owner", "rights.licence")
    orphans = {entry["item"] for entry in broken.key["findings"]["labels.orphaned"]}
    for code, entries in broken.key["findings"].items():
        for entry in entries:
            if not entry["source"] or code.startswith(about_the_project) or code == "rights.retention":
                continue
            assert broken.path(entry).exists() is (entry["item"] not in orphans), entry


def test_controls_are_on_disk_and_nothing_is_planted_in_them(broken: Enterprise) -> None:
    assert broken.key["controls"]
    for code, controls in broken.key["controls"].items():
        planted = {(entry["source"], entry["item"]) for entry in broken.key["findings"].get(code, ())}
        planted |= {(entry["source"], entry.get("or_item")) for entry in broken.key["findings"].get(code, ())}
        for control in controls:
            assert broken.path(control).exists(), control
            assert (control["source"], control["item"]) not in planted


def test_a_named_successor_is_on_disk(broken: Enterprise) -> None:
    named = [entry for entry in broken.key["findings"]["currency.withdrawn"] if "successor_any_of" in entry]
    assert len(named) == 3
    for entry in named:
        assert (broken.answers.tree / entry["source"] / entry["successor_any_of"][0]).exists()


def test_the_repaired_enterprise_has_no_planted_defect(repaired: Enterprise) -> None:
    assert repaired.key["findings"] == {}
    assert repaired.key["pairs"] == []
    assert all((repaired.answers.tree / item).stat().st_size for item in repaired.answers.written)


def test_the_generator_refuses_to_write_a_path_twice(broken: Enterprise) -> None:
    source, _, item = broken.answers.written[0].partition("/")
    with pytest.raises(ValueError, match="twice"):
        broken.answers.write(source, item, b"", modified=at(PLANNED))
