"""A command in a process of its own, measured from outside, with the processes it starts."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from benchmarks import orphans

ROOT = Path(__file__).parents[2]
OFFLINE = {"HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1", "DAFT_PROGRESS_BAR": "0", "TQDM_DISABLE": "1"}
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS", "POLARS_MAX_THREADS"), "1")

PATIENCE_SECONDS = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU seconds (user + system) and wall seconds of the whole process tree; peak RSS of its largest process.

    ``printed`` is the last line of output, as JSON: at least ``work_cpu``, the CPU seconds from texts in memory
    to the answer, without start-up, imports and reading.
    """

    cpu: float
    wall: float
    peak_mb: float
    printed: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The figures as they are stored; the key ``told`` holds what was printed."""
        figures = asdict(self)
        figures["told"] = figures.pop("printed")
        return figures


class FailedError(Exception):
    """A measured command ended with an error; the message is the end of its output."""


def measure_process(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Cost:
    """Run one command and wait for it and for its orphans, which are handed to us (prctl(2), Linux)."""
    orphans.adopt()
    environment = {**os.environ, **OFFLINE, **(environ or {})}
    before = orphans.children(os.getpid())
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err)
        stopped = threading.Timer(PATIENCE_SECONDS, child.kill)
        stopped.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        stopped.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        output = _read(out)
        if child.returncode:
            raise FailedError(f"exit code {child.returncode}: {(_read(err) or output)[-300:].strip()}")
    cpu = usage.ru_utime + usage.ru_stime + orphans.reap(before)
    return Cost(cpu=cpu, wall=wall, peak_mb=usage.ru_maxrss / 1024, printed=json.loads(output.strip().splitlines()[-1]))


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
