"""A protected memory: nobody reads it without the secret, everything works with it, and nothing is lost at any moment."""

from __future__ import annotations

import errno
import io
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from small_books import config_of

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.engine.blame import life_of
from sheets_crm.engine.comparing import before_run
from sheets_crm.engine.files import digest
from sheets_crm.engine.handouts.store import keep
from sheets_crm.engine.handouts.store import kept as stored
from sheets_crm.engine.history import history
from sheets_crm.engine.home.backups import list_backups
from sheets_crm.engine.home.places import memory_folder
from sheets_crm.engine.home.sealing import content_digest
from sheets_crm.engine.journal.schema import is_plain
from sheets_crm.engine.protecting import Protection, change, protect, put_aside, take_off
from sheets_crm.engine.purge.purge import purge_client
from sheets_crm.engine.run import run_job
from sheets_crm.engine.secrecy.age import Identity, Lock, Passphrase, SealedError, decrypt, encrypt, opened
from sheets_crm.engine.secrecy.age import sealed as locked
from sheets_crm.engine.secrecy.door import KEYS, keys_of
from sheets_crm.engine.secrecy.vault import unlocked_by
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.engine.undo.restore import restore
from sheets_crm.engine.undo.undo import undo
from sheets_crm.errors import ConfigError, RefusedError, UnreadableError, UsageError

