"""Settings of the project YAML for the semantic comparison."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Semantic(BaseModel):
    """Search for paraphrases with a model of the user's own; its pairs are listed apart and judge nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="Folder of a static embedding model as model2vec saves it; never downloaded.")
    threshold: float = Field(default=0.9, gt=0, le=1, description="Least cosine of a semantic pair.")
