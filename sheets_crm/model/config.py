"""What a person may write into sheets-crm.yaml; every key is optional."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from sheets_crm.model.layout import Frozen
from sheets_crm.model.mapping import Mapping
from sheets_crm.model.schedule import Schedule, TimeZone
from sheets_crm.model.settings import GoogleSettings, Settings
from sheets_crm.model.text import Lang


class BookConfig(Frozen):
    """What holds for one book alone: its layout (None: that of all), and which of its columns is what (None: recognised).

    `schedules` say, by the names of jobs, when `watch` runs them on this book.
    """

    layout: str | None = None
    mapping: Mapping | None = None
    schedules: dict[str, Schedule] = Field(default_factory=dict)


class ConfigFile(Frozen):
    """The whole file.

    `language` None is that of the computer; `google` is how to reach Google Sheets; `jobs` are files of the user's own,
    relative to the config; `books` are known by file name, path, or URL. `watch` runs jobs by the clock of `time_zone` (None is
    that of the computer), when `schedules`, by the names of jobs, say instead of the jobs themselves.
    """

    layout: str = "extended"
    language: Lang | None = None
    settings: Settings = Settings()
    google: GoogleSettings = GoogleSettings()
    time_zone: TimeZone | None = None
    jobs: tuple[str, ...] = ()
    schedules: dict[str, Schedule] = Field(default_factory=dict)
    books: dict[str, Annotated[BookConfig, BeforeValidator(lambda said: {} if said is None else said)]] = Field(
        default_factory=dict
    )
