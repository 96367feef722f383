"""One tree of errors; each says what is wrong, where, and how to mend it."""

from __future__ import annotations

from typing import Literal, Protocol


class Bilingual(Protocol):
    """A message in both languages, such as `model.text.Text`."""

    def in_(self, lang: Literal["ru", "en"], /) -> str:
        """Return it in one language."""
        ...


class SheetsCrmError(Exception):
    """What went wrong, where (file, sheet, cell, key) and how to mend it; `exit_status` is what the command line returns.

    `plain` is what a log may say of it: nobody's name, nothing out of a cell; None where only the kind of error may be told.
    """

    exit_status = 2

    def __init__(
        self, what: Bilingual | str, *, where: str = "", mend: Bilingual | str = "", plain: Bilingual | None = None
    ) -> None:
        """Take the three parts of a message that a person can act on."""
        super().__init__(what, where, mend)
        self.what, self.where, self.mend, self.plain = what, where, mend, plain

    def __str__(self) -> str:
        return self.told("en")

    def said(self, lang: Literal["ru", "en"]) -> str:
        """Return what went wrong in one language."""
        return self.what if isinstance(self.what, str) else self.what.in_(lang)

    def told(self, lang: Literal["ru", "en"]) -> str:
        """Return the whole message in one language; parts given as a plain string are told as they are."""
        what, mend = self.said(lang), self.mend if isinstance(self.mend, str) else self.mend.in_(lang)
        told = f"{self.where}: {what}" if self.where else what
        return f"{told}. {mend}" if mend else told


class UsageError(SheetsCrmError):
    """A command was called with something that cannot be."""


class ConfigError(SheetsCrmError):
    """A config, layout or job file is wrong; `where` holds the file and the line."""


class RefusedError(SheetsCrmError):
    """Writing would not be safe: the book changed meanwhile, is open elsewhere, or the change cannot be made losslessly."""

    exit_status = 3


class UnreadableError(SheetsCrmError):
    """The book cannot be read or written: missing, damaged, encrypted, hostile, or of another format."""

    exit_status = 4
