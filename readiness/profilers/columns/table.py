"""One table, column by column: profile rows, defects, and the counts that the measures are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.columns.broken_identifiers import broken_identifiers
from readiness.profilers.columns.column import ColumnProfile, facts, profile_column
from readiness.profilers.columns.contradictions import find_suspects
from readiness.profilers.columns.defects import ColumnErrors, TableDefects
from readiness.profilers.columns.dictionary_column import EncodedColumn, Ints
from readiness.profilers.columns.foreign_keys import KeyFacts
from readiness.profilers.columns.functional_dependencies import (
    MAX_COLUMNS,
    Candidate,
    Typo,
    candidate,
    find_typos,
    follow_a_rule,
)
from readiness.profilers.columns.group_outliers import NumberColumn, number_column
from readiness.profilers.columns.numbers import is_measure
from readiness.profilers.columns.repeated_keys import (
    NearKey,
    counted_repeats,
    evident_key,
    has_compound_key,
    near_key,
)
from readiness.profilers.columns.row_keys import encoded_column, find_ids, row_key_columns
from readiness.profilers.columns.table_source import StagedTable
from readiness.profilers.columns.written_forms import WrittenForm, written_forms
from readiness.stall import beat

Counts = dict[str, tuple[float, float]]
"""Indicator -> (numerator, denominator)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProfile:
    """``facts`` are rows of ``schemas.PROFILE_COLUMNS``; ``row_key`` the columns that name a row; ``forms`` say how
    its columns write their values.
    """

    table: StagedTable
    facts: list[dict[str, Any]]
    counts: Counts
    keys: KeyFacts
    row_key: tuple[str, ...]
    forms: tuple[WrittenForm, ...] = ()


@dataclass(slots=True, kw_only=True)
class _TableSummary:
    """Marked rows and small summaries kept after each column; never its cells."""

    facts: list[dict[str, Any]] = field(default_factory=list)
    errors: list[ColumnErrors] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    unique: list[str] = field(default_factory=list)
    wrong: dict[int, Ints] = field(default_factory=dict)
    measures: list[NumberColumn] = field(default_factory=list)
    near_keys: list[NearKey] = field(default_factory=list)
    forms: list[WrittenForm] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)


def profile_table(table: StagedTable, builder: ProfileBuilder) -> TableProfile:
    """Profile each column in turn, then what only columns together show: typos against dependencies."""
    kept = _TableSummary()
    in_memory = table.in_memory()  # released at the end: a summary of a table names its file
    ids = find_ids(in_memory)
    evident, held = ids.names, ids.first
    del ids
    row_key = row_key_columns(table.keys, evident)
    defects = TableDefects(builder=builder, table=in_memory, keys=row_key)
    defects.add_left_out()
    for position in range(len(table.names)):
        beat()
        if held and held.position == position:
            column, held = held, None
        else:
            column = encoded_column(in_memory, position)
        _profile_one(column, kept, defects)
    _finish_type_errors(kept, defects)
    _add_suspects(kept, defects, table)
    _add_repeated_keys(kept, defects, evident)
    return TableProfile(
        table=table,
        facts=[{"source": table.source, "item": table.item, **row} for row in kept.facts],
        counts=_counts(kept.totals),
        keys=KeyFacts(table=table, unique=frozenset(kept.unique), ids=evident),
        row_key=row_key,
        forms=tuple(kept.forms),
    )


def _profile_one(column: EncodedColumn, kept: _TableSummary, defects: TableDefects) -> None:
    profile = profile_column(column)
    defects.add_missing(profile)
    defects.add_outliers(profile)
    defects.add_two_kinds(profile)
    if column.unique:
        kept.unique.append(column.name)
    if len(kept.candidates) < MAX_COLUMNS and (entry := candidate(column, profile.aside, profile.kind)):
        kept.candidates.append(entry)
    if len(kept.measures) < MAX_COLUMNS and is_measure(column, profile.kind):
        kept.measures.append(number_column(column, profile.kind, profile.aside | profile.far))
    declared = defects.table.keys == (column.name,)
    if near := near_key(column, profile.kind, profile.aside, declared=declared):
        kept.near_keys.append(near)
    _add_identifiers(profile, kept, defects)
    kept.totals["missing"] += profile.missing
    kept.totals["cells"] += column.rows
    kept.totals["numeric"] += profile.numeric
    kept.totals["far"] += column.weight(profile.far)
    kept.errors.append(_errors(profile))
    kept.facts.append(facts(profile))
    kept.forms.extend(written_forms(profile))


