"""Finds and reads the config, which is optional everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sheets_crm.books.database.naming import public
from sheets_crm.books.google.addressing import known_as
from sheets_crm.engine.settings.complaints import nearest
from sheets_crm.engine.settings.resources import names
from sheets_crm.engine.settings.yaml_file import located, read_model
from sheets_crm.errors import ConfigError
from sheets_crm.mapping.assigning import REPEATED
from sheets_crm.model.config import BookConfig, ConfigFile
from sheets_crm.model.mapping import MappedSheet, Mapping
from sheets_crm.model.settings import Settings
from sheets_crm.model.text import Lang, Text

FILE_NAME = "sheets-crm.yaml"


@dataclass(frozen=True)
class Config:
    """A config as it was read from `path`; with no path it is all defaults.

    `ask` puts a question for a secret to the person at the terminal; None where nobody sits there.
    """

    path: Path | None = None
    content: ConfigFile = field(default_factory=ConfigFile)
    ask: Callable[[Text], str] | None = field(default=None, compare=False)

    @property
    def settings(self) -> Settings:
        """The settings of every book."""
        return self.content.settings

    @property
    def language(self) -> Lang | None:
        """The language that the person chose; None when they did not."""
        return self.content.language

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the config start from: its own, else the current one."""
        return self.path.parent if self.path else Path()

    def layout(self, book: str) -> str:
        """Return the name of a book's layout; ConfigError when there is none of this name."""
        own = self.book(book).layout
        name = own or self.content.layout
        if name not in names("templates"):
            what = Text(f"шаблона «{name}» нет", f"there is no layout {name!r}")
            where = ("books", self.key_of(book), "layout") if own else ("layout",)
            raise ConfigError(what, where=self._where(*where), mend=nearest(name, names("templates")))
        return name

    def mapping(self, book: str) -> Mapping | None:
        """Return which column of a book is what, as the config says; None when it does not."""
        return self.book(book).mapping

    def book(self, book: str) -> BookConfig:
        """Return what holds for one book, by its file name, path, or URL."""
        for name, one in self.content.books.items():
            if self._means(name, book):
                return one
        return BookConfig()

    def key_of(self, book: str) -> str:
        """Return the key under which the config has this book, or would have it: its file name, or its URL."""
        known = next((name for name in self.content.books if self._means(name, book)), None)
        return known or (public(known_as(book)) if is_address(book) else Path(book).name)

    def job_file(self, name: str) -> Path | None:
        """Return the file of the user's own job of this name; None when there is none, ConfigError for a missing file."""
        for at, file in enumerate(self.content.jobs):
            path = self.folder / file
            if path.stem == name:
                if path.is_file():
                    return path
                what = Text(f"нет файла задания «{file}»", f"there is no job file {file!r}")
                mend = Text("Путь пишется относительно этого файла", "The path is relative to this file")
                raise ConfigError(what, where=self._where("jobs", at), mend=mend)
        return None

    @property
    def job_names(self) -> tuple[str, ...]:
        """The names of the user's own jobs."""
        return tuple(Path(file).stem for file in self.content.jobs)

    def _where(self, *loc: int | str) -> str:
        return located(self.path, *loc) if self.path else ""

    def _means(self, name: str, book: str) -> bool:
        if is_address(book) or is_address(name):
            return public(known_as(name)) == public(known_as(book))
        if Path(name).parent == Path():
            return Path(book).name == name
        return (self.folder / name).resolve() == Path(book).resolve()


def is_address(book: str) -> bool:
    """Say whether a book lives elsewhere than in a file: a URL, or `google:ID`."""
    return "://" in book or book.startswith("google:")


def load_config(explicit: Path | None, book: str) -> Config:
    """Read the config: the one named, else `sheets-crm.yaml` beside the book, else in the current folder, else defaults.

    ConfigError names the file, the line, and how to mend it.
    """
    if explicit is not None:
        if not explicit.is_file():
            what = Text("такого файла настроек нет", "there is no such config file")
            raise ConfigError(
                what, where=str(explicit), mend=Text("Проверьте путь после --config", "Check the path after --config")
            )
        return _read(explicit)
    path = next((path for path in _candidates(book) if path.is_file()), None)
    return _read(path) if path else Config()


def config_for_writing(config: Config, book: str) -> Path:
    """Return the file into which a mapping of this book goes: the config in use, else a new one beside the book."""
    return config.path or _candidates(book)[0]


def _read(path: Path) -> Config:
    content = read_model(path, ConfigFile)
    for key, book in content.books.items():
        for at, sheet in enumerate(book.mapping.sheets if book.mapping else ()):
            _refuse_twins(sheet, path, ("books", key, "mapping", "sheets", at, "columns"))
    return Config(path, content)


def _refuse_twins(sheet: MappedSheet, path: Path, loc: tuple[int | str, ...]) -> None:
    """Only some keys may stand at several columns; of others the program would silently take the first."""
    seen: dict[str, str] = {}
    for letter, column in sheet.columns.items():
        if column.key is None or column.key in REPEATED:
            continue
        if column.key in seen:
            other = seen[column.key]
            what = Text(
                f"на листе «{sheet.sheet}» столбцы {other} и {letter} оба названы {column.key}, а такой бывает один",
                f"on the sheet “{sheet.sheet}” both {other} and {letter} are called {column.key}, of which there is but one",
            )
            mend = Text("Оставьте ключ одному, другому напишите key: null", "Leave the key to one, and give the other key: null")
            raise ConfigError(what, where=located(path, *loc, letter), mend=mend)
        seen[column.key] = letter


def _candidates(book: str) -> list[Path]:
    beside = [] if is_address(book) else [Path(book).parent / FILE_NAME]
    return [*beside, Path(FILE_NAME)]
