"""What a database is called: its address without the secrets that may stand in it. Needs none of a database's libraries."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

SQLITE = "sqlite"
WEB = ("http", "https")
POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


def is_database(name: str) -> bool:
    """Say whether a book's name is the address of a database."""
    scheme, sign, _ = name.partition("://")
    return bool(sign) and scheme.lower() in (SQLITE, *POSTGRES)


def sqlite_file(name: str) -> Path | None:
    """Return the file of an SQLite database; None for any other book."""
    scheme, sign, rest = name.partition(":///")
    return Path(rest.partition("?")[0]) if sign and scheme.lower() == SQLITE else None


def public(name: str) -> str:
    """Return an address as people, journals and logs may see it: the server and the database, and nothing of who asks.

    Whatever is no address comes back as it is. A password that was written wrongly (with a bare `/` or `?`) does not show either.
    """
    scheme, sign, rest = name.partition("://")
    if not sign or scheme.lower() in WEB:
        return name
    if scheme.lower() == SQLITE:
        return name.partition("?")[0]
    place, _, query = rest.rpartition("@")[2].partition("?")
    known = parse_qs(query)
    host, _, database = place.partition("/")
    database = database or known.get("dbname", [""])[0]
    where = "&".join(f"{one}={known[one][0]}" for one in ("host", "port") if one in known)
    scheme = POSTGRES[0] if scheme.lower() in POSTGRES else scheme
    return f"{scheme}://{host}/{database}{'?' if where else ''}{where}"
