"""Transposed values: the first name in the column of last names and the last name in that of first names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from readiness.profilers.columns.dictionary_column import Ints, Mask
from readiness.profilers.records.record_fields import Field

MOST_FIELDS = 6
"""Naming fields of a table compared with each other; a bound of time. Chosen by us."""


def transposed_fields(fields: Sequence[Field], first: Ints, second: Ints) -> Mask:
    """Mask of the fields of each pair that hold each other's values, (pairs, fields)."""
    transposed = np.zeros((len(first), len(fields)), dtype=bool)
    wordy = [column for column, field in enumerate(fields) if field.words is not None][:MOST_FIELDS]
    for one, other in combinations(wordy, 2):
        left, right = fields[one].codes, _coded_as(fields[other], fields[one])
        crossed = _equal(left[first], right[second]) & _equal(left[second], right[first])
        crossed &= left[first] != left[second]
        transposed[crossed, one] = transposed[crossed, other] = True
    return transposed


def _coded_as(field: Field, other: Field) -> Ints:
    """The codes of a field's values in another field; -1 for a value that is not in it."""
    places = pc.fill_null(pc.index_in(field.values, value_set=other.values), -1)
    codes: Ints = np.append(places.to_numpy(zero_copy_only=False), -1)[field.codes].astype(np.int64)
    return codes


def _equal(one: npt.NDArray[Any], other: Ints) -> Mask:
    same: Mask = (one >= 0) & (one == other)
    return same
