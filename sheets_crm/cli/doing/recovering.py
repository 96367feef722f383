"""What `recover` does: lists what is missing, shows what would come back, writes it, or takes it as meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.cli.doing.running import left_as_meant, run_document
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.telling import account, document, show
from sheets_crm.cli.telling.edits import HAPPENED
from sheets_crm.engine.recovering import Choice, Recovered, keep, recover
from sheets_crm.errors import UsageError
from sheets_crm.model.cells import Kind
from sheets_crm.model.noticed import Noticed
from sheets_crm.model.text import Text

FEW = 20
EXAMPLES = 3


def recover_and_show(
    name: str, choice: Choice, config_file: Path | None, now: datetime, *, apply: bool, as_meant: bool, json: bool
) -> int:
    """Do what was asked and show it; return the exit status: 1 when something is missing and waits."""
    _refuse(choice, apply=apply, as_meant=as_meant)
    config = open_config(config_file, name)
    book = open_book(name, config)
    if as_meant:
        with progress(quiet=json) as told:
            keep(book, config, now, progress=told)
        return left_as_meant(name, json=json)
    with progress(quiet=json) as told:
        done = recover(book, choice, config, now, apply=apply, progress=told)
    if json:
        document.put({**run_document(name, done.result), "missing": [_document(one) for one in done.missing]})
    elif not done.missing:
        show.CONSOLE.print(say("Ничего не пропало.", "Nothing is missing."))
    elif choice.empty:
        _list(done.missing)
    elif apply:
        account.done(name, done.result, now.date(), config.settings.silence)
        if done.result.plan.findings:
            show.findings(done.result.plan.findings, rest="--json")
    else:
        _planned(done)
    return int(not apply and bool(done.missing))


def _refuse(choice: Choice, *, apply: bool, as_meant: bool) -> None:
    if as_meant and (apply or not choice.empty):
        what = Text("--keep вместе с другими ключами", "--keep together with other options")
        raise UsageError(what, where="recover", mend=Text("Оставьте один --keep", "Leave --keep alone"))
    if apply and choice.empty:
        what = Text("не сказано, что вернуть", "it is not said what to bring back")
        raise UsageError(what, where="recover", mend=Text("Добавьте --all, --row или --column", "Add --all, --row or --column"))


def _planned(done: Recovered) -> None:
    show.plan(done.result.plan, rest="--json")
    show.CONSOLE.print(say("Ничего не записано. Вернуть: добавьте --apply", "Nothing was written. To bring it back: add --apply"))


def _list(missing: Sequence[Noticed]) -> None:
    rows, cells = list(_rows(missing)), list(_cells(missing))
    if rows:
        _table(say("Удалённые строки", "Deleted rows"), (say("Лист", "Sheet"), "ID", say("Что стояло", "What stood there")), rows)
    if cells:
        headings = say("Лист", "Sheet"), say("Столбец", "Column"), say("Что случилось", "What happened"), say("Ячеек", "Cells")
        _table(say("Ячейки", "Cells"), (*headings, say("Стояло", "There was")), cells)
    show.CONSOLE.print(
        say(
            "Вернуть: --row ID, --column «Столбец» или --all, вместе с --apply; оставить как есть: --keep",
            "To bring it back: --row ID, --column TITLE or --all, with --apply; to leave it as it is: --keep",
        )
    )


def _rows(missing: Sequence[Noticed]) -> Iterator[tuple[str, ...]]:
    held = defaultdict[tuple[str, str, datetime], list[str]](list)
    for one in sorted(missing, key=lambda each: each.letter_index):
        if one.what == "rows gone":
            words = (one.before.kinds == Kind.TEXT) & (one.column != "id")
            for at, name in enumerate(one.ids):
                held[one.sheet, name, one.seen] += [str(one.before.texts[at])] if words[at] else []
    for (sheet, name, when), values in held.items():
        yield escape(sheet), escape(name), escape(" · ".join(values[:EXAMPLES])), f"{when:%d.%m.%Y}"


def _cells(missing: Sequence[Noticed]) -> Iterator[tuple[str, ...]]:
    for one in missing:
        if one.what != "rows gone":
            some = ", ".join(show.value(one.before.entered(at)) for at in range(min(len(one), EXAMPLES)))
            told = HAPPENED[one.what].in_(spoken())
            yield escape(one.sheet), escape(one.title), told, str(len(one)), escape(some), f"{one.seen:%d.%m.%Y}"


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    grid = Grid(title=f"{title} · {len(rows)}", title_justify="left", title_style="bold cyan", box=None, padding=(0, 2, 0, 0))
    for heading in (*headings, say("Замечено", "Noticed")):
        grid.add_column(heading, overflow="fold", header_style="dim")
    for row in rows[:FEW]:
        grid.add_row(*row)
    show.CONSOLE.print(grid)
    if len(rows) > FEW:
        show.CONSOLE.print(f"[dim]  … {say('и ещё', 'and')} {len(rows) - FEW}{say('', ' more')}[/dim]")
    show.CONSOLE.print()


def _document(one: Noticed) -> dict[str, Any]:
    held = [{"row_id": name, "before": document.plain(one.before.entered(at))} for at, name in enumerate(one.ids)]
    told = {"what": one.what, "sheet": one.sheet, "column": one.column, "title": one.title}
    return {**told, "noticed": one.seen.date().isoformat(), "cells": held}
