"""The page `docs/benchmarks/extraction.md`, from the figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_HEAD = """# Reading documents: figures

Written by `python -m benchmarks.extraction FOLDER --peers ENVIRONMENT`; every figure is of one run on one machine.
Times are CPU seconds of the engine and everything it starts. Each engine reads each document in a worker of its own
kind, with {seconds:g} s and {memory} MB for one document; a document it loses costs it what it took.

{date} · {machine} · {documents} documents, {megabytes:.0f} MB · Python {python}
"""


def page(found: dict[str, Any]) -> str:
    parts = [_HEAD.format(**found["setting"]), *_engines(found), *_formats(found), *_recall(found), *_mixture(found)]
    return "\n".join(parts) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    names = list(head)
    lines = [names, ["---"] + ["---:"] * (len(names) - 1), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return str(value)


def _engines(found: dict[str, Any]) -> Iterator[str]:
    yield "## The whole folder, once, by each engine\n"
    rows = []
    for name, engine in found["engines"].items():
        figures, usage = engine["formats"]["all"], engine["usage"]
        failures = ", ".join(f"{count} {kind}" for kind, count in figures["failures"].items()) or "none"
        times, both = found["times_the_cpu"][name], found["times_where_read"][name]
        ms = figures["cpu_ms_per_document"]
        row = (
            f"{name} {engine['version']}",
            figures["documents"],
            ms,
            times,
            both,
            usage["cpu_s"],
            usage["peak_mb"],
            failures,
        )
        rows.append(row)
    head = ("engine", "documents", "CPU ms per document", "times our CPU*", "where both read**", "CPU s in all")
    yield table((*head, "peak MB", "without text"), rows)
    yield (
        "\\* on the documents that both were given; \\*\\* of these, on those that both got text from, as an exception "
        "costs next to nothing. Peak MB is the proportional set size of all processes together. "
        "*Without text*: lost with the worker, an exception, or nothing at all from a document with bytes; for this "
        "project that counts every document it names as encrypted, damaged, or a picture.\n"
    )
    for name in found["absent"]:
        yield f"Not measured: {name} is not installed here.\n"


def _formats(found: dict[str, Any]) -> Iterator[str]:
    yield "## CPU milliseconds per document, by format\n"
    engines = found["engines"]
    kinds = [kind for kind in engines["readiness"]["formats"] if kind != "all"]
    rows = []
    for kind in kinds:
        figures = [engine["formats"].get(kind) for engine in engines.values()]
        ours = engines["readiness"]["formats"][kind]
        cells = [figure["cpu_ms_per_document"] if figure else "–" for figure in figures]
        rows.append(
            (kind, ours["documents"], *cells, ours["documents_per_cpu_s"], ours["mb_per_cpu_s"], found["peaks"][kind])
        )
    yield table(("format", "documents", *engines, "our docs/s", "our MB/s", "our peak MB"), rows)
    yield "Documents and megabytes per second are per processor.\n"


def _recall(found: dict[str, Any]) -> Iterator[str]:
    yield "## Words found, of those that at least two other engines see\n"
    rows = []
    for name, by in found["agreement"].items():
        figures = by.get("all")
        if figures:
            recall = (figures["recall_mean"], figures["recall_median"], figures["precision_mean"], figures["lost"])
            rows.append((name, figures["documents"], *recall))
    head = ("engine", "documents", "mean recall", "median recall", "mean precision", "no word at all")
    yield table(head, rows)
    yield "Mean recall by format:\n"
    kinds = sorted({kind for by in found["agreement"].values() for kind in by} - {"all"})
    rows = []
    for kind in kinds:
        cells = [by.get(kind) for by in found["agreement"].values()]
        rows.append((kind, *(cell["recall_mean"] if cell else "–" for cell in cells)))
    yield table(("format", *found["agreement"]), rows)


def _mixture(found: dict[str, Any]) -> Iterator[str]:
    if not found["mixed"]:
        return
    yield "## The documents stage on many: copies of the folder, no two alike\n"
    rows = []
    for run in sorted(found["mixed"], key=lambda run: (run["asked"], run["documents"])):
        ms, rate = 1000 * run["cpu_s"] / run["documents"], run["documents"] / run["wall_s"]
        rows.append(
            (run["engine"], run["documents"], run["megabytes"], run["cpu_s"], ms, run["wall_s"], rate, run["peak_mb"])
        )
    head = ("what", "documents", "MB", "CPU s", "CPU ms per document", "wall s", "documents/s", "peak MB")
    yield table(head, rows)
    yield (
        "The stage hashes, reads, stores and assembles every document, and gives those without text to a second "
        "reader; 2 workers. A worker adds "
        f"{found['overhead_us']:.0f} µs of CPU to a task that does nothing.\n"
    )
