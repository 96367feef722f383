"""What follows from a column is worked out once, and forgotten with the column."""

from __future__ import annotations

import gc

from sheets_crm.model.cells import Vector
from sheets_crm.model.memo import remembered


def test_each_object_is_asked_once_and_forgotten_with_its_last_owner() -> None:
    asked: list[int] = []
    dead: list[int] = []

    class Answer:
        def __del__(self) -> None:
            dead.append(1)

    @remembered
    def answer(cells: Vector) -> Answer:
        asked.append(len(cells))
        return Answer()

    one, other = Vector.of(["а"]), Vector.of(["а"])
    assert answer(one) is answer(one)
    assert answer(one) is not answer(other)
    assert asked == [1, 1]
    del one
    gc.collect()
    assert dead == [1]
