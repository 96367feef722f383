"""The first tab of a new book: one screen that says how to use it, in whatever way the book writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sheets_crm.model.layout import Layout, Owner
from sheets_crm.model.text import Lang, Text

TITLE = Text(ru="Как пользоваться", en="How to use")
LEAD = Text(
    ru="Ведите записи как обычно. Программа проверяет их, исправляет то, в чём уверена, об остальном спросит вас. "
    "Строк она не удаляет.",
    en="Keep your records as you always do. The program checks them, mends what it is sure of, and asks you about the rest. "
    "It never deletes a row.",
)
YOURS = Text(ru="Листы, которые ведёте вы", en="Sheets that you fill in")
SHEETS = {
    "clients": Text(
        ru="Одна строка — один клиент, новый — в первой пустой строке внизу. Для начала хватит названия и телефона.",
        en="One row is one client; add a new one in the first empty row below. A name and a phone are enough to begin with.",
    ),
    "orders": Text(
        ru="Каждый заказ — новая строка. Первый и последний заказ у клиента и его сумму программа посчитает сама.",
        en="Every order is a new row. The program works out each client's first and last order and the total.",
    ),
    "touches": Text(
        ru="Каждый звонок, письмо, встреча — новая строка: с кем, чем кончилось, что сказали.",
        en="Every call, letter or meeting is a new row: with whom, how it ended, what was said.",
    ),
    "services": Text(
        ru="Что вы продаёте, до 10 строк. Отсюда берётся выпадающий список услуг.",
        en="What you sell, up to 10 rows. The dropdown of services comes from here.",
    ),
    "channels": Text(
        ru="Откуда приходят клиенты, до 20 строк: сайт, реклама, рекомендация…",
        en="Where clients come from, up to 20 rows: website, advertising, a friend's advice…",
    ),
    "staff": Text(ru="Кто работает с клиентами.", en="Who works with the clients."),
}
THEIRS = Text(ru="Листы, которые заполняет программа", en="Sheets that the program fills in")
COLOURS = Text(ru="Что значит цвет заголовка", en="What the colour of a header means")
OWNERS: tuple[tuple[Owner, Text, Text], ...] = (
    (
        "staff",
        Text(ru="Пишете вы", en="You write"),
        Text(ru="Программа только поправляет запись.", en="The program only tidies what you wrote."),
    ),
    (
        "either",
        Text(ru="Вы или программа", en="You or the program"),
        Text(
            ru="Программа заполнит, пока пусто. Что вписали вы, остаётся.",
            en="The program fills it in while it is empty. What you wrote stays.",
        ),
    ),
    (
        "program",
        Text(ru="Только программа", en="The program alone"),
        Text(
            ru="Считается само. Если случайно изменить, программа вернёт верное значение.",
            en="Worked out for you. Should you change it by chance, the program puts the right value back.",
        ),
    ),
)
NIGHT = Text(ru="Ночная проверка", en="The nightly check")
COMMANDS: tuple[tuple[Text, str, Text | None], ...] = (
    (
        Text(ru="Запустить", en="Run it"),
        "sheets-crm run nightly",
        None,
    ),
    (
        Text(ru="Посмотреть заранее", en="Look first"),
        "sheets-crm check",
        Text(ru="Покажет, что изменится, и ничего не тронет.", en="Shows what would change, and touches nothing."),
    ),
    (
        Text(ru="Вернуть как было", en="Take it back"),
        "sheets-crm undo",
        Text(
            ru="Отменит последний запуск; то, что вы написали после него, останется.",
            en="Undoes the last run; what you have written since stays.",
        ),
    ),
)
FILLED_BY = Text(ru="Заполняет программа.", en="Filled in by the program.")
EMPTY_YET = Text(
    ru="Пока здесь пусто. Лист заполнится после первой проверки и дальше будет обновляться сам.",
    en="Empty so far. This sheet fills up after the first check and then keeps itself up to date.",
)


class GuideWriter(Protocol):
    """Writes the guide from the top down, a line at a time."""

    def headline(self, text: str) -> None:
        """Write the name of the tab, large."""

    def lead(self, text: str) -> None:
        """Write what all of it is about."""

    def section(self, title: str) -> None:
        """Begin a new part."""

    def sheet(self, title: str, says: str) -> None:
        """Write one line with a link to a sheet."""

    def owner(self, owner: Owner, title: str, says: str) -> None:
        """Show what one header colour means, on a header like those of the sheets."""

    def command(self, title: str, command: str, says: str) -> None:
        """Write what to type for something, and what it does."""


def write_guide(
    guide: GuideWriter, layout: Layout, lang: Lang, tabs: Sequence[tuple[Text, Text]], book: str, running: Text
) -> None:
    """Write what each sheet is for, what the colours mean, how to run and to take back.

    `book` is how commands name the book, `running` what people have to know of a run; `tabs` are the titles of the program's
    own tabs and what stands there.
    """
    guide.headline(TITLE.in_(lang))
    guide.lead(LEAD.in_(lang))
    guide.section(YOURS.in_(lang))
    for sheet in layout.sheets:
        if sheet.template:
            guide.sheet(sheet.title.in_(lang), SHEETS[sheet.kind].in_(lang) if sheet.kind in SHEETS else "")
    guide.section(COLOURS.in_(lang))
    for owner, title, says in OWNERS:
        guide.owner(owner, title.in_(lang), says.in_(lang))
    if tabs:
        guide.section(THEIRS.in_(lang))
    for name, about in tabs:
        guide.sheet(name.in_(lang), sentence(about.in_(lang)))
    guide.section(NIGHT.in_(lang))
    for name, command, told in COMMANDS:
        guide.command(name.in_(lang), f"{command} {book}", (told or running).in_(lang))


def tab_note(about: Text, lang: Lang) -> str:
    """Return what the second row of a tab of the program's says, by which the program knows it."""
    return f"{FILLED_BY.in_(lang)} {sentence(about.in_(lang))}"


def sentence(about: str) -> str:
    """Return words with a full stop."""
    return about if about.endswith((".", "!", "?")) else f"{about}."
