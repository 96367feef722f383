"""Finds and reads the config, which is optional everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sheets_crm.engine.yaml_file import read_model
from sheets_crm.errors import ConfigError
from sheets_crm.model.config import BookConfig, ConfigFile
from sheets_crm.model.mapping import Mapping
from sheets_crm.model.settings import Settings
from sheets_crm.model.text import Lang, Text

FILE_NAME = "sheets-crm.yaml"


@dataclass(frozen=True)
class Config:
    """A config as it was read from `path`; with no path it is all defaults."""

    path: Path | None = None
    content: ConfigFile = field(default_factory=ConfigFile)

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
        """Return the name of a book's layout."""
        return self.book(book).layout or self.content.layout

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
        return known or (book if is_address(book) else Path(book).name)

    def job_file(self, name: str) -> Path | None:
        """Return the file of the user's own job of this name; None when the config names none such."""
        files = (self.folder / file for file in self.content.jobs)
        return next((file for file in files if file.stem == name), None)

    def _means(self, name: str, book: str) -> bool:
        if is_address(book) or is_address(name):
            return name == book
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
        return Config(explicit, read_model(explicit, ConfigFile))
    path = next((path for path in _candidates(book) if path.is_file()), None)
    return Config(path, read_model(path, ConfigFile)) if path else Config()


def config_for_writing(config: Config, book: str) -> Path:
    """Return the file into which a mapping of this book goes: the config in use, else a new one beside the book."""
    return config.path or _candidates(book)[0]


def _candidates(book: str) -> list[Path]:
    beside = [] if is_address(book) else [Path(book).parent / FILE_NAME]
    return [*beside, Path(FILE_NAME)]
