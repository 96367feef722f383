"""A passphrase opens on a busy computer as well, where age takes the computer for a slow one (G9)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

pytest.importorskip("pyrage")

import pyrage

from sheets_crm.engine.secrecy import age
from sheets_crm.engine.secrecy.age import Passphrase, SealedError, opened, sealed
from sheets_crm.engine.secrecy.scrypted import CHUNK
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


def test_what_is_locked_opens_with_the_same_words_alone() -> None:
    content = sealed("ключи".encode(), WORDS)
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


@pytest.mark.parametrize("words", ["семь раз отмерь", "a", "пароль " * 40])
@pytest.mark.parametrize("length", [0, 1, 300, CHUNK])
def test_what_we_lock_ages_own_library_opens(words: str, length: int) -> None:
    content = random.Random(length).randbytes(length)
    assert pyrage.passphrase.decrypt(sealed(content, Passphrase(words)), words) == content


def test_a_guess_costs_the_same_on_every_computer() -> None:
    first, second = sealed(b"keys", WORDS), sealed(b"keys", WORDS)
    assert [one.splitlines()[1].split()[-1] for one in (first, second)] == [b"17", b"17"]
    assert len(set(first.splitlines()[1:4]) & set(second.splitlines()[1:4])) == 0, "nothing random is used twice"


@pytest.mark.parametrize("at", [30, 60, 120, -1])
def test_a_damaged_byte_is_noticed(at: int) -> None:
    damaged = bytearray(sealed(b"keys", WORDS))
    damaged[at] ^= 1
    with pytest.raises(SealedError):
        opened(bytes(damaged), WORDS)


def test_more_than_a_chunk_is_not_what_this_is_for() -> None:
    with pytest.raises(ValueError, match="65537"):
        sealed(bytes(CHUNK + 1), WORDS)
