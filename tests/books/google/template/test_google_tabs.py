"""The program's own tabs in a spreadsheet: charts that are native and never doubled, and protections that come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sheets_server.discovery import faults
from sheets_server.drive import File
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, ROBOT, Running
from sheets_server.spreadsheet import Json, Sheet

from sheets_crm.books.google.book import GoogleBook
from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.template.spreadsheet import Made
from sheets_crm.books.google.writing.facts import GoogleSnapshot, SheetFacts
from sheets_crm.books.google.writing.tabs import tab_steps
from sheets_crm.engine.run import RunResult, run_job
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job
from sheets_crm.model.report import Chart, Report, ReportCell

NOW = datetime(2026, 11, 20, 3)
CONTENT = {
    "clients": [{"name": "ООО «Ромашка»", "phone": "+7 916 123-45-67", "service": "Стрижка", "id": "K-00001"}],
    "services": [{"title": "Стрижка", "price": 1500}],
    "orders": [
        {"date": datetime(2026, month, 5).date(), "client": "ООО «Ромашка»", "amount": 1500 * month, "stage": "оплачен"}
        for month in (8, 9, 10)
    ],
}
CHART = Chart("Выручка", 1, 2, 4, 6, "G4")
ROWS = tuple((ReportCell(f"строка {at}"), ReportCell(at, "integer")) for at in range(8))
REPORT = Report("summary", "Сводка", (20, 10), ROWS, 2, CHART)
THERE = SheetFacts(7, 60, 20, guarded=True)


@pytest.fixture
def night(create: Callable[..., Made], client: GoogleClient, file: File, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """Make a book, and return how to run the nightly job on it so many days later."""
    monkeypatch.chdir(tmp_path)
    create(CONTENT)

    def run(days: int = 0) -> RunResult:
        return run_job(GoogleBook(file.id, client), load_job("nightly"), Config(), NOW + timedelta(days=days), afresh=True)

    run()
    return run


def tab(file: File, title: str = "Сводка") -> Sheet:
    assert file.book is not None
    return next(one for one in file.book.sheets if one.title == title)


def by_owner(server: Running, file: File, *requests: Json) -> None:
    with server.world.lock:
        assert file.book is not None
        file.book, _ = batch_update(file.book, {"requests": list(requests)}, Caller(OWNER, OWNER))
        server.world.touch(file, OWNER)


def series(file: File) -> tuple[list[Any], list[Any]]:
    """The names and the numbers that the chart of the tab shows."""
    (chart,) = tab(file).charts.values()
    basic = chart["spec"]["basicChart"]
    return shown(file, basic["domains"][0]["domain"]), shown(file, basic["series"][0]["series"])


def shown(file: File, data: Json) -> list[Any]:
    (area,) = data["sourceRange"]["sources"]
    assert area["endColumnIndex"] - area["startColumnIndex"] == 1
    rows = range(area["startRowIndex"], area["endRowIndex"])
    return [next(iter((tab(file).effective((row, area["startColumnIndex"])) or {"": None}).values())) for row in rows]


def test_a_night_draws_the_months_and_sets_the_tab_that_the_template_left_blank(night: Any, file: File) -> None:
    names, numbers = series(file)
    sold = {"авг 2026": 12000, "сен 2026": 13500, "окт 2026": 15000}
    assert dict(zip(names, numbers, strict=True)) == {**dict.fromkeys(names, 0), **sold}
    assert len(names) == 12
    assert all("pixelSize" in tab(file).columns[at] for at in range(4))
    assert tab(file).properties["gridProperties"]["frozenRowCount"] == 2
    assert night().receipt is None, "a second run of the same day writes nothing"


def test_another_night_draws_the_same_chart_and_leaves_those_of_other_people(night: Any, server: Running, file: File) -> None:
    ((number, ours),) = tab(file).charts.items()
    by_owner(server, file, {"addChart": {"chart": {"spec": {**ours["spec"], "altText": "моя"}, "position": ours["position"]}}})
    night(40)
    mine, theirs = tab(file).charts.values()
    assert mine["chartId"] == number
    assert shown(file, mine["spec"]["basicChart"]["domains"][0]["domain"])[-1] == "дек 2026"
    assert theirs["spec"] == {**ours["spec"], "altText": "моя"}


def test_a_chart_and_a_protection_that_a_person_took_away_come_back_once(night: Any, server: Running, file: File) -> None:
    (chart,), (protection,) = tab(file).charts, tab(file).protected_ranges
    by_owner(server, file, {"deleteEmbeddedObject": {"objectId": chart}})
    by_owner(server, file, {"deleteProtectedRange": {"protectedRangeId": protection}})
    for days in (1, 2):
        night(days)
        (closed,) = tab(file).protected_ranges.values()
        assert closed["editors"]["users"] == [ROBOT, OWNER]
        assert len(tab(file).charts) == 1


def test_a_tab_that_was_deleted_is_made_with_its_chart_and_its_protection(night: Any, server: Running, file: File) -> None:
    by_owner(server, file, {"deleteSheet": {"sheetId": tab(file).id}})
    night()
    assert (len(tab(file).charts), len(tab(file).protected_ranges)) == (1, 1)


def asked(report: Report, *there: SheetFacts) -> list[Json]:
    snapshot = GoogleSnapshot(book="", identity="1", grids={}, facts=dict.fromkeys(["Сводка"], *there) if there else {})
    requests = [step.request for step in tab_steps(report, snapshot)]
    assert faults("sheets", "BatchUpdateSpreadsheetRequest", {"requests": requests}) == []
    return requests


def kinds(requests: list[Json]) -> list[str]:
    return [kind for request in requests for kind in request]


@pytest.mark.parametrize(
    ("report", "there", "wanted"),
    [
        (REPORT, (), {"addSheet", "addProtectedRange", "addChart"}),
        (REPORT, (THERE,), {"addChart"}),
        (REPORT, (replace(THERE, charts=(5,)),), {"updateChartSpec"}),
        (REPORT, (replace(THERE, charts=(5, 6)),), {"updateChartSpec", "deleteEmbeddedObject"}),
        (replace(REPORT, chart=None), (replace(THERE, charts=(5,)),), {"deleteEmbeddedObject"}),
        (replace(REPORT, chart=None), (THERE,), set()),
        (REPORT, (replace(THERE, guarded=False, charts=(5,)),), {"addProtectedRange", "updateChartSpec"}),
        (replace(REPORT, chart=None, filter_rows=(3, 8)), (THERE,), {"setBasicFilter"}),
        (replace(REPORT, chart=None), (replace(THERE, filtered=True),), {"clearBasicFilter"}),
    ],
)
def test_only_what_a_tab_lacks_is_asked_for(report: Report, there: tuple[SheetFacts, ...], wanted: set[str]) -> None:
    usual = {"updateCells", "repeatCell", "updateDimensionProperties", "updateSheetProperties"}
    assert set(kinds(asked(report, *there))) - usual == wanted


@pytest.mark.parametrize(("frozen", "header", "times"), [(2, 2, 0), (0, 2, 1), (3, 0, 1)])
def test_rows_are_frozen_only_where_they_are_not(frozen: int, header: int, times: int) -> None:
    requests = asked(replace(REPORT, header_row=header), replace(THERE, frozen=frozen))
    assert kinds(requests).count("updateSheetProperties") == times


def test_a_tab_is_large_enough_for_its_chart_and_its_frozen_rows() -> None:
    size = asked(REPORT)[0]["addSheet"]["properties"]["gridProperties"]
    assert (size["rowCount"], size["columnCount"]) == (21, 15)
    alone = replace(REPORT, rows=ROWS[:2], header_row=2, chart=None)
    assert asked(alone)[0]["addSheet"]["properties"]["gridProperties"]["rowCount"] == 3


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    requests = asked(replace(REPORT, rows=((ReportCell("я" * 50_001),),), header_row=0, chart=None))
    (cells,) = (request["updateCells"] for request in requests if "updateCells" in request)
    text = cells["rows"][0]["values"][0]["userEnteredValue"]["stringValue"]
    assert (len(text), text[-1]) == (50_000, "…")
