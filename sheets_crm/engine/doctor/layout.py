"""Which sheets and columns of the book were recognised, as every job recognises them."""

from __future__ import annotations

from typing import Protocol

from sheets_crm.engine.reading import bind_snapshot
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.mapping.binding import Bound
from sheets_crm.model.checkup import Check, Outcome, passed, warning
from sheets_crm.model.layout import Layout
from sheets_crm.model.snapshot import Snapshot
from sheets_crm.model.text import Lang, Text

FEW = 3


class Read(Protocol):
    """A book that was read."""

    @property
    def name(self) -> str:
        """The book's name."""
        ...

    @property
    def config(self) -> Config:
        """What holds for it."""
        ...

    @property
    def bound(self) -> Bound:
        """What was read, with its tables."""
        ...


def bound_by(name: str, config: Config, snapshot: Snapshot) -> Bound:
    """Find the tables of a book as every job does."""
    return bind_snapshot(snapshot, name, config, load_layout(config.layout(name)))


def layout(patient: Read) -> Outcome:
    """Say which sheet was recognised as what; with none, say how the program can be told."""
    bound = patient.bound
    if not any(grid.last_row for grid in bound.snapshot.grids.values()):
        return Outcome("failed", Text("в книге пока ничего нет", "there is nothing in the book yet"), fill(patient.name))
    if not bound.snapshot.tables:
        return Outcome("failed", Text("ни один лист не узнан", "no sheet was recognised"), adopt(patient.name))
    kinds = load_layout(patient.config.layout(patient.name))
    says = Text(told(bound, kinds, "ru"), told(bound, kinds, "en"))
    if bound.notes:
        mend = Text(
            "; ".join(note.message.ru for note in bound.notes[:FEW]), "; ".join(note.message.en for note in bound.notes[:FEW])
        )
        return warning(says, mend)
    return passed(says.ru, says.en)


def told(bound: Bound, kinds: Layout, lang: Lang) -> str:
    """Name the sheets with what they were taken for."""
    tables = bound.snapshot.tables
    words = {sheet.kind: sheet.title.in_(lang) for sheet in kinds.sheets}
    return ", ".join(
        f"«{one.sheet}» — {words[one.kind]}" if lang == "ru" else f"“{one.sheet}” is {words[one.kind]}" for one in tables
    )


def adopt(name: str) -> Text:
    """Say how a book is made known."""
    return Text(
        f"Посмотрите, что программа в ней узнаёт, и запишите это в настройки, где можно поправить: sheets-crm adopt {name}",
        f"See what the program makes of it, and have it put into the config, where you can mend it: sheets-crm adopt {name}",
    )


def fill(name: str) -> Text:
    """Say how an empty book becomes a client book; `new` fills spreadsheets that are there, but makes workbooks anew."""
    if is_address(name):
        return Text(f"Сделайте в ней листы и столбцы: sheets-crm new {name}", f"Make the sheets in it: sheets-crm new {name}")
    return Text(
        "Внесите в неё клиентов или сделайте новую: sheets-crm new clients.xlsx",
        "Put your clients into it, or make a new one: sheets-crm new clients.xlsx",
    )


LAYOUT: Check[Read] = Check("layout", Text("Листы и столбцы", "Sheets and columns"), layout, ("read",), "nothing")
