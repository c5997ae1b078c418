"""Commands around audits: removing what they keep of the data, and serving the pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from dagster_project import interrupts
from dagster_project.cli_options import JSON, OUT
from readiness.errors import AuditError, UsageError


@click.command()
@click.argument("target")
@OUT
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON
def purge(target: str, out: Path | None, yes: bool, as_json: bool) -> None:
    """Remove the data that audits of TARGET keep (staged tables, texts, downloads, caches). Published runs stay."""
    from dagster_project.audit.context import project_ref
    from readiness.storage import purge as data

    if as_json and not yes:
        raise UsageError("--json cannot ask", next_step="add --yes")
    ref = project_ref(target, out=out)
    store = ref.store(ref.load())
    size = sum(data.data_bytes(store).values())
    if not yes and not click.confirm(f"remove {size:,} bytes below {store.root}?"):
        click.echo("nothing was removed")
        return
    removed = data.purge(store)
    if as_json:
        click.echo(json.dumps({"removed_bytes": sum(removed.values()), "folders": removed, "where": str(store.root)}))
    else:
        click.echo(f"removed {sum(removed.values()):,} bytes: {', '.join(removed) or 'there was nothing'}")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=3000, show_default=True, help="0 is any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host", multiple=True, metavar="NAME[:PORT]", help="Another host name under which the pages are served."
)
@click.option(
    "--token",
    envvar="READINESS_UI_TOKEN",
    show_envvar=True,
    help="Access token; set the variable rather than the option, which other users of the machine can see.",
)
@click.option("--read-only", is_flag=True, help="Read-only pages: no run can be launched and no event reported.")
@click.option("--no-daemon", is_flag=True, help="Only the pages; schedules and sensors do not run.")
@JSON
def ui(as_json: bool, no_daemon: bool, token: str | None, allow_host: tuple[str, ...], **address: Any) -> None:
    """Dagster's webserver and daemon on the repo-local DAGSTER_HOME."""
    from dagster_project import webserver

    interrupts.unwatch()
    pages = webserver.Pages(**address, daemon=not no_daemon, allow_hosts=allow_host, token=(token or "").strip())
    code = webserver.serve(
        pages, lambda url: click.echo(json.dumps({"url": url}) if as_json else f"{url}  (Ctrl-C stops it)")
    )
    if code:
        raise AuditError(f"the webserver ended with code {code}")
