"""Where all that belongs to a book lies: its journal, its backups, its lock."""
