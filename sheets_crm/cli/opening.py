"""From what a person typed to a book and its config."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from getpass import getpass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as Line
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from sheets_crm.books.base import Book
from sheets_crm.books.csv import CsvBook
from sheets_crm.books.database.naming import is_database, public
from sheets_crm.books.google.addressing import is_google
from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.cli.language import say, speak, spoken
from sheets_crm.engine.session import Progress, silent
from sheets_crm.engine.settings.config import Config, is_address, load_config
from sheets_crm.engine.settings.own_rules import own_rules
from sheets_crm.engine.settings.resources import load_job, load_layout
from sheets_crm.errors import UsageError
from sheets_crm.model.job import Job
from sheets_crm.model.text import Text
from sheets_crm.rules.rule import Rule

CALM = 4
"""How often a second the line is drawn: a livelier one takes time from the work."""
Speak = Callable[[Text], str]
CSV = (".csv", ".tsv", ".txt")


def open_config(explicit: Path | None, book: str) -> Config:
    """Read the config of a book, and speak the language that it names."""
    config = load_config(explicit, book)
    speak(config.language)
    return replace(config, ask=_ask) if speaker() else config


def _ask(question: Text) -> str:
    return getpass(f"{question.in_(spoken())}: ")


def open_book(name: str, config: Config) -> Book:
    """Return the book that a person named; it is not read yet. UsageError for an address that no book of ours lives at."""
    if is_google(name):
        return _google_book(name, config)
    if is_database(name):
        with database_libraries():
            from sheets_crm.books.database.book import DatabaseBook
        return DatabaseBook(name, load_layout(config.layout(public(name))))
    if is_address(name):
        raise unknown_address(name)
    path = Path(name)
    return CsvBook(path) if path.suffix.lower() in CSV else XlsxBook(path)


def unknown_address(name: str) -> UsageError:
    """Say that no book of ours lives at an address."""
    return UsageError(
        Text("такие книги программа пока не открывает", "books of this kind cannot be opened yet"),
        where=public(name),
        mend=Text(
            "Укажите путь к файлу .xlsx, google:ID, sqlite:///файл или postgresql://сервер/база",
            "Give the path of an .xlsx file, google:ID, sqlite:///file or postgresql://server/database",
        ),
    )


def speaker() -> Speak | None:
    """Return how the person at the terminal is spoken to; None when nobody sits there, so that nobody is waited for."""
    return (lambda text: text.in_(spoken())) if sys.stdin.isatty() and sys.stderr.isatty() else None


def _google_book(name: str, config: Config) -> Book:
    with googles_libraries():
        from sheets_crm.books.google.opening import open_google
    return open_google(name, config.content.google, config.folder, speaker())


def database_libraries() -> AbstractContextManager[None]:
    """Import what stands on a database's libraries; UsageError says how to install them where they are missing."""
    return _libraries("database", Text("для баз данных не хватает библиотек", "the libraries for databases are missing"))


def googles_libraries() -> AbstractContextManager[None]:
    """Import what stands on Google's libraries; UsageError says how to install them where they are missing."""
    return _libraries("google", Text("для Google Таблиц не хватает библиотек", "the libraries for Google Sheets are missing"))


@contextmanager
def _libraries(extra: str, what: Text) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        install = f"pip install 'sheets-crm[{extra}]'"
        mend = Text(f"Установите их: {install}", f"Install them: {install}")
        raise UsageError(what, where=str(missing.name), mend=mend) from missing


def open_job(name: str, config: Config) -> tuple[Job, dict[str, Rule]]:
    """Return a job of ours or of the user's config, and the user's own rules that it names."""
    file = config.job_file(name)
    job = load_job(str(file) if file else name, config.job_names)
    return job, own_rules(job, config.folder)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Show on the terminal what is being done, and for how long already, on a line that goes away by itself.

    Elsewhere, as in a log file, nothing is shown.
    """
    console = Console(stderr=True, emoji=False)
    if quiet or not console.is_terminal:
        yield silent
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Line(*columns, console=console, transient=True, refresh_per_second=CALM) as line:
        shown = line.add_task(say("Начинаю", "Starting"), total=None)

        def told(what: Text, step: int, steps: int) -> None:
            line.update(shown, description=f"\\[{step}/{steps}] {escape(what.in_(spoken()))}")

        yield told
