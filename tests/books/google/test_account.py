"""Signing in: what must be where, and who may read it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted import EMAIL, Script

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.failures import GoogleError
from sheets_crm.model.settings import GoogleSettings

POSIX = pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")


def settings_for(path: Path, url: str = "http://127.0.0.1:9") -> GoogleSettings:
    return GoogleSettings(key_file=str(path), sheets_url=url, drive_url=url)


def test_a_key_file_names_whom_to_share_with(key_file: Callable[[str], Path], script: Script) -> None:
    account = sign_in(settings_for(key_file(script.url)))
    assert account.email == EMAIL
    assert script.tokens == 0


def test_a_relative_key_file_starts_from_the_config(key_file: Callable[[str], Path], script: Script) -> None:
    path = key_file(script.url)
    assert sign_in(settings_for(Path(path.name)), path.parent).email == EMAIL


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_may_read_is_refused_with_the_command_that_mends_it(
    key_file: Callable[[str], Path], script: Script, mode: int
) -> None:
    path = key_file(script.url)
    path.chmod(mode)
    with pytest.raises(GoogleError) as raised:
        sign_in(settings_for(path))
    assert raised.value.trouble == "key"
    assert f"chmod 600 '{path}'" in raised.value.told("ru")
    path.chmod(0o600)
    assert sign_in(settings_for(path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no key file"),
        ("", "no key file of Google"),
        ("[1]", "no key file of Google"),
        ("not JSON", "no key file of Google"),
        ('{"installed": {}}', "not the key of a service account"),
        ('{"type": "service_account", "client_email": "a@b"}', "damaged"),
        ('{"type": "service_account", "client_email": "a@b", "token_uri": "x", "private_key": "x"}', "damaged"),
    ],
)
def test_a_file_that_is_no_key_says_how_to_make_one(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.touch(0o600)
        path.write_text(content, encoding="utf-8")
    with pytest.raises(GoogleError, match=told) as raised:
        sign_in(settings_for(path))
    assert raised.value.where == str(path)
    assert "google.key_file" in raised.value.told("ru")


def consent(folder: Path) -> Path:
    """What is left when a person has allowed it in the browser."""
    told = {"client_id": "i", "client_secret": "s", "refresh_token": "r", "token": "a-token", "expiry": "2999-01-01T00:00:00Z"}
    path = folder / "authorized_user.json"
    path.touch(0o600)
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_person_who_once_allowed_it_is_signed_in(tmp_path: Path, script: Script) -> None:
    consent(tmp_path)
    settings = GoogleSettings(
        sign_in="person", key_file=str(tmp_path / "client.json"), sheets_url=script.url, drive_url=script.url
    )
    script.answers.append((200, {"version": "7"}, {}))
    client = GoogleClient(sign_in(settings), settings)
    assert client.drive_file("an-id", "version") == {"version": "7"}
    assert script.headers[0]["authorization"] == "Bearer a-token"


@POSIX
def test_a_persons_consent_is_private_too(tmp_path: Path) -> None:
    consent(tmp_path).chmod(0o644)
    with pytest.raises(GoogleError, match="chmod 600"):
        sign_in(GoogleSettings(sign_in="person", key_file=str(tmp_path / "client.json")))


def test_no_browser_is_waited_for_where_nobody_sits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "client.json"
    path.write_text('{"installed": {"client_id": "x"}}', encoding="utf-8")
    with (tmp_path / "empty").open("w+", encoding="utf-8") as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        with pytest.raises(GoogleError, match="no person has allowed"):
            sign_in(GoogleSettings(sign_in="person", key_file=str(path)))


def test_ambient_credentials_are_those_of_the_computer(
    key_file: Callable[[str], Path], script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key_file(script.url)))
    assert sign_in(GoogleSettings(sign_in="ambient")).email == EMAIL
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key_file(script.url).with_name("gone.json")))
    with pytest.raises(GoogleError, match="gcloud auth"):
        sign_in(GoogleSettings(sign_in="ambient"))
