"""``python -m readiness.near_duplicate_search.warm``: compile the kernels and make their tables, after installation."""

from __future__ import annotations

import sys

from readiness.near_duplicate_search.kernels.compile_cache import MODULES, warm
from readiness.near_duplicate_search.unicode_folding import tables


def main() -> None:
    folder = warm()
    tables()
    sys.stdout.write(f"{len(MODULES)} modules of compiled kernels are ready in {folder}\n")


if __name__ == "__main__":
    main()
