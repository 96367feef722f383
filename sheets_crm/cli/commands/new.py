"""`sheets-crm new`: a starter book, empty or filled with made-up clients: a workbook, or a Google spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.options import ConfigOption, JsonOption, LangOption, TodayOption, moment
from sheets_crm.model.text import Text

NewArgument = Annotated[
    str,
    typer.Argument(
        metavar="BOOK",
        help=say(
            "файл новой книги, .xlsx, или адрес пустой Google Таблицы",
            "the new book's file, .xlsx, or the address of an empty Google spreadsheet",
        ),
    ),
]
LayoutOption = Annotated[str, typer.Option("--layout", metavar="simple|extended", help=say("шаблон книги", "the layout"))]
DemoOption = Annotated[
    int,
    typer.Option("--demo", metavar="N", min=0, help=say("заполнить N выдуманными клиентами", "fill it with N made-up clients")),
]
SeedOption = Annotated[
    int,
    typer.Option(
        "--seed", help=say("зерно случайности: то же зерно даёт ту же книгу", "the seed: the same one gives the same book")
    ),
]
TruthOption = Annotated[
    Path | None,
    typer.Option(
        "--truth",
        metavar="FILE",
        help=say("записать в JSON, какие ошибки спрятаны", "write down as JSON what faults were planted"),
    ),
]
FEWER = Text(
    "Заказов и касаний на клиента вышло меньше обычного: лист Excel вмещает 1 048 576 строк, и мы взяли самые свежие.",
    "Each client has fewer orders and touches than usual: a sheet of Excel holds 1,048,576 rows, so these are the latest.",
)


def command(
    book: NewArgument,
    layout: LayoutOption = "extended",
    demo: DemoOption = 0,
    seed: SeedOption = 1,
    truth: TruthOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
) -> None:
    """Make a new client book that an office worker opens and understands."""
    from rich.markup import escape

    from sheets_crm.cli.doing.making import Order, make_book
    from sheets_crm.cli.opening import open_config
    from sheets_crm.cli.telling import document, show
    from sheets_crm.demo import crowded

    settings = open_config(config, book)
    order = Order(book, layout, spoken(), demo, seed, moment(today))
    rows, told = make_book(order, settings, truth, quiet=json)
    notes = [FEWER.in_(spoken())] if "orders" in rows and crowded(demo) else []
    notes += [note.in_(spoken()) for note in told]
    if json:
        document.put({"book": book, "layout": layout, "rows": rows, "notes": notes})
        return
    show.CONSOLE.print(f"{say('Готово', 'Done')}: [bold]{escape(book)}[/bold]")
    for note in notes:
        show.CONSOLE.print(escape(note))
    show.CONSOLE.print(
        say("Откройте вкладку «Как пользоваться»: она на один экран.", "Open the tab “How to use”: it is one screen long.")
    )
