"""A Google spreadsheet read into a Snapshot: one request, then pure functions over its JSON."""
