"""The law of growth passes what is linear and fails what is quadratic."""

from __future__ import annotations

import pytest

from tests import growth
from tests.growth import assert_linear


def test_linear_work_passes() -> None:
    assert_linear(lambda size: sum(range(size)), 4_000_000)


def test_quadratic_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "ROUNDS", 1)
    with pytest.raises(AssertionError, match="4 times the input took"):
        assert_linear(lambda size: [sum(range(size)) for _ in range(size)], 6_000)
