"""Hosts: under which names the pages are served, and which `Host` and `Origin` headers name one of them.

A page elsewhere can make its own name resolve to this machine (DNS rebinding); its requests then carry that name in
`Host`. So a name is served only when it is known here, or is the very address on which the connection came in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from readiness.errors import UsageError

Authority = tuple[str, int | None]
"""A host in lower case (IPv6 in brackets) and its port; None where it is left out, as browsers do for 80 and 443."""

_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORTS = (80, 443)


def authority(text: str) -> Authority | None:
    """Host and port of ``HOST[:PORT]``; None for anything else.

    >>> authority("[::1]:3000"), authority("Example.org"), authority("user@example.org")
    (('[::1]', 3000), ('example.org', None), None)
    """
    match = _AUTHORITY.fullmatch(text.lower())
    if match is None:
        return None
    return match["host"], int(match["port"]) if match["port"] else None


def is_loopback(host: str) -> bool:
    """Return whether an address, or every address of a name, can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    try:
        addresses = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(addresses) and all(ipaddress.ip_address(str(entry[4][0])).is_loopback for entry in addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedHosts:
    """The names under which the pages answer.

    Parameters
    ----------
    names: hosts and ports, as browsers write them.
    port: the port that is listened on.
    """

    names: frozenset[Authority]
    port: int

    def serves_host(self, header: str, arrived_at: str) -> bool:
        """Return whether a `Host` header names these pages; ``arrived_at`` is the local address of the connection."""
        named = authority(header)
        if named is None:
            return False
        return named in self.names or named in _authorities(_literal(arrived_at), self.port)

    def is_own_origin(self, header: str, arrived_at: str) -> bool:
        """Return whether an `Origin` header is that of these pages; `null` and other schemes are not."""
        scheme, separator, host = header.partition("://")
        return bool(separator) and scheme in {"http", "https"} and self.serves_host(host, arrived_at)


def served_hosts(host: str, port: int, more: tuple[str, ...]) -> ServedHosts:
    """Hosts for pages that listen on ``host:port``; ``more`` are those of ``--allow-host``.

    Raises ``UsageError`` for a name that is not ``NAME`` or ``NAME:PORT``.
    """
    names = set(_authorities(_literal(host), port))
    if is_loopback(host) or _is_every_address(host):
        names.update(*(_authorities(name, port) for name in _LOOPBACK_NAMES))
    for text in more:
        named = authority(text)
        if named is None:
            raise UsageError(f"{text!r} is not NAME or NAME:PORT", where="--allow-host", next_step="leave out http://")
        names |= {named} if named[1] is not None else {named, (named[0], port)}
        names |= {(named[0], None)} if named[1] in _DEFAULT_PORTS else set()
    return ServedHosts(names=frozenset(names), port=port)


def _authorities(host: str, port: int) -> tuple[Authority, ...]:
    return ((host, port), (host, None)) if port in _DEFAULT_PORTS else ((host, port),)


def _literal(host: str) -> str:
    """A host as a URL writes it: IPv6 addresses in brackets, names in lower case."""
    return f"[{host.lower()}]" if ":" in host else host.lower()


def _is_every_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
