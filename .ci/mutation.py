"""Mutation testing of ``readiness/scoring``: small faults are put into it, one at a time, and its tests must notice.

    .venv/bin/python .ci/mutation.py [MODULE ...]      e.g. waivers, or gate consistency; all modules without a name

Makes ``.venv-mutation`` where it is absent and runs mutmut, which reads ``[tool.mutmut]`` in ``pyproject.toml`` and
works in the folder ``mutants``. Prints for each module how many faults were killed and survived, and the names of the
survivors; exits 1 when fewer than 95 % were killed. ``.venv-mutation/bin/mutmut show NAME`` shows one of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = Path("readiness/scoring")
MUTANTS = ROOT / "mutants"
ENVIRONMENT = ".venv-mutation"
LEAST_KILLED = 0.95
"""Chosen by us: what is left are faults that change no behaviour, such as the wording of a reason."""
_KILLED = frozenset({1, 3, 37})  # exit codes that mutmut 3 writes: failed tests, pytest broke, types
_TIMEOUT = frozenset({24, -24, 36, 152, 255})
_SURVIVED, _UNTESTED = frozenset({0}), frozenset({5, 33})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleResult:
    """What became of the faults of one module; ``survivors`` are the names mutmut gives them."""

    module: str
    counts: Counter[str]
    survivors: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def killed(self) -> int:
        """A fault that makes a test run for ever was noticed too."""
        return self.counts["killed"] + self.counts["timeout"]


def main(modules: list[str]) -> int:
    known = sorted(path.stem for path in (ROOT / FOLDER).glob("*.py") if path.stem != "__init__")
    if unknown := sorted(set(modules) - set(known)):
        print(f"no such module: {', '.join(unknown)}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = modules or known
    shutil.rmtree(MUTANTS, ignore_errors=True)  # mutmut keeps verdicts of faults whose tests have changed since
    run_mutmut(chosen)
    results = [read_result(module) for module in chosen]
    print(render(results))
    return 0 if share_killed(results) >= LEAST_KILLED else 1


def run_mutmut(modules: list[str]) -> None:
    """Raises ``CalledProcessError`` when the tests fail without any fault, or mutmut itself does."""
    subprocess.run(["make", "-s", f"{ENVIRONMENT}/run.stamp"], cwd=ROOT, check=True)
    names = [f"{'.'.join(FOLDER.parts)}.{module}.*" for module in modules]
    subprocess.run([f"{ENVIRONMENT}/bin/mutmut", "run", "--max-children", "2", *names], cwd=ROOT, check=True)


def read_result(module: str) -> ModuleResult:
    """A module without functions has no faults; a fault that was not tried is counted as such, not left out."""
    path = MUTANTS / FOLDER / f"{module}.py.meta"
    codes: dict[str, int | None] = json.loads(path.read_text("utf-8"))["exit_code_by_key"] if path.exists() else {}
    states = {name: state_of(code) for name, code in codes.items()}
    alive = tuple(name for name, state in states.items() if state not in {"killed", "timeout"})
    return ModuleResult(module=module, counts=Counter(states.values()), survivors=alive)


def state_of(code: int | None) -> str:
    if code in _KILLED:
        return "killed"
    if code in _TIMEOUT:
        return "timeout"
    if code in _SURVIVED:
        return "survived"
    return "untested" if code in _UNTESTED else "broken"


def share_killed(results: list[ModuleResult]) -> float:
    """0 where no fault was made at all: nothing was shown then."""
    total = sum(result.total for result in results)
    return sum(result.killed for result in results) / total if total else 0.0


def render(results: list[ModuleResult]) -> str:
    """A table, the names of the faults that survived, and one closing line."""
    states = ("killed", "timeout", "survived", "untested", "broken")
    lines = [f"{'module':<16}{'faults':>8}" + "".join(f"{state:>10}" for state in states) + f"{'share':>8}"]
    for result in results:
        counts = "".join(f"{result.counts[state]:>10}" for state in states)
        lines.append(f"{result.module:<16}{result.total:>8}{counts}{share_killed([result]):>8.1%}")
    lines += [f"survived: {name}" for result in results for name in result.survivors]
    killed, total = sum(result.killed for result in results), sum(result.total for result in results)
    return "\n".join([*lines, f"killed {killed} of {total} faults ({share_killed(results):.1%})"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
