"""Work on parts of a table in several processes at once, where there is enough of it."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from sheets_crm.matching.reading import CHUNK, Part, Task, read_values

MOST = 4
WORTH_IT = 3 * CHUNK
"""So many distinct values are read in about the time in which processes start."""


def in_processes(tasks: Sequence[Task]) -> Iterable[Part]:
    """Read tasks in a process for each processor; in this one when they are few, or no other can be started."""
    count = min(os.cpu_count() or 1, MOST)
    if count == 1 or sum(len(values) for _, values in tasks) < WORTH_IT:
        return map(read_values, tasks)
    method = "fork" if sys.platform == "linux" and multiprocessing.active_children() == [] else "spawn"
    try:
        with ProcessPoolExecutor(count, multiprocessing.get_context(method)) as pool:
            return list(pool.map(read_values, tasks))
    except (OSError, BrokenProcessPool):
        return map(read_values, tasks)
