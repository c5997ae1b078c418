"""Write the hostile set: ``python -m examples.hostile_maker OUT``."""

from __future__ import annotations

import argparse
from pathlib import Path

from examples.hostile_maker.hostile_set import write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into")
    out = parser.parse_args().out
    expected = write(out)
    files = [path for path in (out / "set").rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"{len(expected)} documents, {megabytes:.0f} MB in {out / 'set'}; what each must be called: expected.json")


if __name__ == "__main__":
    main()
