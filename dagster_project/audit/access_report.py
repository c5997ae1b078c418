"""``readiness probe``: what can be reached and read of a target, without an audit and without a project file.

Each source is probed, its first items are listed, and a few of them, spread over the list, are read and the bytes
dropped. Nothing is kept.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from connectors.base import Connector
from connectors.left_out import ListingLog
from connectors.registry import open_connector
from readiness.config.loading import resolve_target
from readiness.config.secrets import safe_url
from readiness.errors import AccessError

MOST_LISTED = 10_000
"""Items listed of a source. Chosen by us: ten pages of an object store."""

MOST_READ, MOST_BYTES, MOST_ROWS = 20, 50_000_000, 1_000
"""Items read of a source, bytes read of them all, and rows of a table. Chosen by us: less than a minute."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An item or a place that could not be read or listed; ``kind`` and ``next_step`` as in an audit's findings."""

    where: str
    kind: str
    message: str
    next_step: str


@dataclass(slots=True, kw_only=True)
class SourceReport:
    """The access to one source. ``stages`` are name, milliseconds and success; rates are measured on what was read.

    ``listed`` counts items, ``more`` says that there are others. ``bytes_per_second`` is None where no file was read.
    """

    source: str
    url: str
    ok: bool
    kind: str = ""
    message: str = ""
    next_step: str = ""
    stages: list[dict[str, Any]] = field(default_factory=list)
    listed: int = 0
    more: bool = False
    owners: list[str] = field(default_factory=list)
    read: int = 0
    read_bytes: int = 0
    read_rows: int = 0
    seconds_per_item: float | None = None
    bytes_per_second: float | None = None
    refused: list[Refusal] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.ok and not self.refused

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "open": self.is_open}


def access_reports(target: str) -> Iterator[SourceReport]:
    """The access to each source of a project file, or to a bare folder, file or database URL.

    Raises ``UsageError`` where there is no such target, ``ConfigError`` for a project file that is not right.
    """
    loaded = resolve_target(target, cwd=Path.cwd())
    environ = loaded.environ(os.environ)
    for source in loaded.project.sources:
        report = SourceReport(source=source.name, url=safe_url(source.url), ok=False)
        try:
            connector = open_connector(source, base=loaded.base, environ=environ)
            _probe(report, connector)
            if report.ok:
                _read_some(report, connector, _list_some(report, connector))
        except AccessError as error:
            report.ok, report.kind, report.message, report.next_step = False, error.kind, error.what, error.next_step
        yield report


def _probe(report: SourceReport, connector: Connector) -> None:
    access = connector.probe()
    report.ok, report.kind, report.message, report.next_step = access.ok, access.kind, access.message, access.next_step
    report.stages = [{"stage": name, "milliseconds": round(ms, 1), "ok": ok} for name, ms, ok in access.stages]


def _list_some(report: SourceReport, connector: Connector) -> list[tuple[str, bool]]:
    """The first items, each with whether it is a table of a database."""
    log, owners = ListingLog(), Counter[str]()
    items: list[tuple[str, bool]] = []
    for batch in connector.list(log):
        for row in batch.to_pylist():
            if len(items) >= MOST_LISTED:
                report.more = True
                break
            items.append((row["item"], row["size_bytes"] is None))
            owners.update([row["owner"]] if row["owner"] else [])
            if row["state"] != "listed":
                refused = Refusal(where=row["item"], kind=row["state"], message=row["problem"] or "", next_step="")
                report.refused.append(refused)
        if report.more:
            break
    for place in log.unlisted:
        report.refused.append(Refusal(where=place.name, kind=place.kind, message=place.error, next_step=""))
    report.listed, report.owners = len(items), [name for name, _ in owners.most_common(5)]
    unread = {one.where for one in report.refused}
    return [(item, is_table) for item, is_table in items if item not in unread]


def _read_some(report: SourceReport, connector: Connector, items: list[tuple[str, bool]]) -> None:
    """Read some items that are spread over the list."""
    step = max(1, -(-len(items) // MOST_READ))
    started = time.perf_counter()
    for item, is_table in items[::step]:
        try:
            if is_table:
                stream = connector.table(item, limit=MOST_ROWS)
                report.read_rows += sum(batch.num_rows for batch in stream.batches)
            else:
                report.read_bytes += _read_file(connector, item, MOST_BYTES - report.read_bytes)
            report.read += 1
        except AccessError as error:
            refusal = Refusal(where=item, kind=error.kind, message=error.what, next_step=error.next_step)
            report.refused.append(refusal)
        if report.read_bytes >= MOST_BYTES:
            break
    seconds = time.perf_counter() - started
    if report.read:
        report.seconds_per_item = round(seconds / report.read, 4)
    if report.read_bytes:
        report.bytes_per_second = round(report.read_bytes / max(seconds, 1e-6))


def _read_file(connector: Connector, item: str, most: int) -> int:
    """Bytes read of one file, at most ``most``."""
    count = 0
    with connector.fetch(item) as file:
        while count < most and (chunk := file.read(_CHUNK)):
            count += len(chunk)
    return count
