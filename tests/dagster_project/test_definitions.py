"""The code location: one graph per project YAML, named as promised, and whole even when a YAML is broken."""

from __future__ import annotations

import http.server
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import dagster as dg
import pytest

from dagster_project import alerts, instance
from dagster_project.assets.naming import key
from dagster_project.audit import stages
from dagster_project.audit.context import ProjectRef, continue_audit, project_ref
from dagster_project.audit.stage_list import PROFILERS
from dagster_project.factory import definitions_for, job_name
from dagster_project.sensors import listing_digest
from readiness.catalogue import CATALOGUE
from readiness.config.loading import load_project
from readiness.config.project import Alert
from readiness.near_duplicate_search.engines import ENGINES
from tests.small_project import YAML, make_project, write

STAGES = {
    "access",
    "availability",
    "charter",
    "columns",
    "content",
    "documents",
    "duplicates",
    "expectation_results",
    "format_drift",
    "inventory/files",
    "kickoff_gate",
    "labels",
    "records",
    "rights",
    "scorecard",
    "staleness",
    "sufficiency",
    "tables",
}


@pytest.fixture
def projects(quiet_home: Path) -> Path:
    make_project(quiet_home / "projects", YAML + 'schedule: "0 5 * * 1"\nalerts: [{slack: "${HOOK}"}]\n')
    return quiet_home / "projects"


