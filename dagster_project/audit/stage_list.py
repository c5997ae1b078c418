"""The stages of an audit as one table: what each runs, what it waits for, what it writes, how it is described."""

from __future__ import annotations

from dagster_project.audit import stages
from dagster_project.audit.stage import Stage
from readiness.config.project import Project

STAGES = (
    Stage(
        name="availability",
        run=stages.availability,
        after=(),
        writes=("inventory",),
        measures=False,
        kinds=("parquet",),
        description="All sources as one inventory; an optional source that cannot be read whole is left out.",
    ),
    Stage(
        name="documents",
        run=stages.documents,
        after=("availability",),
        writes=("profile_documents", "document_text", "extraction_confidence", "ocr_sample"),
        measures=False,
        kinds=("parquet", "unstructured"),
        description="Every item opened in an isolated worker: its real format, whether it can be read, its text.",
    ),
    Stage(
        name="tables",
        run=stages.tables,
        after=("documents",),
        writes=("table_index", "item_census"),
        measures=True,
        kinds=("parquet", "pyarrow"),
        description="Every table staged as Parquet with its cells as written; which items and tables cannot be opened.",
    ),
    Stage(
        name="access",
        run=stages.access,
        after=("tables",),
        writes=(),
        measures=True,
        kinds=("parquet",),
        description="Whether required sources can be read and hold data; actual against expected volume.",
    ),
    Stage(
        name="charter",
        run=stages.profiler,
        after=("availability",),
        writes=("confirmations",),
        measures=True,
        kinds=("yaml",),
        description="Owners of the project and its sources, KPI, production requirements, commitment.",
    ),
    Stage(
        name="staleness",
        run=stages.profiler,
        after=("documents", "tables"),
        writes=("date_claims", "ageing"),
        measures=True,
        kinds=("parquet",),
        description="Age of items against their freshness SLA, by trusted date; overdue reviews; withdrawn documents.",
    ),
    Stage(
        name="duplicates",
        run=stages.profiler,
        after=("documents", "staleness"),
        writes=("pairs",),
        measures=True,
        kinds=("parquet", "datasketch", "numba"),
        description="Exact and near-duplicates: all pairs by an exact join; beyond the project's memory_mb, candidates "
        "by MinHash bands, each verified by exact Jaccard. The metadata `engine` names the one that ran: exact or lsh.",
    ),
    Stage(
        name="content",
        run=stages.profiler,
        after=("documents", "staleness"),
        writes=("document_metadata",),
        measures=True,
        kinds=("parquet",),
        description="Documents without text, of low quality, in other languages or without structure; passages that "
        "do not find their own document; how complete the metadata is.",
    ),
    Stage(
        name="rights",
        run=stages.profiler,
        after=("documents", "tables"),
        writes=(),
        measures=True,
        kinds=("parquet",),
        description="Personal data and secrets, counted and masked; whether a legal basis is stated.",
    ),
    Stage(
        name="columns",
        run=stages.profiler,
        after=("tables",),
        writes=("profile_columns",),
        measures=True,
        kinds=("parquet",),
        description="Missing values, wrong types, outliers and broken references of every table.",
    ),
    Stage(
        name="records",
        run=stages.profiler,
        after=("tables",),
        writes=(),
        measures=True,
        kinds=("duckdb",),
        description="Duplicate rows, and near-duplicate records: the same thing in slightly different words.",
    ),
    Stage(
        name="format_drift",
        run=stages.profiler,
        after=("tables",),
        writes=("series",),
        measures=True,
        kinds=("parquet",),
        description="Dated series whose schema, value patterns, null rates or file type change; missing deliveries.",
    ),
    Stage(
        name="labels",
        run=stages.profiler,
        after=("documents", "tables", "staleness", "duplicates"),
        writes=("label_sets",),
        measures=True,
        kinds=("parquet",),
        description="Items joined with their labels: missing, invalid, orphaned, conflicting, too few per class.",
    ),
    Stage(
        name="sufficiency",
        run=stages.profiler,
        after=("tables", "staleness", "duplicates", "rights", "labels", "columns", "records"),
        writes=("manifest", "manifest_excluded"),
        measures=True,
        kinds=("parquet",),
        description="Usable volume and required slices against the charter's needs; the manifest of usable items.",
    ),
)
"""The stages between the sources' inventories and the expectations, in an order that satisfies ``after``."""

SEMANTIC_STAGE = Stage(
    name="semantic_pairs",
    run=stages.semantic_pairs,
    after=("documents", "duplicates"),
    writes=("semantic_pairs",),
    measures=False,
    kinds=("parquet",),
    description="Pairs of documents of similar meaning, by the model that the project file names; listed, not judged.",
)

PROFILERS = {stage.name: stage for stage in STAGES if stage.run is stages.profiler}
"""The stages that run a module of ``readiness.profilers``, by their names, which are those of the modules."""

MEASURED = tuple(stage.name for stage in STAGES if stage.measures)
"""Stages that leave measures and defects, in the order of their rows in a scorecard."""


def stages_of(project: Project) -> tuple[Stage, ...]:
    """The stages of one project; the semantic one only where the project names a model."""
    return (*STAGES, SEMANTIC_STAGE) if project.semantic else STAGES


def files_of(stage: Stage) -> tuple[str, ...]:
    """Names of all stage files that a stage writes."""
    return (*stage.measured_files, *stage.writes)
