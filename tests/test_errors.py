"""An error tells what, where and how to mend it, in the language of the person."""

from __future__ import annotations

from sheets_crm.errors import UnreadableError
from sheets_crm.model.text import Text


def test_an_error_speaks_both_languages() -> None:
    error = UnreadableError(
        Text(ru="файл пуст", en="the file is empty"), where="a.xlsx", mend=Text(ru="Возьмите копию.", en="Take a copy.")
    )
    assert error.told("ru") == "a.xlsx: файл пуст. Возьмите копию."
    assert str(error) == error.told("en") == "a.xlsx: the file is empty. Take a copy."


def test_a_plain_message_is_told_as_it_is() -> None:
    assert UnreadableError("no such key").told("ru") == "no such key"
