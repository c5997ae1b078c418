"""Settings of the project YAML for the treatment of copies."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Duplicates(BaseModel):
    """Treatment of copies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: list[Literal["newest", "richest", "canonical"]] = Field(
        default=["newest", "richest", "canonical"],
        min_length=1,
        description="How the canonical copy of a group is chosen, most important criterion first: the newest trusted "
        "date, the format that keeps most structure, the most canonical path (not archived, no copy, shortest). A "
        "newer version is always kept.",
    )

    @model_validator(mode="after")
    def each_once(self) -> Duplicates:
        if len(self.keep) != len(set(self.keep)):
            raise ValueError(f"keep names a criterion twice: {', '.join(self.keep)}")
        return self
