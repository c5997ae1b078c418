"""Prices that a project states, so that the cost of its tokens can be estimated. The audit knows none of its own."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Prices(BaseModel):
    """Prices per million tokens, as the project's provider asks for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: str = Field(min_length=1, max_length=16, description="Of the prices, as in EUR.")
    embed: float | None = Field(default=None, ge=0, le=1e6, description="Price of a million tokens to embed.")
    read: float | None = Field(
        default=None, ge=0, le=1e6, description="Price of a million tokens that a language model reads."
    )
