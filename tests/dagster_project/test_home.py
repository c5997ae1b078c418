"""The DAGSTER_HOME of a repo: made once, whoever comes first."""

import os
import subprocess
import sys
from pathlib import Path

RECORD_A_RUN = """
from pathlib import Path
from dagster_project import instance, quiet
quiet.silence()
instance.make_databases(instance.dagster_home(Path.cwd()))
import dagster as dg

@dg.asset
def answer():
    return 42

with dg.DagsterInstance.get() as recorded:
    assert dg.materialize([answer], instance=recorded).success
    assert recorded.all_instigator_state() == []
"""


def test_audits_that_start_together_on_a_new_machine_do_not_break_each_other(tmp_path: Path) -> None:
    environment = {**os.environ, "READINESS_ROOT": str(tmp_path), "DAGSTER_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", RECORD_A_RUN]
    started = [
        subprocess.Popen(command, cwd=Path.cwd(), env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], said
