"""``readiness baseline``: approve a member, list what is approved; the gate closes on what was not audited with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

YAML = "project: deliveries\nsources: [{name: files, url: tree}]\n"
APPROVAL = ("--member", "2024-02", "--by", "Ada Lovelace", "--reason", "checked")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from dagster_project.cli import main; main()", *arguments]
    environment = {**os.environ, "DAGSTER_HOME": str(root / "home")}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of six monthly deliveries, audited once; the last one lacks a column."""
    folder = tmp_path_factory.mktemp("baseline")
    (folder / "tree" / "in").mkdir(parents=True)
    for month in range(1, 7):
        names = ["id", "town", "amount"][: 3 if month < 6 else 2]
        rows = [[str(month * 100 + n), ("Bonn", "Kiel")[n % 2], f"{n}.50"][: len(names)] for n in range(40)]
        lines = [",".join(row) for row in [names, *rows]]
        (folder / "tree" / "in" / f"in_2024-{month:02}.csv").write_text("\n".join(lines) + "\n")
    (folder / "p.yaml").write_text(YAML)
    assert run(folder, "audit", "p.yaml", "--json").returncode in {1, 3}
    return folder


def test_a_project_that_names_no_file_is_refused_with_the_line_to_add(root: Path) -> None:
    done = run(root, "baseline", "p.yaml", "in", *APPROVAL)
    assert (done.returncode, "baselines: baselines.json" in done.stderr) == (2, True)


def test_a_member_is_approved_listed_and_drift_is_held_against_it(root: Path) -> None:
    (root / "p.yaml").write_text(YAML + "baselines: baselines.json\n")
    assert run(root, "gate", "p.yaml").returncode == 2  # the file is not there yet
    unknown = run(root, "baseline", "p.yaml", "inn", *APPROVAL)
    assert (unknown.returncode, "no series" in unknown.stderr) == (2, True)
    incomplete = run(root, "baseline", "p.yaml", "in", "--member", "2024-02")
    assert (incomplete.returncode, "--by" in incomplete.stderr) == (2, True)
    done = run(root, "baseline", "p.yaml", "in", *APPROVAL, "--json")
    assert done.returncode == 0, done.stderr
    [entry] = json.loads(done.stdout)["baselines"]
    assert (entry["member"], entry["approved_by"], entry["columns"]) == ("in_2024-02.csv", "Ada Lovelace", 3)
    assert json.loads(run(root, "baseline", "p.yaml", "--json").stdout)["baselines"] == [entry]
    assert run(root, "gate", "p.yaml").returncode in {1, 3}  # audited with another config
    run(root, "audit", "p.yaml", "--json")
    findings = pq.read_table(root / ".readiness" / "deliveries" / "latest" / "findings.parquet").to_pylist()
    found = [json.loads(one["evidence"]) for one in findings if one["code"] == "format.schema_drift"]
    assert [one["baseline"].split(",")[0] for one in found] == ["in_2024-02.csv"]
    edited = (root / "baselines.json").read_text().replace("Ada Lovelace", "Somebody")
    (root / "baselines.json").write_text(edited)
    assert run(root, "gate", "p.yaml").returncode == 2
    assert run(root, "audit", "p.yaml").returncode == 2
