"""A large write is parted so that what must be seen together stays together."""

from __future__ import annotations

from sheets_crm.books.google.writing.batch import Batch, Step, Target, find_replace
from sheets_crm.model.plan import Change
from sheets_crm.model.text import Text


def step(means: str, number: int) -> Step:
    change = Change("Клиенты", "K-1", number, "phone", 2, "a", "b", "phones", Text("", ""))
    targets = () if means == "tab" else (Target(0, number, change),)
    return Step(find_replace(str(number), "x" * 100, {"sheetId": 1}), means, targets, 1)  # type: ignore[arg-type]


STEPS = tuple(step(means, at) for at, means in enumerate(["repair"] * 6 + ["mark"] * 5 + ["tab"] * 4))


def test_parts_keep_the_order_and_every_step() -> None:
    parts = Batch(STEPS).parts(500)
    assert len(parts) > 3
    assert tuple(one for part in parts for one in part.steps) == STEPS


def test_what_fits_goes_out_as_one() -> None:
    assert [part.steps for part in Batch(STEPS).parts(2_000_000)] == [STEPS]
