"""The demo, whole: make the enterprise, audit it as found and repaired side by side, print both verdicts.

Run by ``make demo``. Exits 0 when both audits ran, whatever they found.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
READINESS = str(Path(sys.executable).parent / "readiness")
PROJECTS = ("projects/demo-repaired.yaml", "projects/demo.yaml")


def start_audit(project: str, *, watched: bool) -> subprocess.Popen[str]:
    """One audit as a process of its own; only the watched one shows its progress."""
    progress = None if watched else subprocess.DEVNULL
    return subprocess.Popen([READINESS, "audit", project], cwd=ROOT, stdout=subprocess.PIPE, stderr=progress, text=True)


def main() -> int:
    maker = subprocess.run([sys.executable, "examples/make_enterprise.py"], cwd=ROOT, check=False)
    if maker.returncode:
        return maker.returncode
    audits = [start_audit(project, watched=project == PROJECTS[-1]) for project in PROJECTS]
    verdicts = [(audit.communicate()[0], audit.returncode) for audit in audits]
    for project, (verdict, code) in zip(PROJECTS, verdicts, strict=True):
        print(f"\n=== readiness audit {project}   (exit code {code})")
        print(verdict.strip() or f"the audit broke: run `readiness audit {project}` to see why")
    print("\nThe pages: readiness ui   (Dagster, on http://127.0.0.1:3000)")
    return 0 if all("Report" in verdict for verdict, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
