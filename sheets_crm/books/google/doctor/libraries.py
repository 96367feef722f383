"""Whether the libraries for Google are installed; the one check that can do without them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from sheets_crm.model.checkup import Check, Outcome, passed
from sheets_crm.model.text import Text

NEEDED = (("gspread", "gspread"), ("google.auth", "google-auth"), ("google_auth_oauthlib", "google-auth-oauthlib"))
INSTALL = Text("Установите их: pip install 'sheets-crm[google]'", "Install them: pip install 'sheets-crm[google]'")


def missing() -> list[str]:
    """Return the names of the libraries that are not installed."""
    return [package for module, package in NEEDED if not _there(module)]


def libraries(_patient: object) -> Outcome:
    """Say which libraries are there."""
    if lacking := missing():
        names = ", ".join(lacking)
        return Outcome("failed", Text(f"не установлены: {names}", f"not installed: {names}"), INSTALL)
    names = ", ".join(f"{package} {_version(package)}".strip() for _, package in NEEDED)
    return passed(names, names)


LIBRARIES: Check[object] = Check("libraries", Text("Библиотеки Google", "Google's libraries"), libraries)


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
