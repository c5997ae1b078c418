"""Single findings that a named person accepts until a date: they leave the numerator and stay visible.

A waiver that names a source, an item, a part or a value accepts only the findings that match all it names. A finding
of several values is accepted only when each of them is (product contract, section 9).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.config.item_patterns import pattern_of
from readiness.config.policy_settings import WaiverConfig
from readiness.model import Outcome, Waiver
from readiness.scoring.policy import EXPIRED, LIVE
from readiness.scoring.reconciliation import MEASURED

Row = dict[str, Any]

BASIS, PERSONAL = "rights.pii_basis", "rights.pii"
_FINDINGS_OF = {BASIS: PERSONAL}
"""Indicators whose single cases are findings of another code."""

_COUNTED = ("validity.",)
"""Codes whose findings each cover several cases; the evidence holds their number (``count``)."""

VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFindings:
    """Cases to take out of numerators by (indicator, source), and the narrow waivers with what each accepts."""

    cases: Mapping[tuple[str, str], float]
    waivers: tuple[Waiver, ...]
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Defect:
    source: str
    item: str
    part: str
    digests: frozenset[str]
    cases: float
    blocks: bool


def accepted_findings(wanted: Iterable[WaiverConfig], defects: pa.Table, as_of: dt.date) -> AcceptedFindings:
    """Findings of ``defects`` (``schemas.DEFECTS``) that narrow waivers of ``wanted`` accept on ``as_of``."""
    narrow = sorted((one for one in wanted if one.is_narrow), key=_order)
    cases: Counter[tuple[str, str]] = Counter()
    findings: Counter[str] = Counter()
    counts: Counter[int] = Counter()
    for indicator in sorted({one.indicator for one in narrow}):
        live = [one for one in narrow if one.indicator == indicator and one.until >= as_of]
        open_defects = list(_defects(defects, indicator)) if live else []
        taken = [(one, _matching(live, one)) for one in open_defects]
        for _, waivers in taken:
            findings[indicator] += bool(waivers)
            counts.update(id(waiver) for waiver in waivers)
        cases.update(_cases(indicator, taken))
    made = tuple(_waiver(one, counts[id(one)], as_of) for one in narrow)
    return AcceptedFindings(cases=cases, waivers=made, findings=findings)


def without_accepted(rows: Mapping[str, list[Row]], accepted: AcceptedFindings) -> dict[str, list[Row]]:
    """Measure rows with accepted cases taken out of the numerators of their sources; slices stay as measured."""
    return {code: [_subtract_accepted(code, row, accepted) for row in measures] for code, measures in rows.items()}


def _subtract_accepted(code: str, row: Row, accepted: AcceptedFindings) -> Row:
    cases = accepted.cases.get((code, row["source"]), 0)
    if not cases or row["state"] != MEASURED or row["slice"]:
        return row
    return {**row, "numerator": max(0.0, row["numerator"] - cases)}


def _order(waiver: WaiverConfig) -> tuple[str, ...]:
    return (waiver.indicator, waiver.until.isoformat(), waiver.source, waiver.item, waiver.part, waiver.value_digest)


def _defects(defects: pa.Table, indicator: str) -> Iterator[_Defect]:
    own = defects.filter(pc.equal(defects["code"], _FINDINGS_OF.get(indicator, indicator)))
    for row in own.select(["source", "item", "part", "evidence"]).to_pylist():
        facts = json.loads(row["evidence"] or "{}")
        several = indicator.startswith(_COUNTED) and isinstance(facts.get("count"), int)
        yield _Defect(
            source=row["source"],
            item=row["item"],
            part=row["part"] or "",
            digests=frozenset(map(str, facts.get("value_digests") or ())),
            cases=float(facts["count"]) if several else 1.0,
            blocks=facts.get("blocks", facts.get("outcome") != Outcome.OWNER_LOCKED) is True,
        )


def _matching(live: Sequence[WaiverConfig], defect: _Defect) -> list[WaiverConfig]:
    """The waivers that together accept a finding; none when one of its values is left."""
    placed = [one for one in live if _fits(one, defect)]
    whole = [one for one in placed if not one.value_digest]
    if whole:
        return whole[:1]
    valued = [one for one in placed if one.value_digest in defect.digests]
    return valued if defect.digests and defect.digests <= {one.value_digest for one in valued} else []


def _fits(waiver: WaiverConfig, defect: _Defect) -> bool:
    return (
        waiver.source in {"", defect.source}
        and waiver.part in {"", defect.part}
        and (not waiver.item or pattern_of(waiver.item).fullmatch(defect.item) is not None)
    )


def _cases(indicator: str, taken: Sequence[tuple[_Defect, list[WaiverConfig]]]) -> Counter[tuple[str, str]]:
    """Cases per source. A source counts once for its basis: only when nothing that blocks is left of it."""
    cases: Counter[tuple[str, str]] = Counter()
    if indicator != BASIS:
        for defect, waivers in taken:
            cases[indicator, defect.source] += int(defect.cases) * bool(waivers) * defect.blocks
        return cases
    blocking = [(defect, waivers) for defect, waivers in taken if defect.blocks]
    for source in {defect.source for defect, _ in blocking}:
        cases[indicator, source] = int(all(waivers for defect, waivers in blocking if defect.source == source))
    return cases


def _waiver(waiver: WaiverConfig, accepts: int, as_of: dt.date) -> Waiver:
    state = EXPIRED if waiver.until < as_of else LIVE if accepts else VOID
    fields = {name: getattr(waiver, name) for name in ("source", "item", "part", "value_digest")}
    made = Waiver(indicator=waiver.indicator, reason=waiver.reason, approver=waiver.approver, until=waiver.until)
    return replace(made, state=state, accepted=accepts, **fields)
