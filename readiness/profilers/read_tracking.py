"""Inputs that record every read, so that it is known exactly what a profiler's result was made from.

Reading is tracked instead of declared, as in a build system that verifies traces (Mokhov, Mitchell and Peyton Jones,
"Build systems à la carte", 2018): a declaration can be forgotten, a read cannot.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from readiness.profilers.base import Inputs

AS_OF, TABLES, UNTRACKED = "as of", "tables/", "anything"
"""Reads other than stage files: the date of the audit, the staged tables, and use of the folder that cannot be tracked.
"""

_TRACKED_FIELDS = {"as_of": AS_OF, "folder": UNTRACKED}


class TrackedInputs(Inputs):
    """Inputs that record in ``reads`` the stage files, and what else, that were read."""

    reads: set[str]

    @classmethod
    def of(cls, inputs: Inputs) -> Self:
        tracked = cls(**{field.name: getattr(inputs, field.name) for field in fields(inputs)})
        object.__setattr__(tracked, "reads", set())
        return tracked

    def __getattribute__(self, name: str) -> Any:
        if name in _TRACKED_FIELDS:
            self.reads.add(_TRACKED_FIELDS[name])
        return super().__getattribute__(name)

    @property
    def tables_folder(self) -> Path:
        self.reads.add(TABLES)
        return self._folder

    def path(self, name: str) -> Path:
        self.reads.add(name)
        return self._folder / f"{name}.parquet"

    @property
    def _folder(self) -> Path:
        folder: Path = super().__getattribute__("folder")
        return folder
