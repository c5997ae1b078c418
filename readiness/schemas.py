"""The Arrow schema of every Parquet file an audit writes. The one place where columns are named.

Published files (in ``OUT/<project>/<run_id>/``): inventory, profile_documents, profile_columns, indicators,
findings, pairs, manifest, manifest_excluded, checks. Stage files (in ``OUT/<project>/stages/``) add document_text,
date_claims, table_index, measures and defects. Timestamps are UTC microseconds; shares are 0-1; sizes are bytes.
"""

from __future__ import annotations

import pyarrow as pa

UTC = pa.timestamp("us", tz="UTC")
STRINGS = pa.list_(pa.string())

INVENTORY = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # document | table
        pa.field("size_bytes", pa.int64()),
        pa.field("rows", pa.int64()),
        pa.field("modified", UTC),
        pa.field("created", UTC),
        pa.field("extension", pa.string()),  # lower case, no dot
        pa.field("version", pa.string()),  # etag, snapshot or "" where the source has none
        pa.field("owner", pa.string()),
        pa.field("readers", STRINGS),  # user:NAME, group:NAME, everyone; null: the connector cannot tell; []: not told
        pa.field("state", pa.string(), nullable=False),  # listed | unreachable | unsupported | refused
        pa.field("problem", pa.string()),  # why, when state is not "listed"
        pa.field("slices", pa.map_(pa.string(), pa.string())),
    ]
)
"""One row per item, written before anything is opened."""

PROFILE_DOCUMENTS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),  # a member of an archive, an attachment: outer.zip!inner.pdf
        pa.field("kind", pa.string(), nullable=False),  # document | table | container
        pa.field("container", pa.string()),  # the item that it lies in; null for what the inventory lists
        pa.field("sha256", pa.string()),
        pa.field("size_bytes", pa.int64()),
        pa.field("claimed", pa.string()),  # format the name claims
        pa.field("format", pa.string()),  # format the content shows
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("detail", pa.string()),
        pa.field("engine", pa.string()),
        pa.field("title", pa.string()),
        pa.field("author", pa.string()),
        pa.field("language", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("encoding_problem", pa.string()),  # mojibake, undecodable, uncertain: others, ""
        pa.field("pages", pa.int32()),
        pa.field("pages_without_text", pa.int32()),
        pa.field("tables", pa.int32()),
        pa.field("characters", pa.int64()),
        pa.field("words", pa.int64()),
        pa.field("text_sha256", pa.string()),  # of the whitespace-folded text; "" when there is none
        pa.field("embedded_dates", pa.map_(pa.string(), pa.string())),
        pa.field("metadata", pa.map_(pa.string(), pa.string())),
        pa.field("cpu_ms", pa.float64()),
    ]
)
"""One row per opened item, tables in files and members of containers included (text of tables stays empty)."""

DOCUMENT_TEXT = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
    ]
)

EXTRACTION_CONFIDENCE = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("format", pa.string(), nullable=False),
        pa.field("engine", pa.string()),  # that made the text of the audit
        pa.field("other_engine", pa.string()),
        pa.field("state", pa.string(), nullable=False),  # compared | unread
        pa.field("detail", pa.string()),  # why, when it could not be compared
        pa.field("words", pa.int64()),
        pa.field("words_other", pa.int64()),
        pa.field("recall", pa.float64()),  # share of the other engine's words found, 0-1
        pa.field("precision", pa.float64()),  # share of our words that the other engine found, 0-1
        pa.field("agreement", pa.float64()),  # their harmonic mean
    ]
)
"""One row per document of the sample that two engines read."""

OCR_SAMPLE = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("format", pa.string(), nullable=False),
        pa.field("page", pa.int32()),  # from 1
        pa.field("state", pa.string(), nullable=False),  # read | failed
        pa.field("detail", pa.string()),
        pa.field("words", pa.int64()),
        pa.field("confidence", pa.float64()),  # mean over its lines, weighted by their length, 0-1
        pa.field("cpu_ms", pa.float64()),
    ]
)
"""One row per document of which an OCR engine read one page. What it read is not kept."""

