"""New client books in spreadsheets that a person made and shared, and that are still empty."""
