"""Metadata of a stage in the Dagster catalogue: its columns, rows and numbers."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pyarrow as pa

from dagster_project.audit.stage import StageResult
from readiness import schemas


def column_schema(file: str) -> dict[str, Any]:
    """Static metadata: the Arrow schema of a stage file, as Dagster's column schema."""
    return {"dagster/column_schema": dagster_schema(schemas.STAGES.get(file, schemas.DEFECTS))}


def dagster_schema(schema: pa.Schema) -> dg.TableSchema:
    def column(field: pa.Field) -> dg.TableColumn:
        return dg.TableColumn(
            field.name, type=str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable)
        )

    return dg.TableSchema(columns=[column(field) for field in schema])


def stage_metadata(result: StageResult) -> dict[str, Any]:
    metadata: dict[str, Any] = {"dagster/row_count": result.rows, **result.numbers}
    if result.broke:
        metadata["broke"] = result.broke
    return metadata
