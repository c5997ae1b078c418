"""Work done table by table, so that one table that breaks a profiler costs no other table its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from readiness.errors import ReadinessError, place_of
from readiness.profilers.base import ProfileBuilder

Result = TypeVar("Result")


class TableGuard:
    """Runs work on one table at a time and keeps what broke, by source.

    An exception is a fault of the audit, not of the data: the indicators of that source are then ERROR, with the table
    and the place in the code. Its message may quote data and is not kept.
    """

    def __init__(self) -> None:
        self._broken: dict[str, dict[str, str]] = {}

    def run(self, work: Callable[[], Result], *, source: str, item: str) -> Result | None:
        """The result of ``work`` on one table, None where it raised."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - whatever one table does, the others are still measured
            place = str(error) if isinstance(error, ReadinessError) else place_of(error)
            self._broken.setdefault(source, {}).setdefault(item, place)
            return None

    def reason(self, source: str) -> str:
        """The tables of a source that broke, and the place in the code; "" when none did."""
        broken = self._broken.get(source, {})
        if not broken:
            return ""
        item = min(broken)
        others = f"; {len(broken) - 1} more could not be measured either" if len(broken) > 1 else ""
        return f"{item} could not be measured ({broken[item]}){others}"

    def add_errors(self, builder: ProfileBuilder, codes: Iterable[str]) -> None:
        """An ERROR for each indicator of each source of which a table broke, in place of what was counted there."""
        for code in codes:
            for source in sorted(self._broken):
                builder.error(code, self.reason(source), source=source)
