"""Read the same documents by each engine, and many of them by this project.

``python -m benchmarks.extraction [FOLDER] [--peers ENVIRONMENT] [--sizes 10000,25000,50000]`` writes figures as JSON,
and ``docs/benchmarks/extraction.md`` from them. Without a folder it reads the demo enterprise.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.extraction import agreement, corpus, engines, overhead, peers, report, tables, usage
from benchmarks.extraction.run_engine import MEMORY_MB, SECONDS

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="documents to read; the demo enterprise if none")
    parser.add_argument("--peers", type=Path, help="environment for the other engines, made if it is absent")
    parser.add_argument("--sizes", default="", help="sizes of the mixed runs, such as 10000,25000,50000")
    parser.add_argument("--mixed-peer", default="", help="an engine that reads the first size too")
    parser.add_argument("--resume", action="store_true", help="keep the figures that the JSON holds, add what it lacks")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "extraction.json")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks" / "extraction.md")
    options = parser.parse_args()
    found = json.loads(options.json.read_text("utf-8")) if options.resume and options.json.exists() else {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as work:
        for part in _parts(options, found, Path(work)):
            found |= part
            options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    options.page.parent.mkdir(parents=True, exist_ok=True)
    options.page.write_text(report.page(found), "utf-8")
    print(report.page(found))


def _parts(options: argparse.Namespace, found: dict[str, Any], work: Path) -> Iterator[dict[str, Any]]:
    """Parts that are not among the figures yet, so that a long run can be resumed."""
    originals = corpus.documents(options.folder or _demo(work))
    kinds = {str(path): kind for path, kind in originals.items()}
    pythons = {"readiness": Path(sys.executable), "unstructured": Path(sys.executable)}
    if options.peers:
        made = peers.make_environment(options.peers)
        pythons |= {engine: made for engine in peers.PEERS if peers.version(made, engine)}
    if "engines" not in found:
        yield _compare(pythons, kinds, work) | {"setting": _setting(originals)}
    if "peaks" not in found:
        yield {"peaks": _peaks(kinds, work)}
    if "overhead_us" not in found:
        yield {"overhead_us": overhead.main()}
    mixed: list[dict[str, Any]] = found.get("mixed", [])
    runs = [(int(size), "") for size in options.sizes.split(",") if size]
    runs += [(runs[0][0], options.mixed_peer)] if runs and options.mixed_peer in pythons else []
    yield {"mixed": mixed}
    for size, engine in runs:
        if not any(run["documents"] == size and run["asked"] == engine for run in mixed):
            mixed.append(_run_mixture(size, originals, work, engine, pythons.get(engine)))
            yield {"mixed": mixed}


def _compare(pythons: dict[str, Path], kinds: dict[str, str], work: Path) -> dict[str, Any]:
    """Every engine over every document, once."""
    versions = {engine: peers.version(python, engine) for engine, python in pythons.items()}
    ready = [engine for engine, version in versions.items() if version]
    listed = {engine: _readable(engine, kinds) for engine in ready}
    found = {engine: tables.answers(_run(engine, pythons[engine], listed[engine], work)) for engine in ready}
    agreed = agreement.agreements({engine: work / "texts" / engine for engine in found}, kinds, listed)
    return {
        "engines": {
            engine: {
                "version": versions[engine],
                "usage": json.loads((work / f"{engine}.usage").read_text("utf-8")),
                "formats": tables.by_format(rows, kinds),
            }
            for engine, rows in found.items()
        },
        "absent": sorted({*peers.PEERS, *pythons} - found.keys()),
        "times_where_read": {
            engine: tables.times_the_cpu(_texts(found["readiness"]), _texts(rows)) for engine, rows in found.items()
        },
        "times_the_cpu": {engine: tables.times_the_cpu(found["readiness"], rows) for engine, rows in found.items()},
        "agreement": {engine: {kind: asdict(row) for kind, row in by.items()} for engine, by in agreed.items()},
    }


def _texts(found: dict[str, engines.Answer]) -> dict[str, engines.Answer]:
    return {path: answer for path, answer in found.items() if answer["characters"]}


def _readable(engine: str, kinds: dict[str, str]) -> dict[str, str]:
    return {path: kind for path, kind in kinds.items() if kind in engines.READS.get(engine, kinds.values())}


def _demo(work: Path) -> Path:
    from examples.enterprise_maker.enterprise import make

    return make(work / "demo", defects=True).tree


def _run(engine: str, python: Path, kinds: dict[str, str], work: Path, name: str = "") -> Path:
    """Have one engine read the listed documents; the file of its answers. Its usage lies beside it."""
    name = name or engine
    listed, out, texts = work / f"{name}.list", work / f"{name}.jsonl", work / "texts" / name
    listed.write_text("\n".join(kinds), "utf-8")
    texts.mkdir(parents=True, exist_ok=True)
    print(f"{name}: {len(kinds)} documents", file=sys.stderr, flush=True)
    command = [python, "-m", "benchmarks.extraction.run_engine", engine, listed, out, texts]
    used = usage.measure(command, peers.environment())
    (work / f"{name}.usage").write_text(json.dumps(asdict(used)), "utf-8")
    return out


def _peaks(kinds: dict[str, str], work: Path) -> dict[str, float]:
    """Format -> memory of this project's reading at its height, two workers and all, in MB."""
    peaks = {}
    for kind in sorted(set(kinds.values())):
        chosen = {path: found for path, found in kinds.items() if found == kind}
        _run("readiness", Path(sys.executable), chosen, work, f"readiness-{kind}")
        peaks[kind] = json.loads((work / f"readiness-{kind}.usage").read_text("utf-8"))["peak_mb"]
    return peaks


def _run_mixture(
    size: int, originals: dict[Path, str], work: Path, engine: str = "", python: Path | None = None
) -> dict[str, Any]:
    folder, listed, out = work / "copies", work / "copies.list", work / "copies.json"
    copies = list(corpus.copies(originals, size, folder))
    listed.write_text("\n".join(map(str, copies)), "utf-8")
    megabytes = sum(path.stat().st_size for path in copies) / 1e6
    module = "run_engine" if engine else "run_pipeline"
    arguments = [engine, listed, out] if engine else [listed, out]
    print(f"{engine or 'documents stage'}: {size} copies", file=sys.stderr, flush=True)
    used = usage.measure(
        [python or sys.executable, "-m", f"benchmarks.extraction.{module}", *arguments], peers.environment()
    )
    told = {} if engine else json.loads(out.read_text("utf-8"))
    shutil.rmtree(folder)
    return {
        "engine": engine or "documents stage",
        "asked": engine,
        "documents": size,
        "megabytes": megabytes,
        **asdict(used),
        **told,
    }


def _setting(originals: dict[Path, str]) -> dict[str, Any]:
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "documents": len(originals),
        "megabytes": sum(path.stat().st_size for path in originals) / 1e6,
        "seconds": SECONDS,
        "memory": MEMORY_MB,
    }


if __name__ == "__main__":
    main()
