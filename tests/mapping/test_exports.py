"""Whole header rows of other programs (cases/exports.yaml), and real files that nobody here wrote."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.mapping import bind, recognise, recognise_columns
from sheets_crm.model.layout import Layout
from sheets_crm.model.snapshot import Grid

EXPORTS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "exports.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export["program"])
def test_an_export_is_understood(grid: Callable[..., Grid], extended: Layout, export: dict[str, Any]) -> None:
    header = (
        next(csv.reader([export["header"]], delimiter=export["separator"]))
        if export["separator"] == ","
        else export["header"].split(";")
    )
    mapped = recognise_columns(grid([header]), extended)
    assert mapped.kind == export["kind"]
    assert {column.title: column.key for column in mapped.columns.values() if column.key} == export["keys"]


@pytest.mark.parametrize(
    ("name", "kind", "keys", "rows"),
    [
        ("Client.xlsx", "clients", "given_name surname middle_name birthday registered email phone sex", 100),
        ("Service.xlsx", "services", "title price duration discount", 50),
        ("clientservice_a_import.xlsx", "orders", "client date service", 100),
        ("product_s_import.xlsx", "services", "title price", 100),
        ("productsale_s_import.xlsx", None, "", 0),
        ("manufacturer_s_import.xlsx", None, "", 0),
    ],
)
def test_real_workbooks(
    shared_data: Callable[[str], Path], extended: Layout, name: str, kind: str | None, keys: str, rows: int
) -> None:
    snapshot = read_snapshot(shared_data("samples/ru_language_school") / name)
    mapping = recognise(snapshot, extended)
    (sheet,) = mapping.sheets
    assert sheet.kind == kind
    assert [column.key for column in sheet.columns.values() if column.key] == keys.split()
    assert sum(len(table) for table in bind(snapshot, mapping, extended).snapshot.tables) == rows


CONTACTS = "client=name contact_person=persons phone=phone email=email service=service comment=comment"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("ru_50_a", CONTACTS),
        ("ru_1k", CONTACTS),
        ("fake_1000", "first_name=given_name surname=surname dob=birthday city=city email=email"),
        ("restaurants_864", "name=name addr=address phone=phone city=city"),
    ],
)
def test_real_lists_of_contacts(
    grid: Callable[..., Grid], shared_data: Callable[[str], Path], extended: Layout, name: str, keys: str
) -> None:
    rows = list(csv.reader((shared_data("duplicates") / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
    mapped = recognise_columns(grid(rows, name), extended)
    assert [f"{column.title}={column.key}" for column in mapped.columns.values() if column.key] == keys.split()
