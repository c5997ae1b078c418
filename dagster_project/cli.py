"""The console script ``readiness``. Exit codes: 0 gate open, 1 measured and not ready, 2 usage, 3 could not tell."""

from __future__ import annotations

from dagster_project import interrupts

# isort: split

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project import quiet, supervisor
from dagster_project.cli_baseline import baseline
from dagster_project.cli_export import export
from dagster_project.cli_options import EXIT_UNKNOWN, EXIT_USAGE, JSON, OUT
from dagster_project.cli_probe import probe
from dagster_project.cli_service import purge, ui
from readiness.errors import AuditError, ReadinessError, UsageError

if TYPE_CHECKING:
    from readiness.model import Grade, Scorecard, Verdict


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="data-readiness-audit")
def readiness() -> None:
    """Decide, with evidence, whether an AI project may start on the data it has."""


def main() -> None:
    """Run the command line; every error a user can cause is one clear line, never a traceback."""
    quiet.silence()
    code = _exit_code(lambda: readiness(standalone_mode=False) or 0)
    interrupts.ignore()
    sys.exit(code)


def _exit_code(work: Callable[[], int]) -> int:
    """The exit code of ``work``, whatever it raises; an audit that is being stopped leaves the words to its parent."""
    try:
        return work()
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        if supervisor.is_stopping():
            return interrupts.EXIT_STOPPED
        if os.environ.get("READINESS_DEBUG") and not isinstance(error, click.ClickException | ReadinessError):
            raise
        return _print_error(error)


def _print_error(error: BaseException) -> int:
    """Print an error as one line; its exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        return EXIT_USAGE
    if isinstance(error, ReadinessError):
        return _print_failure(error, EXIT_USAGE if isinstance(error, UsageError) else EXIT_UNKNOWN)
    if isinstance(error, Exception) and not isinstance(error, click.Abort):
        return _print_failure(_defect(error), EXIT_UNKNOWN)
    click.echo(interrupts.STOPPED, err=True)
    return interrupts.EXIT_STOPPED


def _defect(error: Exception) -> AuditError:
    """Class and code line only: the message of an unforeseen error may quote the data."""
    from readiness.errors import place_of

    hint = "READINESS_DEBUG=1 shows the traceback"
    return AuditError(f"the audit itself broke: {place_of(error)}", next_step=hint)


def _print_failure(error: ReadinessError, code: int) -> int:
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": error.what, "where": error.where, "next_step": error.next_step}))
    else:
        click.echo(f"error: {error}", err=True)
    return code


def exit_code(grade: Grade) -> int:
    """Exit code of a grade: 0 ready, 1 not ready, 3 unknown."""
    if grade in {"A", "B"}:
        return 0
    return 1 if grade in {"C", "D"} else EXIT_UNKNOWN


@readiness.command()
@click.argument("target")
@OUT
@click.option("--engine", type=click.Choice(["local"]), default="local", show_default=True)
@click.option("--full", is_flag=True, help="Read every row of every table instead of a bounded number.")
@JSON
@click.pass_context
def audit(ctx: click.Context, target: str, out: Path | None, engine: str, full: bool, as_json: bool) -> None:
    """Audit TARGET: a project YAML, or a bare folder, file or database URL."""

    def run_audit() -> int:
        from dagster_project import launch, terminal
        from dagster_project.audit.context import project_ref

        with terminal.progress(quiet=as_json) as report:
            card = launch.audit(target, out=out, engine=engine, full=full, progress=report)
        folder = project_ref(target, out=out).out / card.project / "latest"
        _print_card(card, as_json, lambda: terminal.verdict(card, folder))
        return exit_code(card.grade)

    ended = supervisor.supervise(lambda: _exit_code(run_audit), hold_output=as_json)
    ctx.exit(_print_output(ended))


def _print_output(ended: supervisor.AuditEnd) -> int:
    """Print the output and the error that the audit's process could not print."""
    if ended.output:
        click.echo(ended.output, nl=False)
    if ended.sentence and sys.stderr.isatty():
        click.echo("\x1b[?25h", nl=False, err=True)  # a display that was killed leaves the cursor hidden
    if ended.sentence and ended.code != EXIT_UNKNOWN:
        click.echo(ended.sentence, err=True)
    elif ended.sentence:
        hint = "run it again: it continues with what was read already"
        return _print_failure(AuditError(ended.sentence, next_step=hint), ended.code)
    return ended.code


