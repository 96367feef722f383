"""A new workbook opened in LibreOffice: its dropdowns grow with their lists, and nothing is lost on the way."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from openpyxl import Workbook, load_workbook

from sheets_crm.books.xlsx.template.workbook import create_workbook
from sheets_crm.model.layout import Layout

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
LISTS: dict[str, list[str | None]] = {"services": ["Стрижка", "Укладка", None, "Окрашивание"], "channels": ["Сайт"], "staff": []}
LENGTHS = {"services_title": 4, "channels_title": 1, "staff_title": 1, "clients_name": 1}


@pytest.fixture(scope="module")
def opened(extended: Layout, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Write into the lists as people do, ask for the length of every dropdown, and let LibreOffice save it."""
    folder = tmp_path_factory.mktemp("office")
    create_workbook(folder / "new.xlsx", extended, "ru")
    book = load_workbook(folder / "new.xlsx")
    for kind, titles in LISTS.items():
        page = book[extended.sheet(kind).title.ru]
        for row, title in enumerate(titles, 2):
            page.cell(row, 1, title)
    for at, name in enumerate(LENGTHS, 40):
        book.worksheets[0].cell(at, 2, f"=ROWS({name})")
    book.save(folder / "asked.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(OFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(folder / "asked.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return load_workbook(folder / "out" / "asked.xlsx", data_only=True)


def test_dropdowns_are_as_long_as_their_lists_gaps_included(opened: Workbook) -> None:
    answers = [opened.worksheets[0].cell(at, 2).value for at, _ in enumerate(LENGTHS, 40)]
    assert dict(zip(LENGTHS, answers, strict=True)) == LENGTHS


def test_dropdowns_checks_and_messages_survive(opened: Workbook, extended: Layout) -> None:
    found = {check.formula1: check for check in opened["Клиенты"].data_validations.dataValidation}
    assert {"services_title", "staff_title", "channels_title"} <= set(found)
    assert found["services_title"].error.startswith("Выберите из списка")
    hint = extended.sheet("clients").column("service").hint
    assert hint
    assert found["services_title"].prompt == hint.ru
    assert {"list", "date"} <= {check.type for check in found.values()}


def test_filter_groups_and_hidden_columns_survive(opened: Workbook) -> None:
    page = opened["Клиенты"]
    assert page.tables["Клиенты"].autoFilter.ref == "A1:AA2"
    assert page.column_dimensions["AA"].hidden
    assert page.column_dimensions["X"].outlineLevel == 1
