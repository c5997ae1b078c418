"""Settings of the project YAML for the search for personal data."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PersonSearch(BaseModel):
    """Search for names of persons and places in texts: by patterns alone, or by a model of the user's own as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: Literal["pattern", "model"] = Field(
        default="pattern",
        description="pattern, or model: rights.pii_basis is then measured only where a model searched the texts.",
    )
    model: str = Field(
        default="", description="Folder of a spaCy pipeline with entities, for persons: model; never downloaded."
    )
