"""A function applied to the texts of all documents in workers: the same results in the same order, in less time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.config.resource_settings import Resources
from readiness.errors import AuditError
from readiness.profilers.base import Result, batch_by_batch
from readiness.progress import Progress, silent
from readiness.workers.pool import Limits, Lost, run

FEWEST_GROUPS = 8
"""Row groups from which starting workers (about half a second of CPU each) pays. Chosen by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTextMap:
    """A ``TextMap`` whose workers each read their own row groups: no text passes between processes."""

    resources: Resources

    def __call__(
        self, path: Path, function: Callable[[pa.RecordBatch], list[Result]], progress: Progress = silent
    ) -> Iterator[Result]:
        """Yield the results of ``batch_by_batch``.

        Raises
        ------
        AuditError: a worker was lost; texts do not break sound code, so the audit is broken.
        """
        footer = pq.read_metadata(path)
        groups = [footer.row_group(place).num_rows for place in range(footer.num_row_groups)]
        if not _needs_worker(function) and (self.resources.workers < 2 or len(groups) < FEWEST_GROUPS):
            yield from batch_by_batch(path, function, progress)
            return
        done = 0
        for rows, results in zip(groups, _in_order(path, function, len(groups), self._limits()), strict=True):
            progress(done, footer.num_rows)
            yield from results
            done += rows

    def _limits(self) -> Limits:
        resources = self.resources
        return Limits(workers=resources.workers, seconds=resources.table_seconds, memory_mb=resources.memory_mb)


def _needs_worker(function: Callable[..., object]) -> bool:
    """Return whether a function, or the one that it is a ``partial`` of, must not run in this process."""
    inner = function.func if isinstance(function, partial) else function
    return bool(getattr(inner, "needs_worker", False))


def _in_order(
    path: Path, function: Callable[[pa.RecordBatch], list[Result]], groups: int, limits: Limits
) -> Iterator[list[Result]]:
    """Results of each row group, in order."""
    early: dict[int, list[Result]] = {}
    due = 0
    with closing(run(range(groups), partial(_one_group, path, function), limits)) as answers:
        for group, answer in answers:
            if isinstance(answer, Lost):
                raise AuditError(f"the worker that read texts was lost ({answer.outcome}): {answer.detail}")
            early[group] = answer
            while due in early:
                yield early.pop(due)
                due += 1


def _one_group(
    path: Path, function: Callable[[pa.RecordBatch], list[Result]], group: int, _report: Callable[[object], None]
) -> list[Result]:
    with pq.ParquetFile(path) as file:
        return [result for batch in file.iter_batches(row_groups=[group]) for result in function(batch)]
