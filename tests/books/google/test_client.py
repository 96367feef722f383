"""Requests on bad days: what is repeated, what is not, and what people are told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from requests import Response, Session
from scripted import EMAIL, HANG_UP, SILENCE, Answer, Script, self_signed, serving

from sheets_crm.books.google.account import sign_in
from sheets_crm.books.google.client import PATIENCE, TRIES, TRIES_OFFLINE, GoogleClient
from sheets_crm.books.google.failures import GoogleError, MayHaveLandedError
from sheets_crm.model.settings import GoogleSettings

ID = "an-id-of-a-spreadsheet"
FINE: Answer = (200, {"replies": []}, {})
QUOTA: Answer = (429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}, {})
DRIVE_QUOTA: Answer = (
    403,
    {"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}]}},
    {},
)
PAGE: Answer = (200, "<html>Log in to this Wi-Fi</html>", {"Content-Type": "text/html; charset=utf-8"})


def failed(status: int) -> Answer:
    return (status, {"error": {"code": status, "message": "x"}}, {})


def wrong(status: int, message: str = "", *, reason: str = "", **more: Any) -> Answer:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, **more}] if reason else []
    return (status, {"error": {"code": status, "message": message, "details": details}}, {})


class Waits(list[float]):
    """A clock that goes only when somebody sleeps."""

    def sleep(self, seconds: float) -> None:
        self.append(seconds)

    def now(self) -> float:
        return sum(self)


@dataclass
class Waited:
    """A session that waits for an answer as long as it takes, but hardly for one that will not come."""

    session: Session
    script: Script

    def __getattr__(self, name: str) -> Any:
        return getattr(self.session, name)

    def request(self, *what: Any, **about: Any) -> Response:
        left = len(self.script.answers)
        silent = left > 0 and self.script.answers[0] == SILENCE
        try:
            return self.session.request(*what, **about | {"timeout": 0.3 if silent else 60})
        finally:
            while silent and len(self.script.answers) == left:  # it has not even been heard
                time.sleep(0.01)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client(key_file: Callable[[str], Path], script: Script, waits: Waits) -> GoogleClient:
    settings = GoogleSettings(key_file=str(key_file(script.url)), sheets_url=script.url, drive_url=f"{script.url}/")
    made = GoogleClient(sign_in(settings), settings, sleep=waits.sleep, clock=waits.now, chance=lambda: 0.5)
    made.session = cast("Session", Waited(made.session, script))
    return made


def test_both_services_are_asked_at_their_addresses(client: GoogleClient, script: Script) -> None:
    script.answers.extend([(200, {"sheets": []}, {}), (200, {"version": "1"}, {}), FINE])
    client.spreadsheet(ID, "sheets", ["A1", "B2"])
    client.drive_file(ID, "version")
    client.batch_update(ID, {"requests": []})
    assert script.seen == [
        ("GET", f"/v4/spreadsheets/{ID}?fields=sheets&prettyPrint=false&ranges=A1&ranges=B2"),
        ("GET", f"/drive/v3/files/{ID}?fields=version&supportsAllDrives=true"),
        ("POST", f"/v4/spreadsheets/{ID}:batchUpdate"),
    ]
    assert script.tokens == 1
    assert all(one["authorization"] == "Bearer a-token" and "gzip" in one["user-agent"] for one in script.headers)


@pytest.mark.parametrize("trouble", [QUOTA, DRIVE_QUOTA, *map(failed, (500, 502, 503, 504)), HANG_UP, SILENCE, PAGE])
def test_a_read_is_repeated_while_the_trouble_may_pass(
    client: GoogleClient, script: Script, waits: Waits, trouble: Answer
) -> None:
    script.answers.extend([trouble, trouble, (200, {"version": "1"}, {})])
    assert client.drive_file(ID, "version") == {"version": "1"}
    assert waits == [1.5, 2.5]


def test_reading_gives_up_in_the_end(client: GoogleClient, script: Script, waits: Waits) -> None:
    script.answers.extend([failed(503)] * 50)
    with pytest.raises(GoogleError, match="trouble of its own") as raised:
        client.drive_file(ID, "version")
    assert raised.value.trouble == "server"
    assert len(script.seen) == TRIES
    assert sum(waits) <= PATIENCE


def test_google_names_how_long_to_wait(client: GoogleClient, script: Script, waits: Waits) -> None:
    script.answers.extend([(429, {}, {"Retry-After": "40"}), (200, {}, {})])
    client.drive_file(ID, "version")
    assert waits == [40]


def test_nobody_waits_an_hour(client: GoogleClient, script: Script, waits: Waits) -> None:
    script.answers.append((429, {}, {"Retry-After": "3600"}))
    with pytest.raises(GoogleError, match="quota"):
        client.drive_file(ID, "version")
    assert not waits


@pytest.mark.parametrize("trouble", [*map(failed, (500, 502, 503, 504)), HANG_UP, SILENCE, PAGE])
def test_a_write_without_a_clear_answer_is_never_repeated(client: GoogleClient, script: Script, trouble: Answer) -> None:
    script.answers.extend([trouble, FINE])
    with pytest.raises(MayHaveLandedError, match="may have been done or not"):
        client.batch_update(ID, {"requests": []})
    assert len(script.seen) == 1


def test_a_write_that_the_quota_kept_out_is_sent_again(client: GoogleClient, script: Script) -> None:
    script.answers.extend([QUOTA, FINE])
    assert client.batch_update(ID, {"requests": []}) == {"replies": []}


def test_a_write_that_never_left_is_no_write(key_file: Callable[[str], Path], script: Script, waits: Waits) -> None:
    nobody = GoogleSettings(key_file=str(key_file(script.url)), sheets_url="http://127.0.0.1:9")
    client = GoogleClient(sign_in(nobody), nobody, sleep=waits.sleep, clock=waits.now)
    with pytest.raises(GoogleError, match="does not answer") as raised:
        client.batch_update(ID, {"requests": []})
    assert not isinstance(raised.value, MayHaveLandedError)
    assert len(waits) == TRIES_OFFLINE - 1


@pytest.mark.parametrize("verb", ["getByDataFilter", "values:batchGetByDataFilter"])
def test_reads_by_post_are_reads(client: GoogleClient, script: Script, verb: str) -> None:
    script.answers.extend([failed(500), (200, {}, {})])
    assert client.request("post", f"https://sheets.googleapis.com/v4/spreadsheets/{ID}:{verb}", json={}).ok


DISABLED = "Google Sheets API has not been used in project 12345 before or it is disabled. Enable it by visiting ..."
PROTECTED = "Invalid requests[0].updateCells: You are trying to edit a protected cell or object."
READING = [
    (wrong(404, "Requested entity was not found."), "not_found", EMAIL),
    (wrong(403, "The caller does not have permission"), "not_shared", EMAIL),
    (
        wrong(403, DISABLED, reason="SERVICE_DISABLED", metadata={"service": "sheets.googleapis.com"}),
        "api_disabled",
        "library/sheets",
    ),
    (
        (403, {"error": {"message": "Drive it is disabled", "errors": [{"reason": "accessNotConfigured"}]}}, {}),
        "api_disabled",
        "library/drive",
    ),
    (wrong(403, "Request had insufficient authentication scopes.", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "scopes", "Drive"),
    (wrong(400, "This operation is not supported for this document"), "office_file", "Save as Google Sheets"),
    (wrong(400, 'Invalid value at "Anna +7 916": bad'), "refused", "Invalid value at …: bad"),
    ((418, "a teapot", {}), "refused", "(418)"),
]
WRITING = [
    (wrong(403, "The caller does not have permission"), "read_only", EMAIL),
    (wrong(400, PROTECTED), "protected", EMAIL),
    (wrong(403, "You are trying to edit a protected cell or object."), "protected", EMAIL),
]


@pytest.mark.parametrize(("answer", "trouble", "told"), READING)
def test_reading_tells_what_is_wrong_and_how_to_mend_it(
    client: GoogleClient, script: Script, answer: Answer, trouble: str, told: str
) -> None:
    script.answers.append(answer)
    with pytest.raises(GoogleError) as raised:
        client.spreadsheet(ID, "sheets")
    assert raised.value.trouble == trouble
    assert told in raised.value.told("en")
    assert raised.value.told("ru").startswith(f"google:{ID}: ")
    assert "Anna" not in raised.value.told("ru")


@pytest.mark.parametrize(("answer", "trouble", "told"), WRITING)
def test_writing_tells_who_keeps_us_out(client: GoogleClient, script: Script, answer: Answer, trouble: str, told: str) -> None:
    script.answers.append(answer)
    with pytest.raises(GoogleError) as raised:
        client.batch_update(ID, {"requests": []})
    assert raised.value.trouble == trouble
    assert told in raised.value.told("ru")


FAR_OFF = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."


@pytest.mark.parametrize(
    ("said", "trouble"),
    [("Invalid JWT Signature.", "key"), ("Invalid grant: account not found", "key"), (FAR_OFF, "clock")],
)
def test_a_sign_in_that_fails_names_the_key_or_the_clock(client: GoogleClient, script: Script, said: str, trouble: str) -> None:
    script.token = (400, {"error": "invalid_grant", "error_description": said}, {})
    for ask in (lambda: client.drive_file(ID, "version"), lambda: client.batch_update(ID, {})):
        with pytest.raises(GoogleError) as raised:
            ask()
        assert raised.value.trouble == trouble
    assert not script.seen


def test_an_expired_token_is_renewed(client: GoogleClient, script: Script) -> None:
    script.answers.extend([wrong(401, "Invalid Credentials"), FINE])
    assert client.batch_update(ID, {"requests": []}) == {"replies": []}
    assert script.tokens == 2


def test_a_key_that_stays_refused_is_told(client: GoogleClient, script: Script) -> None:
    script.answers.extend([wrong(401, "Invalid Credentials")] * 5)
    with pytest.raises(GoogleError, match="no longer takes the key"):
        client.drive_file(ID, "version")


def test_somebody_who_cannot_show_to_be_google_gets_nothing(
    key_file: Callable[[str], Path], script: Script, waits: Waits, tmp_path: Path
) -> None:
    with serving(self_signed(tmp_path)) as stranger:
        settings = GoogleSettings(key_file=str(key_file(script.url)), sheets_url=stranger.url)
        client = GoogleClient(sign_in(settings), settings, sleep=waits.sleep, clock=waits.now)
        with pytest.raises(GoogleError, match="made sure that it is Google"):
            client.batch_update(ID, {"requests": []})
        assert not stranger.seen
        assert not waits
