"""What the rules that look for accidents have in common: which still have to be told, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sheets_crm.ledger.losses import open_ones, place_of, positions
from sheets_crm.ledger.money import kopecks, roubles, total
from sheets_crm.model.addresses import address
from sheets_crm.model.cells import Kind, Vector
from sheets_crm.model.context import Context
from sheets_crm.model.noticed import SMALL_FOR, Accident, Noticed
from sheets_crm.model.plan import Finding
from sheets_crm.model.severity import Severity
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Text

NAMED = 3
MANY = 10
MOST = 0.8
HINT = Text(
    "Посмотреть и вернуть: sheets-crm recover КНИГА; если так и надо: recover КНИГА --keep",
    "To see it and bring it back: sheets-crm recover BOOK; if it is meant so: recover BOOK --keep",
)


def to_tell(snapshot: Snapshot, context: Context, *kinds: Accident) -> Iterator[tuple[Noticed, bool]]:
    """Yield the accidents in cells that are still so, each with whether it is large; small ones are told for some days only."""
    for one in open_ones(snapshot, context, kinds):
        large = is_large(one, snapshot)
        if large or is_fresh(one, context):
            yield one, large


def is_large(one: Noticed, snapshot: Snapshot) -> bool:
    """Say whether so much of a column is concerned that people must decide on it."""
    place = place_of(one, snapshot)
    standing = int(place[1].cells.filled.sum()) if place else 0
    return one.what == "overwritten" or len(one) >= MANY or len(one) >= MOST * (standing + len(one))


def is_fresh(one: Noticed, context: Context) -> bool:
    """Say whether it was noticed in these days."""
    return context.today - one.seen.date() < SMALL_FOR


def finding(
    one: Noticed, snapshot: Snapshot, rule: str, severity: Severity, message: Text, hint: Text = HINT, row_id: str = ""
) -> Finding:
    """Make the finding of an accident, at the first of its cells."""
    place = place_of(one, snapshot)
    if place is None:
        return Finding(one.sheet, row_id, "", rule, severity, message, hint)
    table, field = place
    at = min((at for at in positions(one, table).tolist() if at >= 0), default=None)
    if at is None:
        return Finding(one.sheet, row_id, "", rule, severity, message, hint)
    return Finding.at(table, at, field.name, rule, severity, message, hint)


def rows_now(one: Noticed, snapshot: Snapshot) -> list[int]:
    """Return the sheet rows in which its cells stand now."""
    place = place_of(one, snapshot)
    if place is None:
        return []
    return sorted(int(place[0].rows[at]) for at in positions(one, place[0]).tolist() if at >= 0)


def where(one: Noticed, snapshot: Snapshot) -> Text:
    """Return how many cells there are, and where they stand."""
    rows = rows_now(one, snapshot)
    place = place_of(one, snapshot)
    letter = place[1].letter_index if place else one.letter_index
    few = [address(row, letter) for row in rows]
    if len(few) <= NAMED:
        return Text(", ".join(few), ", ".join(few))
    span = f"{few[0]}–{few[-1]}"
    return Text(f"{span}, ячеек {len(few)}", f"{span}, {len(few)} cells")


def seen_words(one: Noticed) -> Text:
    """Return when it was noticed."""
    return Text(f"замечено {one.seen:%d.%m.%Y}", f"noticed on {one.seen:%d.%m.%Y}")


def some(names: Sequence[str]) -> Text:
    """Return the first of some names, and how many more there are."""
    few, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return Text(f"{few} и ещё {more}", f"{few} and {more} more") if more > 0 else Text(few, few)


def money(cells: Vector) -> Decimal:
    """Return what the numbers of some cells add up to."""
    return roubles(total(kopecks(cells))) if (cells.kinds == Kind.NUMBER).any() else Decimal(0)


def spelled(amount: Decimal) -> Text:
    """Return an amount as people write it."""
    text = f"{amount:,.2f}".replace("-", "−")
    return Text(text.replace(",", "\u00a0").replace(".", ","), text)
