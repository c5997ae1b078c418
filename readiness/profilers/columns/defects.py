"""Defects of one table: one per column and kind of error, with row keys named up to a cap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.columns.column import ColumnProfile
from readiness.profilers.columns.dictionary_column import Ints
from readiness.profilers.columns.functional_dependencies import Typo
from readiness.profilers.columns.referential_integrity import LinkCheck
from readiness.profilers.columns.table_source import StagedTable

MAX_KEYS = 100
"""Row keys named in one defect."""

MAX_ROW_NUMBERS = 10_000
"""Row numbers given in one defect, so that a program can find the cells."""

TWO_KINDS = "two_kinds"
"""Evidence ``kind`` of a finding that is information only."""

LEFT_OUT = "left_out"
"""The same for a table of which parts are no records."""

_LEFT_OUT = re.compile(r"^(?:lines above the first record|rows that are no records|\d+ rows (?:above|below) the table)")

MAX_EXAMPLES = 10
"""Misspellings shown with what they should probably be."""

_PERSONAL = re.compile(r"(?i)name|person|mail|phone|tel|mobile|fax|address|street|contact|birth|ssn|passport|iban")
"""Column names whose values are not repeated in a report."""

_MESSAGES = {
    "type": "{count} cells of {column} cannot be read as {expected}.",
    "rare_variant": "{count} cells of {column} look like a misspelling of a frequent value.",
    "dependency": "{count} cells of {column} look like a misspelling of the value that the rest of the row implies.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnErrors:
    """Wrong cells of one column: ``wrong`` rows break its kind, the typos have a likelier value.

    ``filled`` counts its cells with a value; ``expected`` is the date layout or kind that they should have; ``reasons``
    count the wrong cells by cause.
    """

    name: str
    kind: str
    expected: str
    filled: int
    wrong: Ints
    variants: Sequence[Typo] = ()
    dependent: Sequence[Typo] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> Ints:
        """Each row once."""
        return np.union1d(self.wrong, np.union1d(_rows(self.variants), _rows(self.dependent)))

    @property
    def by_kind(self) -> list[tuple[str, Ints]]:
        """Rows per kind of evidence, each row under the first that fits."""
        variants = np.setdiff1d(_rows(self.variants), self.wrong)
        dependent = np.setdiff1d(_rows(self.dependent), np.union1d(self.wrong, variants))
        return [("type", self.wrong), ("rare_variant", variants), ("dependency", dependent)]

    def suggestions(self, kind: str) -> list[list[str]]:
        """The most frequent pairs of a value and what it should probably be."""
        typos = self.variants if kind == "rare_variant" else self.dependent
        pairs = Counter((typo.value, typo.predicted) for typo in typos)
        return [list(pair) for pair in sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:MAX_EXAMPLES]]


def _rows(typos: Sequence[Typo]) -> Ints:
    return np.unique(np.array([typo.row for typo in typos], dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDefects:
    """Writes the defects of one table. ``keys`` are the columns that name its rows."""

    builder: ProfileBuilder
    table: StagedTable
    keys: tuple[str, ...]

    def _evidence(self, rows: Ints, of: int) -> dict[str, Any]:
        listed_rows = rows[:MAX_ROW_NUMBERS]
        return {
            "count": len(rows),
            "of": of,
            "rows": self.table.keys_of(self.keys, rows[:MAX_KEYS]),
            "rows_cap": MAX_KEYS,
            "row_key": list(self.keys) or "row number",
            "row_numbers": listed_rows.tolist(),
            "row_numbers_cap": MAX_ROW_NUMBERS,
        }

    def _defect(self, code: str, column: str, message: str, remedy: str, evidence: dict[str, Any]) -> None:
        self.builder.defect(
            code,
            source=self.table.source,
            item=self.table.item,
            part=column or None,
            measure=evidence["count"] / max(1, evidence["of"]),
            message=message,
            remedy=remedy,
            evidence=evidence,
        )

    def add_missing(self, profile: ColumnProfile) -> None:
        if not profile.missing:
            return
        tokens = profile.disguises()
        token = next(iter(tokens), None)
        written_as = (
            f", {sum(tokens.values())} of them placeholder values such as {_quote_tokens(tokens)}" if tokens else ""
        )
        evidence = self._evidence(profile.column.missing_rows(profile.disguised), profile.column.rows)
        evidence |= {"token": token, "tokens": dict(list(tokens.items())[:MAX_EXAMPLES]), "nulls": profile.column.nulls}
        self._defect(
            "validity.missing_values",
            profile.column.name,
            f"{profile.missing} of {profile.column.rows} values of {profile.column.name} are missing{written_as}.",
            "Ask the owner whether this column is still filled, and have missing values stored as nulls.",
            evidence,
        )

    def add_type_errors(self, errors: ColumnErrors) -> None:
        for kind, rows in errors.by_kind:
            if len(rows):
                evidence = {**self._evidence(rows, errors.filled), "kind": kind, "expected": errors.expected}
                if kind != "type" and not _PERSONAL.search(errors.name):
                    evidence["suggested"] = errors.suggestions(kind)
                message = _MESSAGES[kind].format(count=len(rows), column=errors.name, expected=errors.expected)
                if kind == "type" and errors.reasons:
                    evidence["reasons"] = dict(errors.reasons)
                    message += _causes(errors.reasons)
                remedy = "Correct the named cells at the source."
                self._defect("validity.type_errors", errors.name, message, remedy, evidence)

    def add_left_out(self) -> None:
        """Information, which enters no rate: lines and rows of the file that are no records of its table."""
        notes = [note for note in self.table.problem.split("; ") if _LEFT_OUT.search(note)]
        if notes:
            evidence = {"kind": LEFT_OUT, "count": 0, "of": self.table.rows_read, "notes": notes}
            message = f"Parts of the file are no records of its table: {'; '.join(notes)}."
            remedy = "Check that they are no records; store titles, units, totals and notes apart from the table."
            self._defect("validity.type_errors", "", message, remedy, evidence)

    def add_two_kinds(self, profile: ColumnProfile) -> None:
        """Information, which enters no rate: a column of names holds numbers and other values."""
        counts = profile.two_kinds()
        if counts is None:
            return
        digits, others = counts
        evidence = {
            "kind": TWO_KINDS,
            "count": min(counts),
            "of": profile.filled_cells,
            "digits": digits,
            "others": others,
        }
        self._defect(
            "validity.type_errors",
            profile.column.name,
            f"{profile.column.name} holds two kinds of value: {digits} of digits alone and {others} others.",
            "Nothing where the column names things; else store the two kinds in columns of their own.",
            evidence,
        )

    def add_outliers(self, profile: ColumnProfile) -> None:
        rows = profile.column.rows_of(profile.far)
        if not len(rows) or profile.kind.numbers is None:
            return
        numbers = profile.kind.numbers
        negative = int(profile.column.weight(profile.far & (numbers < 0)))
        evidence = {**self._evidence(rows, profile.numeric), "negative": negative}
        evidence |= {"lowest": float(numbers[profile.far].min()), "highest": float(numbers[profile.far].max())}
        self._defect(
            "validity.outliers",
            profile.column.name,
            f"{len(rows)} numbers of {profile.column.name} are far from the others ({negative} below zero).",
            "Check the named cells with the owner.",
            evidence,
        )

    def add_orphans(self, check: LinkCheck) -> None:
        link = check.link
        if not len(check.orphans) or link.parent is None:
            return
        column, parent = ", ".join(link.columns), f"{link.parent.item} ({', '.join(link.to)})"
        evidence = self._evidence(check.orphans, check.of)
        evidence |= {"parent": link.parent.item, "to": list(link.to), "origin": link.origin}
        self.builder.defect(
            "validity.references",
            source=self.table.source,
            item=self.table.item,
            part=column,
            related=link.parent.item,
            measure=len(check.orphans) / max(1, check.of),
            message=f"{len(check.orphans)} of {check.of} values of {column} have no row in {parent}.",
            remedy="Restore the missing parent rows or remove the orphaned ones.",
            evidence=evidence,
        )


def _causes(reasons: Mapping[str, int]) -> str:
    return f" Causes: {', '.join(f'{cause} ({count})' for cause, count in reasons.items())}."


def _quote_tokens(tokens: dict[str, int]) -> str:
    return ", ".join(f'"{token}"' for token in list(tokens)[:3])
