"""``policy`` and ``waivers`` of the project file: other limits, and what a named person accepts until a date."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class LimitOverride(_Model):
    warn: float = Field(description="Where warning begins; a value on it still passes.")
    fail: float = Field(description="Where failing begins; a value on it does not fail yet.")
    reason: str = Field(default="", description="Why; needed where the limits are looser than the standard ones.")
    approver: str = Field(default="", description="Who accepts looser limits, by name; needed for them.")
    until: dt.date | None = Field(
        default=None, description="The last day on which looser limits hold; needed for them. Then the standard holds."
    )


class WaiverConfig(_Model):
    indicator: str = Field(description="The code that is accepted.")
    reason: str = Field(description="Why.")
    approver: str = Field(description="Who accepts it, by name.")
    until: dt.date = Field(description="The last day on which it holds; for a veto at most 366 days after the audit.")
    source: str = Field(
        default="", description="Only findings of this source; they leave the numerator and stay visible as accepted."
    )
    item: str = Field(default="", description="Only findings of items that match this pattern, as in .gitignore.")
    part: str = Field(default="", description="Only findings of this column, page or row key.")
    value_digest: str = Field(
        default="", description="Only findings of this value: a digest that the finding shows, never the value itself."
    )

    @property
    def is_narrow(self) -> bool:
        """Return whether the waiver accepts single findings, not the indicator as a whole."""
        return bool(self.source or self.item or self.part or self.value_digest)
