"""How two moments of a book differ, by record rather than by row."""
