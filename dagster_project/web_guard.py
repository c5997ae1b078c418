"""The request guard before Dagster's server: what a foreign page sends is refused before Dagster sees it.

Dagster's server checks neither `Host` nor `Origin`, runs the GraphQL of a GET, and takes the query of a POST from its
URL where the content type is not JSON: without the guard, a form on any page could launch a run.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dagster_project.web_hosts import ServedHosts
from dagster_project.web_read_only import GRAPHQL
from dagster_project.web_token import LOGIN, AccessToken, unauthorised_response

_READING = frozenset({"GET", "HEAD"})
_JSON = "application/json"
_GRAPHQL_TEXT = "application/graphql"
_SINGLE_HEADERS = ("host", "origin", "content-type", "authorization", "sec-fetch-site")
_POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1

_HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules that the guard applies to requests.

    Parameters
    ----------
    hosts: names under which the pages are served.
    token: the access token; None where none is required.
    """

    hosts: ServedHosts
    token: AccessToken | None


class RequestGuard:
    """ASGI middleware that answers refused requests and adds security headers to every answer."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(Request(scope, receive), send)
        elif scope["type"] == "websocket":
            await self._websocket(HTTPConnection(scope), receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, request: Request, send: Send) -> None:
        send = _with_security_headers(send)
        response = await self._answer(request)
        await (response or self._app)(request.scope, request.receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """The guard's own answer; None where Dagster is to answer."""
        foreign = foreign_sender(request, self._rules.hosts)
        if foreign:
            return _refusal(foreign, 403)
        token = self._rules.token
        if token and request.scope["path"] == LOGIN:
            return await token.login(request)
        if token and not token.admits(request):
            return unauthorised_response(request)
        return _refused_by_kind(request)

    async def _websocket(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        foreign = foreign_sender(connection, self._rules.hosts)
        token = self._rules.token
        if foreign or (token and not token.admits(connection)):
            await receive()  # websocket.connect; a close before an accept is an HTTP 403
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await self._app(connection.scope, receive, send)


def foreign_sender(connection: HTTPConnection, hosts: ServedHosts) -> str:
    """Why a request is taken to come from a foreign page, or to be meant for another server; "" where it is not."""
    headers = connection.headers
    repeated = next((name for name in _SINGLE_HEADERS if len(headers.getlist(name)) > 1), "")
    if repeated:
        return f"the header {repeated} is sent twice"
    arrived_at = (connection.scope.get("server") or ("", None))[0]
    if not hosts.serves_host(headers.get("host", ""), arrived_at):
        return "these pages are not served under this host name; `readiness ui --allow-host NAME` adds one"
    origin = headers.get("origin")
    if origin is not None and not hosts.is_own_origin(origin, arrived_at):
        return "another page sent this request (Origin)"
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"} and not _follows_link(connection):
        return "another page sent this request (Sec-Fetch-Site)"
    return ""


def _follows_link(connection: HTTPConnection) -> bool:
    """Return whether a link to a page was followed, in a mail or a chat: the other page sees nothing of the answer."""
    return (
        connection.scope.get("method") in _READING
        and connection.scope["path"] != GRAPHQL
        and connection.headers.get("sec-fetch-mode") == "navigate"
        and connection.headers.get("sec-fetch-dest") == "document"
    )


def _refused_by_kind(request: Request) -> Response | None:
    path = request.scope["path"]
    if request.method in _READING:
        if path == GRAPHQL and "text/html" not in request.headers.get("accept", ""):
            return _refusal("GraphQL is answered by POST only", 405, {"Allow": "POST"})
        return None
    # what a form of any page can send without asking first is text/plain, form-encoded or multipart, or has no type
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and sent not in ({_JSON, _GRAPHQL_TEXT} if path == GRAPHQL else {_JSON}):
        return _refusal("a POST needs the content type application/json", 415)
    return None


def _refusal(reason: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(f"refused: {reason}\n", status, headers)


def _with_security_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            # beside Dagster's own policy: a browser holds a page to both
            headers.append("Content-Security-Policy", "frame-ancestors 'self'")
        await send(message)

    return send_with_headers
