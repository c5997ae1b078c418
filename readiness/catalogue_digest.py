"""One short name for what the catalogue judges by: it changes when a limit, a veto or a weight does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from readiness.catalogue import CATALOGUE
from readiness.model import IndicatorSpec


def catalogue_digest(specs: Iterable[IndicatorSpec] | None = None) -> str:
    """SHA-256 (hex) over code, limits, veto, weight, better, unit and applies_to of every indicator.

    Titles and remedies take no part: another wording judges alike.
    """
    rows = [_judging(spec) for spec in (CATALOGUE.values() if specs is None else specs)]
    text = json.dumps(sorted(rows, key=lambda row: str(row["code"])), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _judging(spec: IndicatorSpec) -> dict[str, Any]:
    limits = {use: [one.warn, one.fail, one.origin] for use, one in (spec.limits or {}).items()}
    return {
        "code": spec.code,
        "limits": None if spec.limits is None else limits,
        "veto": spec.veto,
        "weight": float(spec.weight),
        "better": spec.better,
        "unit": spec.unit,
        "applies_to": sorted(spec.applies_to),
    }
