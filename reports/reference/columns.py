"""Meaning of each column of each Parquet file: data, no logic but the look-up."""

from __future__ import annotations

from readiness.model import DateKind, Outcome, Relation, Severity, Status
from readiness.profilers.sufficiency.exclusions import Reason

FILES = {
    "inventory": "One row per item, written before anything is opened.",
    "profile_documents": "One row per item that was opened as a file; tables in files are in it, without text.",
    "profile_columns": "One row per column of every table that was read.",
    "indicators": "One row per indicator, then one per source and slice of it.",
    "findings": "One row per defect at one item. Sort by `severity`, filter by `code`.",
    "pairs": "One row per pair of documents of which only one is needed.",
    "manifest": "The usable items, for the ingestion that follows: listed, opened, with text of their own (no scan), "
    "no copy of a kept one, no older version, not withdrawn, not stale, not past retention, without secrets or "
    "forbidden personal data, no label file; a table when it was read. Waivers change nothing in it. The file's "
    "metadata key `readiness.gate` is a JSON object: `project`, `run_id`, `grade`, `open` (whether the grade opens the "
    "gate) and `reason`.",
    "manifest_excluded": "One row per item that is not in the manifest and reason why. An archive or mailbox that was "
    "opened is in neither file unless something in it keeps it out: its members are the items.",
    "extraction_confidence": "One row per document of the sample that a second reader read, to compare words.",
    "checks": "One row per Great Expectations check.",
    "document_text": "The text of every document that has any. It is a copy of the data: protect it like the source.",
    "item_census": "How many items of each kind a source holds; profilers and scoring are held against it.",
    "ageing": "The days after the audit on which items become stale, overdue, expired or past retention.",
    "confirmations": "The days after the audit on which the confirmation of an owner runs out.",
    "series": "One row per series of deliveries in which format drift was searched for.",
    "label_sets": "One row per set of labels that was audited.",
    "date_claims": "Every date found in or about an item.",
    "semantic_pairs": "One row per pair of documents that are similar to a model, but not in wording. "
    "Written only with [semantic comparison](config.md#semantic); not proof of a copy, never judged.",
    "table_index": "One row per table found in files and databases. The cells, as written, are in the file "
    "that `data` names: also a copy of the data.",
    "ocr_sample": "One row per scan of which an OCR engine read one page. What it read is not kept.",
    "<stage>.measures": "What a stage counted; nothing is judged here.",
    "<stage>.defects": "Defects that a stage found; scoring makes findings of them.",
}
"""One sentence per file."""

_SHARED = {
    "source": "name of the source",
    "item": "path or key below the source's root; with `source` it is unique",
    "kind": "`document` or `table`",
    "code": "an indicator's code",
    "dimension": "its dimension",
    "part": "the place inside the item: a column, a page, a row key",
    "related": "the other item or row, as in *duplicate of what*",
    "measure": "how bad it is, as a number; its meaning depends on the code",
    "message": "one sentence for a project lead",
    "evidence": "a JSON object, see [evidence](#evidence)",
    "remedy": "what to do",
    "sha256": "SHA-256 of the bytes, hexadecimal",
    "size_bytes": "size in bytes; null for a database table",
    "format": "format that the content shows",
    "title": "title, from inside the document",
    "encoding": "text encoding that was used to read it",
    "owner": "who is asked to fix it: the source's owner, else the project's",
    "numerator": "cases counted",
    "denominator": "cases examined",
    "slice": "empty for the whole, else `source=crm` or `department=legal`",
    "state": "see the values",
    "problem": "why, when the state is not the good one",
    "columns": "column names",
    "rows": "rows",
    "reason": "why it has this status",
}

