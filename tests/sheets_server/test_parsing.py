"""What USER_ENTERED makes of a text. `exact`: from Google's documentation or recordings; the rest is in ASSUMPTIONS.md."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_server.parsing import entered, raw
from sheets_server.rendering import formatted

YEAR = datetime.now(UTC).year


@pytest.mark.parametrize(
    ("text", "number", "pattern"),
    [
        ("1234", 1234, None),
        ("-5", -5, None),
        ("0.12", 0.12, None),
        (".5", 0.5, None),
        (" 12 ", 12, None),
        ("007", 7, None),
        ("+79991234567", 79991234567, None),
        ("(5)", -5, None),
        ("2,000,000.01", 2000000.01, "#,##0.00"),
        ("1,234", 1234, "#,##0"),
        ("12%", 0.12, "0%"),
        ("12.3%", 0.123, "0.00%"),
        ("$100.15", 100.15, '"$"#,##0.00'),
        ("-$5", -5, '"$"#,##0'),
        ("1e3", 1000, "0.00E+00"),
        ("2020-01-01", 43831, "yyyy-mm-dd"),
        ("1999-01-02", 36162, "yyyy-mm-dd"),
        ("1/2/2020", 43832, "m/d/yyyy"),
        ("01/02/2020", 43832, "mm/dd/yyyy"),
        ("12/31/99", 36525, "m/d/yyyy"),
        ("Mar 1 2016", 42430, "mmm d yyyy"),
        ("March 1, 2016", 42430, "mmmm d, yyyy"),
        ("1-Mar-2016", 42430, "d-mmm-yyyy"),
        ("May 2020", 43952, "mmm yyyy"),
        ("10:30", 0.4375, "h:mm"),
        ("10:30 PM", 0.9375, "h:mm am/pm"),
        ("12:00 am", 0, "h:mm am/pm"),
        ("25:30", 1.0625, "[h]:mm"),
        ("2020-01-01 12:00", 43831.5, "yyyy-mm-dd h:mm"),
    ],
)
def test_numbers_dates_and_times_in_english(text: str, number: float, pattern: str | None) -> None:
    value, number_format = entered(text, "en_US")
    assert value == {"numberValue": number}
    assert (number_format or {}).get("pattern") == pattern


@pytest.mark.parametrize(
    ("text", "number", "pattern"),
    [
        ("12,5", 12.5, None),
        ("1\u00a0234,50", 1234.5, "#,##0.00"),
        ("1 234", 1234, "#,##0"),
        ("12,5%", 0.125, "0.00%"),
        ("100,50 ₽", 100.5, '#,##0.00\\ "₽"'),
        ("01.05.2020", 43952, "dd.mm.yyyy"),
        ("31.12.2020", 44196, "dd.mm.yyyy"),
        ("1.5.2020", 43952, "d.m.yyyy"),
        ("2020-05-01", 43952, "yyyy-mm-dd"),
        ("5 апреля 2016 г.", 42465, "d mmmm yyyy"),
        ("5 апр 2016", 42465, "d mmm yyyy"),
        ("01.05.2020 12:00", 43952.5, "dd.mm.yyyy h:mm"),
    ],
)
def test_numbers_and_dates_in_russian(text: str, number: float, pattern: str | None) -> None:
    value, number_format = entered(text, "ru_RU")
    assert value == {"numberValue": number}
    assert (number_format or {}).get("pattern") == pattern


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("3_1_0", "en_US"),
        ("Non-numeric value", "en_US"),
        ("1,23,456", "en_US"),
        ("12,34", "en_US"),
        ("8-903-123-45-67", "en_US"),
        ("8 (903) 123-45-67", "ru_RU"),
        ("8 903 123 45 67", "ru_RU"),
        ("2/30/2020", "en_US"),
        ("31.02.2020", "ru_RU"),
        ("25:99", "en_US"),
        ("1e999", "en_US"),
        ("1.5.2020", "en_US"),
        ("a\nb", "en_US"),
        ("=", "en_US"),
        ("%", "en_US"),
        ("$", "en_US"),
    ],
)
def test_what_is_neither_stays_text(text: str, locale: str) -> None:
    assert entered(text, locale) == ({"stringValue": text}, None)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("'123", "en_US", {"stringValue": "123"}),
        ("'=A1", "en_US", {"stringValue": "=A1"}),
        ("=A1", "en_US", {"formulaValue": "=A1"}),
        ("= 1 / 1024", "en_US", {"formulaValue": "= 1 / 1024"}),
        ("+7 (999) 123-45-67", "ru_RU", {"formulaValue": "=+7 (999) 123-45-67"}),
        ("true", "en_US", {"boolValue": True}),
        ("ложь", "ru_RU", {"boolValue": False}),
        ("", "en_US", None),
    ],
)
def test_apostrophes_formulas_and_booleans(text: str, locale: str, value: dict[str, object] | None) -> None:
    assert entered(text, locale)[0] == value


def test_a_date_without_a_year_is_of_this_one() -> None:
    value, _ = entered("1/2", "en_US")
    assert formatted(value, {"type": "DATE", "pattern": "yyyy-m-d"}, "en_US") == f"{YEAR}-1-2"
    assert entered("12.5", "ru_RU")[1] == {"type": "DATE", "pattern": "dd.m"}


def test_plain_text_keeps_everything_as_text() -> None:
    assert entered("007", "en_US", existing={"type": "TEXT"}) == ({"stringValue": "007"}, None)


def test_the_format_a_cell_has_stays_while_it_fits() -> None:
    assert entered("1/2/2020", "en_US", existing={"type": "DATE", "pattern": "yyyy"})[1] is None
    assert entered("5", "en_US", existing={"type": "PERCENT", "pattern": "0%"}) == ({"numberValue": 0.05}, None)


@pytest.mark.parametrize(
    ("given_value", "kept"), [("=1", {"stringValue": "=1"}), (True, {"boolValue": True}), (0, {"numberValue": 0})]
)
def test_raw_takes_everything_as_it_is(given_value: object, kept: dict[str, object]) -> None:
    assert raw(given_value) == kept


@given(st.text(max_size=30), st.sampled_from(["en_US", "ru_RU", "en_GB", "xx"]))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_typed_and_shown(text: str, locale: str) -> None:
    value, number_format = entered(text, locale)
    assert (value is None) == (text == "")
    if value and "formulaValue" not in value:
        assert isinstance(formatted(value, number_format, locale), str)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["en_US", "ru_RU"]), st.sampled_from(["#,##0", "0", "#,##0.00", ""]))
@settings(max_examples=200, deadline=None)
def test_what_is_shown_of_a_number_can_be_typed_again(number: int, locale: str, pattern: str) -> None:
    shown = formatted({"numberValue": number}, {"type": "NUMBER", "pattern": pattern} if pattern else None, locale)
    assert entered(shown, locale)[0] == {"numberValue": number}


def test_recorded_texts_are_shown_as_google_showed_them(shared_data: Callable[[str], Path]) -> None:
    seen = 0
    for cassette in sorted((shared_data("google") / "cassettes").glob("*.json")):
        typed: dict[str, list[list[object]]] = {}
        for turn in json.loads(cassette.read_text())["interactions"]:
            url = urlsplit(turn["request"]["uri"])
            if "USER_ENTERED" in url.query:
                typed[url.path] = json.loads(turn["request"]["body"]).get("values", [])
            elif turn["request"]["method"] == "GET" and url.path in typed:
                option = parse_qs(url.query).get("valueRenderOption", ["FORMATTED_VALUE"])[0]
                answered = json.loads(turn["response"]["body"]["string"])
                if option == "FORMATTED_VALUE" and answered.get("majorDimension") == "ROWS":
                    seen += compared(typed[url.path], answered.get("values", []))
    assert seen >= 5


def compared(typed: list[list[object]], shown: list[list[str]]) -> int:
    """How many texts were compared."""
    count = 0
    for before, after in zip(typed, shown, strict=False):
        for text, answer in zip(before, after, strict=False):
            if isinstance(text, str) and not text.startswith("="):
                assert formatted(*entered(text, "en_US"), "en_US") == answer
                count += 1
    return count
