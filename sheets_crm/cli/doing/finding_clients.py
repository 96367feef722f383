"""What `purge --find` says: who may be meant, and how each of them is erased. It erases nothing by itself."""

from __future__ import annotations

import shlex

from rich.markup import escape

from sheets_crm.books.base import Book
from sheets_crm.books.database.naming import public
from sheets_crm.cli.language import say
from sheets_crm.cli.telling import show
from sheets_crm.cli.telling.document import put
from sheets_crm.engine.purge.purge import look_for
from sheets_crm.engine.purge.search import Candidate
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

FEW = 20


def find_and_show(book: Book, words: str, config: Config, *, apply: bool, json: bool) -> int:
    """List the clients whom the words suit; return the exit status: 1 when there are any. UsageError with --apply."""
    if apply:
        what = Text("поиск ничего не стирает", "a search erases nothing")
        mend = Text("Посмотрите, кто нашёлся, и назовите его: --client ID", "See who is found, and name the one: --client ID")
        raise UsageError(what, where="--find", mend=mend)
    found = look_for(book, words, config)
    if json:
        put({"book": book.name, "find": words, "found": [_document(one) for one in found]})
    else:
        _show(book.name, found)
    return int(bool(found))


def _show(name: str, found: tuple[Candidate, ...]) -> None:
    if not found:
        show.CONSOLE.print(
            say(
                "Никого не нашлось ни в книге, ни в памяти, ни в журнале.",
                "Nobody, neither in the book, nor in the memory, nor in the journal.",
            )
        )
        return
    show.CONSOLE.print(f"{say('Нашлось', 'Found')}: {len(found)}")
    for one in found[:FEW]:
        where = say("только в журнале", "only in the journal") if one.only_in_journal else one.sheet
        show.CONSOLE.print(f"[bold]{escape(one.known_by)}[/bold] · {escape(where)}")
        for title, texts in one.said:
            show.CONSOLE.print(f"    {escape(title)}: {escape(' | '.join(texts))}")
    if len(found) > FEW:
        show.CONSOLE.print(f"  … {len(found) - FEW}")
    chosen = shlex.quote(found[0].known_by) if len(found) == 1 else "ID"
    lead = say("Что о нём хранится, и стереть", "What is kept of it, and to erase it")
    show.CONSOLE.print(f"{lead}: [bold]sheets-crm purge {escape(public(name))} --client {escape(chosen)}[/bold]")


def _document(one: Candidate) -> dict[str, object]:
    said = {title: list(texts) for title, texts in one.said}
    return {"id": one.known_by, "sheet": one.sheet, "only_in_journal": one.only_in_journal, "said": said}
