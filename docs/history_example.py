"""A week in the life of a book, for the pictures of what the journal tells: two nights, and what people did between them."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job

Lang = Literal["ru", "en"]
CLI = Path(sys.executable).with_name("sheets-crm")
NOW = datetime(2026, 11, 18, 3, 0)
WORDS = {
    "ru": {"sheet": "Клиенты", "name": "Клиент", "phone": "Телефон", "comment": "Комментарий", "olga": "Ольга Зимина"},
    "en": {"sheet": "Clients", "name": "Client", "phone": "Phone", "comment": "Comment", "olga": "Olga Zimina"},
}
SAID = {
    "ru": ("просит звонить после шести", "8(916)5550177", "8 916 555 01 78"),
    "en": ("asks to be called after six", "+44(7960)228890", "07960 228891"),
}


def make(folder: Path, lang: Lang) -> tuple[Path, str]:
    """Make the book with its memory in a folder; return it, and the cell whose life is worth telling."""
    book = folder / {"ru": "клиенты.xlsx", "en": "clients.xlsx"}[lang]
    words = ["new", str(book), "--demo", "14", "--seed", "5", "--lang", lang, "--layout", "simple"]
    subprocess.run([str(CLI), *words], check=True, stdout=subprocess.PIPE)
    _night(book, 0)
    comment, phone, other_phone = SAID[lang]
    cell = _typed(book, lang, 3, "phone", phone)
    _typed(book, lang, 6, "comment", comment)
    _night(book, 1)
    _typed(book, lang, 3, "phone", other_phone)
    _deleted(book, lang, 9)
    return book, cell


def _night(book: Path, number: int) -> None:
    moment = NOW + timedelta(days=number)
    run_job(XlsxBook(book), load_job("nightly"), Config(), moment, clock=lambda: moment)


def _typed(path: Path, lang: Lang, record: int, column: str, value: str) -> str:
    book = load_workbook(path)
    sheet, top, letters = _columns(book[WORDS[lang]["sheet"]])
    cell = sheet[f"{letters[WORDS[lang][column]]}{top + record}"]
    cell.value = value
    book.properties.lastModifiedBy = WORDS[lang]["olga"]
    book.save(path)
    return str(cell.coordinate)


def _deleted(path: Path, lang: Lang, record: int) -> None:
    book = load_workbook(path)
    sheet, top, _ = _columns(book[WORDS[lang]["sheet"]])
    sheet.delete_rows(top + record)
    book.save(path)


def _columns(sheet: object) -> tuple[Worksheet, int, dict[str, str]]:
    assert isinstance(sheet, Worksheet)
    names = {WORDS["ru"]["name"], WORDS["en"]["name"]}
    top = next(cell.row for row in sheet.iter_rows(max_row=6) for cell in row if cell.value in names)
    return sheet, top, {str(cell.value): cell.column_letter for cell in sheet[top] if cell.value}
