"""Finds formula and rounding errors in any workbook, whatever stands in it."""
