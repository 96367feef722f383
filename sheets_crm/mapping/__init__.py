"""Which sheet and column of any workbook is what, and the tables that follow from it. Pure."""

from sheets_crm.mapping.binding import Bound, bind
from sheets_crm.mapping.program import program_columns_missing
from sheets_crm.mapping.recognition import recognise, recognise_columns

__all__ = ["Bound", "bind", "program_columns_missing", "recognise", "recognise_columns"]
