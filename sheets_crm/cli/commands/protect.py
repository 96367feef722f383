"""`sheets-crm protect`: encrypts what the program keeps of a book, changes what opens it, or takes that off."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption

CHANGE = typer.Option(False, "--change", help=say("сменить парольную фразу или ключ", "change the passphrase or key"))
OFF = typer.Option(False, "--off", help=say("расшифровать всё и больше не шифровать", "decrypt everything and encrypt no more"))
FORGET = typer.Option(
    False,
    "--forget",
    help=say("фраза утеряна: отложить зашифрованное и начать заново", "it is lost: put all aside and begin anew"),
)


def command(
    book: BookArgument,
    change: bool = CHANGE,
    off: bool = OFF,
    forget: bool = FORGET,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Encrypt the journal, the memory and the backups; the book itself stays as it is."""
    from sheets_crm.cli.doing.protecting import protect_and_show

    protect_and_show(book, config, change=change, off=off, forget=forget, json=json)
