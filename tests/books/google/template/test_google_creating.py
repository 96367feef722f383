"""A new book is made where nothing was, whole or out of sight, whatever goes wrong meanwhile; what people have is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from new_books import TABS, client_of
from sheets_server.drive import File
from sheets_server.faults import Fault, Faults, dropped, faults_of
from sheets_server.requests.batch import batch_update
from sheets_server.requests.work import Caller
from sheets_server.running import OWNER, Running
from sheets_server.spreadsheet import Json

from sheets_crm.books.google.client import GoogleClient
from sheets_crm.books.google.failures import MayHaveLandedError
from sheets_crm.books.google.template.found import UNFINISHED, found_in
from sheets_crm.books.google.template.spreadsheet import Made, create_spreadsheet
from sheets_crm.engine.settings.resources import load_layout
from sheets_crm.errors import RefusedError

Create = Callable[..., Made]
MUCH = {"services": [{"title": f"Услуга {at}", "comment": "я" * 45_000} for at in range(50)]}
"""Four and a half megabytes: three writes."""
WRITES = 4


@pytest.fixture
def faults(server: Running) -> Faults:
    return faults_of(server.world)


def by_owner(server: Running, file: File, *requests: Json) -> None:
    """Let the person who owns the spreadsheet do something in it."""
    with server.world.lock:
        assert file.book is not None
        file.book, _ = batch_update(file.book, {"requests": list(requests)}, Caller(OWNER, OWNER))
        server.world.touch(file, OWNER)


def typed(cell: Json, *, row: int = 0, sheet: int = 0) -> Json:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "*"}}


def right_before_writing(faults: Faults, does: Callable[[], object]) -> None:
    """Let somebody do something between the reading and the writing."""
    left = [does]

    def before(_: str, target: str) -> None:
        if "batchUpdate" in target and left:
            left.pop()()

    faults.every.append(before)


def everything(file: File) -> list[tuple[Any, ...]]:
    """All that was made, but for the numbers that the sheets have."""
    assert file.book is not None
    return [
        (
            one.title,
            one.properties.get("hidden", False),
            re.sub(r"#gid=\d+", "", str(one.cells)).replace(file.id, ""),
            len(one.protected_ranges),
        )
        for one in file.book.sheets
    ]


def seen(file: File) -> list[str]:
    assert file.book is not None
    return [one.title for one in file.book.sheets if not one.properties.get("hidden")]


def writes(server: Running) -> int:
    return sum("batchUpdate" in line for line in server.world.log)


@pytest.fixture(scope="module")
def whole(looked_at: Running, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """The book as it is when nothing goes wrong."""
    file = looked_at.spreadsheet()
    client = client_of(looked_at, tmp_path_factory.mktemp("key"))
    create_spreadsheet(client, file.id, load_layout("simple"), "ru", MUCH, TABS)
    return everything(file)


def test_much_is_written_in_parts_below_two_megabytes_and_seen_when_it_is_whole(
    create: Create, server: Running, file: File, faults: Faults
) -> None:
    met: list[list[str]] = []
    faults.every.append(lambda _, target: met.append(seen(file)) if "batchUpdate" in target else None)
    create(MUCH, layout="simple")
    assert writes(server) == WRITES
    assert met == [["Sheet1"]] * WRITES
    assert seen(file)[:3] == ["Как пользоваться", "Клиенты", "Мои услуги"]
    assert file.book is not None
    assert len(file.book.sheets) == len(seen(file))


@pytest.mark.parametrize("nth", range(WRITES))
@pytest.mark.parametrize("happened", ["landed", "lost"])
def test_a_lost_answer_changes_nothing(create: Create, file: File, faults: Faults, whole: Any, nth: int, happened: str) -> None:
    faults.add(dropped(after=happened == "landed", skip=nth, path="batchUpdate"))
    create(MUCH, layout="simple")
    assert len(faults.struck) == 1
    assert everything(file) == whole


@pytest.mark.parametrize("nth", range(WRITES))
def test_what_was_cut_short_is_out_of_sight_and_made_anew_by_the_same_command(
    create: Create, file: File, faults: Faults, whole: Any, nth: int
) -> None:
    faults.add(Fault(503, times=100, skip=nth, path="batchUpdate", retry_after=None))
    with pytest.raises(MayHaveLandedError):
        create(MUCH, layout="simple")
    assert seen(file) == ["Sheet1"]
    faults.clear()
    create(MUCH, layout="simple")
    assert everything(file) == whole


def test_a_sheet_that_somebody_puts_in_meanwhile_stays_and_is_named(
    create: Create, server: Running, file: File, faults: Faults
) -> None:
    own = {"addSheet": {"properties": {"sheetId": 77, "title": "Клиенты"}}}
    cell = {"userEnteredValue": {"stringValue": "моё"}}
    right_before_writing(faults, lambda: by_owner(server, file, own, typed(cell, sheet=77)))
    with pytest.raises(RefusedError) as told:
        create(layout="simple")
    assert "«Клиенты»" in told.value.told("ru")
    assert seen(file) == ["Sheet1", "Клиенты"]


def test_what_somebody_types_meanwhile_into_the_empty_sheet_stays_below_the_guide(
    create: Create, server: Running, file: File, faults: Faults
) -> None:
    right_before_writing(faults, lambda: by_owner(server, file, typed({"userEnteredValue": {"stringValue": "моё"}})))
    create(layout="simple")
    assert file.book is not None
    guide = file.book.sheets[0]
    texts = [cell.get("userEnteredValue", {}).get("stringValue") for _, cell in sorted(guide.cells.items())]
    assert texts[-1] == "моё"
    assert "Как пользоваться" in texts


SPAN = {"range": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}}
BLUE = {"backgroundColorStyle": {"rgbColor": {"blue": 1}}}
RULE = {"condition": {"type": "NOT_BLANK"}, "format": BLUE}
CHART = {"spec": {"pieChart": {}}, "position": {"overlayPosition": {"anchorCell": {"sheetId": 0}}}}
OTHERS: list[tuple[str, Json]] = [
    ("заполнены ячейки, первая из них A1", typed({"userEnteredValue": {"boolValue": False}})),
    ("заполнены ячейки, первая из них A901", typed({"userEnteredValue": {"formulaValue": '=""'}}, row=900)),
    ("примечания, первое у ячейки A1", typed({"note": "не забыть"})),
    ("проверка данных, первая в ячейке A1", {"setDataValidation": SPAN | {"rule": {"condition": {"type": "BOOLEAN"}}}}),
    ("объединённые ячейки", {"mergeCells": SPAN | {"mergeType": "MERGE_ALL"}}),
    ("диаграммы", {"addChart": {"chart": CHART}}),
    ("защищённые диапазоны", {"addProtectedRange": {"protectedRange": SPAN}}),
    ("условное форматирование", {"addConditionalFormatRule": {"rule": {"ranges": [SPAN["range"]], "booleanRule": RULE}}}),
    ("фильтр", {"setBasicFilter": {"filter": SPAN}}),
    ("именованные диапазоны", {"addNamedRange": {"namedRange": SPAN | {"name": "мой"}}}),
    ("в ней листы «Sheet1», «Мой»", {"addSheet": {"properties": {"title": "Мой"}}}),
    ("в ней листы «Sheet1», «Мой»", {"addSheet": {"properties": {"title": "Мой", "hidden": True}}}),
    (f"в ней листы «Sheet1», «{UNFINISHED}моё»", {"addSheet": {"properties": {"title": f"{UNFINISHED}моё"}}}),
]


@pytest.mark.parametrize(("words", "thing"), OTHERS, ids=[words for words, _ in OTHERS])
def test_anything_of_other_people_is_named_and_left(create: Create, server: Running, file: File, words: str, thing: Json) -> None:
    by_owner(server, file, thing)
    with pytest.raises(RefusedError) as told:
        create(layout="simple")
    assert words in told.value.told("ru")
    assert writes(server) == 0


def test_a_spreadsheet_that_is_merely_coloured_named_or_narrow_is_empty(create: Create, server: Running, file: File) -> None:
    by_owner(
        server,
        file,
        typed({"userEnteredFormat": BLUE}),
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "2026"}, "fields": "title"}},
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1}}},
    )
    create(layout="simple")
    assert seen(file)[0] == "Как пользоваться"


def test_a_sheet_that_holds_a_chart_alone_is_named() -> None:
    sheets = [{"properties": {"sheetId": 5, "title": "Диаграмма1", "sheetType": "OBJECT"}}]
    (trouble,) = found_in({"sheets": sheets}).troubles
    assert trouble.en == "on the sheet “Диаграмма1” there is a chart and no cells"


def test_a_person_who_may_only_look_is_told_so(create: Create, server: Running, file: File, client: GoogleClient) -> None:
    for one in file.permissions.values():
        if one["role"] == "writer":
            one["role"] = "reader"
    with pytest.raises(Exception, match="may only look"):
        create(layout="simple")
    assert seen(file) == ["Sheet1"]
