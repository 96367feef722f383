"""What `roles` does: shows the file of roles in plain words, makes an example, closes columns in Google, grants in a database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table as Grid

from sheets_crm.books.base import Book
from sheets_crm.books.database.naming import is_database, public
from sheets_crm.cli.doing.granting import grant
from sheets_crm.cli.language import quoted, say, spoken
from sheets_crm.cli.opening import googles_libraries, open_book, open_config
from sheets_crm.cli.telling import document, show
from sheets_crm.engine.files import replace_text
from sheets_crm.engine.handouts.access import Closed, closings, unknown_names
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.settings.roles_example import EXAMPLE
from sheets_crm.engine.settings.roles_file import Roles, load_roles, roles_path
from sheets_crm.errors import UsageError
from sheets_crm.model.addresses import letters
from sheets_crm.model.roles import Right, Role
from sheets_crm.model.text import Text

CONSOLE = show.CONSOLE


def begin(name: str, config_file: Path | None) -> int:
    """Put an example of the file of roles where that of a book belongs; UsageError when there is one."""
    path = roles_path(name, open_config(config_file, name))
    if path.exists():
        what = Text("файл ролей уже есть", "there is a file of roles already")
        raise UsageError(what, where=str(path), mend=Text("Поправьте его или уберите", "Mend it, or move it away"))
    replace_text(path, EXAMPLE.in_(spoken()))
    CONSOLE.print(say(f"Записано в {path}: впишите своих людей.", f"Written to {path}: put your people into it."), markup=False)
    return 0


def show_roles(name: str, config_file: Path | None, *, apply: bool, json: bool) -> int:
    """Show who may do what; return the exit status: 1 when the file names what the book does not have."""
    config = open_config(config_file, name)
    roles, book = load_roles(name, config), open_book(name, config)
    layout = load_layout(config.layout(name))
    snapshot = read_bound(book, config, layout).snapshot
    unknown = list(unknown_names(roles, snapshot, layout))
    if is_database(name) and (apply or roles.path):
        if not json:
            _show(name, roles, unknown)
        _refuse_without_file(public(name), roles, config)
        grant(book, roles, unknown, apply=apply, json=json)
        return int(bool(unknown))
    if apply:
        return _close(book, roles, config, json=json)
    if json:
        people = {person: {"role": one.role, "email": one.email} for person, one in roles.content.people.items()}
        said = {role: one.model_dump(mode="json") for role, one in roles.content.roles.items()}
        told = [one.in_(spoken()) for one in unknown]
        document.put({"book": name, "roles": said, "people": people, "others": roles.content.others, "unknown": told})
    else:
        _show(name, roles, unknown)
    return int(bool(unknown))


def _show(name: str, roles: Roles, unknown: Sequence[Text]) -> None:
    if roles.path is None:
        CONSOLE.print(
            say(
                f"Файла ролей нет: кому выдана копия, может только вносить новое. Образец: sheets-crm roles {name} --init",
                f"There is no file of roles: whoever has a copy may only add. An example: sheets-crm roles {name} --init",
            ),
            markup=False,
        )
        return
    CONSOLE.print(str(roles.path), markup=False)
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    headings = say("Кто", "Who"), say("Вносить", "Add"), say("Менять", "Change"), say("Стирать и удалять", "Empty and delete")
    for heading in headings:
        grid.add_column(heading, header_style="dim", overflow="fold")
    for person, member in roles.content.people.items():
        _row(grid, f"{person} ({member.role})", roles.content.roles[member.role])
    if roles.content.others:
        _row(
            grid, say("все остальные", "everybody else") + f" ({roles.content.others})", roles.content.roles[roles.content.others]
        )
    CONSOLE.print(grid)
    for one in unknown:
        CONSOLE.print(f"[yellow]{escape(one.in_(spoken()))}[/yellow]")


def _row(grid: Grid, who: str, role: Role) -> None:
    grid.add_row(escape(who), *(escape(_said(right)) for right in (role.add, role.change, role.delete)))


def _said(right: Right) -> str:
    words = {"all": say("везде", "everywhere"), "none": say("нигде", "nowhere")}
    if isinstance(right, str):
        return words[right]
    whole = {"all": say("весь лист", "the whole sheet"), "none": say("ничего", "nothing")}
    parts = ((sheet, whole[part] if isinstance(part, str) else ", ".join(part)) for sheet, part in right.items())
    return "\n".join(f"{sheet}: {part}" for sheet, part in parts)


def _close(book: Book, roles: Roles, config: Config, *, json: bool) -> int:
    """Close the columns of a spreadsheet; UsageError for a workbook, and without a file of roles."""
    if not book.beside_people:
        what = Text(
            "--apply закрывает столбцы в Google Таблице и даёт права в базе",
            "--apply closes columns in a Google spreadsheet, and gives rights in a database",
        )
        mend = Text("Для книги Excel выдайте копию: sheets-crm handout", "For a workbook hand out a copy: sheets-crm handout")
        raise UsageError(what, where=book.name, mend=mend)
    _refuse_without_file(book.name, roles, config)
    with googles_libraries():
        from sheets_crm.books.google import closing
        from sheets_crm.books.google.book import GoogleBook
    assert isinstance(book, GoogleBook)
    layout = load_layout(config.layout(book.name))
    known = closing.editors(book)
    named = {one.email for one in roles.content.people.values() if one.email}
    parts = closings(
        roles, read_bound(book, config, layout).snapshot, layout, ((known or set()) | named) - {book.client.account.email}
    )
    changed = closing.close(book, parts)
    if json:
        document.put({"book": book.name, "changed": changed, "closed": [_document(one) for one in parts]})
        return 0
    for one in parts:
        who = ", ".join(sorted(one.editors))
        may = say(f"пишут владелец и {who}", f"written by the owner and {who}")
        alone = say("пишет только владелец", "written by the owner alone")
        CONSOLE.print(f"{quoted(one.sheet)} {_area(one)}: {may if who else alone}", markup=False)
    CONSOLE.print(say(f"Закрыто мест: {len(parts)}, изменено: {changed}.", f"Parts closed: {len(parts)}, changed: {changed}."))
    if known is None:
        CONSOLE.print(
            say(
                "Google не сказал, у кого есть доступ: в закрытых местах пишут только владелец и те, кто назван в файле ролей.",
                "Google did not tell who has access: only the owner and those named in the file of roles write in closed parts.",
            )
        )
    return 0


def _refuse_without_file(name: str, roles: Roles, config: Config) -> None:
    if roles.path is None:
        what = Text("нет файла ролей", "there is no file of roles")
        mend = Text(f"Образец: sheets-crm roles {name} --init", f"An example: sheets-crm roles {name} --init")
        raise UsageError(what, where=str(roles_path(name, config)), mend=mend)


def _area(one: Closed) -> str:
    return f"{letters(one.first_column)}{one.first_row}:{letters(one.last_column)}{one.last_row or ''}"


def _document(one: Closed) -> dict[str, object]:
    return {"sheet": one.sheet, "area": _area(one), "editors": sorted(one.editors)}
