"""Folders as they are in the wild: links, pipes, odd names, shut doors, and things that vanish."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors import inventory_rows
from connectors.filesystem import FilesystemConnector
from connectors.folder_walk import CACHE_SIGNATURE
from connectors.left_out import ListingLog
from readiness import schemas
from readiness.config.project import Source
from readiness.errors import Terminal

NOBODY = 65534


def connector(root: Path, **settings: Any) -> FilesystemConnector:
    return FilesystemConnector(Source(name="share", url=root.name, **settings), root)


def listed(root: Path, **settings: Any) -> dict[str, dict[str, Any]]:
    table = pa.Table.from_batches(connector(root, **settings).list(), schema=schemas.INVENTORY)
    return {row["item"]: row for row in table.to_pylist()}


def states(root: Path, **settings: Any) -> dict[str, str]:
    return {item: row["state"] for item, row in listed(root, **settings).items()}


def unlisted(root: Path, **settings: Any) -> dict[str, str]:
    log = ListingLog()
    list(connector(root, **settings).list(log))
    return {place.name: place.kind for place in log.unlisted}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of this machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def without_privileges() -> Iterator[None]:
    """Root may read everything, so that permissions are tested as nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def test_a_missing_root_is_missing(tmp_path: Path) -> None:
    access = connector(tmp_path / "gone").probe()
    assert (access.ok, access.kind) == (False, "missing")


def test_a_root_below_a_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert connector(tmp_path / "file" / "below").probe().kind == "missing"


def test_a_single_file_is_a_source_of_one_item(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"a\n1\n")
    (tmp_path / "neighbour.csv").touch()
    assert list(listed(tmp_path / "rows.csv")) == ["rows.csv"]
    assert connector(tmp_path / "rows.csv").fetch("rows.csv").read() == b"a\n1\n"
    with pytest.raises(Terminal):
        connector(tmp_path / "rows.csv").fetch("neighbour.csv")


def test_a_zero_byte_file_is_listed_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "nothing.pdf").touch()
    row = listed(tmp_path)["nothing.pdf"]
    assert (row["state"], row["size_bytes"], row["extension"]) == ("listed", 0, "pdf")


def test_times_are_utc(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    os.utime(tmp_path / "a.txt", (0, 1_000_000_000.25))
    modified = listed(tmp_path)["a.txt"]["modified"]
    assert modified.isoformat() == "2001-09-09T01:46:40.250000+00:00"


def test_a_time_past_the_calendar_is_no_time() -> None:
    assert inventory_rows.within_calendar(10**18) is None
    assert inventory_rows.within_calendar(-(10**18)) is None
    assert inventory_rows.within_calendar(0) == 0


def test_hidden_and_system_files_are_left_out(tmp_path: Path) -> None:
    for name in (".git", ".readiness", ".dagster", "__MACOSX", "made-anew"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "inside.txt").touch()
    for name in (".DS_Store", "Thumbs.db", "~$report.docx", "report.docx"):
        (tmp_path / name).touch()
    (tmp_path / "made-anew" / "CACHEDIR.TAG").write_bytes(CACHE_SIGNATURE + b"\n")
    assert list(listed(tmp_path)) == ["report.docx"]


def test_a_root_that_is_hidden_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "a.txt").touch()
    assert list(listed(tmp_path / ".data")) == ["a.txt"]


def test_include_and_exclude_choose_items(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.txt", "drafts/c.pdf", "deep/drafts/d.pdf", "deep/e.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(listed(tmp_path, include=["*.pdf"], exclude=["drafts/"])) == ["a.pdf", "deep/e.pdf"]


def test_a_filter_that_leaves_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    access = connector(tmp_path, include=["*.docx"]).probe()
    assert access.ok
    assert "include" in access.message


def test_json_is_a_table_only_where_the_config_says_so(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).touch()
    kinds = {item: row["kind"] for item, row in listed(tmp_path, tables=["b.json"]).items()}
    assert kinds == {"a.json": "document", "b.json": "table"}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        (b"line\nbreak.txt", "line\nbreak.txt"),
        ("😀 é.txt".encode(), "😀 é.txt"),
        (b"caf\xe9.txt", "caf%E9.txt"),
        (b"50% caf\xe9.txt", "50%25 caf%E9.txt"),
        (b"100%25.txt", "100%25.txt"),
        (b"%E9.txt", "%E9.txt"),
        (b"back\\slash.txt", "back\\slash.txt"),
        (b"-rf", "-rf"),
    ],
)
def test_any_name_is_listed_and_found_again(tmp_path: Path, name: bytes, item: str) -> None:
    folder = tmp_path / ("in " + os.fsdecode(name))
    folder.mkdir()
    (folder / os.fsdecode(name)).write_bytes(name)
    assert list(listed(tmp_path)) == [f"in {item}/{item}"]
    assert connector(tmp_path).fetch(f"in {item}/{item}").read() == name


def test_two_names_that_would_be_written_alike_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a%FF").write_bytes(b"real percent")
    (tmp_path / os.fsdecode(b"a\xff")).write_bytes(b"bad byte")
    found = {item: connector(tmp_path).fetch(item).read() for item in listed(tmp_path)}
    assert sorted(found.values()) == [b"bad byte", b"real percent"]
    assert found["a%FF"] == b"real percent"


