"""However a file is made to hurt, it is refused, or read, at a bounded cost; each in a process of its own, with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile import READ, REFUSED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and measures of a process are those of Linux")

SECONDS, MEGABYTES = 10, 200
CHILD = """
import json, resource, sys, time
from pathlib import Path

resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
from sheets_crm.books.xlsx.reading.reader import read_snapshot
from sheets_crm.errors import UnreadableError

start = time.process_time()
try:
    grids, said = read_snapshot(Path(sys.argv[1])).grids.values(), ""
except UnreadableError as error:
    grids, said = (), str(error)
seconds = time.process_time() - start
peak = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
cells = sum(len(column.rows) for grid in grids for column in grid.columns.values())
merges = sum(len(grid.merged) for grid in grids)
print(json.dumps({"said": said, "seconds": seconds, "megabytes": peak >> 10, "cells": cells, "merges": merges}))
"""


def read(path: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_hostile_is_refused_soon_and_in_little_memory(tmp_path: Path, name: str) -> None:
    make, what = REFUSED[name]
    make(tmp_path / "book.xlsx")
    told = read(tmp_path / "book.xlsx")
    assert what in told["said"]
    assert "book.xlsx" in told["said"]
    assert told["seconds"] < SECONDS
    assert told["megabytes"] < MEGABYTES


@pytest.mark.parametrize("name", READ)
def test_what_is_merely_large_is_read_in_little_memory(tmp_path: Path, name: str) -> None:
    make, cells, merges = READ[name]
    make(tmp_path / "book.xlsx")
    told = read(tmp_path / "book.xlsx")
    assert (told["said"], told["cells"], told["merges"]) == ("", cells, merges)
    assert told["seconds"] < 2 * SECONDS
    assert told["megabytes"] < MEGABYTES
