"""The keys of a finding's ``evidence``, by indicator: what other programs may read. Data and its rendering.

Profilers write evidence; a test audits a small bad project and fails when one writes a key that is not listed here,
or when a key listed here is written nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.catalogue import CATALOGUE
from reports.reference.tables import code, codes, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Subject of a finding of one indicator (``item``, ``part``) and the keys that its evidence may hold."""

    item: str
    part: str = ""
    keys: tuple[str, ...]


_FIELD = ("field", "problem")
_CELLS = ("count", "of", "rows", "rows_cap", "row_key", "row_numbers", "row_numbers_cap")
_WRONG = ("kind", "expected", "reasons", "suggested", "digits", "others", "notes")
_AGE = ("trusted_date", "date_kind", "date_source", "age_days", "max_age_days")
_LABELS = (
    "labels",
    "label_column",
    "key_column",
    "annotator_column",
    "of",
    "joined_by",
    "inferred",
    "classes_from",
    "tool",
)
_LABEL = ("kind", "label", "suggested", "row_numbers", *_LABELS)
_EVENT = ("kind", "at", "at_item", "at_key", "previous", "changes", "baseline")
_TURN = (*_EVENT, "from", "to", "effect")
_SHIFT = ("n_from", "n_to", "values", "psi", "wasserstein")
_PAIR = ("relation", "similarity", "containment", "keeper", "keeper_source", "keeper_reason", "cluster_id")
_COPY = (*_PAIR, "cluster_size", "older_version", "skipped_pairs")
_REPEAT = ("related", "similarity", "row_numbers", "summary", "named", "named_cap", *_CELLS[:5])
_COMPARED = ("compared_by", "told_apart_by", "pairs_compared", "blocks_shared", "blocks_passed_over")
_LOST = ("read", "of", "why")
_FOUND = ("kinds", "certainty", "blocks", "samples", "value_digests", "read_in_part")
_CHECK = ("suite", "check", "expectation", "state", "severity", "kind", "observed")

