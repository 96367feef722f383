"""Finds and reads the file of roles, `roles.yaml` beside the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sheets_crm.engine.home.places import own_path
from sheets_crm.engine.settings.complaints import nearest
from sheets_crm.engine.settings.config import Config, is_address
from sheets_crm.engine.settings.yaml_file import located, read_model
from sheets_crm.errors import ConfigError, UsageError
from sheets_crm.model.roles import Role, RolesFile
from sheets_crm.model.text import Text

FILE_NAME = "roles.yaml"
NEWCOMER = Role()
"""What whoever takes a copy may do while there is no file of roles: add, and nothing else."""


@dataclass(frozen=True)
class Roles:
    """The roles of a book as they were read from `path`; without one everybody is a newcomer."""

    path: Path | None = None
    content: RolesFile = field(default_factory=RolesFile)

    def of(self, person: str) -> Role:
        """Return what a person may do; UsageError for one whom the file does not know, where it has no role for others."""
        if self.path is None:
            return NEWCOMER
        name = self.name_of(person)
        member = self.content.people.get(name)
        role = member.role if member else self.content.others
        if role is None:
            what = Text(f"в файле ролей нет человека «{person}»", f"the file of roles has nobody called {person!r}")
            raise UsageError(what, where=str(self.path), mend=nearest(person, self.content.people))
        return self.content.roles[role]

    def name_of(self, person: str) -> str:
        """Return a person's name as the file writes it."""
        return next((name for name in self.content.people if name.casefold() == person.casefold()), person)


def roles_path(book: str, config: Config) -> Path:
    """Return where a book's file of roles lies: beside the book; for a spreadsheet elsewhere, beside the config."""
    return (config.folder if is_address(book) else own_path(book).parent) / FILE_NAME


def load_roles(book: str, config: Config) -> Roles:
    """Read the roles of a book; ConfigError names the file, the line and the remedy."""
    path = roles_path(book, config)
    if not path.is_file():
        return Roles()
    example = Text("Образец: sheets-crm roles КНИГА --init", "An example: sheets-crm roles BOOK --init")
    content = read_model(path, RolesFile, example=example)
    named = [(("people", name), member.role) for name, member in content.people.items()]
    for place, role in [*named, *([(("others",), content.others)] if content.others else [])]:
        if role not in content.roles:
            what = Text(f"роли «{role}» нет", f"there is no role {role!r}")
            raise ConfigError(what, where=located(path, *place), mend=nearest(role, content.roles))
    return Roles(path, content)
