"""What the memory costs a night: the CPU of a run with it, encrypted too, as a ratio to one that remembers nothing.

    python benchmarks/remembering.py [--clients 20000] [--rounds 3]

Every run is a process of its own on a copy of the same made-up book, the variants in turn, and the least of the rounds counts.
A run that remembers nothing neither compares the book with how the last run left it nor keeps how it leaves it; the journal of
its own changes it keeps all the same. `first` is the night on the messy book, `edited` the next one, after 20 cells were typed
over.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sheets_crm.books.xlsx.book import XlsxBook
from sheets_crm.books.xlsx.writing.write import write_cells
from sheets_crm.engine import looking, protecting, run
from sheets_crm.engine.settings.config import Config
from sheets_crm.engine.settings.resources import load_job

VARIANTS = ("nothing", "memory", "encrypted")
NIGHTS = ("first", "edited")
NOW = datetime(2026, 11, 20, 3, 0)
EDITS = {f"K{row}": f"typed over {row}" for row in range(10, 30)}
KEPT = ("journal.sqlite", "keys.age")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--night", nargs=3, metavar=("BOOK", "VARIANT", "NIGHT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.night:
        night(Path(asked.night[0]), asked.night[1], asked.night[2])
        return
    os.environ["SHEETS_CRM_PASSPHRASE"] = "a passphrase for the benchmark"
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "clients.xlsx"
        words = ["new", str(book), "--demo", str(asked.clients)]
        subprocess.run([Path(sys.executable).with_name("sheets-crm"), *words], check=True, stdout=subprocess.DEVNULL)
        report(measured(book, asked.rounds), asked.clients)


def measured(book: Path, rounds: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Return by variant and night the CPU seconds, and the MB beside the book that are no backups."""
    best: dict[tuple[str, str], tuple[float, float]] = {}
    for at in range(rounds):
        for variant in VARIANTS:
            copy = book.parent / f"{variant} {at}" / book.name
            copy.parent.mkdir()
            shutil.copy(book, copy)
            if variant == "encrypted":
                protecting.protect(XlsxBook(copy), Config())
            for name in NIGHTS:
                if name == "edited":
                    write_cells(copy, copy, {"Клиенты": EDITS})
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, __file__, "--night", str(copy), variant, name], check=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                kept = sum(path.stat().st_size for one in KEPT if (path := copy.with_suffix(".crm") / one).exists())
                best[variant, name] = min(best.get((variant, name), (float("inf"), 0.0)), (cpu, kept / (1 << 20)))
            shutil.rmtree(copy.parent)
    return best


def night(book: Path, variant: str, name: str) -> None:
    """Run the nightly job once."""
    moment = NOW + timedelta(days=NIGHTS.index(name))
    forgetful = variant == "nothing"
    with (
        patch.object(run, "look_back", lambda _journal, snapshot, _layout: looking.Look(snapshot))
        if forgetful
        else patch.dict({}),
        patch.object(looking.Look, "record", lambda *_: None) if forgetful else patch.dict({}),
    ):
        run.run_job(XlsxBook(book), load_job("nightly"), Config(), moment, clock=lambda: moment)


def report(best: dict[tuple[str, str], tuple[float, float]], clients: int) -> None:
    """Print the ratios."""
    print(f"{clients} clients; CPU against a run that remembers nothing")
    for name in NIGHTS:
        base = best["nothing", name][0]
        for variant in VARIANTS:
            cpu, kept = best[variant, name]
            print(f"{name:8}{variant:12}{cpu:8.1f} s  x{cpu / base:.2f}  journal and memory {kept:6.1f} MB")


if __name__ == "__main__":
    main()
