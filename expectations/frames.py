"""Pandas frames for suites: the inventory, the measured rates in one row, a staged table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

_INVENTORY_COLUMNS = ["source", "item", "kind", "size_bytes", "modified", "state"]


def inventory_frame(inventory: pa.Table) -> pd.DataFrame:
    """One row per listed item."""
    return inventory.select(_INVENTORY_COLUMNS).to_pandas()  # type: ignore[no-any-return, unused-ignore]


def metrics_frame(values: Mapping[str, float | None], columns: Iterable[str]) -> pd.DataFrame:
    """One row of measured rates; a rate that was not measured stays empty, so its expectation is skipped."""
    import pandas as pd

    return pd.DataFrame({code: pd.Series([values.get(code)], dtype="float64") for code in columns})


def table_frame(path: Path) -> pd.DataFrame:
    """A staged table. A text column whose every filled cell is a number becomes numeric; blank cells become null.

    A column in which even one cell is no number stays text, so that a numeric expectation errors on it instead of
    passing on what was left.
    """
    frame = pq.read_table(path, partitioning=None).to_pandas()
    for name in frame.columns:
        if frame[name].dtype in ("object", "str"):
            frame[name] = _numeric_if_whole(frame[name])
    return frame  # type: ignore[no-any-return, unused-ignore]


def _numeric_if_whole(column: pd.Series) -> pd.Series:
    import pandas as pd

    filled = column.where(column.isna() | (column.astype("str").str.strip() != ""))
    if bool(filled.astype("str").str.match(r"-?0\d").any()):  # a code such as 00123 is no number
        return filled
    numbers = pd.to_numeric(filled, errors="coerce")
    whole = bool((numbers.isna() == filled.isna()).all()) and not bool(filled.isna().all())
    return numbers if whole else filled
