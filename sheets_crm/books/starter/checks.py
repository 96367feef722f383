"""What people are told where a new book lets them type only certain things."""

from __future__ import annotations

from sheets_crm.model.layout import Column, Layout
from sheets_crm.model.text import Lang, Text

PICK = Text(ru="Выберите значение из списка.", en="Pick a value from the list.")
ADD_FIRST = Text(
    ru="Выберите из списка. Чтобы добавить новое, сначала впишите его на лист «{sheet}», в столбец «{column}».",
    en="Pick from the list. To add something new, first write it on the sheet “{sheet}”, column “{column}”.",
)
ONE_OF = Text(ru="Выберите одно из: {choices}.", en="Pick one of: {choices}.")
WRITE_DATE = Text(ru="Напишите дату цифрами, например 31.12.2025.", en="Write the date in figures, such as 2025-12-31.")
WRITE_NUMBER = Text(
    ru="Напишите одно число, без букв и знака валюты, например 3820,50.",
    en="Write one number without letters or a currency sign, such as 3820.50.",
)
LARGEST = 10**12
"""Numbers between this and its negative may be typed."""


def list_name(source: str) -> str:
    """Return the defined name of a list column: `services.title` is `services_title`."""
    return source.replace(".", "_")


def list_sources(layout: Layout) -> list[str]:
    """Return the list columns that some dropdown of this layout offers and that a new book shows (A1, A9, B1)."""
    shown = {sheet.kind: sheet for sheet in layout.sheets if sheet.template}
    wanted = {column.choices_from for sheet in shown.values() for column in sheet.shown if column.choices_from}
    parted = {source: source.partition(".") for source in wanted}
    return sorted(source for source, (kind, _, key) in parted.items() if kind in shown and key in shown[kind].template)


def add_first(source: str, layout: Layout, lang: Lang) -> str:
    """Tell where something new is to be written first, so that a list offers it."""
    kind, _, key = source.partition(".")
    sheet = layout.sheet(kind)
    return ADD_FIRST.in_(lang).format(sheet=sheet.title.in_(lang), column=sheet.column(key).title.in_(lang))


def one_of(column: Column, lang: Lang, longest: int) -> str:
    """Tell which fixed choices there are, as long as that fits."""
    told = ONE_OF.in_(lang).format(choices=", ".join(choice.title.in_(lang) for choice in column.choices))
    return told if len(told) <= longest else PICK.in_(lang)
