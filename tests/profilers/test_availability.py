"""Availability: reached or not, and delivered of what was claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.profilers.availability import measure
from tests.profilers.stages import inputs_of, listed, measures, places

ACCESS, DELIVERED = "availability.access", "availability.delivered"
OK = {"source": "contracts", "ok": True, "kind": "", "message": "", "next_step": ""}
REFUSED = {
    "source": "contracts",
    "ok": False,
    "kind": "forbidden",
    "message": "the account may not list it",
    "next_step": "ask for read access",
}


def profiled(folder: Path, probes: object = (OK,), inventory: tuple[Any, ...] = (), **source: Any) -> Any:
    if probes is not None:
        (folder / "access.json").write_text(json.dumps(probes), encoding="utf-8")
    sources = [{"name": "contracts", "url": "tree", **source}]
    return measure(inputs_of(folder, sources=sources, stages={"inventory": inventory}))


def test_a_reached_source_is_no_defect(tmp_path: Path) -> None:
    found = profiled(tmp_path, inventory=(listed("a"),))
    assert measures(found, ACCESS) == [("contracts", 0, 1)]
    assert found.defects.num_rows == 0


def test_a_refused_source_says_why_and_what_to_do(tmp_path: Path) -> None:
    found = profiled(tmp_path, [REFUSED])
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    defect = found.defects.to_pylist()[0]
    assert defect["remedy"] == "ask for read access"
    assert "may not list it" in defect["message"]
    assert json.loads(defect["evidence"]) == {"kind": "forbidden", "required": True}


@pytest.mark.parametrize("probes", [None, [], {}, "x", [{"source": "contracts"}], [{**OK, "source": "other"}]])
def test_a_source_nobody_tried_to_reach_was_not_measured(tmp_path: Path, probes: object) -> None:
    assert measures(profiled(tmp_path, probes), ACCESS) == [("contracts", "not_measured", "nobody tried to reach it")]


def test_a_broken_answer_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "access.json").write_bytes(b"\xff{")
    assert measures(profiled(tmp_path, None), ACCESS)[0][1] == "not_measured"


def test_an_optional_source_that_is_refused_is_shown_and_not_counted(tmp_path: Path) -> None:
    found = profiled(tmp_path, [REFUSED], required=False)
    assert measures(found, ACCESS) == [("", 0, 0)]
    assert places(found, ACCESS) == [("contracts", "contracts", None)]


def test_a_source_whose_every_item_is_refused_cannot_be_read(tmp_path: Path) -> None:
    refused = tuple(listed(item, state="refused") for item in "ab")
    found = profiled(tmp_path, inventory=refused)
    assert measures(found, ACCESS) == [("contracts", 1, 1)]
    assert "2 refused" in found.defects.to_pylist()[0]["message"]


def test_no_claim_is_nothing_to_deliver(tmp_path: Path) -> None:
    assert measures(profiled(tmp_path), DELIVERED) == [("contracts", 0, 0)]


@pytest.mark.parametrize(("claimed", "numerator"), [(4, 2), (2, 2), (1, 1)])
def test_items_are_counted_up_to_the_claim(tmp_path: Path, claimed: int, numerator: int) -> None:
    inventory = (listed("a"), listed("b"), listed("c", state="unreachable"))
    found = profiled(tmp_path, inventory=inventory, claims={"items": claimed})
    assert measures(found, DELIVERED) == [("contracts", numerator, claimed)]
    assert len(places(found, DELIVERED)) == (1 if claimed > 2 else 0)


def test_of_two_claims_the_one_that_falls_shorter_counts(tmp_path: Path) -> None:
    inventory = (listed("t", kind="table", rows=30), listed("u", kind="table", rows=20))
    found = profiled(tmp_path, inventory=inventory, claims={"items": 2, "rows": 100})
    assert measures(found, DELIVERED) == [("contracts", 50, 100)]
    assert places(found, DELIVERED) == [("contracts", "contracts", "rows")]


def test_rows_that_no_listing_counts_were_not_measured(tmp_path: Path) -> None:
    found = profiled(tmp_path, inventory=(listed("t.csv", kind="table"),), claims={"rows": 100})
    assert measures(found, DELIVERED)[0][1] == "not_measured"


def test_what_could_not_be_reached_was_not_counted(tmp_path: Path) -> None:
    assert measures(profiled(tmp_path, [REFUSED], claims={"items": 4}), DELIVERED)[0][1] == "not_measured"


def test_a_claim_of_nothing_claims_nothing(tmp_path: Path) -> None:
    assert measures(profiled(tmp_path, claims={"items": 0}), DELIVERED) == [("contracts", 0, 0)]
