"""What the Dagster catalogue shows of a stage: its columns, its rows, its numbers."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pyarrow as pa

from dagster_project.audit.stages import PROFILERS, Facts
from readiness import schemas

_MAIN_TABLE = {"availability": "inventory", "documents": "profile_documents", "tables": "table_index"}


def column_schema(stage: str) -> dict[str, Any]:
    """Static metadata: the Arrow schema of the stage's main file, as Dagster's column schema."""
    name = _MAIN_TABLE.get(stage) or next(iter(PROFILERS.get(stage, ())), stage)
    schema = schemas.STAGES.get(name, schemas.DEFECTS)
    return {"dagster/column_schema": dagster_schema(schema)}


def dagster_schema(schema: pa.Schema) -> dg.TableSchema:
    def column(field: pa.Field) -> dg.TableColumn:
        return dg.TableColumn(
            field.name, type=str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable)
        )

    return dg.TableSchema(columns=[column(field) for field in schema])


def stage_metadata(facts: Facts) -> dict[str, Any]:
    metadata: dict[str, Any] = {"dagster/row_count": facts.rows, **facts.numbers}
    if facts.broke:
        metadata["broke"] = facts.broke
    return metadata
