"""Readers of real files, by their modes, their access lists and the folders above them."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.filesystem import FilesystemConnector
from connectors.posix_readers import group_name, user_name
from connectors.registry import CONNECTORS
from dagster_project.audit.listings import with_readers
from readiness import schemas
from readiness.config.project import Source

OWNER, GROUP = f"user:{user_name(os.geteuid())}", f"group:{group_name(os.getegid())}"


def readers(root: Path) -> dict[str, list[str] | None]:
    connector = FilesystemConnector(Source(name="files", url=str(root)), root)
    table = pa.Table.from_batches(connector.list(), schema=schemas.INVENTORY)
    return dict(zip(table["item"].to_pylist(), table["readers"].to_pylist(), strict=True))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    root.chmod(0o755)
    return root


def write(path: Path, mode: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("text", encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_mode_of_a_file_names_its_readers(tree: Path) -> None:
    for name, mode in (("all.txt", 0o644), ("group.txt", 0o640), ("own.txt", 0o600)):
        write(tree / name, mode)
    assert readers(tree) == {"all.txt": ["everyone"], "group.txt": sorted([GROUP, OWNER]), "own.txt": [OWNER]}


def test_a_folder_that_few_may_pass_closes_what_lies_in_it(tree: Path) -> None:
    write(tree / "open" / "a.txt", 0o644)
    write(tree / "closed" / "deep.txt", 0o644)
    (tree / "closed").chmod(0o750)
    assert readers(tree) == {"open/a.txt": ["everyone"], "closed/deep.txt": sorted([GROUP, OWNER])}
    tree.chmod(0o700)
    assert readers(tree) == {"open/a.txt": [OWNER], "closed/deep.txt": [OWNER]}


def acl(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_an_access_list_names_more_users_and_its_mask_takes_rights_away(tree: Path) -> None:
    path = write(tree / "listed.txt", 0o640)
    nobody = 0xFFFFFFFF
    named = (2, 4, 54_321)

    def put(mask: int) -> None:
        data = acl((1, 6, nobody), named, (4, 4, nobody), (16, mask, nobody), (32, 0, nobody))
        try:
            os.setxattr(path, "system.posix_acl_access", data)
        except OSError as error:
            if error.errno in {errno.ENOTSUP, errno.EPERM}:
                pytest.skip("this file system keeps no access lists")
            raise

    put(4)
    assert readers(tree) == {"listed.txt": sorted([GROUP, OWNER, "user:54321"])}
    put(0)
    assert readers(tree) == {"listed.txt": [OWNER]}


def test_only_a_connector_that_declares_it_names_readers() -> None:
    assert [kind for kind, entry in CONNECTORS.items() if entry.lists_readers] == ["filesystem"]
    row = {"source": "s", "item": "a", "kind": "document", "state": "listed"}
    table = pa.Table.from_pylist([{**row, "readers": ["everyone"]}, {**row, "item": "b"}], schema=schemas.INVENTORY)
    assert with_readers(table, declared=True)["readers"].to_pylist() == [["everyone"], []]
    assert with_readers(table, declared=False)["readers"].to_pylist() == [None, None]
    assert with_readers(schemas.INVENTORY.empty_table(), declared=True).schema == schemas.INVENTORY
