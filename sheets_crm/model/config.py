"""What a person may write into sheets-crm.yaml; every key is optional."""

from __future__ import annotations

from pydantic import Field

from sheets_crm.model.layout import Frozen
from sheets_crm.model.mapping import Mapping
from sheets_crm.model.settings import GoogleSettings, Settings
from sheets_crm.model.text import Lang


class BookConfig(Frozen):
    """What holds for one book alone: its layout (None: that of all), and which of its columns is what (None: recognised)."""

    layout: str | None = None
    mapping: Mapping | None = None


class ConfigFile(Frozen):
    """The whole file.

    `language` None is that of the computer; `google` is how to reach Google Sheets; `jobs` are files of the user's own,
    relative to the config; `books` are known by file name, path, or URL.
    """

    layout: str = "extended"
    language: Lang | None = None
    settings: Settings = Settings()
    google: GoogleSettings = GoogleSettings()
    jobs: tuple[str, ...] = ()
    books: dict[str, BookConfig] = Field(default_factory=dict)
