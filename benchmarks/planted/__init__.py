"""Clean workbooks made from a seed, and faults planted into them: each workbook lies as a file, as people's workbooks do."""
