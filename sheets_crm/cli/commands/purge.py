"""`sheets-crm purge`: erases for good what the program keeps of one client, or of what is too old."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption

CLIENT = typer.Option(
    None, "--client", metavar="ID", help=say("ID клиента, который просит стереть его данные", "the client's ID")
)
FIND = typer.Option(
    None,
    "--find",
    metavar="WORDS",
    help=say("найти, кого стирать: имя, телефон или почта", "find whom to erase: a name, a phone or an e-mail"),
)
OLDER = typer.Option(
    None, "--older-than", metavar="2y", help=say("всё старше: 2y лет, 18m месяцев, 90d дней", "what is older: 2y, 18m or 90d")
)
APPLY = typer.Option(False, "--apply", help=say("стереть; отменить это нельзя", "erase it; this cannot be taken back"))


def command(
    book: BookArgument,
    client: str | None = CLIENT,
    find: str | None = FIND,
    older: str | None = OLDER,
    apply: bool = APPLY,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what the journal, the memory and the backups keep of a client or of long ago, and erase it with --apply."""
    from sheets_crm.cli.doing.purging import Asked, purge_and_show

    raise typer.Exit(purge_and_show(book, config, Asked(client, find, older), apply=apply, json=json))
