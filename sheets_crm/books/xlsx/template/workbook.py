"""Makes new workbooks: a layout written into an empty book, empty or with content."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from sheets_crm.books.starter.guide import TITLE, write_guide
from sheets_crm.books.starter.looks import TEXT_FORMATS
from sheets_crm.books.xlsx.template.decor import decorate
from sheets_crm.books.xlsx.template.dropdowns import name_lists, validate
from sheets_crm.books.xlsx.template.fill import Filler, Filling, Rows, filled, repack
from sheets_crm.books.xlsx.template.howto import FILE, RUNNING, Guide, write_tab
from sheets_crm.errors import RefusedError, UnreadableError, UsageError
from sheets_crm.model.addresses import letters
from sheets_crm.model.cells import CellValue
from sheets_crm.model.layout import Layout, Sheet
from sheets_crm.model.text import Lang, Text

BOOK_TITLE = Text(ru="База клиентов", en="Client base")
CREATOR = "sheets-crm"
EXISTS = Text(ru="такой файл уже есть", en="there is already a file of this name")
ANOTHER_NAME = Text(
    ru="Выберите другое имя или уберите этот файл в другую папку.", en="Choose another name, or move this file to another folder."
)


def create_workbook(
    path: Path,
    layout: Layout,
    lang: Lang,
    content: Mapping[str, Sequence[Mapping[str, CellValue]]] | None = None,
    created: datetime | None = None,
    tabs: Sequence[tuple[Text, Text]] = (),
) -> None:
    """Write a new workbook (A1-A14, B1-B9), whole or not at all; the same arguments give the same bytes.

    `content` maps a sheet's kind to its records, by column key; text stays text even where it begins with `=`. `created`
    (UTC, now by default) goes into its properties. `tabs` are the titles of the tabs that the program fills later, and what
    will stand there. RefusedError when the path exists, UnreadableError when its folder cannot be written to, UsageError
    when the content has a kind or column that the layout does not show.
    """
    if path.exists():
        raise RefusedError(EXISTS, where=str(path), mend=ANOTHER_NAME)
    moment = (created or datetime.now(UTC)).replace(tzinfo=None, microsecond=0)
    book, fillings = draft_book(layout, lang, content or {}, moment, tabs)
    draft = BytesIO()
    with ZipFile(draft, "w") as archive:
        ExcelWriter(book, archive).write_data()
    publish(path, draft, {name: partial(filled, filling=one) for name, one in fillings.items()}, moment)


def draft_book(
    layout: Layout, lang: Lang, content: Mapping[str, Rows], created: datetime, tabs: Sequence[tuple[Text, Text]]
) -> tuple[Workbook, dict[str, Filling]]:
    """Lay out a workbook without its records; return it, and what is to be filled in, by the name of the part."""
    shown = [sheet for sheet in layout.sheets if sheet.template]
    if unknown := content.keys() - {sheet.kind for sheet in shown}:
        raise UsageError(f"the layout {layout.name!r} shows no sheet {min(unknown)!r}", where="content")
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = BOOK_TITLE.in_(lang), CREATOR
    book.properties.language = lang
    book.properties.created = book.properties.modified = created
    write_guide(Guide(book.create_sheet(TITLE.in_(lang))), layout, lang, tabs, FILE.in_(lang), RUNNING)
    fillings = {}
    for number, sheet in enumerate(shown, 2):
        fillings[f"xl/worksheets/sheet{number}.xml"] = _draft_sheet(book, sheet, layout, lang, content.get(sheet.kind, ()))
    name_lists(book, layout, lang, {kind: len(rows) for kind, rows in content.items()})
    for title, about in tabs:
        write_tab(book.create_sheet(title.in_(lang)), title, about, lang)
    return book, fillings


def _draft_sheet(book: Workbook, sheet: Sheet, layout: Layout, lang: Lang, rows: Rows) -> Filling:
    page = book.create_sheet(sheet.title.in_(lang))
    styles = decorate(page, sheet, lang, len(rows))
    validate(page, sheet, layout, lang, len(rows))
    digits = tuple(letters(at) for at, column in enumerate(sheet.shown, 1) if column.format in TEXT_FORMATS)
    return Filling(page.title, sheet.template, styles, rows, digits)


def publish(
    path: Path,
    draft: BytesIO,
    fillers: Mapping[str, Filler],
    created: datetime,
    verify: Callable[[Path], None] = lambda _: None,
) -> None:
    """Write beside the path first, so that nobody ever sees half a workbook, and never over a file that came meanwhile.

    `verify` looks at what was written before it goes by its name, and raises where that is not right.
    """
    try:
        handle, name = tempfile.mkstemp(suffix=".tmp", prefix=f".{path.stem}-", dir=path.parent)
    except OSError as error:
        told = Text(ru=f"сюда не удаётся записать файл ({error.strerror})", en=f"no file can be written here ({error.strerror})")
        mend = Text(ru="Создайте папку или выберите другую.", en="Make the folder, or choose another.")
        raise UnreadableError(told, where=str(path.parent), mend=mend) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as target:
            repack(draft, target, fillers, created, path.parent)
            target.flush()
            os.fsync(target.fileno())
        verify(temporary)
        _claim(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _claim(temporary: Path, path: Path) -> None:
    try:
        path.touch(mode=0o666, exist_ok=False)
    except FileExistsError as error:
        raise RefusedError(EXISTS, where=str(path), mend=ANOTHER_NAME) from error
    temporary.chmod(path.stat().st_mode)
    temporary.replace(path)
