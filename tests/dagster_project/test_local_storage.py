"""Dagster's storage with kept engines: the records of Dagster's own storage, and few databases open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from dagster_project import instance as homes
from dagster_project import local_storage
from dagster_project.local_storage import LocalEventLog


@dg.asset(check_specs=[dg.AssetCheckSpec("is_small", asset="numbers")])
def numbers() -> Any:
    yield dg.Output([1, 2], metadata={"rows": 2})
    yield dg.AssetCheckResult(check_name="is_small", passed=False, metadata={"found": 2})


def events_of(instance: dg.DagsterInstance) -> list[tuple[str | None, str | None]]:
    """Type and step of each event of one run of the asset."""
    run = dg.materialize([numbers], instance=instance, raise_on_error=False)
    return [
        (record.dagster_event.event_type_value, record.step_key)
        for record in instance.all_logs(run.run_id)
        if record.dagster_event
    ]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return homes.dagster_home(tmp_path)


def test_a_new_home_stores_events_with_kept_engines(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, LocalEventLog)
        events_of(instance)
    assert (home / "history" / "runs.db").is_file()


def test_the_records_are_those_of_dagsters_own_storage(home: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    with dg.DagsterInstance.get() as ours, dg.DagsterInstance.local_temp(str(plain)) as theirs:
        assert type(theirs.event_log_storage) is SqliteEventLogStorage
        assert events_of(ours) == events_of(theirs)
        for found in (ours, theirs):
            latest = found.get_latest_materialization_event(dg.AssetKey("numbers"))
            assert latest is not None
            assert latest.asset_materialization is not None
            assert latest.asset_materialization.metadata["rows"].value == 2


def test_a_home_made_by_dagster_itself_is_read_on(home: Path) -> None:
    settings = yaml.safe_load((home / "dagster.yaml").read_text("utf-8"))
    storage = settings.pop("storage")
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    with dg.DagsterInstance.get() as before:
        assert type(before.event_log_storage) is SqliteEventLogStorage
        events_of(before)
    (home / "dagster.yaml").write_text(yaml.safe_dump({**settings, "storage": storage}), encoding="utf-8")
    with dg.DagsterInstance.get() as after:
        assert after.get_latest_materialization_event(dg.AssetKey("numbers")) is not None
        assert after.get_runs_count() == 1


def open_databases() -> set[str]:
    links = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(link.readlink()))
        except OSError:  # closed meanwhile
            continue
    return {link for link in links if link.endswith(".db")}


def test_only_a_few_databases_stay_open_and_none_after_the_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_storage, "_MOST_ENGINES", 2)
    log = LocalEventLog(str(home / "many"))
    for number in range(5):
        with log.run_connection(f"run-{number}"):
            pass
    ours = {name for name in open_databases() if str(home / "many") in name}
    assert {Path(name).name for name in ours} == {"run-3.db", "run-4.db"}
    log.dispose()
    assert not {name for name in open_databases() if str(home / "many") in name}
