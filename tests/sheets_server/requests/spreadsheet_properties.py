"""updateSpreadsheetProperties: title, locale, time zone and the like."""

from sheets_server import fields
from sheets_server.errors import invalid
from sheets_server.requests.work import Work, mask_of
from sheets_server.spreadsheet import Json


def update_spreadsheet_properties(work: Work, ask: Json) -> Json:
    """The masked properties of the spreadsheet."""
    mask = mask_of(ask, "SpreadsheetProperties")
    new = fields.updated(work.spreadsheet.properties, ask.get("properties", {}), mask)
    if not new.get("title"):
        raise invalid("The spreadsheet title cannot be empty.")
    work.spreadsheet.properties = work.spreadsheet.properties | new
    return {}
