import pytest

for _door in ("connector", "profiler", "reader", "renderer"):
    pytest.register_assert_rewrite(f"{__name__}.{_door}_contract")
