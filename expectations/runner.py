"""The strict bridge to Great Expectations 1.x, and the only importer of it.

Measured traps this bridge closes (GX 1.24): an unknown expectation type is logged and dropped; an empty suite
succeeds; every column expectation passes on an empty or all-null frame; results come back unordered and unnamed;
the default result format copies raw values into results, and so do exception messages. Here what was not evaluated
is ``skipped`` or ``errored``, never ``passed``, and results hold numbers only.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from expectations.lazy_modules import load_lazily
from expectations.suites import Expectation, Suite
from readiness.model import CheckResult

if TYPE_CHECKING:
    import pandas as pd

_NO_RAW_VALUES = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
_TABLE_COUNT = frozenset({"expect_table_row_count_to_be_between", "expect_table_row_count_to_equal"})
_COLUMN_KEYS = ("column", "column_A", "column_B")
_LIBRARY_LOGGER = "great_expectations"
_SELDOM_USED = ("scipy.stats",)
"""What Great Expectations imports for its expectations on distributions only: a third of what loading it costs."""


def run_suite(suite: Suite, frame: pd.DataFrame, *, target: str) -> tuple[CheckResult, ...]:
    """Evaluate every expectation of ``suite`` on ``frame``; one result each, in suite order.

    Parameters
    ----------
    frame: pandas DataFrame, one row per thing that is checked.
    target: what the frame is, for the reader: ``inventory``, ``metrics``, ``crm.tickets``.
    """
    vacuous = {e.check: reason for e in suite.expectations if (reason := _vacuous(e, frame))}
    runnable = [e for e in suite.expectations if e.check not in vacuous]
    absent = {e.check: column for e in runnable if (column := _absent_column(e, frame))}
    evaluated = _evaluate(suite.name, [e for e in runnable if e.check not in absent], frame)
    return tuple(
        _skipped_check(suite, e, target, vacuous[e.check])
        if e.check in vacuous
        else _result(suite, e, target, evaluated, absent)
        for e in suite.expectations
    )


def unrun_suite(suite: Suite, *, target: str, reason: str) -> tuple[CheckResult, ...]:
    """Every expectation as skipped, because there was nothing to run it on: none of them is a pass."""
    return tuple(_skipped_check(suite, expectation, target, reason) for expectation in suite.expectations)


def _vacuous(expectation: Expectation, frame: pd.DataFrame) -> str:
    """Why GX would call this a success without having looked at one value; "" when it would not."""
    if expectation.kind in _TABLE_COUNT:
        return ""
    if frame.empty:
        return "the table has no rows, so nothing was checked"
    column = expectation.column
    checks_nulls = expectation.kind.endswith(("_not_be_null", "_be_null", "_to_exist"))
    if column in frame.columns and not checks_nulls and bool(frame[column].isna().all()):
        return f"the column {column!r} holds no values, so nothing was checked"
    return ""


def _evaluate(name: str, expectations: Sequence[Expectation], frame: pd.DataFrame) -> dict[str, Any]:
    """GX results by check name; what GX dropped is absent, and absent means errored."""
    if not expectations:
        return {}
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    load_lazily(*_SELDOM_USED)
    import great_expectations as gx
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger(_LIBRARY_LOGGER).setLevel(logging.CRITICAL)
    known = [e for e in expectations if _is_known(e.kind)]
    if not known:
        return {}
    suite = ExpectationSuite(name=name, expectations=[_as_gx(e) for e in known])
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    definition = context.data_sources.add_pandas("memory").add_dataframe_asset("frame")
    batch = definition.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    results = batch.validate(suite, result_format=_NO_RAW_VALUES).results
    return {result.expectation_config.meta["check"]: result for result in results if result.expectation_config}


def _is_known(kind: str) -> bool:
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    try:
        get_expectation_impl(kind)
    except ExpectationNotFoundError:
        return False
    return True


def _as_gx(expectation: Expectation) -> dict[str, Any]:
    meta = {**expectation.meta, "check": expectation.check}
    kwargs = dict(expectation.kwargs)
    return {"type": expectation.kind, "kwargs": kwargs, "severity": expectation.severity, "meta": meta}


def _result(
    suite: Suite, expectation: Expectation, target: str, evaluated: Mapping[str, Any], absent: Mapping[str, str]
) -> CheckResult:
    result = evaluated.get(expectation.check)
    if expectation.check in absent:
        state, message = "errored", f"the table has no column {absent[expectation.check]!r}"
    elif result is None:
        state, message = "errored", f"Great Expectations does not know {expectation.kind!r} or dropped it"
    elif errors := tuple(_exception_names(result.exception_info)):
        state, message = "errored", f"could not be evaluated: {', '.join(errors)}"
    else:
        state, message = _judge(expectation, result)
    observed = _numbers(result.result) if result is not None else {}
    return _check(suite, expectation, target, state=state, message=message, observed=observed)


def _judge(expectation: Expectation, result: Any) -> tuple[str, str]:
    """A success that looked at no value (all rows filtered away or null) is skipped, not passed."""
    if not result.success:
        return "failed", _sentence(expectation, result.result)
    numbers = _numbers(result.result)
    checked = numbers.get("element_count", 1.0) - numbers.get("missing_count", 0.0)
    return ("passed", "") if checked > 0 else ("skipped", "no value was left to check")


def _absent_column(expectation: Expectation, frame: pd.DataFrame) -> str:
    """The first column the expectation speaks of that the frame has not; "" when all are there."""
    kwargs = expectation.kwargs
    named = [kwargs.get(key) for key in _COLUMN_KEYS] + list(kwargs.get("column_list") or [])
    missing = [str(name) for name in named if name and name not in frame.columns]
    return missing[0] if missing and not expectation.kind.endswith("_to_exist") else ""


def _skipped_check(suite: Suite, expectation: Expectation, target: str, reason: str) -> CheckResult:
    return _check(suite, expectation, target, state="skipped", message=reason, observed={})


def _check(
    suite: Suite, expectation: Expectation, target: str, *, state: str, message: str, observed: Mapping[str, float]
) -> CheckResult:
    return CheckResult(
        suite=suite.name,
        check=expectation.check,
        expectation=expectation.kind,
        state=state,
        severity=expectation.severity,
        target=target,
        column=expectation.column,
        message=message,
        observed=observed,
    )


def _exception_names(info: object) -> Iterator[str]:
    """Class names only: GX messages may quote the very values that broke the expectation. Two shapes exist."""
    if not isinstance(info, Mapping):
        return
    entries = [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, Mapping)]
    for entry in entries:
        if entry.get("raised_exception") or entry.get("exception_message"):
            message = str(entry.get("exception_message") or "")
            head = message.partition(":")[0].strip()
            yield head if head.isidentifier() else "an error inside the expectation"


def _sentence(expectation: Expectation, result: Mapping[str, Any]) -> str:
    subject = f"column {expectation.column!r}" if expectation.column else "the table"
    numbers = _numbers(result)
    if "unexpected_count" in numbers and "element_count" in numbers:
        broken, looked_at = numbers["unexpected_count"], numbers["element_count"]
        return f"{subject}: {broken:.0f} of {looked_at:.0f} values do not meet the expectation"
    if "observed_value" in numbers:
        return f"{subject}: observed {numbers['observed_value']:g}"
    return f"{subject} does not meet the expectation"


def _numbers(result: Mapping[str, Any] | None) -> dict[str, float]:
    pairs = (result or {}).items()
    return {k: float(v) for k, v in pairs if isinstance(v, int | float) and not isinstance(v, bool) and v == v}  # noqa: PLR0124 - NaN
