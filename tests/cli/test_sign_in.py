"""Signing in otherwise than by a key: a person in a browser, on a terminal and at night; and as the computer is set up."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

pytest.importorskip("gspread")
pytest.importorskip("pty", reason="only POSIX has terminals that a test can be")

from sheets_server import browser
from sheets_server.consent import EXCHANGE, make_client_file
from sheets_server.drive import File
from sheets_server.running import ROBOT, Running, serve

from sheets_crm.books.google.failures import GoogleError, Trouble
from sheets_crm.books.google.keyfiles import SCOPES
from sheets_crm.books.google.person import asking
from sheets_crm.engine.watch.failures import OF_GOOGLE

PERSON = "olga@example.com"
COMMAND = "from sheets_crm.cli.main import main; main()"


@dataclass
class Said:
    """What a command left behind; `terminal` is what the person saw beside its output."""

    status: int
    out: str
    terminal: str

    @property
    def checks(self) -> dict[str, dict[str, str]]:
        return {one["name"]: one for one in json.loads(self.out)["checks"]}


@dataclass
class Desk:
    """A computer, and a spreadsheet that its person works with."""

    server: Running
    file: File
    folder: Path

    @property
    def consent(self) -> Path:
        return self.folder / "authorized_user.json"

    def config(self, **google: str) -> None:
        told = {"sheets_url": self.server.base, "drive_url": self.server.base} | google
        (self.folder / "sheets-crm.yaml").write_text(json.dumps({"google": told}), encoding="utf-8")

    def environment(self, verdict: str, more: Mapping[str, str]) -> dict[str, str]:
        opened = f"{sys.executable} {browser.__file__} {verdict} %s &"
        return {**os.environ, "BROWSER": opened, "OAUTHLIB_INSECURE_TRANSPORT": "1", "NO_PROXY": "*", **more}

    def at_terminal(self, *words: str, verdict: str = "allow") -> Said:
        """Run it where a person sits, whose browser decides so."""
        master, slave = os.openpty()
        command = [sys.executable, "-c", COMMAND, *words]
        started = subprocess.Popen(
            command, cwd=self.folder, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=self.environment(verdict, {})
        )
        os.close(slave)
        seen: list[bytes] = []
        reader = threading.Thread(target=read_all, args=(master, seen))
        reader.start()
        out, _ = started.communicate(timeout=240)
        reader.join(120)
        os.close(master)
        return Said(started.returncode, out.decode(), b"".join(seen).decode())

    def at_night(self, *words: str, **more: str) -> Said:
        """Run it where nobody sits."""
        command = [sys.executable, "-c", COMMAND, *words]
        said = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environment("allow", more),
            timeout=240,
            check=False,
        )
        return Said(said.returncode, said.stdout, said.stderr)

    def doctor(self, **more: str) -> Said:
        return self.at_night("doctor", f"google:{self.file.id}", "--json", "--lang", "ru", **more)


def read_all(terminal: int, seen: list[bytes]) -> None:
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            return
        if not part:
            return
        seen.append(part)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serve() as server:
        file = server.spreadsheet(shared_with=PERSON)
        desk = Desk(server, file, tmp_path)
        make_client_file(tmp_path / "client.json", server.accounts, server.base)
        desk.config(sign_in="person", key_file="client.json")
        yield desk
        assert not server.world.crashes


def signed_in(desk: Desk) -> Said:
    said = desk.at_terminal("doctor", f"google:{desk.file.id}", "--json", "--lang", "ru")
    assert said.checks["sign_in"]["status"] == "passed", said
    return said


def test_a_person_allows_it_once_in_the_browser(desk: Desk) -> None:
    said = signed_in(desk)
    assert PERSON in said.checks["drive_api"]["says"]
    assert "Разрешите программе вход в браузере" in said.terminal
    assert re.search(r"http://127\.0\.0\.1:\d+/o/oauth2/auth\?", said.terminal), "for a browser elsewhere"
    assert stat.S_IMODE(desk.consent.stat().st_mode) == 0o600
    kept = json.loads(desk.consent.read_text(encoding="utf-8"))
    assert "ya29." not in json.dumps(kept), "the short-lived token is not kept"
    assert kept["refresh_token"] not in said.out + said.terminal
    assert kept["client_secret"] not in said.out + said.terminal


def test_from_then_on_jobs_at_night_sign_in_by_themselves(desk: Desk) -> None:
    signed_in(desk)
    asked = len(desk.server.world.log)
    said = desk.at_night("check", f"google:{desk.file.id}")
    assert said.status in {0, 1}, said
    assert "POST /token" in desk.server.world.log[asked:]
    assert not [line for line in desk.server.world.log[asked:] if "/o/oauth2/" in line], "nobody is asked again"


@pytest.mark.parametrize("words", [("check",), ("run", "nightly"), ("doctor",)], ids=" ".join)
def test_at_night_no_browser_is_waited_for(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk.at_night(*words, f"google:{desk.file.id}", "--lang", "ru")
    assert said.status == 4
    assert "человек ещё не разрешил программе вход" in said.out + said.terminal
    assert "Запустите в окне терминала sheets-crm doctor" in said.out + said.terminal
    assert not [line for line in desk.server.world.log if "/o/oauth2/" in line]


REFUSALS = [
    ("deny", "в браузере вход не разрешили"),
    ("sheets-only", "не дано право на Таблицы и Диск"),
]


@pytest.mark.parametrize(("verdict", "says"), REFUSALS)
def test_who_does_not_allow_it_leaves_nothing_behind(desk: Desk, verdict: str, says: str) -> None:
    said = desk.at_terminal("doctor", f"google:{desk.file.id}", "--json", "--lang", "ru", verdict=verdict)
    assert said.status == 4
    assert says in said.checks["sign_in"]["says"]
    assert not desk.consent.exists()


def test_a_consent_that_was_taken_back_is_told_at_night_and_asked_for_at_the_terminal(desk: Desk) -> None:
    signed_in(desk)
    desk.server.accounts.revoke(PERSON)
    said = desk.doctor()
    assert said.status == 4
    assert said.checks["sign_in"]["says"] == "разрешение человека на вход отозвано или истекло"
    assert "Publish app" in said.checks["sign_in"]["mend"]
    assert "отозвано" in desk.at_night("run", "nightly", f"google:{desk.file.id}", "--lang", "ru").terminal
    signed_in(desk)
    assert desk.doctor().checks["sign_in"]["status"] == "passed"


def test_a_client_that_was_deleted_is_told(desk: Desk) -> None:
    signed_in(desk)
    desk.server.accounts.clients = {"another": "secret"}
    said = desk.doctor()
    assert "не знает клиента OAuth" in said.checks["sign_in"]["says"]
    assert "Desktop app" in said.checks["sign_in"]["mend"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"web": {"client_id": "x"}}, "для веб-сайтов"),
        ({"type": "service_account"}, "это ключ сервисного аккаунта"),
        ({"something": "else"}, "это не файл клиента OAuth"),
    ],
)
def test_another_file_than_a_clients_is_told(desk: Desk, content: dict[str, Any], says: str) -> None:
    (desk.folder / "client.json").write_text(json.dumps(content), encoding="utf-8")
    said = desk.doctor()
    assert says in said.checks["key_kind"]["says"]
    assert "Desktop app" in said.checks["key_kind"]["mend"]


def federated(desk: Desk, **more: str) -> Path:
    """What a server elsewhere is set up with: a token of its own cloud, and where Google exchanges it."""
    (desk.folder / "outer-token").write_text("a-token-of-another-cloud", encoding="utf-8")
    told = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pool/providers/here",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": desk.server.base + EXCHANGE,
        "credential_source": {"file": str(desk.folder / "outer-token")},
    }
    path = desk.folder / "federation.json"
    path.write_text(json.dumps(told | more), encoding="utf-8")
    desk.config(sign_in="ambient")
    return path


def test_a_server_elsewhere_signs_in_by_its_own_clouds_token(desk: Desk) -> None:
    path = federated(desk)
    desk.server.accounts.federated["a-token-of-another-cloud"] = PERSON
    said = desk.doctor(GOOGLE_APPLICATION_CREDENTIALS=str(path))
    assert said.checks["read"]["status"] == "passed", said
    assert "POST /v1/token" in desk.server.world.log


def test_it_may_act_for_a_service_account(desk: Desk) -> None:
    place = f"{desk.server.base}/v1/projects/-/serviceAccounts/{ROBOT}:generateAccessToken"
    path = federated(desk, service_account_impersonation_url=place)
    desk.server.key_file(desk.folder)
    desk.server.world.share(desk.file, ROBOT)
    desk.server.accounts.federated["a-token-of-another-cloud"] = "principal"
    said = desk.doctor(GOOGLE_APPLICATION_CREDENTIALS=str(path))
    assert said.checks["sign_in"]["says"] == f"получился, мы — {ROBOT}"
    assert said.checks["read"]["status"] == "passed"
    assert desk.at_night("check", f"google:{desk.file.id}", GOOGLE_APPLICATION_CREDENTIALS=str(path)).status in {0, 1}


def test_a_token_that_google_does_not_exchange_is_told(desk: Desk) -> None:
    said = desk.doctor(GOOGLE_APPLICATION_CREDENTIALS=str(federated(desk)))
    assert said.status == 4
    assert "Google не принял вход, настроенный на этом компьютере" in said.checks["sign_in"]["says"]
    assert "a-token-of-another-cloud" not in said.out + said.terminal


def test_a_computer_that_is_not_set_up_is_told_how(desk: Desk) -> None:
    federated(desk)
    said = desk.doctor(GOOGLE_APPLICATION_CREDENTIALS=str(desk.folder / "gone.json"))
    assert "gcloud auth application-default login" in said.checks["sign_in"]["mend"]


def test_a_clients_file_is_not_needed_once_the_consent_is_there(desk: Desk) -> None:
    signed_in(desk)
    (desk.folder / "client.json").unlink()
    said = desk.doctor()
    assert said.checks["read"]["status"] == "passed", said
    assert said.checks["key_found"]["says"] == "authorized_user.json"


def test_a_consent_that_is_torn_is_told_at_night_and_asked_for_at_the_terminal(desk: Desk) -> None:
    signed_in(desk)
    desk.consent.write_text("{", encoding="utf-8")
    assert desk.doctor().checks["key_readable"]["status"] == "failed"
    desk.consent.write_text("{}", encoding="utf-8")
    assert "повреждён" in desk.doctor().checks["sign_in"]["says"]
    signed_in(desk)


def test_a_person_who_leaves_is_not_waited_for_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in desk.environment("leave", {}).items():
        monkeypatch.setenv(name, value)
    client = json.loads((desk.folder / "client.json").read_text(encoding="utf-8"))
    with pytest.raises(GoogleError, match="nobody allowed it in the browser"):
        asking(lambda text: text.en, patience=1)(client_config=client, scopes=SCOPES)


def test_the_log_of_the_night_has_words_for_every_trouble() -> None:
    assert set(OF_GOOGLE) == set(get_args(Trouble))
