"""System calls that the kernel refuses a worker: new processes, other programs, sockets, access to other processes.

A seccomp filter (Linux, seccomp(2)) needs no privilege and no namespace, and nothing loaded into the process can remove
it. Readers need none of these calls: their pipe and their log are open before the filter is set.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import sys
from collections.abc import Iterable

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h, absolute words
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT = 0, 4, 16  # struct seccomp_data
_X32 = 0x40000000  # numbers from here on are x86-64 calls under another name
_CLONE_THREAD = 0x00010000

_Numbers = dict[str, int]
_MACHINES: dict[str, tuple[int, _Numbers]] = {
    "aarch64": (
        0xC00000B7,
        {
            "bind": 200, "clone": 220, "clone3": 435, "connect": 203, "execve": 221, "execveat": 281,
            "io_uring_setup": 425, "process_vm_readv": 270, "process_vm_writev": 271, "ptrace": 117, "socket": 198,
        },
    ),
    "x86_64": (
        0xC000003E,
        {
            "bind": 49, "clone": 56, "clone3": 435, "connect": 42, "execve": 59, "execveat": 322, "fork": 57,
            "io_uring_setup": 425, "process_vm_readv": 310, "process_vm_writev": 311, "ptrace": 101, "socket": 41,
            "vfork": 58,
        },
    ),
}  # fmt: skip
"""Machine -> its AUDIT_ARCH word and the numbers of the calls that matter (linux/audit.h, asm/unistd.h)."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def install_filter() -> bool:
    """Set the filter for this process and all its threads, for good; False where the system cannot."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    steps = list(_filter(*machine))
    program = _Program(len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, numbers: _Numbers) -> Iterable[tuple[int, int, int, int]]:
    """The program: threads may start, processes may not; everything it does not name is allowed."""
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    yield _LOAD, 0, 0, _AT_ARCHITECTURE
    yield _EQUAL, 1, 0, architecture
    yield refuse
    yield _LOAD, 0, 0, _AT_NUMBER
    yield _AT_LEAST, 0, 1, _X32
    yield refuse
    for name, number in numbers.items():
        if not name.startswith("clone"):
            yield _EQUAL, 0, 1, number
            yield refuse
    yield _EQUAL, 0, 1, numbers["clone3"]
    yield _RETURN, 0, 0, _ERRNO | errno.ENOSYS  # its flags lie in memory, out of sight: libc falls back to clone
    yield _EQUAL, 0, 3, numbers["clone"]
    yield _LOAD, 0, 0, _AT_FIRST_ARGUMENT
    yield _ANY_BIT, 1, 0, _CLONE_THREAD
    yield refuse
    yield _RETURN, 0, 0, _ALLOW
