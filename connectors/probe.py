"""A probe in named steps, each timed: reach, list, read. The first that fails, at each of its tries, is the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from connectors.error_kinds import access_error
from connectors.retry import Retries
from readiness.errors import AccessError
from readiness.model import Access

Step = tuple[str, Callable[[], str]]
"""A name and what to try; what it returns, when not empty, becomes the message."""


def probe_in_steps(
    source: str, steps: Sequence[Step], *, where: str, known_secrets: Sequence[str] = (), retries: Retries | None = None
) -> Access:
    """Try each step in turn. Never raises: a failure is an ``Access`` with ``ok`` False and its kind."""
    trying = retries or Retries()
    as_error = partial(access_error, where=where, known_secrets=known_secrets)
    stages: list[tuple[str, float, bool]] = []
    message = ""
    for name, attempt in steps:
        started = time.perf_counter()
        try:
            message = trying.call(partial(_try_step, attempt, as_error)) or message
        except AccessError as error:
            stages.append((name, _milliseconds_since(started), False))
            return Access(
                source=source,
                ok=False,
                kind=error.kind,
                message=error.what,
                next_step=error.next_step,
                stages=tuple(stages),
            )
        stages.append((name, _milliseconds_since(started), True))
    return Access(source=source, ok=True, message=message, stages=tuple(stages))


def _try_step(attempt: Callable[[], str], as_error: Callable[[Exception], AccessError]) -> str:
    try:
        return attempt()
    except Exception as broken:  # noqa: BLE001 - whatever a driver raises is the answer
        raise as_error(broken) from None


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
