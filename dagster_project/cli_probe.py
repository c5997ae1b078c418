"""The command that tells what of a target can be reached and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from dagster_project.cli_options import EXIT_UNKNOWN, JSON

if TYPE_CHECKING:
    from dagster_project.audit.access_report import SourceReport

_MOST_REFUSED = 10


@click.command()
@click.argument("target")
@JSON
@click.pass_context
def probe(context: click.Context, target: str, as_json: bool) -> None:
    """Report the access to TARGET alone: reached, listed, read, how fast, and what was refused.

    TARGET is a project file, or a bare folder, file or database URL. Exits 0 where all of it can be read, else 3.
    """
    from dagster_project.audit.access_report import access_reports

    reports = list(access_reports(target))
    if as_json:
        click.echo(json.dumps([report.facts() for report in reports], indent=1, ensure_ascii=False))
    else:
        for report in reports:
            _print(report)
    if not all(report.is_open for report in reports):
        context.exit(EXIT_UNKNOWN)


def _print(report: SourceReport) -> None:
    click.echo(f"{report.source}  {report.url}")
    for stage in report.stages:
        click.echo(f"  {stage['stage']:<6} {'ok' if stage['ok'] else 'failed'}, {stage['milliseconds']:.0f} ms")
    if not report.ok:
        click.echo(f"  {report.kind}: {report.message}. Next step: {report.next_step or 'ask its owner'}.")
        return
    if report.message:
        click.echo(f"  {report.message}")
    more = " or more" if report.more else ""
    owners = ", ".join(report.owners) or "not stated by the source"
    click.echo(f"  {report.listed:,}{more} items listed; owners: {owners}")
    click.echo(f"  {_read(report)}")
    for refused in report.refused[:_MOST_REFUSED]:
        step = f". Next step: {refused.next_step}" if refused.next_step else ""
        click.echo(f"  not read: {refused.where}: {refused.kind}, {refused.message}{step}")
    if len(report.refused) > _MOST_REFUSED:
        click.echo(f"  and {len(report.refused) - _MOST_REFUSED:,} more that cannot be read")


def _read(report: SourceReport) -> str:
    if not report.read:
        return "no item was read"
    amounts = [f"{report.read_bytes:,} bytes"] if report.read_bytes else []
    amounts += [f"{report.read_rows:,} rows"] if report.read_rows else []
    rate = f", {report.bytes_per_second / 1e6:.1f} MB per second" if report.bytes_per_second else ""
    amount = " and ".join(amounts) or "all empty"
    return f"{report.read} items read ({amount}), {report.seconds_per_item:.3f} s each{rate}"
