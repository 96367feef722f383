"""The file of roles: what it means, and that every complaint names the line and the remedy (H8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import LAYOUT, snapshot, table

from sheets_crm.engine.handouts.access import unknown_names
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.roles_example import EXAMPLE
from sheets_crm.engine.settings.roles_file import NEWCOMER, Roles, load_roles
from sheets_crm.errors import ConfigError, UsageError
from sheets_crm.model.roles import Right, Role, Verb, may

CLIENTS = ("Клиенты", "Clients", "clients")


def roles(folder: Path, text: str) -> Roles:
    (folder / "roles.yaml").write_text(text, encoding="utf-8")
    return load_roles(str(folder / "clients.xlsx"), Config())


@pytest.mark.parametrize(
    ("right", "columns", "allowed"),
    [
        ("all", ("Телефон",), True),
        ("none", ("Телефон",), False),
        ({"Клиенты": "all"}, ("Телефон",), True),
        ({"clients": "all"}, (), True),
        ({" клиенты ": ("ТЕЛЕФОН",)}, ("Телефон", "phone"), True),
        ({"Клиенты": ("phone",)}, ("Тел.", "phone"), True),
        ({"Клиенты": ("Телефон",)}, ("E-mail",), False),
        ({"Клиенты": ("Телефон",)}, (), False),
        ({"Заказы": "all"}, ("Телефон",), False),
    ],
)
@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_a_right_holds_where_it_says(right: Right, columns: tuple[str, ...], verb: Verb, *, allowed: bool) -> None:
    role = Role(add="none").model_copy(update={verb: right})
    assert may(role, verb, CLIENTS, columns) is allowed


def test_without_a_file_everybody_is_a_newcomer(tmp_path: Path) -> None:
    found = load_roles(str(tmp_path / "clients.xlsx"), Config())
    assert (found.path, found.of("кто угодно")) == (None, NEWCOMER)
    assert (NEWCOMER.add, NEWCOMER.change, NEWCOMER.delete) == ("all", "none", "none")


def test_people_are_found_by_name_and_others_have_a_role_of_their_own(tmp_path: Path) -> None:
    made = roles(tmp_path, "roles: {стажёр: , шеф: {change: all}}\npeople: {Аня: стажёр, Олег: {role: шеф}}\nothers: стажёр\n")
    assert [made.of(who).change for who in ("аня", "Олег", "Яна")] == ["none", "all", "none"]
    assert made.name_of("аня") == "Аня"


def test_an_unknown_person_is_refused_where_others_have_no_role(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Anna"):
        roles(tmp_path, "roles: {newcomer: }\npeople: {Anna: newcomer}\n").of("Ana")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("roles: {a: {}}\npeople:\n  Аня: b\n", 3, "there is no role 'b'"),
        ("roles: {стажёр: }\nothers: стажер\n", 2, "Did you mean 'стажёр'"),
        ("roles:\n  a: {chnge: all}\n", 2, "Did you mean 'change'"),
        ("roles:\n  a: {add: everywhere}\n", 2, "'everywhere'"),
        ("role: {}\n", 1, "Did you mean 'roles'"),
        ("- a\n", 1, "keys and values"),
    ],
)
def test_a_slip_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        roles(tmp_path, text)
    assert wrong.value.where == f"{tmp_path / 'roles.yaml'}:{line}"
    assert says in str(wrong.value)


def test_names_that_the_book_does_not_have_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = "roles:\n  a:\n    change: {Клиенты: [Телефн, E-mail], Закзы: all, Касания: all}\n"
    book = snapshot(table("clients", [], columns=("name", "phone", "email")), table("orders", []), table("touches", []))
    told = [one.ru for one in unknown_names(roles(tmp_path, text), book, LAYOUT)]
    assert told == [
        "роль «a»: на листе «Клиенты» нет столбца «Телефн». Вы имели в виду «Телефон»?",
        "роль «a»: листа «Закзы» в книге нет. Вы имели в виду «Заказы»?",
    ]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_example_suits_a_new_book(tmp_path: Path, lang: str) -> None:
    made = roles(tmp_path, EXAMPLE.ru if lang == "ru" else EXAMPLE.en)
    tables = (table(sheet.kind, [], columns=[column.key for column in sheet.columns]) for sheet in LAYOUT.sheets)
    assert list(unknown_names(made, snapshot(*tables), LAYOUT)) == []
    assert made.content.others in made.content.roles
