"""Write the demo enterprise, broken and repaired: ``python examples/make_enterprise.py [--out examples]``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "examples", help="folder to write into")
    out = parser.parse_args().out
    sys.path.insert(0, str(ROOT))
    from examples.enterprise_maker.enterprise import make

    for defects in (True, False):
        start = time.process_time()
        ledger = make(out, defects=defects)
        size = sum((ledger.tree / item).stat().st_size for item in ledger.written)
        planted = sum(map(len, ledger.findings.values()))
        print(
            f"{ledger.folder}: {len(ledger.written)} files, {size / 1e6:.1f} MB, {planted} planted defects "
            f"({time.process_time() - start:.1f} s CPU)"
        )


if __name__ == "__main__":
    main()
