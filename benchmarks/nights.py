"""What a search for duplicates costs night after night, by how many rows changed, and new rows against a known table.

    python benchmarks/nights.py [--rows 100000] [--changed 0 20 200 2000] [--against 1 100 1000] [--unchecked]

CPU seconds of the searching alone, in one process. The table is that of duplicates.py, in which every third row is a duplicate;
in each changed row the name, phone, e-mail or address becomes that of another row. What is found is held against a search of
everything (a minute and a half for the lot; not with --unchecked). New rows are the last ones of a table larger by as many.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from contacts import write

from sheets_crm.matching.columns import Contacts
from sheets_crm.matching.duplicates import Duplicates, find_duplicates
from sheets_crm.matching.index import Index
from sheets_crm.matching.nights import find_again

SEED = 4
TYPED = ("name", "phone", "email", "address")
T = TypeVar("T")
P = ParamSpec("P")


def made(rows: int) -> Contacts:
    """Make a table."""
    with tempfile.TemporaryDirectory() as folder:
        name = write(rows, 1.0, SEED, Path(folder))
        told = json.loads((Path(folder) / "maps.json").read_text("utf-8"))[name]
        with (Path(folder) / f"{name}.csv").open(encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
    mapped = [one.partition("=")[::2] for one in told]
    return Contacts(rows, {key: ([line[title] for line in lines],) for key, title in mapped})


def part(table: Contacts, start: int, end: int) -> Contacts:
    """Take some rows."""
    return Contacts(end - start, {key: (one[start:end],) for key, (one, *_) in table.columns.items()})


def edited(table: Contacts, changed: int) -> Contacts:
    """Let some rows say in part what others say."""
    dice = random.Random(changed)
    columns = {key: (list(one),) for key, (one, *_) in table.columns.items()}
    for at in dice.sample(range(table.rows), changed):
        column = columns[dice.choice(TYPED)][0]
        column[at] = column[dice.randrange(table.rows)]
    return Contacts(table.rows, columns)


def timed(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> tuple[T, float]:
    """Do something; return what it took as well."""
    start = time.process_time()
    done = work(*args, **named)
    return done, time.process_time() - start


def compared(found: Duplicates, whole: Duplicates) -> str:
    """Say how many groups and doubtful pairs are other ones, or are told otherwise."""
    clusters = set(found.clusters) ^ set(whole.clusters)
    doubtful = {one.rows for one in found.doubtful} ^ {one.rows for one in whole.doubtful}
    told = set(found.doubtful) ^ set(whole.doubtful)
    if not clusters and not told:
        return "the same to the last word"
    all_told = f"of {len(whole.clusters)} groups {len(clusters)} differ, of {len(whole.doubtful)} doubtful pairs {len(doubtful)}"
    return f"{all_told} (told otherwise: {len(told) - len(doubtful)})"


def nights(table: Contacts, kept: bytes, first: float, changed: list[int], *, check: bool) -> None:
    """Print what a night costs."""
    for count in changed:
        tonight = edited(table, count)
        (found, keeps), took = timed(find_again, tonight, kept)
        said = compared(found, find_duplicates(tonight)) if check else ""
        print(
            f"{count:8,} changed {took:8.2f} s {took / first:6.2f} of the first; keeps {len(keeps) / 1e6:.1f} MB; {said}",
            flush=True,
        )


def against(more: Contacts, rows: int, kept: bytes, counts: list[int]) -> None:
    """Print what it costs to hold new rows against a table: all together after a night, and each by itself with an index."""
    index, took = timed(Index.of, part(more, 0, rows))
    print(f"    an index {took:8.2f} s")
    for count in counts:
        both, new = part(more, 0, rows + count), part(more, rows, rows + count)
        _, stacked = timed(find_again, both, kept)
        _, matched = timed(index.match, new)
        print(f"{count:8,} new     {stacked:8.2f} s as --against after a night; {matched:8.3f} s with an index", flush=True)


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=100_000)
    ask.add_argument("--changed", type=int, nargs="*", default=[0, 20, 200, 2000])
    ask.add_argument("--against", type=int, nargs="*", default=[1, 100, 1000])
    ask.add_argument("--unchecked", action="store_true")
    args = ask.parse_args()
    more = made(args.rows + max(args.against, default=0))
    table = part(more, 0, args.rows)
    (_, kept), first = timed(find_again, table, b"")
    print(f"{args.rows:8,} rows    {first:8.2f} s; keeps {len(kept) / 1e6:.1f} MB", flush=True)
    nights(table, kept, first, args.changed, check=not args.unchecked)
    if args.against:
        against(more, args.rows, kept, args.against)


if __name__ == "__main__":
    main()
