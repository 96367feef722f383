"""The config: optional, found in three places, and every complaint names the file, the line and the remedy."""

from __future__ import annotations

import re
from datetime import date, time
from itertools import groupby
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from pydantic import BaseModel

from sheets_crm.books.memory import MemoryBook
from sheets_crm.engine.reading import read_bound
from sheets_crm.engine.settings.config import Config, load_config
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.engine.settings.yaml_file import compose, construct
from sheets_crm.errors import ConfigError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.regions import REGIONS

TWINS = (
    "books:\n  a.xlsx:\n    mapping:\n      sheets:\n      - sheet: Клиенты\n        kind: clients\n        columns:\n"
    "            A: {key: name}\n"
)
EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "sheets-crm.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "remedy_ru", "remedy_en"),
    [
        ("layuot: simple\n", 1, "«layout»", "Did you mean 'layout'?"),
        ("settings:\n  phones:\n    stile: national\n", 3, "«style»", "'style'"),
        ("# first\nsettings:\n  dates: {pivot: 100}\n", 3, "не больше 99", "not more than 99"),
        ("settings:\n  calendar:\n    opens: 9:00\n", 3, "время вида 09:00", "a time such as 09:00"),
        ("settings:\n  calendar:\n    holidays:\n      - 2026-05-09\n      - 2026-02-31\n", 5, "дата вида", "a date such as"),
        ("language: de\n", 1, "'ru' или 'en'", "'ru' or 'en'"),
        ("settings: 5\n", 1, "ключи и значения", "keys and values"),
        ("settings:\n  silence:\n    by_tier:\n      A: x\n", 4, "целое число", "a whole number"),
        ("layout: simple\nlanguage: ru\nlayout: extended\n", 3, "Оставьте один", "Leave one"),
        ("layout: [simple\n", 2, "отступы", "indents"),
        ("- layout\n", 1, "config.example.yaml", "config.example.yaml"),
        ("books:\n  a.xlsx:\n    mapping:\n      sheets:\n        - sheet: A\n          kinds: clients\n", 6, "«kind»", "'kind'"),
        ("books:\n  a.xlsx:\n    mapping:\n      sheets:\n        - sheet: A\n", 5, "kind", "kind"),
        (f"{TWINS}            B: {{key: name}}\n", 9, "столбцы A и B", "key: null"),
        ("settings:\n  phones: {region: ZZ}\n", 2, "например RU", "such as RU"),
        ("settings:\n  phones:\n    region: Россия\n", 3, "код страны из двух", "The code of a country"),
        ("settings:\n  calendar:\n    yearly_holidays: [05-09, 13-45]\n", 3, "месяц и день", "A month and a day"),
        ("settings:\n  calendar:\n    working_days: []\n", 3, "хотя бы один рабочий день", "at least one working day"),
        ("google:\n  sign_in: key\n", 2, "'service_account'", "'ambient'"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(
    tmp_path: Path, text: str, line: int, remedy_ru: str, remedy_en: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_config(path, "clients.xlsx")
    assert raised.value.where == f"{path}:{line}"
    assert remedy_ru in raised.value.told("ru")
    assert remedy_en in raised.value.told("en")


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "settings:\n  # months: 6\n", "settings:\n  phones:\nbooks:\n", "\ufefflayout: extended\n"]
)
def test_what_is_left_out_is_the_default(tmp_path: Path, text: str) -> None:
    assert load_config(written(tmp_path, text), "x.xlsx").content == ConfigFile()


def test_two_ways_to_write_a_spreadsheets_address_are_one_book(tmp_path: Path) -> None:
    named = "1yOY1U4tsuCpKdLXnrrfpGtUtmIFCHLzXbYVJrbLlmCA"
    address = f"https://docs.google.com/spreadsheets/d/{named}/edit#gid=0"
    for key in (f"google:{named}", address):
        config = load_config(written(tmp_path, f"books:\n  {key}:\n    layout: simple\n"), address)
        assert config.layout(f"google:{named}") == config.layout(address) == "simple"
    assert load_config(None, "x.xlsx").key_of(address) == f"google:{named}"


def test_phones_may_stand_in_several_columns(tmp_path: Path) -> None:
    text = (
        TWINS.replace("name", "phone") + "            B: {key: phone}\n            C: {key: null}\n            D: {key: null}\n"
    )
    assert load_config(written(tmp_path, text), "x.xlsx").content.books


def test_the_last_of_february_is_a_day_of_some_years(tmp_path: Path) -> None:
    text = "settings:\n  calendar:\n    yearly_holidays: [02-29]\n"
    assert load_config(written(tmp_path, text), "x.xlsx").settings.calendar.yearly_holidays == {"02-29"}


def test_every_country_of_phone_numbers_is_known() -> None:
    assert phonenumbers.SUPPORTED_REGIONS <= REGIONS


@pytest.mark.parametrize(
    ("text", "line"), [("language: ru\nlayout: simpel\n", 2), ("books:\n  x.xlsx:\n    layout: simpel\n", 3)]
)
def test_an_unknown_layout_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load_config(path, "x.xlsx").layout("x.xlsx")
    assert raised.value.where == f"{path}:{line}"
    assert "«simple»" in raised.value.told("ru")


def test_a_header_row_below_the_sheet_is_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, "books:\n  b.xlsx:\n    mapping:\n      sheets:\n      - {sheet: Клиенты, kind: clients, header_row: 99}\n"
    )
    book = MemoryBook.of("b.xlsx", {"Клиенты": [["Клиент", "Телефон"], ["Анна", "8"]]})
    (note,) = read_bound(book, load_config(path, "b.xlsx"), load_layout("simple")).notes
    assert "в строке 99" in note.message.ru
    assert note.hint.en


