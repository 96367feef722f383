"""What every new book is like, wherever it lives: its guide, its colours, what may be typed."""
