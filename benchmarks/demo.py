"""Time the demo: wall time, CPU and memory of an audit of the generated enterprise on this machine.

``python -m benchmarks.demo`` (or ``make bench``). Each part is a process of its own, measured from outside.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import orphans

ROOT = Path(__file__).parent.parent
IMPORTS = (
    "import dagster_project.factory, dagster_project.audit.scorecard_stage, pandas, "
    "great_expectations.core.expectation_suite"
)
READINESS = Path(sys.executable).parent / "readiness"


def time_command(*command: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds of the process tree, peak RSS in MB of its largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    orphans.reap(set())  # RUSAGE_CHILDREN counts who was waited for
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def row(name: str, figures: tuple[float, float, float]) -> str:
    return f"{name:<22} {figures[0]:8.1f} {figures[1]:8.1f} {figures[2]:8.0f}"


def main() -> None:
    orphans.adopt()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{'':<22} {'wall s':>8} {'CPU s':>8} {'RSS MB':>8}")
    print(
        row("make the enterprise", time_command(sys.executable, "examples/make_enterprise.py", "--as-of", "2026-11-22"))
    )
    print(row("imports alone", time_command(sys.executable, "-c", IMPORTS)))
    with tempfile.TemporaryDirectory() as out:
        command = (str(READINESS), "audit", "projects/demo.yaml", "--out", out, "--json")
        print(row("first audit", time_command(*command)))
        print(row("second audit (cached)", time_command(*command)))
        card = json.loads((Path(out) / "demo" / "latest" / "scorecard.json").read_text("utf-8"))
    items = sum(source["items"] for source in card["sources"])
    print(f"{items} items, {sum(source['bytes'] for source in card['sources']) / 1e6:.1f} MB, grade {card['grade']}")


if __name__ == "__main__":
    main()