def _print_card(card: Scorecard, as_json: bool, print_text: Callable[[], None]) -> None:
    if as_json:
        from dagster_project.audit.context import seal_key
        from readiness.scoring.serial import to_bytes

        click.echo(to_bytes(card, key=seal_key()).decode())
    else:
        print_text()


@readiness.command()
@click.argument("target")
@click.option("--max-age", default="7d", show_default=True, help="How old the audit may be: 12h, 7d, 4w.")
@OUT
@JSON
@click.pass_context
def gate(ctx: click.Context, target: str, max_age: str, out: Path | None, as_json: bool) -> None:
    """Report whether TARGET may start, from its last stored scorecard. Never recomputes; fails closed."""
    from dagster_project import launch

    try:
        verdict = launch.gate(target, max_age=max_age, out=out)
    except ValueError as error:
        raise UsageError(str(error), where="--max-age") from None
    if as_json:
        click.echo(json.dumps(_verdict_json(verdict), indent=1, sort_keys=True))
    else:
        state = "OPEN" if verdict.open else "CLOSED"
        click.echo(f"gate {state}  {verdict.project}  grade {verdict.grade}: {verdict.reason}")
    ctx.exit(verdict.exit_code)


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(verdict), "exit_code": verdict.exit_code}


@readiness.command()
@click.argument("target", required=False)
@OUT
@JSON
@click.pass_context
def show(ctx: click.Context, target: str | None, out: Path | None, as_json: bool) -> None:
    """Show the last stored scorecard of TARGET (default: of what was audited last)."""
    from dagster_project import launch, terminal
    from dagster_project.audit.gate import read_scorecard

    ref = launch.find_project(target, out)
    card = read_scorecard(ref)
    _print_card(card, as_json, lambda: terminal.scorecard(card, ref.out / card.project / "latest"))
    ctx.exit(exit_code(card.grade))


@readiness.command()
@click.argument("item")
@click.option("--target", help="The audited project (default: what was audited last).")
@click.option("--reveal", is_flag=True, help="Show what is masked, from the stage files on this machine.")
@OUT
@JSON
def explain(item: str, target: str | None, reveal: bool, out: Path | None, as_json: bool) -> None:
    """Every fact and finding of one ITEM, its duplicates and versions. ITEM is a path below its source's root."""
    from dagster_project import launch, terminal
    from dagster_project.audit import history
    from dagster_project.audit import reveal as private

    ref = launch.find_project(target, out)
    facts = history.explain(ref, item)
    if reveal:
        facts["revealed"] = private.reveal(ref, item)
    if as_json:
        click.echo(json.dumps(facts, indent=1, sort_keys=True, default=str, ensure_ascii=False))
    else:
        terminal.explanation(facts)


@readiness.command()
@click.argument("target")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("project.yaml"), show_default=True)
@JSON
def init(target: str, output: Path, as_json: bool) -> None:
    """Look at TARGET and write a commented project file, and a suite for each of its tables in expectations/ beside it.

    The file proposes slices, ages, label files and suites; what only people know is left as a question.
    """
    from dagster_project import terminal
    from dagster_project.audit.proposal import propose

    if output.exists():
        raise UsageError("the file exists; it is not overwritten", where=str(output), next_step="choose another -o")
    with terminal.progress(quiet=as_json) as report:
        proposal = propose(target, output, report)
    folder = output.parent / "expectations"
    for name, text in proposal.suites.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    output.write_text(proposal.text, encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"written": str(output), "suites": sorted(proposal.suites)}))
    else:
        suites = f" and {len(proposal.suites)} suites in {folder}" if proposal.suites else ""
        click.echo(f"wrote {output}{suites}; fill in the charter, then: readiness audit {output}")


@readiness.command()
@click.argument("before")
@click.argument("after")
@click.option("--target", help="The audited project (default: what was audited last).")
@OUT
@JSON
def diff(before: str, after: str, target: str | None, out: Path | None, as_json: bool) -> None:
    """Changes between two runs, better, worse, new and fixed: run ids, or `latest`."""
    from dagster_project import launch, terminal
    from dagster_project.audit import history

    changes = history.diff(launch.find_project(target, out), before, after)
    if as_json:
        click.echo(json.dumps(changes, indent=1, sort_keys=True, default=str, ensure_ascii=False))
    else:
        terminal.changes(changes)


readiness.add_command(export)
readiness.add_command(purge)
readiness.add_command(baseline)
readiness.add_command(probe)
readiness.add_command(ui)
