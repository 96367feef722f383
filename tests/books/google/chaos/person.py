"""A colleague who beside the usual copies rows and tabs, drags cells, types in capitals, finds the hidden tab, takes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sheets_server.errors import ApiError
from sheets_server.journal import MARK
from sheets_server.people import FIRST, Person, grid_range, span
from sheets_server.spreadsheet import Json, Place, Sheet

from chaos.backwards import Moment, Step, moment, restores_version, takes_back
from chaos.habits import HABITS, Habit

SHARE = 0.3
KEPT = 0.2
"""How often a version is kept that somebody may restore."""
HIDDEN = "_sheets_crm"
COLLEAGUE = "colleague@example.com"
"""Somebody with whom the owner shares the spreadsheet."""


@dataclass
class Colleague(Person):
    """`rude` is how often the program's own hidden tab is meddled with."""

    rude: float = 0.0
    copies: int = 0
    became: dict[str, Any] = field(default_factory=dict)
    """What the program has made of what was typed, as whoever watches knows it: it goes back with the cells."""
    asked: list[Json] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    """What one of them has done since another did something: what Ctrl+Z takes back, the last one first."""
    versions: list[Moment] = field(default_factory=list)
    restored: bool = False

    def act(self) -> str:
        with self.world.lock:
            self.look()
            before, self.asked = moment(self), []
            told = self._acted()
            if self.asked:
                self.steps = [step for step in self.steps if step.email == self.email]
                self.steps.append(Step(self.email, self.asked, before, moment(self)))
            if self.random.random() < KEPT:
                self.versions.append(moment(self))
            return told

    def ask(self, *requests: Json) -> None:
        super().ask(*requests)
        self.asked += requests

    def _acted(self) -> str:
        if self.random.random() >= SHARE:
            return super().act()
        sheet = self.random.choice(self.open_sheets())
        self.email = self.random.choice((self.file.owner, COLLEAGUE))
        deed = self.random.choice(DEEDS) if self.random.random() >= self.rude else Colleague.finds_hidden_tab
        self.journal.actions.append(f"{self.email}: {deed.__name__} on {sheet.title!r}")
        try:
            told = deed(self, sheet)
        except ApiError as refusal:
            told = f"refused: {refusal.message}"
        self.journal.actions[-1] += f": {told}"
        return self.journal.actions[-1]

    def copies_row(self, sheet: Sheet) -> str:
        """Copy a whole row, the lookups and the ID in it too, over the first free one."""
        rows, columns = self.used(sheet)
        row = self.random.randrange(FIRST, max(rows, FIRST + 1))
        if rows >= sheet.row_count:
            return "no room"
        width = sheet.column_count
        areas = (grid_range(sheet, at, at + 1, 0, width) for at in (row, rows))
        self.journal.forget(sheet, [(rows, column) for column in range(width)])
        self.ask({"copyPaste": dict(zip(("source", "destination"), areas, strict=True))})
        self.own(self.book.sheet(sheet.id), [(rows, column) for column in range(max(columns, width))])
        return f"{row} to {rows}"

    def copies_tab(self, sheet: Sheet) -> str:
        """Duplicate the tab with all that is in it."""
        if self.copies or self.random.random() < 0.5:
            return "not now"
        self.copies += 1
        number = 100 + self.copies
        about = {"sourceSheetId": sheet.id, "newSheetId": number, "newSheetName": f"{sheet.title} копия"}
        self.ask({"duplicateSheet": about | {"insertSheetIndex": 0}})
        twin = self.book.sheet(number)
        self.own(twin, list(twin.cells))
        return twin.title

    def own(self, sheet: Sheet, places: list[Place]) -> None:
        """Take copied cells for typed just now, each for itself."""
        for place in places:
            cell = sheet.cells.get(place)
            if cell is None:
                continue
            sheet.put(place, **{MARK: None})
            value = cell.get("userEnteredValue")
            if value and HIDDEN not in value.get("formulaValue", ""):
                self.journal.note(sheet, place, value, str(next(iter(value.values()))))

    def marked(self, sheet: Sheet, places: list[Place]) -> list[str]:
        """Return the marks of cells, which are about to go."""
        return [mark for place in places if (mark := sheet.cells.get(place, {}).get(MARK))]

    def lose(self, marks: list[str]) -> None:
        """Take cells for deleted."""
        for mark in marks:
            if mark in self.journal.typed:
                self.journal.deleted[mark] = self.journal.typed.pop(mark)

    def shouts(self, sheet: Sheet) -> str:
        """Type what stands elsewhere in the column, in small letters for great ones and great ones for small."""
        place = self.some_place(sheet)
        column = [text for row in range(FIRST, self.used(sheet)[0]) if (text := self.shown(sheet, (row, place[1])))]
        return self.enter(sheet, {place: self.random.choice(column).swapcase()}) if column else "nothing there"

    def drags_cell(self, sheet: Sheet) -> str:
        """Drag a cell over another."""
        source, target = self.some_place(sheet), self.some_place(sheet)
        if source == target:
            return "nowhere"
        self.journal.forget(sheet, [target])
        start = grid_range(sheet, source[0], source[0] + 1, source[1], source[1] + 1)
        goal = {"sheetId": sheet.id, "rowIndex": target[0], "columnIndex": target[1]}
        self.ask({"cutPaste": {"source": start, "destination": goal, "pasteType": "PASTE_NORMAL"}})
        return f"{source} to {target}"

    def sorts_one_column(self, sheet: Sheet) -> str:
        """Sort the IDs, or another column, alone."""
        _, columns = self.used(sheet)
        titles = [str(next(iter((sheet.entered((0, at)) or {"": ""}).values()))) for at in range(columns)]
        at = titles.index("ID") if "ID" in titles and self.random.random() < 0.5 else self.random.randrange(columns)
        return self.sort(sheet, at, at + 1)

    def deletes_column(self, sheet: Sheet) -> str:
        """Delete a column with all that is in it."""
        columns = self.used(sheet)[1]
        at = self.random.randrange(columns)
        title = next(iter((sheet.entered((0, at)) or {"": ""}).values()))
        if title in {"ID", "Клиент", "Телефон", "Дата"} or self.random.random() < 0.6:
            return "thinks better of it"
        gone = [place for place in sheet.cells if place[1] == at]
        self.ask({"deleteDimension": {"range": span(sheet, "COLUMNS", at, at + 1)}})
        self.journal.forget(sheet, gone)
        return str(title)

    def finds_hidden_tab(self, _sheet: Sheet) -> str:
        """Delete, rename, show or sort the program's hidden tab, or type into it."""
        tabs = [one for one in self.book.sheets if one.title.startswith(HIDDEN)]
        if not tabs:
            return "none there"
        tab = self.random.choice(tabs)
        deed = self.random.choice(("deletes", "renames", "shows", "sorts", "types"))
        if deed == "deletes":
            self.ask({"deleteSheet": {"sheetId": tab.id}})
        elif deed == "renames":
            self.ask({"updateSheetProperties": {"properties": {"sheetId": tab.id, "title": "что это"}, "fields": "title"}})
        elif deed == "shows":
            self.ask({"updateSheetProperties": {"properties": {"sheetId": tab.id, "hidden": False}, "fields": "hidden"}})
        elif deed == "sorts":
            rows, columns = self.used(tab)
            if rows > FIRST:
                specs = [{"dimensionIndex": self.random.randrange(columns), "sortOrder": "DESCENDING"}]
                self.ask({"sortRange": {"range": grid_range(tab, FIRST, rows, 0, tab.column_count), "sortSpecs": specs}})
        else:
            start = {"sheetId": tab.id, "rowIndex": FIRST, "columnIndex": 1}
            value = {"userEnteredValue": {"stringValue": "моё"}}
            self.ask({"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}})
        return f"{deed} {tab.title}"


DEEDS: tuple[Habit, ...] = (
    *HABITS,
    Colleague.copies_row,
    Colleague.copies_row,
    Colleague.drags_cell,
    Colleague.drags_cell,
    Colleague.sorts_one_column,
    Colleague.deletes_column,
    Colleague.copies_tab,
    Colleague.shouts,
    Colleague.shouts,
    takes_back,
    takes_back,
    takes_back,
    takes_back,
    restores_version,
    restores_version,
)