def specs(definitions: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {spec.key: spec for spec in definitions.resolve_all_asset_specs()}


def test_a_project_becomes_one_graph_with_every_stage(projects: Path) -> None:
    found = specs(definitions_for(projects))
    assert {"/".join(k.path) for k in found} == {f"small/{stage}" for stage in STAGES}


def test_the_edges_run_from_inventory_to_gate(projects: Path) -> None:
    found = specs(definitions_for(projects))
    depends = {spec.key.path[-1]: {d.asset_key.path[-1] for d in spec.deps} for spec in found.values()}
    assert depends["availability"] == {"files"}
    assert depends["documents"] == {"availability"}
    assert depends["tables"] == {"documents"}
    assert depends["duplicates"] >= {"documents"}
    assert depends["scorecard"] == {"expectation_results"}
    assert depends["kickoff_gate"] == {"scorecard"}


def test_every_asset_says_what_it_is_whose_it_is_and_what_it_writes(projects: Path) -> None:
    for spec in specs(definitions_for(projects)).values():
        assert spec.group_name == "small"
        assert spec.description
        assert list(spec.owners) == ["ada@example.org"]
        assert spec.kinds
        if spec.key.path[-1] != "kickoff_gate":
            assert "dagster/column_schema" in spec.metadata


def test_the_duplicates_asset_names_the_engines_there_are_and_shows_which_one_ran(audited_project: Path) -> None:
    stage = PROFILERS["duplicates"]
    assert all(engine in stage.description for engine in ENGINES)
    audit = continue_audit(project_ref(audited_project), "test")
    card = json.loads((audit.store.root / "latest" / "scorecard.json").read_text("utf-8"))
    shown = stages.profiler(audit, stage).numbers
    assert shown["engine"] == card["engines"]["duplicates"] == "exact"
    assert shown["recall at the threshold"] == "1"


def test_there_is_one_check_per_indicator_and_one_per_expectation_and_the_verdicts_own(projects: Path) -> None:
    definitions = definitions_for(projects)
    checks = {(k.asset_key.path[-1], k.name) for k in definitions.resolve_asset_graph().asset_check_keys}
    for code, spec in CATALOGUE.items():
        assert (spec.measured_by, code.replace(".", "_")) in checks
    assert ("scorecard", "ready_to_start") in checks
    expectations = [name for asset, name in checks if asset == "expectation_results"]
    assert "inventory__has_items" in expectations
    assert len(expectations) >= sum(spec.limits is not None for spec in CATALOGUE.values())


def test_the_audit_job_holds_everything_but_the_gate_and_is_never_retried(projects: Path) -> None:
    job = definitions_for(projects).resolve_job_def(job_name("small"))
    names = {node.name for node in job.graph.nodes}
    assert not [name for name in names if "kickoff_gate" in name]
    assert [name for name in names if name.endswith("scorecard")]
    assert job.tags["dagster/max_retries"] == "0"


def test_the_schedule_and_the_alerts_of_the_yaml_are_there(projects: Path) -> None:
    repository = definitions_for(projects).get_repository_def()
    assert [s.cron_schedule for s in repository.schedule_defs] == ["0 5 * * 1"]
    assert {s.name for s in repository.sensor_defs} == {
        "small_changed_sources",
        "small_run_failure",
        "small_verdict_flip",
    }


def test_a_broken_yaml_is_an_asset_that_says_so_and_the_others_load(projects: Path) -> None:
    write(projects / "broken.yaml", "project: broken\nsources: [{name: a, url: b, colour: red}]\n")
    found = specs(definitions_for(projects))
    assert "colour" in str(found[dg.AssetKey(["broken", "config"])].description)
    assert key("small", "scorecard") in found


def test_targets_audited_from_the_command_line_are_shown_too(audited_project: Path) -> None:
    dagster_home = instance.dagster_home(audited_project.parent)
    instance.register(
        dagster_home,
        "small",
        target=str(audited_project),
        cwd=audited_project.parent,
        out=audited_project.parent / ".r",
    )
    found = specs(definitions_for(audited_project.parent / "no_projects_here", dagster_home))
    assert key("small", "scorecard") in found


def test_a_target_with_a_password_is_not_remembered(quiet_home: Path) -> None:
    dagster_home = instance.dagster_home(quiet_home)
    instance.register(dagster_home, "crm", target="postgresql://a:hunter2@h/crm", cwd=quiet_home, out=quiet_home)
    assert instance.registered_targets(dagster_home) == ()


def test_the_home_is_made_silent(quiet_home: Path) -> None:
    text = (instance.dagster_home(quiet_home) / "dagster.yaml").read_text("utf-8")
    assert "telemetry: {enabled: false}" in text
    assert "retry_on_asset_or_op_failure: false" in text


# sensors and alerts ---------------------------------------------------------------------------------------------------


def test_the_sensor_asks_for_an_audit_only_when_a_listing_changed(projects: Path) -> None:
    repository = definitions_for(projects).get_repository_def()
    sensor = repository.get_sensor_def("small_changed_sources")
    first = sensor.evaluate_tick(dg.build_sensor_context(repository_def=repository))
    same = sensor.evaluate_tick(dg.build_sensor_context(repository_def=repository, cursor=first.cursor))
    write(projects / "tree" / "south" / "new.txt", "a new report")
    changed = sensor.evaluate_tick(dg.build_sensor_context(repository_def=repository, cursor=first.cursor))
    assert [len(tick.run_requests or []) for tick in (first, same, changed)] == [0, 0, 1]


def test_a_listing_digest_changes_with_the_listing_and_with_nothing_else(projects: Path) -> None:
    loaded = load_project(projects / "small.yaml")
    before = listing_digest(loaded)
    assert listing_digest(loaded) == before
    (projects / "tree" / "south" / "report-00.txt").unlink()
    assert listing_digest(loaded) != before


class Hook(http.server.BaseHTTPRequestHandler):
    told: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.told.append(json.loads(body)["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.told = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/secret-path"
    server.shutdown()


def test_a_verdict_that_flips_is_told_once(projects: Path, hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", hook)
    repository = definitions_for(projects).get_repository_def()
    sensor = repository.get_sensor_def("small_verdict_flip")
    instance = dg.DagsterInstance.ephemeral()
    cursor = None
    for grade in ("A", "A", "D", "D", "B"):
        instance.report_runless_asset_event(
            dg.AssetMaterialization(key("small", "scorecard"), metadata={"grade": grade})
        )
        context = dg.build_sensor_context(instance=instance, repository_def=repository, cursor=cursor)
        cursor = sensor.evaluate_tick(context).cursor or cursor
    assert Hook.told == ["The grade of small changed from A to D.", "The grade of small changed from D to B."]


def test_a_channel_may_stand_in_the_secrets_file(projects: Path, hook: str, caplog: pytest.LogCaptureFixture) -> None:
    text = (projects / "small.yaml").read_text("utf-8")
    (projects / "small.yaml").write_text(text + "secrets: hooks.env\n", "utf-8")
    loaded = load_project(projects / "small.yaml")
    alerts.announce(loaded, "before the file is there", logging.getLogger("test"))
    (projects / "hooks.env").write_text(f"HOOK={hook}\n", "utf-8")
    alerts.announce(loaded, "it flipped", logging.getLogger("test"))
    assert Hook.told == ["it flipped"]
    assert "secrets file cannot be read" in caplog.text


def test_an_alert_that_cannot_be_sent_is_logged_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("test")
    with caplog.at_level(logging.INFO):
        alerts.notify([Alert(slack="http://127.0.0.1:9/secret-path"), Alert(slack="${GONE}")], "it flipped", log, {})
    assert caplog.text.count("could not be sent") == 2
    assert "secret-path" not in caplog.text


def test_a_ref_reads_its_project_anew_each_time(projects: Path) -> None:
    ref = ProjectRef(target=str(projects / "small.yaml"), cwd=projects, out=projects / ".readiness")
    before = ref.load().config_hash
    with (projects / "small.yaml").open("a", encoding="utf-8") as file:
        file.write("policy: {uniqueness.near: {warn: 0.1, fail: 0.5}}\n")
    assert ref.load().config_hash != before
