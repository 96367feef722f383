"""Amounts with signs, words and spaces in them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sheets_crm.demo.faults.fault import Fault, Hand, Typed
from sheets_crm.model.cells import CellValue

PLACES = (("orders", "amount"), ("orders", "paid"))
THOUSAND = 1000
REQUIRED = (("orders", "amount"),)
NARROW = "\u202f"
RATE = 0.004
Make = Callable[[CellValue, Hand], Typed | None]


def spelt(value: Decimal, space: str, point: str) -> str:
    """Write an amount with groups of three; kopecks only where there are any."""
    whole, _, rest = f"{value:,.2f}".replace(",", space).rpartition(".")
    return whole if rest == "00" and point == "," else f"{whole}{point}{rest}"


def written(form: Callable[[Decimal, Hand], str]) -> Make:
    """Make a fault of a way to write an amount as text."""

    def make(value: CellValue, hand: Hand) -> Typed | None:
        return Typed(form(value, hand)) if isinstance(value, Decimal) and value else None

    return make


def short_comma(value: CellValue, hand: Hand) -> Typed | None:
    """Write 3820,5 and 3 820,5 руб.: one place is enough for fifty kopecks."""
    if not isinstance(value, Decimal) or value * 10 % 1 or not value % 1:
        return None
    said = f"{value:.1f}".replace(".", ",")
    return Typed(hand.dice.pick((said, f"{said} руб.")))


def comma(value: CellValue, _hand: Hand) -> Typed | None:
    """Write 3820,50: text where Excel expects a point."""
    return Typed(f"{value:.2f}".replace(".", ",")) if isinstance(value, Decimal) else None


FAULTS = (
    Fault("amount_sign", "amounts", PLACES, "repair", RATE, written(lambda sum_, _: f"{spelt(sum_, ' ', ',')} ₽"), ("ru",)),
    Fault(
        "amount_roubles",
        "amounts",
        PLACES,
        "repair",
        RATE,
        written(lambda sum_, hand: f"{spelt(sum_, hand.dice.pick(('', ' ')), ',')} {hand.dice.pick(('руб.', 'руб', 'р.'))}"),
        ("ru",),
    ),
    Fault(
        "amount_hard_space",
        "amounts",
        PLACES,
        "repair",
        RATE,
        written(lambda sum_, hand: spelt(sum_, "\u00a0", ",") + hand.dice.pick(("", "\u00a0₽"))),
        ("ru",),
    ),
    Fault("amount_short_comma", "amounts", PLACES, "repair", 0.001, short_comma, ("ru",)),
    Fault(
        "amount_narrow_space",
        "amounts",
        PLACES,
        "repair",
        0.002,
        written(lambda sum_, _: f"{spelt(sum_, NARROW, ',')}{NARROW}₽"),
        ("ru",),
    ),
    Fault("amount_comma", "amounts", PLACES, "repair", RATE, comma, ("ru",)),
    Fault(
        "amount_text",
        "amounts",
        PLACES,
        "repair",
        RATE,
        written(lambda sum_, hand: hand.dice.pick(("{:.2f}", " {:.2f}", "{:.2f} ")).format(sum_)),
    ),
    Fault(
        "amount_both_signs",
        "amounts",
        PLACES,
        "repair",
        0.002,
        written(lambda sum_, _: f"{sum_:,.2f}" if sum_ >= THOUSAND else f"{sum_:.2f}"),
    ),
    Fault("amount_said", "amounts", PLACES, "finding", 0.002, written(lambda _, hand: hand.dice.pick(hand.words.slips.amounts))),
    Fault("amount_missing", "required", REQUIRED, "finding", 0.002, lambda _value, _hand: Typed(None)),
)
