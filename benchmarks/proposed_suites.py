"""The suites that ``readiness init`` proposes: later deliveries they pass, faults they catch.

    python -m benchmarks.proposed_suites [SERIES]      (default 16)

Each generated series of monthly deliveries (orders, readings, tickets, invoices; four languages) changes as such series
do: it grows, has seasons, new ids, prices that rise. A suite is made from its first deliveries and run on the next six,
as they are and with one fault each. The page ``docs/benchmarks/suites.md`` is written from the run.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.duplicates.measure import ROOT
from dagster_project.audit.proposal.suite import proposed_suite
from expectations.frames import table_frame
from expectations.runner import run_suite
from expectations.suites import Suite, parse_suite

PAGE = ROOT / "docs" / "benchmarks" / "suites.md"
_LEARNED, _LATER = (1, 3, 6), 6
Columns = dict[str, list[str | None]]
Draw = np.random.Generator

_STATES = {
    "en": ["open", "paid", "shipped", "cancelled"], "de": ["offen", "bezahlt", "versandt", "storniert"],
    "fr": ["ouvert", "payé", "expédié", "annulé"], "ja": ["受付", "支払済", "発送済", "取消"],
}  # fmt: skip
_DATES = {"en": "%Y-%m-%d", "de": "%d.%m.%Y", "fr": "%d/%m/%Y", "ja": "%Y/%m/%d"}
_TOWNS = "Lyon Porto Graz Bath Oslo Turku Brno Gent Lund Bergen Split Trier Cork Kyoto Nara".split()


def member(draw: Draw, kind: str, language: str, month: int, scale: float) -> Columns:
    """One delivery of a series: cells as text, with the growth and the season of its month."""
    rows = int(draw.integers(150, 400) * (1 + 0.03 * month))
    days = [dt.date(2025 + month // 12, 1 + month % 12, int(day)) for day in draw.integers(1, 29, rows)]
    season = 1 + 0.15 * np.sin(month / 12 * 2 * np.pi)
    size = draw.lognormal(3, 0.6, rows) * scale * season * 1.01**month
    filled = draw.random(rows) > 0.08
    columns: Columns = {
        "id": [f"{kind[:2].upper()}{month:02}{n:06}" for n in range(rows)],
        "date": [day.strftime(_DATES[language]) for day in days],
        "state": list(draw.choice(_STATES[language], rows, p=[0.4, 0.3, 0.25, 0.05])),
        "customer_no": [str(n) for n in draw.integers(10_000, 99_999, rows)],
        "amount": [f"{value:.2f}" for value in size],
        "quantity": [str(n) for n in draw.poisson(4, rows) + 1],
        "town": list(draw.choice(_TOWNS, rows)),
        "note": [
            f"{word} {n}" if has else None
            for word, n, has in zip(draw.choice(_TOWNS, rows), range(rows), filled, strict=True)
        ],
    }
    names = {"orders": (), "readings": ("customer_no",), "tickets": ("amount", "quantity"), "invoices": ("town",)}
    return {name: cells for name, cells in columns.items() if name not in names[kind]}


def _on(
    column: str, change: Callable[[Draw, list[str | None]], list[str | None]]
) -> Callable[[Draw, Columns], Columns]:
    def fault(draw: Draw, columns: Columns) -> Columns:
        return {**columns, column: change(draw, columns[column])} if column in columns else {}

    return fault


def _some(share: float, change: Callable[[str], str | None]) -> Callable[[Draw, list[str | None]], list[str | None]]:
    def apply(draw: Draw, cells: list[str | None]) -> list[str | None]:
        hit = draw.random(len(cells)) < share
        return [change(cell) if wrong and cell is not None else cell for cell, wrong in zip(cells, hit, strict=True)]

    return apply


def _rename(_: Draw, columns: Columns) -> Columns:
    return {("status_2" if name == "state" else name): cells for name, cells in columns.items()}


def _repeat_rows(draw: Draw, columns: Columns) -> Columns:
    rows = len(columns["id"])
    again = [int(n) for n in draw.integers(0, rows, rows // 20)]
    return {name: [*cells, *(cells[n] for n in again)] for name, cells in columns.items()}


def _cut_rows(_: Draw, columns: Columns) -> Columns:
    return {name: cells[: len(cells) // 5] for name, cells in columns.items()}


FAULTS: dict[str, Callable[[Draw, Columns], Columns]] = {
    "a column is renamed": _rename,
    "a column is lost": lambda _, columns: {name: cells for name, cells in columns.items() if name != "date"},
    "4 of 5 rows are missing": _cut_rows,
    "5 % of the rows come twice": _repeat_rows,
    "a fifth of the states is blank": _on("state", _some(0.2, lambda _: "")),
    "a fifth of the dates is blank": _on("date", _some(0.2, lambda _: None)),
    "6 % of the states are new": _on("state", _some(0.06, lambda _: "on hold")),
    "states in capitals": _on("state", _some(1.0, lambda cell: f"{cell.upper()}!")),
    "dates in another form": _on(
        "date", _some(1.0, lambda cell: " ".join(cell.replace(".", "-").replace("/", "-").split("-")))
    ),
    "a tenth of the dates in another form": _on("date", _some(0.1, lambda cell: f"{cell}T00:00")),
    "amounts in cents": _on("amount", _some(1.0, lambda cell: f"{float(cell) * 100:.0f}")),
    "amounts with a decimal comma": _on("amount", _some(1.0, lambda cell: cell.replace(".", ","))),
    "a twentieth of the amounts below zero": _on("amount", _some(0.05, lambda cell: f"-{cell}")),
    "a word among the amounts": _on("amount", _some(0.02, lambda _: "see note")),
    "quantities in dozens": _on("quantity", _some(1.0, lambda cell: str(int(cell) * 12))),
    "ids without their letters": _on("id", _some(1.0, lambda cell: cell[2:])),
}


def _table(columns: Columns) -> pa.Table:
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _passes(suite: Suite, columns: Columns, folder: Path) -> bool:
    path = folder / "table.parquet"
    pq.write_table(_table(columns), path)
    return all(result.state == "passed" for result in run_suite(suite, table_frame(path), target="series"))


def measure(series: int, learned: int) -> tuple[Counter[str], Counter[str]]:
    """Tried and caught by fault; ``later deliveries`` counts those that pass as they are."""
    tried: Counter[str] = Counter()
    good: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for number in range(series):
            draw = np.random.default_rng(number)
            kind, language = ("orders", "readings", "tickets", "invoices")[number % 4], list(_DATES)[number // 4 % 4]
            scale = float(10 ** draw.uniform(-1, 3))
            members = [member(draw, kind, language, month, scale) for month in range(learned + _LATER)]
            tables = [_table(one) for one in members[:learned]]
            suite = parse_suite(proposed_suite("series", tables, may_show=lambda _: True), where="series")
            for later in members[learned:]:
                tried["later deliveries"] += 1
                good["later deliveries"] += _passes(suite, later, Path(name))
            for fault, change in FAULTS.items():
                broken = change(draw, members[learned + number % _LATER])
                if broken:
                    tried[fault] += 1
                    good[fault] += not _passes(suite, broken, Path(name))
    return tried, good


def main(series: int) -> None:
    results = {learned: measure(series, learned) for learned in _LEARNED}
    names = ["later deliveries", *FAULTS]
    head = " | ".join(f"from {learned}" for learned in _LEARNED)
    lines = [
        f"| {name} | " + " | ".join(f"{good[name] / tried[name]:.0%}" for tried, good in results.values()) + " |"
        for name in names
    ]
    caught = " | ".join(
        f"{sum(good[one] for one in FAULTS) / sum(tried[one] for one in FAULTS):.0%}"
        for tried, good in results.values()
    )
    page = (
        f"# Suites that `readiness init` proposes\n\nGenerated by `python -m benchmarks.proposed_suites {series}`: "
        f"{series} generated series in four kinds and four languages. A suite is made from the first one, three or six "
        "monthly deliveries and run on the next six: the share of them that pass as they are, and the share in which "
        "each fault is caught. The series and the faults are ours; the rules were seen with them in view.\n\n"
        f"| | {head} |\n| --- | {' | '.join('--:' for _ in _LEARNED)} |\n"
        + "\n".join(lines)
        + f"\n| all faults | {caught} |\n"
    )
    PAGE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
