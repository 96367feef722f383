"""Words that people see, in Russian and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["ru", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages."""

    ru: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the message in one language."""
        return self.ru if lang == "ru" else self.en
