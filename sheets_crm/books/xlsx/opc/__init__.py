"""The zip that a workbook is, and the XML of its parts (ECMA-376 part 2: Open Packaging Conventions)."""