NOW = datetime(2026, 11, 20, 22, 0)
DAY = timedelta(days=1)
SECRET = "четыре слова наугад вечером"
KEY, NEXT = Identity.generate().text, Identity.generate().text
"""Secrets that need no second of stretching, for what is opened a hundred times."""
NAME = "Переверзева Клавдия"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secrets of whoever runs the tests."""
    for name in ("SHEETS_CRM_PASSPHRASE", "SHEETS_CRM_NEW_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


def asked(*answers: str) -> Config:
    """A person at the terminal who gives these answers, and then the last one for ever."""
    left = list(answers)
    return replace(Config(), ask=lambda _: left.pop(0) if len(left) > 1 else left[0])


CONFIG = asked(KEY)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "clients.xlsx"
    made = load_workbook(Path(__file__).parents[2] / "templates" / "simple.ru.xlsx")
    sheet = made["Клиенты"]
    header = next(cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "Клиент")
    for at, name in enumerate((NAME, "Ухтомский Савелий", "Яблочкина Варвара")):
        sheet.cell(header.row + 1 + at, header.column, f" {name}")
    made.save(path)
    night(path, 0, Config())
    made = load_workbook(path)
    made["Клиенты"].cell(header.row + 2, header.column, "Ухтомский  Ярополк")
    made.save(path)
    night(path, 1, Config())
    return path


def night(path: Path, number: int, config: Config = CONFIG) -> None:
    run_job(XlsxBook(path), load_job("nightly"), config, NOW + number * DAY, clock=lambda: NOW + number * DAY)


def folder_of(path: Path) -> Path:
    return memory_folder(str(path), Config())


def kept(path: Path) -> Iterator[bytes]:
    yield from (one.read_bytes() for one in folder_of(path).rglob("*") if one.is_file())


def contents(path: Path, config: Config = CONFIG) -> dict[int, str]:
    keys = keys_of(folder_of(path), config)
    return {one.run: content_digest(one.path, keys) for one in list_backups(str(path), config)}


def told(path: Path, config: Config = CONFIG) -> list[object]:
    return [(one.run.number, one.run.changed, one.people) for one in history(XlsxBook(path), config, clock=NOW).stories]


def test_nothing_beside_the_book_can_be_read_without_the_secret_and_all_is_still_there_with_it(book: Path) -> None:
    before, copies = told(book), contents(book)
    assert any(data.startswith((b"SQLite", b"PK")) for data in kept(book))
    assert protect(XlsxBook(book), CONFIG).backups == 2
    assert not [data for data in kept(book) if data.startswith((b"SQLite", b"PK")) or NAME.encode() in data]
    assert (told(book), contents(book)) == (before, copies)
    assert stat.S_IMODE((folder_of(book) / KEYS).stat().st_mode) == 0o600


def test_nights_undo_restore_blame_and_purge_work_on_a_protected_memory(book: Path) -> None:
    protect(XlsxBook(book), CONFIG)
    shutil.copy(book, book.with_name("was.xlsx"))
    assert undo(XlsxBook(book), 1, CONFIG, NOW + 2 * DAY).reversed
    result = restore(XlsxBook(book), None, CONFIG, NOW + 3 * DAY)
    assert digest(book) == digest(book.with_name("was.xlsx"))
    assert result.saved is not None
    assert result.saved.path.suffix == ".age"
    cell = next(cell for row in load_workbook(book)["Клиенты"].iter_rows() for cell in row if cell.value == "Ухтомский Ярополк")
    assert [event.rule for event in life_of(XlsxBook(book), cell.coordinate, CONFIG, NOW).events][-2:] == ["", "names"]
    assert before_run(XlsxBook(book), 1, CONFIG)[0].tables
    purged = purge_client(XlsxBook(book), "K-00001", CONFIG, NOW + 4 * DAY, apply=True)
    assert {one.fate for one in purged.fates} == {"rewritten"}
    assert not [data for data in kept(book) if data.startswith((b"SQLite", b"PK"))]
    night(book, 5)


def test_copies_that_were_handed_out_are_encrypted_whether_kept_before_or_after(book: Path) -> None:
    first = keep(book, str(book), Config()).name
    protect(XlsxBook(book), CONFIG)
    other = book.with_name("other.xlsx")
    other.write_bytes(book.read_bytes() + b"more")
    second = keep(other, str(book), CONFIG).name
    assert not [data for data in kept(book) if data.startswith(b"PK")]
    for name, original in ((first, book), (second, other)):
        with stored(name, str(book), CONFIG) as content:
            assert content is not None
            assert content.read_bytes() == original.read_bytes()


@pytest.mark.parametrize("call", [told, contents, lambda path, config: night(path, 9, config)])
def test_without_the_secret_nothing_works_and_the_book_is_left_alone(book: Path, call: object) -> None:
    protect(XlsxBook(book), CONFIG)
    before = digest(book)
    assert callable(call)
    with pytest.raises(RefusedError, match="no key at hand"):
        call(book, Config())
    with pytest.raises(RefusedError, match="does not fit"):
        call(book, asked("не та фраза"))
    assert digest(book) == before


def test_the_secret_comes_from_the_environment_or_from_a_key_file_made_on_the_way(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHEETS_CRM_PASSPHRASE", KEY)
    protect(XlsxBook(book), Config())
    assert told(book, Config())
    filed = config_of(protection={"key_file": str(tmp_path / "keys" / "book.key")})
    assert change(XlsxBook(book), filed).place == tmp_path / "keys" / "book.key"
    monkeypatch.delenv("SHEETS_CRM_PASSPHRASE")
    assert told(book, filed)
    assert stat.S_IMODE((tmp_path / "keys" / "book.key").stat().st_mode) == 0o600
    (tmp_path / "keys" / "book.key").write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no key"):
        told(book, filed)


def test_another_passphrase_opens_all_and_the_former_one_nothing(book: Path) -> None:
    protect(XlsxBook(book), CONFIG)
    copies, before = contents(book), told(book)
    sealed = {one.path.read_bytes() for one in list_backups(str(book), CONFIG)}
    change(XlsxBook(book), asked(KEY, SECRET))
    with pytest.raises(RefusedError, match="does not fit"):
        told(book)
    assert (contents(book, asked(SECRET)), told(book, asked(SECRET))) == (copies, before)
    assert not sealed & {one.path.read_bytes() for one in list_backups(str(book), CONFIG)}


def test_taken_off_all_is_as_it_was_before(book: Path) -> None:
    copies, names = contents(book), sorted(one.path.name for one in list_backups(str(book), CONFIG))
    protect(XlsxBook(book), CONFIG)
    take_off(XlsxBook(book), CONFIG)
    assert contents(book, Config()) == copies
    assert sorted(one.path.name for one in list_backups(str(book), CONFIG)) == names
    assert not (folder_of(book) / KEYS).exists()
    night(book, 3, Config())


def test_a_lost_passphrase_costs_the_memory_and_never_the_book(book: Path) -> None:
    protect(XlsxBook(book), CONFIG)
    before = digest(book)
    done = put_aside(XlsxBook(book), Config(), NOW)
    assert digest(book) == before
    assert done.place is not None
    assert {KEYS, "journal.sqlite"} <= {one.name for one in done.place.iterdir()}
    night(book, 5, Config())
    assert len(told(book, Config())) == 1


@pytest.mark.parametrize(
    ("deed", "says"), [(protect, "encrypted already"), (change, "not encrypted"), (take_off, "not encrypted")]
)
def test_what_is_so_already_is_said(book: Path, deed: object, says: str) -> None:
    assert callable(deed)
    if deed is protect:
        protect(XlsxBook(book), CONFIG)
    with pytest.raises(UsageError, match=says):
        deed(XlsxBook(book), CONFIG)


@pytest.mark.parametrize(
    ("answers", "says"),
    [(("одна фраза", "другая фраза"), "not the same"), (("семь",), "less than 8"), (("",), "no new passphrase")],
)
def test_a_passphrase_that_will_not_do(book: Path, answers: tuple[str, ...], says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        protect(XlsxBook(book), asked(*answers))
    assert told(book, Config())


class PowerCut(BaseException):
    pass


def cut_after(patch: pytest.MonkeyPatch, steps: int) -> None:
    """Let the power go at one of the moments in which a file takes another's place or goes."""
    left = [steps]
    for name in ("replace", "unlink"):
        real = getattr(Path, name)

        def failing(self: Path, *words: object, real: object = real, **more: object) -> object:
            if not left[0]:
                raise PowerCut
            left[0] -= 1
            assert callable(real)
            return real(self, *words, **more)

        patch.setattr(Path, name, failing)


