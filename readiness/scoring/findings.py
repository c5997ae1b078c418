"""Defects become findings: each gets an identity that outlives the run, a severity, an owner and its waiver.

Works on Arrow batches: of half a million defects, only one batch exists as Python objects at a time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.config.project import Person, Project
from readiness.model import Indicator, Outcome, Severity, Status, Waiver
from readiness.scoring.aggregation import require_known
from readiness.scoring.masking import identity_of
from readiness.scoring.waivers import LIVE

_BATCH_ROWS = 20_000
_ID_LENGTH = 24
"""Hex digits of a finding's SHA-256: 96 bits, so that even a billion findings do not collide by chance."""

_IDENTITY = ("code", "source", "item", "part", "related")
_IDENTIFYING_EVIDENCE = ("kind", "at")
"""Evidence that distinguishes two defects of one code at one place, and stays the same while the defect does."""

_ORDER = [(name, "ascending") for name in (*_IDENTITY, "evidence", "message", "remedy", "measure")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsRequest:
    """``defects``: ``schemas.DEFECTS``. ``previous``: the last run's findings (``finding_id``, ``first_seen_run``)."""

    project: Project
    run_id: str
    defects: pa.Table
    previous: pa.Table | None
    indicators: Sequence[Indicator]
    waivers: Sequence[Waiver]


def make_findings(request: FindingsRequest) -> pa.Table:
    """Findings (``schemas.FINDINGS``) in a stable order, one per distinct defect, ids distinct."""
    defects = _distinct(request.defects)
    require_known(pc.unique(defects["code"]).to_pylist())
    columns = {
        **{name: defects[name] for name in defects.column_names},
        "finding_id": pa.chunked_array([_ids(request.project.project, defects)]),
        "run_id": _constant(request.run_id, defects.num_rows),
        "dimension": _map_distinct(defects["code"], lambda code: code.partition(".")[0]),
        "severity": _severities(defects, request.indicators),
        "owner": _map_distinct(defects["source"], lambda source: owner_of(request.project, source) or None),
    }
    columns["first_seen_run"] = _first_runs(columns["finding_id"], request)
    columns["waived_until"] = _waived_until(defects["code"], request.waivers)
    return pa.table({name: columns[name] for name in schemas.FINDINGS.names}).cast(schemas.FINDINGS)


def owner_of(project: Project, source: str) -> str:
    """Person asked to fix the defect: the source's owner, else the project's, else "" for none."""
    owners = {one.name: _name(one.owner) for one in project.sources}
    charter = project.charter.owner if project.charter else None
    return owners.get(source) or _name(charter)


def _name(person: Person | None) -> str:
    return (person.name.strip() or person.email.strip()) if person else ""


def _distinct(defects: pa.Table) -> pa.Table:
    """Sort defects and remove repeated rows."""
    ordered = defects.select(schemas.DEFECTS.names).cast(schemas.DEFECTS).sort_by(_ORDER).combine_chunks()
    if ordered.num_rows < 2:
        return ordered
    differs = pa.array([False] * (ordered.num_rows - 1))
    for name in ordered.column_names:
        column = ordered[name].combine_chunks()
        here, before = column.slice(1), column.slice(0, len(column) - 1)
        unequal = pc.fill_null(pc.not_equal(here, before), False)
        differs = pc.or_(differs, pc.or_(unequal, pc.not_equal(pc.is_null(here), pc.is_null(before))))
    return ordered.filter(pa.concat_arrays([pa.array([True]), _flat(differs)]))


def _flat(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _ids(project: str, defects: pa.Table) -> pa.Array:
    """Ids row by row; where two defects share one, the later (in sorted order) is numbered."""
    counts: dict[str, int] = {}
    parts = []
    for batch in defects.select([*_IDENTITY, "evidence"]).to_batches(max_chunksize=_BATCH_ROWS):
        keys = zip(*(batch[name].to_pylist() for name in _IDENTITY), strict=True)
        rows = zip(keys, batch["evidence"].to_pylist(), strict=True)
        parts.append(pa.array([_id(project, key, evidence, counts) for key, evidence in rows], pa.string()))
    return pa.concat_arrays(parts) if parts else pa.array([], pa.string())


def _id(project: str, key: tuple[str | None, ...], evidence: str, counts: dict[str, int]) -> str:
    identity = [project, *map(identity_of, key), *_identifying_values(evidence)]
    digest = _digest(identity)
    number = counts.get(digest, 0)
    counts[digest] = number + 1
    return _digest([*identity, number]) if number else digest


def _identifying_values(evidence: str) -> list[object]:
    if '"kind"' not in evidence and '"at"' not in evidence:
        return [None] * len(_IDENTIFYING_EVIDENCE)
    try:
        facts = json.loads(evidence)
    except ValueError:
        facts = None
    return [facts.get(name) if isinstance(facts, dict) else None for name in _IDENTIFYING_EVIDENCE]


def _digest(identity: Iterable[object]) -> str:
    text = json.dumps(list(identity), ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def _constant(text: str, rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(text, pa.string()), rows)])


def _map_distinct(column: pa.ChunkedArray, of: object) -> pa.ChunkedArray:
    """``of`` called once per distinct value, and looked up for every row."""
    assert callable(of)
    values = pc.unique(column)
    results = pa.array([of(value) for value in values.to_pylist()], pa.string())
    return pc.take(pa.chunked_array([results]), pc.index_in(column, value_set=values))


def _severities(defects: pa.Table, indicators: Sequence[Indicator]) -> pa.ChunkedArray:
    failing = {i.code for i in indicators if i.veto and Status.FAIL in (i.status, i.underlying)}
    severity = _map_distinct(defects["code"], lambda code: _severity(code, failing).value)
    for needle, codes, lower in _LOWERED:
        there = pc.match_substring_regex(defects["evidence"], needle)
        severity = pc.if_else(
            pc.and_(there, pc.is_in(defects["code"], value_set=pa.array(codes))), lower.value, severity
        )
    return severity


_LOWERED: tuple[tuple[str, tuple[str, ...], Severity], ...] = (
    # An owner's lock asks for politeness, not for a password: the document reads.
    (rf'"outcome": ?"{Outcome.OWNER_LOCKED.value}"', ("format.unreadable",), Severity.INFO),
    (r'"severity": ?"warning"', ("validity.expectations",), Severity.MINOR),
    (r'"severity": ?"info"', ("validity.expectations",), Severity.INFO),
    (r'"required": ?false', ("availability.access",), Severity.MINOR),
    (r'"kind": ?"(two_kinds|left_out|format)"', ("validity.type_errors",), Severity.INFO),
    (r'"kind": ?"distribution"', ("format.value_drift",), Severity.INFO),
    (r'"clear": ?true', ("uniqueness.versions",), Severity.INFO),
    (r'"kind": ?"hidden_(text|characters)"', ("content.hidden",), Severity.INFO),
    (r'"kind": ?"empty_table"', ("availability.access",), Severity.MINOR),
)
"""Defects milder than their indicator: a pattern of their evidence, the codes it speaks for, and their severity."""


def _severity(code: str, failing_vetoes: set[str]) -> Severity:
    """A planned indicator is never judged, so its findings are information."""
    if code in failing_vetoes:
        return Severity.CRITICAL
    return CATALOGUE[code].severity if code in CATALOGUE else Severity.INFO


def _first_runs(ids: pa.ChunkedArray, request: FindingsRequest) -> pa.ChunkedArray:
    this_run = _constant(request.run_id, len(ids))
    if request.previous is None or not request.previous.num_rows:
        return this_run
    known = request.previous["finding_id"].combine_chunks()
    places = pc.index_in(ids, value_set=known)
    return pc.coalesce(pc.take(request.previous["first_seen_run"], places), this_run)


def _waived_until(codes: pa.ChunkedArray, waivers: Sequence[Waiver]) -> pa.ChunkedArray:
    until: dict[str, dt.date] = {}
    for waiver in waivers:
        if waiver.state == LIVE:
            until[waiver.indicator] = max(waiver.until, until.get(waiver.indicator, waiver.until))
    known = pa.array(sorted(until), pa.string())
    dates = pa.chunked_array([pa.array([until[code] for code in sorted(until)], pa.date32())])
    return pc.take(dates, pc.index_in(codes, value_set=known))


def counts_by(findings: pa.Table, *names: str) -> Mapping[tuple[str, ...], int]:
    """Number of findings per distinct value of some columns."""
    grouped = findings.group_by(list(names)).aggregate([([], "count_all")])
    keys = zip(*(grouped[name].to_pylist() for name in names), strict=True)
    return dict(zip(keys, grouped["count_all"].to_pylist(), strict=True))
