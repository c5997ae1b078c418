"""From an audit's published files to the prediction format of ../shared/data: a consumer like any other."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]

_KINDS = {"needs_ocr": "scan_only", "garbled_text_layer": "scan_only"}


def predictions(run: Path) -> Row:
    findings = read(run, "findings")
    for finding in findings:
        finding["evidence"] = json.loads(finding["evidence"])
    by_code: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        by_code[finding["code"]].append(finding)
    return {
        "documents": documents(by_code, read(run, "pairs")),
        "tables": tables(by_code, read(run, "profile_columns")),
        "labels": labels(by_code),
    }


def read(run: Path, name: str) -> list[Row]:
    rows: list[Row] = pq.read_table(run / f"{name}.parquet", partitioning=None).to_pylist()
    return rows


def documents(by_code: dict[str, list[Row]], pairs: list[Row]) -> Row:
    withdrawn = by_code["currency.withdrawn"]
    related = {relation: [p for p in pairs if p["relation"] == relation] for relation in {p["relation"] for p in pairs}}
    return {
        "superseded": sorted({f["item"] for f in withdrawn}),
        "review_overdue": sorted({f["item"] for f in by_code["currency.review_overdue"]}),
        "exact_duplicates": clusters(p for p in related.get("exact_duplicate", []) if p["similarity"] == 1.0),
        "near_duplicates": [[p["item_a"], p["item_b"]] for p in pairs if (p["similarity"] or 0) >= 0.8],
        "older_versions": [[p["item_a"], p["item_b"]] for p in related.get("older_version_of", [])],
        "unreadable": unreadable(by_code),
        "pii": sorted({f["item"] for f in by_code["rights.pii"]}),
        "secrets": sorted({f["item"] for f in by_code["rights.secrets"]}),
    }


def clusters(pairs: Iterator[Row]) -> list[list[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        members[pair["cluster_id"]] |= {pair["item_a"], pair["item_b"]}
    return [sorted(group) for group in members.values()]


def unreadable(by_code: dict[str, list[Row]]) -> dict[str, str]:
    found = {f["item"]: "wrong_extension" for f in by_code["format.type_mismatch"]}
    found |= {f["item"]: "scan_only" for f in by_code["format.scan_share"]}
    for finding in by_code["format.unreadable"]:
        outcome = finding["evidence"]["outcome"]
        if outcome != "owner_locked":
            found.setdefault(finding["item"], _KINDS.get(outcome, outcome))
    return found


def tables(by_code: dict[str, list[Row]], columns: list[Row]) -> dict[str, Row]:
    duplicate_rows = [f for f in by_code["uniqueness.rows"] if f["related"] is not None]
    repeated = [f for code in ("uniqueness.rows", "uniqueness.records") for f in by_code[code] if f["part"] is not None]
    found: dict[str, Row] = defaultdict(lambda: {"events": [], "cells": [], "clusters": []})
    for code in ("format.schema_drift", "format.pattern_drift", "format.value_drift", "format.mix_drift"):
        for finding in by_code[code]:
            evidence = finding["evidence"]
            event = {"kind": "schema", **evidence, "at": Path(evidence["at"]).stem, "column": finding["part"]}
            found[finding["item"]]["events"].append(event)
    for code in ("validity.type_errors", "validity.outliers"):
        for finding in by_code[code]:
            rows = finding["evidence"].get("row_numbers", [])
            found[finding["item"]]["cells"] += [[row, finding["part"]] for row in rows]
    for item in {f["item"] for f in repeated}:
        found[item]["clusters"] = record_clusters([f for f in repeated if f["item"] == item])
    _sqlite(found, by_code, columns)
    for column in columns:
        if column["disguised_nulls"]:
            found[column["item"]].setdefault("placeholder_missing", {})[column["column"]] = column["disguised_nulls"]
    for finding in duplicate_rows:
        found[finding["item"]].setdefault("duplicate_rows_without_ID", 0)
        found[finding["item"]]["duplicate_rows_without_ID"] += 1
    return found


def record_clusters(findings: list[Row]) -> list[list[str]]:
    """Row keys that are one record: each finding joins a row to one of its cluster."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for finding in findings:
        leader[find(finding["part"])] = find(finding["related"])
    members: dict[str, list[str]] = defaultdict(list)
    for key in sorted(leader):
        members[find(key)].append(key)
    return list(members.values())


def _sqlite(found: dict[str, Row], by_code: dict[str, list[Row]], columns: list[Row]) -> None:
    """A database in a file is scored as one table of defects."""
    duplicate_rows = [f for f in by_code["uniqueness.rows"] if f["related"] is not None]
    """A database in a file is scored as one table of defects."""
    for code, name in (("validity.references", "orphan_orders"), ("validity.outliers", "negative_price")):
        for finding in by_code[code]:
            file = finding["item"].split("!")[0]
            if "!" in finding["item"]:
                found[file].setdefault(name, []).extend(finding["evidence"].get("rows", []))
    for finding in by_code["validity.type_errors"]:
        if "!" in finding["item"] and "date" in (finding["part"] or ""):
            name = finding["item"].split("!")[0]
            found[name].setdefault("date_pattern_minority", []).extend(finding["evidence"].get("rows", []))
    for finding in duplicate_rows:
        if "!" in finding["item"]:
            pair = [int(finding["related"]), int(finding["part"])]
            found[finding["item"].split("!")[0]].setdefault("duplicate_customers", []).append(pair)
    for column in columns:
        if "!" in column["item"] and column["nulls"] + column["disguised_nulls"]:
            file, table = column["item"].split("!")
            missing = found[file].setdefault("missing", {})
            missing[f"{table}.{column['column']}"] = column["nulls"] + column["disguised_nulls"]


def labels(by_code: dict[str, list[Row]]) -> Row:
    kinds: dict[str, list[str]] = defaultdict(list)
    for code in ("labels.missing", "labels.invalid", "labels.orphaned"):
        for finding in by_code[code]:
            kinds[finding["evidence"]["kind"]].append(finding["item"])
    missing = [*kinds["missing_row"], *kinds["blank"], *kinds["placeholder"]]
    return {
        "missing_row": kinds["missing_row"],
        "blank_label": kinds["blank"] + kinds["placeholder"],
        "invalid_label": kinds["invalid"],
        "orphan_ids": kinds["orphan"],
        "n_missing_total": len(missing),
    }