_AGEING = {
    "indicator": "the indicator that will have more, or fewer, cases",
    "day": "the first day on which they count",
    "cases": "how many more there are from then on, if nothing changes",
}
_OWN = {
    "semantic_pairs": {
        "source_a": "source of the first document",
        "item_a": "the document of the two whose source and item come first",
        "source_b": "source of the second document",
        "item_b": "the other document",
        "lens": "always `semantic`",
        "cosine": "cosine of the two mean vectors, at most 1; it has no common scale across models",
        "model": "SHA-256 of the weights of the model, hexadecimal",
    },
    "inventory": {
        "rows": "rows of a database table, when known",
        "modified": "when it last changed, as its store records it",
        "created": "when it was made, where its store records it",
        "extension": "lower case, without the dot",
        "version": "etag or snapshot; empty where the source has none",
        "owner": "who owns the item, where its store records it",
        "state": "`listed`, `unreachable`, `unsupported` or `refused`",
        "problem": "why it is not `listed`",
        "slices": "not filled at this point; rates by slice are in `indicators`",
    },
    "profile_documents": {
        "kind": "`document`, `table`, `container` for an archive or mailbox, whose text is that of its members, "
        "or `companion` for a log or index beside the database that it belongs to",
        "container": "the archive, mailbox or mail it was found in; null for what the inventory lists",
        "claimed": "format that the name claims",
        "outcome": ", ".join(f"`{outcome}`" for outcome in Outcome),
        "detail": "more about the outcome",
        "engine": "the library that read it",
        "author": "as embedded in the file",
        "language": "language of the text, ISO 639-1; empty when not known",
        "encoding_problem": "`mojibake`, `undecodable`, `uncertain: ` and encodings that fit as well, or empty",
        "pages": "pages; null where the format has none",
        "pages_without_text": "pages without a text layer",
        "tables": "tables seen inside the document",
        "characters": "characters of text",
        "words": "words of text",
        "text_sha256": "SHA-256 of the text with white space folded; empty when there is none",
        "embedded_dates": "`created`, `modified`, `sent` as ISO 8601; `entry`: the date that its container records",
        "metadata": "other embedded values, as text",
        "cpu_ms": "processor time spent; the only column that differs between two runs on the same data",
    },
    "profile_columns": {
        "column": "name of the column",
        "position": "its place, from 0",
        "declared_type": "type that the source declares",
        "inferred_type": "type that its values show",
        "rows": "rows read",
        "nulls": "nulls and blanks",
        "disguised_nulls": "placeholder values: values that mean a null, such as `?` or `N/A`",
        "disguise_token": "the most frequent of them",
        "distinct": "distinct values",
        "type_errors": "values that cannot be read as the inferred type",
        "outliers": "numbers far outside the range of the others",
        "minimum": "least value, as text",
        "maximum": "greatest value, as text",
        "pattern": "dominant pattern of its values",
        "pattern_share": "share of values that follow it, 0 to 1",
    },
    "indicators": {
        "status": ", ".join(f"`{status}`" for status in Status) + "; empty on rows of a slice",
        "veto": "whether it is a blocking check (veto): its failing alone blocks the project",
        "value": "numerator ÷ denominator; null when it could not be formed",
        "low": "lower end of the 95 % interval; null when every case was examined",
        "high": "upper end",
        "warn": "where warning begins; null when it is not judged",
        "fail": "where failing begins; null when it is not judged",
        "origin": "where the limits come from",
        "overridden": "whether the project's policy set the limits",
        "utility": "1 at the warn limit or better, 0 at the fail limit or worse",
        "weight": "its weight in the score of the dimension",
    },
    "findings": {
        "finding_id": "24 hexadecimal digits; the same in every run that sees the same defect",
        "run_id": "the run that saw it",
        "severity": ", ".join(f"`{severity}`" for severity in Severity),
        "first_seen_run": "the run that saw it first",
        "waived_until": "last day of the live waiver on its indicator",
    },
    "pairs": {
        "source_a": "source of the first item",
        "item_a": "the first item; the older one in `older_version_of`, the inner one in `contained_in`",
        "source_b": "source of the second item",
        "item_b": "the second item",
        "relation": ", ".join(f"`{relation}`" for relation in Relation),
        "similarity": "exact Jaccard similarity of the sets of word 5-grams, 0 to 1",
        "containment": "share of the smaller set that is in the other, 0 to 1",
        "cluster_id": "the same for all pairs of one group",
        "keeper": "the canonical copy; null for `contained_in`, and for similar documents on one template (ADR 8)",
        "keeper_source": "its source",
    },
    "manifest": {"trusted_date": "the date its age is measured from"},
    "manifest_excluded": {
        "reason": ", ".join(f"`{reason}`" for reason in Reason),
        "text": "the reason in a sentence",
    },
    "checks": {
        "suite": "name of the suite",
        "check": "stable name of the check",
        "expectation": "Great Expectations type",
        "target": "`inventory`, `metrics`, or `source.table`",
        "column": "the column it checks",
        "state": "`passed`, `failed`, `errored` or `skipped`; only `passed` is a pass",
        "severity": "`critical`, `warning` or `info`",
        "message": "message",
        "observed": "JSON object of numbers, never raw values",
    },
    "extraction_confidence": {
        "engine": "the library that made the text of the audit",
        "other_engine": "the one it is compared with",
        "state": "`compared`, or `unread` where the other read no text from it",
        "detail": "why, when it was not compared",
        "words": "words in the text of the audit",
        "words_other": "words the other found",
        "recall": "share of the other's words that the audit's text has, 0 to 1",
        "precision": "share of the audit's words that the other has, 0 to 1",
        "agreement": "harmonic mean of recall and precision, 0 to 1",
    },
    "ocr_sample": {
        "page": "number of the page read, from 1",
        "state": "`read` or `failed`",
        "detail": "why it failed",
        "words": "words found",
        "confidence": "the engine's own, mean over its lines by length, 0 to 1",
        "cpu_ms": "processor time spent; differs between two runs",
    },
    "document_text": {"text": "the text as it was read"},
    "date_claims": {
        "date": "the calendar day",
        "kind": ", ".join(f"`{kind}`" for kind in DateKind),
        "date_source": "where it was found: `front_matter`, `fields`, `header`, `text`, `metadata`, `name`, `file`, …",
        "text": "the words from which it was read",
        "trusted": "whether the item's age is measured from it",
    },
    "table_index": {
        "item": "the table: `sales.csv`, `book.xlsx!Sheet`, `base.sqlite!orders`, `schema.table`",
        "container": "the inventory item it was read from",
        "data": "Parquet file below `stages/`; null when nothing could be read",
        "rows": "rows of the source that can be read, when known; lost ones are not among them",
        "rows_read": "rows in `data`; fewer than `rows` means that the limit cut the reading: a sample",
        "lost": "rows, records or lines that could not be read; 0 for none, null when the number is not known",
        "lost_why": "why they could not be read, with counts and places; empty when nothing was lost",
        "types": "types as the source names them; `text` for delimited files",
        "keys": "columns of the declared primary key",
        "references": "JSON list of declared foreign keys",
        "delimiter": "of delimited files",
        "state": "`read`, `partial` (read in part, because the rest cannot be read), `unreadable` or `empty`",
    },
    "item_census": {
        "kind": "`document`, `table`, `container`, or `item` for documents and tables together",
        "total": "how many there are",
        "not_handed_on": "how many could not be read whole, and are in no manifest",
    },
    "ageing": _AGEING,
    "confirmations": _AGEING,
    "series": {
        "series": "its folder, or the pattern of its names",
        "members": "how many tables it has",
        "first": "item of the oldest member",
        "last": "item of the newest member",
        "dated": "false where only versions or numbers order the members",
        "columns": "distinct column names over all members",
        "expected": "deliveries that its rhythm requires; 0 where it has no rhythm",
    },
    "label_sets": {
        "table": "the table that holds the labels",
        "items": "items to be labelled",
        "labelled": "items that have a label",
        "labels_given": "labels that are not blank and not placeholder values",
        "rows": "label rows; 0 where labels are in the item's own row",
        "classes": "distinct classes",
        "inferred": "how a set that the config does not declare was found; empty for a declared one",
    },
    "<stage>.measures": {
        "indicator": "an indicator's code",
        "source": "name of the source; empty for the project as a whole",
        "slice": "empty for the whole source, else `name=value`",
        "population": "how many there are, where only a sample was examined; null for a census",
        "state": "`measured`, `not_measured` or `error`",
        "reason": "why it was not measured",
        "looked_at": "items of the indicator's subject that were examined; null on slice rows",
        "could_not": "items of it that could not be examined",
        "searched": "what was searched for, in words, where the denominator is 0",
    },
    "<stage>.defects": {},
}


def meaning_of(file: str, column: str) -> str:
    """Meaning of a column in a file; raises ``KeyError`` when there is no text for it."""
    return _OWN[file].get(column) or _SHARED[column]


def explained_columns(file: str) -> frozenset[str]:
    """Columns that are explained for this file alone, so that a test finds those that are gone."""
    return frozenset(_OWN[file])
