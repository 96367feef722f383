"""The way to a server: encrypted by a certificate of one's own authority, or not gone at all; and no secret is ever told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from moving import LAYOUT, demo_book, moved
from tls import Authority, guarded, installed, may_serve, served

from sheets_crm.books.database.book import DatabaseBook
from sheets_crm.engine.doctor.database import CHECKS, DatabaseCase
from sheets_crm.engine.settings.config import Config
from sheets_crm.errors import UnreadableError
from sheets_crm.model.checkup import Outcome, examine

SECRET = "s3cret"


def elsewhere() -> str:
    """Return an address of this computer that is not its own alone, as if the server were another one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # no packet leaves: the system says by which address it would
        except OSError:
            pytest.skip("this computer is in no network")
        return str(asked.getsockname()[0])


@dataclass(frozen=True)
class Way:
    """A server that speaks TLS, and the files of who vouches for it, and of who does not."""

    host: str
    port: int
    database: str
    ours: Path
    theirs: Path

    def address(self, *, host: str = "", **options: object) -> str:
        told = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://anna:{SECRET}@{host or self.host}:{self.port}/{self.database}?{told}"


@pytest.fixture(scope="module", params=["guard", "server"])
def way(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    folder = tmp_path_factory.mktemp("certificates")
    ours, theirs = Authority(folder, "ours"), Authority(folder, "theirs")
    with ExitStack() as open_:
        if request.param == "guard":
            server = request.getfixturevalue("postgres")
            with psycopg.connect(server, autocommit=True) as db:
                db.execute("create role anna login superuser")
                db.execute("create database tls owner anna")
            port = open_.enter_context(guarded(server, *ours.issue("localhost")))
            yield Way("localhost", port, "tls", ours.certificate, theirs.certificate)
            with psycopg.connect(server, autocommit=True) as db:
                db.execute("drop database tls with (force)")
                db.execute("drop role anna")
            return
        programs = installed()
        if programs is None or not may_serve():
            pytest.skip("no PostgreSQL that can encrypt is installed on this computer")
        host = elsewhere()
        port = open_.enter_context(served(programs, *ours.issue(host, "localhost"), host))
        yield Way(host, port, "postgres", ours.certificate, theirs.certificate)


def tls(address: str, folder: Path) -> Outcome:
    """What the doctor says of the encryption."""
    case = DatabaseCase(DatabaseBook(address, LAYOUT), Config(folder / "sheets-crm.yaml"))
    return next(one.outcome for one in examine(CHECKS, case) if one.name == "tls")


def test_by_the_right_authority_a_book_goes_in_and_the_doctor_tells_that_it_is_encrypted(way: Way, tmp_path: Path) -> None:
    address = way.address(sslmode="verify-full", sslrootcert=way.ours)
    if not moved_already(address):
        moved(demo_book(tmp_path, clients=3), address)
    assert DatabaseBook(address, LAYOUT).read().grids
    said = tls(address, tmp_path)
    assert (said.status, said.says.en.startswith("TLS"), "verified" in said.says.en) == ("passed", True, True)


def moved_already(address: str) -> bool:
    try:
        return bool(DatabaseBook(address, LAYOUT).read().grids)
    except UnreadableError as told:
        assert "no client book" in str(told)  # noqa: PT017
        return False


def test_who_is_not_asked_for_a_certificate_is_told_of(way: Way, tmp_path: Path) -> None:
    said = tls(way.address(sslmode="require"), tmp_path)
    local = way.host == "localhost"
    assert said.status == ("passed" if local else "warning")
    assert ("on this computer" if local else "not verified") in said.says.en
    assert local or "verify-full" in said.mend.en


REFUSED = [
    ({"sslmode": "verify-full", "sslrootcert": "{theirs}"}, "", "did not prove", "sslrootcert"),
    ({"sslmode": "verify-full", "sslrootcert": "{ours}"}, "127.0.0.1", "did not prove", "name"),
    ({"sslmode": "verify-full", "sslrootcert": "/nowhere/ca.crt"}, "", "no file", "sslrootcert"),
    ({"sslmode": "verify-complete"}, "", "sslmode", "verify-full"),
]


@pytest.mark.parametrize(("options", "host", "what", "mend"), REFUSED, ids=["authority", "name", "file", "word"])
def test_whoever_cannot_prove_to_be_the_server_is_told_nothing(
    options: dict[str, str], host: str, what: str, mend: str, way: Way
) -> None:
    if host and way.host != "localhost":
        pytest.skip("the server listens on one address alone")
    told = {name: value.format(ours=way.ours, theirs=way.theirs) for name, value in options.items()}
    with pytest.raises(UnreadableError) as refused:
        DatabaseBook(way.address(host=host, **told), LAYOUT).read()
    error = refused.value
    assert what in error.said("en")
    assert mend in error.told("en")
    assert way.database in str(error.where)
    for word in (error.told("ru"), error.told("en"), repr(error), str(error.__cause__), str(error.__context__)):
        assert SECRET not in word


def test_a_server_that_wants_encryption_lets_nobody_in_without(way: Way) -> None:
    if way.host == "localhost":
        pytest.skip("the guard speaks nothing but TLS")
    with pytest.raises(UnreadableError) as refused:
        DatabaseBook(way.address(sslmode="disable"), LAYOUT).read()
    assert "sslmode=" in refused.value.told("en")
    assert SECRET not in f"{refused.value.told('en')}{refused.value!r}"


def test_a_server_that_cannot_encrypt_is_not_talked_to_openly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(120)
        address = f"postgresql://anna:{SECRET}@127.0.0.1:{door.getsockname()[1]}/x?sslmode=require"

        def refuse() -> None:
            client, _ = door.accept()
            with client:
                client.recv(8)
                client.sendall(b"N")
                client.recv(8)

        threading.Thread(target=refuse, daemon=True).start()
        with pytest.raises(UnreadableError, match="cannot encrypt") as refused:
            DatabaseBook(address, LAYOUT).read()
    assert SECRET not in refused.value.told("ru")
