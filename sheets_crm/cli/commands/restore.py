"""`sheets-crm restore`: brings a backup back."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, moment

RUN = typer.Argument(
    None,
    metavar="[RUN]",
    help=say("прогон, до которого вернуться; иначе последняя копия", "the run to go back before; else the newest backup"),
)


def command(
    book: BookArgument, run: int | None = RUN, json: JsonOption = False, lang: LangOption = None, config: ConfigOption = None
) -> None:
    """Bring the book back as it was before a run, byte for byte."""
    from sheets_crm.cli.opening import open_book, open_config, progress
    from sheets_crm.cli.telling import document, show
    from sheets_crm.engine.undo.restore import restore

    found = open_config(config, book)
    with progress(quiet=json) as told:
        result = restore(open_book(book, found), run, found, moment(None), progress=told)
    if json:
        saved = str(result.saved.path) if result.saved else None
        rewritten = result.restored.rewritten.isoformat() if result.restored.rewritten else None
        document.put(
            {"book": book, "run": result.run, "restored": str(result.restored.path), "saved": saved, "rewritten": rewritten}
        )
        return
    for note in result.notes:
        show.CONSOLE.print(note.in_(spoken()))
    show.CONSOLE.print(f"{say('Возвращена копия', 'Brought back')}: {result.restored.path.name}")
    if result.restored.rewritten:
        when = f"{result.restored.rewritten:%d.%m.%Y}"
        erased = say(f"{when} из этой копии были стёрты данные клиента", f"A client was erased from this backup on {when}")
        show.CONSOLE.print(f"[yellow]{erased}[/yellow]")
    if result.saved:
        kept = say("То, что было до этого, сохранено", "What stood there before is kept as")
        show.CONSOLE.print(f"{kept}: {result.saved.path.name}", markup=False)
        again = say("Передумали: ", "To have that again: ") + f"sheets-crm restore {book} {result.saved.run}"
        show.CONSOLE.print(again, markup=False)
