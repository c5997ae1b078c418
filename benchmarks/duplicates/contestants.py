"""Contestants: ours, datasketch, and peers, each in an environment of its own that is made when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """``requires`` are pinned packages; without any, the project's own environment holds what is needed.

    ``ours`` is the task of ``benchmarks.duplicates.ours``, where it is one of ours. ``rounds`` False: run once only,
    because it takes long.
    """

    name: str
    does: str
    ours: str = ""
    requires: tuple[str, ...] = ()
    rounds: bool = True

    def command(self, cache: Path, task: str, corpus: Path, out: Path) -> list[str]:
        """``task`` is ``pairs``, ``sign``, or, of ours, ``again``: the same pairs, twice in one process."""
        if self.ours:
            mode = [task if task == "sign" else self.ours, str(corpus), str(out)]
            return [sys.executable, "-m", "benchmarks.duplicates.ours", *mode, *["again"] * (task == "again")]
        peers = [str(self.python(cache)), "-m", "benchmarks.duplicates.peers"]
        return [*peers, task, self.name, str(corpus), str(out)]

    def python(self, cache: Path) -> Path:
        """The interpreter of its environment; contestants with the same packages share one."""
        return cache / "venvs" / self.requires[0] / "bin" / "python" if self.requires else Path(sys.executable)

    def install(self, cache: Path) -> str:
        """Make its environment. Returns why that did not work, or nothing."""
        python = self.python(cache)
        if not self.requires or python.exists():
            return ""
        folder = python.parents[1]
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *self.requires]
        done = subprocess.run([*command, "numpy", "pyarrow", "duckdb"], capture_output=True, text=True, check=False)
        if done.returncode:
            python.unlink()
            return (done.stderr.strip().splitlines() or ["pip failed"])[-1][:200]
        return ""


OURS = (
    Contestant(name="exact", does="all pairs, exact", ours="exact"),
    Contestant(name="lsh", does="MinHash bands, verified exactly", ours="lsh"),
)
DATASKETCH = (
    Contestant(name="datasketch-raw", does="MinHashLSH(0.8), candidates as they come", rounds=False),
    Contestant(name="datasketch-verified", does="MinHashLSH(0.8), candidates verified on Python sets", rounds=False),
)
PEERS = (
    Contestant(name="daft", does="minhash, bands joined in DuckDB, estimate >= 0.8", requires=("daft==0.7.26",)),
    Contestant(name="gaoya", does="MinHashStringIndex, as query answers", requires=("gaoya==0.2.2",)),
    Contestant(name="rensa", does="RMinHash, RMinHashLSH, estimate >= 0.8", requires=("rensa==0.5.0",)),
    Contestant(name="rensa-dedup", does="RMinHashDeduplicator: keep or drop", requires=("rensa==0.5.0",)),
    Contestant(
        name="datatrove",
        does="its four MinHash stages: clusters",
        requires=("datatrove==0.10.1", "datatrove[processing]==0.10.1", "spacy"),
        rounds=False,
    ),
    Contestant(
        name="text-dedup", does="its minhash command: keep or drop", requires=("text-dedup==0.4.0",), rounds=False
    ),
)
SIGNERS = ("exact", "datasketch", "daft", "gaoya", "rensa")
"""Contestants of the comparison of signatures alone; ``exact`` is ours."""

ALL_CONTESTANTS = {one.name: one for one in (*OURS, *DATASKETCH, *PEERS)}
DATASKETCH_SIGNS = Contestant(name="datasketch", does="MinHash.update_batch, sha1 (its default)")
