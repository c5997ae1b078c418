"""Readers of items against the audience of their source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.base import Profile
from readiness.profilers.rights import measure
from tests.profilers.stages import inputs_of, listed_row, opened_row, rate

CODE = "rights.access"


def measure_items(
    folder: Path, readers: dict[str, list[str] | None], audience: list[str], texts: dict[str, str] | None = None
) -> Profile:
    stages: dict[str, Any] = {
        "inventory": [listed_row(item, readers=names, owner="root") for item, names in readers.items()],
        "profile_documents": [opened_row(item) for item in readers],
        "document_text": [{"source": "contracts", "item": item, "text": text} for item, text in (texts or {}).items()],
    }
    return measure(inputs_of(folder, stages=stages, sources=[{"name": "contracts", "url": "t", "audience": audience}]))


def kinds(profile: Profile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in profile.defects.to_pylist():
        if row["code"] == CODE:
            found.setdefault(row["item"], []).append(json.loads(row["evidence"])["kind"])
    return found


def row_of(profile: Profile) -> dict[str, Any]:
    (row,) = (row for row in profile.measures.to_pylist() if row["indicator"] == CODE)
    return dict(row)


def test_more_readers_fewer_readers_and_the_right_ones(tmp_path: Path) -> None:
    readers: dict[str, list[str] | None] = {
        "right.pdf": ["group:legal", "user:root"],
        "open.pdf": ["everyone"],
        "wider.pdf": ["group:legal", "group:sales", "user:root"],
        "narrow.pdf": ["user:root"],
        "other.pdf": ["group:sales"],
    }
    profile = measure_items(tmp_path, readers, ["legal"])
    assert rate(profile, CODE) == (4, 5)
    assert kinds(profile) == {
        "open.pdf": ["too_wide"],
        "wider.pdf": ["too_wide"],
        "narrow.pdf": ["too_narrow"],
        "other.pdf": ["too_wide", "too_narrow"],
    }


@pytest.mark.parametrize("audience", [["legal"], ["group:legal"], ["group:legal", "user:ada"]])
def test_names_may_say_whether_they_are_groups_and_a_user_may_read_through_one(
    tmp_path: Path, audience: list[str]
) -> None:
    assert rate(measure_items(tmp_path, {"a.pdf": ["group:legal"]}, audience), CODE) == (0, 1)


def test_what_is_for_everyone_must_be_readable_by_everyone(tmp_path: Path) -> None:
    profile = measure_items(tmp_path, {"a.pdf": ["everyone"], "b.pdf": ["group:legal"]}, ["everyone"])
    assert kinds(profile) == {"b.pdf": ["too_narrow"]}


def test_a_marked_document_that_everyone_may_read_is_named_with_its_marking(tmp_path: Path) -> None:
    texts = {"marked.pdf": "STRICTLY CONFIDENTIAL\nMinutes", "plain.pdf": "Minutes\nof confidential matters"}
    profile = measure_items(tmp_path, {"marked.pdf": ["everyone"], "plain.pdf": ["everyone"]}, ["everyone"], texts)
    assert kinds(profile) == {"marked.pdf": ["marked"]}
    (row,) = (row for row in profile.defects.to_pylist() if row["code"] == CODE)
    assert json.loads(row["evidence"])["marking"] == "STRICTLY CONFIDENTIAL"
    closed = measure_items(tmp_path, {"marked.pdf": ["group:legal"]}, ["legal"], texts)
    assert kinds(closed) == {}


def test_without_an_audience_nothing_is_compared(tmp_path: Path) -> None:
    row = row_of(measure_items(tmp_path, {"a.pdf": ["everyone"]}, []))
    assert (row["denominator"], row["searched"]) == (0, "sources[].audience is not stated")


def test_a_connector_that_cannot_tell_is_the_reason_and_markings_are_found_where_everyone_may_read(
    tmp_path: Path,
) -> None:
    texts = {"a.pdf": "Vertraulich\nBericht"}
    row = row_of(measure_items(tmp_path, {"a.pdf": None, "b.pdf": None}, ["legal"], texts))
    assert (row["denominator"], row["looked_at"]) == (0, 2)
    assert row["searched"] == "the connector of this source cannot name the readers of an item"
    profile = measure_items(tmp_path, {"a.pdf": None, "b.pdf": None}, ["everyone"], texts)
    assert (rate(profile, CODE), row_of(profile)["could_not"]) == ((1, 1), 1)


def test_an_item_whose_readers_were_not_told_is_not_examined(tmp_path: Path) -> None:
    row = row_of(measure_items(tmp_path, {"a.pdf": [], "b.pdf": ["group:legal"]}, ["legal"]))
    assert (row["denominator"], row["looked_at"], row["could_not"]) == (1, 1, 1)
    none = row_of(measure_items(tmp_path, {"a.pdf": []}, ["legal"]))
    assert (none["denominator"], none["looked_at"], none["could_not"]) == (0, 0, 1)


def test_members_are_read_by_whoever_reads_the_file_they_lie_in(tmp_path: Path) -> None:
    stages: dict[str, Any] = {
        "inventory": [listed_row("a.zip", readers=["everyone"])],
        "profile_documents": [
            opened_row("a.zip", kind="container"),
            opened_row("a.zip!b.pdf", container="a.zip"),
            opened_row("a.zip!c.csv", kind="table", container="a.zip"),
        ],
    }
    sources = [{"name": "contracts", "url": "t", "audience": ["legal"]}]
    assert kinds(measure(inputs_of(tmp_path, stages=stages, sources=sources))) == {
        "a.zip!b.pdf": ["too_wide"],
        "a.zip!c.csv": ["too_wide"],
    }
