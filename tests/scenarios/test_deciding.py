"""Staff decide on duplicates in the sheet, also in the very second in which the program draws the tab anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import paper
import pytest
from desks import Desk, sheets_crm
from seen import seen
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from telling import stories

from sheets_crm.cli.opening import open_book, open_config
from sheets_crm.engine.run import run_job
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.planning.plan import make_plan

NOW = datetime(2026, 11, 20, 3)
BOOK = next(story for story in stories() if story.name == "duplicates")
TAB = "Дубли"
Lay = Callable[..., Desk]


def rows(desk: Desk) -> dict[str, str]:
    """What is chosen beside each client, by the key at the end of the row."""
    cells = seen(desk.open())[TAB]
    header = {one.text: place[:-1] for place, one in cells.items() if place.endswith("5") and len(place) == 2}
    keys = {place[len(header["Запись"]) :]: one.text for place, one in cells.items() if place.startswith(header["Запись"])}
    return {key: cells[f"A{row}"].text if f"A{row}" in cells else "" for row, key in keys.items() if row != "5"}


def place_of(desk: Desk, key: str) -> str:
    cells = seen(desk.open())[TAB]
    return next(f"{TAB}!A{''.join(filter(str.isdigit, place))}" for place, one in cells.items() if one.text == key)


def choose(desk: Desk, chosen: Mapping[str, Any]) -> None:
    desk.do(paper.types(desk.open(), {place_of(desk, key): word for key, word in chosen.items()}))


def nightly(desk: Desk, meanwhile: Callable[[], None] = lambda: None) -> None:
    config = open_config(None, str(desk.folder / "x"))

    def planned(*told: Any) -> Any:
        plan = make_plan(*told)
        meanwhile()
        return plan

    run_job(open_book(desk.name, config), load_job("nightly"), config, NOW, planner=planned)


@pytest.fixture
def desk(lay: Lay) -> Desk:
    made = lay("google", BOOK.book())
    nightly(made)
    return made


def test_what_is_chosen_while_the_tab_is_drawn_stays_with_its_client(desk: Desk) -> None:
    choose(desk, {"K-00001": "объединить"})
    nightly(desk, lambda: choose(desk, {"K-00002": "разные", "K-00003": "потом"}))
    assert rows(desk) == {"K-00002": "разные", "K-00005": "", "K-00003": "потом", "K-00006": ""}
    nightly(desk)
    assert rows(desk) == {"K-00003": "потом", "K-00006": "", "≠K-00002": "разные", "≠K-00005": ""}


def test_a_choice_that_is_changed_in_that_second_is_not_overwritten(desk: Desk) -> None:
    choose(desk, {"K-00003": "потом", "K-00001": "объединить"})
    nightly(desk, lambda: choose(desk, {"K-00003": "разные"}))
    assert rows(desk)["K-00003"] == "разные"


def test_staff_may_write_into_that_one_column_and_nowhere_else(desk: Desk) -> None:
    column, other = place_of(desk, "K-00001"), place_of(desk, "K-00001").replace("!A", "!C")
    staff = Caller("staff@example.ru", "owner@example.ru")
    batch_update(desk.open(), {"requests": paper.types(desk.open(), {column: "потом"})}, staff)
    with pytest.raises(Exception, match="protected"):
        batch_update(desk.open(), {"requests": paper.types(desk.open(), {other: "нет"})}, staff)


def test_what_the_owner_writes_into_the_archive_meanwhile_stays(desk: Desk) -> None:
    choose(desk, {"K-00001": "объединить"})
    nightly(desk)
    choose(desk, {"K-00003": "объединить"})
    nightly(desk, lambda: desk.do(paper.types(desk.open(), {"Архив!F6": "Сухова, наша давняя"})))
    archive = seen(desk.open())["Архив"]
    assert archive["F6"].text == "Сухова, наша давняя"
    assert {one.text for place, one in archive.items() if place.startswith("C")} >= {"K-00001", "K-00006"}


@pytest.mark.parametrize("kind", ["xlsx", "google"])
def test_a_merge_by_command_is_shown_first_and_taken_back_whole(lay: Lay, kind: str) -> None:
    desk = lay(kind, BOOK.book())
    before = seen(desk.open())
    words = ["duplicates", desk.name, "--merge", "K-00001,K-00004", "--json", "--today", "2026-11-20"]
    shown = sheets_crm(desk, *words)
    assert (shown.status, shown.json["run"]) == (1, None)
    assert seen(desk.open()) == before
    done = sheets_crm(desk, *words, "--apply")
    assert (done.status, done.json["receipt"]["kept"]) == (0, [])
    assert [one["cell"] for one in done.json["changes"]] == [one["cell"] for one in shown.json["changes"]]
    assert sheets_crm(desk, "undo", desk.name, "--json", "--today", "2026-11-20").json["kept"] == []
    after = seen(desk.open())
    assert {sheet: after[sheet] for sheet in before} == before


@pytest.mark.parametrize("kind", ["xlsx", "google"])
def test_ids_in_a_sheet_of_peoples_own_follow(lay: Lay, kind: str) -> None:
    own = [["Сумма", "Чья"], [100, "K-00004"], [200, "K-00001"], [300, "K-00007"]]
    desk = lay(kind, paper.book({**BOOK.told["sheets"], "Оплаты": own}, "ru_RU"))
    words = ["duplicates", desk.name, "--merge", "K-00001,K-00004", "--json", "--today", "2026-11-20", "--apply"]
    done = sheets_crm(desk, *words)
    assert done.json["receipt"]["kept"] == []
    now = seen(desk.open())["Оплаты"]
    assert {now["B2"].text, now["B3"].text} == {"K-00004"}
    found = sheets_crm(desk, "check", desk.name, "--json", "--today", "2026-11-20").json["findings"]
    assert [one["cell"] for one in found if one["rule"] == "merges"] == []
