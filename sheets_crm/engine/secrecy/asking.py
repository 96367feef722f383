"""Where the secret comes from that opens a protected memory: a file, a variable of the environment, or the person at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sheets_crm.books.xlsx.writing.save import replacing
from sheets_crm.engine.secrecy.age import Identity, Lock, Passphrase
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import ConfigError, RefusedError
from sheets_crm.model.text import Text

IDENTITY = "AGE-SECRET-KEY-"
NEW = "SHEETS_CRM_NEW_PASSPHRASE"
"""The variable that holds the passphrase to be, where protection is put on or changed."""
PASSPHRASE = Text("Парольная фраза", "Passphrase")
NEW_PASSPHRASE = Text("Новая парольная фраза", "New passphrase")
ONCE_MORE = Text("Ещё раз", "Once more")
SHORTEST = 8


def key_file(config: Config) -> Path | None:
    """Return the file that holds the secret, as the settings say."""
    named = config.settings.protection.key_file
    return config.folder / Path(named).expanduser() if named else None


def secrets(config: Config) -> Iterator[Lock]:
    """Yield what may open the keys of a book: of the key file, of the environment, and then of the person.

    ConfigError when the key file cannot be read; RefusedError when there is none of them.
    """
    file, variable = key_file(config), config.settings.protection.variable
    said = os.environ.get(variable)
    if file and (file.exists() or not (said or config.ask)):
        yield _in_file(file)
    if said:
        yield _lock_of(said)
    if config.ask and not said:
        yield _lock_of(config.ask(PASSPHRASE))
    if not (file or said or config.ask):
        what = Text(
            "память и копии этой книги зашифрованы, а ключа нет",
            "the memory and the backups of this book are encrypted, with no key at hand",
        )
        mend = Text(
            f"Задайте парольную фразу в переменной окружения {variable} или назовите файл ключа в настройке protection.key_file",
            f"Give the passphrase in the environment variable {variable}, or name a key file in the setting protection.key_file",
        )
        raise RefusedError(what, mend=mend, plain=Text(f"{what.ru}. {mend.ru}", f"{what.en}. {mend.en}"))


def new_secret(config: Config, *, another: bool = False) -> Lock:
    """Return the secret to be: of the key file, which is made where there is none, else a passphrase, asked for twice.

    That in the environment which opens the keys now will do, unless it is to be `another`.

    RefusedError when there is nobody to be asked, the passphrase is too short, or it was not the same twice.
    """
    file = key_file(config)
    if file:
        return _in_file(file) if file.exists() else _made(file)
    said = os.environ.get(NEW) or ("" if another else os.environ.get(config.settings.protection.variable, ""))
    if not said and config.ask:
        said = config.ask(NEW_PASSPHRASE)
        if config.ask(ONCE_MORE) != said:
            raise _refused(Text("фразы не совпали", "the two were not the same"), Text("Попробуйте ещё раз", "Try again"))
    if not said:
        what = Text("новую парольную фразу взять неоткуда", "there is no new passphrase")
        raise _refused(what, Text(f"Задайте её в переменной {NEW}", f"Give it in the variable {NEW}"))
    if len(said) < SHORTEST:
        what = Text(f"фраза короче {SHORTEST} знаков", f"the passphrase has less than {SHORTEST} signs")
        raise _refused(what, Text("Лучше всего четыре-пять слов", "Four or five words are best"))
    return _lock_of(said)


def _lock_of(said: str) -> Lock:
    """Return the lock that a text stands for: a key of age, or a passphrase."""
    return Identity(said) if said.startswith(IDENTITY) else Passphrase(said)


def _in_file(path: Path) -> Lock:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        return _lock_of(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, ValueError, StopIteration) as wrong:
        what = Text("файл ключа не читается, или ключа в нём нет", "the key file cannot be read, or holds no key")
        mend = Text("Проверьте настройку protection.key_file и сам файл", "Check the setting protection.key_file, and the file")
        raise ConfigError(what, where=str(path), mend=mend, plain=what) from wrong


def _made(path: Path) -> Lock:
    """Write a new key into a file that only its owner may read, as age-keygen does."""
    identity = Identity.generate()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, path) as (file, commit):
            Path(file.name).chmod(0o600)
            file.write(f"# a key of sheets-crm: without it the memory and the backups cannot be read\n{identity.text}\n".encode())
            commit()
    except OSError as wrong:
        what = Text(f"файл ключа не записывается ({wrong.strerror})", f"the key file cannot be written ({wrong.strerror})")
        raise ConfigError(
            what, where=str(path), mend=Text("Проверьте права на папку", "Check the rights to the folder")
        ) from wrong
    return identity


def _refused(what: Text, mend: Text) -> RefusedError:
    return RefusedError(what, mend=mend, plain=what)
