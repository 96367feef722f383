"""Every setting of a job, with its default; config.example.yaml explains them to people."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sheets_crm.model.layout import Frozen
from sheets_crm.model.regions import REGIONS

Months = Annotated[int, Field(ge=1, le=120)]
LEAP_YEAR = 2024


def needed(ru: str, en: str) -> PydanticCustomError:
    """Make the error of a value that does not suit: what is needed instead, in both languages."""
    return PydanticCustomError("needed", "{en}", {"ru": ru, "en": en})


def _known_region(code: str) -> str:
    if code not in REGIONS:
        raise needed(
            "Нужен код страны из двух заглавных латинских букв, например RU, BY или KZ",
            "The code of a country in two capital letters is needed, such as RU, US or GB",
        )
    return code


def _month_and_day(day: str) -> str:
    try:
        date.fromisoformat(f"{LEAP_YEAR}-{day}")
    except ValueError:
        raise needed(
            "Нужны месяц и день, например 05-09 (9 мая)", "A month and a day are needed, such as 05-09 (9 May)"
        ) from None
    return day


def _some(days: frozenset[int]) -> frozenset[int]:
    if not days:
        raise needed(
            "Назовите хотя бы один рабочий день: 0 — понедельник, 6 — воскресенье",
            "Name at least one working day: 0 is Monday, 6 is Sunday",
        )
    return days


class PhoneSettings(Frozen):
    """`style` of repaired phones; `region` (ISO 3166) of a number written without its country."""

    style: Literal["international", "national", "e164"] = "international"
    region: Annotated[str, AfterValidator(_known_region)] = "RU"


class DateSettings(Frozen):
    """`day_first` decides 03.04.2026 where nothing in its column does; two-digit years up to `pivot` are 20xx."""

    day_first: bool = True
    pivot: Annotated[int, Field(ge=0, le=99)] = 49
    earliest: date = date(1900, 1, 1)


class SilenceSettings(Frozen):
    """Months without an order after which a client counts as inactive (A18, X5), and by tier (A19)."""

    months: Months = 6
    by_tier: dict[str, Months] = Field(default_factory=lambda: {"A": 3})


class LimitSettings(Frozen):
    """How long the short lists may become (A2, B2)."""

    services: Annotated[int, Field(ge=1)] = 10
    channels: Annotated[int, Field(ge=1)] = 20


class CalendarSettings(Frozen):
    """The company's working week (Monday is 0), its holidays and hours; the fixed Russian state holidays as a default."""

    working_days: Annotated[frozenset[Annotated[int, Field(ge=0, le=6)]], AfterValidator(_some)] = frozenset({0, 1, 2, 3, 4})
    holidays: frozenset[date] = frozenset()
    yearly_holidays: frozenset[Annotated[str, AfterValidator(_month_and_day)]] = frozenset(
        {
            "01-01",
            "01-02",
            "01-03",
            "01-04",
            "01-05",
            "01-06",
            "01-07",
            "01-08",
            "02-23",
            "03-08",
            "05-01",
            "05-09",
            "06-12",
            "11-04",
        }
    )
    opens: time = time(9)
    closes: time = time(18)


class TaskSettings(Frozen):
    """Days from a touch to the next contact, by how the touch ended; at most `per_day` new tasks a manager and day.

    `deferred_share` is the part of a term that a client named after which to call (C8: two thirds).
    """

    after_touch_days: Annotated[int, Field(ge=1)] = 30
    after_order_days: Annotated[int, Field(ge=1)] = 7
    after_interest_days: Annotated[int, Field(ge=1)] = 2
    after_no_answer_days: Annotated[int, Field(ge=1)] = 1
    per_day: Annotated[int, Field(ge=1)] = 20
    deferred_share: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] = (2, 3)


class DuplicateSettings(Frozen):
    """How likely (0.5..1) clients must be one to be merged without a person's word; None: never."""

    merge_automatically_above: Annotated[float, Field(ge=0.5, le=1)] | None = None


class BoundSettings(Frozen):
    """The `least` and the `most` that a figure of a column may be; a per cent is 0.01."""

    least: float | None = None
    most: float | None = None


class FormulaSettings(Frozen):
    """Whether the check of formulas tells of what is merely worth a look (`notes`), beside what is surely or likely wrong.

    `bounds`: what figures may be, by words of their column's heading (G8).
    """

    notes: bool = False
    bounds: dict[str, BoundSettings] = Field(default_factory=dict)


class BackupSettings(Frozen):
    """How many copies are always kept (`keep`), and for how many `days` beyond those while all take at most `megabytes`.

    `megabytes` None is as much as it takes; `folder` None is beside the book.
    """

    keep: Annotated[int, Field(ge=1)] = 30
    days: Annotated[int, Field(ge=0)] = 90
    megabytes: Annotated[int, Field(ge=1)] | None = 2000
    folder: str | None = None


class ProtectionSettings(Frozen):
    """What unlocks a protected memory: the secret in `key_file`, else in the environment `variable`, else the person's word.

    A relative path starts from the config's folder.
    """

    key_file: str | None = None
    variable: str = "SHEETS_CRM_PASSPHRASE"


class HistorySettings(Frozen):
    """For how many `days` the journal keeps what was changed, and backups at most; None: for good."""

    days: Annotated[int, Field(ge=1)] | None = None


class GoogleSettings(Frozen):
    """How the program signs in to Google, and where Google's services answer (other addresses serve tests and proxies).

    `key_file` None is where gspread looks; a relative path starts from the config's folder.
    """

    sign_in: Literal["service_account", "person", "ambient"] = "service_account"
    key_file: str | None = None
    sheets_url: str = "https://sheets.googleapis.com"
    drive_url: str = "https://www.googleapis.com"


class Settings(Frozen):
    """All settings of one book."""

    phones: PhoneSettings = PhoneSettings()
    dates: DateSettings = DateSettings()
    silence: SilenceSettings = SilenceSettings()
    limits: LimitSettings = LimitSettings()
    calendar: CalendarSettings = CalendarSettings()
    tasks: TaskSettings = TaskSettings()
    duplicates: DuplicateSettings = DuplicateSettings()
    formulas: FormulaSettings = FormulaSettings()
    backups: BackupSettings = BackupSettings()
    history: HistorySettings = HistorySettings()
    protection: ProtectionSettings = ProtectionSettings()
    buyers_only: bool = False
    memory_folder: str | None = None
