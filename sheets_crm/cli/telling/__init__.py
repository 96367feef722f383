"""What came of it, as people and programs read it."""
