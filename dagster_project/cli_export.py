"""Commands that write what an audit found for the steps that follow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.cli_options import JSON, OUT
from readiness.errors import UsageError
from readiness.storage.private_files import private_umask

if TYPE_CHECKING:
    from dagster_project.audit.manifest_export import ExportedManifest


@click.group()
def export() -> None:
    """Write what an audit found for the steps that follow."""


@export.command()
@click.argument("target", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write Parquet to this file.")
@click.option("--anyway", is_flag=True, help="Export although the gate is closed; the file and stderr are marked.")
@click.option("--max-age", default="7d", show_default=True, help="How old the audit may be: 12h, 7d, 4w.")
@OUT
@JSON
def manifest(target: str | None, output: Path | None, anyway: bool, as_json: bool, **options: Any) -> None:
    """The usable items (canonical copies, current, readable, in date), one per line; none where the gate is closed."""
    from dagster_project import launch
    from dagster_project.audit import manifest_export
    from readiness.config.project import duration

    try:
        age = duration(options["max_age"])
    except ValueError as error:
        raise UsageError(str(error), where="--max-age") from None
    exported = manifest_export.export_manifest(launch.find_project(target, options["out"]), max_age=age, anyway=anyway)
    if not exported.gate.open:
        click.echo(f"warning: exported although the gate is closed: {exported.gate.reason}", err=True)
    if output is None:
        _print_items(exported, as_json)
    else:
        manifest_export.write_manifest(exported, output)
        _print_written(exported, output, as_json)


@export.command()
@click.argument("target", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@OUT
def findings(target: str | None, output: Path | None, out: Path | None) -> None:
    """Every finding of the last run as CSV; values that are masked stay masked."""
    from dagster_project import launch
    from dagster_project.audit.finding_exports import findings_csv

    _write(findings_csv(launch.find_project(target, out)), output)


@export.command()
@click.argument("target", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@OUT
def junit(target: str | None, output: Path | None, out: Path | None) -> None:
    """The indicators of the last run as JUnit XML, which CI systems show as tests."""
    from dagster_project import launch
    from dagster_project.audit.finding_exports import junit_xml
    from dagster_project.audit.gate import read_scorecard

    _write([junit_xml(read_scorecard(launch.find_project(target, out)))], output)


def _write(texts: Iterable[str], output: Path | None) -> None:
    """To a file that its owner alone may read, else to the standard output."""
    if output is None:
        for text in texts:
            click.echo(text, nl=False)
        return
    with private_umask(), output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(texts)
    click.echo(f"wrote {output}")


def _print_items(exported: ExportedManifest, as_json: bool) -> None:
    rows = exported.items.to_pylist()
    if as_json:
        gate = {"gate": "open" if exported.gate.open else "closed", "run_id": exported.gate.run_id}
        click.echo(json.dumps([{**row, **gate} for row in rows], indent=1, default=str, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['source']}\t{row['item']}")


def _print_written(exported: ExportedManifest, output: Path, as_json: bool) -> None:
    from dataclasses import asdict

    count = exported.items.num_rows
    if as_json:
        click.echo(json.dumps({"written": str(output), "items": count, "gate": asdict(exported.gate)}))
    else:
        click.echo(f"wrote {count:,} items to {output}")
