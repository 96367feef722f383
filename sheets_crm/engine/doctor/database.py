"""What is checked of a database."""

from __future__ import annotations

from dataclasses import dataclass, field

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.books.database.examining import CHECKS as REACHED
from sheets_crm.books.database.examining import DatabasePatient
from sheets_crm.books.database.naming import public
from sheets_crm.engine.doctor.home import ALONE, HOME, SPACE
from sheets_crm.engine.doctor.kept import BACKUPS, PROTECTION
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.model.checkup import Check


@dataclass
class DatabaseCase(DatabasePatient):
    """A database, and what holds for it on this computer."""

    config: Config = field(default_factory=Config)

    @property
    def name(self) -> str:
        """Its address, without secrets."""
        return self.book.name

    @property
    def size(self) -> int:
        """How large a copy is, in bytes; of a server that is not known."""
        return self.book.file.stat().st_size if self.book.file and self.book.file.exists() else 0


CHECKS: tuple[Check[DatabaseCase], ...] = (*REACHED, HOME, PROTECTION, BACKUPS, ALONE, SPACE)


def database_case(address: str, config: Config) -> DatabaseCase:
    """Return a database to be looked at; UsageError for an address that is none."""
    return DatabaseCase(DatabaseBook(address, load_layout(config.layout(public(address)))), config)
