"""Dagster's webserver behind the request guard: ``python -m dagster_project.web_main``, started by ``readiness ui``.

The sockets are bound by the parent and inherited; the access token comes by the environment, and is taken out of it
before Dagster starts processes of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn

from dagster_project.web_guard import RequestGuard, Rules
from dagster_project.web_hosts import served_hosts
from dagster_project.web_read_only import ReadOnly
from dagster_project.web_token import AccessToken

if TYPE_CHECKING:
    from dagster import DagsterInstance

TOKEN_VARIABLE = "READINESS_UI_TOKEN"  # noqa: S105 - a name, not a token
_STATEMENT_TIMEOUT_MS, _POOL_RECYCLE_SECONDS, _POOL_OVERFLOW = 15_000, 3_600, 20  # those of Dagster's own start
_POLL_MS = 2_000  # how often an open page asks for what is new; Dagster's own
_SHUTDOWN_SECONDS = 5
"""Time for requests under way when the server is stopped. Chosen by us: half of what the parent waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Settings from the parent process, as JSON in the one argument.

    Parameters
    ----------
    workspace: path of the workspace file.
    host, port: address as the user named it, and the port that is bound.
    allow_hosts: further names under which the pages are served.
    read_only: nothing can be launched, switched or reported.
    sockets: file descriptors of the bound sockets.
    ready: file descriptor that gets one byte once requests are answered.
    """

    workspace: str
    host: str
    port: int
    allow_hosts: tuple[str, ...]
    read_only: bool
    sockets: tuple[int, ...]
    ready: int


class _Server(uvicorn.Server):
    """A uvicorn server that reports when it answers."""

    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        os.write(self._ready, b".")
        os.close(self._ready)


def main() -> None:
    """Serve until a signal comes."""
    start = Start(**json.loads(sys.argv[1]))
    token = os.environ.pop(TOKEN_VARIABLE, "")
    rules = Rules(
        hosts=served_hosts(start.host, start.port, tuple(start.allow_hosts)),
        token=AccessToken(token, start.port) if token else None,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _serve(start, rules)


def _serve(start: Start, rules: Rules) -> None:
    from dagster import DagsterInstance
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import WorkspaceFileTarget
    from dagster._utils.log import configure_loggers
    from dagster_webserver.app import create_app_from_workspace_process_context
    from dagster_webserver.version import __version__

    configure_loggers(log_level="INFO")
    with DagsterInstance.get() as instance:
        _optimise(instance)
        target = WorkspaceFileTarget(paths=[start.workspace])
        with WorkspaceProcessContext(instance, target, __version__, read_only=start.read_only) as context:
            app = create_app_from_workspace_process_context(context, live_data_poll_rate=_POLL_MS)
            guarded = RequestGuard(ReadOnly(app) if start.read_only else app, rules)
            _Server(_config(guarded), start.ready).run(sockets=_inherited_sockets(start.sockets))


def _optimise(instance: DagsterInstance) -> None:
    instance.optimize_for_webserver(_STATEMENT_TIMEOUT_MS, _POOL_RECYCLE_SECONDS, _POOL_OVERFLOW)


def _config(app: Any) -> uvicorn.Config:
    """No access log: a line of it would hold the query of `/login`."""
    return uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_SHUTDOWN_SECONDS
    )


def _inherited_sockets(descriptors: tuple[int, ...]) -> list[socket.socket]:
    sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    for each in sockets:
        each.set_inheritable(False)
    return sockets


if __name__ == "__main__":
    main()
