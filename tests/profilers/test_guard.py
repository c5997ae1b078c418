"""No cell breaks a profiler, and a table that breaks one costs no other table its findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.arrow_values import texts_of, values_of
from readiness.config.project import Project
from readiness.errors import AuditError
from readiness.profilers import columns, document_opening, format_drift, labels, records, rights, staleness
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.guard import TableGuard
from readiness.tables.files import read_tables
from readiness.tables.table_stage import stage_tables
from tests.profilers.stages import write_stages

LARGEST, SMALLEST = 2**63 - 1, -(2**63)
YEAR_20226 = 576_131_616_000_000_000  # microseconds since 1970
GOOD = {
    "id": [str(n) for n in range(60)],
    "city": ["Ulm", "Bonn", ""] * 20,
    "mail": [f"ada{n}@engines-of-kiel.org" for n in range(60)],
}
PROFILERS = [columns, document_opening, format_drift, labels, records, rights, staleness]


def counts(kind: pa.DataType, *numbers: int) -> pa.Array:
    stored = pa.int32() if kind.bit_width == 32 else pa.int64()
    return pa.array([*numbers, None, 0, 1], stored).view(kind)


def extremes() -> dict[str, pa.Array]:
    """The largest and the smallest value, null and two ordinary ones, of every type that tables are staged as."""
    found = {
        f"{unit} {zone}": counts(pa.timestamp(unit, zone), LARGEST, SMALLEST, YEAR_20226)
        for unit in ("ms", "us", "ns")
        for zone in (None, "UTC", "Europe/Berlin", "+02:00", "Not/AZone")
    }
    found["date"] = counts(pa.date32(), 2**31 - 1, -(2**31))
    found["time ms"] = counts(pa.time32("ms"), 2**31 - 1, -1)
    found |= {f"time {unit}": counts(pa.time64(unit), LARGEST, -1) for unit in ("us", "ns")}
    for bits in (8, 16, 32, 64):
        found[f"int{bits}"] = pa.array([2 ** (bits - 1) - 1, -(2 ** (bits - 1)), None, 0], f"int{bits}")
        found[f"uint{bits}"] = pa.array([2**bits - 1, 0, None, 1], f"uint{bits}")
    endless = [float("inf"), -float("inf"), float("nan"), None, 0.0]
    found |= {"float": pa.array([3.4e38, *endless], pa.float32()), "double": pa.array([1.7e308, 5e-324, *endless])}
    for width, kind in ((38, pa.decimal128), (76, pa.decimal256)):
        nines = "9" * width
        found[f"decimal{width}"] = pa.array([Decimal(nines), Decimal(f"-{nines}"), None], kind(width, 0))
        found[f"fraction{width}"] = pa.array([Decimal(f"0.{nines}"), Decimal(f"-0.{nines}"), None], kind(width, width))
    found["boolean"] = pa.array([True, False, None])
    found["binary"] = pa.array([b"\xff\xfe", b"", None, b"\0"], pa.large_binary())
    found["text"] = pa.array(["x" * 1_000_000, "", None, "\0", "\u202e\U0010ffff"], pa.large_string())
    found["nothing"] = pa.array([None, None], pa.large_string())
    return found


def write_inputs(folder: Path, tables: Mapping[str, pa.Table], **project: Any) -> Inputs:
    """Tables as if they had been staged just so, and a source that promises, declares and labels what it can."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    rows = []
    for number, (item, table) in enumerate(sorted(tables.items())):
        data = f"tables/{number}.parquet"
        pq.write_table(table, folder / data)
        facts: dict[str, Any] = {
            "source": "s",
            "item": item,
            "container": item,
            "data": data,
            "state": "read",
            "problem": "",
        }
        facts |= {"rows": table.num_rows, "rows_read": table.num_rows, "columns": table.column_names, "lost": 0}
        rows.append({**facts, "types": [str(kind) for kind in table.schema.types], "keys": [], "references": "[]"})
    write_stages(folder, {"table_index": rows})
    source = {"name": "s", "url": ".", "freshness": {"max_age": "1d"}}
    config = {"project": "p", "use": "training", "sources": [source], **project}
    return Inputs(project=Project.model_validate(config), as_of=dt.date(2026, 11, 22), folder=folder)


def errors(profile: Profile) -> list[str]:
    return [row["reason"] for row in profile.measures.to_pylist() if row["state"] == "error"]


