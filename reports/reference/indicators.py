"""The reference of indicators, made from ``readiness.catalogue``: one entry each, by dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from readiness.catalogue import CATALOGUE, DIMENSION_TITLES, PLANNED, specs
from readiness.model import IndicatorSpec, Limits
from reports.reference.tables import code, codes, table

DIMENSIONS = {
    "purpose": "Is it stated why this project exists and how its success is measured?",
    "availability": "Can the sources be reached, are they complete, and do their items open?",
    "rights": "Does each source have a responsible owner, and may its data be used?",
    "uniqueness": "How much of the data is there more than once?",
    "currency": "Is the data recent enough, and is its age known?",
    "format": "Can the items be read, and does the format of series stay the same over time?",
    "labels": "Are the labels there, valid and free of contradiction?",
    "content": "Do the documents hold usable text?",
    "validity": "Do the values in tables fit their columns?",
    "sufficiency": "Is there enough usable data for what the charter asks?",
}
"""One sentence per dimension."""

_USES = ("rag", "training", "analytics")


def render_overview() -> str:
    """One row per indicator."""
    rows = [
        [
            f"[{code(spec.code)}](#{spec.code.replace('.', '')})",
            spec.title,
            "veto" if spec.veto else "",
            "not judged" if spec.limits is None else f"{spec.weight:g}",
            code(spec.measured_by),
        ]
        for spec in CATALOGUE.values()
    ]
    return table(["indicator", "title", "blocking check", "weight", "measured by"], rows)


def render() -> str:
    """Every measured indicator, dimension by dimension."""
    return "\n\n".join(part for name in DIMENSION_TITLES for part in _dimension(name))


def _dimension(name: str) -> Iterator[str]:
    yield f"## {DIMENSION_TITLES[name]}"
    yield DIMENSIONS[name]
    for spec in specs(name):
        yield _entry(spec)


def render_planned() -> str:
    """Indicators of the product that nothing measures yet."""
    return table(["indicator", "will measure"], ([code(name), says] for name, says in sorted(PLANNED.items())))


def _entry(spec: IndicatorSpec) -> str:
    facts = [
        f"**Counts:** {spec.numerator}",
        f"**Out of:** {spec.denominator}",
        f"**Unit:** {spec.unit}; {spec.better} is better",
        f"**Failing case:** {spec.failing}",
        f"**Judged:** {_judging(spec)}",
        f"**Measured by:** the asset {code(spec.measured_by)}; {_sampling(spec.sampling)}",
        f"**A finding is:** {spec.severity}",
        f"**Remedy:** {spec.remedy} Usual effort: {spec.effort}.",
    ]
    veto = " **Blocking check (veto).**" if spec.veto else ""
    lines = [f"### {spec.code}", "", f"*{spec.title}.* {spec.question}{veto}", "", *(f"* {fact}" for fact in facts)]
    limits = "" if spec.limits is None else f"\n\n{_limits(spec, spec.limits)}"
    return "\n".join(lines) + limits


def _sampling(rule: str) -> str:
    return "every case is examined (census)" if rule == "census" else rule


def _judging(spec: IndicatorSpec) -> str:
    if spec.limits is None:
        return "no; it is information and takes no part in the verdict"
    weight = f"weight {spec.weight:g}"
    elsewhere = [use for use in _USES if use not in spec.applies_to]
    return f"{weight}; shown and not judged for {codes(elsewhere)}" if elsewhere else weight


def _limits(spec: IndicatorSpec, limits: Mapping[str, Limits]) -> str:
    """One row per distinct pair of limits: uses that share them share a row."""
    shared: dict[tuple[float, float, str], list[str]] = {}
    for use in _USES:
        if use in spec.applies_to:
            shared.setdefault((limits[use].warn, limits[use].fail, limits[use].origin), []).append(use)
    direction = "above" if spec.better == "lower" else "below"
    rows = [
        [codes(uses), _amount(warn, spec.unit), _amount(fail, spec.unit), origin]
        for (warn, fail, origin), uses in shared.items()
    ]
    return table(["use", f"warns {direction}", f"fails {direction}", "origin of the limits"], rows)


def _amount(value: float, unit: str) -> str:
    return f"{100 * value:g} %" if unit == "share" else f"{value:g} {unit}"
