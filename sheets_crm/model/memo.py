"""Working out once what follows from data that never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

K = TypeVar("K")
T = TypeVar("T")


def remembered(make: Callable[[K], T]) -> Callable[[K], T]:
    """Return a function that works out once what `make` says of an object, and forgets it with the object.

    For what is known by identity and never changes, such as the cells of a column; the result must not hold on to them.
    """
    known: WeakKeyDictionary[K, T] = WeakKeyDictionary()

    @wraps(make)
    def recalled(of: K) -> T:
        if of not in known:
            known[of] = make(of)
        return known[of]

    return recalled
