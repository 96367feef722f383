"""A client base in a spreadsheet, with the safety and the habits of a CRM."""

__version__ = "0.1.0"
