"""Star clusters over pairs in one pass."""

from __future__ import annotations

from typing import Any

from numba import types

from readiness.near_duplicate_search.kernels.compile_cache import kernel
from readiness.near_duplicate_search.kernels.primitives import PLACES


@kernel(types.void(PLACES, PLACES, PLACES, types.int64[::1]))
def keep(order: Any, offsets: Any, neighbours: Any, keepers: Any) -> None:
    """Each text in ``order`` that has no keeper yet keeps, and takes its free neighbours; ``keepers`` comes as -1."""
    for text in order:
        if keepers[text] >= 0:
            continue
        keepers[text] = text
        for place in range(offsets[text], offsets[text + 1]):
            if keepers[neighbours[place]] < 0:
                keepers[neighbours[place]] = text
