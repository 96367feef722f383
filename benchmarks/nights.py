"""What a search for duplicates costs night after night, by how many rows changed: CPU of the first, and of those after it.

    python benchmarks/nights.py [--rows 100000] [--changed 0 20 2000]

The table is that of duplicates.py; in each changed row the name, phone, e-mail or address becomes that of another row.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from pathlib import Path

from contacts import write

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import find_duplicates
from sheets_crm.matching.nights import find_again

SEED = 4
TYPED = ("name", "phone", "email", "address")


def made(rows: int) -> Contacts:
    """Make a table."""
    with tempfile.TemporaryDirectory() as folder:
        name = write(rows, 1.0, SEED, Path(folder))
        told = json.loads((Path(folder) / "maps.json").read_text("utf-8"))[name]
        with (Path(folder) / f"{name}.csv").open(encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
    mapped = [one.partition("=")[::2] for one in told]
    return Contacts(rows, {key: ([line[title] for line in lines],) for key, title in mapped})


def edited(table: Contacts, changed: int) -> Contacts:
    """Let some rows say in part what others say."""
    dice = random.Random(changed)
    columns = {key: (list(one),) for key, (one, *_) in table.columns.items()}
    for at in dice.sample(range(table.rows), changed):
        column = columns[dice.choice(TYPED)][0]
        column[at] = column[dice.randrange(table.rows)]
    return Contacts(table.rows, columns)


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=100_000)
    ask.add_argument("--changed", type=int, nargs="*", default=[0, 20, 2000])
    args = ask.parse_args()
    table = made(args.rows)
    start = time.process_time()
    _, kept = find_again(table, b"")
    first = time.process_time() - start
    print(f"{args.rows:,} rows, first search: {first:.1f} s; kept: {len(kept) / 1e6:.1f} MB")
    for changed in args.changed:
        tonight = edited(table, changed)
        start = time.process_time()
        found, _ = find_again(tonight, kept)
        took = time.process_time() - start
        same = set(found.clusters) == set(find_duplicates(tonight).clusters)
        print(f"{changed:8,} changed: {took:5.1f} s, {took / first:.2f} of the first; the same groups as searched afresh: {same}")


if __name__ == "__main__":
    main()
