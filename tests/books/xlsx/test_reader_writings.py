"""A sheet is the same sheet to both readers, the quick one and the XML parser, however it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from grids import cut_parts, same
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import HEAD, MAIN, pack, parts

from sheets_crm.books.xlsx.opc import plain_xml
from sheets_crm.books.xlsx.reading import inline_texts
from sheets_crm.books.xlsx.reading.cell_bytes import CellBytes
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import SheetsCrmError
from sheets_crm.model.snapshot import Grid

SHEET = "xl/worksheets/sheet1.xml"
NUMBER = st.one_of(
    st.integers(-(10**17), 10**17).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)
CONTENT = st.one_of(
    NUMBER.map("><v>{}</v></c>".format),
    st.integers(0, 4).map(' t="s"><v>{}</v></c>'.format),
    st.sampled_from(["/>", "></c>", "><v/></c>", ' t="b"><v>1</v></c>', ' t="str"><f>A1</f><v>я</v></c>', "><f>B2</f></c>"]),
    st.text("аб &\n", max_size=4).map(lambda text: f' t="inlineStr"><is><t>{text.replace("&", "&amp;")}</t></is></c>'),
    st.just("><extLst><ext/></extLst></c>"),
)
ADDRESSED = st.sampled_from([' r="{}"', ' s="1" r="{}"', ' r="{}" s="2"', ' spam="1" r="{}"'])
NAMELESS = st.sampled_from(["", "", ' s="1"', ' s="2" spam="1"'])
ROWS = st.sampled_from([' r="{}"', ' r="{}"', ' r="{}" hidden="1"', ' hidden="true" r="{}"', ' spans="1:9" r="{}"'])
NAMELESS_ROWS = st.sampled_from(["", "", "", ' hidden="1"', ' ht="12"'])
LETTERS = st.sampled_from(["A", "B", "Z", "AA", "XFD"])


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows and cells that have addresses, have none, or have them here and there."""
    row_heads, cell_heads = draw(
        st.sampled_from(
            [
                (ROWS, ADDRESSED),
                (ROWS, NAMELESS),
                (NAMELESS_ROWS, NAMELESS),
                (NAMELESS_ROWS, ADDRESSED),
                (ROWS | NAMELESS_ROWS, NAMELESS),
                (ROWS | NAMELESS_ROWS, ADDRESSED | NAMELESS),
            ]
        )
    )
    out = []
    for at in range(1, draw(st.integers(1, 6)) + 1):
        number = at + draw(st.sampled_from([0, 0, 0, 2, -1]))
        row = draw(row_heads).format(max(number, 1))
        cells = [
            f"<c{draw(cell_heads).format(draw(LETTERS) + str(max(number, 1)))}{draw(CONTENT)}"
            for _ in range(draw(st.integers(0, 4)))
        ]
        out.append(f"<row{row}/>" if not cells and draw(st.booleans()) else f"<row{row}>{''.join(cells)}</row>")
    return f"<sheetData>{''.join(out)}</sheetData>"


def pretty(sheet: str) -> str:
    return re.sub(r"(<(?:row|c|/row|/c|v|f|is)\b)", r"\n\t\1", sheet)


def prefixed(sheet: str) -> str:
    return re.sub(r"<(/?)([a-z])", r"<\1x:\2", sheet)


def read(folder: Path, sheet: str, *, quick: bool) -> Grid | None:
    """The sheet; None when it is refused."""
    members = parts()
    members[SHEET] = f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{sheet}</worksheet>'
    try:
        return read_snapshot(pack(folder / "book.xlsx", members), quick=quick).grids["Клиенты"]
    except SheetsCrmError:
        return None


@settings(max_examples=200, deadline=None)
@given(sheets(), st.booleans(), st.booleans(), st.sampled_from([7, 90, 1 << 20]))
def test_both_readers_see_the_same_sheet(
    tmp_path_factory: pytest.TempPathFactory,
    sheet: str,
    in_lines: bool,  # noqa: FBT001
    with_prefix: bool,  # noqa: FBT001
    piece: int,
) -> None:
    sheet = pretty(sheet) if in_lines else sheet
    sheet = prefixed(sheet) if with_prefix else sheet
    folder = tmp_path_factory.mktemp("same")
    with pytest.MonkeyPatch.context() as patch:
        cut_parts(patch, piece)
        one, other = read(folder, sheet, quick=True), read(folder, sheet, quick=False)
    assert (one is None) == (other is None)
    assert one is None or other is None or same(one, other)


NUMBERED = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="B2" s="1"><v>2</v></c></row>'
BARE = '<row><c><v>1</v></c></row><row hidden="1"><c/><c s="1"><v>2</v></c></row>'


@pytest.mark.parametrize("rows", [NUMBERED, BARE, NUMBERED.replace(' r="2"', ""), BARE.replace("<row>", '<row r="1">')])
@pytest.mark.parametrize("writing", [str, pretty, prefixed, lambda rows: prefixed(pretty(rows))])
def test_common_writings_need_no_xml_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, writing) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    answers = []
    plain = CellBytes.read

    def read_and_tell(self: CellBytes, block: bytes, prefix: bytes) -> bool:
        answers.append(plain(self, block, prefix))
        return answers[-1]

    monkeypatch.setattr(CellBytes, "read", read_and_tell)
    grid = read(tmp_path, writing(f"<sheetData>{rows}</sheetData>"), quick=True)
    assert answers == [rows != NUMBERED.replace(' r="2"', "")]
    assert grid is not None
    assert (grid.value(1, 1), grid.hidden_rows) == (1, {2})
    assert grid.columns[2].rows.tolist() == [2]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c><x:c r="B1"><x:v>2</x:v></x:c></row>',
        f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" xmlns="{MAIN}/not"><v>7</v></c></row>',
        f'<row r="1"><c r="A1"><v>1</v></c></row><row xmlns="{MAIN}/not" r="2"><c r="A2"><v>7</v></c></row>',
    ],
)
def test_names_of_another_namespace_are_left_to_the_parser(tmp_path: Path, rows: str) -> None:
    one, other = (read(tmp_path, f"<sheetData>{rows}</sheetData>", quick=quick) for quick in (True, False))
    assert one is not None
    assert other is not None
    assert same(one, other)


@pytest.mark.parametrize("enough", [0, 3, 1000])
def test_texts_are_the_same_however_often_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enough: int) -> None:
    monkeypatch.setattr(inline_texts, "ENOUGH", enough)
    monkeypatch.setattr(plain_xml, "BLOCK", 1 << 8)
    texts = [("да", "A&amp;B", f"№ {at}", "_x0041_", f"_x0041_{at}", "" if at % 3 else "нет") for at in range(40)]
    cells = (("".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row)) for row in texts)
    rows = "".join(f"<row>{row}</row>" for row in cells)
    one, other = (read(tmp_path, f"<sheetData>{rows}</sheetData>", quick=quick) for quick in (True, False))
    assert one is not None
    assert other is not None
    assert same(one, other)
    assert one.value(40, 2) == "A&B"
    assert one.value(40, 5) == "A39"


def test_a_zero_byte_is_no_text(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>a\0b</t></is></c></row>'
    assert read(tmp_path, f"<sheetData>{rows}</sheetData>", quick=True) is None
