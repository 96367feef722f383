"""What `new` and `demo` have in common: a book is made, and what was planted in it is written down."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.cli.opening import progress
from sheets_crm.demo import make_demo, truth_document
from sheets_crm.engine.applying import WRITING
from sheets_crm.engine.resources import load_layout
from sheets_crm.errors import UnreadableError, UsageError
from sheets_crm.model.text import Lang, Text
from sheets_crm.reports.registry import REPORTS

INVENTING = Text("Придумываю клиентов, заказы и касания", "Making up clients, orders and touches")


def make_book(
    path: Path, layout_name: str, lang: Lang, clients: int, seed: int, now: datetime, truth: Path | None, *, quiet: bool
) -> dict[str, int]:
    """Make a book, filled with so many made-up clients; return how many rows each kind of sheet got."""
    if path.suffix.lower() != ".xlsx":
        what = Text("новая книга бывает только .xlsx", "a new book can only be an .xlsx file")
        mend = Text("Назовите файл, например, clients.xlsx", "Name the file, for example, clients.xlsx")
        raise UsageError(what, where=str(path), mend=mend)
    layout = load_layout(layout_name)
    tabs = [(report.title, report.about) for report in REPORTS]
    if not clients:
        create_workbook(path, layout, lang, None, now, tabs)
        return {}
    with progress(quiet=quiet) as told:
        told(INVENTING, 1, 2)
        made = make_demo(clients, seed, now.date(), lang, layout)
        if truth:
            _write(truth, json.dumps(truth_document(made, layout, lang), ensure_ascii=False, indent=1))
        told(WRITING, 2, 2)
        create_workbook(path, layout, lang, made.content, datetime.combine(now, datetime.min.time()), tabs)
    return {kind: len(rows) for kind, rows in made.content.items()}


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        what = Text("сюда нельзя записать файл", "a file cannot be written here")
        mend = Text("Проверьте папку и права на неё", "Check the folder and its permissions")
        raise UnreadableError(what, where=str(path), mend=mend) from wrong
