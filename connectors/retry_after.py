"""Wait that a server asks of a client before the next call: the ``Retry-After`` header (RFC 9110, 10.2.3)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Any


def seconds(errors: Iterable[BaseException]) -> float:
    """The wait that one of these errors carries, 0 where none does; a date is counted from now."""
    return max((_in_seconds(_header(error)) for error in errors), default=0.0)


def _header(error: BaseException) -> str:
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore: names in lower case
        headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    else:
        headers = getattr(response, "headers", None) or getattr(error, "headers", None)
    get = getattr(headers, "get", None)
    found = (get("Retry-After") or get("retry-after")) if callable(get) else None
    return found.strip() if isinstance(found, str) else ""


def _in_seconds(value: str) -> float:
    """Seconds of ``120`` or of an HTTP date; what is neither, or lies in the past, asks for no wait.

    >>> _in_seconds("120"), _in_seconds("soon"), _in_seconds("Fri, 31 Dec 1999 23:59:59 GMT")
    (120.0, 0.0, 0.0)
    """
    if not value:
        return 0.0
    try:
        asked = float(value)
    except ValueError:
        asked = _until(value)
    return asked if math.isfinite(asked) and asked > 0 else 0.0


def _until(value: str) -> float:
    try:
        when = parsedate_to_datetime(value)
        zoned = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
        return (zoned - dt.datetime.now(dt.UTC)).total_seconds()
    except (ValueError, OverflowError):
        return 0.0
