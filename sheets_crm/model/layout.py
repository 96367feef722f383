"""What a client book looks like: its sheets, their columns, who owns a column, and its titles in both languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sheets_crm.model.text import Lang

Owner = Literal["staff", "program", "either"]
Format = Literal[
    "text",
    "client",
    "person",
    "phone",
    "email",
    "date",
    "datetime",
    "amount",
    "integer",
    "number",
    "choice",
    "hours",
    "id",
    "url",
]


class Frozen(BaseModel):
    """The base of all that is read from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Frozen):
    """One title or hint in both languages."""

    ru: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return it in one language."""
        return self.ru if lang == "ru" else self.en


class Choice(Frozen):
    """One entry of a fixed list; `key` is what rules know it by, `also` what people write instead."""

    key: str
    title: Words
    also: tuple[str, ...] = ()


class Column(Frozen):
    """One column of a sheet.

    `owner`: staff (only repairs of format), program (the job's alone), either (the job fills it only while it is empty).
    `choices_from` names the list sheet and column whose values are allowed ("services.title"); `also` other headers that
    people give this column; `hidden` columns are there for the program only.
    """

    key: str
    title: Words
    format: Format = "text"
    owner: Owner = "staff"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    choices_from: str | None = None
    also: tuple[str, ...] = ()
    hint: Words | None = None
    width: float = 16
    hidden: bool = False

    def choice(self, key: str, lang: Lang) -> str:
        """Return the title of one of the fixed choices by its key."""
        return next(choice for choice in self.choices if choice.key == key).title.in_(lang)

    def choice_key(self, value: object) -> str | None:
        """Return the key of the fixed choice that a cell's text names, in either language; None when it names none."""
        if not isinstance(value, str):
            return None
        said = value.strip().casefold()
        for choice in self.choices:
            if said in (choice.title.ru.casefold(), choice.title.en.casefold(), *(word.casefold() for word in choice.also)):
                return choice.key
        return None


class Sheet(Frozen):
    """One kind of sheet: what a row is, and every column known for it; `template` holds the keys that a new book shows."""

    kind: str
    title: Words
    also: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    template: tuple[str, ...] = ()
    id_prefix: Annotated[str, Field(max_length=4)] = ""

    def column(self, key: str) -> Column:
        """Return a column by its key; KeyError when this sheet has none such."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of a new book, in their order."""
        return tuple(self.column(key) for key in self.template)


class Layout(Frozen):
    """A whole book: one layout drives the template, the reading of headers, the rules, the reports and the database schema."""

    name: str
    sheets: tuple[Sheet, ...]

    def sheet(self, kind: str) -> Sheet:
        """Return a sheet by its kind; KeyError when the layout has none such."""
        for sheet in self.sheets:
            if sheet.kind == kind:
                return sheet
        raise KeyError(kind)
