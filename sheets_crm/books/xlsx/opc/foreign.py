"""What a file is when it is not a workbook of ours, and how to make one of it."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from io import BufferedReader

from sheets_crm.books.xlsx.opc.markup import MEND_BY_SAVING
from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
BEFORE_OLE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLD_BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
SAVE_AS_XLSX = Text(
    ru="Откройте его в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)».",
    en="Open it in Excel or LibreOffice and save it as “Excel Workbook (.xlsx)”.",
)
FETCH_AGAIN = Text(
    ru="Скачайте или скопируйте файл ещё раз; если не поможет, возьмите резервную копию.",
    en="Download or copy the file again; if that does not help, take a backup.",
)
FROM_THE_CLOUD = Text(
    ru="Если файл лежит в облаке (OneDrive, iCloud, Яндекс Диск), выберите «Всегда хранить на этом устройстве» и дождитесь "
    "загрузки; иначе скопируйте файл ещё раз или возьмите резервную копию.",
    en="If it lives in a cloud (OneDrive, iCloud, Yandex Disk), choose “Always keep on this device” and wait until it is here; "
    "otherwise copy it again, or take a backup.",
)
NAME_IT_CSV = Text(
    ru="Переименуйте его в .csv либо откройте в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)».",
    en="Rename it to .csv, or open it in Excel or LibreOffice and save it as “Excel Workbook (.xlsx)”.",
)
DOWNLOAD = Text(
    ru="Откройте таблицу в браузере и скачайте её: Файл → Скачать → Microsoft Excel (.xlsx).",
    en="Open the sheet in a browser and download it: File → Download → Microsoft Excel (.xlsx).",
)
NOTHING = Text(ru="файл пуст", en="the file is empty")
CUT_SHORT = Text(
    ru="файл обрезан: скачан или скопирован не до конца", en="the file is cut short: it was not downloaded or copied to its end"
)
OLD_BOOK = Text(
    ru="это книга старого формата Excel 97–2003 (.xls)", en="this is a workbook of the old format Excel 97-2003 (.xls)"
)
OLD_DOCUMENT = Text(ru="это старый документ Office, но не книга Excel", en="this is an old Office document, but not a workbook")
XML_2003 = Text(ru="это таблица XML 2003, а не книга .xlsx", en="this is an XML Spreadsheet 2003, not an .xlsx workbook")
WEB_PAGE = Text(
    ru="это веб-страница с таблицей, которой дали чужое имя: так выгружают некоторые сайты и программы",
    en="this is a web page with a table under another name: some sites and programs export such files",
)
SHORTCUT = Text(ru="это ярлык Google Таблицы, а не сам файл", en="this is a shortcut to a Google Sheet, not the file itself")
SEPARATED = Text(ru="это текст с разделителями (CSV), а не книга Excel", en="this is separated text (CSV), not an Excel workbook")
PASSWORD = Text(ru="на открытие файла задан пароль", en="the file asks for a password to be opened")
NO_PASSWORD = Text(
    ru="Откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги → Зашифровать с паролем) и сохраните.",
    en="Open it in Excel, take the password off (File → Info → Protect Workbook → Encrypt with Password, clear it) and save.",
)


def not_a_zip(file: BufferedReader, where: str) -> UnreadableError:
    """Say what a file without a zip's directory is: empty, encrypted, an old .xls, cut short, or something else."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(OLE):
        told, mend = _office_97(file)
    elif head.startswith(b"PK"):
        told, mend = CUT_SHORT, FETCH_AGAIN
    elif not head.strip(b"\0"):
        told, mend = NOTHING, FROM_THE_CLOUD
    else:
        told, mend = _by_words(head)
    return UnreadableError(told, where=where, mend=mend)


def _office_97(file: BufferedReader) -> tuple[Text, Text]:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find(ENCRYPTED) >= 0:
            return PASSWORD, NO_PASSWORD
        is_book = any(whole.find(name) >= 0 for name in OLD_BOOKS)
    return (OLD_BOOK if is_book else OLD_DOCUMENT), SAVE_AS_XLSX


def _by_words(head: bytes) -> tuple[Text, Text]:
    """Tell a file from how it begins, in whatever encoding it is written."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    begins = (head.decode("utf-16", "ignore") if wide else head.decode("utf-8-sig", "replace")).lstrip().casefold()
    if head.startswith(BEFORE_OLE):
        return OLD_BOOK, SAVE_AS_XLSX
    if "urn:schemas-microsoft-com:office:spreadsheet" in begins or "excel.sheet" in begins:
        return XML_2003, SAVE_AS_XLSX
    if begins.startswith(("<!doctype html", "<html", "<table", "<meta", "<style", "mime-version")) or "<table" in begins:
        return WEB_PAGE, SAVE_AS_XLSX
    if "docs.google.com" in begins:
        return SHORTCUT, DOWNLOAD
    lines = begins.splitlines()[:1]
    if lines and "\0" not in begins and any(mark in lines[0] for mark in ";,\t|"):
        return SEPARATED, NAME_IT_CSV
    return Text(ru="это не книга Excel (.xlsx)", en="this is not an Excel workbook (.xlsx)"), SAVE_AS_XLSX


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
