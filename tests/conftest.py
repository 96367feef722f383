"""What all tests share: where real data may lie, and the layouts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from postgres_server import fresh_postgres, postgres  # noqa: F401 - one server, whichever folder asks

from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.layout import Layout

DATA = Path(os.environ.get("SHEETS_CRM_DATA", Path(__file__).parents[2] / "shared" / "data"))

TIMES = int(os.environ.get("SHEETS_CRM_EXAMPLES", "1"))
"""Each property looks at so many times its examples."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let properties look harder when asked to, and as long as the machine needs."""
    for test in {getattr(item, "function", None) for item in items if item.get_closest_marker("hypothesis")}:
        usual = getattr(test, "_hypothesis_internal_use_settings", settings.default)
        slow = {*usual.suppress_health_check, HealthCheck.too_slow}
        test._hypothesis_internal_use_settings = settings(  # noqa: SLF001 - Hypothesis has no other place for it
            usual, max_examples=TIMES * usual.max_examples, deadline=None, suppress_health_check=slow
        )


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Give a folder of real data, or skip the test where it is absent."""

    def find(name: str) -> Path:
        if not (DATA / name).exists():
            pytest.skip(f"real data {name} is not on this machine (SHEETS_CRM_DATA)")
        return DATA / name

    return find


@pytest.fixture(scope="session")
def extended() -> Layout:
    return load_layout("extended")


@pytest.fixture(scope="session")
def simple() -> Layout:
    return load_layout("simple")
