"""Settings of the project YAML for checks of the reading of documents."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Extraction(BaseModel):
    """Samples that measure how far the reading of documents can be trusted. Both are drawn over format and source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confidence_sample: int = Field(
        default=80, ge=0, description="Documents read a second time by another reader and compared; 0 switches it off."
    )
    ocr_sample: int = Field(
        default=0,
        ge=0,
        description="Scanned documents of which one page is read by OCR, some 8 CPU-seconds each; needs the extra ocr.",
    )
