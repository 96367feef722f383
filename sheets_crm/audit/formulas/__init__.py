"""Formulas: taken apart once for each relative form, and calculated one step from the values that stand in the workbook."""
