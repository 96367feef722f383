"""What a new workbook is like, before anybody has written in it."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.engine.settings.resources import load_layout, names
from sheets_crm.errors import RefusedError, UnreadableError, UsageError
from sheets_crm.mapping import bind, recognise
from sheets_crm.model.addresses import letters
from sheets_crm.model.layout import Column, Layout, Sheet
from sheets_crm.model.text import Lang, Text

CREATED = datetime(2026, 1, 1)
TABS = (
    (Text(ru="Сейчас", en="Now"), Text(ru="Кому звонить", en="Whom to call")),
    (Text(ru="Журнал", en="Journal"), Text(ru="Что изменилось.", en="What has changed.")),
)
LANGS: tuple[Lang, ...] = ("ru", "en")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


class Made:
    """One layout in one language, written and read back."""

    def __init__(self, layout: Layout, lang: Lang, path: Path) -> None:
        self.layout, self.lang, self.path, self.book = layout, lang, path, load_workbook(path)
        self.sheets = [(sheet, self.book[sheet.title.in_(lang)]) for sheet in layout.sheets if sheet.template]

    def columns(self, kind: str) -> dict[str, tuple[str, Column]]:
        return {column.key: (letters(at), column) for at, column in enumerate(self.layout.sheet(kind).shown, 1)}


@pytest.fixture(scope="module", params=[(layout, lang) for layout in names("templates") for lang in LANGS], ids="-".join)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    name, lang = request.param
    path = tmp_path_factory.mktemp("made") / "clients.xlsx"
    create_workbook(path, load_layout(name), lang, created=CREATED, tabs=TABS)
    return Made(load_layout(name), lang, path)


@pytest.fixture(scope="module")
def extended_ru(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("made") / "clients.xlsx"
    create_workbook(path, load_layout("extended"), "ru", created=CREATED, tabs=TABS)
    return Made(load_layout("extended"), "ru", path)


def headers(page: Worksheet) -> list[object]:
    return [cell.value for cell in page[1]]


def test_sheets_stand_in_the_order_of_work(extended_ru: Made) -> None:
    assert extended_ru.book.sheetnames == [
        "Как пользоваться",
        "Клиенты",
        "Заказы",
        "Касания",
        "Мои услуги",
        "Каналы привлечения",
        "Сотрудники",
        "Сейчас",
        "Журнал",
    ]


def test_header_equals_the_schema(made: Made) -> None:
    for sheet, page in made.sheets:
        assert headers(page) == [column.title.in_(made.lang) for column in sheet.shown]


def test_program_knows_every_sheet_and_column_of_its_own_book_at_once(made: Made) -> None:
    snapshot = read_snapshot(made.path)
    bound = bind(snapshot, recognise(snapshot, made.layout), made.layout)
    found = {table.sheet: (table.kind, tuple(field.key for field in table.fields)) for table in bound.snapshot.tables}
    assert found == {page.title: (sheet.kind, sheet.template) for sheet, page in made.sheets}
    assert bound.notes == ()


def test_every_data_sheet_is_one_table_with_a_filter_named_like_the_sheet(made: Made) -> None:
    tables = [(sheet, table) for sheet, page in made.sheets for table in page.tables.values()]
    assert len(tables) == len(made.sheets)
    for sheet, table in tables:
        assert table.ref == table.autoFilter.ref == f"A1:{letters(len(sheet.template))}2"
        assert [column.name for column in table.tableColumns] == [column.title.in_(made.lang) for column in sheet.shown]
        assert re.fullmatch(r"[^\W\d]\w*", table.displayName)
    assert len({table.displayName.casefold() for _, table in tables}) == len(tables)


@pytest.mark.parametrize(
    ("kind", "key", "lang", "shown_as"),
    [
        ("clients", "phone", "ru", "@"),
        ("clients", "id", "ru", "@"),
        ("clients", "hours", "ru", "@"),
        ("clients", "next_date", "ru", "dd.mm.yyyy"),
        ("clients", "next_date", "en", "yyyy-mm-dd"),
        ("clients", "orders_total", "ru", "#,##0.00"),
        ("clients", "number", "ru", "0"),
        ("orders", "amount", "en", "#,##0.00"),
        ("clients", "comment", "ru", "General"),
    ],
)
def test_formats_belong_to_whole_columns(kind: str, key: str, lang: Lang, shown_as: str, tmp_path: Path) -> None:
    layout = load_layout("extended")
    create_workbook(tmp_path / "new.xlsx", layout, lang, created=CREATED)
    page = load_workbook(tmp_path / "new.xlsx")[layout.sheet(kind).title.in_(lang)]
    letter = letters(layout.sheet(kind).template.index(key) + 1)
    assert page.column_dimensions[letter].number_format == shown_as


def test_program_columns_stand_at_the_right_and_fold_away(extended_ru: Made) -> None:
    page, columns = extended_ru.book["Клиенты"], extended_ru.columns("clients")
    folded = [key for key, (letter, _) in columns.items() if page.column_dimensions[letter].outlineLevel]
    assert {"last_touch", "orders_count", "orders_total"} <= set(folded)
    assert all(columns[key][1].owner != "staff" for key in folded)
    assert folded == [key for key in columns if not columns[key][1].hidden][-len(folded) :]
    outline = page.sheet_properties.outlinePr
    assert outline
    assert outline.summaryRight is False


def test_number_is_at_the_left_and_ids_are_hidden(made: Made) -> None:
    page, columns = made.book[made.layout.sheet("clients").title.in_(made.lang)], made.columns("clients")
    assert columns["number"][0] == "A"
    assert not page.column_dimensions["A"].hidden
    for sheet, of_kind in made.sheets:
        letter = made.columns(sheet.kind)["id"][0]
        assert of_kind.column_dimensions[letter].hidden


def test_headers_tell_who_owns_a_column(extended_ru: Made) -> None:
    page, columns = extended_ru.book["Клиенты"], extended_ru.columns("clients")
    colours = {owner: set[str]() for owner in ("staff", "either", "program")}
    for letter, column in columns.values():
        colours[column.owner].add(page[f"{letter}1"].fill.fgColor.rgb)
    assert all(len(colour) == 1 for colour in colours.values())
    assert len(set.union(*colours.values())) == 3


def test_header_stays_in_sight_on_screen_and_paper(made: Made) -> None:
    for sheet, page in made.sheets:
        assert page.freeze_panes == ("C2" if {"name", "client"} & set(sheet.template) else "A2")
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr
        assert page.sheet_properties.pageSetUpPr.fitToPage


def test_tabs_of_the_program_are_protected_without_a_password_and_say_so(made: Made) -> None:
    for title, about in TABS:
        page = made.book[title.in_(made.lang)]
        assert page.protection.sheet
        assert page.protection.password is None
        assert page["A2"].value.startswith({"ru": "Заполняет программа", "en": "Filled in by the program"}[made.lang])
        assert about.in_(made.lang).rstrip(".") in page["A2"].value


def test_guide_is_one_screen_and_its_links_lead_to_sheets(made: Made) -> None:
    page = made.book.worksheets[0]
    assert page.max_row <= 32
    targets = [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert targets == [f"'{name}'!A1" for name in made.book.sheetnames[1:]]


def test_everything_is_said_in_the_language_of_the_book(made: Made) -> None:
    said = [str(cell.value) for page in made.book.worksheets for row in page.iter_rows() for cell in row if cell.value]
    for page in made.book.worksheets:
        for check in page.data_validations.dataValidation:
            said += [text for text in (check.error, check.errorTitle, check.prompt, check.promptTitle) if text]
    russian = [text for text in said if CYRILLIC.search(text)]
    assert not russian if made.lang == "en" else len(russian) > len(said) * 0.85


def test_inactive_rows_turn_grey_and_overdue_tasks_red(extended_ru: Made) -> None:
    page, columns = extended_ru.book["Клиенты"], extended_ru.columns("clients")
    rules = {str(area.sqref): rule.formula[0] for area in page.conditional_formatting for rule in area.rules}
    status, day = columns["status"][0], columns["next_date"][0]
    assert f'${status}2="неактивный"' in rules[f"A2:{letters(len(columns))}5000"]
    assert f"${day}2<TODAY()" in rules[f"{day}2:{day}5000"]


def test_properties_are_ours(made: Made) -> None:
    told = made.book.properties
    assert (told.creator, told.created, told.modified) == ("sheets-crm", CREATED, CREATED)
    assert told.title == {"ru": "База клиентов", "en": "Client base"}[made.lang]


def test_nothing_that_exists_is_overwritten(simple: Layout, tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_text("years of work")
    with pytest.raises(RefusedError, match=r"clients\.xlsx.*already.*another name"):
        create_workbook(path, simple, "ru")
    assert path.read_text() == "years of work"


def test_a_folder_that_is_not_there_is_named(simple: Layout, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="nowhere"):
        create_workbook(tmp_path / "nowhere" / "clients.xlsx", simple, "ru")


@pytest.mark.parametrize(
    ("content", "says"),
    [({"orders": [{}]}, "orders"), ({"clients": [{"name": "Анна"}, {"nickname": "Аня"}]}, "nickname")],
)
def test_content_that_the_layout_does_not_show_is_refused_and_nothing_is_left(
    content: dict[str, list[dict[str, str]]], says: str, simple: Layout, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says):
        create_workbook(tmp_path / "clients.xlsx", simple, "ru", content)
    assert list(tmp_path.iterdir()) == []


def test_same_book_has_the_same_bytes(extended: Layout, tmp_path: Path) -> None:
    content = {"clients": [{"name": "Ромашка", "phone": "+7 999 123-45-67"}]}
    for name in ("a.xlsx", "b.xlsx"):
        create_workbook(tmp_path / name, extended, "ru", content, CREATED, TABS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_titles_of_sheets_are_legal_and_unlike(made: Made) -> None:
    for name in made.book.sheetnames:
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
    for one, other in itertools.combinations(made.book.sheetnames, 2):
        assert one.casefold() != other.casefold()


def sheet_of(made: Made, source: str) -> tuple[Sheet, str]:
    kind, _, key = source.partition(".")
    return made.layout.sheet(kind), made.columns(kind)[key][0]


def checks(page: Worksheet) -> dict[str, DataValidation]:
    return {str(check.sqref).split("2:")[0]: check for check in page.data_validations.dataValidation}


def test_every_choice_has_its_dropdown(made: Made) -> None:
    for sheet, page in made.sheets:
        found = checks(page)
        for letter, column in made.columns(sheet.kind).values():
            if column.choices_from:
                assert found[letter].formula1 == column.choices_from.replace(".", "_")
            elif column.choices:
                assert found[letter].formula1 == '"' + ",".join(choice.title.in_(made.lang) for choice in column.choices) + '"'


def test_a_dropdown_refers_to_the_filled_part_of_its_list(made: Made) -> None:
    used = {column.choices_from for sheet, _ in made.sheets for column in sheet.shown if column.choices_from}
    assert set(made.book.defined_names) == {source.replace(".", "_") for source in used}
    for source in used:
        sheet, letter = sheet_of(made, source)
        area = made.book.defined_names[source.replace(".", "_")].attr_text
        assert area.startswith(f"'{sheet.title.in_(made.lang)}'!${letter}$2:INDEX(")


def test_dates_and_amounts_are_checked_where_people_write_them(made: Made) -> None:
    kinds = {"date": "date", "amount": "decimal"}
    for sheet, page in made.sheets:
        found = checks(page)
        for letter, column in made.columns(sheet.kind).values():
            if column.format in kinds and column.owner != "program":
                assert found[letter].type == kinds[column.format]
                assert found[letter].errorStyle == "stop"
            if column.owner == "program":
                assert letter not in found


def test_hints_appear_beside_the_cell(made: Made) -> None:
    for sheet, page in made.sheets:
        found = checks(page)
        for letter, column in made.columns(sheet.kind).values():
            if column.hint:
                assert (found[letter].prompt, found[letter].showInputMessage) == (column.hint.in_(made.lang), True)


def test_messages_fit_what_excel_allows_and_reach_far_below_the_data(made: Made) -> None:
    for _, page in made.sheets:
        for check in page.data_validations.dataValidation:
            assert str(check.sqref).endswith("5000")
            assert all(len(text or "") <= 255 for text in (check.error, check.prompt, check.formula1))
            assert all(len(text or "") <= 32 for text in (check.errorTitle, check.promptTitle))
            assert bool(check.error) == bool(check.showErrorMessage)