BY_CODE = {
    "purpose.charter": Evidence(item="`charter`", part="field", keys=_FIELD),
    "purpose.kpi": Evidence(item="`charter.kpi`", part="field", keys=_FIELD),
    "purpose.production_requirements": Evidence(item="`charter.production`", part="field", keys=_FIELD),
    "purpose.commitment": Evidence(item="`charter.process_owner_commitment`", part="field", keys=_FIELD),
    "availability.access": Evidence(
        item="source, place or table", keys=("kind", "required", "place", "error", "named_by")
    ),
    "availability.delivered": Evidence(item="source", part="`items` or `rows`", keys=("found", "claimed", "unit")),
    "rights.owner": Evidence(item="`owner`", part="field", keys=_FIELD),
    "rights.licence": Evidence(item="`rights`", part="field", keys=_FIELD),
    "rights.retention": Evidence(
        item="item, or `rights` where none is stated",
        part="date column, or field",
        keys=(*_FIELD, "trusted_date", "date_source", "age_days", "retention_days", "items"),
    ),
    "rights.access": Evidence(item="document or table", keys=("kind", "readers", "audience", "names", "marking")),
    "rights.pii": Evidence(item="document or table", part="column", keys=(*_FOUND, "by_model")),
    "rights.secrets": Evidence(item="document or table", part="column", keys=_FOUND),
    "rights.pii_basis": Evidence(
        item="source", keys=("items_with_pii", "items_scanned", "items_unread", "basis", "pii_allowed")
    ),
    "uniqueness.exact": Evidence(item="document", keys=(*_COPY, "same", "sha256")),
    "uniqueness.near": Evidence(item="document", keys=_COPY),
    "uniqueness.versions": Evidence(
        item="document", keys=("clear", "current", "members", "members_cap", "versions", "differences", "order")
    ),
    "uniqueness.rows": Evidence(
        item="table",
        part="row key; none on the summary",
        keys=(*_REPEAT, "ignored"),
    ),
    "uniqueness.records": Evidence(
        item="table",
        part="row key; none on the summary",
        keys=(*_REPEAT, "keeper", "cluster_size", "agree", "differ", *_COMPARED),
    ),
    "currency.stale": Evidence(item="document or table", part="column that dates a table", keys=_AGE),
    "currency.undated": Evidence(item="document", keys=_AGE),
    "currency.bulk_reset": Evidence(
        item="first of the items", keys=("items", "minutes", "minutes_found", "inside_from", "inside_to")
    ),
    "currency.review_overdue": Evidence(item="document", keys=("last_reviewed", "due", "date_source", "days_overdue")),
    "currency.withdrawn": Evidence(item="document", keys=("status", "successor", "date_source", "text")),
    "currency.invalid": Evidence(item="document", part="field", keys=("kind", "value", "suggested", "date_source")),
    "currency.gaps": Evidence(
        item="series", keys=("rhythm", "missing", "missing_count", "expected", "missing_listed_at_most")
    ),
    "availability.openable": Evidence(item="document or table", keys=_LOST),
    "format.unreadable": Evidence(item="document or table", keys=("outcome", "format", "detail", *_LOST)),
    "format.scan_share": Evidence(
        item="document", keys=("pages", "pages_without_text", "ocr_cpu_hours", "format", "outcome")
    ),
    "format.type_mismatch": Evidence(item="document or table", keys=("claimed", "actual")),
    "format.encoding": Evidence(item="document or table", keys=("problem", "encoding", "alternatives")),
    "format.mix_drift": Evidence(item="series", keys=_TURN),
    "format.schema_drift": Evidence(
        item="series", keys=(*_EVENT, "added", "removed", "renamed", "retyped", "reordered", "required")
    ),
    "format.pattern_drift": Evidence(item="series", part="column", keys=(*_TURN, "part")),
    "format.pattern_divergence": Evidence(
        item="table",
        part="column",
        keys=("kind", "field", "usual", "forms", "places", "places_count", "listed_at_most"),
    ),
    "format.value_drift": Evidence(item="series", part="column", keys=(*_TURN, *_SHIFT)),
    "labels.missing": Evidence(item="labelled item", keys=(*_LABEL, "state")),
    "labels.invalid": Evidence(item="labelled item", keys=(*_LABEL, "closed_list")),
    "labels.orphaned": Evidence(item="key in the label file", keys=_LABEL),
    "labels.conflicting": Evidence(item="labelled item", keys=(*_LABEL, "other", "annotators")),
    "labels.error_estimate": Evidence(item="labelled item", keys=(*_LABEL, "rank", "ratio", "band", "probabilities")),
    "labels.agreement": Evidence(item="labelled item", keys=(*_LABEL, "other", "annotators", "alpha", "pairs")),
    "labels.leakage": Evidence(
        item="test item, or its table", part="row of the table", keys=("kind", "relation", "similarity", *_LABELS)
    ),
    "labels.class_support": Evidence(
        item="label file", keys=("classes", "count", "listed_at_most", "label_minutes", *_LABELS)
    ),
    "content.empty": Evidence(item="document", keys=("characters", "format", "minimum")),
    "content.low_quality": Evidence(item="document", keys=("rules", "words", "language")),
    "content.language": Evidence(item="document", keys=("language", "wanted")),
    "content.chunkable": Evidence(
        item="document", keys=("kind", "tokens", "chunk_tokens", "parts", "longest_tokens", "cut_share")
    ),
    "content.self_recall": Evidence(item="document", keys=("better", "texts", "top", "terms", "outranked_by")),
    "content.hidden": Evidence(item="document", keys=("kind", "characters_by_way", "instructions")),
    "content.boilerplate": Evidence(
        item="document", keys=("template_share", "template_texts", "template_texts_share", "words")
    ),
    "validity.expectations": Evidence(item="table, or the project", part="column", keys=_CHECK),
    "validity.missing_values": Evidence(item="table", part="column", keys=(*_CELLS, "token", "tokens", "nulls")),
    "validity.type_errors": Evidence(item="table", part="column", keys=(*_CELLS, *_WRONG)),
    "validity.outliers": Evidence(item="table", part="column", keys=(*_CELLS, "negative", "lowest", "highest")),
    "validity.references": Evidence(item="table", part="column", keys=(*_CELLS, "parent", "to", "origin")),
    "validity.keys": Evidence(item="table", part="column", keys=(*_CELLS, "repeats", "declared")),
    "validity.identifiers": Evidence(item="table", part="column", keys=(*_CELLS, "kind")),
    "validity.dependencies": Evidence(
        item="table", part="column", keys=(*_CELLS, "kind", "by", "agreement", "rows_examined", "suggested")
    ),
    "sufficiency.coverage": Evidence(item="the empty slice", keys=("cell",)),
    "sufficiency.volume": Evidence(
        item="`charter.needs`", part="`items` or `labelled`", keys=("found", "needed", "unit")
    ),
    "sufficiency.cost": Evidence(
        item="`manifest`", part="`tokens`", keys=("texts", "tokens", "tokens_by", "currency", "embed_cost", "read_cost")
    ),
}
"""Indicators that write findings; the others of the catalogue have their value alone."""

