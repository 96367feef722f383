"""What is not compared in full could not have come to more than was asked."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from contact_rows import contacts
from hypothesis import given, settings
from test_find import ROWS

from sheets_crm.matching.features import features
from sheets_crm.matching.find import ALMOST, HOPELESS
from sheets_crm.matching.frequencies import at_first, rarity
from sheets_crm.matching.scoring import hopeful, scores


@pytest.mark.parametrize("least", [HOPELESS, ALMOST, 0])
@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_pairs_above_a_score_are_found_with_their_scores(least: int, rows: list[dict[str, str]]) -> None:
    table = features(contacts(rows))
    rare = rarity(table, at_first(table))
    pairs = np.array(list(combinations(range(len(table)), 2)), np.int32).reshape(-1, 2)
    every = scores(table, rare, pairs[:, 0], pairs[:, 1])
    places, found = hopeful(table, rare, pairs[:, 0], pairs[:, 1], least)
    assert places.tolist() == np.flatnonzero(every > least).tolist()
    assert found.tolist() == every[every > least].tolist()
