"""Write the last result of one part of ``.ci/full`` into the table of ``docs/ci.md``.

    python3 .ci/record.py PART RESULT SECONDS       e.g. kills "passed: 20 kills" 1310
    python3 .ci/record.py --state                   the state of the checkout as the table writes it

Needs nothing but Python and git. The row names the date, the commit and its tree, and whether files were changed
since that commit. The state is taken when this is called unless READINESS_CI_STATE gives the one at the start.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ci.md"
PARTS = ("bare", "mutation", "kills", "volumes")
STATE = "READINESS_CI_STATE"
HEADING = "### Last results"


def main(arguments: list[str]) -> int:
    if arguments == ["--state"]:
        print(state())
        return 0
    if len(arguments) != 3 or arguments[0] not in PARTS or not arguments[2].isdecimal():
        print(f"{__doc__}\nPART is one of: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    part, result, seconds = arguments
    made = row(part, result, int(seconds), os.environ.get(STATE) or state())
    PAGE.write_text(recorded(PAGE.read_text("utf-8"), part, made), "utf-8")
    print(made)
    return 0


def row(part: str, result: str, seconds: int, at: str) -> str:
    """One row of the table; the result is one line without a column mark."""
    plain = " ".join(result.split()).replace("|", "/")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return f"| `{part}` | {today} | {at} | {plain} | {duration(seconds)} |"


def duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"


def recorded(page: str, part: str, made: str) -> str:
    """The page with the row of ``part`` below the heading replaced; ``ValueError`` where it has not exactly one."""
    before, heading, table = page.partition(HEADING)
    pattern = re.compile(rf"(?m)^\| `{re.escape(part)}` \|.*$")
    if len(pattern.findall(table)) != 1:
        raise ValueError(f"{PAGE.name} must have one row for `{part}` below {HEADING!r}")
    return before + heading + pattern.sub(lambda _: made, table)


def state() -> str:
    """The commit and its tree, short; and whether the checkout differs from it, this table apart."""
    commit, tree = git("rev-parse", "--short=9", "HEAD"), git("rev-parse", "--short=9", "HEAD^{tree}")
    changed = git("status", "--porcelain", "--", ".", f":(exclude){PAGE.relative_to(ROOT).as_posix()}")
    return f"`{commit}` (tree `{tree}`)" + (", with changes" if changed else "")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