@pytest.mark.parametrize("deed", ["protect", "change", "take off"])
def test_cut_short_at_any_moment_nothing_is_lost_and_the_next_command_goes_on(book: Path, deed: str) -> None:
    deeds = {"protect": protect, "change": change, "take off": take_off}
    copies, before = contents(book), told(book)
    if deed != "protect":
        protect(XlsxBook(book), asked(KEY))
    shutil.copytree(folder_of(book), book.with_name("kept"))
    steps, cut = 0, True
    while cut:
        shutil.rmtree(folder_of(book))
        shutil.copytree(book.with_name("kept"), folder_of(book))
        with pytest.MonkeyPatch.context() as patch:
            cut_after(patch, steps)
            try:
                deeds[deed](XlsxBook(book), asked(KEY, NEXT) if deed == "change" else asked(KEY))
                cut = False
            except PowerCut:
                steps += 1
        for config in (asked(KEY), asked(NEXT), Config()):
            try:
                assert (told(book, config), contents(book, config)) == (before, copies), steps
                break
            except RefusedError:
                continue
        else:
            pytest.fail(f"nothing opens it after {steps} steps")
        undo_nothing(book, config)
        assert (told(book, config), contents(book, config)) == (before, copies), steps
        assert is_plain(folder_of(book) / "journal.sqlite") == (not (folder_of(book) / KEYS).exists())
        sealed = {one.path.suffix == ".age" for one in list_backups(str(book), config)}
        assert sealed == {(folder_of(book) / KEYS).exists()}
    assert steps > 5


def undo_nothing(book: Path, config: Config) -> None:
    """Any command that locks the book goes on with what was cut short; this one then finds that it has nothing to do."""
    with pytest.raises(UsageError):
        undo(XlsxBook(book), 99, config, NOW)


@pytest.mark.parametrize("where", [0, 40, 200, -1])
def test_a_damaged_backup_is_noticed_and_refused(book: Path, where: int) -> None:
    protect(XlsxBook(book), CONFIG)
    newest = list_backups(str(book), CONFIG)[0]
    data = bytearray(newest.path.read_bytes())
    data[where] ^= 1
    newest.path.write_bytes(bytes(data))
    before = digest(book)
    with pytest.raises(RefusedError, match="damaged"):
        restore(XlsxBook(book), newest.run, CONFIG, NOW)
    assert digest(book) == before


