"""What the nightly job costs on made-up books, phase by phase, against openpyxl loading and saving the same book.

    python benchmarks/nightly.py [--clients 1000 10000 100000 1000000] [--openpyxl-up-to 100000] [--books FOLDER] [--json]

Makes books with `new --demo N` (about three orders and two touches for each client; at a million, as many as a sheet holds) and
measures, each in a process of its own:

    new         making the book (once; kept in --books, so that it need not be made again)
    first       `run nightly` on a copy of it: thousands of repairs, all reports
    again       the same once more, nothing having changed
    edited      the same after 20 cells were typed over (ten phones badly written, ten comments)
    openpyxl    load the book and save it

CPU is user and system time of the whole process, imports included; memory is its peak. The phases are told apart from outside, by
the job's own progress and by wrapping the engine; the innermost counts. `peak MB` of a phase is that of the process by
the time the phase last ended, so the phase at which it rises is the one that needs it.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TODAY = "2026-11-20"
SHEET, PHONE, COMMENT = "Клиенты", "phone", "comment"
EDITS = 20
MEGABYTE = 1 << 20
PEAK_UNIT = 1 if sys.platform == "darwin" else 1 << 10
STEPS = {"Reading": "recognising", "Checking": "planning", "Backing": "backup", "Writing": "writing"}
"""The phase that each step of the job's progress begins, by the first word that people see."""
WRAPPED = {
    "hashing": ("books.xlsx.book.XlsxBook.identity", "books.xlsx.book.digest", "engine.home.backups.digest"),
    "reading": ("books.xlsx.book.XlsxBook.read",),
    "backup": ("books.xlsx.book.XlsxBook.backup",),
    "proof": ("books.xlsx.writing.write.verify",),
    "journal": (
        "engine.run.recall",
        "engine.journal.journal.Journal.begin",
        "engine.journal.journal.Journal.prepared",
        "engine.journal.journal.Journal.done",
        "engine.journal.journal.Journal.note_clean",
    ),
}
Figures = dict[str, Any]


class Phases:
    """Adds up the CPU seconds of each phase, the innermost one counting, and the peak of memory by the end of each."""

    def __init__(self) -> None:
        self.seconds, self.peaks = defaultdict[str, float](float), dict[str, float]()
        self.stack, self.since = ["start"], 0.0

    def turn(self) -> None:
        """Book the time since the last turn on the phase that is on top."""
        now = time.process_time()
        self.seconds[self.stack[-1]] += now - self.since
        self.peaks[self.stack[-1]] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT / MEGABYTE
        self.since = now

    def begin(self, phase: str) -> None:
        """Let one step follow another."""
        self.turn()
        self.stack[0] = phase

    @contextmanager
    def inside(self, phase: str) -> Iterator[None]:
        """Book what happens inside on this phase."""
        self.turn()
        self.stack.append(phase)
        try:
            yield
        finally:
            self.turn()
            self.stack.pop()


def wrap(dotted: str, phases: Phases, phase: str) -> None:
    """Replace a function or method of the package by one that books its time on a phase."""
    module, _, name = dotted.rpartition(".")
    try:
        owner: Any = importlib.import_module(f"sheets_crm.{module}")
    except ModuleNotFoundError:
        above, _, class_name = module.rpartition(".")
        owner = getattr(importlib.import_module(f"sheets_crm.{above}"), class_name)
    plain: Callable[..., object] = getattr(owner, name)

    @functools.wraps(plain)
    def booked(*given: object, **named: object) -> object:
        with phases.inside(phase):
            return plain(*given, **named)

    setattr(owner, name, booked)


def run_nightly(book: Path) -> Figures:
    """Run the job as a person would, in this process, and tell the phases."""
    phases = Phases()
    from sheets_crm.cli import main, running  # noqa: PLC0415
    from sheets_crm.model.text import Text  # noqa: PLC0415

    for phase, those in WRAPPED.items():
        for dotted in those:
            wrap(dotted, phases, phase)
    plain: Callable[..., object] = vars(running)["run_job"]

    def watched(*given: object, progress: Callable[..., None], **named: object) -> object:
        def told(what: Text, step: int, steps: int) -> None:
            phases.begin(STEPS.get(what.en.split()[0], what.en))
            progress(what, step, steps)

        result = plain(*given, progress=told, **named)
        phases.begin("account")
        return result

    vars(running)["run_job"] = watched
    sys.argv = ["sheets-crm", "run", "nightly", str(book), "--today", TODAY, "--lang", "en"]
    try:
        main.main()
    except SystemExit as left:
        if left.code:
            raise
    phases.turn()
    return {"phases": phases.seconds, "peaks": phases.peaks}


