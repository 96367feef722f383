"""What one client is made of several: which row stays, and which value stays in each of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sheets_crm.ledger.joining import joined, with_emails, with_phones, with_words
from sheets_crm.ledger.names import names
from sheets_crm.matching.normal.companies import client
from sheets_crm.matching.normal.identifiers import is_valid
from sheets_crm.model.cells import CellValue, Kind, encode
from sheets_crm.model.snapshot import Field, Table
from sheets_crm.model.text import Text

JOINED = {"phone": with_phones, "email": with_emails, "persons": with_words, "comment": with_words, "next_task": with_words}
EARLIEST, LATEST = frozenset({"first_order", "registered", "next_date"}), frozenset({"last_order", "last_touch"})
SUMMED = frozenset({"orders_count", "orders_total"})
TOGETHER = ("status", "status_reason", "status_date")
"""What is taken from one row, or else one client's reason would stand beside another's status."""
PARTS_OF_NAME = frozenset({"surname", "given_name", "middle_name"})
DATED = frozenset({"date", "datetime"})
COUNTED = frozenset({"amount", "integer", "number"})
OWN = frozenset({"id", "number"})

JOINED_HERE = Text("дописано из второй записи клиента", "added from the client's other record")
FULLER = Text("полнее, чем было", "fuller than before")
FIRST, LAST = Text("самая ранняя из дат", "the earliest of the dates"), Text("самая поздняя из дат", "the latest of the dates")
SUM = Text("сумма по обеим записям", "both records together")
OTHERS = Text("из второй записи клиента", "from the client's other record")
NEWER = Text("из более новой записи клиента", "from the client's newer record")


@dataclass(frozen=True, eq=False)
class Side:
    """One of the rows that become one client.

    `used` counts its orders and touches, `fresh` is the serial of the last day on which anything happened (0: not known).
    `ours` are the names of the fields whose value the program filled in itself.
    """

    table: Table
    at: int
    used: int = 0
    fresh: float = 0.0
    ours: frozenset[str] = frozenset()

    @property
    def row_id(self) -> str:
        """The record's ID, `#17` for row 17."""
        return self.table.ids[self.at]

    @property
    def place(self) -> tuple[str, int]:
        """The sheet, and the row there."""
        return self.table.sheet, int(self.table.rows[self.at])

    @property
    def name(self) -> str:
        """The client's name, "" for none."""
        return str(names(self.table)[self.at])

    @cached_property
    def values(self) -> Mapping[str, tuple[CellValue, ...]]:
        """What people typed, by the layout's key; what the program filled in itself is left out."""
        out: dict[str, list[CellValue]] = {}
        for one in self.table.fields:
            value = one.cells[self.at]
            if one.key and one.name not in self.ours and not _blank(value):
                out.setdefault(one.key, []).append(value)
        return {key: tuple(values) for key, values in out.items()}

    @cached_property
    def rank(self) -> tuple[object, ...]:
        """By which the row that stays is chosen; nothing in it hangs on where the row stands."""
        filled = sum(len(values) for values in self.values.values())
        named = not self.row_id.startswith("#")
        told = repr(sorted((key, [encode(one)[1:] for one in values]) for key, values in self.values.items()))
        return (-self.used, -filled, not named, self.row_id if named else "", told)


@dataclass(frozen=True, eq=False)
class Merged:
    """The row that stays, those that go, and by field of the former what its cell becomes and why."""

    keeper: Side
    losers: tuple[Side, ...]
    values: Mapping[str, tuple[CellValue, Text]]

    @property
    def called(self) -> Text:
        """What the client is called from now on, with the ID where there is one."""
        row_id = self.keeper.row_id
        known = "" if row_id.startswith("#") else f" ({row_id})"
        return Text(f"«{self.name}»{known}", f"“{self.name}”{known}")

    @property
    def name(self) -> str:
        """The name that the client has from now on."""
        return str(self.values.get("name", (self.keeper.name,))[0] or "")


def merged(
    sides: Sequence[Side],
    known: Callable[[Field, CellValue], bool],
    sums: frozenset[str] = frozenset(),
    keeper: int | None = None,
) -> Merged:
    """Make one client of several, the same one in whichever order they come (docs/merging.md tells the rules).

    `known` says whether a value of a list is in it; `sums` are the keys that nobody works out from other sheets; `keeper` is
    the place among the sides of the one that somebody chose to stay.
    """
    wanted = None if keeper is None else sides[keeper]
    stays, *others = sorted(sides, key=lambda side: (side is not wanted, side.rank))
    work = _Work(stays, others, known, sums)
    values = {name: told for name, told in work.fields() if not _same(told[0], _of(stays, name))}
    return Merged(stays, tuple(others), values)


