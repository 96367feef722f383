"""What `protect` does and says; secrets come from a file, the environment or the person, never from the command line."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from sheets_crm.cli.language import say, spoken
from sheets_crm.cli.opening import open_book, open_config
from sheets_crm.cli.options import moment
from sheets_crm.cli.telling import show
from sheets_crm.cli.telling.document import put
from sheets_crm.engine.secrecy.door import libraries
from sheets_crm.errors import UsageError
from sheets_crm.model.text import Text

DONE = {
    "protected": Text("Журнал, память и копии зашифрованы", "The journal, the memory and the backups are encrypted"),
    "changed": Text(
        "Всё зашифровано заново, прежний ключ больше ничего не открывает", "All is encrypted anew; the former key opens nothing"
    ),
    "opened": Text("Журнал, память и копии расшифрованы", "The journal, the memory and the backups are decrypted"),
    "forgotten": Text(
        "Зашифрованное отложено, ничего не удалено; со следующего прогона память начнётся заново",
        "What was encrypted is put aside, and nothing deleted; the memory begins anew with the next run",
    ),
}
CARE = Text(
    "Без парольной фразы или файла ключа этого не прочтёт никто, и мы тоже: храните их там, где не потеряете."
    " Сама книга от них не зависит.",
    "Without the passphrase or the key file nobody can read this, and neither can we: keep it where it will not be lost."
    " The book does not depend on it.",
)
REMEMBERED = Text(
    "Копии и журнал, которые уже попали в чужие руки или в резервные копии диска, открывает прежняя фраза или прежний ключ.",
    "Whatever of them is in other hands by now, or in backups of the disk, still opens with the former passphrase or key.",
)


def protect_and_show(name: str, config_file: Path | None, *, change: bool, off: bool, forget: bool, json: bool) -> None:
    """Encrypt, encrypt anew, decrypt, or put aside."""
    if change + off + forget > 1:
        what = Text("--change, --off и --forget вместе", "--change, --off and --forget together")
        raise UsageError(what, where="protect", mend=Text("Оставьте один из ключей", "Leave one of them"))
    config = open_config(config_file, name)
    book = open_book(name, config)
    with libraries():
        from sheets_crm.engine import protecting
        from sheets_crm.engine.secrecy.aligning import told_aside
    if forget:
        done = protecting.put_aside(book, config, moment(None))
    else:
        done = (protecting.change if change else protecting.take_off if off else protecting.protect)(book, config)
    if json:
        place, damaged = str(done.place) if done.place else None, [*map(str, done.damaged)]
        put({"book": name, "done": done.deed, "backups": done.backups, "place": place, "damaged": damaged})
        return
    show.CONSOLE.print(f"{DONE[done.deed].in_(spoken())}. {say('Копий', 'Backups')}: {done.backups}")
    if done.damaged:
        show.CONSOLE.print(f"[yellow]{escape(told_aside(done.damaged).in_(spoken()))}[/yellow]")
    if done.place:
        show.CONSOLE.print(f"{say('Здесь', 'Here')}: {escape(str(done.place))}")
    if done.deed in ("protected", "changed"):
        show.CONSOLE.print(CARE.in_(spoken()))
    if done.deed == "changed":
        show.CONSOLE.print(REMEMBERED.in_(spoken()))
