"""Cases from tests/cases/*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "cases"


def load(name: str) -> dict[str, Any]:
    cases = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(cases, dict)
    return cases
