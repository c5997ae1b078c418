"""Ways in which a profiler may be wrong, and the verdict on an audit in which one of them is.

The audit is a real one; only what one profiler handed back is replaced. The profile then goes the way of the audit:
the guard of the stages, the metrics suite, scoring, and the gate that reads the scorecard's bytes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.audit import stage_list, stage_tables, stages
from dagster_project.audit.context import Audit, ProjectRef, continue_audit
from dagster_project.audit.expectation_stage import project_suites, rates
from dagster_project.audit.gate import stored_records
from dagster_project.audit.scorecard_stage import score_request
from dagster_project.audit.suites_and_targets import gate_basis
from expectations.frames import metrics_frame
from expectations.runner import run_suite
from readiness import schemas
from readiness.catalogue import CATALOGUE
from readiness.model import Scorecard, Verdict
from readiness.profilers.base import Profile
from readiness.scoring.gate import GateRequest, decide
from readiness.scoring.scorecard import score
from readiness.scoring.serial import to_bytes
from readiness.storage import attempts, store

Row = dict[str, Any]
Change = Callable[[list[Row]], list[Row]]


class Unreturned(Exception):  # noqa: N818 - what a broken profiler raises here
    """The profiler raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """``rows`` changes the measures; ``tables`` False drops the profiler's tables; ``raises`` and ``none`` end it."""

    name: str
    rows: Change = list
    tables: bool = True
    raises: bool = False
    none: bool = False


def _measured(**changes: Any) -> Change:
    """The changes in every measured row; a callable gets the row."""

    def change(rows: list[Row]) -> list[Row]:
        return [
            {**row, **{k: v(row) if callable(v) else v for k, v in changes.items()}}
            if row["state"] == "measured"
            else row
            for row in rows
        ]

    return change


def _first_source(rows: list[Row]) -> list[Row]:
    first = min((row["source"] for row in rows if row["source"]), default="")
    return [row for row in rows if row["source"] in {"", first}][: None if first else 1]


def _every_second(rows: list[Row]) -> list[Row]:
    kept = sorted({row["indicator"] for row in rows})[::2]
    return [row for row in rows if row["indicator"] in kept]


def _passing(cases: float) -> Callable[[Row], float]:
    """The numerator of a perfect result over so many cases."""
    return lambda row: cases if CATALOGUE[row["indicator"]].better == "higher" else 0.0


def _hundredth(row: Row) -> float:
    return float(math.ceil(float(row["denominator"]) / 100))


MUTATIONS = (
    Mutation(name="raises", raises=True),
    Mutation(name="returns None", none=True),
    Mutation(name="empty", rows=lambda _: [], tables=False),
    Mutation(name="empty but tables kept", rows=lambda _: []),
    Mutation(name="0 of 0", rows=_measured(numerator=0.0, denominator=0.0, population=None)),
    Mutation(name="NaN above", rows=_measured(numerator=math.nan)),
    Mutation(name="NaN below", rows=_measured(denominator=math.nan)),
    Mutation(name="negative", rows=_measured(numerator=lambda row: -1.0 - row["numerator"])),
    Mutation(name="first source only", rows=_first_source),
    Mutation(name="every second indicator", rows=_every_second),
    Mutation(name="claims one case", rows=_measured(numerator=_passing(1), denominator=1.0, population=None)),
    Mutation(
        name="claims a census of 1 %",
        rows=_measured(numerator=lambda row: _passing(_hundredth(row))(row), denominator=_hundredth, population=None),
    ),
)


class AuditedProject:
    """One audited project whose scorecard can be made anew with the result of one profiler replaced."""

    def __init__(self, project: Path, out: Path) -> None:
        self._ref = ProjectRef(target=str(project), cwd=project.parent, out=out)
        loaded = self._ref.load()
        self.store = self._ref.store(loaded)
        record = attempts.attempts(self.store)[-1]
        self._basis, self._records = gate_basis(loaded), stored_records(self.store, loaded)
        self.audit: Audit = dataclasses.replace(continue_audit(self._ref, record.run_id), attempt=record)
        self.request = score_request(self.audit, record, stage_tables.masking(self.audit))
        suite = project_suites(loaded.project, loaded.base)["metrics"]
        self._metrics = suite
        self._columns = [expectation.column for expectation in suite.expectations]

    def honest(self) -> tuple[Scorecard, Verdict]:
        """The scorecard and the gate's answer as the audit left them."""
        card = score(self.request).scorecard
        return card, self._gate(card)

    def verdict(self, name: str, mutation: Mutation, *, suites: bool = False) -> tuple[Scorecard, Verdict]:
        """The scorecard and the gate's answer once ``name`` handed back a mutated profile.

        Without ``suites`` the checks are those of the honest audit: scoring has to see the fault by itself.
        """
        profile, _ = stages._measure_safely(self.audit, name, lambda: self._mutated(name, mutation))
        measures = pa.concat_tables([self._others("measures", name), profile.measures.cast(schemas.MEASURES)])
        defects = pa.concat_tables([self._others("defects", name), profile.defects.cast(schemas.DEFECTS)])
        checks = self._checks(measures) if suites else self.request.checks
        changed = dataclasses.replace(self.request, measures=measures, defects=defects, checks=checks)
        card = score(changed).scorecard
        return card, self._gate(card)

    def _mutated(self, name: str, mutation: Mutation) -> Profile:
        if mutation.raises:
            raise Unreturned
        if mutation.none:
            return None  # type: ignore[return-value]
        rows = store.read_stage(self.store, f"{name}.measures").to_pylist()
        measures = pa.Table.from_pylist(mutation.rows(rows), schema=schemas.MEASURES)
        return Profile(measures=measures, defects=store.read_stage(self.store, f"{name}.defects"))

    def _others(self, kind: str, name: str) -> pa.Table:
        parts = [store.read_stage(self.store, f"{stage}.{kind}") for stage in stage_list.MEASURED if stage != name]
        return pa.concat_tables(parts)

    def _checks(self, measures: pa.Table) -> pa.Table:
        """The audit's checks with those of the metrics suite run again on the mutated rates."""
        kept = self.request.checks.filter(pc.not_equal(self.request.checks["target"], "metrics"))
        results = run_suite(self._metrics, metrics_frame(rates(measures), self._columns), target="metrics")
        rows = [{**dataclasses.asdict(r), "observed": json.dumps(dict(r.observed), sort_keys=True)} for r in results]
        return pa.concat_tables([kept, pa.Table.from_pylist(rows, schema=schemas.CHECKS)])

    def _gate(self, card: Scorecard) -> Verdict:
        """As the gate of this project would be asked, a minute after the audit."""
        request = GateRequest(
            content=to_bytes(card),
            folder=card.run.run_id,
            basis=self._basis,
            records=self._records,
            now=dt.datetime.fromisoformat(card.run.finished_at) + dt.timedelta(minutes=1),
        )
        return decide(request)


def every(names: Iterator[str] | tuple[str, ...]) -> Iterator[tuple[str, Mutation]]:
    """Every profiler with every mutation."""
    return ((name, mutation) for name in names for mutation in MUTATIONS)
