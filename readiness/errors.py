"""The taxonomy of broken audits.

Bad *data* never raises: it becomes a finding. What raises here is an audit, a config or a reach
that is broken, and each error names what, where, what was expected and what to do next.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

_CORE = Path(__file__).parent


class ReadinessError(Exception):
    """Base of every error this project raises on purpose; safe to show to a user as it is.

    Parameters
    ----------
    what: what went wrong, in one sentence, without secrets.
    where: file, line, source or item it concerns.
    next_step: what the reader can do about it.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" ({self.next_step})" if self.next_step else ""
        return f"{place}{self.what}{hint}"


class UsageError(ReadinessError):
    """A command or config that cannot be carried out as written: exit code 2."""


class ConfigError(UsageError):
    """A project YAML that does not hold to the schema."""


class AccessError(ReadinessError):
    """A source or item that could not be reached. ``kind`` is one of ``ACCESS_KINDS``."""

    def __init__(self, what: str, *, kind: str, where: str = "", next_step: str = "") -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.kind = kind


class Retryable(AccessError):  # noqa: N818
    """Unreachable, timeout or throttled: the same call may succeed later.

    ``retry_after_seconds`` is the wait the server asked for, 0 where it named none; ``tries`` how often the call was
    made by ``connectors.retry`` before it gave up, 0 where nothing was tried again yet.
    """

    retry_after_seconds: float = 0.0
    tries: int = 0


class Terminal(AccessError):  # noqa: N818 - pairs with Retryable, as the connectors say it
    """Unauthorised, forbidden, missing, unsupported, corrupted: repeating it cannot help."""


class AuditError(ReadinessError):
    """A fault of the audit, not of the data; its verdict is U and its exit code 3."""


ACCESS_KINDS = frozenset(
    {
        "unreachable",
        "timeout",
        "throttled",
        "changed",
        "untrusted",
        "unauthorised",
        "forbidden",
        "missing",
        "empty",
        "corrupted",
        "unsupported",
        "unknown",
    }
)


def did_you_mean(name: str, known: Iterable[str], *, most: int = 1) -> str:
    """A question that names the known names closest to ``name``, whatever their case; "" where none is close.

    >>> did_you_mean("Suorces", ["charter", "sources"])
    "did you mean 'sources'?"
    """
    by_fold = {one.casefold(): one for one in known}
    close = [by_fold[found] for found in get_close_matches(name.casefold(), by_fold, n=most)]
    return f"did you mean {' or '.join(map(repr, close))}?" if close else ""


def place_of(error: BaseException) -> str:
    """Class and code line of an unexpected error, in this package where it passed through it.

    Its message may quote data, so it is left out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_CORE)]
    last = (own or frames)[-1:]
    return "".join([type(error).__name__, *(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)])