def test_hours_days_and_columns_are_what_a_person_meant(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "settings:\n  calendar: {opens: 08:30, closes: 19:00, holidays: [2026-12-31]}\n"
        "books:\n  c.xlsx:\n    mapping:\n      sheets:\n      - sheet: yes\n        kind: clients\n"
        "        columns:\n          ON: {key: phone, title: No}\n",
    )
    found = load_config(path, "c.xlsx")
    calendar = found.settings.calendar
    assert (calendar.opens, calendar.closes, calendar.holidays) == (time(8, 30), time(19), frozenset({date(2026, 12, 31)}))
    mapping = found.mapping("folder/c.xlsx")
    assert mapping is not None
    assert mapping.sheets[0].sheet == "yes"
    assert mapping.sheets[0].columns["ON"].title == "No"


def test_the_named_file_goes_before_the_one_beside_the_book_and_that_before_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, beside, named = (tmp_path / name for name in ("here", "beside", "named"))
    for folder, language in ((here, "ru"), (beside, "en"), (named, "ru")):
        folder.mkdir()
        written(folder, f"language: {language}\nlayout: {folder.name}\n")
    monkeypatch.chdir(here)
    book = str(beside / "clients.xlsx")
    assert load_config(named / "sheets-crm.yaml", book).content.layout == "named"
    assert load_config(None, book).content.layout == "beside"
    (beside / "sheets-crm.yaml").unlink()
    assert load_config(None, book).content.layout == "here"
    (here / "sheets-crm.yaml").unlink()
    assert load_config(None, book) == Config()


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such config file"):
        load_config(tmp_path / "no.yaml", "x.xlsx")


@pytest.mark.parametrize(
    ("key", "book", "same"),
    [
        ("clients.xlsx", "some/folder/clients.xlsx", True),
        ("clients.xlsx", "clients2.xlsx", False),
        ("old/clients.xlsx", "old/clients.xlsx", True),
        ("old/clients.xlsx", "clients.xlsx", False),
        ("google:abc", "google:abc", True),
        ("postgresql://h/db", "postgresql://h/other", False),
    ],
)
def test_a_book_is_known_by_name_path_or_address(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    book: str,
    same: bool,  # noqa: FBT001
) -> None:
    monkeypatch.chdir(tmp_path)
    found = load_config(written(tmp_path, f"books:\n  '{key}': {{layout: simple}}\n"), book)
    assert (found.layout(book) == "simple") is same


def test_own_jobs_are_found_beside_the_config(tmp_path: Path) -> None:
    found = load_config(written(tmp_path, "layout: simple\njobs:\n  - jobs/weekly.yaml\n"), "x.xlsx")
    with pytest.raises(ConfigError, match=r"sheets-crm.yaml:3: there is no job file 'jobs/weekly.yaml'"):
        found.job_file("weekly")
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "weekly.yaml").touch()
    assert found.job_file("weekly") == tmp_path / "jobs" / "weekly.yaml"
    assert found.job_file("nightly") is None


def test_the_example_holds_the_defaults() -> None:
    assert load_config(EXAMPLE, "x.xlsx").content == ConfigFile()


def test_the_example_names_every_key() -> None:
    def missing(model: type[BaseModel], content: Any, at: str) -> list[str]:
        out = [f"{at}{key}" for key in model.model_fields if key not in content]
        for key, one in model.model_fields.items():
            if isinstance(one.annotation, type) and issubclass(one.annotation, BaseModel) and key in content:
                out += missing(one.annotation, content[key], f"{at}{key}.")
        return out

    content = construct(compose(EXAMPLE.read_text(encoding="utf-8"), "example"))
    assert missing(ConfigFile, content, "") == []


def test_every_comment_of_the_example_is_in_both_languages() -> None:
    lines = [line.strip() for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    blocks = [list(group) for told, group in groupby(lines, lambda line: line.startswith("#")) if told]
    assert len(blocks) > 20
    for block in blocks:
        in_russian = [bool(re.search("[а-яё]", line.lower())) for line in block]
        assert any(in_russian), block
        assert not all(in_russian), block
