"""Accidents in a column since an earlier moment: cells emptied in bulk, dragged over, rounded, formulas replaced (D35, G7)."""
