"""Class probabilities of a model of the user's own, in a table of the source: a key, and a column for each class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.profilers.labels.spec import LabelSet, TableLookup, column_named


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenProbabilities:
    """``rows`` maps an item to its probabilities, in the order of ``classes``; ``name`` is the table."""

    name: str
    classes: Sequence[str]
    rows: Mapping[str, Sequence[float]]


def given_probabilities(lookup: TableLookup, labels: LabelSet, wanted: Sequence[str]) -> GivenProbabilities | None:
    """The probabilities that the project names; None when it names none, or no table with such columns."""
    table = lookup.find(labels.source, labels.probabilities) if labels.probabilities else None
    if table is None or not table["data"]:
        return None
    key = column_named(table, labels.item) or column_named(table, labels.key) or table["columns"][0]
    columns = {name: column for name in wanted if (column := column_named(table, name))}
    keys, *cells = lookup.read(table, [key, *columns.values()])
    rows = {name: numbers for name, *row in zip(keys, *cells, strict=True) if (numbers := _numbers(row))}
    return GivenProbabilities(name=str(table["item"]), classes=list(columns), rows=rows)


def _numbers(cells: Sequence[str]) -> list[float]:
    """The probabilities of one row, brought to a sum of 1; nothing where a cell is none."""
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        return []
    total = sum(numbers)
    valid = all(0.0 <= number <= 1.0 for number in numbers) and total > 0
    return [number / total for number in numbers] if valid else []
