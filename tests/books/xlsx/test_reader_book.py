"""What a snapshot tells of a workbook beside its cells, and that no file can break the reading."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import MAIN, RELATIONS, pack, parts, relations

from sheets_crm.books.xlsx.cells.date_styles import Shows, shows
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.reading.shared_formulas import SharedFormula
from sheets_crm.errors import SheetsCrmError, UnreadableError
from sheets_crm.model.snapshot import Area, ListObject, Validation

SHEET = "xl/worksheets/sheet1.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
FULL = (
    '<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="0"/><col min="16380" max="99999" hidden="true"/></cols>'
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    '<row r="3" hidden="false"><c r="A3"><v>2</v></c></row>'
    '<row r="4" ht="3" hidden="true"><c r="A4"><v>3</v></c></row></sheetData>'
    '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="B2:C4"/></mergeCells>'
    '<dataValidations><dataValidation type="list" sqref="A2:A9 $C$3"><formula1>"да,нет"</formula1></dataValidation>'
    '<dataValidation type="whole" sqref="D:D"><formula1>1</formula1><formula2>9</formula2></dataValidation></dataValidations>'
    f'<extLst><ext><y:dataValidations xmlns:y="{X14}" xmlns:m="{XM}"><y:dataValidation type="list">'
    f"<y:formula1><m:f>Услуги!$A$2:$A$9</m:f></y:formula1>"
    "<m:sqref>E2:E5</m:sqref></y:dataValidation></y:dataValidations></ext></extLst>"
)
WORKBOOK = (
    "|<definedNames><definedName name='Услуги'>Лист!$A$1:$A$9</definedName>"
    "<definedName name='_local' localSheetId='0'>1</definedName></definedNames><calcPr fullPrecision='0'/>"
)


def full(folder: Path) -> Path:
    members = parts(FULL, workbook=WORKBOOK)
    members["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("t", "table", "../tables/table1.xml"))
    members["xl/tables/table1.xml"] = f'<table xmlns="{MAIN}" name="a" displayName="Клиенты" ref="A1:C9" totalsRowCount="1"/>'
    core = "http://schemas.openxmlformats.org/package/2006"
    members["_rels/.rels"] = members["_rels/.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="c" Type="{core}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
    )
    members["docProps/core.xml"] = (
        f'<cp:p xmlns:cp="{core}/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/">\n'
        "<cp:lastModifiedBy>Ирина &amp; Ко</cp:lastModifiedBy><dcterms:modified>2026-03-04T09:30:00Z</dcterms:modified></cp:p>"
    )
    return pack(folder / "book.xlsx", members)


@pytest.mark.parametrize("quick", [True, False])
def test_all_that_rules_need_is_read(tmp_path: Path, quick: bool) -> None:  # noqa: FBT001
    path = full(tmp_path)
    book = read_snapshot(path, quick=quick)
    grid = book.grids["Клиенты"]
    assert grid.hidden_rows == {2, 4}
    assert grid.hidden_columns == {2, 3, *range(16380, 16385)}
    assert grid.merged == (Area(2, 2, 4, 3),)
    assert grid.protected
    assert grid.tables == (ListObject("Клиенты", Area(1, 1, 9, 3), totals_row=True),)
    assert grid.validations == (
        Validation((Area(2, 1, 9, 1), Area(3, 3, 3, 3)), "list", '"да,нет"'),
        Validation((Area(1, 4, 1_048_576, 4),), "whole", "1", "9"),
        Validation((Area(2, 5, 5, 5),), "list", "Услуги!$A$2:$A$9"),
    )
    assert book.defined_names == {"Услуги": "Лист!$A$1:$A$9"}
    assert not book.full_precision
    assert book.last_modified_by == "Ирина & Ко"
    assert book.last_modified_at == datetime(2026, 3, 4, 9, 30, tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert book.identity == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (book.book, grid.state) == ("book.xlsx", "visible")


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", Shows.NUMBER),
        ("#,##0.00", Shows.NUMBER),
        ('# ##0.00" руб."', Shows.NUMBER),
        ("0.00E+00", Shows.NUMBER),
        ("[Red]-0;[Blue]0", Shows.NUMBER),
        ('0" дней"', Shows.NUMBER),
        ("0 дн", Shows.NUMBER),
        ("[h]:mm:ss", Shows.NUMBER),
        ("@", Shows.NUMBER),
        ("dd.mm.yyyy", Shows.DATE),
        ("ДД.ММ.ГГГГ", Shows.DATE),
        ("[$-419]d mmm yy;@", Shows.DATE),
        ('d" "mmmm" "yyyy', Shows.DATE),
        ("mmm", Shows.DATE),
        ("yyyy-mm-dd hh:mm:ss.000", Shows.DATE),
        ("h:mm AM/PM", Shows.TIME),
        ("mm:ss.0", Shows.TIME),
    ],
)
def test_a_format_tells_dates_from_numbers(code: str, meaning: Shows) -> None:
    assert shows(code) == meaning


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A1:A$5,B:B,$B:C,2:3)", "SUM(B3:B$5,C:C,$B:D,4:5)"),
        ('IF(A1="A1","""B2""",\'A1 !\'!B2)', 'IF(B3="A1","""B2""",\'A1 !\'!C4)'),
        ("LOG10(A1)+Таблица1[A1]+[1]Лист!A1+B2C3+name1_A1", "LOG10(B3)+Таблица1[A1]+[1]Лист!B3+B2C3+name1_A1"),
        ("A1048576", "#REF!"),
        ("XFD1+XFE1", "#REF!+XFE1"),
        ("A1!A1", "A1!B3"),
        ("[1]A1!A1*1.5E3", "[1]A1!B3*1.5E3"),
    ],
)
def test_a_shared_formula_moves_with_its_cell(formula: str, there: str) -> None:
    master = SharedFormula(formula, 1, 1)
    assert master.at(1, 1) == formula
    assert master.at(3, 2) == there


def test_array_formulas_that_overlap_beyond_reason_are_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheets_crm.books.xlsx.reading.gathering.SLACK", 10)
    rows = "".join(f'<row r="{at}"><c r="A{at}"><f t="array" ref="A1:A100">B1</f><v>1</v></c></row>' for at in range(1, 100))
    with pytest.raises(UnreadableError, match="array formulas overlap"):
        read_snapshot(pack(tmp_path / "book.xlsx", parts(f"<sheetData>{rows}</sheetData>")))


def test_shared_formulas_that_would_fill_the_memory_are_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f></c></row>' + "".join(
        f'<row r="{at}"><c r="A{at}"><f t="shared" si="0"/></c></row>' for at in range(2, 60)
    )
    path = pack(tmp_path / "book.xlsx", parts(f"<sheetData>{rows}</sheetData>"))
    assert read_snapshot(path).grids["Клиенты"].columns[1].cells.formulas[58] == "=B59"
    monkeypatch.setattr("sheets_crm.books.xlsx.reading.gathering.EXPANDED_LIMIT", 100)
    with pytest.raises(UnreadableError, match="fill the memory"):
        read_snapshot(path)


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_no_mutation_of_a_file_gives_another_error(tmp_path_factory: pytest.TempPathFactory, seed: int, inside: bool) -> None:  # noqa: FBT001
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("mutated")
    path = full(folder)
    if inside:
        members: dict[str, bytes] = {name: text.encode() for name, text in parts(FULL, workbook=WORKBOOK).items()}
        name = chance.choice(list(members))
        members[name] = mutated(members[name], chance)
        pack(path, members)
    else:
        path.write_bytes(mutated(path.read_bytes(), chance))
    error = refusal(path)
    assert error is None or path.name in str(error)


def refusal(path: Path) -> SheetsCrmError | None:
    try:
        read_snapshot(path)
    except SheetsCrmError as error:
        return error
    return None


SPICE = (
    b"<",
    b">",
    b'"',
    b"&",
    b"\0",
    b"\xff",
    b"<!--",
    b"</row>",
    b"</c>",
    b"<c>",
    b"-1",
    b"9" * 40,
    b"&#xD800;",
    b'r="A1"',
    b"",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(SPICE) + data[at + chance.randint(0, 6) :]
    return data


def test_every_real_workbook_is_read_or_refused_in_words(shared_data: Callable[[str], Path]) -> None:
    answers = {path.name: refusal(path) for path in sorted(shared_data("workbooks").rglob("*.xl*"))}
    refused = {name: error for name, error in answers.items() if error}
    assert all(isinstance(error, UnreadableError) and name in str(error) for name, error in refused.items())
    assert len(answers) > 20 * len(refused)


def test_workbook_relations_may_be_prefixed_otherwise(tmp_path: Path) -> None:
    members = parts("<sheetData><row><c><v>5</v></c></row></sheetData>")
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace("xmlns:r=", "xmlns:q=").replace("r:id", "q:id")
    assert RELATIONS in members["xl/workbook.xml"]
    assert read_snapshot(pack(tmp_path / "book.xlsx", members)).grids["Клиенты"].value(1, 1) == 5


@pytest.mark.parametrize(("said", "since_1904"), [("", False), ('<workbookPr date1904="1"/>', True)])
def test_a_book_tells_from_which_year_its_bare_day_numbers_count(tmp_path: Path, said: str, *, since_1904: bool) -> None:
    path = pack(tmp_path / "book.xlsx", parts(workbook=said))
    assert read_snapshot(path).date1904 is since_1904


def test_a_module_of_macros_that_excel_5_left_among_the_sheets_is_passed_over(tmp_path: Path) -> None:
    book = parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    module = '<sheet name="Module1" sheetId="9" state="veryHidden" r:id=""/></sheets>'
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace("</sheets>", module)
    snapshot = read_snapshot(pack(tmp_path / "a.xlsm", book))
    assert list(snapshot.grids) == ["Клиенты"]
    assert snapshot.grids["Клиенты"].value(1, 1) == 1


def test_a_cell_that_has_no_address_is_named(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", parts('<sheetData><row r="1"><c r="AH"><v>1</v></c></row></sheetData>'))
    with pytest.raises(UnreadableError, match="no cell address: AH"):
        read_snapshot(path)
