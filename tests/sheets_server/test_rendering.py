"""What a cell shows, from the examples of Google's documentation on formats; what it leaves open is in ASSUMPTIONS.md."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_server.rendering import formatted

MOMENT = 42465 + (16 * 3600 + 8 * 60 + 53.528) / 86400
"""Tuesday, 5 April 2016, 16:08:53.528."""
SPAN = (3 * 3600 + 13 * 60 + 41.255) / 86400


def shown(number: float, pattern: str, locale: str = "en_US") -> str:
    return formatted({"numberValue": number}, {"type": "NUMBER", "pattern": pattern} if pattern else None, locale)


@pytest.mark.parametrize(
    ("number", "pattern", "text"),
    [
        (MOMENT, "h:mm:ss.00 a/p", "4:08:53.53 p"),
        (MOMENT, 'hh:mm A/P".M."', "04:08 P.M."),
        (MOMENT, "yyyy-mm-dd", "2016-04-05"),
        (MOMENT, "mmmm d \\[dddd\\]", "April 5 [Tuesday]"),
        (MOMENT, "h PM, ddd mmm dd", "4 PM, Tue Apr 05"),
        (MOMENT, "dddd, m/d/yy at h:mm", "Tuesday, 4/5/16 at 16:08"),
        (SPAN, "[hh]:[mm]:[ss].000", "03:13:41.255"),
        (SPAN, "[mmmm]:[ss].000", "0193:41.255"),
        (12345.125, "####.#", "12345.1"),
        (12.34, "000.0##", "012.34"),
        (12, "#.0#", "12.0"),
        (5.125, "# ???/???", "5   1/8  "),
        (12345, "#,###", "12,345"),
        (1230000, '0.0,,"M"', "1.2M"),
        (1234567890, "0.00e+00", "1.23e+09"),
    ],
)
def test_documented_patterns(number: float, pattern: str, text: str) -> None:
    assert shown(number, pattern) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (12.0, "12"),
        (1 / 1024, "0.0009765625"),
        (1 / 3, "0.3333333333"),
        (200 / 3, "66.66666667"),
        (0.1 + 0.2, "0.3"),
        (79991234567, "79991234567"),
        (123456789012345, "123456789012345"),
        (1e20, "1E+20"),
        (1234567890123456789, "1.23457E+18"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_without_a_format(number: float, text: str) -> None:
    assert shown(number, "") == text


@pytest.mark.parametrize(
    ("number", "pattern", "english", "russian"),
    [
        (1234.5, "#,##0.00", "1,234.50", "1\u00a0234,50"),
        (1234.5, '#,##0.00\\ "₽"', "1,234.50 ₽", "1\u00a0234,50 ₽"),
        (1234567.891, "#,##0.00 [$₽-419]", "1,234,567.89 ₽", "1\u00a0234\u00a0567,89 ₽"),
        (0.125, "0.00%", "12.50%", "12,50%"),
        (-5, "#,##0.00;[Red](#,##0.00)", "(5.00)", "(5,00)"),
        (0, '0;-0;"нет"', "нет", "нет"),
        (5, '[<10]"мало";[>=10]"много"', "мало", "мало"),
        (50, '[<10]"мало";[>=10]"много"', "много", "много"),
        (79991234567, "+0 (000) 000-00-00", "+7 (999) 123-45-67", "+7 (999) 123-45-67"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50", "-$1\u00a0234,50"),
        (2.5, "0", "3", "3"),
        (-0.001, "0.00", "0.00", "0,00"),
        (7, "0000000", "0000007", "0000007"),
        (MOMENT, "d mmmm yyyy", "5 April 2016", "5 апреля 2016"),
        (MOMENT, "mmmm yyyy", "April 2016", "апрель 2016"),
        (MOMENT, "dd.MM.yyyy H:mm:ss", "05.04.2016 16:08:54", "05.04.2016 16:08:54"),
        (MOMENT, "ddd", "Tue", "вт"),
    ],
)
def test_patterns_in_both_languages(number: float, pattern: str, english: str, russian: str) -> None:
    assert (shown(number, pattern), shown(number, pattern, "ru_RU")) == (english, russian)


@pytest.mark.parametrize(
    ("kind", "locale", "text"),
    [
        ("CURRENCY", "en_US", "$1,000.12"),
        ("PERCENT", "en_US", "100012.00%"),
        ("NUMBER", "en_US", "1,000.12"),
        ("SCIENTIFIC", "en_US", "1.00E+03"),
        ("DATE", "en_US", "9/26/1902"),
        ("DATE", "ru_RU", "26.09.1902"),
        ("TEXT", "en_US", "1000.12"),
    ],
)
def test_a_type_without_a_pattern_has_the_usual_one(kind: str, locale: str, text: str) -> None:
    assert formatted({"numberValue": 1000.12}, {"type": kind}, locale) == text


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [
        ({"boolValue": True}, "en_US", "TRUE"),
        ({"boolValue": False}, "ru_RU", "ЛОЖЬ"),
        ({"stringValue": "a\nb"}, "en_US", "a\nb"),
        ({"errorValue": {"type": "N_A", "message": "…"}}, "en_US", "#N/A"),
        ({"errorValue": {"type": "DIVIDE_BY_ZERO"}}, "en_US", "#DIV/0!"),
        ({"errorValue": {"type": "ERROR"}}, "en_US", "#ERROR!"),
        (None, "en_US", ""),
        ({}, "en_US", ""),
    ],
)
def test_booleans_texts_errors_and_nothing(value: dict[str, object] | None, locale: str, text: str) -> None:
    assert formatted(value, None, locale) == text


def test_a_text_takes_the_section_made_for_texts() -> None:
    assert formatted({"stringValue": "да"}, {"type": "TEXT", "pattern": '0;-0;0;"«"@"»"'}, "ru_RU") == "«да»"
    assert formatted({"stringValue": "да"}, {"type": "NUMBER", "pattern": "0.00"}, "ru_RU") == "да"


@given(st.floats(-1e12, 1e12), st.text('0#?.,;%@ymdhs[]"\\/E+-_*a p', max_size=12), st.sampled_from(["en_US", "ru_RU"]))
@settings(max_examples=400, deadline=None)
def test_any_pattern_shows_something(number: float, pattern: str, locale: str) -> None:
    assert isinstance(shown(number, pattern, locale), str)


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", "\u00a0"]))
@settings(max_examples=200, deadline=None)
def test_thousands_are_where_python_puts_them(number: int, separator: str) -> None:
    locale = "en_US" if separator == "," else "ru_RU"
    assert shown(number, "#,##0", locale) == f"{number:,}".replace(",", separator)
    assert shown(number, "#,###,000", locale).replace(separator, "").lstrip("-0") == str(abs(number)).lstrip("0")
