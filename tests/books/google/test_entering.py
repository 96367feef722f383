"""What is typed so that a cell holds exactly a value, whatever Google reads in typed text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from sheets_crm.books.google.writing.entering import shows, typed, unsuited
from sheets_crm.books.google.writing.reasons import DAY_FORMAT, PLAIN_TEXT
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.text import Text


@pytest.mark.parametrize(
    ("value", "in_russia"),
    [
        ("Иванов Иван", "Иванов Иван"),
        ("ivan2@example.ru", "ivan2@example.ru"),
        ("+7 999 123-45-67", "'+7 999 123-45-67"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@all", "'@all"),
        ("-", "'-"),
        ("'tis", "''tis"),
        ("007", "'007"),
        ("1.2.2024", "'1.2.2024"),
        ("май 2024", "'май 2024"),
        ("истина", "'истина"),
        ("TRUE", "'TRUE"),
        (date(2026, 3, 4), "04.03.2026"),
        (datetime(2026, 3, 4, 15, 30), "04.03.2026 15:30:00"),
        (time(9, 5), "09:05:00"),
        (1500, "1500"),
        (Decimal("1500.50"), "1500,50"),
        (0.1, "0,1"),
        (None, ""),
        (True, None),
        (CellError("#N/A"), None),
    ],
)
def test_typed_in_russia(value: CellValue, in_russia: str | None) -> None:
    assert typed(value, "ru_RU") == in_russia


@pytest.mark.parametrize(("locale", "told"), [("en_US", "1.5"), ("de_DE", "1,5"), ("de_CH", "1.5"), ("xx_XX", None)])
def test_a_fraction_is_typed_as_the_locale_has_it_or_not_at_all(locale: str, told: str | None) -> None:
    assert typed(Decimal("1.5"), locale) == told


@pytest.mark.parametrize(("locale", "told"), [("ru_RU", "04.03.2026"), ("en_US", "2026-03-04"), ("xx_XX", "2026-03-04")])
def test_a_day_is_typed_as_people_there_write_it_or_so_that_nobody_can_misread_it(locale: str, told: str) -> None:
    assert typed(date(2026, 3, 4), locale) == told


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        ("8 999", "General", "8 999"),
        (89991234567, "General", "89991234567"),
        (89991234567, "#,##0", None),
        (1.5, "General", None),
        (date(2024, 2, 1), "dd.mm.yyyy", "01.02.2024"),
        (date(2024, 2, 1), "d mmmm yyyy", None),
        (True, "General", None),
        (None, "General", None),
    ],
)
def test_what_a_cell_shows_is_said_only_where_it_is_certain(value: CellValue, number_format: str, shown: str | None) -> None:
    assert shows(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "whys"),
    [
        ("@", [None, None, PLAIN_TEXT, PLAIN_TEXT, PLAIN_TEXT]),
        ("dd.mm.yyyy", [None, None, DAY_FORMAT, None, None]),
        ("hh:mm:ss", [None, None, DAY_FORMAT, None, None]),
        ("#,##0.00", [None, None, None, None, None]),
        ("General", [None, None, None, None, None]),
    ],
)
def test_plain_text_takes_nothing_but_text_and_a_day_is_no_place_for_a_sum(number_format: str, whys: list[Text | None]) -> None:
    assert [unsuited(one, number_format) for one in ("x", None, Decimal("0.00"), date(2024, 2, 1), True)] == whys
