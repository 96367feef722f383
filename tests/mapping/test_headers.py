"""Headers alone: cases/headers.yaml says which key each must get, and which must get none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sheets_crm.mapping.assigning import THRESHOLD
from sheets_crm.mapping.lexicon import lexicon
from sheets_crm.model.layout import Layout

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "headers.yaml").read_text(encoding="utf-8"))


def understood(layout: Layout, kind: str, title: str) -> set[str]:
    return {key for key, sure in lexicon(layout).lookup(title, kind).items() if sure >= THRESHOLD}


@pytest.mark.parametrize(
    ("kind", "key", "title"),
    [(kind, key, title) for kind, keys in CASES.items() for key, titles in keys.items() if key != "none" for title in titles],
)
def test_a_header_is_understood(extended: Layout, kind: str, key: str, title: str) -> None:
    assert understood(extended, kind, title) == {key}


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, keys in CASES.items() for title in keys.get("none", ())])
def test_a_header_of_something_else_gets_no_key(extended: Layout, kind: str, title: str) -> None:
    assert understood(extended, kind, title) == set()