def rates(profile: Profile) -> list[tuple[Any, ...]]:
    return [(row["indicator"], row["numerator"], row["denominator"]) for row in profile.measures.to_pylist()]


def found_in(profile: Profile, item: str) -> list[dict[str, Any]]:
    return [row for row in profile.defects.to_pylist() if row["item"] == item]


@pytest.fixture(scope="module")
def extreme(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Each type as a series of three deliveries, as labels and as what is labelled, beside one ordinary table."""
    tables = {"good.csv": pa.table(GOOD)}
    for name, values in extremes().items():
        table = pa.table({"updated_at": values, "no": pa.array(range(len(values)))})
        tables |= {f"{name}/log_2026-0{month}.parquet": table for month in (1, 2, 3)}
        tables[f"{name}/labels.parquet"] = pa.table({"no": table["no"], "label": values})
    return write_inputs(tmp_path_factory.mktemp("extreme"), tables)


@pytest.mark.parametrize("profiler", PROFILERS, ids=lambda one: one.__name__.rpartition(".")[2])
def test_no_value_of_any_type_breaks_a_profiler_or_hides_the_findings_of_a_neighbour(
    extreme: Inputs, profiler: Any, tmp_path: Path
) -> None:
    profile = profiler.measure(extreme)
    alone = profiler.measure(write_inputs(tmp_path, {"good.csv": pa.table(GOOD)}))
    assert errors(profile) == []
    assert found_in(profile, "good.csv") == found_in(alone, "good.csv")


def test_the_neighbours_findings_are_there_to_be_lost(extreme: Inputs) -> None:
    assert found_in(columns.measure(extreme), "good.csv")
    assert found_in(rights.measure(extreme), "good.csv")


@pytest.mark.parametrize("place", [0, 150, 299])
def test_a_typed_date_of_no_calendar_year_is_named_wherever_it_is(tmp_path: Path, place: int) -> None:
    days = [19_000 + n for n in range(300)]
    days[place] = 6_668_190  # in the year 20226
    table = pa.table({"day": pa.array(days, pa.int32()).view(pa.date32()), "name": [f"n{n}" for n in range(300)]})
    profile = columns.measure(write_inputs(tmp_path, {"t.parquet": table}))
    named = [row for row in found_in(profile, "t.parquet") if row["code"] == "validity.type_errors"]
    assert [(row["part"], row["measure"]) for row in named] == [("day", 1 / 300)]
    facts = profile.tables["profile_columns"].to_pylist()[0]
    assert (facts["minimum"][:4], facts["maximum"][:4]) == ("2022", "2022")


def test_cells_that_python_cannot_hold_are_text_and_the_others_stay_what_they_are() -> None:
    times = pa.array([0, YEAR_20226, None], pa.int64()).view(pa.timestamp("us"))
    assert values_of(times) == [dt.datetime.fromisoformat("1970-01-01"), "20226-11-20 00:00:00.000000", None]
    zoned = pa.array([0], pa.int64()).view(pa.timestamp("s", "Not/AZone"))
    assert texts_of(zoned).to_pylist() == ["1970-01-01 00:00:00"]


def raising(*_: object) -> int:
    raise ValueError("Ada Lovelace is no number")


def test_a_broken_table_is_named_with_the_place_and_never_with_a_value() -> None:
    guard, builder = TableGuard(), ProfileBuilder()
    assert guard.run(lambda: 3, source="s", item="a.csv") == 3
    assert guard.run(raising, source="s", item="b.csv") is None
    assert guard.run(raising, source="s", item="c.csv") is None
    guard.add_errors(builder, ["validity.outliers"])
    (row,) = builder.build().measures.to_pylist()
    assert (row["state"], row["source"]) == ("error", "s")
    assert row["reason"].startswith("b.csv could not be measured (ValueError at guard.py:")
    assert row["reason"].endswith("; 1 more could not be measured either")
    assert "Ada" not in row["reason"]


def test_an_error_of_ours_keeps_its_sentence() -> None:
    guard = TableGuard()

    def lost() -> None:
        raise AuditError("a worker was lost")

    guard.run(lost, source="s", item="a.csv")
    assert "a worker was lost" in guard.reason("s")
    assert guard.reason("other") == ""


def spoilt(folder: Path, broken: Sequence[bool], cut: int) -> Inputs:
    """Ten rows in each of several files, some of them cut somewhere on the disk."""
    files = folder / "files"
    files.mkdir()
    rows = {"id": [str(n) for n in range(10)], "city": ["Ulm", ""] * 5, "size": list(range(10))}
    listed = []
    for number, is_broken in enumerate(broken):
        path = files / f"{number}.parquet"
        pq.write_table(pa.table(rows), path)
        if is_broken:
            path.write_bytes(path.read_bytes()[: 1 + cut % (path.stat().st_size - 1)])
        listed.append(("s", path.name, path))
    streams = (
        (source, item, stream)
        for source, item, path in listed
        for stream in read_tables(path, item=item, format="parquet")
    )
    index = stage_tables(streams, folder=folder, rows_limit=None)
    pq.write_table(index, folder / "table_index.parquet")
    facts = [
        {"source": "s", "item": item, "kind": "table", "state": "listed", "size_bytes": 1} for _, item, _ in listed
    ]
    opened = [{**row, "outcome": "ok", "format": "parquet"} for row in facts]
    write_stages(folder, {"inventory": facts, "profile_documents": opened})
    project = Project.model_validate({"project": "p", "sources": [{"name": "s", "url": "."}]})
    return Inputs(project=project, as_of=dt.date(2026, 11, 22), folder=folder)


broken_files = st.lists(st.booleans(), min_size=2, max_size=5).filter(lambda broken: not all(broken))


@settings(deadline=None, max_examples=15)
@given(broken=broken_files, cut=st.integers(min_value=0, max_value=5_000))
def test_files_cut_anywhere_are_named_and_the_others_measured_as_without_them(
    tmp_path_factory: pytest.TempPathFactory, broken: list[bool], cut: int
) -> None:
    inputs = spoilt(tmp_path_factory.mktemp("spoilt"), broken, cut)
    whole = spoilt(tmp_path_factory.mktemp("whole"), [False] * (len(broken) - sum(broken)), cut)
    named = {row["item"] for row in document_opening.measure(inputs).defects.to_pylist()}
    assert named == {f"{number}.parquet" for number, is_broken in enumerate(broken) if is_broken}
    for profiler in (columns, records):
        assert rates(profiler.measure(inputs)) == rates(profiler.measure(whole))


@settings(deadline=None, max_examples=15)
@given(broken=broken_files, cut=st.integers(min_value=0, max_value=5_000))
def test_staged_tables_that_break_are_errors_and_the_others_counted_as_without_them(
    tmp_path_factory: pytest.TempPathFactory, broken: list[bool], cut: int
) -> None:
    inputs = spoilt(tmp_path_factory.mktemp("spoilt"), [False] * len(broken), cut)
    whole = spoilt(tmp_path_factory.mktemp("whole"), [False] * (len(broken) - sum(broken)), cut)
    rows = inputs.table("table_index").to_pylist()
    for row, is_broken in zip(rows, broken, strict=True):
        if is_broken:
            data = inputs.folder / row["data"]
            data.write_bytes(data.read_bytes()[: 1 + cut % (data.stat().st_size - 1)])
    good = {row["item"] for row, is_broken in zip(rows, broken, strict=True) if not is_broken}
    for profiler in (columns, records, rights):
        profile, alone = profiler.measure(inputs), profiler.measure(whole)
        read = [row for row in profile.measures.to_pylist() if row["indicator"] != "rights.access"]  # of the listing
        states = {row["state"] for row in read}
        assert states == ({"error"} if any(broken) else {"measured"})
        assert {row["item"] for row in profile.defects.to_pylist()} == (good if alone.defects.num_rows else set())


WIDE = 1_200


@pytest.fixture
def wide(tmp_path: Path) -> Inputs:
    """More columns than rows can be compared over; one of them has a hole."""
    cells: dict[str, list[str | None]] = {f"c_{n}": [str(n + row) for row in range(4)] for n in range(WIDE)}
    cells["c_1100"][2] = None
    return write_inputs(tmp_path, {"wide.csv": pa.table(cells)})


def test_every_column_of_a_wide_table_is_profiled(wide: Inputs) -> None:
    profile = columns.measure(wide)
    assert profile.tables["profile_columns"].num_rows == WIDE
    assert [row["part"] for row in found_in(profile, "wide.csv")] == ["c_1100"]


def test_rows_over_too_many_columns_are_said_not_to_be_compared(wide: Inputs) -> None:
    rows = records.measure(wide).measures.to_pylist()
    assert [row["state"] for row in rows] == ["not_measured", "not_measured"]
    reasons = {row["reason"] for row in rows}
    assert reasons == {"rows were not compared over the 1,200 columns of wide.csv: at most 1,000 are"}
