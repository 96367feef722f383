"""A sort that took only some of the columns: noticed, and which cell is whose (G5)."""