def _add_identifiers(profile: ColumnProfile, kept: _TableSummary, defects: TableDefects) -> None:
    broken = broken_identifiers(profile.column, profile.kind, profile.aside)
    for kind, mask in broken.kinds.items():
        defects.add_identifiers(profile, kind, mask)
    kept.totals["identifiers"] += profile.filled_cells if broken.is_identifier else 0
    kept.totals["broken"] += profile.column.weight(broken.all_broken) if broken.kinds else 0


def _add_repeated_keys(kept: _TableSummary, defects: TableDefects, evident: Sequence[str]) -> None:
    """The key of the table where a few rows share it."""
    has_key = bool(evident) or has_compound_key(defects.table.names)
    near = evident_key(kept.near_keys, has_key=has_key)
    rows = kept.facts[0]["rows"] if kept.facts else 0
    repeats, cells = counted_repeats(near, len(evident) * rows)
    kept.totals["repeats"] += repeats
    kept.totals["keys"] += cells
    if near:
        defects.add_repeated_keys(near)


def _errors(profile: ColumnProfile) -> ColumnErrors:
    column = profile.column
    return ColumnErrors(
        name=column.name,
        kind=profile.kind.name,
        expected=profile.kind.layout or profile.kind.name,
        filled=profile.filled_cells,
        wrong=column.rows_of(profile.wrong),
        other_format=column.rows_of(profile.other_format),
        misread=column.rows_of(profile.misread),
        variants=_misspelt_cells(column, profile.variants),
        reasons=profile.reasons(),
    )


def _misspelt_cells(column: EncodedColumn, variants: dict[int, int]) -> list[Typo]:
    misspelt = column.empty_mask()
    misspelt[list(variants)] = True
    texts = {code: column.raw[code].as_py() for pair in variants.items() for code in pair}
    codes = [(row, int(column.codes[row])) for row in map(int, column.rows_of(misspelt))]
    return [
        Typo(column=column.position, row=row, value=texts[code], predicted=texts[variants[code]]) for row, code in codes
    ]


def _finish_type_errors(kept: _TableSummary, defects: TableDefects) -> None:
    """Only now can cells be judged by the rest of their row: typos found there, and rules that explain some away."""
    dependent_typos = find_typos(kept.candidates)
    for position, errors in enumerate(kept.errors):
        others = [other for other in kept.candidates if other.column != position]
        rows = np.array([typo.row for typo in errors.variants], dtype=np.int64)
        by_rule = follow_a_rule(rows, others)
        whole = replace(
            errors,
            variants=[typo for typo, rule in zip(errors.variants, by_rule, strict=True) if not rule],
            dependent=[typo for typo in dependent_typos if typo.column == position],
        )
        defects.add_type_errors(whole)
        kept.wrong[position] = whole.rows
        count = whole.judged_cells
        kept.facts[position]["type_errors"] = count
        kept.totals["wrong"] += count
        kept.totals["typed"] += whole.filled if count or whole.kind not in {"", "text"} else 0


def _add_suspects(kept: _TableSummary, defects: TableDefects, table: StagedTable) -> None:
    """Cells that contradict the rest of their row; those that are wrong by themselves are not named again."""
    by_column = {one.column: one for one in kept.candidates}
    doubted: dict[int, Ints] = {}
    judged: dict[int, int] = {}
    for one in find_suspects(kept.candidates, kept.measures):
        judged[one.column] = one.of
        rest = ~np.isin(one.rows, kept.wrong.get(one.column, np.empty(0, dtype=np.int64)))
        suspects = replace(one, rows=one.rows[rest], expected=one.expected[rest])
        if len(suspects.rows):
            doubted[one.column] = np.union1d(doubted.get(one.column, suspects.rows), suspects.rows)
            defects.add_suspects(suspects, table.names, by_column.get(one.column))
    kept.totals["contradicting"] += sum(map(len, doubted.values()))
    kept.totals["dependent"] += sum(judged.values())


def _counts(totals: Counter[str]) -> Counts:
    return {
        "validity.missing_values": (totals["missing"], totals["cells"]),
        "validity.type_errors": (totals["wrong"], totals["typed"]),
        "validity.outliers": (totals["far"], totals["numeric"]),
        "validity.keys": (totals["repeats"], totals["keys"]),
        "validity.identifiers": (totals["broken"], totals["identifiers"]),
        "validity.dependencies": (totals["contradicting"], totals["dependent"]),
    }
