"""`sheets-crm duplicates`: which rows are one client, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import AllOption, ConfigOption, JsonOption, LangOption, TodayOption, moment

TableArgument = Annotated[
    str,
    typer.Argument(
        metavar="BOOK_OR_CSV", help=say("книга или таблица: .xlsx, .csv, google:ID", "a book or table: .xlsx, .csv, google:ID")
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="KEY=COLUMN",
        help=say(
            "что в каком столбце, например phone=Телефон; можно повторять; без этого столбцы узнаются сами",
            "which column is what, such as phone=Phone; may be repeated; else the columns are recognised",
        ),
    ),
]

MergeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--merge",
        metavar="ID,ID",
        help=say(
            "объединить этих клиентов в одного; можно повторять; без --apply только показывает",
            "make one client of these; may be repeated; without --apply it only shows",
        ),
    ),
]
KeepOption = Annotated[
    list[str] | None,
    typer.Option(
        "--keep",
        metavar="ID",
        help=say(
            "с --merge: останется строка и ID этого клиента; иначе выбирает программа",
            "with --merge: the row and ID of this client stay; else the program chooses",
        ),
    ),
]
APPLY = typer.Option(False, "--apply", help=say("с --merge: записать", "with --merge: write it"))
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="native|duckdb|spark",
        help=say(
            "чем сравнивать: native — сама программа; duckdb, spark — для таблиц, которым одного компьютера мало",
            "what compares: native is the program itself; duckdb and spark are for tables that outgrow one computer",
        ),
    ),
]
AgainstOption = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help=say(
            "какие строки этого файла уже есть в книге; сама книга и файл не меняются",
            "which rows of this file are in the book already; neither is changed",
        ),
    ),
]


def command(
    table: TableArgument,
    columns: MapOption = None,
    against: AgainstOption = None,
    engine: EngineOption = "native",
    merge: MergeOption = None,
    keep: KeepOption = None,
    apply: bool = APPLY,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
    everything: AllOption = False,
) -> None:
    """Show which rows are, or may be, one client, with the reasons; or merge the clients named. Writes only with --apply."""
    if merge:
        from sheets_crm.cli.doing import merging

        asked = moment(today)
        wish = merging.Wish(merge, keep or (), apply=apply)
        raise typer.Exit(merging.merge_and_show(table, wish, config, asked, json=json, everything=everything))
    from sheets_crm.cli.doing import doubles

    wanted = doubles.Asked(table, tuple(columns or ()), against, engine)
    raise typer.Exit(doubles.find_and_show(wanted, config, json=json, everything=everything))
