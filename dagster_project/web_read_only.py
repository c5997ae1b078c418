"""Read-only pages: of what changes state, nothing passes to Dagster, whichever mutation it is.

Dagster refuses launches itself with ``read_only``, mutation by mutation. Here every mutation is refused,
also one that a later Dagster adds or forgets to check.
"""

from __future__ import annotations

import json
from typing import Any

from graphql import OperationDefinitionNode, OperationType, parse
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

GRAPHQL = "/graphql"
_REASON = "refused: these pages are read-only"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadOnly:
    """ASGI middleware: reading passes, and of what is sent only GraphQL without a mutation."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _READING:
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body() if scope["path"] == GRAPHQL else b""
        if scope["path"] == GRAPHQL and only_reads(scope, body):
            await self._app(scope, _replay(body, receive), send)
            return
        # in GraphQL's own shape, so that the page can show the reason
        await JSONResponse({"data": None, "errors": [{"message": _REASON}]}, 403)(scope, receive, send)


def only_reads(scope: Scope, body: bytes) -> bool:
    """Return whether a GraphQL request holds no mutation; False where that cannot be determined."""
    sent = Request(scope).headers.get("content-type", "")
    try:
        query: Any = json.loads(body)["query"] if "application/json" in sent else body.decode()
        operations = [node for node in parse(query).definitions if isinstance(node, OperationDefinitionNode)]
    except Exception:  # noqa: BLE001 - also RecursionError: what cannot be parsed here is refused
        return False
    return all(operation.operation is not OperationType.MUTATION for operation in operations)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A channel that gives the body that was read, then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read_again() -> Message:
        return messages.pop() if messages else await receive()

    return read_again