def edit(book: Path) -> Figures:
    """Type over 20 cells, as a person would between two nights."""
    from sheets_crm.books.xlsx import write_cells  # noqa: PLC0415
    from sheets_crm.engine.settings.resources import load_layout  # noqa: PLC0415
    from sheets_crm.model.addresses import letters  # noqa: PLC0415

    shown = next(sheet.template for sheet in load_layout("extended").sheets if sheet.title.ru == SHEET)
    phone, comment = (letters(shown.index(key) + 1) for key in (PHONE, COMMENT))
    phones = {f"{phone}{50 + at * 7}": f"8 (916) 555-40-{at:02}" for at in range(EDITS // 2)}
    comments = {f"{comment}{60 + at * 7}": f"перезвонить {at}" for at in range(EDITS // 2)}
    write_cells(book, book, {SHEET: phones | comments})
    return {}


def openpyxl_way(book: Path) -> Figures:
    import openpyxl  # noqa: PLC0415

    openpyxl.load_workbook(book).save(book.with_suffix(".out.xlsx"))
    return {}


TASKS = {"nightly": run_nightly, "edit": edit, "openpyxl": openpyxl_way}


def process(*command: str) -> Figures:
    """Run a command and tell its CPU seconds, its peak of memory in MB, and the JSON document that it told last."""
    with tempfile.TemporaryFile() as out:
        ran = subprocess.Popen([sys.executable, *command], stdout=out)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told = out.read().decode()
    if ran.returncode:
        raise SystemExit(f"{' '.join(command)}: {ran.returncode}\n{told}")
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * PEAK_UNIT / MEGABYTE
    last: Figures = json.loads("{" + ("\n" + told).rpartition("\n{")[2])
    return {"cpu": cpu, "mb": peak} | last


def made(clients: int, folder: Path) -> Figures:
    """Make the book of so many clients unless it is there, and tell what it holds and what it cost."""
    book, card = folder / f"demo-{clients}.xlsx", folder / f"demo-{clients}.json"
    if not (book.exists() and card.exists()):
        command = ("new", str(book), "--demo", str(clients), "--today", TODAY, "--lang", "ru", "--json")
        said = process("-c", "import json; from sheets_crm.cli.main import main; main()", *command)
        card.write_text(json.dumps(said), encoding="utf-8")
    found: Figures = json.loads(card.read_text(encoding="utf-8"))
    return {"clients": clients, "path": book, "rows": sum(found["rows"].values()), "cpu": found["cpu"], "mb": found["mb"]}


def size(path: Path) -> float:
    """A file's or folder's size in MB."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) / MEGABYTE


def measured(clients: int, books: Path, openpyxl_up_to: int) -> Figures:
    """Measure everything on the book of so many clients."""
    new = made(clients, books)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        shutil.copyfile(new.pop("path"), book)
        before = size(book)
        found: Figures = {"clients": clients, "rows": new["rows"], "new": new}
        if clients <= openpyxl_up_to:
            found["openpyxl"] = process(__file__, "--task", "openpyxl", str(book))
        found["first"] = process(__file__, "--task", "nightly", str(book))
        found["again"] = process(__file__, "--task", "nightly", str(book))
        process(__file__, "--task", "edit", str(book))
        found["edited"] = process(__file__, "--task", "nightly", str(book))
        memory, kept = size(book.with_suffix(".crm")), size(book.with_suffix(".crm") / "backups")
        found["sizes"] = {"book": before, "after": size(book), "backups": kept, "journal": memory - kept}
    return found


RUNS = ("first", "again", "edited")


def show(one: Figures, smaller: Figures | None) -> None:
    """Print one book's table."""
    sizes, first = one["sizes"], one["first"]
    print(
        f"\n{one['clients']:,} clients, {one['rows']:,} rows; {sizes['book']:.1f} MB, after the run {sizes['after']:.1f} MB;"
        f" .crm: backups {sizes['backups']:.1f} MB, journal {sizes['journal']:.1f} MB"
    )
    print(f"{'':14}" + "".join(f"{name:>10}{'peak MB':>9}" for name in RUNS))
    for phase in dict.fromkeys(phase for run in RUNS for phase in one[run]["phases"]):
        figures = [(one[run]["phases"].get(phase), one[run]["peaks"].get(phase)) for run in RUNS]
        print(f"{phase:14}" + "".join(f"{cpu:8.2f} s{mb:9.0f}" if mb else f"{'':19}" for cpu, mb in figures))
    print(f"{'CPU':14}" + "".join(f"{one[run]['cpu']:8.2f} s{one[run]['mb']:9.0f}" for run in RUNS))
    print(f"{'of the first':14}" + "".join(f"{one[run]['cpu'] / first['cpu']:10.3f}{'':9}" for run in RUNS))
    if peer := one.get("openpyxl"):
        ratios = "".join(f"{one[run]['cpu'] / peer['cpu']:10.3f}{one[run]['mb'] / peer['mb']:9.2f}" for run in RUNS)
        print(f"{'of openpyxl':14}{ratios}   (openpyxl: {peer['cpu']:.2f} s, {peer['mb']:.0f} MB)")
    print(f"{'us per row':14}" + "".join(f"{per_row(one, run):10.1f}{'':9}" for run in RUNS))
    if smaller:
        ratios = "".join(f"{per_row(one, run) / per_row(smaller, run):10.2f}{'':9}" for run in RUNS)
        print(f"{'of size before':14}{ratios}")
    print(f"{'new --demo':14}{one['new']['cpu']:8.2f} s{one['new']['mb']:9.0f}", flush=True)


def per_row(one: Figures, run: str) -> float:
    """Microseconds of CPU for each row of clients, orders and touches."""
    return float(one[run]["cpu"] / one["rows"] * 1e6)


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--clients", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    ask.add_argument("--openpyxl-up-to", type=int, default=100_000)
    ask.add_argument("--books", type=Path, default=Path(tempfile.gettempdir()) / "sheets-crm-demo-books")
    ask.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    ask.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    args = ask.parse_args()
    if args.task:
        print("\n" + json.dumps(TASKS[args.task[0]](Path(args.task[1]))))
        return
    args.books.mkdir(parents=True, exist_ok=True)
    found: list[Figures] = []
    for clients in args.clients:
        found.append(measured(clients, args.books, args.openpyxl_up_to))
        show(found[-1], found[-2] if len(found) > 1 else None)
    if args.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
