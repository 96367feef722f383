"""Who may add, change and delete what in a book: roles by sheet and column, and the people who have them (H8)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sheets_crm.model.layout import Frozen

Verb = Literal["add", "change", "delete"]
Part = Literal["all", "none"] | tuple[str, ...]
"""Of one sheet: all of it, nothing, or the columns of these titles."""
Right = Literal["all", "none"] | dict[str, Part]
"""Everywhere, nowhere, or by the names of sheets."""


class Role(Frozen):
    """What a role may do: `add` new rows and fill empty cells, `change` what stands, `delete` rows and empty cells.

    What is not said is what a newcomer may: to add, and nothing else.
    """

    add: Right = "all"
    change: Right = "none"
    delete: Right = "none"

    def right(self, verb: Verb) -> Right:
        """Return where the role may do something."""
        rights: dict[Verb, Right] = {"add": self.add, "change": self.change, "delete": self.delete}
        return rights[verb]


class Member(Frozen):
    """A person: the role, the account at Google, and the login at a database."""

    role: str
    email: str | None = None
    login: str | None = None


class RolesFile(Frozen):
    """The whole file: the roles by their names, the people by theirs, and the role of all `others` (None: they have none).

    `job` is the login by which runs of the program itself work in a database.
    """

    roles: dict[str, Annotated[Role, BeforeValidator(lambda said: {} if said is None else said)]] = Field(default_factory=dict)
    people: dict[str, Annotated[Member, BeforeValidator(lambda said: {"role": said} if isinstance(said, str) else said)]] = Field(
        default_factory=dict
    )
    others: str | None = None
    job: str | None = None


def may(role: Role, verb: Verb, sheets: tuple[str, ...], columns: tuple[str, ...] = ()) -> bool:
    """Say whether a role may do something in a column, or in a whole sheet where none is named.

    `sheets` and `columns` are all the names that each goes by.
    """
    right = role.right(verb)
    part = right if isinstance(right, str) else next((part for name, part in right.items() if _is(name, sheets)), "none")
    return part == "all" if isinstance(part, str) else any(_is(one, columns) for one in part)


def _is(said: str, names: tuple[str, ...]) -> bool:
    plain = " ".join(said.split()).casefold()
    return any(plain == " ".join(one.split()).casefold() for one in names)
