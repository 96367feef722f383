"""What a log may say of a failure: nobody's name, and nothing out of the book; the whole message is for the person at hand."""

from __future__ import annotations

import traceback
from pathlib import Path

from sheets_crm.books.google.failures import GoogleError, MayHaveLandedError, Trouble
from sheets_crm.errors import ConfigError, RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.layout import Words

PACKAGE = "sheets_crm"
OF_GOOGLE: dict[Trouble, Words] = {
    "key": Words(ru="Google не принимает ключ", en="Google does not take the key"),
    "consent": Words(
        ru="человек не разрешил программе вход, или разрешение истекло: запустите sheets-crm doctor",
        en="no person has allowed the sign-in, or the consent has run out: run sheets-crm doctor",
    ),
    "clock": Words(ru="часы компьютера идут неверно", en="the clock of this computer is off"),
    "not_found": Words(ru="таблица не найдена или не открыта программе", en="the spreadsheet is not there, or not shared"),
    "not_shared": Words(ru="таблица не открыта программе", en="the spreadsheet is not shared with the program"),
    "read_only": Words(ru="программа может только смотреть таблицу", en="the program may only look at the spreadsheet"),
    "protected": Words(ru="часть таблицы защищена от программы", en="a part of the spreadsheet is protected from the program"),
    "api_disabled": Words(ru="в проекте Google Cloud не включён API", en="an API is not enabled in the Google Cloud project"),
    "scopes": Words(ru="вход не даёт права на Таблицы и Диск", en="the sign-in does not allow Sheets and Drive"),
    "office_file": Words(ru="это файл Excel, а не Google Таблица", en="this is an Excel file, not a Google spreadsheet"),
    "quota": Words(ru="квота Google исчерпана", en="Google's quota is used up"),
    "timeout": Words(ru="Google не отвечает", en="Google does not answer"),
    "network": Words(ru="нет связи с Google", en="Google cannot be reached"),
    "server": Words(ru="у Google временный сбой", en="Google has trouble of its own"),
    "refused": Words(ru="Google не принял запрос", en="Google did not take the request"),
}
LANDED = Words(ru="связь прервалась посреди записи", en="the connection broke in the middle of a write")
REFUSED = Words(ru="записать без риска нельзя", en="it cannot be written safely")
UNREADABLE = Words(ru="книга не читается", en="the book cannot be read")
CONFIG = Words(ru="ошибка в настройках или задании", en="the config or the job is wrong")
OTHER = Words(ru="такого программа не делает", en="the program does not do this")


def plainly(error: BaseException) -> Words:
    """Return what may be told of an error to a log."""
    if isinstance(error, SheetsCrmError):
        return _of_ours(error)
    return _with(Words(ru="сбой программы", en="the program failed"), f"{type(error).__name__}, {_place(error)}")


def _of_ours(error: SheetsCrmError) -> Words:
    if error.plain is not None:
        return Words(ru=error.plain.in_("ru"), en=error.plain.in_("en"))
    if isinstance(error, MayHaveLandedError):
        return LANDED
    if isinstance(error, GoogleError):
        return OF_GOOGLE[error.trouble]
    if isinstance(error, ConfigError):
        return _with(CONFIG, Path(error.where).name)
    kinds = ((RefusedError, REFUSED), (UnreadableError, UNREADABLE))
    return next((words for kind, words in kinds if isinstance(error, kind)), OTHER)


def _with(words: Words, detail: str) -> Words:
    return Words(ru=f"{words.ru} ({detail})", en=f"{words.en} ({detail})") if detail else words


def _place(error: BaseException) -> str:
    """Return the last line of ours that an error went through; its message may hold anything."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if PACKAGE in Path(frame.filename).parts]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
