"""Dagster's webserver and daemon as child processes that end with this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from dagster_project import home


def serve(*, host: str, port: int, read_only: bool, daemon: bool) -> int:
    """Serve until the webserver ends or this process is told to stop; returns the webserver's exit code."""
    cwd = Path.cwd()
    dagster_home = home.dagster_home(cwd)
    workspace = str(home.workspace_file(cwd, dagster_home))
    environment = {**os.environ, **home.SILENCE, "DAGSTER_HOME": str(dagster_home)}
    environment.setdefault("READINESS_ROOT", str(home.root_of(cwd)))
    home.silence()
    home.make_databases(dagster_home)
    web = [sys.executable, "-m", "dagster_webserver", "-w", workspace, "-h", host, "-p", str(port)]
    children = [subprocess.Popen([*web, *(["--read-only"] if read_only else [])], env=environment)]
    if daemon:
        command = [sys.executable, "-m", "dagster._daemon", "run", "-w", workspace]
        children.append(subprocess.Popen(command, env=environment))
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return children[0].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
