"""What is seen when the whole spreadsheet is read: how much of it there is, and in what country's manner it is written."""

from __future__ import annotations

from sheets_crm.books.google.doctor.patient import GooglePatient, asking
from sheets_crm.model.checkup import Check, Outcome, passed, warning
from sheets_crm.model.text import Text

MOST_CELLS = 10_000_000
NEARLY_FULL = 0.8
MONTH_FIRST = frozenset({"en_US", "en_PH", "fil_PH", "es_PR", "es_US"})
SET_LOCALE = Text(
    "«Файл → Настройки → Региональные настройки»: выберите свою страну",
    "“File → Settings → Locale”: choose your country",
)


@asking
def read(patient: GooglePatient) -> Outcome:
    """Read everything once, as a job does."""
    snapshot = patient.reading.snapshot
    sheets, rows = len(snapshot.grids), sum(grid.last_row for grid in snapshot.grids.values())
    return passed(f"листов: {sheets}, строк: {rows}", f"sheets: {sheets}, rows: {rows}")


def size(patient: GooglePatient) -> Outcome:
    """Compare the cells of all sheets, blank ones included, with what Google allows."""
    cells = sum(one.size.rows * one.size.columns for one in patient.reading.sheets.values())
    part = cells / MOST_CELLS
    percent = f"{100 * part:.1f}"
    says = Text(f"занято {percent.replace('.', ',')} % из 10 млн ячеек", f"{percent}% of 10 million cells are taken")
    if part < NEARLY_FULL:
        return Outcome("passed", says)
    mend = Text(
        "Удалите лишние пустые строки и столбцы: Google считает и пустые ячейки; старое перенесите в другую таблицу",
        "Delete spare blank rows and columns, for Google counts them too; move what is old to another spreadsheet",
    )
    return warning(says, mend)


def locale(patient: GooglePatient) -> Outcome:
    """Tell how Google reads the dates that people type, and whether that contradicts our config."""
    name, zone = patient.reading.locale or "en_US", patient.reading.time_zone
    where = f"{name}, {zone}" if zone else name
    if name in MONTH_FIRST and patient.day_first:
        says = Text(
            f"{where}: в такой таблице Google читает 03/04 как 4 марта, а по настройкам программы это 3 апреля",
            f"{where}: there Google reads 03/04 as 4 March, while by the program's config it is 3 April",
        )
        return warning(says, SET_LOCALE)
    return passed(where, where)


READ = Check("read", Text("Чтение", "Reading"), read, ("kind", "drive_api"))
SIZE = Check("size", Text("Размер", "Size"), size, ("read",), "nothing")
LOCALE = Check("locale", Text("Язык и время таблицы", "Locale and time zone"), locale, ("read",), "nothing")
