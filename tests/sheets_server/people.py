"""People at work in a spreadsheet while a program runs: a seeded person who, between any two requests, does what people do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from sheets_server.drive import File, World
from sheets_server.errors import ApiError
from sheets_server.faults import Faults
from sheets_server.formulas import calculate
from sheets_server.journal import Journal, title_of
from sheets_server.parsing import entered
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.spreadsheet import Json, Place, Sheet, Spreadsheet

NAMES = ("Иван Петров", "петрова анна", "ООО «Ромашка»", "O'Neil, Sean", "Ли", "СИДОРОВ П.П.", "Anna Maria Smith")
PHONES = (
    "8 (903) 123-45-67",
    "+7 903 123 45 67",
    "79031234567",
    "8-903-765-43-21",
    "903 1112233",
    "123-45",
    "89031234567 доб. 5",
)
DATES = ("01.02.2024", "2024-02-01", "1 марта 2024", "31.02.2024", "2/1/2024", "вчера", "05.11.24")
JUNK = ("", " ", "-", "?", "нет", "N/A", "=1+1", "'007", "TRUE", "12,5", "1 234,50", "a\nb", "😀", "x" * 300, "=A1", "0")
TEXTS = NAMES + PHONES + DATES + JUNK
FIRST = 1
"""Rows above this are the header."""


@dataclass
class Person:
    """One person with a mouse; the same random numbers give the same deeds."""

    random: Random
    world: World
    file: File
    email: str
    journal: Journal = field(default_factory=Journal)
    sheets: tuple[int, ...] = ()
    """IDs of the sheets in which they work; empty for all that are not hidden."""
    texts: Sequence[str] = ()
    """What they like to type beside the usual, such as texts that a program is about to repair."""
    only: tuple[str, ...] = ()
    """Names of the actions that they know; empty for all."""

    @property
    def book(self) -> Spreadsheet:
        assert self.file.book is not None
        return self.file.book

    @property
    def locale(self) -> str:
        return str(self.book.properties.get("locale", "en_US"))

    def act(self) -> str:
        """Do one thing at random, and say what; what the spreadsheet refuses is left, as people leave it."""
        with self.world.lock:
            self.look()
            sheet = self.random.choice(self.open_sheets())
            names = [name for name, weight in WEIGHTS.items() for _ in range(weight) if not self.only or name in self.only]
            name = self.random.choice(names)
            self.journal.actions.append(f"{self.email}: {name} on {sheet.title!r}")
            try:
                told = ACTIONS[name](self, sheet)
            except ApiError as refusal:
                told = f"refused: {refusal.message}"
            self.journal.actions[-1] += f": {told}"
            return self.journal.actions[-1]

    def look(self) -> None:
        """See what formulas come to just now."""
        if self.file.stale:
            calculate(self.book)
            self.file.stale = False

    def open_sheets(self) -> list[Sheet]:
        """The sheets that they see and care for."""
        seen = [sheet for sheet in self.book.sheets if not sheet.properties.get("hidden")]
        return [sheet for sheet in seen if sheet.id in self.sheets] or seen or self.book.sheets

    def ask(self, *requests: Json) -> None:
        """Let the spreadsheet do it in this person's name, with all its protections."""
        self.file.book, _ = batch_update(self.book, {"requests": list(requests)}, Caller(self.email, self.file.owner))
        self.world.touch(self.file, self.email)

    def enter(self, sheet: Sheet, texts: dict[Place, str]) -> str:
        """Type into cells, which must be there, as one step."""
        requests, values = [], {}
        for place, text in texts.items():
            style = sheet.cells.get(place, {}).get("userEnteredFormat", {}).get("numberFormat")
            value, number_format = entered(text, self.locale, "Etc/GMT", style)
            cell = {"userEnteredValue": value} if value else {}
            names = ["userEnteredValue"]
            if number_format:
                cell, names = (
                    cell | {"userEnteredFormat": {"numberFormat": number_format}},
                    [*names, "userEnteredFormat.numberFormat"],
                )
            start = {"sheetId": sheet.id, "rowIndex": place[0], "columnIndex": place[1]}
            requests.append({"updateCells": {"rows": [{"values": [cell]}], "fields": ",".join(names), "start": start}})
            values[place] = value
        self.ask(*requests)
        changed = self.book.sheet(sheet.id)
        for place, text in texts.items():
            self.journal.note(changed, place, values[place], text)
        return ", ".join(f"{place} {text!r}" for place, text in texts.items())

    def text_for(self, sheet: Sheet, place: Place) -> str:
        """Something to type here: what the dropdown offers, what stands elsewhere in the column, or anything."""
        rule = sheet.cells.get(place, {}).get("dataValidation", {})
        offered = [str(value.get("userEnteredValue", "")) for value in rule.get("condition", {}).get("values", [])]
        column = [self.shown(sheet, (row, place[1])) for row in range(FIRST, self.used(sheet)[0])]
        if rule.get("strict"):
            plain = offered if rule["condition"].get("type") == "ONE_OF_LIST" else [text for text in column if text]
            return self.random.choice(plain or [""])
        pools = [pool for pool in (TEXTS, tuple(self.texts), tuple(column), title_pool(sheet, place[1])) if pool]
        return self.random.choice(self.random.choice(pools))

    def shown(self, sheet: Sheet, place: Place) -> str:
        """The text that stands there, empty unless somebody typed it."""
        value = sheet.entered(place) or {}
        return str(value.get("stringValue", value.get("numberValue", "")))

    def used(self, sheet: Sheet) -> Place:
        """How many rows and columns show something, the header at least; formulas that show nothing yet do not count."""
        filled = [place for place in {*sheet.cells, *sheet.results} if shows(sheet.effective(place))]
        return max((row for row, _ in filled), default=0) + 1, max((column for _, column in filled), default=0) + 1

    def some_place(self, sheet: Sheet) -> Place:
        """A cell of the table."""
        rows, columns = self.used(sheet)
        return self.random.randrange(FIRST, max(rows, FIRST + 1)), self.random.randrange(columns)

    def some_rows(self, sheet: Sheet) -> tuple[int, int]:
        """A few rows of the table, the end exclusive."""
        rows, _ = self.used(sheet)
        start = self.random.randrange(FIRST, max(rows, FIRST + 1))
        return start, min(start + self.random.choice((1, 1, 1, 2, 3)), max(rows, start + 1), sheet.row_count)

    def types(self, sheet: Sheet) -> str:
        """Type over one cell."""
        place = self.some_place(sheet)
        return self.enter(sheet, {place: self.text_for(sheet, place)})

    def pastes(self, sheet: Sheet) -> str:
        """Paste a block of values over whatever is there."""
        row, column = self.some_place(sheet)
        size = self.random.choice(((2, 1), (3, 1), (1, 2), (2, 2), (3, 3)))
        block = [(row + down, column + right) for down in range(size[0]) for right in range(size[1])]
        inside = [place for place in block if place[0] < sheet.row_count and place[1] < sheet.column_count]
        return self.enter(sheet, {place: self.text_for(sheet, place) for place in inside})

    def types_over_formula(self, sheet: Sheet) -> str:
        """Type a value where a program has put a formula or where one spills to."""
        formulas = [place for place, cell in sheet.cells.items() if "formulaValue" in cell.get("userEnteredValue", {})]
        below = sorted(place for place in {*formulas, *sheet.results} if place[0] >= FIRST)
        return self.enter(sheet, {(place := self.random.choice(below)): self.text_for(sheet, place)}) if below else "no formula"

    def adds_row(self, sheet: Sheet) -> str:
        """Begin a new row right below the last one; the first column, where IDs stand, is often left empty."""
        rows, columns = self.used(sheet)
        if rows >= sheet.row_count:
            self.ask({"appendDimension": {"sheetId": sheet.id, "dimension": "ROWS", "length": 1}})
            sheet = self.book.sheet(sheet.id)
        plain = [column for column in range(columns) if "formulaValue" not in (sheet.entered((rows, column)) or {})]
        wanted = [column for column in plain if self.random.random() < (0.2 if column == 0 else 0.7)]
        texts = {(rows, column): self.text_for(sheet, (rows, column)) for column in wanted or plain[:1] or [0]}
        return self.enter(sheet, texts)

    def sorts(self, sheet: Sheet) -> str:
        """Sort whole rows by a column."""
        _, columns = self.used(sheet)
        return self.sort(sheet, 0, max(columns, sheet.column_count))

    def sorts_some_columns(self, sheet: Sheet) -> str:
        """Sort a few columns only, which tears rows apart: a blunder, but theirs."""
        _, columns = self.used(sheet)
        left = self.random.randrange(columns)
        return self.sort(sheet, left, self.random.randrange(left, columns) + 1)

    def sort(self, sheet: Sheet, left: int, right: int) -> str:
        rows, columns = self.used(sheet)
        if rows <= FIRST + 1:
            return "nothing to sort"
        by, order = self.random.randrange(left, min(right, columns)), self.random.choice(("ASCENDING", "DESCENDING"))
        area = grid_range(sheet, FIRST, rows, left, right)
        self.ask({"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": by, "sortOrder": order}]}})
        return f"columns {left} to {right} by {by} {order}"

    def inserts_rows(self, sheet: Sheet) -> str:
        """Insert empty rows."""
        start, end = self.some_rows(sheet)
        self.ask({"insertDimension": {"range": span(sheet, "ROWS", start, end), "inheritFromBefore": start > FIRST}})
        return f"{start} to {end}"

    def deletes_rows(self, sheet: Sheet) -> str:
        """Delete rows with all that is in them."""
        start, end = self.some_rows(sheet)
        gone = [place for place in sheet.cells if start <= place[0] < end]
        self.ask({"deleteDimension": {"range": span(sheet, "ROWS", start, end)}})
        self.journal.forget(sheet, gone)
        return f"{start} to {end}"

    def moves_rows(self, sheet: Sheet) -> str:
        """Drag rows elsewhere."""
        start, end = self.some_rows(sheet)
        target = self.random.randrange(FIRST, self.used(sheet)[0] + 1)
        self.ask({"moveDimension": {"source": span(sheet, "ROWS", start, end), "destinationIndex": target}})
        return f"{start} to {end} before {target}"

    def inserts_column(self, sheet: Sheet) -> str:
        """Insert a column, with a title of its own or without."""
        at = self.random.randrange(self.used(sheet)[1] + 1)
        self.ask({"insertDimension": {"range": span(sheet, "COLUMNS", at, at + 1), "inheritFromBefore": at > 0}})
        title = self.random.choice(("", "Заметки", "Моё", "???"))
        return self.enter(self.book.sheet(sheet.id), {(0, at): title}) if title else f"{at} without a title"

    def moves_column(self, sheet: Sheet) -> str:
        """Drag a column elsewhere."""
        columns = self.used(sheet)[1]
        at, target = self.random.randrange(columns), self.random.randrange(columns + 1)
        self.ask({"moveDimension": {"source": span(sheet, "COLUMNS", at, at + 1), "destinationIndex": target}})
        return f"{title_of(sheet, at)!r} before {target}"

    def renames_sheet(self, sheet: Sheet) -> str:
        """Give the tab another name."""
        title = self.random.choice((f"{sheet.title} 2", f"{sheet.title} (новая)", sheet.title.upper(), f"Ж{sheet.id}'s"))
        self.ask({"updateSheetProperties": {"properties": {"sheetId": sheet.id, "title": title}, "fields": "title"}})
        return title

    def filters(self, sheet: Sheet) -> str:
        """Hide rows by a filter over the table, or take the filter away."""
        if sheet.basic_filter and self.random.random() < 0.5:
            self.ask({"clearBasicFilter": {"sheetId": sheet.id}})
            return "cleared"
        rows, columns = self.used(sheet)
        by = self.random.randrange(columns)
        hidden = sorted({self.shown(sheet, (row, by)) for row in range(FIRST, rows)})[:2]
        specs = [{"columnIndex": by, "filterCriteria": {"hiddenValues": hidden}}]
        self.ask({"setBasicFilter": {"filter": {"range": grid_range(sheet, 0, rows, 0, columns), "filterSpecs": specs}}})
        return f"{hidden} of column {by}"


