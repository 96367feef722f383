"""Whether the spreadsheet is there, shared, of the right kind, and ours to edit."""

from __future__ import annotations

from sheets_crm.books.google import failures
from sheets_crm.books.google.doctor.patient import GooglePatient, asking
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.books.google.reading.book import SPREADSHEET
from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text

ABOUT = "name,mimeType,trashed,capabilities(canEdit),contentRestrictions(readOnly,reason)"
OFFICE = ("application/vnd.openxmlformats", "application/vnd.ms-excel", "application/vnd.oasis")
BLIND = frozenset({"api_disabled", "scopes", "not_found", "not_shared"})
"""What keeps Drive from telling what Sheets may have seen all the same."""
TAKE_OUT = Text(
    "Откройте в Google Диске Корзину и выберите «Восстановить»", "Open the Trash in Google Drive and choose “Restore”"
)


@asking
def there(patient: GooglePatient) -> Outcome:
    """Find the spreadsheet, by Sheets or else by Drive, which also knows files that are no spreadsheets."""
    try:
        file = patient.signed_in.drive_file(patient.identifier, ABOUT)
        patient.facts["file"] = file
    except GoogleError as error:
        if error.trouble not in BLIND:
            raise
        if isinstance(patient.sheets, GoogleError) and patient.sheets.trouble != "office_file":
            raise missing(patient, patient.sheets) from error
        return passed("есть", "yes")
    name = file.get("name", "")
    if file.get("trashed"):
        return Outcome("failed", Text(f"«{name}» лежит в корзине", f"“{name}” lies in the trash"), TAKE_OUT)
    return passed(f"есть, «{name}»", f"yes, “{name}”")


def missing(patient: GooglePatient, error: GoogleError) -> GoogleError:
    """Say whom to share with, which is known by now."""
    make = failures.not_shared if error.trouble == "not_shared" else failures.not_found
    return make(patient.name, patient.email)


def kind(patient: GooglePatient) -> Outcome:
    """See that it is a Google spreadsheet, and not a file that Sheets merely shows."""
    mime = str(patient.facts.get("file", {}).get("mimeType", SPREADSHEET))
    office = isinstance(patient.sheets, GoogleError) and patient.sheets.trouble == "office_file"
    if office or mime.startswith(OFFICE):
        raise failures.office_file("")
    if mime != SPREADSHEET:
        what = Text("это не таблица, а другой файл Google Диска", "this is no spreadsheet, but another file of Google Drive")
        mend = Text(
            "Откройте таблицу и скопируйте её адрес: он начинается с https://docs.google.com/spreadsheets/d/",
            "Open the spreadsheet and copy its address: it starts with https://docs.google.com/spreadsheets/d/",
        )
        raise GoogleError("office_file", what, mend)
    return passed("Google Таблица", "a Google spreadsheet")


def editor(patient: GooglePatient) -> Outcome:
    """See that we may edit it, as Drive says."""
    file = patient.facts.get("file", {})
    if any(one.get("readOnly") for one in file.get("contentRestrictions", ())):
        what = Text("таблицу заблокировали от изменений", "the spreadsheet is locked against changes")
        mend = Text(
            "В Google Диске: правая кнопка на файле → «Сведения о файле» → «Разблокировать»",
            "In Google Drive: right-click the file → “File information” → “Unlock”",
        )
        raise GoogleError("read_only", what, mend)
    if not file.get("capabilities", {}).get("canEdit"):
        raise failures.read_only("", patient.email)
    return passed("есть", "yes")


SHEET = Check("sheet", Text("Доступ к таблице", "Access to the spreadsheet"), there, ("sheets_api",))
KIND = Check("kind", Text("Вид файла", "Kind of file"), kind, ("sheet",))
EDITOR = Check("editor", Text("Право изменять", "Right to edit"), editor, ("sheet", "drive_api"), "writing")