def test_a_pipe_is_listed_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "to-pipe.csv").symlink_to("pipe.csv")
    assert states(tmp_path) == {"pipe.csv": "unsupported", "to-pipe.csv": "unsupported"}
    for item in ("pipe.csv", "to-pipe.csv"):
        for attempt in (connector(tmp_path).fetch, connector(tmp_path).local_path):
            with pytest.raises(Terminal) as caught:
                attempt(item)
            assert caught.value.kind == "unsupported"
    assert connector(tmp_path).probe().ok
    assert connector(tmp_path / "pipe.csv").probe().kind == "unsupported"  # an open would wait for a writer for ever


def test_a_socket_is_listed_and_never_opened(open_folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(open_folder / "s"))
        assert states(open_folder) == {"s": "unsupported"}


def test_a_folder_is_no_item(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    assert states(tmp_path) == {}
    with pytest.raises(Terminal) as caught:
        connector(tmp_path).fetch("folder.pdf")
    assert caught.value.kind == "unsupported"


def test_links_to_files_inside_are_followed_and_all_others_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.txt").write_text("inside")
    (tmp_path / "outside.txt").write_text("outside")
    links = {
        "broken": "nothing",
        "in.txt": "sub/a.txt",
        "itself": "itself",
        "out.txt": "../outside.txt",
        "sub/loop": "..",
        "to-sub": "sub",
        "up": "../..",
    }
    for link, target in links.items():
        (root / link).symlink_to(target)
    assert states(root) == {
        "broken": "unreachable",
        "in.txt": "listed",
        "itself": "unreachable",
        "out.txt": "refused",
        "sub/a.txt": "listed",
        "sub/loop": "refused",
        "to-sub": "refused",
        "up": "refused",
    }
    assert connector(root).fetch("in.txt").read() == b"inside"


@pytest.mark.parametrize(
    "item", ["out.txt", "up/outside.txt", "../outside.txt", "/etc/hostname", "a\0b", "./a", "sub//a"]
)
def test_nothing_outside_the_root_can_be_fetched(tmp_path: Path, item: str) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "outside.txt").write_text("outside")
    (tmp_path / "root" / "out.txt").symlink_to("../outside.txt")
    (tmp_path / "root" / "up").symlink_to("..")
    for attempt in (connector(tmp_path / "root").fetch, connector(tmp_path / "root").local_path):
        with pytest.raises(Terminal):
            attempt(item)


def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "link").symlink_to("real")
    assert states(tmp_path / "link") == {"a.txt": "listed"}
    assert connector(tmp_path / "link").fetch("a.txt").read() == b"x"


@pytest.mark.usefixtures("without_privileges")
def test_a_file_without_permission_is_an_unreachable_item_and_a_folder_an_unlisted_place() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "shut").mkdir()
        (folder / "shut" / "inside.txt").touch()
        (folder / "secret.txt").touch()
        (folder / "fine.txt").touch()
        (folder / "shut").chmod(0)
        (folder / "secret.txt").chmod(0)
        found = listed(folder)
        assert {item: row["state"] for item, row in found.items()} == {
            "fine.txt": "listed",
            "secret.txt": "unreachable",
        }
        assert unlisted(folder) == {"shut": "forbidden"}
        assert connector(folder).probe().ok
        with pytest.raises(Terminal) as caught:
            connector(folder).fetch("secret.txt")
        assert caught.value.kind == "forbidden"
        assert connector(folder / "shut").probe().kind == "forbidden"
        (folder / "fine.txt").unlink()
        assert connector(folder).probe().kind == "forbidden"
    finally:
        (folder / "shut").chmod(0o700)
        shutil.rmtree(folder)


def test_a_folder_that_refuses_to_be_listed_does_not_end_the_listing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open/a.txt", "shut/b.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    scandir = os.scandir

    def refusing(path: str) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert states(tmp_path) == {"open/a.txt": "listed"}
    assert unlisted(tmp_path) == {"shut": "forbidden"}


def test_a_folder_that_vanishes_while_listing_is_an_unlisted_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").touch()
    log = ListingLog()
    inventory_rows = connector(tmp_path)._rows(log)
    assert next(inventory_rows).item == "a.txt"
    shutil.rmtree(tmp_path / "b")
    assert list(inventory_rows) == []
    assert [(place.name, place.kind) for place in log.unlisted] == [("b", "missing")]


def test_a_listing_travels_in_batches_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.inventory_rows.BATCH_ROWS", 2)
    for name in "edcba":
        (tmp_path / name).touch()
    batches = [batch["item"].to_pylist() for batch in connector(tmp_path).list()]
    assert batches == [["a", "b"], ["c", "d"], ["e"]]


def test_items_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("a/b/c", "a/b.txt", "a-b/x", "a.txt", "B", "ä"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    items = list(listed(tmp_path))
    assert items == sorted(items)


def test_a_deep_tree_is_walked_without_recursion(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").touch()
    assert [item.count("/") for item in listed(tmp_path)] == [300]
