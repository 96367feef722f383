"""The example of the documentation does what is said there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[2] / "docs" / "duplicates.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize(("example", "reason"), list(zip(EXAMPLES, ["тот же телефон", "the same phone"], strict=True)))
def test_a_new_row_is_found_in_the_index(example: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(example, {})
    said = capsys.readouterr().out
    assert said.startswith("0 0 ")
    assert reason in said
