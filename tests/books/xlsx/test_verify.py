"""The proof before the rename: whatever went wrong while writing is found, without asking the writer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sheets_crm.books.xlsx.cells.cellxml import CellEdit
from sheets_crm.books.xlsx.writing.sharedhome import SharedHome
from sheets_crm.books.xlsx.writing.verifyrow import UnnumberedRowError, VerificationError
from sheets_crm.books.xlsx.writing.verifysheet import SheetCheck
from sheets_crm.books.xlsx.writing.verifywalk import SheetWalk

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/><cols/><sheetData>'
ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" s="1"/></row>' for row in range(1, 9))
TAIL = '</sheetData><pageMargins left="1"/></worksheet>'
OLD = HEAD + ROWS + TAIL
PLANNED = ROWS.replace("<v>3</v>", "<v>33</v>")
EDITS = {3: {1: CellEdit(33)}}


def cut(xml: str, size: int) -> Iterator[bytes]:
    data = xml.encode()
    return (data[at : at + size] for at in range(0, len(data), size))


def check(new: str, *, size: int = 50, old: str = OLD) -> SheetCheck:
    made = SheetCheck(cut(old, size), cut(new, size + 3), EDITS, date1904=False)
    made.run()
    return made


def walk(new: str, *, size: int, old: str = OLD) -> None:
    SheetWalk(cut(old, size), cut(new, size + 3), EDITS, date1904=False).run()


@pytest.mark.parametrize("size", [1, 17, 1 << 20])
@pytest.mark.parametrize(
    "new",
    [
        HEAD + PLANNED + TAIL,
        HEAD.replace('"A1"', '"A1:B9"') + PLANNED + TAIL,
        HEAD + PLANNED.replace('<row r="3"', '<row r="3" spans="1:2"') + TAIL,
    ],
)
def test_what_is_planned_passes(new: str, size: int) -> None:
    assert check(new, size=size).seen == {(3, 1)}
    walk(new, size=size)


@pytest.mark.parametrize("size", [1, 17, 1 << 20])
@pytest.mark.parametrize(
    "new",
    [
        HEAD + ROWS.replace("<v>3</v>", "<v>34</v>") + TAIL,
        HEAD + ROWS.replace("<v>3</v>", "") + TAIL,
        HEAD + PLANNED.replace("<v>4</v>", "<v>44</v>") + TAIL,
        HEAD + PLANNED.replace('<c r="B3" s="1"/>', '<c r="B3" s="2"/>') + TAIL,
        HEAD + PLANNED.replace('<c r="B3" s="1"/>', "") + TAIL,
        HEAD + PLANNED.replace('<c r="B3" s="1"/>', '<c r="B3" s="1"/><c r="C3"><v>1</v></c>') + TAIL,
        HEAD + PLANNED.replace('<row r="3"', '<row r="3" hidden="1"') + TAIL,
        HEAD + PLANNED.replace('<row r="5"><c r="A5"><v>5</v></c><c r="B5" s="1"/></row>', "") + TAIL,
        HEAD + PLANNED + '<row r="9"><c r="A9"><v>1</v></c></row>' + TAIL,
        HEAD + PLANNED.replace("</row>", "</c></row>", 1) + TAIL,
        HEAD + PLANNED + TAIL.replace('"1"', '"2"'),
        HEAD + PLANNED + TAIL[:-5],
        HEAD.replace("<cols/>", "") + PLANNED + TAIL,
        HEAD + PLANNED.replace('A3"><v>33</v>', 'A3" t="str"><v>33</v>') + TAIL,
        HEAD + PLANNED.replace('<c r="A3">', '<c r="A3" s="1">') + TAIL,
        HEAD + PLANNED.replace('<row r="3">', '<row r="3"><c r="A3"/></row><row r="3">') + TAIL,
        HEAD + PLANNED.replace('<row r="8">', '<row r="8" x="<row r=&quot;3&quot;>">') + TAIL,
        HEAD + PLANNED + TAIL.replace("<pageMargins", '<autoFilter ref="A1:B9"/><pageMargins'),
    ],
)
def test_what_is_not_planned_is_found(new: str, size: int) -> None:
    with pytest.raises(VerificationError):
        check(new, size=size)
    with pytest.raises(VerificationError):
        walk(new, size=size)


def test_a_row_that_was_put_in_is_told_so_that_the_order_of_all_is_looked_at() -> None:
    assert check(HEAD + PLANNED + '<row r="3"><c r="A3"><v>33</v></c></row>' + TAIL).inserted


def test_rows_without_numbers_are_left_to_another_proof() -> None:
    bare = OLD.replace(' r="3"', "")
    with pytest.raises(UnnumberedRowError):
        check(bare.replace("<v>3</v>", "<v>33</v>"), old=bare)


LED = '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1</f><v>1</v></c></row>'
TAKEN = '<row r="2"><c r="A2" s="1"><f t="shared" si="0" ref="A2:A3">B2</f><v>2</v></c></row>'
FOLLOWS = TAKEN.replace(' ref="A2:A3">B2</f>', "/>")
Proof = Callable[[str, str], None]
MOVED = {1: {1: CellEdit(5)}, 2: {1: CellEdit(SharedHome("B2", "A2:A3"))}}


def moved(taken: str, follows: str = FOLLOWS) -> tuple[str, str]:
    return HEAD + LED + follows + TAIL, HEAD + '<row r="1"><c r="A1"><v>5</v></c></row>' + taken + TAIL


def checked(old: str, new: str) -> None:
    made = SheetCheck(cut(old, 50), cut(new, 53), MOVED, date1904=False)
    made.run()
    if made.seen != {(1, 1), (2, 1)}:
        raise VerificationError("planned cells were not written")


def walked(old: str, new: str) -> None:
    SheetWalk(cut(old, 50), cut(new, 53), MOVED, date1904=False).run()


@pytest.mark.parametrize("proof", [checked, walked])
def test_a_shared_formula_that_moved_as_planned_passes(proof: Proof) -> None:
    proof(*moved(TAKEN))


@pytest.mark.parametrize("proof", [checked, walked])
@pytest.mark.parametrize(
    ("planned", "instead"),
    [
        (">B2<", ">B3<"),
        ("A2:A3", "A1:A3"),
        (' si="0"', ' si="1"'),
        (' si="0"', ' si="0" ca="1"'),
        (' t="shared"', ' t="array"'),
        ("<v>2</v>", "<v>3</v>"),
        ("<v>2</v>", ""),
        (' s="1"', ' s="2"'),
        (TAKEN, FOLLOWS),
        (TAKEN, ""),
        ('<f t="shared" si="0" ref="A2:A3">B2</f>', ""),
    ],
)
def test_a_shared_formula_that_moved_otherwise_is_found(planned: str, instead: str, proof: Proof) -> None:
    assert planned in TAKEN
    with pytest.raises(VerificationError):
        proof(*moved(TAKEN.replace(planned, instead)))


@pytest.mark.parametrize("proof", [checked, walked])
def test_only_a_cell_that_followed_may_become_the_head(proof: Proof) -> None:
    with pytest.raises(VerificationError):
        proof(*moved(TAKEN, FOLLOWS.replace('t="shared" si="0"/>', 't="shared" si="0">B9</f>')))
