"""Which language the terminal speaks: `--lang`, else the system's, else Russian."""

from __future__ import annotations

import os
import sys

from sheets_crm.model.text import Lang, Text


def _chosen(arguments: list[str]) -> str:
    for at, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang":
            return "".join(arguments[at + 1 : at + 2])
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")


LANG: Lang = "en" if _chosen(sys.argv[1:]).lower().startswith("en") else "ru"


def say(ru: str, en: str) -> str:
    """Return one of two wordings, by the language of this terminal."""
    return Text(ru, en).in_(LANG)


def quoted(name: str) -> str:
    """Return a name in the quotes of this terminal's language."""
    return say(f"«{name}»", f"“{name}”")
