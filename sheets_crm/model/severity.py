"""How bad a thing is that people are told of."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "note"]
