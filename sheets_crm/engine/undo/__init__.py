"""Taking back: a run, or the whole file."""
