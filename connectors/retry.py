"""Calls that may succeed later are made again: three tries, growing waits, and the wait that a server asks for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import tenacity

from readiness.errors import Retryable
from readiness.stall import beat

TRIES = 3
"""Calls in all. Chosen by us: a reset mostly passes at the second call, and a dead server should cost little."""

FIRST_WAIT_SECONDS = 0.5
"""The wait after the first try, doubled after each, plus a random part of up to as much. Chosen by us: it spreads calls
that failed together, as Brooker, "Exponential Backoff And Jitter" (AWS, 2015) advises."""

LONGEST_WAIT_SECONDS = 30.0
"""A longer wait than this is cut, also one that a server asks for. Chosen by us: an audit must go on."""

LONGEST_TRYING_SECONDS = 60.0
"""No try begins later than this after the first. Chosen by us: six times what connecting may take."""

WAIT_BUDGET_SECONDS = 120.0
"""Waits of one source without one success between; then each call is tried once. Chosen by us: without it, a server
that breaks down under an audit of 10,000 items would hold it up for hours."""

_BEAT_SECONDS = 1.0

T = TypeVar("T")


class Retries:
    """The tries of one source: how long was waited for it since a call succeeded.

    ``before_again`` is called before each further try, to let go of a broken connection.
    """

    def __init__(
        self, before_again: Callable[[], None] = lambda: None, *, sleep: Callable[[float], None] | None = None
    ) -> None:
        self._waited = 0.0
        self._before_again = before_again
        self._sleep = sleep or _pause

    def call(self, work: Callable[[], T]) -> T:
        """Return the result of ``work``; where it raises ``Retryable``, it is called again after a wait.

        Other errors pass unchanged, an interrupt during a wait too.

        Raises
        ------
        Retryable: the last one, which says how often was tried. One that says so already is not tried again.
        """
        trying: tenacity.Retrying = tenacity.Retrying(
            stop=self._is_over,
            wait=self._wait,
            sleep=self._sleep,
            retry=tenacity.retry_if_exception(_may_pass),
            before_sleep=self._before_sleep,
            retry_error_callback=_give_up,
        )
        result: T = trying(work)
        self._waited = 0.0
        return result

    def _is_over(self, state: tenacity.RetryCallState) -> bool:
        late = (state.seconds_since_start or 0.0) >= LONGEST_TRYING_SECONDS
        return state.attempt_number >= TRIES or late or self._waited >= WAIT_BUDGET_SECONDS

    def _wait(self, state: tenacity.RetryCallState) -> float:
        growing = tenacity.wait_exponential_jitter(FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, jitter=FIRST_WAIT_SECONDS)
        return min(LONGEST_WAIT_SECONDS, max(growing(state), _error_of(state).retry_after_seconds))

    def _before_sleep(self, state: tenacity.RetryCallState) -> None:
        self._waited += state.upcoming_sleep
        self._before_again()


def _pause(seconds: float) -> None:
    """Sleep in short parts; a bounded wait is no stall."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _BEAT_SECONDS))
        beat()


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, Retryable) and not error.tries


def _error_of(state: tenacity.RetryCallState) -> Retryable:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Retryable)
    return error


def _give_up(state: tenacity.RetryCallState) -> Any:
    error, tries = _error_of(state), state.attempt_number
    times = "once" if tries == 1 else f"{tries} times"
    what = f"{error.what} (tried {times})"
    last = Retryable(what, kind=error.kind, where=error.where, next_step=error.next_step)
    last.tries = tries
    raise last from None
