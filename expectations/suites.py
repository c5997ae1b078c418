"""Great Expectations suites as reviewed JSON files: found, read strictly, named; GX itself is not imported here.

GX drops what it does not know and passes what is empty (measured with 1.24). So a suite must hold at least one
expectation, each has a stable name (``meta.check``), and names never repeat.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.errors import ConfigError

BUILT_IN = Path(__file__).parent / "suites"
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One expectation: ``check`` is its stable name, ``kind`` the GX type, ``severity`` critical|warning|info."""

    check: str
    kind: str
    severity: str
    kwargs: Mapping[str, Any]
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return str(self.kwargs.get("column", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    name: str
    expectations: tuple[Expectation, ...]


def find_suite(name: str, folders: tuple[Path, ...]) -> Path:
    """The JSON file of a suite: the project's own folders first, the built-in ones last."""
    for folder in (*folders, BUILT_IN):
        path = folder / f"{name}.json"
        if path.is_file():
            return path
    known = sorted({p.stem for folder in (*folders, BUILT_IN) if folder.is_dir() for p in folder.glob("*.json")})
    raise ConfigError(f"no expectation suite is named {name!r}", where="suites", next_step=f"known suites: {known}")


def read_suite(path: Path) -> Suite:
    """Read one suite file strictly; raises ``ConfigError`` naming the file and the expectation."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"the suite cannot be read: {error}", where=str(path)) from None
    if not isinstance(document, dict):
        raise ConfigError("a suite is a JSON object with name and expectations", where=str(path))
    return parse_suite(document, where=str(path))


def parse_suite(document: Mapping[str, Any], *, where: str) -> Suite:
    entries = document.get("expectations")
    if not isinstance(entries, list) or not entries:
        raise ConfigError("a suite without expectations would always pass", where=where)
    expectations = tuple(_expectation(entry, where, position) for position, entry in enumerate(entries))
    names = [expectation.check for expectation in expectations]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ConfigError(f"check names repeat: {repeated}", where=where, next_step="set meta.check on each")
    return Suite(name=str(document.get("name") or Path(where).stem), expectations=expectations)


def _expectation(entry: object, where: str, position: int) -> Expectation:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        raise ConfigError(f"expectation {position} has no type", where=where)
    kwargs, meta = entry.get("kwargs") or {}, entry.get("meta") or {}
    severity = entry.get("severity", "critical")
    if severity not in SEVERITIES:
        raise ConfigError(f"expectation {position} has severity {severity!r}; known: {SEVERITIES}", where=where)
    check = str(meta.get("check") or _default_name(entry["type"], kwargs))
    return Expectation(check=check, kind=entry["type"], severity=severity, kwargs=kwargs, meta=meta)


def _default_name(kind: str, kwargs: Mapping[str, Any]) -> str:
    return re.sub(r"\W", "_", f"{kind.removeprefix('expect_')}__{kwargs.get('column', 'table')}")


def metrics_suite(suite: Suite, limits: Mapping[str, float]) -> Suite:
    """The metrics suite under a project's own limits: ``limits`` maps an indicator code to the limit in force."""
    return Suite(name=suite.name, expectations=tuple(_replace_limit(e, limits) for e in suite.expectations))


def _replace_limit(expectation: Expectation, limits: Mapping[str, float]) -> Expectation:
    if expectation.column not in limits:
        return expectation
    limit_name = "min_value" if "min_value" in expectation.kwargs else "max_value"
    kwargs = {**expectation.kwargs, limit_name: limits[expectation.column]}
    return Expectation(
        check=expectation.check,
        kind=expectation.kind,
        severity=expectation.severity,
        kwargs=kwargs,
        meta=expectation.meta,
    )
