"""The print of a record holds all by which its pairs are weighed that its own words do not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from contact_rows import contacts
from test_find import CELLS

from sheets_crm.matching.features import features
from sheets_crm.matching.frequencies import Rarity, at_first, rarity
from sheets_crm.matching.prints import COARSE, FINE, prints, world

ROW = {key: values[-1] or values[2] for key, values in CELLS.items()} | {"name": "ООО Вектор", "phone": "84952223344"}
TABLE = features(contacts([ROW, ROW | {"name": "Иванов Пётр"}]))
RARE = rarity(TABLE, at_first(TABLE))


def moved(worth: Any, by: float) -> Any:
    """Let everything be rarer, or borne by more."""
    if isinstance(worth, Mapping):
        return {key: moved(one, by) for key, one in worth.items()}
    if isinstance(worth, np.ndarray):
        return (worth + (by if worth.dtype == np.float64 else 1)).astype(worth.dtype)
    return type(worth)(worth * 2**by + 0.5 if isinstance(worth, int) else worth * 2**by)


def seen(rare: Rarity, steps: int) -> list[int]:
    return [*prints(TABLE, rare, steps).tolist(), world(rare, steps)]


@pytest.mark.parametrize("name", [field.name for field in fields(Rarity)])
def test_whatever_is_rarer_changes_the_print(name: str) -> None:
    assert seen(replace(RARE, **{name: moved(getattr(RARE, name), 1.0)}), FINE) != seen(RARE, FINE)


@pytest.mark.parametrize("name", ["person_word", "firm_name", "street_word", "birth", "places", "clients"])
def test_a_coarse_print_does_not_change_with_every_eighth_of_a_bit(name: str) -> None:
    if name == "clients":
        whole, near = replace(RARE, clients=1 << 20), replace(RARE, clients=round(2**20.25))
    else:
        rounded = rounded_of(getattr(RARE, name))
        whole, near = replace(RARE, **{name: rounded}), replace(RARE, **{name: moved(rounded, 0.25)})
    assert seen(near, COARSE) == seen(whole, COARSE)
    assert seen(near, FINE) != seen(whole, FINE)


def rounded_of(worth: Any) -> Any:
    """Let everything be worth whole bits."""
    return {key: np.rint(one) for key, one in worth.items()} if isinstance(worth, Mapping) else np.rint(worth)
