"""Defects of one table: one per column and kind of error, with row keys named up to a cap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from readiness.profilers.base import ProfileBuilder
from readiness.profilers.columns import broken_identifiers
from readiness.profilers.columns.column import ColumnProfile
from readiness.profilers.columns.contradictions import Suspects
from readiness.profilers.columns.dictionary_column import Ints, Mask
from readiness.profilers.columns.functional_dependencies import MAX_ROWS, Candidate, Typo
from readiness.profilers.columns.referential_integrity import LinkCheck
from readiness.profilers.columns.repeated_keys import NearKey
from readiness.profilers.columns.table_source import StagedTable

MAX_KEYS = 100
"""Row keys named in one defect."""

MAX_ROW_NUMBERS = 10_000
"""Row numbers given in one defect, so that a program can find the cells."""

TWO_KINDS = "two_kinds"
"""Evidence ``kind`` of a finding that is information only."""

OTHER_FORMAT = "format"
"""The same for cells written in another format than most."""

LEFT_OUT = "left_out"
"""The same for a table of which parts are no records."""

_LEFT_OUT = re.compile(r"^(?:lines above the first record|rows that are no records|\d+ rows (?:above|below) the table)")
MAX_NAMED_COLUMNS = 3
"""Deciding columns named in a message; the evidence lists all."""

MAX_EXAMPLES = 10
"""Misspellings shown with what they should probably be."""

_PERSONAL = re.compile(r"(?i)name|person|mail|phone|tel|mobile|fax|address|street|contact|birth|ssn|passport|iban")
"""Column names whose values are not repeated in a report."""

_MESSAGES = {
    "type": "{count} cells of {column} cannot be read as {expected}.",
    "rare_variant": "{count} cells of {column} look like a misspelling of a frequent value.",
    "dependency": "{count} cells of {column} look like a misspelling of the value that the rest of the row implies.",
    "encoding": "{count} cells of {column} hold characters that were decoded by the wrong code page.",
    "format": "{count} cells of {column} are written in another format than most cells of the column.",
}

_SUSPECT_MESSAGES = {
    "contradiction": "{count} cells of {column} contradict the value that other rows have with the same {by}.",
    "conflict": "{count} cells of {column} differ from the value that most sources give ({by}).",
    "number": "{count} numbers of {column} are far from the other numbers with the same {by}.",
    "gap": "{count} cells of {column} are empty where other rows have a value with the same {by}.",
}


def _no_rows() -> Ints:
    return np.empty(0, dtype=np.int64)


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
    other_format: Ints = field(default_factory=_no_rows)
    misread: Ints = field(default_factory=_no_rows)
    variants: Sequence[Typo] = ()
    dependent: Sequence[Typo] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> Ints:
        """Each row once."""
        return np.unique(np.concatenate([rows for _, rows in self._all_kinds]))

    @property
    def judged_cells(self) -> int:
        """Cells that enter the rate: another format alone is information until its precision is known on more data."""
        return len(np.unique(np.concatenate([rows for kind, rows in self._all_kinds if kind != OTHER_FORMAT])))

    @property
    def by_kind(self) -> list[tuple[str, Ints]]:
        """Rows per kind of evidence, each row under the first that fits."""
        named = _no_rows()
        by_kind = []
        for kind, rows in self._all_kinds:
            by_kind.append((kind, np.setdiff1d(rows, named)))
            named = np.union1d(named, rows)
        return by_kind

    @property
    def _all_kinds(self) -> list[tuple[str, Ints]]:
        return [
            ("type", self.wrong),
            ("rare_variant", _rows(self.variants)),
            ("dependency", _rows(self.dependent)),
            ("encoding", self.misread),
            (OTHER_FORMAT, self.other_format),
        ]

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
                if kind in {"rare_variant", "dependency"} and not _PERSONAL.search(errors.name):
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

    def add_suspects(self, suspects: Suspects, names: Sequence[str], column: Candidate | None) -> None:
        """One defect of ``validity.dependencies`` for the suspect cells of one column and kind."""
        name, deciding = names[suspects.column], [names[position] for position in suspects.by]
        evidence = {**self._evidence(suspects.rows, suspects.of), "kind": suspects.kind, "by": deciding}
        evidence |= {"agreement": round(suspects.agreement, 4), "rows_examined": min(self.table.rows_read, MAX_ROWS)}
        if not _PERSONAL.search(name):
            evidence["suggested"] = suspects.suggestions(column)[:MAX_EXAMPLES]
        message = _SUSPECT_MESSAGES[suspects.kind].format(
            count=len(suspects.rows), column=name, by=", ".join(deciding[:MAX_NAMED_COLUMNS])
        )
        remedy = "Compare the named cells with the other rows of the same key, and correct them at the source."
        self._defect("validity.dependencies", name, message, remedy, evidence)

    def add_identifiers(self, profile: ColumnProfile, kind: str, broken: Mask) -> None:
        """One defect of ``validity.identifiers`` for the values of one column that were broken in one way."""
        evidence = self._evidence(profile.column.rows_of(broken), profile.filled_cells) | {"kind": kind}
        message = broken_identifiers.MESSAGES[kind].format(count=evidence["count"], column=profile.column.name)
        remedy = "Export the column again as text from the system that made the identifiers."
        self._defect("validity.identifiers", profile.column.name, message, remedy, evidence)

    def add_repeated_keys(self, near: NearKey) -> None:
        """One defect of ``validity.keys`` for the rows whose key another row has too."""
        evidence = self._evidence(near.repeated, near.filled) | {"repeats": near.repeats, "declared": near.declared}
        message = f"{near.repeats} values of {near.name} name a second row: {evidence['count']} rows share their key."
        remedy = "Find out which row is right, or which other column belongs to the key."
        self._defect("validity.keys", near.name, message, remedy, evidence)

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
