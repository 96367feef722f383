"""Lets LibreOffice itself do to workbooks what people do in it.

    python3 office_hands.py SOFFICE PROFILE ORDERS

Any Python that knows `uno` may run it, the one of the tests need not. ORDERS is a JSON file: a list of {"book", "out", "sheet",
"does"}, where each that is done is a list: the name of a function below and what it is given.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]

PATIENCE = 600
AS_XLSX = "Calc MS Excel 2007 XML"


def sorted_by(sheet: Any, area: str, keys: list[tuple[int, bool]]) -> None:
    """Sort an area by its columns, counted from 0; True is upwards. A heading in it is sorted, too."""
    fields = []
    for column, up in keys:
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, up
        fields.append(field)
    told = uno.Any("[]com.sun.star.table.TableSortField", tuple(fields))
    sheet.getCellRangeByName(area).sort((given("SortFields", told), given("ContainsHeader", value=False)))


def filtered(sheet: Any, area: str, column: int, value: str) -> None:
    """Show only the rows that hold a value; the first row of the area is the heading."""
    cells = sheet.getCellRangeByName(area)
    field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field, field.StringValue = column, value
    field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    told = cells.createFilterDescriptor(True)  # noqa: FBT003
    told.ContainsHeader = True
    told.setFilterFields((field,))
    cells.filter(told)


def deleted(sheet: Any, area: str) -> None:
    """Delete cells, those below come up."""
    sheet.removeRange(sheet.getCellRangeByName(area).RangeAddress, uno.Enum("com.sun.star.sheet.CellDeleteMode", "UP"))


def inserted(sheet: Any, area: str) -> None:
    """Insert cells, those below go down."""
    sheet.insertCells(sheet.getCellRangeByName(area).RangeAddress, uno.Enum("com.sun.star.sheet.CellInsertMode", "DOWN"))


def dragged(sheet: Any, area: str, to: str) -> None:
    """Move cells over others, as the mouse does."""
    sheet.moveRange(sheet.getCellRangeByName(to).CellAddress, sheet.getCellRangeByName(area).RangeAddress)


DOES = {one.__name__: one for one in (sorted_by, filtered, deleted, inserted, dragged)}


def given(name: str, value: object) -> Any:
    """Make a named argument of LibreOffice's."""
    told = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    told.Name, told.Value = name, value
    return told


def connected(pipe: str) -> Any:
    """Wait until LibreOffice answers, and return its desktop."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def main(soffice: str, profile: str, orders: str) -> None:
    """Start LibreOffice, do what is asked to each book, and let it end."""
    pipe = f"hands{time.time_ns()}"
    where = f"-env:UserInstallation={Path(profile).as_uri()}"
    office = subprocess.Popen([soffice, where, "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"])
    try:
        desktop = connected(pipe)
        for one in json.loads(Path(orders).read_text(encoding="utf-8")):
            book = desktop.loadComponentFromURL(Path(one["book"]).as_uri(), "_blank", 0, (given("Hidden", value=True),))
            for name, *what in one["does"]:
                DOES[name](book.Sheets.getByName(one["sheet"]), *what)
            book.storeToURL(Path(one["out"]).as_uri(), (given("FilterName", AS_XLSX),))
            book.close(True)  # noqa: FBT003
        desktop.terminate()
        office.wait(PATIENCE)
    finally:
        office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
