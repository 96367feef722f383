"""What the nightly job asks of Google on made-up books: every HTTP request, the bytes both ways, our CPU and memory.

    python benchmarks/google_calls.py [--clients 200 1000 5000] [--long] [--books FOLDER] [--json]

Makes books with `new --demo N`, puts them into a spreadsheet on the tests' own server (a process of its own, so that its work is
not counted as ours), and runs there, each time in a process of its own:

    first       `run nightly`: thousands of repairs, all lookups, all report tabs
    second      the same once more, nothing having changed
    idle        and once more
    edited      after a person typed over 20 cells (ten phones badly written, ten comments)
    undo        the run before taken back
    settled     `run nightly` twice after that, of which the second is shown

`--long` adds 50,000 clients. Calls are counted from the server's log, sign-ins among them; bytes are those on the wire: answers
are packed there, to a tenth. CPU is user and system time of the whole process, imports included; memory is its peak.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

TODAY = "2026-11-20"
EDITS = 20
MEGABYTE = 1 << 20
PEAK_UNIT = 1 if sys.platform == "darwin" else 1 << 10
KINDS = ("sign-in", "version", "export", "read", "write")
READS = frozenset({"version", "export", "read"})
ROBOT, OWNER = "crm@example-project.iam.gserviceaccount.com", "owner@example.com"
Figures = dict[str, Any]


def serve(book: Path, folder: Path) -> None:
    """Serve a spreadsheet that holds what a workbook holds, and write a line for each request, until the process is ended."""
    from sheets_server.auth import Accounts, make_key_file  # noqa: PLC0415
    from sheets_server.calls import Answer  # noqa: PLC0415
    from sheets_server.drive import World  # noqa: PLC0415
    from sheets_server.server import Handler, Server  # noqa: PLC0415

    class Counted(Handler):
        """Notes what comes in and goes out."""

        def body(self) -> bytes:
            self.taken = super().body()
            self.began = time.process_time()
            return self.taken

        def send(self, given: Answer) -> None:
            told = {
                "kind": kind_of(self.command, self.path),
                "up": len(self.taken) + len(self.path),
                "down": len(given.body),
                "status": given.status,
                "cpu": time.process_time() - self.began,
            }
            with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(told) + "\n")
            super().send(given)

    world, accounts = World(), Accounts()
    file = world.create(OWNER, "Клиенты")
    world.share(file, ROBOT)
    assert file.book is not None
    fill(file.book, book)
    file.stale = True
    server = Server(("127.0.0.1", 0), world, accounts)
    server.RequestHandlerClass = Counted
    for email in (ROBOT, OWNER):
        make_key_file(folder / f"{email.partition('@')[0]}.json", accounts, server.base, email)
    told = f"google: {{key_file: crm.json, sheets_url: '{server.base}', drive_url: '{server.base}'}}\n"
    (folder / "sheets-crm.yaml").write_text(told, encoding="utf-8")
    print(json.dumps({"id": file.id, "base": server.base}), flush=True)
    server.serve_forever()


def kind_of(verb: str, path: str) -> str:
    """Name the kind of a request."""
    if "token" in path.partition("?")[0]:
        return "sign-in"
    if "/drive/" in path:
        return "export" if "/export" in path else "version"
    return "read" if verb == "GET" or "ByDataFilter" in path else "write"


def fill(target: Any, book: Path) -> None:  # noqa: ANN401 - the tests' own type, which is known only inside the server
    """Put the sheets of a workbook into a spreadsheet of the server; cells that are alike are one to it."""
    from sheets_server.spreadsheet import new_sheet  # noqa: PLC0415

    from sheets_crm.books.xlsx.book import XlsxBook  # noqa: PLC0415
    from sheets_crm.model.cells import Kind  # noqa: PLC0415

    snapshot = XlsxBook(book).read()
    known: dict[str, Figures] = {}
    target.properties = target.properties | {"locale": "ru_RU"}
    target.sheets = []
    for number, grid in enumerate(snapshot.grids.values(), start=1):
        sheet = new_sheet(number, grid.name, max(grid.last_row + 20, 100), max(grid.columns, default=1) + 2)
        target.sheets.append(sheet)
        for at, column in grid.columns.items():
            cells, formats = column.cells, column.formats
            for place, row in enumerate(column.rows.tolist()):
                kind = cells.kinds[place]
                number_value = float(cells.numbers[place])
                value: Figures = {"stringValue": str(cells.texts[place])}
                if place in cells.formulas:
                    value = {"formulaValue": cells.formulas[place]}
                elif kind in (Kind.NUMBER, Kind.DATE):
                    value = {"numberValue": number_value}
                elif kind == Kind.BOOL:
                    value = {"boolValue": bool(number_value)}
                made: Figures = {} if kind == Kind.EMPTY and place not in cells.formulas else {"userEnteredValue": value}
                code = snapshot.number_formats[int(formats[place])] if formats is not None else "General"
                if code != "General":
                    sort = "DATE" if "yy" in code else "TEXT" if code == "@" else "NUMBER"
                    made["userEnteredFormat"] = {"numberFormat": {"type": sort, "pattern": code}}
                if made:
                    sheet.cells[row - 1, at - 1] = known.setdefault(repr(made), made)


class Served:
    """A server in a process of its own, and what it logged since somebody last looked."""

    def __init__(self, book: Path, folder: Path) -> None:
        self.folder, self.seen = folder, 0
        command = [sys.executable, __file__, "--serve", str(book), str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.about: dict[str, str] = json.loads(self.process.stdout.readline())

    def lines(self) -> list[Figures]:
        """Return what was logged since the last look."""
        path = self.folder / "log.jsonl"
        every = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        since, self.seen = every[self.seen :], len(every)
        return [json.loads(one) for one in since]

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait()


def command(served: Served, *words: str) -> Figures:
    """Run a command on the spreadsheet; tell its calls and bytes by kind, its CPU seconds and its peak of memory in MB."""
    served.lines()
    code = "from sheets_crm.cli.main import main; main()"
    with tempfile.TemporaryFile() as out:
        ran = subprocess.Popen([sys.executable, "-c", code, *words], stdout=out, stderr=subprocess.STDOUT, cwd=served.folder)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told = out.read().decode()
    lines = served.lines()
    if ran.returncode > 1 or not lines:
        raise SystemExit(f"{' '.join(words)}: {ran.returncode}\n{told}")
    found: Figures = {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss * PEAK_UNIT / MEGABYTE}
    found["calls"] = dict(Counter(one["kind"] for one in lines))
    found["up"], found["down"] = (sum(one[way] for one in lines) for way in ("up", "down"))
    found["each"] = lines
    found["server"] = sum(one["cpu"] for one in lines)
    return found


def edit(served: Served) -> None:
    """Type over 20 cells, as a person would between two nights."""
    from sheets_crm.books.google.account import by_key  # noqa: PLC0415
    from sheets_crm.books.google.client import SHEETS, GoogleClient  # noqa: PLC0415
    from sheets_crm.engine.settings.resources import load_layout  # noqa: PLC0415
    from sheets_crm.model.addresses import letters  # noqa: PLC0415
    from sheets_crm.model.settings import GoogleSettings  # noqa: PLC0415

    sheet = load_layout("extended").sheet("clients")
    phone, comment = (letters(sheet.template.index(key) + 1) for key in ("phone", "comment"))
    base = served.about["base"]
    client = GoogleClient(by_key(served.folder / "owner.json"), GoogleSettings(sheets_url=base, drive_url=base))
    phones = {f"{phone}{50 + at * 7}": f"8 (916) 555-40-{at:02}" for at in range(EDITS // 2)}
    comments = {f"{comment}{60 + at * 7}": f"перезвонить {at}" for at in range(EDITS // 2)}
    data = [{"range": f"'{sheet.title.ru}'!{cell}", "values": [[text]]} for cell, text in (phones | comments).items()]
    url = f"{SHEETS}/v4/spreadsheets/{served.about['id']}/values:batchUpdate"
    client.request("post", url, json={"valueInputOption": "RAW", "data": data})


def made(clients: int, books: Path) -> Path:
    """Make the book of so many clients unless it is there."""
    book = books / f"demo-{clients}.xlsx"
    if not book.exists():
        code = "from sheets_crm.cli.main import main; main()"
        words = ("new", str(book), "--demo", str(clients), "--today", TODAY, "--lang", "ru", "--json")
        subprocess.run([sys.executable, "-c", code, *words], check=True, stdout=subprocess.DEVNULL)
    return book


def measured(clients: int, books: Path) -> Figures:
    """Measure everything on the book of so many clients."""
    with tempfile.TemporaryDirectory() as place:
        served = Served(made(clients, books), Path(place))
        name = f"google:{served.about['id']}"
        nightly = ("run", "nightly", name, "--today", TODAY, "--lang", "en")
        try:
            found: Figures = {"clients": clients}
            for run in ("first", "second", "idle"):
                found[run] = command(served, *nightly)
                show(clients, run, found[run])
            edit(served)
            for run, words in (("edited", nightly), ("undo", ("undo", name)), ("after undo", nightly), ("settled", nightly)):
                found[run] = command(served, *words)
                show(clients, run, found[run])
        finally:
            served.stop()
    return found


def show(clients: int, run: str, one: Figures) -> None:
    """Print one line of the table."""
    calls = "".join(f"{one['calls'].get(kind, 0):>8}" for kind in KINDS)
    sizes = f"{one['up'] / MEGABYTE:>8.2f}{one['down'] / MEGABYTE:>8.2f}"
    print(f"{clients:>8,} {run:<11}{calls}{sizes}{one['cpu']:>9.2f}{one['mb']:>8.0f}{one['server']:>9.2f}", flush=True)


def main() -> None:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--clients", type=int, nargs="+", default=[200, 1000, 5000])
    ask.add_argument("--long", action="store_true", help="50,000 clients as well")
    ask.add_argument("--books", type=Path, default=Path(tempfile.gettempdir()) / "sheets-crm-demo-books")
    ask.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    ask.add_argument("--serve", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = ask.parse_args()
    if args.serve:
        serve(*args.serve)
        return
    args.books.mkdir(parents=True, exist_ok=True)
    print(f"{'clients':>8} {'run':<11}" + "".join(f"{kind:>8}" for kind in KINDS) + f"{'MB up':>8}{'MB down':>8}"
          f"{'CPU s':>9}{'peak MB':>8}{'server s':>9}")  # fmt: skip
    found = [measured(clients, args.books) for clients in [*args.clients, *([50_000] if args.long else [])]]
    if args.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
