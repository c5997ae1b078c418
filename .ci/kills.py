"""Kill an audit of the demo at random moments, then let one finish.

    .venv/bin/python .ci/kills.py [--kills 20] [--seed 1]

The repaired demo is used, whose gate opens after a whole audit. First one audit runs undisturbed. Then an audit in a
home of its own is killed with signal 9 again and again, each time going on from what the last one left. After each
kill the gate must be closed and no process of the audit may be left. The audit that may finish at last must open the
gate, and its scorecard must equal that of the undisturbed audit in everything but ``run``. Exits 1 otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.storage.masking_key import KEY_BYTES

ROOT = Path(__file__).parents[1]
READINESS = str(Path(sys.executable).parent / "readiness")
PROJECT, NAME = "projects/demo-repaired.yaml", "demo-repaired"
PATIENCE_SECONDS = 20.0
"""How long processes of a killed audit may take to end; chosen by us, they are asked to end by the kernel."""
_SHORTEST_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A folder with the audits and the Dagster home of one series."""

    folder: Path
    masking_key: bytes
    """Digests of masked values are made with it: two homes give equal scorecards only with the same key."""

    def make(self) -> None:
        """Make the empty folder, with nothing but the key in it."""
        project = self.folder / "out" / NAME
        project.mkdir(parents=True)
        (project / "masking.key").write_bytes(self.masking_key)

    @property
    def mark(self) -> str:
        """By this, in its environment, a process is known to belong to this series."""
        return f"READINESS_ROOT={self.folder}"

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command("audit"), cwd=ROOT, env=self._environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def gate(self) -> int:
        """The exit code of ``readiness gate``: 0 is open, 1 and 3 are closed."""
        done = subprocess.run(self._command("gate"), cwd=ROOT, env=self._environ(), capture_output=True, check=False)
        return done.returncode

    def published(self) -> bool:
        return self._latest().exists()

    def scorecard(self) -> dict[str, Any]:
        """The published scorecard without its ``run``."""
        card: dict[str, Any] = json.loads((self._latest() / "scorecard.json").read_text("utf-8"))
        card.pop("run")
        return card

    def processes(self) -> list[int]:
        """Those that still run and were started by an audit of this home."""
        return [int(path.name) for path in Path("/proc").glob("[0-9]*") if self.mark.encode() in _environ_of(path)]

    def _latest(self) -> Path:
        return self.folder / "out" / NAME / "latest"

    def _command(self, verb: str) -> list[str]:
        return [READINESS, verb, PROJECT, "--out", str(self.folder / "out")]

    def _environ(self) -> dict[str, str]:
        own = {"READINESS_ROOT": str(self.folder), "DAGSTER_HOME": str(self.folder / ".dagster")}
        return {**os.environ, **own}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    subprocess.run([sys.executable, "examples/make_enterprise.py"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="kills-") as work:
        key = secrets.token_bytes(KEY_BYTES)
        whole, killed = (Home(folder=Path(work) / name, masking_key=key) for name in ("whole", "killed"))
        for home in (whole, killed):
            home.make()
        seconds = finish(whole)
        say(f"undisturbed: {seconds:.1f} s, gate {whole.gate()}")
        wrong = [f"the gate of the undisturbed audit is not open: {whole.gate()}"] if whole.gate() else []
        wrong += kill_series(killed, given.kills, random.Random(given.seed), seconds)
        wrong += last_audit(killed, whole)
    for line in wrong:
        say(f"WRONG: {line}")
    say(f"{given.kills} kills (seed {given.seed}), {len(wrong)} wrong")
    return 1 if wrong else 0


def say(line: str) -> None:
    print(f"[kills] {line}", flush=True)


def finish(home: Home) -> float:
    """Run one audit to its end; the seconds it took."""
    start = time.monotonic()
    home.start().wait()
    return time.monotonic() - start


def kill_series(home: Home, kills: int, chance: random.Random, seconds: float) -> list[str]:
    """What went wrong. Moments are drawn from the time an audit takes; one that comes too late is drawn anew."""
    wrong: list[str] = []
    longest = seconds
    for number in range(1, kills + 1):
        while (moment := killed_at(home, chance.uniform(_SHORTEST_SECONDS, longest))) is None:
            longest *= 0.9  # what was read before makes later audits shorter
        code, left = home.gate(), remaining(home)
        say(f"{number}: killed after {moment:.1f} s, gate {code}, {len(left)} processes left")
        if code not in {1, 3}:
            wrong.append(f"kill {number} after {moment:.1f} s: the gate is not closed, it answered {code}")
        if left:
            wrong.append(f"kill {number} after {moment:.1f} s: {len(left)} processes were left")
            _end(left)
    return wrong


def killed_at(home: Home, moment: float) -> float | None:
    """Kill an audit after so many seconds; nothing where it had published before, whose results are then removed."""
    running = home.start()
    try:
        running.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    if not home.published():
        return moment
    say(f"an audit had published its scorecard before {moment:.1f} s: it is removed with all its results")
    _end(remaining(home))
    shutil.rmtree(home.folder)
    home.make()
    return None


def last_audit(killed: Home, whole: Home) -> list[str]:
    """What is wrong with the audit that may finish."""
    say(f"the last audit, undisturbed: {finish(killed):.1f} s, gate {killed.gate()}")
    if not killed.published():
        return ["the last audit published nothing"]
    opened = [] if killed.gate() == 0 else [f"the gate is not open after the last audit: {killed.gate()}"]
    ours, theirs = killed.scorecard(), whole.scorecard()
    differing = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    return [*opened, *([f"the scorecards differ in: {', '.join(differing)}"] if differing else [])]


def remaining(home: Home) -> list[int]:
    """Processes of the home that have not ended within the patience allowed."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (left := home.processes()) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def _environ_of(process: Path) -> list[bytes]:
    """The environment a process was started with; nothing where it has ended or is a zombie."""
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _end(processes: list[int]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
