"""What a file is when it is not a workbook of ours, and how to make one of it."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from io import BufferedReader

from sheets_crm.books.xlsx.opc.markup import MEND_BY_SAVING
from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS_XLSX = Text(
    ru="Откройте его в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)».",
    en="Open it in Excel or LibreOffice and save it as “Excel Workbook (.xlsx)”.",
)
FETCH_AGAIN = Text(
    ru="Скачайте или скопируйте файл ещё раз; если не поможет, возьмите резервную копию.",
    en="Download or copy the file again; if that does not help, take a backup.",
)
PASSWORD = Text(ru="на открытие файла задан пароль", en="the file asks for a password to be opened")
NO_PASSWORD = Text(
    ru="Откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги → Зашифровать с паролем) и сохраните.",
    en="Open it in Excel, take the password off (File → Info → Protect Workbook → Encrypt with Password, clear it) and save.",
)


def not_a_zip(file: BufferedReader, where: str) -> UnreadableError:
    """Say what a file without a zip's directory is: empty, encrypted, an old .xls, cut short, or something else."""
    file.seek(0)
    head = file.read(512)
    if not head:
        return UnreadableError(Text(ru="файл пуст", en="the file is empty"), where=where, mend=FETCH_AGAIN)
    if head.startswith(OLE):
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            encrypted = whole.find(ENCRYPTED) >= 0
        if encrypted:
            return UnreadableError(PASSWORD, where=where, mend=NO_PASSWORD)
        old = Text(
            ru="это книга старого формата Excel 97–2003 (.xls)", en="this is a workbook of the old format Excel 97-2003 (.xls)"
        )
        return UnreadableError(old, where=where, mend=SAVE_AS_XLSX)
    if head.startswith(b"PK"):
        cut = Text(
            ru="файл обрезан: скачан или скопирован не до конца",
            en="the file is cut short: it was not downloaded or copied to its end",
        )
        return UnreadableError(cut, where=where, mend=FETCH_AGAIN)
    return UnreadableError(
        Text(ru="это не книга Excel (.xlsx)", en="this is not an Excel workbook (.xlsx)"), where=where, mend=SAVE_AS_XLSX
    )


def not_a_workbook(names: Iterable[str], where: str) -> UnreadableError:
    """Say what a zip without a workbook inside is: .ods, .xlsb, another Office document, or a plain archive."""
    lower = {name.casefold() for name in names}
    told = Text(ru="это архив, но не книга Excel", en="this is an archive, but not an Excel workbook")
    if "xl/workbook.bin" in lower:
        told = Text(ru="это двоичная книга Excel (.xlsb)", en="this is a binary Excel workbook (.xlsb)")
    elif "content.xml" in lower:
        told = Text(ru="это таблица OpenDocument (.ods)", en="this is an OpenDocument spreadsheet (.ods)")
    elif "word/document.xml" in lower:
        told = Text(ru="это документ Word", en="this is a Word document")
    elif any(name.endswith(".iwa") for name in lower):
        told = Text(ru="это таблица Numbers", en="this is a Numbers spreadsheet")
    return UnreadableError(told, where=where, mend=SAVE_AS_XLSX)


def bomb(where: str) -> UnreadableError:
    """Make the error for a file that would swell beyond all measure."""
    told = Text(
        ru="файл распаковывается в несоразмерно большой: похоже на «zip-бомбу»",
        en="it unpacks to something monstrous, like a “zip bomb”",
    )
    return UnreadableError(told, where=where, mend=MEND_BY_SAVING)
