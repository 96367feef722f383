"""A client book that is a database: PostgreSQL, or SQLite in a file; docs/database.md tells how it is made."""
