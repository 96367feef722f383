"""`sheets-crm undo`: takes a run back."""

from __future__ import annotations

import typer

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.options import BookArgument, ConfigOption, JsonOption, LangOption, TodayOption, moment

RUN = typer.Argument(None, metavar="[RUN]", help=say("номер прогона; иначе последний", "the run's number; else the last one"))


def command(
    book: BookArgument,
    run: int | None = RUN,
    json: JsonOption = False,
    lang: LangOption = None,
    config: ConfigOption = None,
    today: TodayOption = None,
) -> None:
    """Take a run back: cells that nobody has changed since return to what they were."""
    from sheets_crm.cli.opening import open_book, open_config, progress
    from sheets_crm.cli.telling import account, document, show
    from sheets_crm.engine.undo.redrawing import redrawn
    from sheets_crm.engine.undo.undo import undo

    found = open_config(config, book)
    with progress(quiet=json) as told:
        result = undo(open_book(book, found), run, found, moment(today), progress=told, make_reports=redrawn)
    back = sum(len(batch) for batch in result.reversed)
    if json:
        kept, failed = document.left(result.kept, spoken()), document.left(result.failed, spoken())
        changes = [document.change(one, spoken()) for batch in result.reversed for one in batch]
        document.put(
            {"book": book, "run": result.run, "target": result.target.number, "reversed": changes, "kept": kept, "failed": failed}
        )
    else:
        for note in result.notes:
            show.CONSOLE.print(note.in_(spoken()))
        done = (
            say("Отменён прогон", "Took back run")
            if back
            else say("Из прогона ничего не возвращено:", "Nothing came back of run")
        )
        show.CONSOLE.print(f"{done} {result.target.number}.")
        show.CONSOLE.print(f"{say('Возвращено ячеек', 'Cells brought back')}: {back}")
        account.left(result.kept, say("Оставлено: с тех пор ячейка изменилась", "Kept: the cell has changed since"))
        account.left(result.failed, say("Не удалось вернуть", "Could not be brought back"))
    raise typer.Exit(int(bool(result.failed)))
