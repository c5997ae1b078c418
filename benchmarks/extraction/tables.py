"""Figures from the answers: per engine and format, and pairs of engines on the same documents."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.extraction.engines import Answer
from benchmarks.extraction.run_engine import SECONDS

LOST = ("crashed", "out_of_memory", "timeout", "too_large")


def answers(path: Path) -> dict[str, Answer]:
    """Path of a document -> what became of it."""
    return {row["path"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}


def spent_ms(answer: Answer) -> float:
    """CPU time; a document that was given up took all the time it was allowed."""
    if answer["cpu_ms"] is None:
        return SECONDS * 1000 if answer["error"] == "timeout" else 0.0
    return float(answer["cpu_ms"])


def by_format(found: Mapping[str, Answer], kinds: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Format ("all" for the whole) -> figures of one engine."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for path, answer in found.items():
        groups[kinds[path]].append(answer)
        groups["all"].append(answer)
    return {kind: _figures(group) for kind, group in sorted(groups.items())}


def _figures(group: list[Answer]) -> dict[str, Any]:
    seconds = sum(map(spent_ms, group)) / 1000
    megabytes = sum(Path(answer["path"]).stat().st_size for answer in group) / 1e6
    return {
        "documents": len(group),
        "cpu_ms_per_document": 1000 * seconds / len(group),
        "documents_per_cpu_s": len(group) / seconds if seconds else 0.0,
        "mb_per_cpu_s": megabytes / seconds if seconds else 0.0,
        "failures": dict(Counter(filter(None, map(failure, group)))),
    }


def failure(answer: Answer) -> str:
    """Kind of failure: lost with its worker, an exception, or no text of a document that has bytes. "" if none."""
    if answer["error"] in LOST:
        return str(answer["error"])
    if answer["error"]:
        return "exception"
    return "" if answer["characters"] or not Path(answer["path"]).stat().st_size else "empty"


def times_the_cpu(ours: Mapping[str, Answer], theirs: Mapping[str, Answer]) -> float:
    """Their CPU time over ours, on the documents that both were given."""
    both: Iterable[str] = ours.keys() & theirs.keys()
    mine = sum(spent_ms(ours[path]) for path in both)
    return sum(spent_ms(theirs[path]) for path in both) / mine if mine else 0.0
