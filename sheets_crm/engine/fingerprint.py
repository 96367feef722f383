"""What the program is made of: another version of it, or of a library, may answer otherwise."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from re import match

from sheets_crm import __version__
from sheets_crm.engine.settings.resources import PACKAGE, folder

DISTRIBUTION = "sheets-crm"


@cache
def program() -> str:
    """Return a SHA-256 of the program's code, layouts and jobs, and of the versions of what it stands on."""
    made = hashlib.sha256(f"{__version__} {sys.version} {' '.join(_libraries())}".encode())
    for place in (PACKAGE, folder("templates"), folder("jobs")):
        for path in sorted(one for kind in ("*.py", "*.yaml") for one in place.rglob(kind)):
            made.update(f"\n{path.relative_to(place)}\n".encode())
            made.update(path.read_bytes())
    return made.hexdigest()


def _libraries() -> Iterator[str]:
    """Yield the libraries that the program asks for, with their versions; extras that are not installed are left out."""
    try:
        wanted = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return
    for line in wanted:
        found = match(r"[\w.-]+", line)
        if found:
            try:
                yield f"{found[0]} {version(found[0])}"
            except PackageNotFoundError:
                continue
