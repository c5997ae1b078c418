"""The legal basis of personal data: whether each source that holds some states one."""

from __future__ import annotations

from collections.abc import Callable

from readiness.config.project import Project, Rights
from readiness.profilers.base import ProfileBuilder
from readiness.profilers.item_coverage import Examined
from readiness.profilers.rights.rights_defects import Findings, SourceCounts


def measure_basis(
    project: Project, findings: Findings, builder: ProfileBuilder, examined: Callable[[str], Examined]
) -> None:
    """Count the sources with personal data and no basis, or where the config forbids it.

    Names and addresses that texts merely mention (authors, offices) do not ask for a basis; contact data,
    identifiers and columns that list people do (``permission.reaches_people``). Where ``pii_allowed`` is false,
    any personal data is a violation; where it is a list, any of another kind. What chance also gives never is one.
    """
    for source in project.sources:
        counted = findings.by_source[source.name]
        why = _violation(source.rights, counted)
        builder.measure(
            "rights.pii_basis",
            numerator=bool(why),
            denominator=bool(counted.scanned),
            source=source.name,
            examined=examined(source.name),
        )
        if why:
            _report(source.name, source.rights, counted, why, builder)


def _violation(rights: Rights | None, counted: SourceCounts) -> str:
    allowed = rights.pii_allowed if rights else None
    if allowed is False:
        return "its config allows none" if counted.with_pii else ""
    if isinstance(allowed, list):
        others = sorted({kind for kinds in counted.kinds for kind in kinds} - set(allowed))
        return f"its config does not allow {', '.join(others)}" if others else ""
    stated = rights is not None and bool(rights.basis.strip())
    return "no legal basis is stated" if counted.with_direct_pii and not stated else ""


def _report(source: str, rights: Rights | None, counted: SourceCounts, why: str, builder: ProfileBuilder) -> None:
    builder.defect(
        "rights.pii_basis",
        source=source,
        item=source,
        measure=counted.with_pii,
        message=f"{counted.with_pii} of {counted.scanned} items of {source} hold personal data, but {why}.",
        remedy="State rights.basis for the source with your data protection officer, or remove the personal data.",
        evidence={
            "items_with_pii": counted.with_pii,
            "items_scanned": counted.scanned,
            "items_unread": counted.unread,
            "basis": rights.basis if rights else "",
            "pii_allowed": rights.pii_allowed if rights else None,
        },
    )
