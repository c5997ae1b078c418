"""Settings of the project YAML for readers of published runs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Outputs(BaseModel):
    """Readers of what an audit publishes, beside the user who runs it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: str = Field(
        default="",
        description="A group of this machine that may read published runs, `latest`, `attempts` and `pulls`; without "
        "it only the user who audits.",
    )
