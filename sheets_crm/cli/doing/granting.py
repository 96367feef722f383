"""What `roles` does with a database: shows the rights as SQL, and gives them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from sheets_crm.books.base import Book
from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import database_libraries
from sheets_crm.cli.telling import document, show
from sheets_crm.engine.settings.roles_file import Roles
from sheets_crm.model.text import Text


def grant(book: Book, roles: Roles, unknown: Sequence[Text], *, apply: bool, json: bool) -> None:
    """Show the SQL that makes the rights in a database what the file says; with `apply` carry it out, all of it or nothing."""
    with database_libraries():
        from sheets_crm.books.database.book import DatabaseBook
        from sheets_crm.books.database.granting import carry_out, script
    assert isinstance(book, DatabaseBook)
    with book.writing() if apply else book.reading() as db:
        made = script(db, book.schema, roles.content)
        if apply:
            carry_out(db, made)
    if json:
        told = [one.in_(spoken()) for one in (*unknown, *made.notes)]
        document.put({"book": book.name, "sql": list(made.statements), "new": list(made.new), "notes": told, "applied": apply})
        return
    for statement in made.statements:
        show.CONSOLE.print(f"{statement};", markup=False, highlight=False, soft_wrap=True)
    for one in made.notes:
        show.CONSOLE.print(f"[yellow]{escape(one.in_(spoken()))}[/yellow]")
    if apply:
        show.CONSOLE.print(say("Права в базе такие, как в файле ролей.", "The rights in the database are what the file says."))
    for login in made.new if apply else ():
        without = f"Вход {login} создан без пароля", f"The login {login} was made without a password"
        show.CONSOLE.print(
            say(f"{without[0]}: в psql \\password {login}", f"{without[1]}: in psql \\password {login}"), markup=False
        )
