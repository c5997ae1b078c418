"""Next steps, cheapest first, and the headline for a project lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.catalogue import DIMENSION_TITLES
from readiness.config.project import Project
from readiness.model import Dimension, Effort, Grade, Indicator, Limitation, NextStep, Status
from readiness.rate_words import NAMED, rates
from readiness.scoring.causes import ACCESS, NOTHING_AUDITED
from readiness.scoring.findings import owner_of
from readiness.scoring.grades import applies, is_unknown
from readiness.scoring.indicators import MORE_ROWS

_OPEN = frozenset({Status.FAIL, Status.WARN, Status.INCONCLUSIVE, Status.NOT_MEASURED, Status.ERROR})
_EFFORTS = tuple(Effort)


def blockers(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Codes of what fails: vetoes first, then the rest, each in catalogue order."""
    failing = [i for i in indicators if i.status is Status.FAIL]
    return tuple(i.code for i in sorted(failing, key=lambda i: not i.veto))


def unknowns(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Codes of unknown indicators: vetoes and errors first, then the others that were not measured."""
    unknown = [i for i in indicators if is_unknown(i)]
    unmeasured = [i for i in indicators if applies(i) and i.status is Status.NOT_MEASURED and i not in unknown]
    return tuple(i.code for i in (*unknown, *unmeasured))


def next_steps(
    indicators: Sequence[Indicator], project: Project, counts: Mapping[tuple[str, ...], int]
) -> tuple[NextStep, ...]:
    """One step per open indicator, access before all, then cheapest first, blocking ones first among equals.

    ``counts`` counts findings by (code, source): the owner of the source with the most is asked.
    """
    steps = [_step(i, project, counts) for i in indicators if applies(i) and i.status in _OPEN]
    return tuple(sorted(steps, key=_urgency))


def _urgency(step: NextStep) -> tuple[object, ...]:
    """Steps about unread items come first: they cause most of the unknown indicators."""
    is_effect = not (step.indicator == ACCESS and step.blocks)
    return (is_effect, _EFFORTS.index(step.effort), not step.blocks, -step.findings, step.indicator)


def _step(indicator: Indicator, project: Project, counts: Mapping[tuple[str, ...], int]) -> NextStep:
    sources = sorted((-count, key[1]) for key, count in counts.items() if key[0] == indicator.code and key[1])
    return NextStep(
        indicator=indicator.code,
        action=_action(indicator),
        effort=indicator.effort,
        findings=indicator.findings,
        owner=owner_of(project, sources[0][1] if sources else ""),
        blocks=indicator.status is Status.FAIL or is_unknown(indicator),
    )


def _action(indicator: Indicator) -> str:
    if indicator.status is Status.ERROR:
        return f"Repair the audit: measuring “{indicator.title}” failed ({indicator.reason})."
    if indicator.status is Status.INCONCLUSIVE and indicator.needed_sample:
        return f"{MORE_ROWS[:1].upper()}{MORE_ROWS[1:]}: about {indicator.needed_sample:,} cases settle it."
    if indicator.status in {Status.INCONCLUSIVE, Status.NOT_MEASURED}:
        return f"{indicator.remedy} Not measured yet: {indicator.reason}."
    return indicator.remedy


def headline(
    grade: Grade,
    indicators: Sequence[Indicator],
    dimensions: Sequence[Dimension],
    limitations: Sequence[Limitation] = (),
    causes: Sequence[str] = (),
) -> str:
    """The verdict in one plain sentence: ``causes`` (``scoring.causes``) before their effects, then what limits it."""
    if causes and grade not in {Grade.A, Grade.B}:
        sentence = _by_cause(grade, indicators, causes)
    else:
        sentence = _verdict(grade, indicators, dimensions, limitations)
    return sentence if grade is Grade.B or not limitations else f"{sentence[:-1]}; {_limits(limitations)}."


def _by_cause(grade: Grade, indicators: Sequence[Indicator], causes: Sequence[str]) -> str:
    """Headline by cause: where a source was not audited, other failures are effects and left to the list below."""
    word = {Grade.C: "Not ready", Grade.D: "Blocked"}.get(grade, "Could not tell")
    failing = [i for i in indicators if i.status is Status.FAIL and i.code != ACCESS]
    also = f"; {rates(failing, 'failing indicator')}" if failing else ""
    return f"{word}: {'; '.join(causes)}{'' if any(NOTHING_AUDITED in one for one in causes) else also}."


def _verdict(
    grade: Grade, indicators: Sequence[Indicator], dimensions: Sequence[Dimension], limitations: Sequence[Limitation]
) -> str:
    failing = [i for i in indicators if i.status is Status.FAIL]
    if grade is Grade.A:
        return f"Ready: all {sum(i.status is Status.PASS for i in indicators)} judged indicators pass."
    if grade is Grade.B:
        parts = (_warnings(indicators), _limits(limitations))
        return f"Ready with warnings: {'; '.join(part for part in parts if part)}."
    if grade is Grade.C:
        return f"Not ready: {rates(failing, 'failing indicator')}."
    if grade is Grade.D:
        return f"Blocked: {rates([i for i in failing if i.veto], 'failing blocking check')}."
    return _unknown_headline(indicators, dimensions, failing)


def _unknown_headline(
    indicators: Sequence[Indicator], dimensions: Sequence[Dimension], failing: list[Indicator]
) -> str:
    missing = [i.title for i in indicators if is_unknown(i)]
    missing = missing or [DIMENSION_TITLES[d.name] for d in dimensions if d.grade is Grade.U and d.score is not None]
    also = f"; failing: {rates(failing, 'failing indicator')}" if failing else ""
    if sampled := [i.title for i in indicators if is_unknown(i) and i.needed_sample]:
        also += f"; of {_titles(sampled)} only a sample was read: {MORE_ROWS}"
    if not missing:
        return f"Could not tell: nothing was measured{also}."
    return f"Could not tell: {_titles(missing)} {_verb(missing, 'is', 'are')} not known{also}."


def _warnings(indicators: Sequence[Indicator]) -> str:
    counted = (
        ("accepted by waiver", [i.title for i in indicators if i.status is Status.WAIVED]),
        ("inconclusive", [i.title for i in indicators if i.status is Status.INCONCLUSIVE]),
        ("not measured", [i.title for i in indicators if applies(i) and i.status is Status.NOT_MEASURED]),
    )
    warned = [i for i in indicators if i.status is Status.WARN]
    named = [f"{len(titles)} {words} ({_titles(titles)})" for words, titles in counted if titles]
    return "; ".join([*([rates(warned, "warning")] if warned else []), *named])


def _limits(limitations: Sequence[Limitation]) -> str:
    return "; ".join(one.text for one in limitations)


def _titles(titles: Sequence[str]) -> str:
    rest = len(titles) - NAMED
    quoted = [f"“{title}”" for title in titles[:NAMED]]
    return ", ".join(quoted) + (f" and {rest} more" if rest > 0 else "")


def _verb(titles: Sequence[str], one: str, many: str) -> str:
    return one if len(titles) == 1 else many
