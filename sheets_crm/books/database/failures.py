"""What a database's errors mean: in words of ours, and without what its own say of addresses and of people's data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from sheets_crm.errors import RefusedError, SheetsCrmError, UnreadableError
from sheets_crm.model.text import Text

BUSY = Text("с базой сейчас работает кто-то ещё", "somebody else is at work on the database")
UNTOUCHED = Text("В базе ничего не тронуто. Запустите ещё раз", "Nothing in it was touched. Run again")
AGAIN = ("40001", "40P01", "55P03", "57014", "42P07", "42710")
"""Serialization, deadlock, lock not available, cancelled; a table or another thing that somebody has just made, too."""
CATALOGUE = "pg_"
"""A rule of PostgreSQL's own is broken only where two make the same table at once."""


@contextmanager
def own_errors(where: str) -> Iterator[None]:
    """Turn the errors of a database into ours: UnreadableError, or RefusedError where a write was rolled back."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        raise translated(error, where) from None


def translated(error: sa.exc.SQLAlchemyError, where: str) -> SheetsCrmError:
    """Return our error for one of a database."""
    orig = getattr(error, "orig", None)
    state = getattr(orig, "sqlstate", None) or ""
    said = str(orig or "")
    rule = getattr(getattr(orig, "diag", None), "constraint_name", None) or type(orig).__name__
    if isinstance(error, sa.exc.IntegrityError) and not rule.startswith(CATALOGUE):
        return _constraint(rule, where)
    if rule.startswith(CATALOGUE) or state in AGAIN or "database is locked" in said:
        return RefusedError(BUSY, where=where, mend=UNTOUCHED, plain=BUSY)
    for known, what, mend in KNOWN:
        if any(state.startswith(one) or (len(one) > LONGEST_STATE and one in said) for one in known):
            return UnreadableError(what, where=where, mend=mend, plain=what)
    if getattr(error, "connection_invalidated", False) or isinstance(error, sa.exc.PendingRollbackError):
        return UnreadableError(UNREACHABLE, where=where, mend=CHECK_ADDRESS, plain=UNREACHABLE)
    kind = f"{type(orig or error).__name__}{f' {state}' if state else ''}"
    what = Text(f"база ответила ошибкой ({kind})", f"the database answered with an error ({kind})")
    return UnreadableError(what, where=where, mend=UNTOUCHED, plain=what)


def _constraint(name: str, where: str) -> RefusedError:
    """Name what did not let a write pass; its values are nobody's business."""
    what = Text(f"база не приняла запись: её правило {name}", f"the database did not take the write: its rule {name}")
    mend = Text(
        "В базе ничего не тронуто. Спросите того, кто добавил это правило", "Nothing was touched. Ask who added that rule"
    )
    return RefusedError(what, where=where, mend=mend, plain=what)


UNREACHABLE = Text("с базой нет связи", "the database cannot be reached")
CHECK_ADDRESS = Text("Проверьте адрес, сеть и работает ли сервер", "Check the address, the network, and whether the server is up")
LONGEST_STATE = 5
KNOWN: tuple[tuple[tuple[str, ...], Text, Text], ...] = (
    (
        ("certificate verify failed", "does not match host name", "could not get server's host name"),
        Text(
            "сервер не доказал, что это он: его сертификат не прошёл проверку",
            "the server did not prove that it is the one: its certificate did not pass",
        ),
        Text(
            "Проверьте имя сервера в адресе и файл sslrootcert: в нём сертификат тех, кто ручается за сервер."
            " Пароль ему не послан",
            "Check the server's name in the address, and the file sslrootcert: it holds the certificate of who vouches for the"
            " server. No password was sent",
        ),
    ),
    (
        ("root certificate file",),
        Text("нет файла, по которому проверяют сервер", "there is no file to verify the server by"),
        Text(
            "Возьмите его у того, кто ведёт сервер, и назовите в адресе: ?sslmode=verify-full&sslrootcert=/путь/ca.crt",
            "Get it from who keeps the server, and name it in the address: ?sslmode=verify-full&sslrootcert=/path/ca.crt",
        ),
    ),
    (
        ("server does not support SSL",),
        Text("сервер не умеет шифровать связь, а адрес этого требует", "the server cannot encrypt, and the address wants it to"),
        Text(
            "Включите на сервере TLS (ssl = on). Пароль ему не послан",
            "Switch TLS on at the server (ssl = on). No password was sent",
        ),
    ),
    (
        ("no encryption", "no pg_hba.conf entry"),
        Text(
            "сервер не пускает с этого компьютера или без шифрования",
            "the server lets nobody in from this computer, or not without encryption",
        ),
        Text(
            "Добавьте к адресу ?sslmode=verify-full; не поможет — спросите того, кто ведёт сервер (pg_hba.conf)",
            "Add ?sslmode=verify-full to the address; if that does not help, ask who keeps the server (pg_hba.conf)",
        ),
    ),
    (
        ("invalid sslmode value", "private key file", "could not load"),
        Text("настройки шифрования в адресе не те (sslmode)", "the address has wrong settings of encryption (sslmode)"),
        Text(
            "Пишут так: ?sslmode=verify-full&sslrootcert=/путь/ca.crt; свой ключ (sslkey) читаете только вы",
            "It looks like this: ?sslmode=verify-full&sslrootcert=/path/ca.crt; your own key (sslkey) is for you alone to read",
        ),
    ),
    (
        ("28", "password authentication failed", "no password supplied", "authentication failed"),
        Text("база не пускает с этим именем и паролем", "the database does not let this user and password in"),
        Text("Проверьте имя и пароль (PGUSER, PGPASSWORD или ~/.pgpass)", "Check them (PGUSER, PGPASSWORD, or ~/.pgpass)"),
    ),
    (
        ("3D000", "FATAL:  database"),
        Text("такой базы на сервере нет", "the server has no such database"),
        Text("Создайте её: createdb ИМЯ", "Create it: createdb NAME"),
    ),
    (
        ("42501", "permission denied", "readonly database", "25006"),
        Text("нет права на это в базе", "this may not be done in the database"),
        Text("Попросите права у её владельца", "Ask its owner for the right"),
    ),
    (
        ("42P01", "42703", "no such table", "no such column"),
        Text("в этой базе нет книги клиентов, или её таблицы меняли", "there is no client book here, or its tables were changed"),
        Text("Перенесите в неё книгу: sheets-crm migrate clients.xlsx АДРЕС", "Bring one: sheets-crm migrate clients.xlsx URL"),
    ),
    (
        ("53", "disk is full", "disk I/O error"),
        Text("у базы кончилось место", "the database ran out of room"),
        Text("Освободите место на её диске; в ней ничего не тронуто", "Free some room on its disk; nothing in it was touched"),
    ),
    (
        ("not a database", "malformed"),
        Text("этот файл не база SQLite, или он повреждён", "this file is no SQLite database, or it is damaged"),
        Text("Проверьте путь или верните копию", "Check the path, or bring a backup back"),
    ),
    (
        ("unable to open database file",),
        Text("файл базы не открывается", "the file of the database cannot be opened"),
        Text("Проверьте папку и права на неё", "Check the folder and its permissions"),
    ),
    (
        (
            *("08", "57P", "connection failed", "connection is bad", "closed the connection", "connection is lost"),
            *("timeout expired", "resolve host", "translate host name"),
        ),
        UNREACHABLE,
        CHECK_ADDRESS,
    ),
)