TABLE_INDEX = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),  # file.csv, book.xlsx!Sheet, base.sqlite!table, schema.table
        pa.field("container", pa.string(), nullable=False),  # the inventory item it was read from
        pa.field("data", pa.string()),  # Parquet file below the stages folder; null when unreadable
        pa.field("rows", pa.int64()),  # rows of the source that can be read, when known; lost ones are not among them
        pa.field("rows_read", pa.int64()),  # rows in ``data``; less than ``rows`` means that the limit cut: a sample
        pa.field("lost", pa.int64()),  # rows that could not be read; 0 for none, null when their number is unknown
        pa.field("lost_why", pa.string()),  # causes, with counts and places; "" when nothing was lost
        pa.field("columns", STRINGS),
        pa.field("types", STRINGS),  # declared types as the source names them; "text" for CSV
        pa.field("keys", STRINGS),  # declared primary-key columns
        pa.field("references", pa.string()),  # JSON: [{"columns": [..], "table": item, "to": [..]}]
        pa.field("delimiter", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("format", pa.string()),
        pa.field("state", pa.string(), nullable=False),  # read | partial | unreadable | empty
        pa.field("problem", pa.string()),
    ]
)
"""One row per table inside the inventory's table items."""

DATE_CLAIMS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("date", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("date_source", pa.string(), nullable=False),
        pa.field("text", pa.string()),
        pa.field("trusted", pa.bool_(), nullable=False),  # the one claim that dates the item
    ]
)

PROFILE_COLUMNS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("declared_type", pa.string()),
        pa.field("inferred_type", pa.string()),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("nulls", pa.int64(), nullable=False),
        pa.field("disguised_nulls", pa.int64(), nullable=False),
        pa.field("disguise_token", pa.string()),
        pa.field("distinct", pa.int64()),
        pa.field("type_errors", pa.int64()),
        pa.field("outliers", pa.int64()),
        pa.field("minimum", pa.string()),
        pa.field("maximum", pa.string()),
        pa.field("pattern", pa.string()),  # dominant value pattern
        pa.field("pattern_share", pa.float64()),
    ]
)

MEASURES = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),  # "" for the project as a whole
        pa.field("slice", pa.string(), nullable=False),  # "" or "name=value"
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
        pa.field("population", pa.float64()),  # null: census; else the size that ``denominator`` samples
        pa.field("state", pa.string(), nullable=False),  # measured | not_measured | error
        pa.field("reason", pa.string(), nullable=False),
        pa.field("looked_at", pa.int64()),  # items of the indicator's subject that were examined; null on slice rows
        pa.field("could_not", pa.int64()),  # items of it that could not be examined
        pa.field("searched", pa.string()),  # what was searched for, where the denominator is 0
    ]
)
"""Counts, not verdicts. A profiler writes one row per source (slice ""), plus rows per slice; scoring sums sources."""

DEFECTS = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("part", pa.string()),
        pa.field("related", pa.string()),
        pa.field("measure", pa.float64()),
        pa.field("message", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),  # JSON object
        pa.field("remedy", pa.string(), nullable=False),
    ]
)
"""What a profiler saw wrong at one item; scoring adds identity, severity, owner and waivers to make findings."""

FINDINGS = pa.schema(
    [
        pa.field("finding_id", pa.string(), nullable=False),
        pa.field("run_id", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("dimension", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("part", pa.string()),
        pa.field("related", pa.string()),
        pa.field("measure", pa.float64()),
        pa.field("message", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
        pa.field("remedy", pa.string(), nullable=False),
        pa.field("owner", pa.string()),
        pa.field("first_seen_run", pa.string(), nullable=False),
        pa.field("waived_until", pa.date32()),
    ]
)

PAIRS = pa.schema(
    [
        pa.field("source_a", pa.string(), nullable=False),
        pa.field("item_a", pa.string(), nullable=False),
        pa.field("source_b", pa.string(), nullable=False),
        pa.field("item_b", pa.string(), nullable=False),
        pa.field("relation", pa.string(), nullable=False),
        pa.field("similarity", pa.float64()),  # exact Jaccard of word 5-gram sets, 0-1
        pa.field("containment", pa.float64()),  # share of the smaller set inside the other, 0-1
        pa.field("cluster_id", pa.string()),
        pa.field("keeper", pa.string()),  # item of the copy to keep; null for contained_in and look-alikes
        pa.field("keeper_source", pa.string()),
    ]
)
"""``older_version_of``: item_a is the older one. ``contained_in``: item_a lies inside item_b."""

SEMANTIC_PAIRS = pa.schema(
    [
        pa.field("source_a", pa.string(), nullable=False),
        pa.field("item_a", pa.string(), nullable=False),
        pa.field("source_b", pa.string(), nullable=False),
        pa.field("item_b", pa.string(), nullable=False),
        pa.field("lens", pa.string(), nullable=False),  # always "semantic"
        pa.field("cosine", pa.float64(), nullable=False),
        pa.field("model", pa.string(), nullable=False),  # SHA-256 of its weights
    ]
)
"""Written only where the project file has ``semantic``. Never part of ``pairs``, and judged by nothing."""

ITEM_CENSUS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # document | table | container | item (documents and tables)
        pa.field("total", pa.int64(), nullable=False),
        pa.field("not_handed_on", pa.int64(), nullable=False),  # could not be read whole, so it is in no manifest
    ]
)
"""How many items of each kind a source holds, once documents and tables were read."""

AGEING = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),  # the first day on which they count
        pa.field("cases", pa.int64(), nullable=False),  # how many more, or fewer, cases there are from then on
    ]
)
"""What will become a case by the passing of time alone, after the day of the audit."""

