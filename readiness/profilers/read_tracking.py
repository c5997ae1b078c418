"""What a profiler read, noted while it reads: what its result was made from, no more and no less.

Reading is tracked instead of declared, as in a build system that verifies traces (Mokhov, Mitchell and Peyton Jones,
"Build systems à la carte", 2018): a declaration can be forgotten, a read cannot.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from readiness.profilers.base import Inputs

AS_OF, TABLES, ANYTHING = "as of", "tables/", "anything"
"""What can be read beside stage files: the date of the audit, the staged tables, and the folder in ways nobody sees."""

_NOTED = {"as_of": AS_OF, "folder": ANYTHING}


class Watched(Inputs):
    """Inputs that note in ``reads`` which stage files, and what else, were asked for."""

    reads: set[str]

    @classmethod
    def of(cls, inputs: Inputs) -> Self:
        watched = cls(**{field.name: getattr(inputs, field.name) for field in fields(inputs)})
        object.__setattr__(watched, "reads", set())
        return watched

    def __getattribute__(self, name: str) -> Any:
        if name in _NOTED:
            self.reads.add(_NOTED[name])
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
