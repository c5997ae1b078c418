"""Files that do not come from their server: the audit goes on, and the finding says what the server did."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors import retry
from dagster_project.audit import stages
from dagster_project.audit.context import begin_audit, project_ref
from dagster_project.audit.stage_list import STAGES
from readiness.storage import store
from tests.connectors.moody_server import Moods, serving
from tests.small_project import write

BY_NAME = {stage.name: stage for stage in STAGES}
YAML = "project: remote\nsources: [{{name: share, url: {url}}}]\n"


def test_a_file_that_never_comes_is_unreadable_with_the_servers_answer_and_the_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "FIRST_WAIT_SECONDS", 0.01)
    with serving(Moods()) as (url, moods):
        write(tmp_path / "p.yaml", YAML.format(url=url))
        audit = begin_audit(project_ref(tmp_path / "p.yaml", out=tmp_path / "out"), "1234567890")
        for source in audit.loaded.project.sources:
            stages.inventory(audit, source)
        BY_NAME["availability"].run(audit, BY_NAME["availability"])
        moods.failures["OPEN"] = 1000
        moods.calls.clear()
        BY_NAME["documents"].run(audit, BY_NAME["documents"])
    (row,) = store.read_stage(audit.store, "profile_documents").to_pylist()
    assert row["outcome"] == "corrupt"
    assert row["detail"].startswith("the file cannot be fetched: throttled: 503")
    assert row["detail"].endswith("(tried 3 times)")
    assert len(moods.times("OPEN")) == retry.TRIES  # once it was given up, no other step of the stage asks again
