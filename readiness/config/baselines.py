"""Approved baselines of series: the member that drift is judged against, who approved it, when and why.

They lie in a JSON file beside the project file, which names it, so that an approval is committed and reviewed as code
is. Each entry has a digest over its content and the project's name: one that was edited by hand, or copied from another
project, is refused. No cell value is kept: columns, types, rates of empty cells and shares of patterns only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from readiness.errors import AuditError, ConfigError
from readiness.storage.bounded_files import read_bounded

MAX_BYTES = 16 * 1024 * 1024
"""Far above the baselines of a thousand series. Chosen by us."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BaselineColumn(_Model):
    """One column of the approved member; ``shares`` are patterns and their share (0-1), never values."""

    name: str
    declared: str = ""
    typed: bool = False
    rows: int = Field(default=0, ge=0)
    nulls: int = Field(default=0, ge=0)
    distinct: int = Field(default=0, ge=0)
    shares: dict[str, float] = Field(default_factory=dict)
    style: str = ""


class Baseline(_Model):
    """The approved member of one series; with ``schema_only`` its columns and types alone."""

    source: str
    series: str
    member: str
    key: str
    format: str = ""
    delimiter: str = ""
    encoding: str = ""
    schema_only: bool = False
    columns: list[BaselineColumn] = Field(min_length=1)
    approved_by: str = Field(min_length=1)
    approved_on: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    reason: str = Field(min_length=1)
    digest: str = ""

    @property
    def approval(self) -> str:
        """The approval in one phrase."""
        return f"{self.member}, approved by {self.approved_by} on {self.approved_on}: {self.reason}"


def with_digest(baseline: Baseline, project: str) -> Baseline:
    """The same baseline with the digest of its content for this project."""
    return baseline.model_copy(update={"digest": _digest(baseline, project)})


def _digest(baseline: Baseline, project: str) -> str:
    content = json.dumps([project, baseline.model_dump(exclude={"digest"})], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def read_baselines(path: Path, project: str) -> tuple[Baseline, ...]:
    """The baselines of a project.

    Raises ``ConfigError`` for a file that is absent, that cannot be read, that was edited, or that is of another
    project: drift that was not judged against the approved baseline must not pass.
    """
    hint = "restore the file from version control, or approve with: readiness baseline"
    try:
        entries = json.loads(read_bounded(path, MAX_BYTES))
        baselines = tuple(Baseline.model_validate(entry) for entry in entries)
    except FileNotFoundError:
        raise ConfigError("the file of baselines is absent", where=str(path), next_step=hint) from None
    except (OSError, AuditError, ValueError, TypeError, RecursionError) as error:
        why = "an entry is not a baseline" if isinstance(error, ValidationError) else type(error).__name__
        raise ConfigError(f"the file of baselines cannot be read: {why}", where=str(path), next_step=hint) from None
    for one in baselines:
        if one.digest != _digest(one, project):
            what = f"the baseline of {one.series} was edited, or is of another project"
            raise ConfigError(what, where=str(path), next_step=hint)
    if len({(one.source, one.series) for one in baselines}) < len(baselines):
        raise ConfigError("a series has two baselines", where=str(path), next_step=hint)
    return baselines


def baselines_text(baselines: Sequence[Baseline]) -> str:
    """The content of the file: sorted and indented, so that a change is read line by line."""
    ordered: list[dict[str, Any]] = [
        one.model_dump() for one in sorted(baselines, key=lambda one: (one.source, one.series))
    ]
    return json.dumps(ordered, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
