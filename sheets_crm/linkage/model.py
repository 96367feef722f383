"""Our evidence as a model of Splink: a comparison with one level for each whole bit, whose m and u come to just that weight.

It is one comparison and not one for each field, because evidence does not simply add up: a mailbox explains its domain, an
office explains phone and address, and relatives explain a surname, a phone and an address at once.
"""

from __future__ import annotations

from typing import Any

from sheets_crm.linkage.whole import LEAST, MOST
from sheets_crm.matching.scoring import ONE_BIT

RECORD, BITS = "record", "client_bits"
KEY = "met_by"
HALF = 0.5
"""Bits are rounded up; half a bit less is the middle of what was rounded, and puts zero between two levels."""


def settings(prior: float, dialect: str) -> dict[str, Any]:
    """Return settings for Splink 4 and 5: the prior in bits; whoever has a key in common is compared."""
    met = {"blocking_rule": f"l.{KEY} = r.{KEY}", "sql_dialect": dialect, "arrays_to_explode": [KEY]}
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": RECORD,
        "probability_two_random_records_match": 2**prior / (1 + 2**prior),
        "blocking_rules_to_generate_predictions": [met],
        "comparisons": [{"output_column_name": "client", "comparison_levels": _levels(prior)}],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def above_bits(score: int) -> str:
    """Return the condition on a prediction of Splink that its score is above this one, a whole number of bits."""
    return f"match_weight > {score / ONE_BIT}"


def _levels(prior: float) -> list[dict[str, Any]]:
    """Return the levels, the least first, since most pairs are there."""
    told = f"{BITS}({RECORD}_l, {RECORD}_r)"
    return [
        *(_level(f"{told} = {bits}", bits, prior) for bits in range(LEAST, MOST)),
        _level("ELSE", MOST, prior),
    ]


def _level(condition: str, bits: int, prior: float) -> dict[str, Any]:
    weight = bits - HALF - prior
    m, u = min(1.0, 2.0**weight), min(1.0, 2.0**-weight)
    return {"sql_condition": condition, "label_for_charts": f"{bits:+d} bits", "m_probability": m, "u_probability": u}
