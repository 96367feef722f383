"""Why a Google spreadsheet cannot be reached, read or written; nothing here ever writes to it."""
