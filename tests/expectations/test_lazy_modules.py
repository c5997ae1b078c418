import subprocess
import sys
from pathlib import Path

import pandas as pd

from expectations.lazy_modules import load_lazily
from expectations.runner import run_suite
from expectations.suites import Expectation, Suite


def test_a_module_is_executed_at_its_first_use(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "__init__.py").touch()
    (tmp_path / "library" / "slow.py").write_text("print('executed')\nANSWER = 42\n")
    code = (
        "from expectations.lazy_modules import load_lazily\n"
        "load_lazily('library.slow', 'not_installed_at_all')\n"
        "from library import slow\nprint('imported')\nprint(slow.ANSWER)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": f"{root}:{tmp_path}"},
    )
    assert done.stdout.split() == ["imported", "executed", "42"]


def test_a_module_that_is_there_already_is_kept() -> None:
    before = sys.modules["json"]
    load_lazily("json")
    assert sys.modules["json"] is before


def test_an_expectation_on_a_distribution_still_finds_its_statistics() -> None:
    partition = {"values": ["a", "b"], "weights": [0.5, 0.5]}
    expectation = Expectation(
        kind="expect_column_kl_divergence_to_be_less_than",
        kwargs={"column": "letter", "partition_object": partition, "threshold": 0.1},
        check="as_before",
        severity="critical",
        meta={},
    )
    (even,) = run_suite(
        Suite(name="letters", expectations=(expectation,)), pd.DataFrame({"letter": ["a", "b"] * 10}), target="t"
    )
    (uneven,) = run_suite(
        Suite(name="letters", expectations=(expectation,)), pd.DataFrame({"letter": ["a"] * 19 + ["b"]}), target="t"
    )
    assert (even.state, uneven.state) == ("passed", "failed")
