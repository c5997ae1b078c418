"""Write the demo enterprise, broken and repaired: ``python examples/make_enterprise.py [--as-of DATE]``.

Every date in it moves with ``--as-of`` (default: today), those of the project files in ``projects/`` too: the repaired
copy is ready on that day. With a date given, the project files are audited as of that day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "examples", help="folder to write into")
    parser.add_argument("--projects", type=Path, default=ROOT / "projects", help="folder of the two project files")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the day it is made for (default: today)")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from examples.enterprise_maker.enterprise import make
    from examples.enterprise_maker.project_files import write_projects

    today = dt.datetime.now(dt.UTC).date()
    as_of = options.as_of or today
    for defects in (True, False):
        start = time.process_time()
        answers = make(options.out, defects=defects, as_of=as_of)
        size = sum((answers.tree / item).stat().st_size for item in answers.written)
        planted = sum(map(len, answers.findings.values()))
        print(
            f"{answers.folder}: {len(answers.written)} files, {size / 1e6:.1f} MB, {planted} planted defects "
            f"({time.process_time() - start:.1f} s CPU)"
        )
    for path in write_projects(options.projects, as_of=as_of, pinned=options.as_of is not None):
        print(path)


if __name__ == "__main__":
    main()