@pytest.mark.parametrize("deed", [change, take_off])
def test_a_damaged_backup_is_put_aside_and_stands_in_nobodys_way(book: Path, deed: Callable[..., Protection]) -> None:
    protect(XlsxBook(book), CONFIG)
    older = list_backups(str(book), CONFIG)[-1]
    damaged = older.path.read_bytes()[:-9]
    older.path.write_bytes(damaged)
    done = deed(XlsxBook(book), asked(KEY, NEXT))
    (aside,) = done.damaged
    assert (aside.name, aside.read_bytes(), done.backups) == (older.path.name, damaged, 1)
    assert {one.run for one in list_backups(str(book), CONFIG)} == {2}
    night(book, 2, asked(NEXT))
    assert restore(XlsxBook(book), 2, asked(NEXT), NOW).restored.run == 2


def test_a_night_goes_on_past_a_backup_that_was_damaged_halfway_and_says_so(book: Path) -> None:
    protect(XlsxBook(book), CONFIG)
    vault, lock = unlocked_by(folder_of(book) / KEYS, CONFIG)
    vault.renewed().store(folder_of(book) / KEYS, lock)
    older = list_backups(str(book), CONFIG)[-1]
    older.path.write_bytes(older.path.read_bytes()[:-9])
    done = run_job(XlsxBook(book), load_job("nightly"), CONFIG, NOW + 2 * DAY, clock=lambda: NOW + 2 * DAY)
    assert older.path.name in done.notes[0].ru
    assert not run_job(XlsxBook(book), load_job("nightly"), CONFIG, NOW + 2 * DAY).notes


def test_a_journal_whose_keys_are_gone_is_told_and_never_overwritten(book: Path) -> None:
    protect(XlsxBook(book), CONFIG)
    (folder_of(book) / KEYS).rename(book.with_name("elsewhere"))
    before = (folder_of(book) / "journal.sqlite").read_bytes()
    with pytest.raises(UnreadableError):
        night(book, 5, Config())
    assert (folder_of(book) / "journal.sqlite").read_bytes() == before


@given(st.integers(0, 200_000), st.integers(0, 255))
@settings(max_examples=20, deadline=None)
def test_what_is_encrypted_comes_back_and_no_byte_of_it_can_be_changed(length: int, seed: int) -> None:
    identity, content, sealed = Identity.generate(), bytes([seed]) * length, io.BytesIO()
    encrypt(io.BytesIO(content), sealed, identity)
    assert decrypted(sealed.getvalue(), [Identity.generate(), identity]) == content
    with pytest.raises(SealedError):
        decrypted(sealed.getvalue(), [Identity.generate()])
    broken = bytearray(sealed.getvalue())
    broken[seed * len(broken) // 256] ^= 64
    for spoiled in (bytes(broken), sealed.getvalue()[:-1]):
        with pytest.raises(SealedError):
            decrypted(spoiled, [identity])


def decrypted(sealed: bytes, identities: list[Identity]) -> bytes:
    taken = io.BytesIO()
    decrypt(io.BytesIO(sealed), taken.write, identities)
    return taken.getvalue()


@pytest.mark.parametrize("lock", [Identity.generate(), Passphrase(SECRET)], ids=["key", "passphrase"])
def test_only_its_own_lock_opens_what_was_locked(lock: Lock) -> None:
    content = locked("слова".encode(), lock)
    assert opened(content, lock).decode() == "слова"
    for other in (Identity.generate(), Passphrase("не та")):
        with pytest.raises(SealedError):
            opened(content, other)


def test_a_full_disk_is_called_so_and_not_a_wrong_key() -> None:
    def full(_: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    identity, sealed = Identity.generate(), io.BytesIO()
    encrypt(io.BytesIO(b"words"), sealed, identity)
    with pytest.raises(OSError, match="No space"):
        decrypt(io.BytesIO(sealed.getvalue()), full, [identity])
    target = io.BytesIO()
    target.write = full  # type: ignore[method-assign, assignment]
    for length in (5, 200_000):
        with pytest.raises(OSError, match="No space"):
            encrypt(io.BytesIO(bytes(length)), target, identity)


def test_an_identity_that_is_none_is_refused_and_none_is_ever_shown() -> None:
    with pytest.raises(ValueError, match="not an identity"):
        Identity("AGE-SECRET-KEY-1NONE")
    made = Identity.generate()
    assert made.text not in repr(made)
    assert SECRET not in repr(Passphrase(SECRET))
