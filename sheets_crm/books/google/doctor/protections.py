"""Whether protected sheets and ranges keep the program out of what it works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sheets_crm.books.google import failures
from sheets_crm.books.google.doctor.patient import GooglePatient
from sheets_crm.books.google.reading.references import area_of
from sheets_crm.books.google.writing.lookups import PREFIX
from sheets_crm.model.addresses import letters
from sheets_crm.model.checkup import Check, Outcome, failed, passed
from sheets_crm.model.snapshot import Area, Table
from sheets_crm.model.text import Text

FEW = 5


def protections(patient: GooglePatient) -> Outcome:
    """Find the protections that keep us out, and name those of our columns and tabs that they cover."""
    closed = list(excluding(patient))
    if not closed:
        return passed("ничего не закрыто от программы", "nothing is closed to the program")
    places = list(dict.fromkeys(place for one in closed for place in concerned(patient, one)))
    if not places:
        sheets = ", ".join(dict.fromkeys(one.sheet for one in closed))
        return passed(
            f"защищено то, чего программа не трогает ({sheets})", f"what is protected the program does not touch ({sheets})"
        )
    told = "; ".join(places[:FEW]) + (f"; … {len(places) - FEW}" if len(places) > FEW else "")
    says = Text(f"программе закрыты: {told}", f"closed to the program: {told}")
    return replace(failed(failures.protected("", patient.email)), says=says)


@dataclass(frozen=True)
class Closed:
    """An area of a sheet that we may not edit, and the areas in it that we may."""

    sheet: str
    area: Area
    free: tuple[Area, ...] = ()

    def covers(self, table: Table, column: int) -> bool:
        """Say whether cells of this column of a table are closed."""
        top, bottom = max(table.header_row, 1), max([table.header_row, *table.rows.tolist()[-1:]])
        if not (self.area.first_column <= column <= self.area.last_column and self.area.last_row >= top):
            return False
        return self.area.first_row <= bottom and not any(
            one.first_column <= column <= one.last_column and one.first_row <= top + 1 and one.last_row >= bottom
            for one in self.free
        )


def excluding(patient: GooglePatient) -> Iterator[Closed]:
    """Yield what Google says we may not edit."""
    for name, sheet in patient.reading.sheets.items():
        tables = {one.get("tableId"): one.get("range") for one in sheet.about.get("tables", ())}
        for one in sheet.about.get("protectedRanges", ()):
            bounds = one.get("range", tables.get(one.get("tableId")))
            if bounds is None or one.get("warningOnly") or one.get("requestingUserCanEdit"):
                continue
            free = tuple(area_of(part, sheet.size) for part in one.get("unprotectedRanges", ()))
            yield Closed(name, area_of(bounds, sheet.size), free)


def concerned(patient: GooglePatient, closed: Closed) -> Iterator[str]:
    """Yield what of ours is closed: a tab of the program, or columns of a table."""
    if closed.sheet.startswith(PREFIX) or closed.sheet in patient.own_tabs:
        yield closed.sheet
    table = patient.bound.snapshot.table(closed.sheet)
    if table is None:
        return
    known = [one for one in table.fields if one.column]
    titles = [one.title or letters(one.letter_index) for one in known if closed.covers(table, one.letter_index)]
    if titles:
        yield closed.sheet if len(titles) == len(known) else f"{closed.sheet}: {', '.join(titles)}"


PROTECTIONS = Check("protections", Text("Защита листов", "Protections"), protections, ("read", "editor"), "writing")
