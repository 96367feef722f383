"""The functions that look for something in a range: SUMIF, COUNTIF, VLOOKUP."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from sheets_crm.audit.formulas.values import BadError, Block, Single, Value, number, single

CONDITION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


def sum_if(values: Sequence[Value]) -> float:
    """Add up the numbers of the third range (or the first) whose fellow in the first one meets the condition."""
    summed = _range(values[-1] if len(values) > 2 else values[0])  # noqa: PLR2004 - the third is optional
    chosen = [value for value, meets in zip(summed, matching(values), strict=True) if meets]
    return sum((value for value in chosen if isinstance(value, float)), 0.0)


def matching(values: Sequence[Value]) -> Iterator[bool]:
    """Yield for each value of the first range whether it meets the condition; BadError for patterns with `*` or `?`."""
    condition = single(values[1])
    found = CONDITION.fullmatch(condition) if isinstance(condition, str) else None
    sign, said = (found[1] or "=", found[2]) if found else ("=", condition)
    if isinstance(said, str) and ("*" in said or "?" in said):
        raise BadError
    wanted = _number(said)
    for value in _range(values[0]):
        if wanted is None or not isinstance(value, float):
            yield (_folded(value) == _folded(said)) == (sign == "=") and sign in {"=", "<>"}
        else:
            yield COMPARED[sign](value, wanted)


def vlookup(values: Sequence[Value]) -> float:
    """Return the number beside the key in a table: the same key, or the last one that is not above it in an ascending table."""
    sought, table, column = single(values[0]), _range(values[1]), int(number(values[2]))
    keys = table[:: table.width]
    exact = len(values) > 3 and not number(values[3])  # noqa: PLR2004 - the fourth is optional
    if exact:
        at = next((at for at, key in enumerate(keys) if key is not None and _folded(key) == _folded(sought)), None)
    else:
        at = max((at for at, key in enumerate(keys) if isinstance(key, float) and key <= number(sought)), default=None)
    if at is None or not 1 <= column <= table.width:
        raise BadError
    return number(table[at * table.width + column - 1])


def _range(value: Value) -> Block:
    if not isinstance(value, Block):
        raise BadError
    return value


def _number(said: Single) -> float | None:
    try:
        return float(said) if isinstance(said, float | str) else None
    except ValueError:
        return None


def _folded(value: Single) -> Single:
    return value.casefold() if isinstance(value, str) else value
