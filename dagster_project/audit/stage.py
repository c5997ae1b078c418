"""A stage of an audit, and its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from dagster_project.audit.context import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class StageResult:
    """Rows written, and numbers for the stage's metadata; ``broke`` is the reason when it did not succeed, or ""."""

    rows: int
    numbers: dict[str, float | int | str] = field(default_factory=dict)
    broke: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage between the inventories of the sources and the expectations.

    ``after`` names the stages it waits for; without any it waits for the inventories. ``writes`` names its own stage
    files, the main one first. With ``measures`` it writes ``NAME.measures`` and ``NAME.defects`` too. ``kinds`` and
    ``description`` are how a catalogue shows it.
    """

    name: str
    run: Callable[[Audit, Stage], StageResult]
    after: tuple[str, ...]
    writes: tuple[str, ...] = ()
    measures: bool
    kinds: tuple[str, ...]
    description: str

    @property
    def measured_files(self) -> tuple[str, ...]:
        return (f"{self.name}.measures", f"{self.name}.defects") if self.measures else ()

    @property
    def main_file(self) -> str:
        """The stage file that shows best what the stage made."""
        return next(iter((*self.writes, *self.measured_files[1:])), "")
