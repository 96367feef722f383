"""One tree of errors; each says what is wrong, where, and how to mend it."""

from __future__ import annotations


class SheetsCrmError(Exception):
    """What went wrong, where (file, sheet, cell, key) and how to mend it; `exit_status` is what the command line returns."""

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        """Take the three parts of a message that a person can act on."""
        super().__init__(what, where, mend)
        self.what, self.where, self.mend = what, where, mend

    def __str__(self) -> str:
        told = f"{self.where}: {self.what}" if self.where else self.what
        return f"{told}. {self.mend}" if self.mend else told


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
