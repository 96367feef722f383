"""One file per thing that can be wrong with a workbook's formulas."""
