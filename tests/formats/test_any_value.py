"""What holds of every format and every value: no exception, repairs that stay repaired, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml_cases import load

from sheets_crm.formats import amounts, choices, dates, emails, hours, names, phones
from sheets_crm.formats.clean import INVISIBLE
from sheets_crm.formats.verdict import Doubt, Repair, Verdict
from sheets_crm.model.cells import CellError, CellValue
from sheets_crm.model.settings import PhoneSettings
from sheets_crm.model.text import Text

TODAY = date(2026, 6, 15)
LIST = choices.Choices(["Аудит", "Монтаж", "Ремонт, мойка", "SMS"], Text("Услуги", "Services"), {"смс": "SMS"})
Judge = Callable[[CellValue], Verdict]
JUDGES: dict[str, Judge] = {
    "phones": phones.judge,
    "phones e164": partial(phones.judge, settings=PhoneSettings(style="e164")),
    "phones national": partial(phones.judge, settings=PhoneSettings(style="national")),
    "phones US": partial(phones.judge, settings=PhoneSettings(region="US")),
    "emails": emails.judge,
    "dates": partial(dates.judge, order=dates.UNKNOWN, settings=dates.DEFAULT, today=TODAY, future_allowed=False),
    "dates ahead": partial(
        dates.judge, order=dates.DateOrder({"/": False, "-": None}), settings=dates.DEFAULT, today=TODAY, future_allowed=True
    ),
    "amounts": amounts.judge,
    "amounts, comma": partial(amounts.judge, habit="comma"),
    "amounts, point": partial(amounts.judge, habit="point"),
    "clients": names.judge,
    "persons": partial(names.judge, whose="person"),
    "choices": partial(choices.judge, choices=LIST),
    "hours": hours.judge,
}
every_judge = pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)


def _known_texts() -> list[str]:
    found = []
    for name in ("phones", "emails", "amounts", "dates", "names"):
        said: dict[str, Any] = load(name)
        for cases in (said, *(one for one in said.values() if isinstance(one, dict))):
            found += [str(text) for part in ("passes", "repaired", "doubted") for text in cases.get(part, ())]
    return [*found, *map(str, load("hours"))]


KNOWN = _known_texts()
PIECES = st.one_of(
    st.sampled_from(KNOWN),
    st.text(max_size=8),
    st.text("+78 9()-.,;/@«»\"' \u00a0\n0123456789", max_size=16),
    st.sampled_from(["доб. 12", " и ", "; ", ", ", " ", "\n", "<", ">", "ООО", "ооо", "тел. ", "г.", "₽", "тыс", "пн-пт"]),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    TEXTS,
    st.text(),
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**9, 10**12),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(["#DIV/0!", "#Н/Д"]).map(CellError),
)


@every_judge
@settings(max_examples=150, deadline=None)
@given(value=VALUES)
def test_no_value_breaks_a_format_and_a_repair_is_final(judge: Judge, value: CellValue) -> None:
    verdict = judge(value)
    if isinstance(verdict, Repair):
        assert judge(verdict.value) is None
        assert verdict.value != value or type(verdict.value) is not type(value)


@every_judge
@pytest.mark.parametrize("value", [CellError("#DIV/0!"), True])
def test_what_is_no_data_is_always_doubted(judge: Judge, value: CellValue) -> None:
    assert isinstance(judge(value), Doubt)


@every_judge
@pytest.mark.parametrize("value", [None, "", "   ", "\u00a0\n\u200b"])
def test_an_empty_cell_is_always_fine(judge: Judge, value: CellValue) -> None:
    assert judge(value) is None


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4).map(" ".join))
@example("8 916 123-45-67 Иван, секретарь Оля")
def test_words_and_digits_beside_a_phone_survive(text: str) -> None:
    verdict = phones.judge(text)
    if isinstance(verdict, Repair) and isinstance(verdict.value, str) and not re.search("[eе]\\+?[0-9]", text.casefold()):
        assert _words(text) <= _words(verdict.value)


def _words(text: str) -> set[str]:
    """The words that are neither the column's own title, an extension's sign, nor a joint between two phones."""
    return set(re.findall("[a-zа-яё]{3,}", text.casefold())) - {"тел", "доб", "ext", "and", "или", "телефон", "phone", "tel"}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("+7 916 123-45-67mailto:ivan@mail.ru")
def test_the_addresses_and_names_of_an_email_cell_survive(text: str) -> None:
    verdict = emails.judge(text)
    if isinstance(verdict, Repair) and isinstance(verdict.value, str):
        dropped = set(re.findall(r"\w+", INVISIBLE.sub("", text).casefold())) - set(re.findall(r"\w+", verdict.value.casefold()))
        assert dropped <= {"mailto", "e", "mail", "email", "почта", "и", "или", "and", "or", "эл"}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_repaired_name_keeps_its_letters(text: str) -> None:
    verdict = names.judge(text)
    if isinstance(verdict, Repair) and isinstance(verdict.value, str):
        assert _letters(verdict.value) == _letters(text)


def _letters(text: str) -> str:
    """The letters and digits of a name, case and letters of one look aside."""
    alike = str.maketrans("авекмнорстухё3", "abekmhopctyxeз")
    return "".join(c for c in text.casefold().translate(alike) if c.isalnum() and c.isprintable())


@settings(max_examples=200, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["{}", "{} ₽", "{} руб.", "{}р", " {} "]), st.booleans())
def test_an_amount_comes_back_from_every_usual_spelling(amount: Decimal, words: str, comma: bool) -> None:  # noqa: FBT001
    shown = f"{amount:,.2f}".replace(",", "\u00a0")
    verdict = amounts.judge(words.format(shown.replace(".", ",") if comma else shown))
    assert isinstance(verdict, Repair)
    assert verdict.value == amount


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1950, 1, 1), TODAY), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%Y%m%d", "%d.%m.%y"]))
def test_a_date_comes_back_from_every_usual_spelling(day: date, spelling: str) -> None:
    verdict = JUDGES["dates"](day.strftime(spelling))
    assert isinstance(verdict, Repair)
    assert verdict.value == day
