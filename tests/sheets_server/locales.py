"""What differs from one spreadsheet locale to the next: separators, the order of a date, names of months and days, booleans."""

from dataclasses import dataclass

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Locale:
    """How numbers, dates and booleans are typed and shown."""

    decimal: str
    group: str
    date_order: str
    """`mdy` or `dmy`: how a date of three numbers is read; four digits first are always a year."""
    date_separators: str
    months: tuple[str, ...]
    """As they stand in a date: `5 апреля`."""
    months_alone: tuple[str, ...]
    """As they stand without a day: `апрель 2016`."""
    months_short: tuple[str, ...]
    days: tuple[str, ...]
    """From Monday."""
    days_short: tuple[str, ...]
    true: str
    false: str
    currency: str
    currency_pattern: str
    date_pattern: str
    time_pattern: str

    @property
    def groups(self) -> str:
        """Every character that may stand between groups of digits."""
        return self.group + " \u202f" if self.group == NBSP else self.group


ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RUSSIAN_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
RUSSIAN_ALONE = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
RUSSIAN_SHORT = ("янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек.")
RUSSIAN_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


def english(order: str, currency: str, date_pattern: str) -> Locale:
    """A locale that speaks English."""
    return Locale(
        decimal=".",
        group=",",
        date_order=order,
        date_separators="/-",
        months=ENGLISH_MONTHS,
        months_alone=ENGLISH_MONTHS,
        months_short=tuple(name[:3] for name in ENGLISH_MONTHS),
        days=ENGLISH_DAYS,
        days_short=tuple(name[:3] for name in ENGLISH_DAYS),
        true="TRUE",
        false="FALSE",
        currency=currency,
        currency_pattern=f'"{currency}"#,##0.00',
        date_pattern=date_pattern,
        time_pattern="h:mm:ss am/pm" if order == "mdy" else "h:mm:ss",
    )


RUSSIAN = Locale(
    decimal=",",
    group=NBSP,
    date_order="dmy",
    date_separators="./-",
    months=RUSSIAN_MONTHS,
    months_alone=RUSSIAN_ALONE,
    months_short=RUSSIAN_SHORT,
    days=RUSSIAN_DAYS,
    days_short=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    true="ИСТИНА",
    false="ЛОЖЬ",
    currency="₽",
    currency_pattern='#,##0.00\\ "₽"',
    date_pattern="dd.mm.yyyy",
    time_pattern="h:mm:ss",
)
LOCALES = {
    "en_US": english("mdy", "$", "m/d/yyyy"),
    "en_GB": english("dmy", "£", "dd/mm/yyyy"),
    "ru_RU": RUSSIAN,
}


def locale_of(name: str) -> Locale:
    """The locale of that name; one that is not described here speaks like en_US."""
    return LOCALES.get(name.replace("-", "_"), LOCALES["en_US"])
