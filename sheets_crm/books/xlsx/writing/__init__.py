"""A workbook changed in place: only the cells of the plan, proved before the new file takes its place."""
