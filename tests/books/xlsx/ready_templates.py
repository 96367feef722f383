"""The ready workbooks in `templates/`, for people who only want the file.

`python tests/books/xlsx/ready_templates.py` writes them anew after a layout or the look has changed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.settings.resources import folder, load_layout, names
from sheets_crm.model.text import Lang
from sheets_crm.reports.registry import REPORTS

CREATED = datetime(2026, 1, 1)
TABS = tuple((report.title, report.about) for report in REPORTS if report.expected)


def write_templates(target: Path) -> list[Path]:
    """Write every layout in both languages into a folder, in place of what stood there."""
    made = []
    for layout in names("templates"):
        for lang in get_args(Lang):
            path = target / f"{layout}.{lang}.xlsx"
            path.unlink(missing_ok=True)
            create_workbook(path, load_layout(layout), lang, created=CREATED, tabs=TABS)
            made.append(path)
    return made


if __name__ == "__main__":
    write_templates(folder("templates"))
