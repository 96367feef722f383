"""The program's own tabs: a report as a worksheet with its chart."""
