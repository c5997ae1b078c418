"""What some tests need beyond the locked packages: a browser, a server, the OCR extra; and the command that adds it.

A test says by its marker what it needs. Where that is absent the test is skipped, and the end of the run says in one
line what was left out and how to add it; with ``READINESS_REQUIRE_ALL=1`` a test fails instead whose need a command
can meet.
``python -m tests.system_needs`` prints the Debian packages that are missing here.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REQUIRE_ALL = "READINESS_REQUIRE_ALL"
REAL_DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """``missing`` gives the reason why the tests with this marker cannot run here; empty where they can.

    What neither ``packages`` nor ``command`` adds is not ours to install; such tests keep a skip of their own.
    """

    tests: str
    missing: Callable[[], str]
    packages: tuple[str, ...] = ()
    command: str = ""

    @property
    def installable(self) -> bool:
        return bool(self.packages or self.command)


@cache
def browser_missing() -> str:
    """Looked for in this order, so that nothing is started where there is no browser."""
    if chromium() is None:
        return "Chromium is not installed"
    return _driver_error()


def chromium() -> str | None:
    """Where the browser is; none where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _driver_error() -> str:
    """Playwright's driver is a program of its own that may lack a shared library."""
    package = importlib.util.find_spec("playwright")
    if package is None or package.origin is None:
        return "playwright is not installed"
    try:
        done = subprocess.run(
            [Path(package.origin).parent / "driver" / "node", "--version"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return f"playwright's driver does not start ({error.strerror})"
    said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return f"playwright's driver does not start ({said[0].rpartition(': error while ')[2]})" if done.returncode else ""


@cache
def postgres_missing() -> str:
    """The server and its tools; as root also the program that starts them as another user."""
    if postgres_binaries() is None:
        return "PostgreSQL's server programs are not installed"
    return "" if os.getuid() or shutil.which("setpriv") else "setpriv is not installed"


def postgres_binaries() -> Path | None:
    """The newest folder that holds ``initdb``, ``postgres`` and ``psql``."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    programs = ("initdb", "postgres", "psql")
    return next((folder for folder in folders if all((folder / name).exists() for name in programs)), None)


@cache
def ocr_missing() -> str:
    """Why the OCR extra cannot be used here."""
    from readiness.extraction import ocr

    return ocr.why_not()


def real_data_missing() -> str:
    """Answer-keyed data that is not published with the code."""
    return "" if REAL_DATA.is_dir() else "which is not part of the repository"


NEEDS: Mapping[str, Need] = {
    "ocr": Need(tests="OCR tests", missing=ocr_missing, command="make .venv/ocr.stamp"),
    "real": Need(tests="tests on real data", missing=real_data_missing),
    "server": Need(tests="PostgreSQL tests", missing=postgres_missing, packages=("postgresql",)),
    "ui": Need(tests="browser tests", missing=browser_missing, packages=("chromium", "libatomic1")),
}
"""By pytest marker. ``server`` holds the servers that the tests start themselves."""


def reason(markers: Iterable[str], needs: Mapping[str, Need] = NEEDS) -> str:
    """Why a test with these markers cannot run here; empty where it can."""
    chosen = (needs[name] for name in sorted(markers) if name in needs)
    return next((why for need in chosen if need.installable and (why := need.missing())), "")


def all_required() -> bool:
    """Whether what is missing is a failure and not a skip."""
    return os.environ.get(REQUIRE_ALL, "") not in {"", "0"}


def summary(left_out: Counter[str], needs: Mapping[str, Need] = NEEDS) -> str:
    """One line: how many tests of which kind were left out, and the one command that adds what can be added."""
    if not left_out:
        return ""
    named = [f"{left_out[marker]} {needs[marker].tests} ({needs[marker].missing()})" for marker in sorted(left_out)]
    command = install_command(left_out, needs)
    return f"left out: {', '.join(named)}" + (f"; to add what can be added: {command}" if command else "")


def install_command(markers: Iterable[str], needs: Mapping[str, Need] = NEEDS) -> str:
    """One command line, run as root in the checkout."""
    chosen = [needs[marker] for marker in sorted(markers)]
    packages = sorted({package for need in chosen for package in need.packages})
    apt = [f"apt-get install -y {shlex.join(packages)}"] if packages else []
    return " && ".join([*apt, *(need.command for need in chosen if need.command)])


def missing_packages(needs: Mapping[str, Need] = NEEDS) -> list[str]:
    """The Debian packages of every need that is not met here."""
    return sorted({package for need in needs.values() if need.missing() for package in need.packages})


if __name__ == "__main__":
    print(*missing_packages())
