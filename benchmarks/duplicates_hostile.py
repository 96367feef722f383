"""What bad tables cost in a search for duplicates, against an ordinary table of as many rows.

    python benchmarks/duplicates_hostile.py [--rows 10000]

CPU seconds of the search alone, imports not counted, and how many times those of the ordinary table (that of duplicates.py) they
are; the empty table and that of one row are held against an ordinary one of ten. Each is searched twice, the better time counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from nights import made, part

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates

FEW, LONG, LONG_CELLS = 10, 100_000, 10
PHONE = "8 (495) 111-22-33"


def said(table: Contacts, **told: list[str]) -> Contacts:
    """Put other columns in place of some."""
    return Contacts(table.rows, {**table.columns, **{key: (texts,) for key, texts in told.items()}})


def alike(table: Contacts) -> Contacts:
    """Let every row say what the first one says."""
    return Contacts(table.rows, {key: ([one[0]] * table.rows,) for key, (one, *_) in table.columns.items()})


def long(table: Contacts) -> Contacts:
    """Put very long cells into every column."""
    texts = {"name": "Иванов ", "phone": "8903 ", "email": "a@", "address": "ул. Лесная, 5, "}
    columns = {}
    for key, (one, *_) in table.columns.items():
        text = texts.get(key, "я")
        columns[key] = ([(text * LONG)[:LONG] + str(at) if at < LONG_CELLS else cell for at, cell in enumerate(one)],)
    return Contacts(table.rows, columns)


TABLES: dict[str, Callable[[Contacts], Contacts]] = {
    "all rows alike": alike,
    "a column of nulls (phones)": lambda table: said(table, phone=[""] * table.rows),
    "all columns of nulls": lambda table: Contacts(table.rows, {key: ([""] * table.rows,) for key in table.columns}),
    "the same phone for all": lambda table: said(table, phone=[PHONE] * table.rows),
    "the same phone and e-mail for all": lambda table: said(
        table, phone=[PHONE] * table.rows, email=["info@vektor.ru"] * table.rows
    ),
    "the same name for all": lambda table: said(table, name=["ООО Вектор"] * table.rows),
    f"{LONG_CELLS} cells of 100,000 characters in each column": long,
}


def searched(table: Contacts) -> tuple[float, int]:
    """Search twice; return the better time and how many groups were found."""
    times = []
    for _ in range(2):
        start = time.process_time()
        groups = len(find_duplicates(table).clusters)
        times.append(time.process_time() - start)
    return min(times), groups


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=10_000)
    table = made(ask.parse_args().rows)
    searched(part(table, 0, FEW))
    print(f"{'table':52} {'rows':>8} {'CPU s':>8} {'ratio':>7} {'groups':>8}")
    for ordinary, bad in ((part(table, 0, FEW), {"empty": 0, "one row": 1}), (table, TABLES)):
        usual, groups = searched(ordinary)
        print(f"{'ordinary':52} {ordinary.rows:8,} {usual:8.3f} {1:7.2f} {groups:8,}", flush=True)
        for name, change in bad.items():
            one = part(ordinary, 0, change) if isinstance(change, int) else change(ordinary)
            took, groups = searched(one)
            print(f"{name:52} {one.rows:8,} {took:8.3f} {took / usual:7.2f} {groups:8,}", flush=True)


if __name__ == "__main__":
    main()
