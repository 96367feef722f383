"""The ready workbooks that ship beside the layouts are what the program makes today."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import pytest
from ready_templates import write_templates

from sheets_crm.engine.settings.resources import folder

READY = ("extended.en.xlsx", "extended.ru.xlsx", "simple.en.xlsx", "simple.ru.xlsx")
HOW = "run `python tests/books/xlsx/ready_templates.py`, look at the workbooks, and commit them"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("templates")
    write_templates(target)
    return target


def parts(path: Path) -> dict[str, str]:
    """Read every part as canonical XML, but for the one that names the version of openpyxl."""
    with ZipFile(path) as archive:
        return {name: canonicalize(archive.read(name).decode()) for name in archive.namelist() if name != "docProps/app.xml"}


def test_each_layout_is_there_in_both_languages(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == list(READY)


@pytest.mark.parametrize("name", READY)
def test_ready_workbook_is_up_to_date(name: str, made: Path) -> None:
    ready, fresh = parts(folder("templates") / name), parts(made / name)
    assert list(ready) == list(fresh), HOW
    assert [part for part in fresh if fresh[part] != ready[part]] == [], HOW
