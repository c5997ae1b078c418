"""Runs contestants over corpora, rounds interleaved, and keeps what they cost and how right they were."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from math import inf
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.duplicates.contestants import ALL_CONTESTANTS, DATASKETCH_SIGNS, SIGNERS, Contestant
from benchmarks.duplicates.material import Material
from benchmarks.duplicates.measure import ONE_THREAD, FailedError, measure_process
from benchmarks.duplicates.score import score

Results = dict[str, Any]
"""Results by corpus, as they stand in the JSON file."""

WARM_UP = "readiness.near_duplicate_search.warm"
"""Has the kernels compiled and kept, as an installation does."""

OUR_PACKAGES = ("numpy", "numba", "pyarrow", "scipy", "datasketch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``cache`` holds corpora, environments and answers; ``results`` is the JSON file that is added to."""

    cache: Path
    results: Path
    rounds: int = 2


def machine() -> Results:
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "python": platform.python_version(),
        "packages": {name: _install(name) for name in OUR_PACKAGES},
    }


def _install(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "absent"


def load_results(settings: Settings) -> Results:
    if settings.results.exists():
        results: Results = json.loads(settings.results.read_text("utf-8"))
        return results
    return {"corpora": {}}


def save_results(settings: Settings, results: Results) -> None:
    settings.results.parent.mkdir(parents=True, exist_ok=True)
    settings.results.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def log(text: str) -> None:
    print(f"{dt.datetime.now(dt.UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def run_corpus(settings: Settings, material: Material, names: Sequence[str]) -> Results:
    """Every named contestant on one corpus: cost of each round, and the score of its answer."""
    log(f"{material.name}: corpus and truth")
    result: Results = material.facts()
    result["date"] = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    result["runs"] = {name: {"rounds": []} for name in names}
    ready = _installed_ones(settings, names, result["runs"])
    subprocess.run([sys.executable, "-m", WARM_UP], check=True, stdout=subprocess.DEVNULL)
    for place in range(settings.rounds):
        for one in ready:
            if place == 0 or one.rounds:
                _run_one(settings, material, one, result["runs"][one.name])
                if one.ours:
                    _run_again(settings, material, one, result["runs"][one.name])
    for one in ready:
        _score_one(settings, material, one, result)
    result["load"] = round(os.getloadavg()[0], 1)
    return result


def _installed_ones(settings: Settings, names: Iterable[str], runs: Results) -> list[Contestant]:
    ready = []
    for name in names:
        absent = ALL_CONTESTANTS[name].install(settings.cache)
        if absent:
            runs[name]["failed"] = f"could not be installed: {absent}"
        else:
            ready.append(ALL_CONTESTANTS[name])
    return ready


def _answer(settings: Settings, material: Material, one: Contestant) -> Path:
    return settings.cache / f"{material.name}.{one.name}.answer.parquet"


def _run_one(settings: Settings, material: Material, one: Contestant, run: Results) -> None:
    try:
        cost = measure_process(one.command(settings.cache, "pairs", material.path, _answer(settings, material, one)))
        run["rounds"].append(cost.as_dict())
        log(f"{material.name}: {one.name} {cost.cpu:.1f} CPU s, {cost.wall:.1f} s, {cost.peak_mb:.0f} MB")
    except FailedError as error:
        run["failed"] = str(error)
        log(f"{material.name}: {one.name} failed: {error}")


def _run_again(settings: Settings, material: Material, one: Contestant, run: Results) -> None:
    """The work of a second call in one process, kernels loaded."""
    cost = measure_process(one.command(settings.cache, "again", material.path, _answer(settings, material, one)))
    run.setdefault("warm", []).append(cost.printed["work_warm"])
    log(f"{material.name}: {one.name} {run['warm'][-1]:.1f} CPU s of work, warm")


def _score_one(settings: Settings, material: Material, one: Contestant, result: Results) -> None:
    run = result["runs"][one.name]
    if run["rounds"]:
        answer = pq.read_table(_answer(settings, material, one))
        run["score"] = asdict(score(answer, pq.read_table(material.truth), result["texts"]))


def run_signatures(settings: Settings, material: Material, *, peers: bool) -> Results:
    """Signatures alone, one thread: CPU seconds from texts in memory to signatures, rounds interleaved."""
    names = SIGNERS if peers else SIGNERS[:2]
    signers = [DATASKETCH_SIGNS if name == "datasketch" else ALL_CONTESTANTS[name] for name in names]
    results: Results = {one.name: [] for one in signers}
    cut: Results = {}
    for _ in range(settings.rounds):
        for one in signers:
            if not one.install(settings.cache):
                cost = measure_process(one.command(settings.cache, "sign", material.path, Path(os.devnull)), ONE_THREAD)
                results[one.name].append(cost.printed["work_cpu"])
                cut[one.name] = min(cut.get(one.name, inf), cost.printed.get("cut_cpu", 0.0))
                log(f"{material.name}: signatures {one.name} {cost.printed['work_cpu']:.2f} CPU s")
    return {"seconds": results, "cut": cut}


def run_roofline(material: Material) -> Results:
    command = [sys.executable, "-m", "benchmarks.duplicates.roofline", str(material.path)]
    return measure_process(command, ONE_THREAD).printed