SERIES = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("series", pa.string(), nullable=False),
        pa.field("members", pa.int64(), nullable=False),
        pa.field("first", pa.string(), nullable=False),  # item of the oldest member
        pa.field("last", pa.string(), nullable=False),
        pa.field("dated", pa.bool_(), nullable=False),  # false: ordered by versions or numbers
        pa.field("columns", pa.int64(), nullable=False),  # distinct column names over all members
        pa.field("expected", pa.int64(), nullable=False),  # members that its rhythm asks for; 0 without a rhythm
    ]
)
"""One row per series of deliveries that format drift was looked for in."""

LABEL_SETS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("table", pa.string(), nullable=False),  # the table that holds the labels
        pa.field("items", pa.int64(), nullable=False),  # items to be labelled
        pa.field("labelled", pa.int64(), nullable=False),
        pa.field("labels_given", pa.int64(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),  # label rows; 0 where labels are in the item's own row
        pa.field("classes", pa.int64(), nullable=False),
        pa.field("inferred", pa.string(), nullable=False),  # how an undeclared set was found; empty for a declared one
    ]
)
"""One row per set of labels that was audited."""

DOCUMENT_METADATA = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),  # title | date | owner | kind | language
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("present", pa.int64(), nullable=False),  # documents that state it
    ]
)
"""How complete the metadata of a source's documents is."""

CHECKS = pa.schema(
    [
        pa.field("suite", pa.string(), nullable=False),
        pa.field("check", pa.string(), nullable=False),
        pa.field("expectation", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("state", pa.string(), nullable=False),  # passed | failed | errored | skipped
        pa.field("severity", pa.string(), nullable=False),  # critical | warning | info
        pa.field("message", pa.string()),
        pa.field("observed", pa.string(), nullable=False),  # JSON object of numbers, never raw values
    ]
)

INDICATORS = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("dimension", pa.string(), nullable=False),
        pa.field("slice", pa.string(), nullable=False),  # "" overall, "source=..", "department=.."
        pa.field("status", pa.string(), nullable=False),  # of the overall row; "" on slice rows
        pa.field("veto", pa.bool_(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("warn", pa.float64()),
        pa.field("fail", pa.float64()),
        pa.field("origin", pa.string()),
        pa.field("overridden", pa.bool_(), nullable=False),
        pa.field("utility", pa.float64()),
        pa.field("weight", pa.float64(), nullable=False),
        pa.field("reason", pa.string()),
    ]
)

MANIFEST = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("sha256", pa.string()),
        pa.field("size_bytes", pa.int64()),
        pa.field("format", pa.string()),
        pa.field("title", pa.string()),
        pa.field("trusted_date", pa.date32()),
    ]
)
"""The usable items: keepers, current versions, openable, in date, without secrets or forbidden personal data.

The published file has the metadata key ``readiness.gate``: project, run, grade, and whether the grade opens the gate.
"""

MANIFEST_EXCLUDED = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),  # of a closed list: profilers.sufficiency.exclusions.Reason
        pa.field("text", pa.string(), nullable=False),  # the reason in a sentence
    ]
)
"""One row per item that is not in the manifest and reason why."""

PUBLISHED = {
    "inventory": INVENTORY,
    "profile_documents": PROFILE_DOCUMENTS,
    "profile_columns": PROFILE_COLUMNS,
    "indicators": INDICATORS,
    "findings": FINDINGS,
    "pairs": PAIRS,
    "manifest": MANIFEST,
    "manifest_excluded": MANIFEST_EXCLUDED,
    "checks": CHECKS,
    "extraction_confidence": EXTRACTION_CONFIDENCE,
}

STAGES = {
    **PUBLISHED,
    "document_text": DOCUMENT_TEXT,
    "date_claims": DATE_CLAIMS,
    "semantic_pairs": SEMANTIC_PAIRS,
    "table_index": TABLE_INDEX,
    "ocr_sample": OCR_SAMPLE,
    "item_census": ITEM_CENSUS,
    "ageing": AGEING,
    "confirmations": AGEING,
    "series": SERIES,
    "label_sets": LABEL_SETS,
    "document_metadata": DOCUMENT_METADATA,
}
"""Every stage file by name; measures and defects are beside each stage as ``<stage>.measures`` and ``.defects``."""