KINDS = {
    "content.hidden": "instructions, hidden_text, hidden_characters",
    "rights.access": "too_wide, too_narrow, marked",
    "content.chunkable": "one_block, mid_sentence, mid_paragraph",
    "availability.access": "unreachable, timeout, throttled, unauthorised, forbidden, missing, empty, corrupted, "
    "unsupported, changed, untrusted, unknown, refused; of a table empty_table, empty_named_table, empty_label_file",
    "currency.invalid": "invalid_status, invalid_date",
    "format.schema_drift": "schema",
    "format.mix_drift": "file_type, delimiter, encoding",
    "format.pattern_drift": "pattern, type; and file_type, delimiter, encoding, as in `format.mix_drift`",
    "format.pattern_divergence": "date layout, layout of dates with a time, time zone, words for yes and no, telephone "
    "format, decimal mark, thousands separator, unit of a dimension, punctuation of identifiers, order of words, "
    "letter case",
    "format.value_drift": "null_rate; as information distribution",
    "labels.missing": "missing_row, blank, placeholder, unlabelled",
    "labels.invalid": "invalid",
    "labels.orphaned": "orphan",
    "labels.conflicting": "conflict",
    "labels.error_estimate": "suspected_error",
    "labels.agreement": "disagreement",
    "labels.leakage": "leakage",
    "validity.expectations": "the name of the check",
    "validity.type_errors": "type, rare_variant, dependency, encoding; as information format, two_kinds, left_out",
    "validity.identifiers": "exponent, rounded, leading_zeros, date",
    "validity.dependencies": "contradiction (other rows of the same key), conflict (most sources), gap (empty), number",
}
"""Values of ``kind``, for the codes whose evidence has it."""

