"""The access token of the pages: sent as a bearer, or given once at `/login` for a session cookie.

The cookie does not hold the token: browsers send cookies to every port of a host. It holds a session that this process
drew, so it is worthless elsewhere and after a restart. The page is Dagster-free and runs no script.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

LOGIN = "/login"
_LONGEST_FORM_BYTES = 4096
"""Chosen by us: a token of a thousand characters, percent-encoded, still fits."""

_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data readiness: log in</title></head>
<body style="font-family: sans-serif; margin: 4em auto; max-width: 28em">
<h1>Data readiness</h1>
<p>{message}</p>
<form method="post" action="/login">
<label>Access token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Log in</button>
</form></body></html>
"""


class AccessToken:
    """One shared token and the session of this process; both are compared in constant time."""

    def __init__(self, token: str, port: int) -> None:
        self._digest = _digest(token.encode("utf-8", "surrogateescape"))
        self._session = secrets.token_urlsafe(32)
        self._cookie = f"readiness_ui_{port}"

    def admits(self, connection: HTTPConnection) -> bool:
        """Return whether a request carries the token or the session."""
        scheme, _, sent = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(sent.strip().encode("latin-1")):
            return True
        return hmac.compare_digest(
            _digest(connection.cookies.get(self._cookie, "").encode()), _digest(self._session.encode())
        )

    async def login(self, request: Request) -> Response:
        """The login page, or for the right token a redirect to the start page with the session cookie."""
        sent = await _sent_token(request)
        if sent is None:
            return login_page("Give the access token that <code>readiness ui</code> was started with.", 200)
        if not self._is_token(sent.encode()):
            return login_page("That is not the access token.", 401)
        response = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        response.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", secure=secure)
        return response

    def _is_token(self, sent: bytes) -> bool:
        return hmac.compare_digest(_digest(sent), self._digest)


def unauthorised_response(request: Request) -> Response:
    """Answer to a request without the token: the login page in a browser, one line elsewhere."""
    if "text/html" in request.headers.get("accept", ""):
        response: Response = login_page("These pages need an access token.", 401)
    else:
        response = PlainTextResponse("these pages need an access token\n", 401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def login_page(message: str, status: int) -> HTMLResponse:
    """The form at `/login`; it is never stored, and its policy lets it run nothing and send to this server only."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    }
    return HTMLResponse(_PAGE.format(message=message), status, headers)


async def _sent_token(request: Request) -> str | None:
    """The token of the query or the form; None where neither has one."""
    if request.method == "POST":
        form = b""
        async for part in request.stream():
            form += part
            if len(form) > _LONGEST_FORM_BYTES:
                return ""
        return parse_qs(form.decode("latin-1")).get("token", [""])[0].strip()
    return request.query_params.get("token")


def _digest(text: bytes) -> bytes:
    """Digest of a fixed length, so that a comparison reveals nothing about the length of the text."""
    return hashlib.sha256(text).digest()
