"""A workbook read into a Snapshot, in one pass over each part."""
