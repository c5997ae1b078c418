"""The command that approves a member of a series as its baseline."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dagster_project.cli_options import JSON, OUT
from readiness.errors import UsageError

if TYPE_CHECKING:
    from readiness.config.baselines import Baseline


@click.command()
@click.argument("target")
@click.argument("series", required=False)
@click.option("--member", default="", help="The member to approve: its name, or its date or version.")
@click.option("--source", default="", help="The source of the series, where several have one of that name.")
@click.option("--by", default="", help="Who approves.")
@click.option("--reason", default="", help="Why this member is what later ones must be like.")
@click.option("--schema", "schema_only", is_flag=True, help="Approve its columns and types alone.")
@OUT
@JSON
def baseline(
    target: str,
    series: str | None,
    member: str,
    source: str,
    by: str,
    reason: str,
    schema_only: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Approve a member of SERIES as the baseline of project TARGET; without SERIES, list what is approved."""
    from dagster_project.audit.baseline_approval import approve, baseline_file
    from dagster_project.audit.context import ProjectRef
    from readiness.profilers.format_drift.pinned_baseline import Approval

    cwd = Path.cwd()
    loaded, file = baseline_file(target, cwd=cwd)
    if series is None:
        _print(list(file.baselines), file.path, as_json=as_json)
        return
    absent = [
        name for name, given in (("--member", member), ("--by", by.strip()), ("--reason", reason.strip())) if not given
    ]
    if absent:
        raise UsageError(f"an approval needs {', '.join(absent)}", next_step="readiness baseline --help")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    approval = Approval(by=by.strip(), on=today, reason=reason.strip(), schema_only=schema_only)
    ref = ProjectRef(target=target, cwd=cwd, out=(out or loaded.default_out).resolve())
    _print([approve(ref, loaded, (source, series, member), approval)], file.path, as_json=as_json)


def _print(baselines: list[Baseline], path: Path, *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                **one.model_dump(include={"source", "series", "member", "approved_by", "approved_on", "reason"}),
                "schema_only": one.schema_only,
                "columns": len(one.columns),
            }
            for one in baselines
        ]
        click.echo(json.dumps({"file": str(path), "baselines": rows}, ensure_ascii=False))
        return
    for one in baselines:
        click.echo(f"{one.source}: {one.series}: {one.approval}{' (schema only)' if one.schema_only else ''}")
    click.echo(f"{len(baselines) or 'no'} baseline{'s' if len(baselines) != 1 else ''} in {path}; commit the file")
