"""Start of workers without the caller's main module, and with an allocator that reserves no memory in advance."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Arrow's own allocator reserves a gigabyte of addresses at once, and addresses are what is bounded in a worker: of a
gigabyte allowed nothing would be left. Arrow reads this when it is loaded, in the server that workers are forked from.
"""


@contextmanager
def worker_environment() -> Iterator[None]:
    """Start workers without the caller's main module, and with ``ENVIRONMENT``.

    They need nothing of that module, and importing it again would cost seconds, run unguarded scripts twice, and import
    higher layers.
    """
    main, before = sys.modules["__main__"], {name: os.environ.get(name) for name in ENVIRONMENT}
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
