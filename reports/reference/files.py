"""The columns of every Parquet file, made from ``readiness.schemas``; a column without an explanation is an error."""

from __future__ import annotations

import pyarrow as pa

from readiness import schemas
from reports.reference.columns import FILES, meaning_of
from reports.reference.tables import code, table

STAGES_ONLY = {
    **{name: schema for name, schema in schemas.STAGES.items() if name not in schemas.PUBLISHED},
    "<stage>.measures": schemas.MEASURES,
    "<stage>.defects": schemas.DEFECTS,
}
"""Files that lie in ``stages/`` and are not published."""


def render_published() -> str:
    return "\n\n".join(_section(name, schema) for name, schema in schemas.PUBLISHED.items())


def render_stages() -> str:
    return "\n\n".join(_section(name, schema) for name, schema in STAGES_ONLY.items())


def _section(name: str, schema: pa.Schema) -> str:
    rows = [
        [code(field.name), code(str(field.type)), "yes" if field.nullable else "", meaning_of(name, field.name)]
        for field in schema
    ]
    head = table(["column", "type", "may be null", "meaning"], rows)
    title = name.replace("<", "").replace(">", "")
    return f"### {title}.parquet\n\n{FILES[name]}\n\n{head}"
