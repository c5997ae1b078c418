"""Counts of all label sets as measures, and each wrong label as a defect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from readiness import schemas
from readiness.census import TABLE
from readiness.profilers.base import Inputs, Profile, ProfileBuilder
from readiness.profilers.guard import TableGuard
from readiness.profilers.item_coverage import Examined
from readiness.profilers.labels import classes, values
from readiness.profilers.labels.comparison_defects import ESTIMATE, add_agreement, add_leak, add_suspected_errors
from readiness.profilers.labels.counting import AuditedLabels, count_labels
from readiness.profilers.labels.declared_labels import declared_sets
from readiness.profilers.labels.detect import SLICES, detected_sets, exported_sets
from readiness.profilers.labels.error_estimate import estimate_errors
from readiness.profilers.labels.label_defects import add_defects, set_evidence
from readiness.profilers.labels.label_rows import LabelRow, rows_of
from readiness.profilers.labels.labelled_items import items_of, join
from readiness.profilers.labels.leakage import CODE as LEAKAGE
from readiness.profilers.labels.leakage import Leaks, leaks_by_source
from readiness.profilers.labels.slicing import by_slice
from readiness.profilers.labels.spec import (
    LabelSet,
    Problem,
    TableLookup,
    column_named,
    is_whole,
    table_lookup,
)
from readiness.profilers.table_coverage import holders_examined

INDICATORS = (
    *("labels.missing", "labels.invalid", "labels.orphaned", "labels.conflicting", "labels.class_support"),
    "labels.agreement",
)
NO_LABELS = "no labels were found and none are declared: name them under labels: or sources[].labels"

Counts = dict[str, tuple[float, float]]


def measure_labels(inputs: Inputs) -> Profile:
    """Every declared label set, or those found where none is declared."""
    builder, guard, lookup = ProfileBuilder(), TableGuard(), table_lookup(inputs)
    declared = declared_sets(inputs, lookup, guard)
    results = _with_exports(declared, inputs, lookup, guard) if declared else detected_sets(inputs, lookup, guard)
    sets = [one for one in results if isinstance(one, LabelSet)]
    broken = {one.source: one.reason for one in results if isinstance(one, Problem)}
    tried = [
        guard.run(partial(_audit, inputs, lookup, one), source=one.source, item=str(one.table["item"])) for one in sets
    ]
    audited = [one for one in tried if one is not None]
    examined = _tables_searched(inputs, lookup)
    for source in sorted(source.name for source in inputs.project.sources):
        own = [one for one in audited if one.labels.source == source]
        if not own and source not in broken:
            _measure_without_labels(
                builder, source, examined(source), needed=not results and inputs.project.use == "training"
            )
        else:
            _measure_source(builder, source, own, broken.get(source, ""), examined(source))
    for name, counts in sorted(by_slice(inputs, audited).items()):
        for indicator, (numerator, denominator) in counts.items():
            builder.measure(indicator, numerator=numerator, denominator=denominator, slice_name=name)
    for one in audited:
        add_defects(builder, one, inputs.project.needs.minutes_per_label)
        add_agreement(builder, one, set_evidence(one))
    _measure_leakage(builder, inputs, leaks_by_source(inputs, lookup, audited), examined)
    _measure_errors(builder, inputs, lookup, audited, examined)
    for source in sorted(set(broken) - {one.labels.source for one in audited}):
        builder.not_measured(ESTIMATE, broken[source], source=source)
    guard.add_errors(builder, (*INDICATORS, ESTIMATE, LEAKAGE))
    return builder.build({"label_sets": pa.Table.from_pylist(list(map(_set_row, audited)), schema=schemas.LABEL_SETS)})


def _with_exports(
    declared: Sequence[LabelSet | Problem], inputs: Inputs, lookup: TableLookup, guard: TableGuard
) -> list[LabelSet | Problem]:
    """The declared sets, and exports of annotation tools in the sources for which the project declares none."""
    known = {one.source for one in declared}
    by_source = exported_sets(inputs, lookup, guard)
    return [*declared, *(one for source, sets in by_source.items() if source not in known for one in sets)]


def _measure_leakage(
    builder: ProfileBuilder, inputs: Inputs, by_source: Mapping[str, Leaks], examined: Callable[[str], Examined]
) -> None:
    """Leakage of each source; of one without a training and a test split nothing is there to be compared."""
    for source in sorted(source.name for source in inputs.project.sources):
        leaks = by_source.get(source, Leaks())
        searched = replace(examined(source), searched="no training split beside a test split")
        found, tested = (len(leaks.found), leaks.tested) if leaks.is_split else (0, 0)
        builder.measure(LEAKAGE, numerator=found, denominator=tested, source=source, examined=searched)
        for leak in leaks.found if leaks.is_split else ():
            add_leak(builder, source, leak)


def _measure_errors(
    builder: ProfileBuilder,
    inputs: Inputs,
    lookup: TableLookup,
    audited: Sequence[AuditedLabels],
    examined: Callable[[str], Examined],
) -> None:
    """The estimate of wrong labels by source; the sets of which none can be made are left out."""
    for source in sorted({one.labels.source for one in audited}):
        sets = [one for one in audited if one.labels.source == source]
        estimates = [estimate_errors(inputs, lookup, one) for one in sets]
        made = [one for one in estimates if not one.reason]
        if not made:
            builder.not_measured(ESTIMATE, estimates[0].reason, source=source)
            continue
        labels, total = sum(one.examined for one in made), sum(one.of for one in made)
        builder.measure(
            ESTIMATE,
            numerator=sum(len(one.errors) for one in made),
            denominator=labels,
            source=source,
            population=None if labels == total else total,
            examined=examined(source),
        )
        for audit, estimate in zip(sets, estimates, strict=True):
            add_suspected_errors(builder, audit, estimate, set_evidence(audit))


def _tables_searched(inputs: Inputs, lookup: TableLookup) -> Callable[[str], Examined]:
    """The tables of each source in which labels were searched."""
    coverage, index = inputs.coverage(TABLE), inputs.table("table_index")

    def of(source: str) -> Examined:
        tables = {str(row["item"]) for row in lookup.of(source)}
        searched = f"no labels declared or found among {len(tables)} tables"
        return coverage.of_source(source, holders_examined(index, source, tables), searched=searched)

    return of


def _set_row(audit: AuditedLabels) -> dict[str, Any]:
    counts = counts_of(audit)
    return {
        "source": audit.labels.source,
        "table": audit.labels.name,
        "items": audit.counts.items,
        "labelled": audit.counts.labelled,
        "labels_given": audit.counts.labels_given,
        "rows": int(counts["labels.orphaned"][1]),
        "classes": len(audit.counts.support),
        "inferred": audit.labels.inferred,
    }


def _measure_without_labels(builder: ProfileBuilder, source: str, examined: Examined, *, needed: bool) -> None:
    """Measure a source without labels: not measured in a training project, nothing to count in others."""
    for indicator in (*INDICATORS, ESTIMATE):
        if needed:
            builder.not_measured(indicator, NO_LABELS, source=source)
        else:
            builder.measure(indicator, numerator=0, denominator=0, source=source, examined=examined)


def _audit(inputs: Inputs, lookup: TableLookup, labels: LabelSet) -> AuditedLabels:
    labels = _with_slices(labels)
    rows = rows_of(lookup, labels)
    if not labels.classes:
        listed, file = classes.find_list_beside(inputs, lookup, labels.table, _count_given(rows))
        labels = replace(labels, classes=listed, classes_from=file)
    items = items_of(inputs, lookup, labels)
    matches = join((row.key for row in rows), items)
    return AuditedLabels(
        labels=labels,
        items=items,
        matches=matches,
        counts=count_labels(rows, matches, items, labels.classes),
    )


def _with_slices(labels: LabelSet) -> LabelSet:
    """Columns to slice by: those declared, else the usual ones."""
    if labels.export is not None:
        known = {name for item in labels.export.items for name in item.names}
        usual = tuple(name for name in SLICES if name in known)
    else:
        usual = tuple(column for name in SLICES if (column := column_named(labels.table, name)))
    return replace(labels, slices=labels.slices or usual)


def _count_given(rows: Sequence[LabelRow]) -> Mapping[str, int]:
    return Counter(row.label for row in rows if values.kind_of(row.label) == values.LABEL)


def _measure_source(
    builder: ProfileBuilder, source: str, audited: list[AuditedLabels], problem: str, examined: Examined
) -> None:
    """Counts of all sets of a source together; a set that could not be read leaves its source unmeasured."""
    reasons = {indicator: problem or _reason_unknown(audited, indicator) for indicator in INDICATORS}
    for indicator in INDICATORS:
        if reasons[indicator]:
            builder.not_measured(indicator, reasons[indicator], source=source)
            continue
        parts = [counts_of(one)[indicator] for one in audited]
        numerator, denominator = (sum(part[at] for part in parts) for at in (0, 1))
        population = _population(audited) if indicator == "labels.missing" else None
        builder.measure(
            indicator,
            numerator=numerator,
            denominator=denominator,
            source=source,
            population=population,
            examined=_nothing_to_count(indicator, audited, examined),
        )


def _nothing_to_count(indicator: str, audited: Sequence[AuditedLabels], examined: Examined) -> Examined:
    """The tables examined, with the reason why these labels may leave this indicator nothing to count."""
    if indicator == "labels.agreement" and audited:
        return replace(examined, searched="no item has labels of several annotators")
    if indicator == "labels.orphaned" and audited and all(one.labels.inline for one in audited):
        return replace(examined, searched="each label is in the row of its own item")
    return examined


def _reason_unknown(audited: Sequence[AuditedLabels], indicator: str) -> str:
    """The reason why a measure is unknown because a table was cut at the row limit; "" when it is known."""
    if indicator == "labels.missing" and any(
        not is_whole(one.labels.table) and not one.labels.inline for one in audited
    ):
        return "the label file was cut at the row limit, so a missing row may be after the limit"
    if indicator == "labels.orphaned" and any(not _items_whole(one) and not one.labels.inline for one in audited):
        return "the labelled table was cut at the row limit, so the item of an orphaned label may be after the limit"
    if indicator == "labels.conflicting" and audited and all(one.counts.multi_label for one in audited):
        return "most items carry several labels: this is a multi-label task, in which several labels are not a conflict"
    return ""


def _items_whole(audit: AuditedLabels) -> bool:
    return audit.items.total is None


def _population(audited: Sequence[AuditedLabels]) -> float | None:
    if all(_items_whole(one) for one in audited):
        return None
    return float(sum(one.items.total or len(one.items.keys) for one in audited))


def counts_of(audit: AuditedLabels) -> Counts:
    """Numerator and denominator of every indicator, as the catalogue words them."""
    counts = audit.counts
    scarce = sum(count < values.SUPPORTED for count in counts.support.values())
    rows = 0 if audit.labels.inline else counts.rows  # labels inside the item's own row cannot be orphans
    return {
        "labels.missing": (len(counts.missing), counts.items),
        "labels.invalid": (len(counts.invalid), counts.labels_given),
        "labels.orphaned": (0 if audit.labels.inline else len(counts.orphans), rows),
        "labels.conflicting": (len({conflict.item for conflict in counts.conflicts}), counts.labelled),
        "labels.class_support": (scarce, len(counts.support)),
        "labels.agreement": (len(counts.agreement.disagreements), counts.agreement.items),
    }