MEANINGS = {
    "characters_by_way": "hidden characters, by the way in which they are hidden",
    "instructions": "instructions to assistants in hidden text",
    "by_model": "of `kinds`, how many only the model of `rights.model` found",
    "readers": "users and groups that may read the item, as the source names them; the first ten",
    "audience": "users and groups that the project states for the source",
    "names": "readers outside the audience, or names of the audience that may not read; the first ten",
    "marking": "the marking, as the document writes it",
    "tokens_by": "how tokens were estimated",
    "texts": "texts that were searched or counted",
    "currency": "of the costs, as the project states it",
    "embed_cost": "cost of embedding the tokens once, at the project's price",
    "read_cost": "cost of reading the tokens once, at the project's price",
    "chunk_tokens": "the longest chunk, in tokens",
    "parts": "paragraphs, headings and list items of the text",
    "longest_tokens": "tokens of the longest part",
    "cut_share": "share of the text in parts longer than a chunk",
    "better": "texts that match the passage better than its own",
    "top": "texts among which its own must be",
    "terms": "words of the passage",
    "outranked_by": "the best of these texts, as source and item",
    "actual": "format that the content shows",
    "added": "columns that are new",
    "age_days": "days between the trusted date and `as_of`",
    "agree": "columns in which both records agree",
    "agreement": "share of the cells judged that have the value of their group",
    "alpha": "Krippendorff's alpha of the whole label set, 1 for perfect agreement; null where it is not defined",
    "alternatives": "encodings that fit about as well where the problem is `uncertain`, else empty",
    "annotator_column": "column with the name of the annotator",
    "annotators": "who gave the labels, where the file states it",
    "at": "name of the first member of the series that shows the change",
    "at_item": "its item",
    "at_key": "the date or number in its name",
    "band": "share of labels suspected by a strict and by a wide criterion",
    "basis": "legal basis that the config states",
    "blocks_passed_over": "entries of records under words that too many records share for comparison",
    "blocks_shared": "rare words, codes or pairs of them that two records must share to be compared",
    "by": "columns that decide the value, or that name the thing and its source",
    "cell": "slice names and values",
    "certainty": "class of each kind: certain, likely (by context or share), chance (counts in no indicator)",
    "changes": "how often it changed back and forth, when only the first change is reported",
    "characters": "characters of text",
    "check": "stable name of the check",
    "claimed": "what was claimed: a format, or a count",
    "classes": "classes and how many examples each has",
    "classes_from": "where the list of classes was found",
    "closed_list": "whether there is a list of classes; without one only misspellings are reported",
    "cluster_id": "the same for all copies of one document",
    "cluster_size": "documents in that group",
    "compared_by": "columns that were compared",
    "containment": "share of the smaller set of word 5-grams that is in the other, 0 to 1",
    "count": "cases",
    "date_kind": "kind of event that the trusted date records",
    "date_source": "where the date or statement was found",
    "days_overdue": "days since the review was due",
    "declared": "true where the source declares the key",
    "detail": "more about the outcome",
    "differ": "columns that both records fill, and differently",
    "due": "when the review was due",
    "effect": "how large the change is: a share, or a difference of shares",
    "encoding": "encoding that was used",
    "error": "why it could not be listed",
    "expectation": "Great Expectations type",
    "expected": "what was expected: a type, a date layout, or how many members",
    "field": "key in the project file; of `format.pattern_divergence` the name of the column that most tables use",
    "format": "format that the content shows",
    "forms": "tables by the form in which they write the field",
    "found": "what is there",
    "from": "before the change",
    "highest": "greatest implausible number",
    "ignored": "columns that did not have to agree: ids",
    "inferred": "how an undeclared label file was recognised",
    "inside_from": "earliest date inside the items",
    "inside_to": "latest date inside the items",
    "items": "items that share these file times",
    "items_scanned": "items scanned",
    "items_unread": "columns and tables whose values could not be read",
    "items_with_pii": "items with personal data",
    "joined_by": "how labels found their documents, and how many each way",
    "keeper": "the canonical copy, to keep",
    "key_column": "column that names what is labelled",
    "keeper_reason": "why that one",
    "keeper_source": "its source",
    "kind": "sort of defect, see below",
    "kinds": "kinds found and how many of each; values are never listed here",
    "label": "the label as written",
    "label_column": "column of the label",
    "label_minutes": "minutes of labelling until a scarce class has 10 examples, by `charter.needs.minutes_per_label`",
    "labels": "the label file",
    "language": "language of the text",
    "last_reviewed": "when it was last reviewed",
    "listed_at_most": "cap of the list",
    "lowest": "least implausible number",
    "max_age_days": "age that is allowed",
    "minimum": "least that counts as text",
    "n_from": "rows of the member before the change",
    "n_to": "rows of the first member that shows the change",
    "part": "share of the values of that member that changed, where most did not (0–1)",
    "value": "the value as written",
    "values": "whether the column holds `numbers` (`from` and `to` are medians) or `categories` (shares of the one "
    "that changed most)",
    "psi": "population stability index, less what it is by chance alone",
    "wasserstein": "Wasserstein distance of numbers, in standard deviations; null for categories",
    "usual": "form in most of the tables",
    "repeats": "values that an earlier row has",
    "rows_examined": "rows compared, from the first on",
    "wanted": "languages the charter lists",
    "minutes": "minutes in which the file times fall (capped)",
    "minutes_found": "how many such minutes there are",
    "missing": "members that are missing (capped)",
    "missing_count": "how many are missing",
    "missing_listed_at_most": "cap of that list",
    "named": "repeated rows that have a finding of their own",
    "named_by": "key of the project file that names the table; empty where none does",
    "named_cap": "cap of those",
    "needed": "what the charter needs",
    "negative": "implausible numbers below zero",
    "nulls": "nulls and blanks among the missing",
    "observed": "numbers that were observed",
    "of": "cases examined; in `labels.*` the labelled table; of a lost table its rows, null where not known",
    "clear": "whether one version is the current one",
    "current": "the current version; null where that is not clear",
    "members": "versions of the family, the oldest first (capped)",
    "members_cap": "cap of that list",
    "versions": "how many versions there are",
    "differences": "sections, dates, amounts and parties that changed between neighbours",
    "order": "why one version is older than another",
    "older_version": "whether it is an older version of the canonical copy",
    "origin": "configured, declared or inferred",
    "other": "the other label",
    "outcome": "outcome of opening it",
    "pages": "pages",
    "pages_without_text": "pages that show no text layer",
    "ocr_cpu_hours": "processor hours to read these pages by OCR, at 8 s a page",
    "pairs": "two annotators, items that both labelled, and how many of them alike; 20 pairs at most",
    "pairs_compared": "pairs of records compared column by column",
    "parent": "table that the reference names",
    "pii_allowed": "value in the config",
    "places": "columns that write the field: source, item, column, form, cells in that form (`count`) of those that "
    "show one (`of`), and an example with digits as 9 and letters as A or a (capped)",
    "places_count": "how many columns write the field",
    "place": "folder, prefix or schema that could not be listed",
    "previous": "the member before",
    "probabilities": "where class probabilities are from: `texts`, or the table that the project names",
    "problem": "what is wrong",
    "rank": "place in the order of suspicion, from 1",
    "ratio": "how many times more probable the suggested class is than the label",
    "read": "rows read of a table, characters read of a document",
    "read_in_part": "whether only a part of the item was scanned",
    "related": "key of the row that it repeats",
    "relation": "as in `pairs.parquet`",
    "baseline": "the approved member that the series is held against, by whom, when and why; absent without a baseline",
    "blocks": "whether it counts in the veto",
    "removed": "columns that are gone",
    "renamed": "columns that have another name now",
    "reordered": "columns that are at another position now",
    "required": "for a source: whether the project needs it; for a series: columns that were broken",
    "retyped": "columns of another type now",
    "rhythm": "how often a member comes",
    "value_digests": "keyed digests of the values that count, for a waiver of one value",
    "retention_days": "how long its source may be kept",
    "row_key": "columns that make the keys in `rows`, or `row number`",
    "row_numbers": "row numbers from 0 (capped)",
    "row_numbers_cap": "cap of that list",
    "rows": "keys of the rows (capped)",
    "rows_cap": "cap of that list",
    "rules": "rules that the text breaks, with its value for each",
    "same": "`bytes` or `text`",
    "samples": "masked samples: enough to recognise a value, not enough to use it",
    "severity": "critical, warning or info",
    "sha256": "first digits of the bytes' SHA-256",
    "similarity": "exact Jaccard similarity of word 5-grams; of records, weighted over the fields that both fill",
    "skipped_pairs": "pairs that were not compared because too many texts share the same words",
    "state": "failed, errored or skipped; of a missing label the reason: no annotation, cancelled, rejected, …",
    "status": "status that the document states: withdrawn, superseded, obsolete, expired, …",
    "successor": "what it names instead",
    "reasons": "cells by what is wrong with them",
    "digits": "values of digits alone, in a column of codes that holds two kinds of value",
    "others": "values that are not digits alone, in such a column",
    "notes": "what was left out of a table because it is no record",
    "suggested": "what was probably meant; empty when not known",
    "suite": "name of the suite",
    "summary": "true on the one finding that counts all repeated rows of a table",
    "template_share": "share of its runs of five words that are template wording",
    "template_texts": "texts that must hold a run of words before it counts as template wording",
    "template_texts_share": "and the share of the source's texts that must",
    "text": "the words of the document that state it",
    "to": "after the change; in `validity.references` the columns referred to",
    "token": "the most frequent placeholder value",
    "tokens": "placeholder values and how many of each; of texts, their tokens as estimated",
    "tool": "annotation tool that wrote the label file",
    "told_apart_by": "columns in which otherwise equal records usually differ: those pairs are no duplicates",
    "trusted_date": "the date that its age is measured from",
    "unit": "items, rows or labelled",
    "words": "words of text",
    "why": "why it was not read, or not whole",
}
"""What each key means."""


def render() -> str:
    """By code, then by key, then the values of ``kind``."""
    by_code = [[code(name), e.item, e.part, codes(e.keys)] for name, e in BY_CODE.items()]
    silent = codes(name for name in CATALOGUE if name not in BY_CODE)
    by_key = [[code(name), meaning] for name, meaning in MEANINGS.items()]
    kinds = [[code(name), meaning] for name, meaning in KINDS.items()]
    parts = [
        table(["code", "item", "part", "evidence may hold"], by_code),
        f"No findings are written for {silent}: their value is enough.",
        "#### What the keys mean",
        table(["key", "meaning"], by_key),
        "#### Values of `kind`",
        table(["code", "`kind`"], kinds),
    ]
    return "\n\n".join(parts)
