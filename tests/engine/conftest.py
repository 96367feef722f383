"""Layouts are read once, not at each of some hundred runs."""

from __future__ import annotations

from functools import cache

import pytest

from sheets_crm.engine import run
from sheets_crm.engine.settings import resources
from sheets_crm.engine.undo import undo

CACHED = cache(resources.load_layout)


@pytest.fixture(autouse=True)
def layouts_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "load_layout", CACHED)
    monkeypatch.setattr(undo, "load_layout", CACHED)
