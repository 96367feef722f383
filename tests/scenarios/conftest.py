"""One local server for all stories; a story is played once on each desk, however many tests ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest

from sheets_crm.cli.language import speak, spoken

collect_ignore_glob = [] if find_spec("gspread") and find_spec("formualizer") else ["test_*.py"]

if not collect_ignore_glob:
    from desks import Desk, GoogleDesk, XlsxDesk
    from sheets_server.running import Running, serve
    from sheets_server.spreadsheet import Spreadsheet
    from telling import Played, Story, play


Lay = Callable[..., "Desk"]


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def the_terminals_language() -> Iterator[None]:
    before = spoken()
    speak("ru")
    yield
    speak(before)


@pytest.fixture(scope="session")
def lay(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Lay:
    """Lay a book on a desk of a kind, with a config; without a book, an empty place for one."""

    def make(kind: str, book: Spreadsheet | None = None, config: str = "", locale: str = "ru_RU") -> Desk:
        folder = tmp_path_factory.mktemp(kind)
        desks = {
            "xlsx": lambda: XlsxDesk(folder, book, config, locale),
            "google": lambda: GoogleDesk(folder, book, server, config, locale),
        }
        return desks[kind]()

    return make


@pytest.fixture(scope="session")
def played(lay: Lay) -> Callable[[str, Story], Played]:
    known: dict[tuple[str, str], Played] = {}

    def once(kind: str, story: Story) -> Played:
        if (kind, story.name) not in known:
            known[kind, story.name] = play(story, lay(kind, story.book(), story.config))
        return known[kind, story.name]

    return once
