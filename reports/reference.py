"""The reference pages in ``docs/``, generated from the catalogue, the config models and the file schemas.

``python -m reports.reference`` writes them anew; a test fails when one is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel

from readiness import config, schemas
from readiness.catalogue import DIMENSION_TITLES, PLANNED, specs
from readiness.config import Project
from readiness.model import IndicatorSpec

DOCS = Path(__file__).parent.parent / "docs"

_INDICATORS_HEAD = """\
# Indicators

Generated from `readiness/catalogue.py`. A rate is numerator divided by denominator; nothing to count is *does not
apply*, never 0 or 1. **Not measured is never a pass.** A veto that fails blocks the project (D), one that is not
measured makes the verdict unknown (U); neither is averaged away. A value exactly on a limit has not passed it.
The verdict is the worst dimension. Grades and gate: [the gate](gate.md); your own limits: `policy` in
[the project config](config.md).
"""

_FILES_HEAD = """\
# Files of an audit

Generated from `readiness/schemas.py`. A run lies in `OUT/<project>/<run_id>/`, and `OUT/<project>/latest` points at
the newest; it is written beside and moved into place whole. Beside the Parquet files below stand `scorecard.json`
(schema: `reports/scorecard-1.0.schema.json`), `scorecard.html` and `scorecard.md`. `stages/` holds the files between
assets, `attempts/` and `pulls/` what the gate needs to know of audits that did not end and sources read again.

```sql
-- DuckDB: the worst indicators, and where to look
SELECT code, count(*) AS findings FROM 'latest/findings.parquet' GROUP BY code ORDER BY findings DESC;
```
"""

_CONFIG_HEAD = """\
# Project config

Generated from `readiness/config.py`. Unknown keys are refused with file, line and a suggestion. Any text may hold
`${NAME}`: it is read from the environment, or from the file named by `secrets`, when it is used, and never stored.
Durations are a number and one of s, m, h, d, w, y. A complete example is `projects/demo-repaired.yaml`.
"""


def indicators() -> str:
    parts = [_INDICATORS_HEAD]
    for dimension, title in DIMENSION_TITLES.items():
        parts.append(f"\n## {title}\n")
        parts.extend(_indicator(spec) for spec in specs(dimension))
    parts.append(
        "\n## Planned, not measured yet\n\nNever judged, never scored.\n\n| code | what it will measure |\n|---|---|\n"
    )
    parts.extend(f"| `{code}` | {text} |\n" for code, text in PLANNED.items())
    return "".join(parts)


def _indicator(spec: IndicatorSpec) -> str:
    judged = "information, not judged"
    if spec.limits is not None:
        rows = [f"{use}: warn {limit.warn:g}, fail {limit.fail:g}" for use, limit in spec.limits.items()]
        judged = f"{'; '.join(rows)} ({next(iter(spec.limits.values())).origin})"
    return (
        f"\n### `{spec.code}`{' (veto)' if spec.veto else ''}\n\n{spec.question}\n\n"
        f"* {spec.numerator} ÷ {spec.denominator} ({spec.unit}, {spec.better} is better)\n"
        f"* Limits: {judged}\n"
        f"* Measured by `{spec.measured_by}`, {spec.sampling}; weight {spec.weight:g}\n"
        f"* Remedy ({spec.effort}): {spec.remedy}\n"
    )


def files() -> str:
    parts = [_FILES_HEAD]
    for name, schema in schemas.PUBLISHED.items():
        parts.append(f"\n## `{name}.parquet`\n\n| column | type | may be null |\n|---|---|---|\n")
        parts.extend(f"| `{f.name}` | {f.type} | {'yes' if f.nullable else 'no'} |\n" for f in schema)
    return "".join(parts)


def configuration() -> str:
    return _CONFIG_HEAD + "".join(_model(model) for model in _models(Project))


def _models(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The project first, then every model of the config module, in the order it declares them."""
    yield root
    for found in vars(config).values():
        declared = isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == config.__name__
        if declared and found is not root and found.model_fields:
            yield found


def _model(model: type[BaseModel]) -> str:
    intro = f"\n{(model.__doc__ or '').strip().splitlines()[0]}\n" if model.__doc__ else ""
    head = f"\n## {model.__name__}\n{intro}\n| key | type | default | meaning |\n|---|---|---|---|\n"
    return head + "".join(_row(name, field) for name, field in model.model_fields.items())


def _row(name: str, field: object) -> str:
    shown = _type(str(getattr(field, "annotation", "")))
    required = bool(getattr(field, "is_required", lambda: False)())
    default = "required" if required else _default(getattr(field, "default", None))
    return f"| `{name}` | {shown} | {default} | {getattr(field, 'description', None) or ''} |\n"


def _type(annotation: str) -> str:
    """A type as a reader of the YAML would say it."""
    if "timedelta" in annotation:
        return "duration"
    bare = annotation.replace("readiness.config.", "").replace("typing.", "").replace("datetime.date", "date")
    return bare.removeprefix("<class '").removesuffix("'>").replace("|", "\\|")


def _default(value: object) -> str:
    return (
        ""
        if value is None or isinstance(value, BaseModel) or "Undefined" in str(value) or value == ""
        else f"`{value}`"
    )


PAGES: dict[str, Callable[[], str]] = {
    "config.md": configuration,
    "files.md": files,
    "indicators.md": indicators,
}

if __name__ == "__main__":
    for page, text in PAGES.items():
        (DOCS / page).write_text(text(), encoding="utf-8")
