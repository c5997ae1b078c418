"""Dagster's webserver and daemon as child processes that end with this one."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dagster_project import instance, quiet
from dagster_project.web_hosts import is_loopback, served_hosts
from dagster_project.web_main import TOKEN_VARIABLE, Start
from readiness.errors import UsageError
from readiness.storage import private_files

_STOP_SECONDS = 10
"""Time for a child to end what is under way. Chosen by us: as an audit has (``supervisor``)."""

_STDERR = 2  # where the children's logs go: what is printed here is the address alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Settings of `readiness ui`.

    Parameters
    ----------
    host, port: address to listen on; port 0 is any free one.
    read_only: nothing can be launched, switched or reported.
    daemon: schedules and sensors run, too.
    allow_hosts: further names under which the pages are served (``NAME`` or ``NAME:PORT``).
    token: access token; "" where none is asked for, which is refused beyond this machine.
    """

    host: str
    port: int
    read_only: bool
    daemon: bool
    allow_hosts: tuple[str, ...] = ()
    token: str = field(default="", repr=False)


def serve(pages: Pages, announce: Callable[[str], None]) -> int:
    """Serve until the webserver ends or SIGTERM comes; returns the webserver's exit code, 0 after SIGTERM.

    ``announce`` gets the address once requests are answered. Raises ``KeyboardInterrupt`` after Ctrl-C, when the
    children have ended; ``UsageError`` for an address that is taken, is not one of this machine, or can be reached by
    others without a token.
    """
    if not pages.token and not is_loopback(pages.host):
        raise UsageError(
            f"{pages.host} can be reached from other machines, and no access token is set",
            where="--host",
            next_step=f"set {TOKEN_VARIABLE} to a long random text, or leave out --host",
        )
    served_hosts(pages.host, pages.port, pages.allow_hosts)
    sockets = bound_sockets(pages.host, pages.port)
    port: int = sockets[0].getsockname()[1]
    signal.signal(signal.SIGTERM, _terminate)
    children: list[subprocess.Popen[bytes]] = []
    try:
        ready = _start(pages, port, sockets, children)
        if os.read(ready, 1):
            announce(f"http://{f'[{pages.host}]' if ':' in pages.host else pages.host}:{port}")
        return children[0].wait()
    except _Termination:
        return 0
    finally:
        _stop(children)


def bound_sockets(host: str, port: int) -> list[socket.socket]:
    """A bound socket for each address of ``host``; ``UsageError`` where the port is taken or no address is here."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise UsageError(f"{host!r} is not an address", where="--host") from None
    sockets: list[socket.socket] = []
    for family, _, _, _, address in dict.fromkeys(addresses):
        taken = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(_bound(family, (address[0], taken, *address[2:])))
        except OSError as error:
            if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                raise _not_bound(error, host, port) from None
    if not sockets:
        raise UsageError(f"{host} is not an address of this machine", where="--host")
    return sockets


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def _not_bound(error: OSError, host: str, port: int) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"port {port} is taken on {host}", where="--port", next_step="choose another --port")
    return UsageError(f"cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}", where="--port")


def _start(pages: Pages, port: int, sockets: list[socket.socket], children: list[subprocess.Popen[bytes]]) -> int:
    """Start webserver and daemon; returns the descriptor that gives a byte once requests are answered."""
    environment, workspace = _environment()
    ready, write_end = os.pipe()
    descriptors = tuple(each.fileno() for each in sockets)
    start = Start(
        workspace=workspace,
        host=pages.host,
        port=port,
        allow_hosts=pages.allow_hosts,
        read_only=pages.read_only,
        sockets=descriptors,
        ready=write_end,
    )
    web = [sys.executable, "-m", "dagster_project.web_main", json.dumps(asdict(start))]
    with_token = {**environment, TOKEN_VARIABLE: pages.token}
    passed = (*descriptors, write_end)
    umask = private_files.UMASK
    children.append(subprocess.Popen(web, env=with_token, stdout=_STDERR, pass_fds=passed, umask=umask))
    os.close(write_end)
    for each in sockets:
        each.close()
    if pages.daemon:
        command = [sys.executable, "-m", "dagster._daemon", "run", "-w", workspace]
        children.append(subprocess.Popen(command, env=environment, stdout=_STDERR, umask=umask))
    return ready


def _environment() -> tuple[dict[str, str], str]:
    """The children's environment, without the access token, and the path of the workspace file."""
    cwd = Path.cwd()
    dagster_home = instance.dagster_home(cwd)
    workspace = str(instance.workspace_file(cwd, dagster_home))
    environment = {**os.environ, **quiet.SILENCE, "DAGSTER_HOME": str(dagster_home)}
    environment.setdefault("READINESS_ROOT", str(instance.root_of(cwd)))
    environment.pop(TOKEN_VARIABLE, None)
    quiet.silence()
    with private_files.private_umask():
        instance.make_databases(dagster_home)
    return environment, workspace


class _Termination(BaseException):
    """SIGTERM came: a service manager ends the pages."""


def _terminate(_number: int, _frame: object) -> None:
    raise _Termination


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end; kill those that do not within ten seconds, or by the next Ctrl-C."""
    try:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=_STOP_SECONDS)
    finally:
        for child in children:
            child.kill()
