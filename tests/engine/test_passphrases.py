"""A passphrase opens on a busy computer as well, where age takes the computer for a slow one (G9)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("pyrage")

import pyrage

from sheets_crm.engine.secrecy import age
from sheets_crm.engine.secrecy.age import Passphrase, SealedError, opened, sealed, work_of
from sheets_crm.errors import RefusedError

WORDS = Passphrase("семь раз отмерь")
BUSY = pyrage.DecryptError("Excessive work parameter for passphrase.\nDecryption would take around 64 seconds.")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheets_crm.engine.secrecy.age.time.sleep", lambda _: None)


def answers(monkeypatch: pytest.MonkeyPatch, name: str, told: Iterator[object]) -> None:
    def answer(*_: object) -> object:
        one = next(told)
        if isinstance(one, Exception):
            raise one
        return one

    monkeypatch.setattr(pyrage.passphrase, name, answer)


def locked(work: int) -> bytes:
    return f"age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA {work}\n".encode()


def test_what_is_locked_opens_with_the_same_words_alone() -> None:
    content = sealed("ключи".encode(), WORDS)
    assert work_of(content) > 0
    assert opened(content, WORDS).decode() == "ключи"
    with pytest.raises(SealedError):
        opened(content, Passphrase("семь раз"))


def test_it_is_tried_again_while_another_program_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "decrypt", iter([BUSY, BUSY, BUSY, b"keys"]))
    assert opened(b"", WORDS) == b"keys"


def test_who_waited_in_vain_hears_of_the_computer_and_not_of_a_wrong_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "decrypt", iter([BUSY] * age.PATIENCE))
    with pytest.raises(RefusedError, match="too busy"):
        opened(b"", WORDS)


@pytest.mark.parametrize(
    ("tried", "taken"), [([18], 18), ([9, 17], 17), ([9, 12, 8, 11, 10], 12)], ids=["at once", "again", "the most of all"]
)
def test_a_guess_never_gets_cheap_because_the_computer_was_busy(
    monkeypatch: pytest.MonkeyPatch, tried: list[int], taken: int
) -> None:
    answers(monkeypatch, "encrypt", map(locked, tried))
    assert work_of(sealed(b"", WORDS)) == taken


def test_only_the_header_tells_of_the_work() -> None:
    assert work_of(b"age-encryption.org/v1\n-> X25519 abc\n") == 0