def unleash(person: Person, faults: Faults, chance: float = 0.5) -> None:
    """Let the person act before requests of others, at random."""

    def before(_verb: str, _target: str) -> None:
        if person.random.random() < chance:
            person.act()

    faults.every.append(before)


def shows(value: Json | None) -> bool:
    """Whether a cell worth that shows something."""
    return bool(value) and value != {"stringValue": ""}


def title_pool(sheet: Sheet, column: int) -> tuple[str, ...]:
    """Texts that fit a column by its title."""
    title = title_of(sheet, column).lower()
    if any(word in title for word in ("тел", "phone", "моб")):
        return PHONES
    if any(word in title for word in ("дата", "date", "день", "birth")):
        return DATES
    return NAMES if any(word in title for word in ("имя", "name", "фио", "клиент", "фамилия")) else ()


def span(sheet: Sheet, dimension: str, start: int, end: int) -> Json:
    """A DimensionRange."""
    return {"sheetId": sheet.id, "dimension": dimension, "startIndex": start, "endIndex": end}


def grid_range(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Json:
    """A GridRange."""
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": sheet.id} | ends


Action = Callable[[Person, Sheet], str]
WEIGHTS = {
    "types": 6,
    "pastes": 2,
    "types_over_formula": 2,
    "adds_row": 3,
    "sorts": 2,
    "sorts_some_columns": 1,
    "inserts_rows": 2,
    "deletes_rows": 2,
    "moves_rows": 2,
    "inserts_column": 1,
    "moves_column": 1,
    "renames_sheet": 1,
    "filters": 1,
}
"""How often people do what, beside each other."""
ACTIONS: dict[str, Action] = {name: getattr(Person, name) for name in WEIGHTS}
