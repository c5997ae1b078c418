"""The one place that reads the clock."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def now_text() -> str:
    return now().isoformat(timespec="microseconds")
