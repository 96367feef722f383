"""`sheets-crm doctor google:ID`: each way in which a spreadsheet stays out of reach is told, and how to mend it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

pytest.importorskip("gspread")

from commands_run import Run, Said
from sheets_server.consent import make_client_file
from sheets_server.drive import File, World
from sheets_server.faults import Fault, faults_of, too_many
from sheets_server.ranges import Area
from sheets_server.requests import find_replace
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller, Work
from sheets_server.running import OWNER, ROBOT, Running, serve
from sheets_server.spreadsheet import Place

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.engine.doctor.google import CHECKS
from sheets_crm.model.settings import GoogleSettings

ROWS = [["Клиент", "Телефон", "Email"], ["Анна Иванова", "+7 916 123-45-67", "anna@example.com"], ["Олег Петров", "", ""]]
POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")
ORDER = [
    "libraries", "key_found", "key_readable", "key_kind", "key_private", "network", "clock", "sign_in", "sheets_api", "drive_api",
    "sheet", "kind", "editor", "read", "layout", "protections", "quota", "size", "locale",
    "home", "protection", "backups", "fills", "alone", "space",
]  # fmt: skip


@dataclass
class Ward:
    """A spreadsheet that is well, which a test makes ill."""

    run: Run
    server: Running
    file: File
    folder: Path
    time: list[timedelta]
    secrets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"google:{self.file.id}"

    @property
    def key(self) -> Path:
        return self.folder / "crm.json"

    def config(self, **google: str) -> None:
        told = {"key_file": self.key.name, "sheets_url": self.server.base, "drive_url": self.server.base} | google
        (self.folder / "sheets-crm.yaml").write_text(json.dumps({"google": told}), encoding="utf-8")

    def write(self, rows: list[list[str]], cell: str = "A1") -> None:
        settings = GoogleSettings(key_file=str(self.key), sheets_url=self.server.base, drive_url=self.server.base)
        client = GoogleClient(sign_in(settings), settings)
        client.values_update(self.file.id, cell, {"valueInputOption": "RAW"}, {"values": rows})

    def owner_does(self, **request: Any) -> None:
        with self.server.world.lock:
            assert self.file.book is not None
            self.file.book, _ = batch_update(self.file.book, {"requests": [request]}, Caller(OWNER, OWNER))

    def other_file(self, mime: str, **fields: Any) -> None:
        world = self.server.world
        with world.lock:
            self.file = world.create(OWNER, "Клиенты", mime, **fields)
            world.share(self.file, ROBOT)

    def told(self, *words: str) -> Said:
        """Run it, and see that no secret is told, whatever else may be."""
        secrets = [*self.secrets, *self.server.accounts.tokens]
        said = self.run("doctor", self.name, *words)
        told = said.out + said.err
        assert told
        assert "Traceback" not in told
        assert not [secret for secret in (*secrets, *self.server.accounts.tokens) if secret in told]
        return said

    def looked(self) -> tuple[Said, dict[str, dict[str, str]]]:
        said = self.told("--json")
        return said, {one["name"]: one for one in said.json["checks"]}


@pytest.fixture
def ward(run: Run, tmp_path: Path) -> Iterator[Ward]:
    time = [timedelta()]
    with serve(World(clock=lambda: datetime.now(UTC) + time[0])) as server:
        file = server.spreadsheet()
        server.key_file(tmp_path)
        ward = Ward(run, server, file, tmp_path, time)
        ward.config()
        ward.secrets = tuple(json.loads(ward.key.read_text(encoding="utf-8"))["private_key"].splitlines())
        ward.write(ROWS)
        assert file.book is not None
        file.book.properties["locale"] = "ru_RU"
        server.world.log.clear()
        yield ward
        assert not server.world.crashes


def test_a_spreadsheet_that_is_well_is_told_to_be(ward: Ward) -> None:
    said, checks = ward.looked()
    assert said.status == 0, checks
    assert list(checks) == ORDER
    assert {one["status"] for one in checks.values()} == {"passed"}
    assert said.json["book"] == ward.name


def test_doctor_never_writes(ward: Ward) -> None:
    version = ward.file.version
    ward.looked()
    asked = {line for line in ward.server.world.log if not line.startswith("GET ")}
    assert asked == {"POST /token"}
    assert ward.file.version == version
    assert not list(ward.folder.glob("*.crm"))


def no_key(ward: Ward) -> None:
    ward.key.unlink()


def torn_key(ward: Ward) -> None:
    ward.key.write_text('{"type": "service_acc', encoding="utf-8")


def clients_file(ward: Ward) -> None:
    make_client_file(ward.key, ward.server.accounts, ward.server.base)


def open_key(ward: Ward) -> None:
    ward.key.chmod(0o644)


def revoked(ward: Ward) -> None:
    ward.server.key_file(ward.folder, "another@example-project.iam.gserviceaccount.com")
    ward.server.accounts.keys[ROBOT] = {}


def deleted_account(ward: Ward) -> None:
    ward.server.accounts.revoke(ROBOT)


def disabled_account(ward: Ward) -> None:
    ward.server.accounts.gone = "Robot is disabled."


def slow_clock(ward: Ward) -> None:
    ward.time[0] = timedelta(hours=3)


def fast_clock(ward: Ward) -> None:
    ward.time[0] = timedelta(minutes=-20)


def a_little_slow(ward: Ward) -> None:
    ward.time[0] = timedelta(minutes=9)


def no_sheets_api(ward: Ward) -> None:
    ward.server.world.disabled.add("sheets.googleapis.com")


def no_drive_api(ward: Ward) -> None:
    ward.server.world.disabled.add("drive.googleapis.com")


def not_shared(ward: Ward) -> None:
    ward.file = ward.server.spreadsheet(shared_with="")


def no_such_sheet(ward: Ward) -> None:
    ward.file.id = "1" + "x" * 43


def viewer(ward: Ward) -> None:
    ward.server.world.share(ward.file, ROBOT, "reader")


def office(ward: Ward) -> None:
    ward.other_file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def document(ward: Ward) -> None:
    ward.other_file("application/vnd.google-apps.document")


def trashed(ward: Ward) -> None:
    ward.file.fields["trashed"] = True


def network_away(ward: Ward) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    ward.config(sheets_url=nobody)


def quota_of_sheets(ward: Ward) -> None:
    faults_of(ward.server.world).add(too_many(42, path="fields=spreadsheetId%2Cproperties", times=99))


def quota_of_drive(ward: Ward) -> None:
    faults_of(ward.server.world).add(too_many(None, path="/drive/", times=99))


def google_down(ward: Ward) -> None:
    faults_of(ward.server.world).add(Fault(503, times=99, path="/drive/v3/files", retry_after=None))


def nothing_known(ward: Ward) -> None:
    ward.write([["", "", ""], ["абв", "где", "ёжз"], ["", "", ""]])


def empty(ward: Ward) -> None:
    ward.write([["", "", ""]] * 3)


def full(ward: Ward) -> None:
    ward.owner_does(appendDimension={"sheetId": 0, "dimension": "ROWS", "length": 380_000})


def american(ward: Ward) -> None:
    assert ward.file.book is not None
    ward.file.book.properties["locale"] = "en_US"


def file_in_the_way(ward: Ward) -> None:
    (ward.folder / "there").write_text("", encoding="utf-8")
    settings = json.loads((ward.folder / "sheets-crm.yaml").read_text(encoding="utf-8"))
    told = settings | {"settings": {"memory_folder": "there/memory"}}
    (ward.folder / "sheets-crm.yaml").write_text(json.dumps(told), encoding="utf-8")


def protect(ward: Ward, *, editors: tuple[str, ...] = (), **more: Any) -> None:
    given: dict[str, Any] = {"range": {"sheetId": 0}, "editors": {"users": [OWNER, *editors]}, **more}
    if given.get("warningOnly"):
        del given["editors"]
    ward.owner_does(addProtectedRange={"protectedRange": given})


def protected_sheet(ward: Ward) -> None:
    protect(ward)


def protected_column(ward: Ward) -> None:
    protect(ward, range={"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2})


def protected_but_for_a_column(ward: Ward) -> None:
    protect(ward, unprotectedRanges=[{"sheetId": 0, "startColumnIndex": 2, "endColumnIndex": 3}])


ILLS: list[tuple[Callable[[Ward], None], str, str, int, str, str]] = [
    (no_key, "key_found", "failed", 4, "нет файла crm.json", "Add key → JSON"),
    (torn_key, "key_readable", "failed", 4, "не файл ключа", "Add key → JSON"),
    (clients_file, "key_kind", "failed", 4, "файл клиента OAuth", "google.sign_in: person"),
    (revoked, "sign_in", "failed", 4, f"больше не принимает ключ {ROBOT}", "Создайте новый ключ"),
    (deleted_account, "sign_in", "failed", 4, f"аккаунт {ROBOT} в Google удалён или отключён", "iam-admin/serviceaccounts"),
    (disabled_account, "sign_in", "failed", 4, "удалён или отключён", "iam-admin/serviceaccounts"),
    (slow_clock, "clock", "failed", 4, "отстают на 180 мин", "точное время"),
    (slow_clock, "sign_in", "failed", 4, "часы компьютера идут неверно", "установку времени по сети"),
    (fast_clock, "clock", "failed", 4, "спешат на 20 мин", "точное время"),
    (a_little_slow, "clock", "failed", 1, "отстают на 9 мин", "точное время"),
    (
        no_sheets_api,
        "sheets_api",
        "failed",
        4,
        "не включён Google Sheets API",
        "sheets.googleapis.com/overview?project=123456789012",
    ),
    (no_drive_api, "drive_api", "failed", 4, "не включён Google Drive API", "drive.googleapis.com/overview?project=123456789012"),
    (not_shared, "sheet", "failed", 4, "не открыт доступ", f"добавьте {ROBOT} как редактора"),
    (no_such_sheet, "sheet", "failed", 4, "такой таблицы нет", f"добавьте {ROBOT} как редактора"),
    (viewer, "editor", "failed", 3, "может только смотреть", f"добавьте {ROBOT} как редактора"),
    (office, "kind", "failed", 4, "это файл Excel на Google Диске", "Файл → Сохранить как таблицу Google"),
    (document, "kind", "failed", 4, "другой файл Google Диска", "https://docs.google.com/spreadsheets/d/"),
    (trashed, "sheet", "failed", 4, "лежит в корзине", "Восстановить"),
    (network_away, "network", "failed", 4, "Google не отвечает", "Проверьте интернет"),
    (quota_of_sheets, "quota", "failed", 4, "исчерпана квота", "через 42 с"),
    (quota_of_drive, "quota", "failed", 4, "исчерпана квота", "подождите минуту-другую"),
    (google_down, "sheet", "failed", 4, "у Google временный сбой (503)", "Подождите несколько минут"),
    (nothing_known, "layout", "failed", 1, "ни один лист не узнан", "sheets-crm adopt google:"),
    (empty, "layout", "failed", 1, "пока ничего нет", "sheets-crm new google:"),
    (protected_sheet, "protections", "failed", 3, "программе закрыты: Sheet1", f"добавьте {ROBOT} в список"),
    (protected_column, "protections", "failed", 3, "программе закрыты: Sheet1: Телефон", "Защитить листы и диапазоны"),
    (protected_but_for_a_column, "protections", "failed", 3, "Sheet1: Клиент, Телефон", "Защитить листы"),
    (full, "size", "warning", 1, "из 10 млн ячеек", "пустые строки"),
    (american, "locale", "warning", 1, "03/04 как 4 марта", "Региональные настройки"),
    (file_in_the_way, "home", "failed", 3, "нельзя писать", "memory_folder"),
]


def named(ill: Callable[[Ward], None] | None) -> str:
    return ill.__name__ if ill else "well"


@pytest.mark.parametrize(
    ("make_ill", "name", "status", "ends", "says", "mend"), ILLS, ids=[f"{named(one[0])}-{one[1]}" for one in ILLS]
)
def test_what_is_wrong_is_told_with_how_to_mend_it(
    ward: Ward, make_ill: Callable[[Ward], None], name: str, status: str, ends: int, says: str, mend: str
) -> None:
    make_ill(ward)
    said, checks = ward.looked()
    assert (checks[name]["status"], said.status) == (status, ends), checks
    assert says in checks[name]["says"]
    assert mend in checks[name]["mend"]
    assert list(checks) == ORDER, "all that was not tried is named, too"


@POSIX
def test_a_key_that_others_may_read_is_not_used(ward: Ward) -> None:
    open_key(ward)
    said, checks = ward.looked()
    assert said.status == 4
    assert "chmod 600 'crm.json'" in checks["key_private"]["mend"]
    assert checks["sign_in"]["status"] == "untried"
    assert "POST /token" not in ward.server.world.log


def test_what_could_not_be_tried_names_the_check_to_mend_first(ward: Ward) -> None:
    revoked(ward)
    _, checks = ward.looked()
    untried = {name for name, one in checks.items() if one["status"] == "untried"}
    assert untried == {
        "sheets_api", "drive_api", "sheet", "kind", "editor", "read", "layout", "protections", "quota", "size", "locale",
    }  # fmt: skip
    assert {checks[name]["says"] for name in untried} == {"сначала наладьте «Вход в Google»"}


def test_one_service_that_is_off_does_not_hide_the_other(ward: Ward) -> None:
    no_drive_api(ward)
    _, checks = ward.looked()
    assert {checks[name]["status"] for name in ("sheets_api", "sheet", "kind")} == {"passed"}
    assert checks["editor"]["status"] == "untried"


@pytest.mark.parametrize(
    "more",
    [
        {"range": {"sheetId": 0, "startColumnIndex": 7, "endColumnIndex": 9}},
        {"warningOnly": True},
        {"editors": (ROBOT,)},
        {"range": {"sheetId": 0, "startRowIndex": 500}},
    ],
    ids=["a column that is not ours", "a mere warning", "we may", "rows far below"],
)
def test_protections_that_are_not_in_our_way_are_no_trouble(ward: Ward, more: dict[str, Any]) -> None:
    protect(ward, **more)
    said, checks = ward.looked()
    assert (said.status, checks["protections"]["status"]) == (0, "passed")


def test_a_tab_of_the_programs_that_somebody_closed_is_named(ward: Ward) -> None:
    ward.owner_does(addSheet={"properties": {"sheetId": 7, "title": "Журнал"}})
    protect(ward, range={"sheetId": 7})
    _, checks = ward.looked()
    assert checks["protections"]["says"] == "программе закрыты: Журнал"


WORDS = {"ru": ("мешает", "не проверено", "До книги пока не добраться."), "en": ("trouble", "not tried", "out of reach")}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_people_read_it_in_their_language(ward: Ward, lang: str) -> None:
    revoked(ward)
    command = [sys.executable, "-c", "from sheets_crm.cli.main import main; main()", "doctor", ward.name, "--lang", lang]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ward.folder, encoding="utf-8")
    assert said.returncode == 4
    assert all(word in said.stdout for word in WORDS[lang])
    assert not said.stderr


def test_without_the_libraries_it_is_told_how_to_install_them(tmp_path: Path) -> None:
    code = "import sys; sys.modules['gspread'] = None; from sheets_crm.cli.main import main; main()"
    command = [sys.executable, "-c", code, "doctor", "google:0123456789abcdef", "--json"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert said.returncode == 4, said.stderr
    (only,) = json.loads(said.stdout)["checks"]
    assert only["status"] == "failed"
    assert "pip install 'sheets-crm[google]'" in only["mend"]


def test_an_address_of_no_book_is_a_wrong_usage(run: Run) -> None:
    assert run("doctor", "https://docs.google.com/spreadsheets/").status == 2
    assert run("doctor", "mysql://there/is").status == 2


def test_should_google_not_find_empty_cells_it_is_told(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = find_replace.places

    def filled(work: Work, area: Area, pattern: re.Pattern[str], ask: dict[str, Any]) -> list[Place]:
        return [place for place in honest(work, area, pattern, ask) if area.sheet.entered(place)]

    ward.write([[*ROWS[0], "Статус", "ID"]])
    assert "ещё ничего не заполнял" in ward.looked()[1]["fills"]["says"]
    with monkeypatch.context() as patch:
        patch.setattr(find_replace, "places", filled)
        assert ward.run("run", "nightly", ward.name).status == 0
    said, checks = ward.looked()
    assert (said.status, checks["fills"]["status"]) == (1, "warning")
    assert "прогоне 1 Google не дал заполнить ни одной пустой ячейки, а собирались 4" in checks["fills"]["says"]
    assert "Исправления записываются" in checks["fills"]["mend"]
    assert ward.run("run", "nightly", ward.name).status == 0
    assert ward.looked()[1]["fills"] == {"name": "fills", "status": "passed", "says": "Google их находит (прогон 2)", "mend": ""}


@pytest.mark.parametrize(("half", "lang"), [(0, "ru"), (1, "en")])
def test_the_chapter_on_google_names_every_check(half: int, lang: Literal["ru", "en"]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "google_setup.md").read_text(encoding="utf-8")
    chapter = text.split("# A Google spreadsheet")[half]
    assert [one.name for one in CHECKS] == ORDER
    assert re.findall(r"^\| (.+?) \| `(\w+)` \|", chapter.split("| `name` |")[1], re.MULTILINE) == [
        (one.title.in_(lang), one.name) for one in CHECKS
    ]


DIRTY = [["Клиент", "Телефон", "Email"], ["анна иванова", "8 916 123 45 67", "ANNA@EXAMPLE.COM "], ["Олег Петров", "", ""]]
PROTECTIONS: list[dict[str, Any]] = [
    {},
    {"range": {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}},
    {"range": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}},
    {"unprotectedRanges": [{"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 9}]},
    {"range": {"sheetId": 0, "startColumnIndex": 7, "endColumnIndex": 9}},
    {"warningOnly": True},
    {"editors": (ROBOT,)},
    {"range": {"sheetId": 0, "startRowIndex": 500}},
]


@pytest.mark.parametrize("more", PROTECTIONS, ids=str)
def test_what_doctor_says_of_protections_is_what_a_run_meets(ward: Ward, more: dict[str, Any]) -> None:
    ward.write(DIRTY)
    protect(ward, **more)
    _, checks = ward.looked()
    said = ward.run("run", "formats", ward.name)
    assert (checks["protections"]["status"] == "failed") == (said.status != 0), said.err
