"""Which language the terminal speaks: `--lang`, else the config's, else the system's, else Russian."""

from __future__ import annotations

import os
import sys

from sheets_crm.errors import UsageError
from sheets_crm.model.text import Lang, Text

FLAG = "--lang"


class _Speech:
    """The language in use; the config may change it as long as the person has not named one."""

    def __init__(self, arguments: list[str]) -> None:
        said = _after_flag(arguments)
        self.named = said is not None
        system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
        self.lang: Lang = "en" if (system if said is None else said).lower().startswith("en") else "ru"


def _after_flag(arguments: list[str]) -> str | None:
    for at, word in enumerate(arguments):
        if word.startswith(f"{FLAG}="):
            return word.removeprefix(f"{FLAG}=")
        if word == FLAG:
            return "".join(arguments[at + 1 : at + 2])
    return None


_SPEECH = _Speech(sys.argv[1:])


def spoken() -> Lang:
    """Return the language of this terminal."""
    return _SPEECH.lang


def speak(wanted: Lang | None) -> None:
    """Take a config's language, unless the person named another on the command line."""
    if wanted and not _SPEECH.named:
        _SPEECH.lang = wanted


def checked(value: str | None) -> str | None:
    """Refuse a language that we do not speak."""
    if value not in (None, "ru", "en"):
        what = Text(f"языка {value!r} программа не знает", f"the program does not speak {value!r}")
        raise UsageError(what, where=FLAG, mend=Text("Выберите ru или en", "Choose ru or en"))
    return value


def say(ru: str, en: str) -> str:
    """Return one of two wordings, by the language of this terminal."""
    return ru if spoken() == "ru" else en


def quoted(name: str) -> str:
    """Return a name in the quotes of this terminal's language."""
    return say(f"«{name}»", f"“{name}”")
