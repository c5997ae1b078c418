"""``python -m readiness.profilers.duplicates.warm``: compile the kernels and make their tables, after installation."""

from __future__ import annotations

import sys

from readiness.profilers.duplicates.folding import tables
from readiness.profilers.duplicates.kernels.loading import MODULES, warm


def main() -> None:
    folder = warm()
    tables()
    sys.stdout.write(f"{len(MODULES)} modules of compiled kernels are ready in {folder}\n")


if __name__ == "__main__":
    main()
