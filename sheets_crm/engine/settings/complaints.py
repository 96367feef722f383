"""Turns what pydantic says of a wrong key or value into words for a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from sheets_crm.model.text import Text

NEAR_ENOUGH = 60
EXPECTED = {
    "int": Text("целое число, например 6", "a whole number, such as 6"),
    "float": Text("число, например 0.9", "a number, such as 0.9"),
    "bool": Text("true или false", "true or false"),
    "date": Text("дата вида 2026-05-09", "a date such as 2026-05-09"),
    "time": Text("время вида 09:00", "a time such as 09:00"),
    "string": Text("текст", "text"),
    "dict": Text("ключи и значения", "keys and values"),
    "model": Text("ключи и значения", "keys and values"),
    "tuple": Text("список", "a list"),
    "list": Text("список", "a list"),
    "frozen": Text("список", "a list"),
    "set": Text("список", "a list"),
}


def explained(error: ErrorDetails, model: type[BaseModel]) -> tuple[Text, Text]:
    """Say what is wrong with a key or value, and how to mend it."""
    name = ".".join(str(part) for part in error["loc"] if not str(part).startswith("["))
    kind = error["type"]
    if kind == "extra_forbidden":
        key = str(error["loc"][-1])
        return Text(f"неизвестный ключ «{key}»", f"unknown key {key!r}"), nearest(key, known_keys(model, error["loc"][:-1]))
    if kind == "missing":
        last = error["loc"][-1]
        return (
            Text(f"нет обязательного ключа «{last}»", f"the key {last!r} is required and missing"),
            Text(f"Добавьте строку «{last}: ...»", f"Add a line {last!r}: ..."),
        )
    given = error["input"]
    what = Text(f"значение {given!r} для «{name}» не подходит", f"the value {given!r} does not suit {name!r}")
    return what, _remedy(error)


def known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """List the keys that may stand at a place inside a model."""
    here: Any = model
    for part in loc:
        here = _inside(here, part)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def nearest(said: str, known: Iterable[str]) -> Text:
    """Say which of the known words was probably meant, or what words there are."""
    words = list(known)
    near = process.extractOne(said, words, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
    if near:
        return Text(f"Вы имели в виду «{near[0]}»?", f"Did you mean {near[0]!r}?")
    listed = ", ".join(words)
    return Text(
        f"Здесь могут стоять: {listed}" if listed else "Удалите его", f"These may stand here: {listed}" if listed else "Delete it"
    )


def followed(one: Text, other: Text) -> Text:
    """Join two sentences, the first of which may have no full stop yet."""
    first = (said if said.endswith("?") else f"{said}." for said in (one.ru, one.en))
    return Text(*(f"{said} {then}" for said, then in zip(first, (other.ru, other.en), strict=True)))


def _remedy(error: ErrorDetails) -> Text:
    kind, limits = error["type"], error.get("ctx", {})
    if "ru" in limits:
        return Text(limits["ru"], limits["en"])
    if kind == "literal_error":
        expected = limits["expected"]
        return Text(f"Возможные значения: {expected.replace(' or ', ' или ')}", f"Possible values: {expected}")
    for limit, ru, en in (
        ("ge", "не меньше", "not less than"),
        ("le", "не больше", "not more than"),
    ):
        if limit in limits:
            return Text(f"Нужно значение {ru} {limits[limit]}", f"A value {en} {limits[limit]} is needed")
    expected_text = EXPECTED.get(kind.split("_")[0])
    if expected_text:
        return Text(f"Нужно: {expected_text.ru}", f"Needed: {expected_text.en}")
    return Text(f"Исправьте значение ({error['msg']})", f"Mend the value ({error['msg']})")


def _inside(here: Any, part: int | str) -> Any:  # noqa: ANN401 - walks type annotations
    options = [here, *get_args(here)] if get_origin(here) is not None else [here]
    for option in options:
        if isinstance(option, type) and issubclass(option, BaseModel) and part in option.model_fields:
            return option.model_fields[str(part)].annotation
    for option in reversed(options):
        if (isinstance(option, type) and issubclass(option, BaseModel)) or get_origin(option) is not None:
            return get_args(option)[0] if get_origin(option) is Annotated else option
    return here
