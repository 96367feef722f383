"""A mapping is written into the config; the person's comments and other keys stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_crm.engine.settings.config import config_for_writing, load_config
from sheets_crm.engine.settings.config_edit import save_mapping, with_mapping
from sheets_crm.engine.settings.yaml_file import read_model
from sheets_crm.errors import ConfigError
from sheets_crm.model.config import ConfigFile
from sheets_crm.model.mapping import MappedColumn, MappedSheet, Mapping

MAPPING = Mapping(
    sheets=(
        MappedSheet(
            sheet="База: 2026",
            kind="clients",
            header_row=4,
            columns={
                "B": MappedColumn(key="name", title="Клиент"),
                "NO": MappedColumn(key=None, title="yes #1", confidence=0.5),
                "P": MappedColumn(key="phone", confidence=0.5),
            },
        ),
        MappedSheet(sheet="Архив", kind=None),
    )
)
BLOCK = """\
    mapping:
      sheets:
        - sheet: 'База: 2026'
          kind: clients
          header_row: 4
          columns:
            B: {key: name, title: Клиент}
            'NO': {key: null, title: 'yes #1'}
            P: {key: phone, confidence: 0.5}
        - sheet: Архив
          kind: null
          header_row: 1
"""
BOOK = "  c.xlsx:\n" + BLOCK

CASES = {
    "no books yet": ("# mine\nlayout: simple # short\n", "# mine\nlayout: simple # short\nbooks:\n" + BOOK),
    "no line end": ("layout: simple", "layout: simple\nbooks:\n" + BOOK),
    "only comments": ("# mine\n", "# mine\nbooks:\n" + BOOK),
    "books with nothing": ("books:\nlanguage: ru\n", "books:\n" + BOOK + "language: ru\n"),
    "books of one line": ("books: {}\n# end\n", "books:\n" + BOOK + "# end\n"),
    "another book": (
        "books:\n  # note\n  a.xlsx:\n    layout: simple # s\n# after\nlanguage: ru\n",
        "books:\n  # note\n  a.xlsx:\n    layout: simple # s\n" + BOOK + "# after\nlanguage: ru\n",
    ),
    "the book without a mapping": (
        "books:\n  c.xlsx:\n    layout: simple # s\n\nlanguage: ru\n",
        "books:\n  c.xlsx:\n    layout: simple # s\n" + BLOCK + "\nlanguage: ru\n",
    ),
    "the book with an old mapping": (
        "books:\n  c.xlsx:\n    mapping:\n      sheets:\n      - {sheet: A, kind: null}\n    # keep\n    layout: simple\n",
        "books:\n  c.xlsx:\n" + BLOCK + "    # keep\n    layout: simple\n",
    ),
    "all on one line": (
        "books: {c.xlsx: {layout: simple}, d.xlsx: {layout: simple}}\n",
        "books:\n  d.xlsx: {layout: simple}\n  c.xlsx:\n    layout: simple\n" + BLOCK,
    ),
    "windows": ("layout: simple\r\n", ("layout: simple\nbooks:\n" + BOOK).replace("\n", "\r\n")),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_only_the_block_of_the_book_changes(before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "sheets-crm.yaml"
    path.write_bytes(before.encode())
    save_mapping(path, "c.xlsx", MAPPING)
    assert path.read_bytes().decode() == after
    assert load_config(path, "c.xlsx").mapping("c.xlsx") == MAPPING
    save_mapping(path, "c.xlsx", MAPPING)
    assert path.read_bytes().decode() == after, "a second time changes nothing"


def test_a_config_is_made_beside_the_book_where_there_is_none(tmp_path: Path) -> None:
    book = str(tmp_path / "c.xlsx")
    path = config_for_writing(load_config(None, book), book)
    save_mapping(path, "c.xlsx", MAPPING)
    assert path == tmp_path / "sheets-crm.yaml"
    assert load_config(None, book).mapping(book) == MAPPING


def test_a_config_that_is_wrong_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "sheets-crm.yaml"
    path.write_text("layuot: simple\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        save_mapping(path, "c.xlsx", MAPPING)
    assert path.read_text(encoding="utf-8") == "layuot: simple\n"
    assert list(tmp_path.iterdir()) == [path]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
COLUMNS = st.dictionaries(
    st.from_regex("[A-Z]{1,3}", fullmatch=True), st.builds(MappedColumn, key=st.none() | WORDS, title=WORDS), max_size=3
)
MAPPINGS = st.builds(
    Mapping,
    sheets=st.lists(st.builds(MappedSheet, sheet=WORDS, kind=st.none() | WORDS, columns=COLUMNS), max_size=2).map(tuple),
)


@given(st.lists(st.tuples(st.sampled_from(["a.xlsx", "b c.xlsx", "#d: e.xlsx"]), MAPPINGS), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_saved_is_read_back_and_the_rest_stays(saved: list[tuple[str, Mapping]]) -> None:
    text = "# top\nlanguage: en # mine\n"
    for book, mapping in saved:
        text = with_mapping(text, book, mapping, "here")
    found = read_model(Path("here"), ConfigFile, text)
    assert {name: book.mapping for name, book in found.books.items()} == dict(saved)
    assert found.language == "en"
    assert text.startswith("# top\nlanguage: en # mine\n")
