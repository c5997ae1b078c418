"""The supervisor: whatever ends the audit's process, the command ends with one sentence and a code of the contract."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import ctypes, os, resource, signal, subprocess, sys, time
from pathlib import Path
from dagster_project import cli, supervisor

def waits():
    print("ready", flush=True)
    time.sleep(60)
    return 0

def hears_nothing():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return waits()

def leaves_a_child():
    left = subprocess.Popen(["sleep", "300"])
    print(left.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

def takes_all_memory():
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    return len(bytearray(2**31))

def says_its_group():
    print(os.getpgid(0) == os.getpid(), flush=True)
    return 0

WORK = {
    "ends well": lambda: 0,
    "finds it not ready": lambda: 1,
    "prints": lambda: print('{"a": 1}') or 0,
    "prints and crashes": lambda: print('{"a": ', flush=True) or os.abort(),
    "is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "aborts": os.abort,
    "reads where nothing is": lambda: ctypes.string_at(0),
    "leaves by itself with 0": lambda: os._exit(0),
    "leaves by itself with 1": lambda: os._exit(1),
    "leaves by itself with 77": lambda: os._exit(77),
    "raises": lambda: 1 / 0,
    "takes all memory": takes_all_memory,
    "waits": waits,
    "hears nothing": hears_nothing,
    "leaves a child": leaves_a_child,
    "says its group": says_its_group,
}
supervisor.GRACE_SECONDS = 1
ended = supervisor.supervise(lambda: cli._exit_code(WORK[sys.argv[1]]), hold_output="--json" in sys.argv)
sys.exit(cli._print_output(ended))
"""


def command(work: str, *more: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, work, *more]


def run(work: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(work, *more), cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    ("work", "code"), [("ends well", 0), ("finds it not ready", 1), ("prints", 0), ("raises", 3), ("says its group", 0)]
)
def test_an_audit_that_says_how_it_ends_is_believed(work: str, code: int) -> None:
    assert run(work).returncode == code


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("is killed", "was killed (SIGKILL)"),
        ("aborts", "crashed (SIGABRT)"),
        ("reads where nothing is", "crashed (SIGSEGV)"),
        ("leaves by itself with 0", "ended by itself with code 0"),
        ("leaves by itself with 1", "ended by itself with code 1"),
        ("leaves by itself with 77", "ended by itself with code 77"),
    ],
)
def test_an_end_that_no_audit_announced_exits_3_with_one_sentence_that_names_the_cause(work: str, said: str) -> None:
    result = run(work)
    assert result.returncode == 3
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_audit_out_of_memory_exits_3_and_names_it() -> None:
    result = run("takes all memory")
    assert result.returncode == 3
    assert "MemoryError" in result.stderr
    assert "Traceback" not in result.stderr


def test_json_is_there_whole_or_not_at_all() -> None:
    assert run("prints", "--json").stdout == '{"a": 1}\n'
    broken = run("prints and crashes", "--json")
    assert broken.stdout.startswith('{"error": "the audit broke: its process crashed (SIGABRT)"')
    assert broken.stdout.count("\n") == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("work", ["waits", "hears nothing"])
def test_a_stopped_audit_ends_with_the_shells_code_and_one_sentence(
    work: str, number: signal.Signals, code: int
) -> None:
    running = subprocess.Popen(command(work), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    running.send_signal(number)
    _, complaints = running.communicate(timeout=60)
    assert running.returncode == code
    assert complaints == "the audit was stopped before it ended; the next one continues with what was read already\n"


def test_a_second_ctrl_c_does_not_wait() -> None:
    running = subprocess.Popen(
        command("hears nothing"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    running.stdout.readline()
    for _ in range(2):
        running.send_signal(signal.SIGINT)
        time.sleep(0.1)
    _, complaints = running.communicate(timeout=60)
    assert (running.returncode, complaints.count("\n")) == (130, 1)


def test_what_a_killed_audit_left_running_is_ended_too() -> None:
    left = int(run("leaves a child").stdout)
    deadline = time.monotonic() + 10
    while _is_running(left) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(left)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_audit_does_not_outlive_a_command_that_is_killed() -> None:
    running = subprocess.Popen(command("waits"), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    running.stdout.readline()
    child = int(Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text("ascii").split()[0])
    os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=60)
    deadline = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def test_the_command_imports_neither_dagster_nor_arrow_before_its_child_does() -> None:
    heavy = "('dagster', 'pyarrow', 'pydantic')"
    code = f"import sys, dagster_project.cli; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
