"""Alert channels: a webhook or mail gets a message within a deadline; failures are reasons that hold no secret.

The address of a webhook is a secret, and the exceptions of ``urllib`` and ``http.client`` quote it. So no exception
leaves this module, and none is logged: only the class of an exception, or the HTTP status, is.
"""

from __future__ import annotations

import ipaddress
import json
import smtplib
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from urllib.parse import urlsplit

from readiness.config.project import Alert
from readiness.config.secrets import resolve
from readiness.errors import ReadinessError, UsageError

_TIMEOUT_SECONDS = 10
"""For each step of a connection. Chosen by us: a webhook answers within a second or two."""
DEADLINE_SECONDS = 20
"""For a message as a whole, name lookup included: a server that sends a byte now and then passes every step's timeout.
Chosen by us: well below the 60 seconds that Dagster gives a tick of a sensor."""


def send(
    alerts: Sequence[Alert], text: str, environ: Mapping[str, str], *, deadline_seconds: float = DEADLINE_SECONDS
) -> list[str]:
    """Send ``text`` to every channel at once; returns, in their order, "" or the reason why it was not sent.

    Never raises and never waits past the deadline: no channel delays or ends another.
    """
    end = time.monotonic() + deadline_seconds
    sendings = [_Sending(alert, text, environ) for alert in alerts]
    return [sending.reason(end - time.monotonic()) for sending in sendings]


class _Sending:
    """One message on its way, in a daemon thread: a name lookup cannot be interrupted, and must not delay an exit."""

    def __init__(self, alert: Alert, text: str, environ: Mapping[str, str]) -> None:
        self._outcome = "no answer in time"
        self._thread = threading.Thread(target=self._run, args=(alert, text, environ), daemon=True)
        self._thread.start()

    def _run(self, alert: Alert, text: str, environ: Mapping[str, str]) -> None:
        self._outcome = _reason(lambda: _send(alert, text, environ))

    def reason(self, patience_seconds: float) -> str:
        self._thread.join(max(patience_seconds, 0))
        return self._outcome


def _reason(call: Callable[[], None]) -> str:
    try:
        call()
    except ReadinessError as error:
        return error.what
    except urllib.error.HTTPError as error:
        error.close()
        return f"HTTP status {error.code}"
    except urllib.error.URLError as error:
        return type(error.reason if isinstance(error.reason, Exception) else error).__name__
    except Exception as error:  # noqa: BLE001 - whatever breaks one channel must not keep the next from its message
        return type(error).__name__
    return ""


def _send(alert: Alert, text: str, environ: Mapping[str, str]) -> None:
    if alert.slack:
        _post(resolve(alert.slack, environ), text)
    else:
        _mail(resolve(alert.email, environ), text, environ)


def _post(url: str, text: str) -> None:
    _check_scheme(url)
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310 - checked above
    with _opener().open(request, timeout=_TIMEOUT_SECONDS):
        pass


def _check_scheme(url: str) -> None:
    """Refuse plain http beyond this machine: the address itself is the secret, and it would be readable on the way."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or "")):
        return
    raise UsageError("a webhook is an https URL; plain http is sent to this machine only")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _opener() -> urllib.request.OpenerDirector:
    """Without a handler for redirects: a 30x is a failure, and the address it names gets nothing.

    Only https goes through the environment's proxy, where the address is encrypted.
    """
    opener = urllib.request.OpenerDirector()
    proxies = {scheme: proxy for scheme, proxy in urllib.request.getproxies().items() if scheme == "https"}
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _mail(address: str, text: str, environ: Mapping[str, str]) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Data readiness", address
    message["From"] = environ.get("READINESS_MAIL_FROM", "readiness@localhost")
    message.set_content(text)
    server = urlsplit("//" + environ.get("READINESS_SMTP", "localhost:25"))
    if not server.hostname or server.username is not None:
        raise UsageError("READINESS_SMTP is host:port, without a login")
    with smtplib.SMTP(server.hostname, server.port or 25, timeout=_TIMEOUT_SECONDS) as smtp:
        smtp.send_message(message)
