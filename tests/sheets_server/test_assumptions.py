"""What the program takes for granted of Google is tried by one script, which runs here over HTTP against this server."""

from pathlib import Path

import pytest

pytest.importorskip("gspread")
pytest.importorskip("formualizer")

from sheets_crm.books.google.account import by_key
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.model.settings import GoogleSettings
from sheets_server.assumptions import TAB, TRIALS, Lab, tried
from sheets_server.requests import find_replace
from sheets_server.running import ROBOT, serve


@pytest.mark.parametrize("locale", ["ru_RU", "en_US"])
def test_this_server_does_what_is_taken_for_granted_and_the_tab_is_gone_afterwards(tmp_path: Path, locale: str) -> None:
    with serve() as server:
        file = server.spreadsheet("Книга")
        assert file.book
        file.book.properties = file.book.properties | {"locale": locale}
        settings = GoogleSettings(sheets_url=server.base, drive_url=server.base)
        found = tried(Lab(GoogleClient(by_key(server.key_file(tmp_path, ROBOT)), settings), file.id))
        assert [one for one in found if not one["holds"]] == []
        assert len(found) == len(TRIALS)
        assert TAB not in {sheet.title for sheet in file.book.sheets}


def test_what_is_otherwise_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = find_replace.places
    monkeypatch.setattr(find_replace, "places", lambda *asked: [one for one in honest(*asked) if asked[1].sheet.entered(one)])
    with serve() as server:
        file = server.spreadsheet("Книга")
        settings = GoogleSettings(sheets_url=server.base, drive_url=server.base)
        found = tried(Lab(GoogleClient(by_key(server.key_file(tmp_path, ROBOT)), settings), file.id))
    assert [one["assumption"] for one in found if not one["holds"]] == ["`^$` in a range finds an empty cell"]
