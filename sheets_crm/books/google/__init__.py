"""A client book in Google Sheets. Only what is in this package imports gspread and google-auth."""
