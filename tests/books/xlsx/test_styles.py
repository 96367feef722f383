"""Cell formats: found where they are, added where they are missing, and nothing else in the part changes."""

from __future__ import annotations

import re

import pytest

from sheets_crm.books.xlsx.cells.styles import MINIMAL, CellStyle, StyleSheet
from sheets_crm.books.xlsx.opc.xmltree import parse

BOLD = CellStyle(bold=True, color="26323F", fill="E9EEF3", border="thin", number_format="#,##0.00", wrap=True, locked=False)
PREFIXED = (
    b'<x:styleSheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><!-- kept --><x:fonts count="1"><x:font>'
    b'<x:sz val="12"/><x:name val="Arial"/></x:font></x:fonts><x:fills/><x:cellXfs count="1"><x:xf numFmtId="14" fontId="0"/>'
    b"</x:cellXfs><x:dxfs/></x:styleSheet>"
)


@pytest.mark.parametrize("xml", [MINIMAL, PREFIXED])
def test_a_second_run_adds_nothing(xml: bytes) -> None:
    first = StyleSheet(xml)
    xf, dated = first.xf(BOLD), first.with_number_format(0, "dd\\.mm\\.yyyy")
    again = StyleSheet(first.to_bytes())
    assert (again.xf(BOLD), again.with_number_format(0, "dd\\.mm\\.yyyy")) == (xf, dated)
    assert not again.changed


@pytest.mark.parametrize("xml", [MINIMAL, PREFIXED])
def test_what_was_there_stays(xml: bytes) -> None:
    styles = StyleSheet(xml)
    styles.xf(BOLD)
    new = styles.to_bytes()
    told = [(node.name, node.attributes) for node in parse(new).walk()]
    for node in parse(xml).walk():
        assert any(
            name == node.name and node.attributes.items() - {("count", "1"), ("count", "2")} <= has.items() for name, has in told
        )
    assert (b"<!-- kept -->" in new) == (b"<!-- kept -->" in xml)


def test_new_elements_have_the_prefix_of_the_part_and_the_lists_count() -> None:
    styles = StyleSheet(PREFIXED)
    styles.xf(BOLD)
    new = styles.to_bytes()
    assert not re.search(rb"<(?!/?x:|!)", new)
    assert b'<x:fonts count="2">' in new
    assert b"<x:numFmts" not in new
    assert [child.name for child in parse(new).children] == ["fonts", "fills", "borders", "cellXfs", "dxfs"]


def test_fonts_are_like_the_books_own() -> None:
    styles = StyleSheet(PREFIXED)
    styles.xf(BOLD)
    assert b'<x:sz val="12"/><x:color rgb="FF26323F"/><x:name val="Arial"/>' in styles.to_bytes()


@pytest.mark.parametrize(("xf", "code"), [(0, "mm-dd-yy"), (7, "General"), (-1, "General")])
def test_the_number_format_of_a_cell(xf: int, code: str) -> None:
    assert StyleSheet(PREFIXED).number_format(xf) == code


def test_another_number_format_changes_nothing_else_of_a_format() -> None:
    styles = StyleSheet(MINIMAL)
    bold = styles.xf(BOLD)
    other = styles.with_number_format(bold, '0" шт."')
    assert styles.number_format(other) == '0" шт."'
    assert styles.with_number_format(other, "#,##0.00") == bold
    assert styles.with_number_format(bold, "#,##0.00") == bold


def test_the_format_of_a_cell_that_names_none_is_made_of_the_first() -> None:
    styles = StyleSheet(PREFIXED)
    assert styles.number_format(styles.with_number_format(99, "0.00")) == "0.00"


@pytest.mark.parametrize(
    ("xf", "locked", "made"),
    [
        (b'<xf fontId="0"/>', True, None),
        (b'<xf fontId="0"/>', False, b'<xf fontId="0" applyProtection="1"><protection locked="0"/></xf>'),
        (b'<xf><protection locked="0" hidden="1"/></xf>', False, None),
        (b'<xf><protection locked="false"/></xf>', True, b'<xf applyProtection="1"><protection locked="1"/></xf>'),
        (
            b'<xf><alignment wrapText="1"/><extLst/></xf>',
            False,
            b'<xf applyProtection="1"><alignment wrapText="1"/><protection locked="0"/><extLst/></xf>',
        ),
    ],
)
def test_a_format_that_differs_in_its_lock_alone(xf: bytes, *, locked: bool, made: bytes | None) -> None:
    styles = StyleSheet(
        MINIMAL.replace(b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>', xf + b"</cellXfs>")
    )
    number = styles.with_lock(0, locked=locked)
    assert (number == 0) == (made is None)
    assert made is None or made in styles.to_bytes()
    again = StyleSheet(styles.to_bytes())
    assert again.with_lock(number, locked=locked) == number


def test_a_lock_is_written_with_the_parts_own_prefix() -> None:
    styles = StyleSheet(PREFIXED)
    styles.with_lock(0, locked=False)
    assert b'<x:xf numFmtId="14" fontId="0" applyProtection="1"><x:protection locked="0"/></x:xf>' in styles.to_bytes()
