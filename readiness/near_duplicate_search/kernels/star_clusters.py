"""Star clusters over pairs in one pass."""

from __future__ import annotations

from typing import Any

from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import INT64S


@kernel(types.void(INT64S, INT64S, INT64S, types.int64[::1]))
def assign_keepers(order: Any, offsets: Any, neighbours: Any, keepers: Any) -> None:
    """Make each text in ``order`` without a keeper one, and the keeper of its free neighbours; all are -1 before."""
    for text in order:
        if keepers[text] >= 0:
            continue
        keepers[text] = text
        for place in range(offsets[text], offsets[text + 1]):
            if keepers[neighbours[place]] < 0:
                keepers[neighbours[place]] = text