@dataclass(frozen=True, eq=False)
class _Work:
    keeper: Side
    others: Sequence[Side]
    known: Callable[[Field, CellValue], bool]
    sums: frozenset[str]

    @property
    def sides(self) -> Sequence[Side]:
        return (self.keeper, *self.others)

    def fields(self) -> Iterator[tuple[str, tuple[CellValue, Text]]]:
        seen: set[str] = set()
        for one in self.keeper.table.fields:
            key = one.key
            if key in OWN or self.keeper.at in one.cells.formulas:
                continue
            if key is None or one.column is None:
                if (found := self._unknown(one)) is not None:
                    yield one.name, (found, OTHERS)
                continue
            first, told = key not in seen, None
            seen.add(key)
            if key in JOINED:
                told = self._joined(one, key) if first else None
            elif key in SUMMED or one.column.owner == "program":
                told = self._summed(key) if key in self.sums else None
            elif first:
                told = self._one(one, key)
            if told is not None and (told[0] is not None or key in TOGETHER):
                yield one.name, told

    def _unknown(self, one: Field) -> CellValue:
        """Return what the newest of the other rows says in a column of people's own that the row which stays leaves blank."""
        if not one.title or not _blank(_of(self.keeper, one.name)):
            return None
        for side in sorted(self.others, key=lambda side: -side.fresh):
            for field in side.table.fields:
                alike = field.column is None and field.title.strip().casefold() == one.title.strip().casefold()
                if alike and side.at not in field.cells.formulas and not _blank(field.cells[side.at]):
                    return field.cells[side.at]
        return None

    def _one(self, one: Field, key: str) -> tuple[CellValue, Text] | None:
        found = [(side, value) for side in self.sides for value in side.values.get(key, ())[:1]]
        if not found:
            return None
        if key in EARLIEST | LATEST:
            return self._day(key, [value for _, value in found])
        if key == "name" or key in PARTS_OF_NAME:
            return _fullest([str(value) for _, value in found], company=key == "name"), FULLER
        if key in TOGETHER:
            newest = max(self.sides, key=lambda side: (_day(side, "status_date"), bool(side.values.get("status")), side.fresh))
            return (newest.values.get(key, (None,))[0], NEWER) if newest.values.get("status") else None
        best = max(found, key=lambda one_of: (self._is_valid(one, one_of[1]), one_of[0].fresh, one_of[0] is self.keeper))
        return best[1], NEWER

    def _day(self, key: str, values: Sequence[CellValue]) -> tuple[CellValue, Text] | None:
        days = [value for value in values if isinstance(value, date)]
        if not days:
            return values[0], NEWER
        early = key in EARLIEST
        return (min(days, key=_serial) if early else max(days, key=_serial)), FIRST if early else LAST

    def _summed(self, key: str) -> tuple[CellValue, Text] | None:
        values = [value for side in self.sides for value in side.values.get(key, ())]
        if key in LATEST:
            return self._day(key, values) if values else None
        numbers = [Decimal(str(value)) for value in values if isinstance(value, (int, float, Decimal))]
        return (sum(numbers, Decimal()), SUM) if numbers and len(numbers) == len(values) else None

    def _joined(self, one: Field, key: str) -> tuple[CellValue, Text] | None:
        """Add what the other rows say to the first of the keeper's cells of this key."""
        elsewhere = [_of(self.keeper, field.name) for field in self.keeper.table.fields if field.key == key and field is not one]
        more = [str(value) for side in self.others for value in side.values.get(key, ())]
        if key == "persons":
            more += self._persons()
        if key == "comment":
            more += self._homeless()
        first = _of(self.keeper, one.name)
        here = [] if _blank(first) else [str(first)]
        text = joined(here, more, [str(value) for value in elsewhere if not _blank(value)], JOINED[key])
        return (text, JOINED_HERE) if text and text != (here[0] if here else "") else None

    def _persons(self) -> list[str]:
        """Return the people under whose names a company stood too."""
        said = [str(value) for side in self.sides for value in side.values.get("name", ())]
        companies = [name for name in said if is_company(name)]
        return [name for name in said if not is_company(name)] if companies else []

    def _homeless(self) -> Iterator[str]:
        """Yield what there is no column for in the sheet of the row that stays, with the column's title."""
        here = {one.key for one in self.keeper.table.fields}
        for side in self.others:
            for one in side.table.fields:
                if one.key in JOINED and one.key not in here and not _blank(one.cells[side.at]):
                    yield f"{one.title}: {one.cells[side.at]}"

    def _is_valid(self, one: Field, value: CellValue) -> bool:
        column = one.column
        assert column is not None
        kind = encode(value)[0]
        if column.format in DATED:
            return kind == Kind.DATE
        if column.format in COUNTED:
            return kind == Kind.NUMBER
        if column.key == "tax_id":
            return is_valid(str(value))
        return kind != Kind.ERROR and (column.format != "choice" or self.known(one, value))


def is_company(name: str) -> bool:
    """Say whether a name is certainly that of a company."""
    said = client(name)
    return bool(said.form) or (bool(said.company) and not said.person)


def _fullest(said: Sequence[str], *, company: bool) -> str:
    """Return the fullest of several names: a company's before a person's, more words before longer ones, no Caps Lock."""
    firms = [name for name in said if is_company(name)] if company else []
    return max(firms or said, key=lambda name: (len(name.split()), len(name), not name.isupper(), name))


def _of(side: Side, name: str) -> CellValue:
    return side.table.cells(name)[side.at]


def _day(side: Side, key: str) -> float:
    days = [_serial(value) for value in side.values.get(key, ()) if isinstance(value, date)]
    return max(days, default=0.0)


def _serial(value: CellValue) -> float:
    return encode(value)[1]


def _blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _same(one: CellValue, other: CellValue) -> bool:
    (_, number, text), (_, number2, text2) = encode(one), encode(other)
    return text == text2 and (number == number2 or (number != number and number2 != number2))  # noqa: PLR0124
