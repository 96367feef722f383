"""Excel workbooks (.xlsx, .xlsm, .xltx, .xltm): read in one pass, changed in place and without loss."""

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.writing.write import write_cells

__all__ = ["XlsxBook", "write_cells"]
