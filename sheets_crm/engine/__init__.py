"""Runs jobs on books: applies plans safely, keeps the journal and the backups, takes back. I/O."""
