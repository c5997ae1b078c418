"""Cache of facts read from paths and titles, which do not change from audit to audit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache as cache_result
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from readiness.document_dates import dates_in_names as dates_of_names
from readiness.profilers.duplicates.name_similarity import READ, Names
from readiness.storage.code_version import code_version
from readiness.storage.column_cache import MOST_SEGMENTS, ColumnCache

KNOWN = pa.schema([pa.field("named", pa.large_string(), nullable=False), *READ])
"""Path and title, and the columns read from them."""

_BATCH = 1 << 16


@cache_result
def _version() -> str:
    """Digest of the source of this package and of the package that reads dates in names."""
    return code_version(Path(__file__).parent, Path(dates_of_names.__file__).parent)


def read_names(items: pa.ChunkedArray, titles: pa.ChunkedArray, cache: Path | None) -> Names:
    """Facts of the names of all items; those that ``cache`` has are not read again."""
    if cache is None:
        return Names.of(_pairs(items, titles))
    kind = ColumnCache(folder=cache / "duplicates", name="names", version=_version(), schema=KNOWN)
    held = kind.read()
    large = pa.large_string()
    named = pc.binary_join_element_wise(items.cast(large), pc.fill_null(titles.cast(large), ""), pa.scalar("\0", large))
    rows = held.rows_of("named", named)
    unknown = pa.array(np.flatnonzero(rows < 0))
    if len(unknown):
        read = Names.columns(_pairs(items.take(unknown), titles.take(unknown)))
        new = pa.table([named.take(unknown).combine_chunks(), *read.columns], schema=KNOWN)
        untidy = len(held.lineage) >= MOST_SEGMENTS or held.table.num_rows > 2 * len(rows)
        used = held.table.take(pa.array(np.unique(rows[rows >= 0]))) if untidy else None
        held = kind.append(held, new) if used is None else kind.replace(pa.concat_tables([used, new]))
        rows = held.rows_of("named", named)
    return Names.from_columns(held.table.select(READ.names).take(pa.array(rows)))


def _pairs(items: pa.ChunkedArray, titles: pa.ChunkedArray) -> Iterator[tuple[str, str]]:
    for start in range(0, len(items), _BATCH):
        part = slice(start, start + _BATCH)
        yield from zip(items[part].to_pylist(), (title or "" for title in titles[part].to_pylist()), strict=True)
