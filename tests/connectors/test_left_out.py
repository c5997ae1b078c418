"""What a local listing leaves out: every file on disk is an item, counted as left out, or below a named place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.filesystem import FilesystemConnector
from connectors.folder_walk import CACHE_SIGNATURE
from connectors.left_out import CountBudget, ListingLog
from readiness import schemas
from readiness.config.project import Source
from readiness.storage.store import CACHE_TAG


def walked(root: Path, **settings: Any) -> tuple[dict[str, str], ListingLog]:
    log = ListingLog()
    connector = FilesystemConnector(Source(name="share", url=root.name, **settings), root)
    table = pa.Table.from_batches(connector.list(log), schema=schemas.INVENTORY)
    return dict(zip(table["item"].to_pylist(), table["state"].to_pylist(), strict=True)), log


def reasons(log: ListingLog) -> dict[str, tuple[int, int | None]]:
    facts: Any = log.facts()["left_out"]
    return {one["reason"]: (one["items"], one["bytes"]) for one in facts}


def write(root: Path, *names: str, content: bytes = b"abc") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def test_each_reason_has_its_number_and_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".env", ".git/config", "Thumbs.db", "draft.tmp", "old/b.txt", "old/deep/c.txt", "x/d.txt")
    write(tmp_path, "cache/CACHEDIR.TAG", content=CACHE_SIGNATURE)
    write(tmp_path, "cache/big.bin", content=b"x" * 1000)
    (tmp_path / "again").symlink_to("x")
    items, log = walked(tmp_path, exclude=["*.tmp", "old"])
    assert items == {"a.txt": "listed", "again": "refused", "x/d.txt": "listed"}
    assert reasons(log) == {
        "cache": (2, 1000 + len(CACHE_SIGNATURE)),
        "hidden": (2, 6),
        "link": (1, None),
        "pattern": (3, 9),
        "system": (1, 3),
    }
    assert log.excluded == ["old"]


@pytest.mark.parametrize("tag", [b"", b"Signature: 8a477f597d28d172789f06886806bc5", b"\xef\xbb\xbf" + CACHE_SIGNATURE])
def test_a_tag_without_its_signature_hides_nothing(tmp_path: Path, tag: bytes) -> None:
    write(tmp_path, "c/CACHEDIR.TAG", content=tag)
    write(tmp_path, "c/letter.txt")
    items, log = walked(tmp_path)
    assert list(items) == ["c/CACHEDIR.TAG", "c/letter.txt"]
    assert reasons(log) == {}


def test_a_tag_that_is_a_pipe_or_a_link_hides_nothing_and_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "b/y.txt")
    write(tmp_path, "tag", content=CACHE_SIGNATURE)
    os.mkfifo(tmp_path / "a" / "CACHEDIR.TAG")
    (tmp_path / "b" / "CACHEDIR.TAG").symlink_to("../tag")
    items, _ = walked(tmp_path)
    assert {"a/x.txt", "b/y.txt"} <= set(items)


def test_our_own_output_is_one_folder_however_much_is_in_it(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", ".readiness/p/latest/scorecard.json")
    write(tmp_path, "out/p/CACHEDIR.TAG", content=CACHE_TAG.encode())
    first = walked(tmp_path)[1].facts()
    write(tmp_path, ".readiness/p/more.json", "out/p/more.json")
    items, log = walked(tmp_path)
    assert list(items) == ["a.txt"]
    assert log.facts() == first
    assert reasons(log) == {"output": (2, None)}


def test_counting_what_is_left_out_stops_at_a_bound(tmp_path: Path) -> None:
    write(tmp_path, *(f".hidden/{n}" for n in range(20)), *(f".more/{n}" for n in range(20)))
    log = ListingLog(CountBudget(items=25, folders=9))
    list(FilesystemConnector(Source(name="share", url="share"), tmp_path).list(log))
    facts: Any = log.facts()["left_out"]
    assert [(one["items"], one["bytes"], one["at_least"]) for one in facts] == [(25, None, True)]


@pytest.mark.parametrize(
    ("exclude", "is_excluded"),
    [("shut", True), ("shut/", True), ("a/shut/**", True), ("a/shut/*", True), ("a/*", True), ("shut/*", False)],
)
def test_a_shut_folder_is_unknown_until_exclude_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exclude: str, is_excluded: bool
) -> None:
    write(tmp_path, "a/shut/b.txt", "c.txt")
    refuse_to_list(monkeypatch, "shut")
    assert [place.name for place in walked(tmp_path)[1].unlisted] == ["a/shut"]
    items, log = walked(tmp_path, exclude=[exclude])
    assert (not log.unlisted, "c.txt" in items) == (is_excluded, True)
    assert len(log.excluded) == is_excluded
    assert not is_excluded or reasons(log)["pattern"][1] is None


@pytest.mark.parametrize("name", ["lost+found", ".Trash", "@eaDir/inner"])
def test_a_system_or_hidden_folder_that_cannot_be_listed_is_a_place_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path, f"{name}/b.txt", "c.txt")
    refuse_to_list(monkeypatch, name.rpartition("/")[2])
    assert [place.name for place in walked(tmp_path)[1].unlisted] == [name]


def refuse_to_list(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if str(path).endswith(f"/{name}"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


NAMES = st.sampled_from(["a", "b.txt", ".h", "Thumbs.db", "~$x", "lost+found", "c.tmp", "CACHEDIR.TAG", "d", "é"])
TREES = st.recursive(
    st.sampled_from(["file", "link", "tag"]), lambda below: st.dictionaries(NAMES, below, max_size=4), max_leaves=25
)
PATTERNS = st.lists(st.sampled_from(["*.tmp", "a", "d/", "a/**", "b.txt", "**/d"]), max_size=2)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(NAMES, TREES, max_size=5), PATTERNS, PATTERNS)
def test_every_file_on_disk_is_an_item_or_counted_as_left_out(
    tree: dict[str, Any], include: list[str], exclude: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make(root, tree)
        items, log = walked(root, include=include, exclude=exclude)
        handed_on = sum(state != "refused" for state in items.values())
        assert log.unlisted == []
        assert handed_on + sum(count for count, _ in reasons(log).values()) == files_below(root)


def make(folder: Path, tree: dict[str, Any]) -> None:
    for name, below in tree.items():
        if isinstance(below, dict):
            (folder / name).mkdir()
            make(folder / name, below)
        elif below == "link":
            (folder / name).symlink_to("..")
        else:
            (folder / name).write_bytes(CACHE_SIGNATURE if below == "tag" else b"x")


def files_below(root: Path) -> int:
    """Everything that is no folder; a link to a folder is none."""
    walk = os.walk(root)
    return sum(len(files) + sum((Path(at) / name).is_symlink() for name in folders) for at, folders, files in walk)
