"""The items of a corpus as columns, each one's facts on demand, and the order in which copies are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.model import DateKind
from readiness.near_duplicate_search.shingles import I64
from readiness.profilers.base import Inputs
from readiness.profilers.container_members import MAIL_SENT
from readiness.profilers.duplicates.facts import RICHNESS, ItemFacts
from readiness.profilers.duplicates.path_cache import read_names

COLUMNS = (
    *("source", "item", "kind", "sha256", "size_bytes", "claimed", "format"),
    *("outcome", "title", "characters", "text_sha256"),
)

_OF_FACTS = ("source", "item", "claimed", "format", "title")
_FACTS_HELD = 4096
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Items:
    """Items in order of (source, item). ``table`` holds ``COLUMNS``, one chunk each; facts are made when asked for.

    ``names`` are the columns read from paths and titles; ``trusted`` int64 (items,) the ordinal day that dates the
    item, 0 for none.
    """

    def __init__(self, table: pa.Table, claims: pa.Table, cache: Path | None = None) -> None:
        self.table = table.sort_by([("source", "ascending"), ("item", "ascending")]).combine_chunks()
        self.names = read_names(self.table["item"], self.table["title"], cache)
        self._counted = self.names.counters(np.ones(len(self.names.date), dtype=np.bool_))
        self._claims = _Claims(self, claims)
        self.trusted = self._claims.trusted_days(len(self))
        self._rows: dict[int, dict[str, Any]] = {}
        self.facts = lru_cache(maxsize=_FACTS_HELD)(self._facts)

    @classmethod
    def read(cls, inputs: Inputs) -> Items:
        """File times are left out of the dates: copying and migration reset them."""
        claims = inputs.table("date_claims", ["source", "item", "date", "kind", "date_source", "trusted"])
        claims = claims.filter(pc.not_equal(claims["kind"], DateKind.FILE_MODIFIED.value))
        claims = claims.filter(pc.not_equal(claims["date_source"], MAIL_SENT))
        return cls(inputs.table("profile_documents", list(COLUMNS)), claims, inputs.cache)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def column(self, name: str) -> pa.Array:
        """One column whole."""
        chunked = self.table[name]
        return chunked.chunk(0) if chunked.num_chunks else pa.array([], chunked.type)

    def positions(self, sources: pa.ChunkedArray, items: pa.ChunkedArray) -> I64:
        """The position of each (source, item), -1 where there is none."""
        places = pc.index_in(_keys(sources, items), value_set=_keys(self.table["source"], self.table["item"]))
        positions: I64 = places.fill_null(-1).to_numpy().astype(np.int64)
        return positions

    def mask_misnamed(self) -> npt.NDArray[np.bool_]:
        """Mask of the items whose name claims another format than their content has."""
        claimed, actual = (pc.fill_null(self.column(name), "") for name in ("claimed", "format"))
        known = pc.and_(pc.not_equal(claimed, ""), pc.not_equal(actual, ""))
        return as_mask(pc.and_(known, pc.not_equal(claimed, actual)))

    def load_facts(self, positions: I64) -> None:
        """Read the rows of these items together, before their facts are asked for: one by one costs more."""
        rows = self.table.select(list(_OF_FACTS)).take(pa.array(positions)).to_pylist()
        self._rows = dict(zip(positions.tolist(), rows, strict=True))

    def _facts(self, position: int) -> ItemFacts:
        row = self._rows.get(position) or {name: self.column(name)[position].as_py() for name in _OF_FACTS}
        latest: dict[str, dt.date] = {}
        trusted, dated_by = None, ""
        for date, kind, believed in self._claims.of(position):
            latest[kind] = max(date, latest.get(kind, date))
            if believed:
                trusted, dated_by = date, kind
        return ItemFacts(
            source=row["source"],
            item=row["item"],
            format=row["format"] or "",
            counted=bool(self._counted[position]),
            misnamed=bool(row["claimed"] and row["format"] and row["claimed"] != row["format"]),
            title=row["title"] or "",
            archived=bool(self.names.archived[position]),
            copied=bool(self.names.copied[position]),
            depth=int(self.names.depth[position]),
            trusted=trusted,
            trusted_kind=dated_by,
            dates=latest,
        )


def as_mask(flags: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """An Arrow boolean column as numpy, nulls false."""
    if isinstance(flags, pa.ChunkedArray):
        flags = pa.concat_arrays(flags.chunks) if flags.num_chunks else pa.array([], pa.bool_())
    mask: npt.NDArray[np.bool_] = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def _keys(sources: pa.ChunkedArray, items: pa.ChunkedArray) -> pa.ChunkedArray:
    large = pa.large_string()
    return pc.binary_join_element_wise(sources.cast(large), items.cast(large), pa.scalar("\0", large))


class _Claims:
    """Date claims as arrays, in order of their item's position."""

    def __init__(self, items: Items, claims: pa.Table) -> None:
        owners = items.positions(claims["source"], claims["item"])
        order = np.argsort(owners, kind="stable")
        order = order[owners[order] >= 0]
        self._owners = owners[order]
        self._days = claims["date"].cast(pa.int32()).to_numpy().astype(np.int64)[order] + _EPOCH
        kinds = claims["kind"].combine_chunks().dictionary_encode()
        kinds = kinds.chunk(0) if isinstance(kinds, pa.ChunkedArray) else kinds
        self._kinds: list[str] = kinds.dictionary.to_pylist()
        self._kind = kinds.indices.to_numpy(zero_copy_only=False)[order]
        self._trusted = as_mask(claims["trusted"])[order]

    def trusted_days(self, items: int) -> I64:
        """The ordinal day that dates each item, 0 for none."""
        days = np.zeros(items, dtype=np.int64)
        days[self._owners[self._trusted]] = self._days[self._trusted]
        return days

    def of(self, position: int) -> Iterator[tuple[dt.date, str, bool]]:
        start, stop = np.searchsorted(self._owners, (position, position + 1)).tolist()
        for at in range(start, stop):
            yield dt.date.fromordinal(int(self._days[at])), self._kinds[self._kind[at]], bool(self._trusted[at])


def ranks(items: Items, keep: Sequence[str]) -> I64:
    """The place of each item in the order of preference, 0 the best: int64 (items,).

    ``keep`` names the criteria in order (``config.Duplicates``); items equal in all go by source and name.
    """
    names = items.names
    order = np.arange(len(items))
    by = {
        "newest": (-items.trusted,),
        "richest": (_richness(items),),
        "canonical": (names.archived, names.copied, items.mask_misnamed(), names.depth, names.length),
    }
    columns = [column for criterion in keep for column in by[criterion]]
    for column in reversed(columns):
        order = order[np.argsort(column[order], kind="stable")]
    placed = np.empty(len(items), dtype=np.int64)
    placed[order] = np.arange(len(items))
    return placed


def _richness(items: Items) -> I64:
    """Place of each item's format in ``RICHNESS``, the last for others."""
    places = pc.index_in(pc.fill_null(items.column("format"), ""), value_set=pa.array(RICHNESS))
    order: I64 = places.fill_null(len(RICHNESS)).to_numpy(zero_copy_only=False).astype(np.int64)
    return order
