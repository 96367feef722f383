"""What `purge` does and says: what would be erased, or was; what stays, and what it does not reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.markup import escape

from sheets_crm.cli.doing.finding_clients import find_and_show
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config, progress
from sheets_crm.cli.options import moment
from sheets_crm.cli.telling import show
from sheets_crm.cli.telling.document import put
from sheets_crm.engine.purge.purge import Purged, PurgedByAge, purge_client, purge_older
from sheets_crm.errors import UsageError
from sheets_crm.model.calendar import months_before
from sheets_crm.model.text import Text

AGE = re.compile(r"(\d{1,4})\s*([dmyдмг])")
MONTHS = {"m": 1, "м": 1, "y": 12, "г": 12}
FATES = {"rewritten": Text("переписана", "rewritten"), "deleted": Text("удалена", "deleted")}
FEW = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a client by ID, somebody to be looked for, or what is older; just one of them."""

    client: str | None
    find: str | None
    older: str | None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.client, self.find, self.older)) != 1:
            what = Text("скажите, что стереть", "say what to erase")
            mend = Text(
                "Клиента: --client ID; найти его: --find; старое: --older-than 2y",
                "A client: --client ID; to find it: --find; what is old: --older-than 2y",
            )
            raise UsageError(what, where="purge", mend=mend)


def purge_and_show(name: str, config_file: Path | None, asked: Asked, *, apply: bool, json: bool) -> int:
    """Show or erase what was asked for; return the exit status: 1 when something waits to be erased."""
    config = open_config(config_file, name)
    book, now = open_book(name, config), moment(None)
    if asked.find is not None:
        return find_and_show(book, asked.find, config, apply=apply, json=json)
    if asked.older is not None:
        by_age = purge_older(book, _before(asked.older, now), config, now, apply=apply)
        put(_aged_document(name, by_age)) if json else _show_aged(by_age)
        return int(not (apply or by_age.nothing))
    with progress(quiet=json) as told:
        result = purge_client(book, asked.client or "", config, now, apply=apply, progress=told)
    put(_document(name, result)) if json else _show(result)
    return int(not (apply or result.nothing))


def _before(age: str, now: datetime) -> datetime:
    found = AGE.fullmatch(age.strip().lower())
    if not found:
        what = Text(f"непонятный срок «{age}»", f"unclear age {age!r}")
        raise UsageError(what, where="--older-than", mend=Text("Пишите 2y, 18m или 90d", "Write 2y, 18m or 90d"))
    many, unit = int(found[1]), found[2]
    if unit in MONTHS:
        return datetime.combine(months_before(now.date(), many * MONTHS[unit]), now.time())
    return now - timedelta(days=many)


def _show(result: Purged) -> None:
    for note in result.notes:
        show.CONSOLE.print(note.in_(spoken()))
    ids = ", ".join(result.ids)
    held = result.held
    show.CONSOLE.print(
        f"[bold]{say('Стёрто навсегда', 'Erased for good') if result.applied else say('Будет стёрто', 'To be erased')}[/bold]"
        f" · {say('клиент', 'client')} {escape(ids)}"
    )
    lines = (
        (say("правки программы в журнале", "the program's changes in the journal"), held.changes),
        (say("правки людей в журнале", "people's edits in the journal"), held.edits),
        (say("ячейки в памяти последнего прогона", "cells in the memory of the last run"), held.cells),
        (say("резервные копии", "backups"), len(result.backups)),
        *(_past(result) if result.past else ()),
    )
    for what, count in lines:
        show.CONSOLE.print(f"  {what}: {count}")
    for one in result.fates:
        show.CONSOLE.print(f"    {escape(one.backup.path.name)}: {FATES[one.fate].in_(spoken())}")
    _show_book(result)
    if not result.applied:
        show.CONSOLE.print(
            say(
                "Ничего не стёрто. Стереть: --apply. Отменить это будет нельзя: копии с этим человеком будут переписаны без него,"
                " а где это не выйдет наверняка, удалены.",
                "Nothing was erased. To erase: --apply. It cannot be taken back: backups that hold this person are rewritten"
                " without it, or deleted where that cannot be made sure.",
            )
        )


def _past(result: Purged) -> tuple[tuple[str, int], ...]:
    """Return what a database keeps beside what it shows as a book."""
    return (
        (say("правки людей в самой базе", "people's edits in the database itself"), result.past.edits),
        (say("записи в базе, помеченные удалёнными", "records in the database marked as gone"), result.past.records),
        (
            say("прежние написания в базе и её карантин", "former spellings in the database, and its quarantine"),
            result.past.texts,
        ),
    )


def _show_book(result: Purged) -> None:
    if not result.in_book:
        return
    places = ", ".join(f"{sheet}!{cell}" for sheet, cell in result.in_book[:FEW])
    more = f" … {len(result.in_book) - FEW}" if len(result.in_book) > FEW else ""
    told = say(
        "В самой книге этот человек ещё есть, её программа не трогает. Удалите его там сами, иначе следующий прогон запомнит его"
        " снова (вкладки программы обновятся сами)",
        "The book itself still holds this person, and the program does not touch it. Delete it there yourselves, or the next run"
        " remembers it again (the program's own tabs follow by themselves)",
    )
    show.CONSOLE.print(f"[yellow]{told}:[/yellow] {escape(places)}{more}")


def _show_aged(result: PurgedByAge) -> None:
    when = f"{result.before:%d.%m.%Y}"
    done = say("Стёрто навсегда, старше", "Erased for good, older than") if result.applied else say("Старше", "Older than")
    show.CONSOLE.print(f"[bold]{done} {when}[/bold]")
    show.CONSOLE.print(f"  {say('прогоны', 'runs')}: {result.aged.runs}, {say('ячейки', 'cells')}: {result.aged.cells}")
    show.CONSOLE.print(f"  {say('резервные копии', 'backups')}: {len(result.aged.backups)}")
    if result.edits:
        kept = say("правки людей в самой базе", "people's edits in the database itself")
        show.CONSOLE.print(f"  {kept}: {result.edits}")
    if not result.applied:
        show.CONSOLE.print(
            say(
                "Ничего не стёрто. Стереть: --apply. Отменить это будет нельзя, а прогоны старше нельзя будет взять назад.",
                "Nothing was erased. To erase: --apply. It cannot be taken back, and neither can the runs before that day.",
            )
        )


def _document(name: str, result: Purged) -> dict[str, Any]:
    return {
        "book": name,
        "ids": list(result.ids),
        "applied": result.applied,
        "changes": result.held.changes,
        "edits": result.held.edits,
        "remembered": result.held.cells,
        "database": {"edits": result.past.edits, "records": result.past.records, "texts": result.past.texts},
        "backups": [backup.path.name for backup in result.backups],
        "fates": [{"backup": one.backup.path.name, "fate": one.fate} for one in result.fates],
        "in_book": [f"{sheet}!{cell}" for sheet, cell in result.in_book],
    }


def _aged_document(name: str, result: PurgedByAge) -> dict[str, Any]:
    return {
        "book": name,
        "before": result.before.isoformat(),
        "applied": result.applied,
        "runs": result.aged.runs,
        "cells": result.aged.cells,
        "database_edits": result.edits,
        "backups": [backup.path.name for backup in result.aged.backups],
    }
