"""The reference says what the code does: a bad project is audited and its findings held against the page."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.catalogue import CATALOGUE, DIMENSION_TITLES
from readiness.config.project import Project
from reports.reference import columns, evidence, indicators
from reports.reference.config_keys import places_of, type_name
from reports.reference.files import STAGES_ONLY
from reports.reference.tables import table
from tests.docs.messy_project import make_project
from tests.docs.pages import ROOT

NOT_PLANTED = {"format.scan_share"}
"""Codes that need files which a test of text cannot make."""

Found = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Findings of the messy project by code, with their evidence as an object."""
    import readiness

    root = tmp_path_factory.mktemp("messy")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("READINESS_ROOT", str(root))
        patch.setenv("DAGSTER_HOME", str(root / ".dagster"))
        readiness.audit(make_project(root))
    latest = root / ".readiness" / "messy" / "latest"
    by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in pq.read_table(latest / "findings.parquet", partitioning=None).to_pylist():
        by_code[row["code"]].append({**row, "evidence": json.loads(row["evidence"])})
    return by_code


def test_the_bad_project_shows_every_kind_of_finding_that_is_documented(found: Found) -> None:
    assert sorted(set(evidence.BY_CODE) - set(found) - NOT_PLANTED) == []
    assert sorted(set(found) - set(evidence.BY_CODE)) == []


def test_no_finding_holds_evidence_that_is_not_documented(found: Found) -> None:
    unknown = {
        (code, key)
        for code, rows in found.items()
        for row in rows
        for key in set(row["evidence"]) - set(evidence.BY_CODE[code].keys)
    }
    assert unknown == set()


def test_kind_says_one_of_the_documented_values(found: Found) -> None:
    for code, values in evidence.KINDS.items():
        said = {row["evidence"].get("kind") for row in found.get(code, [])} - {None}
        if code != "validity.expectations":
            assert [value for value in said if value not in values] == [], code


def test_a_part_is_written_only_where_the_page_says_so(found: Found) -> None:
    with_part = {code for code, rows in found.items() if any(row["part"] for row in rows)}
    assert sorted(code for code in with_part if not evidence.BY_CODE[code].part) == []


def test_every_documented_key_is_written_somewhere() -> None:
    places = [*(ROOT / "readiness" / "profilers").rglob("*.py"), ROOT / "readiness" / "scoring" / "checks.py"]
    code = "".join(path.read_text("utf-8") for path in places)
    keys = {key for one in evidence.BY_CODE.values() for key in one.keys}
    assert sorted(key for key in keys if f'"{key}"' not in code) == []


def test_every_evidence_key_is_explained_and_nothing_else_is() -> None:
    assert {key for one in evidence.BY_CODE.values() for key in one.keys} == set(evidence.MEANINGS)
    assert {code for code, one in evidence.BY_CODE.items() if "kind" in one.keys} == set(evidence.KINDS)
    assert set(evidence.BY_CODE) <= set(CATALOGUE)


@pytest.mark.parametrize("file", [*schemas.PUBLISHED, *STAGES_ONLY])
def test_every_column_is_explained_and_no_other(file: str) -> None:
    names = {**schemas.PUBLISHED, **STAGES_ONLY}[file].names
    assert all(columns.meaning_of(file, name) for name in names)
    assert columns.explained_columns(file) <= set(names)


def test_a_column_that_nobody_explained_is_an_error() -> None:
    with pytest.raises(KeyError):
        columns.meaning_of("findings", "mood")


def test_every_key_of_a_project_file_has_a_meaning() -> None:
    bare = [
        f"{model.__name__}.{name}"
        for model in places_of(Project)
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert bare == []


def test_a_model_that_stands_in_two_places_is_told_once_with_both() -> None:
    places = {tuple(found) for found in places_of(Project).values()}
    assert ("charter.owner", "sources[].owner") in places
    assert ("policy.*",) in places


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (str | None, "text"),
        (list[str | int], "list of text or whole number"),
        (dict[str, list[str]], "mapping of text to list of text"),
        (Literal["lanes", "unstructured"], "`lanes` or `unstructured`"),
        (dt.timedelta | None, "duration"),
        (Project, "keys below"),
    ],
)
def test_types_read_as_a_person_would_say_them(annotation: Any, expected: str) -> None:
    assert type_name(annotation) == expected


def test_limits_that_uses_share_are_told_once() -> None:
    text = indicators.render()
    near = text.partition("### uniqueness.near")[2].partition("### ")[0]
    assert "| `rag`, `analytics` | 5 % | 20 % |" in near
    assert "| `training` | 2 % | 10 % |" in near
    openable = text.partition("### availability.openable")[2].partition("### ")[0]
    assert "warns below | fails below" in openable


def test_every_dimension_has_its_sentence() -> None:
    assert set(indicators.DIMENSIONS) == set(DIMENSION_TITLES)


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(["a"], [["x|y"]]).splitlines()[-1] == r"| x\|y |"


def test_pages_hold_no_line_that_depends_on_the_machine(tmp_path: Path) -> None:
    assert str(ROOT) not in "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
