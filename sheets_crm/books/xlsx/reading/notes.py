"""Which cells people have written a note on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from sheets_crm.books.xlsx.opc.markup import parse
from sheets_crm.books.xlsx.opc.package import Package
from sheets_crm.books.xlsx.reading.charts import parts_of
from sheets_crm.errors import UnreadableError
from sheets_crm.model.addresses import parse_address


def read_noted(package: Package, part: str) -> frozenset[tuple[int, int]]:
    """Return the row and column of each cell of a sheet that has a note or a thread; those in damaged parts are left out."""
    found: set[tuple[int, int]] = set()

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "comment":
            with suppress(ValueError):
                found.add(parse_address(attributes.get("ref", "")))

    for notes in parts_of(package, part, "comments"):
        with suppress(UnreadableError):
            parse(package.stream(notes), f"{package.path}: {notes}", start)
    return frozenset(found)
