from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from readiness.storage.column_cache import LISTING, ColumnCache

SCHEMA = pa.schema([pa.field("content", pa.binary(2), nullable=False), pa.field("value", pa.int64(), nullable=False)])


def derived(folder: Path, version: str = "ab12") -> ColumnCache:
    return ColumnCache(folder=folder, name="lengths", version=version, schema=SCHEMA)


def rows(*values: int) -> pa.Table:
    return pa.table(
        [pa.array([f"{value:02d}".encode() for value in values], pa.binary(2)), list(values)], schema=SCHEMA
    )


def values(kind: ColumnCache) -> list[int]:
    found: list[int] = kind.read().table["value"].to_pylist()
    return found


def segments(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.arrow"))


def test_what_was_added_is_read_back_in_order(tmp_path: Path) -> None:
    kind = derived(tmp_path)
    kind.append(kind.append(kind.read(), rows(1, 2)), rows(3))
    assert values(kind) == [1, 2, 3]
    assert len(kind.read().lineage) == 2


def test_rows_are_found_by_content(tmp_path: Path) -> None:
    kind = derived(tmp_path)
    held = kind.append(kind.append(kind.read(), rows(7, 8)), rows(9))
    assert np.array_equal(held.rows_of("content", pa.array([b"09", b"07", b"55"], pa.binary(2))), [2, 0, -1])


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    held = derived(tmp_path / "absent").read()
    assert (held.table.num_rows, held.lineage) == (0, ())
    assert np.array_equal(held.rows_of("content", pa.array([b"09"], pa.binary(2))), [-1])


def test_rows_that_replace_others_are_all_there_is(tmp_path: Path) -> None:
    kind = derived(tmp_path)
    kind.append(kind.read(), rows(1, 2))
    kind.replace(rows(5))
    assert values(kind) == [5]
    assert len(segments(tmp_path)) == 1


def test_other_code_reads_nothing_and_clears_away_what_it_cannot_read(tmp_path: Path) -> None:
    old, new = derived(tmp_path), derived(tmp_path, "cd34")
    old.append(old.read(), rows(1))
    assert values(new) == []
    new.append(new.read(), rows(2))
    assert (values(old), values(new)) == ([], [2])


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "remove"])
def test_a_damaged_segment_and_what_stands_on_it_are_derived_anew(tmp_path: Path, harm: str) -> None:
    kind = derived(tmp_path)
    kind.append(kind.append(kind.append(kind.read(), rows(1)), rows(2)), rows(3))
    path = segments(tmp_path)[1]
    content = bytearray(path.read_bytes())
    if harm == "remove":
        path.unlink()
    else:
        content[len(content) // 2] ^= 4
        path.write_bytes(bytes({"flip": content, "cut": content[:-9], "empty": b""}[harm]))
    assert values(kind) == [1]
    kind.append(kind.read(), rows(4))
    assert values(kind) == [1, 4]


@pytest.mark.parametrize("listing", ["", "{", "[1]", '{"name": 1}', '[{"name": "no such file"}]'])
def test_a_damaged_listing_holds_nothing(tmp_path: Path, listing: str) -> None:
    kind = derived(tmp_path)
    kind.append(kind.read(), rows(1))
    (kind.place / LISTING).write_text(listing, encoding="utf-8")
    assert values(kind) == []


def test_a_write_that_was_interrupted_is_not_seen_and_is_cleared_away_later(tmp_path: Path) -> None:
    kind = derived(tmp_path)
    kind.append(kind.read(), rows(1))
    listing = (kind.place / LISTING).read_bytes()
    kind.append(kind.read(), rows(2))
    (kind.place / LISTING).write_bytes(listing)  # as if it had stopped before the second was listed
    (kind.place / ".segment.99").write_bytes(b"half")
    assert values(kind) == [1]
    kind.append(kind.read(), rows(3))
    assert values(kind) == [1, 3]
    assert len(list(kind.place.iterdir())) == 3
