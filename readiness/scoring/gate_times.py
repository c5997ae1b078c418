"""Times of a scorecard: its age, the date it judges ages by, the day from which it does not hold any more."""

from __future__ import annotations

import datetime as dt

from readiness.model import Scorecard

_AGAIN = "run readiness audit again"

MAX_AHEAD = dt.timedelta(days=1)
"""How far ``as_of`` may lie ahead: no time zone is further away. Chosen by us."""


def moment(text: str) -> dt.datetime:
    """An ISO 8601 time with its offset; raises ``ValueError`` without one."""
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time needs its offset")
    return found


def wrong_time(card: Scorecard, now: dt.datetime, max_age: dt.timedelta) -> str:
    """Why the scorecard is too old, of the future, or judged as of another time; "" when it is not."""
    started, finished = moment(card.run.started_at), moment(card.run.finished_at)
    if finished > now:
        return "the scorecard was finished in the future; check the clocks"
    if started > finished:
        return "the scorecard was finished before it began; check the clocks"
    if now - finished > max_age:
        return f"the scorecard is {_days(now - finished)} old, at most {_days(max_age)} are allowed; {_AGAIN}"
    return _wrong_as_of(card, now, max_age)


def _wrong_as_of(card: Scorecard, now: dt.datetime, max_age: dt.timedelta) -> str:
    """``as_of`` is a day; its age counts from the end of that day."""
    as_of = dt.date.fromisoformat(card.as_of)
    if as_of - now.astimezone(dt.UTC).date() > MAX_AHEAD:
        return f"the scorecard is as of {card.as_of}, which is in the future; take as_of out of the project file"
    ended = dt.datetime.combine(as_of, dt.time(), dt.UTC) + dt.timedelta(days=1)
    if now - ended > max_age:
        sentence = (
            f"the scorecard is as of {card.as_of}, {_days(now - ended)} ago; at most {_days(max_age)} are allowed"
        )
        return f"{sentence}: as_of reproduces an audit and opens no gate; take it out of the project file and {_AGAIN}"
    return ""


def lapsed_status(card: Scorecard, today: dt.date) -> str:
    """Name the status that would have changed by ``today`` through the date alone; "" when none."""
    over = sorted((i.holds_until, i.code) for i in card.indicators if i.holds_until and i.holds_until <= today)
    if not over:
        return ""
    day, code = over[0]
    return f"the status of {code} holds only until {day.isoformat()}; {_AGAIN}"


def _days(span: dt.timedelta) -> str:
    return f"{span / dt.timedelta(days=1):.1f} days"
