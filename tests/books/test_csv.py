"""A CSV file is read whatever its encoding and its separator are, and every cell stays the text that it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sheets_crm.books.csv import CsvBook
from sheets_crm.errors import RefusedError, UnreadableError
from sheets_crm.model.cells import CellValue
from sheets_crm.model.snapshot import Grid

PEOPLE = "Фамилия;Телефон;Сумма\nИванов;+7 916 123-45-67;1 200,50\nСидорова;8(495)765-43-21;\n"


def read(folder: Path, data: bytes) -> Grid:
    path = folder / "Клиенты.csv"
    path.write_bytes(data)
    book = CsvBook(path)
    snapshot = book.read()
    assert snapshot.identity == book.identity()
    return snapshot.grids["Клиенты"]


def rows(grid: Grid) -> list[list[CellValue]]:
    return [[grid.value(row, column) for column in range(1, max(grid.columns) + 1)] for row in range(1, grid.last_row + 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("change", [str, str.upper], ids=["as written", "all capitals"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str, change: Callable[[str], str]) -> None:
    text = change(PEOPLE)
    assert rows(read(tmp_path, text.encode(encoding)))[1] == [change("Иванов"), "+7 916 123-45-67", "1 200,50"]


def test_one_word_is_enough(tmp_path: Path) -> None:
    for encoding in ("cp1251", "koi8-r", "cp866"):
        assert read(tmp_path, "Клиент".encode(encoding)).value(1, 1) == "Клиент"


def test_western_names_are_not_taken_for_russian(tmp_path: Path) -> None:
    assert read(tmp_path, "Müller;Straße".encode("cp1252")).value(1, 2) == "Straße"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, delimiter: str) -> None:
    text = f'Имя{delimiter}Город\nАнна{delimiter}"Орёл{delimiter} центр"\n'
    assert rows(read(tmp_path, text.encode())) == [["Имя", "Город"], ["Анна", f"Орёл{delimiter} центр"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sep=,\na;b,c\n1,2\n", [["a;b", "c"], ["1", "2"]]),
        ('"sep=;"\r\na;b\r\n1,5;2\r\n', [["a", "b"], ["1,5", "2"]]),
        ("Имя; Цена\nАнна; 5\n", [["Имя", "Цена"], ["Анна", "5"]]),
        ("a;b;b\n1;2;3;4\n5\n", [["a", "b", "b", None], ["1", "2", "3", "4"], ["5", None, None, None]]),
        ('a;b\n"две\nстроки";x\n\n;y\n', [["a", "b"], ["две\nстроки", "x"], [None, None], [None, "y"]]),
        ("Цена\n1200\xa0руб.\n", [["Цена"], ["1200\xa0руб."]]),
        ("Имя\nИванов, Иван\nПётр\nАнна\n", [["Имя"], ["Иванов, Иван"], ["Пётр"], ["Анна"]]),
        ("a;b\n007;=1+1\n", [["a", "b"], ["007", "=1+1"]]),
    ],
)
def test_odd_files_are_read_as_they_stand(tmp_path: Path, text: str, told: list[list[CellValue]]) -> None:
    assert rows(read(tmp_path, text.encode())) == told


def test_an_empty_file_is_an_empty_sheet(tmp_path: Path) -> None:
    assert read(tmp_path, b"").columns == {}


def test_a_workbook_in_disguise_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"Клиенты.csv.*Excel workbook"):
        read(tmp_path, b"PK\x03\x04...")


def test_a_record_of_too_many_fields_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="20001 fields"):
        read(tmp_path, b"a" + b";a" * 20_000)


def test_writing_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        CsvBook(tmp_path / "a.csv").restore(tmp_path / "b.csv")
    assert "сохраните как «Книга Excel (.xlsx)»" in caught.value.told("ru")
    assert "a.csv" in str(caught.value)


def test_real_files_are_read_whole(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("samples/ru_language_school")
    for name, width in (("client_import", 9), ("clientservice_s_import", 3), ("product_s_import", 5)):
        grid = CsvBook(folder / f"{name}.csv").read().grids[name]
        assert (grid.last_row, len(grid.columns)) == (101, width)
