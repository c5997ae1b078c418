"""Texts from any supported input, as Arrow arrays of bounded size that kernels can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from readiness.errors import UsageError
from readiness.near_duplicate_search.kernels.arrays import TextArrays

Texts: TypeAlias = Iterable[str] | Iterable[pa.Array] | pa.Array | pa.ChunkedArray

BATCH_BYTES = 4 << 20
"""Bytes of text in one batch: a few batches are held at once, whatever the number of texts. Chosen by us."""


def buffers(texts: pa.Array) -> TextArrays:
    """Bytes and offsets (n + 1) of a batch, both read-only, nothing copied."""
    _, places, data = texts.buffers()
    offsets = np.frombuffer(places, np.int64, len(texts) + 1, texts.offset * 8) if places else np.zeros(1, np.int64)
    content = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    return TextArrays(read_only(content), read_only(offsets))


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A read-only view: kernels that only read take no other."""
    view = array.view()
    view.flags.writeable = False
    return view


def as_bytes(texts: pa.Array) -> pa.Array:
    """Any array of strings as ``large_binary``; nothing copied but the offsets. A null is a text without words."""
    kind = texts.type.value_type if pa.types.is_dictionary(texts.type) else texts.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        if pa.types.is_large_binary(kind):
            return texts
        raise UsageError(f"texts are {texts.type}", where="duplicates", next_step="give strings, or an array of them")
    wide = texts.cast(pa.large_string())
    whole = pc.fill_null(wide, "") if wide.null_count else wide
    return pa.Array.from_buffers(pa.large_binary(), len(whole), whole.buffers(), 0, whole.offset)


def from_strings(texts: list[str]) -> pa.Array:
    """Strings as ``large_binary``."""
    try:
        return as_bytes(pa.array(texts, pa.large_string()))
    except UnicodeEncodeError:  # lone surrogates, as broken extraction leaves them
        return pa.array([text.encode("utf-8", "surrogatepass") for text in texts], pa.large_binary())


def _slices(texts: pa.Array) -> Iterator[pa.Array]:
    """An array in slices of at most ``BATCH_BYTES``, or of one text."""
    offsets = buffers(texts).offsets
    start = 0
    while start < len(texts):
        stop = int(np.searchsorted(offsets, offsets[start] + BATCH_BYTES, side="right")) - 1
        stop = max(start + 1, min(stop, len(texts)))
        yield texts.slice(start, stop - start)
        start = stop


def batches(texts: Texts) -> Iterator[pa.Array]:
    """The texts in order as ``large_binary`` arrays, read once."""
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
        for chunk in chunks:
            yield from _slices(as_bytes(chunk))
        return
    strings: list[str] = []
    characters = 0
    for text in texts:
        if isinstance(text, pa.Array):
            yield from _slices(as_bytes(text))
            continue
        if strings and characters + len(text) > BATCH_BYTES // 2:
            yield from_strings(strings)
            strings, characters = [], 0
        strings.append(text)
        characters += len(text)
    if strings:
        yield from_strings(strings)
