"""`python -m tests.sheets_server.assumptions KEY SPREADSHEET`: ask Google whether what the program takes for granted is so.

Needs the key file of a service account and a spreadsheet shared with it for editing. All is tried on a tab of its own, which is
deleted again. Prints each assumption with what was found; the exit status is 1 where any of them does not hold.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.client import SHEETS, GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.settings import GoogleSettings

Json = dict[str, Any]
TAB, TAB_ID = "_sheets_crm assumptions", 1_726_354
ROWS, COLUMNS = 400, 6
SEEN = "userEnteredValue,effectiveValue,formattedValue,effectiveFormat.numberFormat"
DAY = 46085
SLOW = 60.0
"""Seconds for the requests of a first night on 5,000 clients: a third of what Google allows."""
NIGHT = 8000


@dataclass
class Lab:
    """A tab to try things on; each trial has a row of its own."""

    client: GoogleClient
    book: str
    many: int = 500
    row: int = -1
    locale: str = ""

    def write(self, *requests: Json, **more: Any) -> Json:
        """Send a batch, and return its answer."""
        url = f"{SHEETS}/v4/spreadsheets/{self.book}:batchUpdate"
        return dict(self.client.request("post", url, json={"requests": list(requests), **more}).json())

    def put(self, cell: Json, column: int = 0) -> None:
        """Put a cell as it is into the row of the trial."""
        start = {"sheetId": TAB_ID, "rowIndex": self.row, "columnIndex": column}
        masks = "userEnteredValue,userEnteredFormat.numberFormat"
        self.write({"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": masks}})

    def replace(self, find: str, replacement: str, *, regex: bool = False, formulas: bool = False, column: int = 0) -> int:
        """Replace as the program does, in one cell; return in how many that was."""
        answer = self.write(find_replace(find, replacement, self.row, column, regex=regex, formulas=formulas))
        return int(answer["replies"][0].get("findReplace", {}).get("occurrencesChanged", 0))

    def cell(self, column: int = 0) -> Json:
        """Return a cell of the row."""
        place = f"'{TAB}'!{'ABCDEF'[column]}{self.row + 1}"
        told = self.client.spreadsheet(self.book, f"sheets.data.rowData.values({SEEN})", [place])
        rows = told["sheets"][0]["data"][0].get("rowData", [{}])
        return dict((rows[0].get("values") or [{}])[0])

    def version(self) -> int:
        """Return the version that Drive counts."""
        return int(self.client.drive_file(self.book, "version")["version"])


def find_replace(find: str, replacement: str, row: int, column: int, *, regex: bool = False, formulas: bool = False) -> Json:
    """One cell's findReplace."""
    area = {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    how = {"matchCase": True, "matchEntireCell": True, "searchByRegex": regex, "includeFormulas": formulas}
    return {"findReplace": {"find": find, "replacement": replacement, "range": {"sheetId": TAB_ID, **area}, **how}}


def typed(lab: Lab, replacement: str) -> Json:
    """What a text becomes that takes the place of another."""
    lab.put({"userEnteredValue": {"stringValue": "old"}})
    lab.replace("old", replacement)
    return lab.cell()


def blanks(lab: Lab) -> tuple[bool, object]:
    return lab.replace("^$", "x", regex=True) == 1 and value(lab.cell()) == "x", lab.cell()


def blanks_among_others(lab: Lab) -> tuple[bool, object]:
    lab.put({"userEnteredValue": {"numberValue": 0}})
    return lab.replace("^$", "x", regex=True) == 0, lab.cell()


def apostrophe(lab: Lab) -> tuple[bool, object]:
    found = typed(lab, "'+7 999 123-45-67")
    return value(found) == "+7 999 123-45-67", found


def day(lab: Lab) -> tuple[bool, object]:
    found = typed(lab, "04.03.2026" if lab.locale.startswith("ru") else "2026-03-04")
    return value(found) == DAY, found


def by_its_looks(lab: Lab) -> tuple[bool, object]:
    lab.put(
        {
            "userEnteredValue": {"numberValue": 1234.5},
            "userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}},
        }
    )
    shown = lab.cell()["formattedValue"]
    return lab.replace(shown, "'found") == 1, shown


def semicolons(lab: Lab) -> tuple[bool, object]:
    found = typed(lab, '=IF(TRUE;"yes";"no")')
    return found.get("effectiveValue") == {"stringValue": "yes"}, found


def text_of_formulas(lab: Lab) -> tuple[bool, object]:
    lab.put({"userEnteredValue": {"formulaValue": "=1+2"}})
    times = lab.replace(r"^=1\+2$", "", regex=True, formulas=True)
    return times == 1 and not lab.cell().get("userEnteredValue"), times


def day_looked_up(lab: Lab) -> tuple[bool, object]:
    for column, text in ((0, f"key {lab.row}"), (2, "old")):
        lab.put({"userEnteredValue": {"stringValue": text}}, column)
    lab.put({"userEnteredValue": {"numberValue": DAY}, "userEnteredFormat": {"numberFormat": {"type": "DATE"}}}, 1)
    line = f"A{lab.row + 1}:B{lab.row + 1}"
    lab.replace("old", f'=IFNA(VLOOKUP(INDEX(A:A;ROW());{line};2;0);"")', column=2)
    found = lab.cell(2)
    return value_shown(found) == DAY and found.get("formattedValue") == lab.cell(1).get("formattedValue"), found


def growth(lab: Lab) -> tuple[bool, object]:
    before = lab.version()
    lab.put({"userEnteredValue": {"stringValue": "x"}})
    grown = lab.version() - before
    return grown == 1, grown


def speed(lab: Lab) -> tuple[bool, object]:
    began = time.monotonic()
    lab.write(*(find_replace(f"nothing like this {at}", "x", lab.row, at % COLUMNS) for at in range(lab.many)))
    night = (time.monotonic() - began) / lab.many * NIGHT
    return night < SLOW, f"{night:.1f} s for {NIGHT} replacements"


def gone_tab(lab: Lab) -> tuple[bool, object]:
    request = {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True, "responseRanges": ["'no such tab'!A:A"]}
    try:
        lab.write(find_replace("^$", "written", lab.row, 0, regex=True), **request)
    except GoogleError as error:
        return not lab.cell().get("userEnteredValue"), error.said("en")
    return False, "it was written"


def rows_shown(lab: Lab) -> tuple[bool, object]:
    lab.put({"userEnteredValue": {"stringValue": "x"}})
    place = f"'{TAB}'!A{lab.row + 1}:B{ROWS * 10}"
    about = {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True, "responseRanges": [place]}
    answer = lab.write(find_replace("x", "y", lab.row, 0), **about)
    data = next(sheet["data"][0] for sheet in answer["updatedSpreadsheet"]["sheets"] if sheet.get("data"))
    right = data.get("startRow", 0) == lab.row and value(data["rowData"][0]["values"][0]) == "y"
    return right, {key: data.get(key) for key in ("startRow", "startColumn")}


def plain_text(lab: Lab) -> tuple[bool, object]:
    lab.put({"userEnteredValue": {"stringValue": "old"}, "userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}})
    lab.replace("old", "=1+1")
    return value(lab.cell()) == "=1+1", lab.cell()


def size(lab: Lab) -> tuple[bool, object]:
    told = lab.client.drive_file(lab.book, "size").get("size")
    return told is not None, told


def value_shown(cell: Json) -> object:
    """What a cell comes to."""
    return next(iter(cell.get("effectiveValue", {}).values()), None)


def value(cell: Json) -> object:
    """What was entered."""
    return next(iter(cell.get("userEnteredValue", {}).values()), None)


TRIALS: tuple[tuple[str, Callable[[Lab], tuple[bool, object]]], ...] = (
    ("`^$` in a range finds an empty cell", blanks),
    ("`^$` finds no cell that holds something", blanks_among_others),
    ("a replacement that begins with an apostrophe becomes text without it", apostrophe),
    ("a day as the locale writes it becomes a day", day),
    ("a number is found by what its cell shows", by_its_looks),
    ("semicolons part the arguments of a formula that is entered", semicolons),
    ("a pattern finds the text of a formula", text_of_formulas),
    ("a cell without a format shows a looked up day as a day", day_looked_up),
    ("`version` grows by one with a write", growth),
    ("the replacements of a first night stay well below 180 s", speed),
    ("a write that names a tab that is gone (`responseRanges`) is refused as a whole", gone_tab),
    ("an answer shows just the rows that are asked for, and may be asked for more than there are", rows_shown),
    ("a formula typed into a cell of plain text stays text", plain_text),
    ("Drive tells the size of a spreadsheet", size),
)


def tried(lab: Lab) -> list[Json]:
    """Try everything on a tab of its own, which is deleted afterwards."""
    about = lab.client.spreadsheet(lab.book, "properties.locale")
    lab.locale = about["properties"]["locale"]
    sheet = {"sheetId": TAB_ID, "title": TAB, "gridProperties": {"rowCount": ROWS, "columnCount": COLUMNS}}
    lab.write({"addSheet": {"properties": sheet}})
    try:
        return [one_trial(lab, says, trial) for says, trial in TRIALS]
    finally:
        lab.write({"deleteSheet": {"sheetId": TAB_ID}})


def one_trial(lab: Lab, says: str, trial: Callable[[Lab], tuple[bool, object]]) -> Json:
    """Try one thing in a row of its own; what is refused does not hold."""
    lab.row += 1
    try:
        holds, found = trial(lab)
    except GoogleError as error:
        holds, found = False, error.said("en")
    return {"assumption": says, "holds": holds, "found": found}


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("key", type=Path)
    ask.add_argument("spreadsheet")
    ask.add_argument("--base", help="another server than Google's")
    ask.add_argument("--many", type=int, default=500, help="how many replacements are timed")
    given = ask.parse_args()
    settings = GoogleSettings(sheets_url=given.base, drive_url=given.base) if given.base else GoogleSettings()
    found = tried(Lab(GoogleClient(by_key(given.key), settings), given.spreadsheet, given.many))
    for one in found:
        shown = json.dumps(one["found"], ensure_ascii=False)
        sys.stdout.write(f"{'holds   ' if one['holds'] else 'DIFFERS '} {one['assumption']}: {shown}\n")
    sys.exit(not all(one["holds"] for one in found))


if __name__ == "__main__":
    main()
