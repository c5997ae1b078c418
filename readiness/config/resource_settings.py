"""The part of the project YAML that bounds one audit."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

TABLE_TIMEOUT_FACTOR = 20
"""A table may take this many times as long as a document: up to a million rows are read. Chosen by us."""


class Resources(BaseModel):
    """Bounds of one audit: they bound memory and time, whatever the corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workers: int = Field(default=2, ge=1, description="Processes that read in parallel.")
    memory_mb: int = Field(
        default=2048,
        ge=256,
        description="Memory that a worker for tables or texts, or a comparison of items or rows, may take beyond what "
        "its programs hold (some 250 MB).",
    )
    document_seconds: float = Field(
        default=30.0, gt=0, description="Time one document may take before it counts as timeout."
    )
    document_memory_mb: int = Field(
        default=2048, ge=256, description="Memory one worker may take while it reads a document, beyond its programs."
    )
    document_max_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1, description="Larger documents are not opened and count as too_large."
    )
    document_max_characters: int = Field(
        default=20_000_000, ge=1, description="Longer texts are cut here and count as too_large."
    )
    archive_members: int = Field(
        default=100_000, ge=1, description="Members read of one delivered archive or mailbox, nested ones included."
    )
    archive_max_bytes: int = Field(
        default=16 * 1024 * 1024 * 1024,
        ge=0,
        description="What one delivered archive may unpack to beyond its own size, nested ones included.",
    )
    stall_seconds: float = Field(
        default=600.0,
        gt=0,
        description="Time in which a stage must finish something, at least four times what one item of it may take; "
        "else it ends as an error. The whole has no limit.",
    )
    table_rows: int = Field(
        default=1_000_000, ge=1, description="Rows read of each table, unless the audit runs with --full."
    )
    pii_census_cells: int = Field(
        default=500_000,
        ge=0,
        description="Cells of a table up to which all of them are searched for personal data and secrets; of a larger "
        "one 20,000 distinct cells of each column, unless the audit runs with --full.",
    )

    @property
    def table_seconds(self) -> float:
        """Time one file of tables, or one row group of texts, may take."""
        return self.document_seconds * TABLE_TIMEOUT_FACTOR
