"""The functions that are calculated here: those that bookkeeping stands on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from sheets_crm.audit.formulas.lookups import matching, sum_if, vlookup
from sheets_crm.audit.formulas.values import BadError, Value, number

Arguments = Sequence[Value]
SUBTOTALS = {9: "SUM", 109: "SUM", 1: "AVERAGE", 101: "AVERAGE", 4: "MAX", 104: "MAX", 5: "MIN", 105: "MIN"}


def flat(values: Arguments) -> Iterator[Value]:
    """Yield single values, ranges taken apart."""
    for value in values:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def numbers(values: Arguments) -> list[float]:
    """Return the numbers among arguments, as SUM sees them: text and truth values in ranges do not count."""
    return [value for value in flat(values) if isinstance(value, float)]


def _some(values: Arguments) -> list[float]:
    found = numbers(values)
    if not found:
        raise BadError
    return found


def _mean(found: list[float]) -> float:
    return math.fsum(found) / len(found)


def _median(found: list[float]) -> float:
    return (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2


def _deviation(found: list[float]) -> float:
    mean = _mean(found)
    return math.sqrt(math.fsum((one - mean) ** 2 for one in found) / (len(found) - 1))


def _subtotal(values: Arguments) -> float:
    return FUNCTIONS[SUBTOTALS[int(number(values[0]))]](values[1:])


def _round(values: Arguments) -> float:
    scale = 10.0 ** int(number(values[1]))
    value = number(values[0])
    return math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9), value) / scale


def _if(values: Arguments) -> float:
    chosen = values[1] if number(values[0]) else values[2] if len(values) > 2 else 0.0  # noqa: PLR2004 - the third is optional
    return number(chosen)


FUNCTIONS: Mapping[str, Callable[[Arguments], float]] = {
    "SUM": lambda values: math.fsum(numbers(values)),
    "SUBTOTAL": _subtotal,
    "SUMIF": sum_if,
    "COUNTIF": lambda values: float(sum(matching(values))),
    "VLOOKUP": vlookup,
    "AVERAGE": lambda values: _mean(_some(values)),
    "MAX": lambda values: max(numbers(values), default=0.0),
    "MIN": lambda values: min(numbers(values), default=0.0),
    "COUNT": lambda values: float(len(numbers(values))),
    "COUNTA": lambda values: float(sum(value is not None for value in flat(values))),
    "PRODUCT": lambda values: math.prod(_some(values)),
    "MEDIAN": lambda values: _median(sorted(_some(values))),
    "STDEV": lambda values: _deviation(_some(values)),
    "ABS": lambda values: abs(number(values[0])),
    "SQRT": lambda values: math.sqrt(number(values[0])),
    "INT": lambda values: float(math.floor(number(values[0]))),
    "ROUND": _round,
    "IF": _if,
}
