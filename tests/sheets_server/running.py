"""The server for tests: started in a thread, with people who can sign in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sheets_server.auth import Accounts, make_key_file
from sheets_server.drive import File, World
from sheets_server.server import Server

ROBOT = "crm@example-project.iam.gserviceaccount.com"
OWNER = "owner@example.com"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its address, and everything it knows (hold `world.lock` to touch that)."""

    base: str
    world: World
    accounts: Accounts

    def key_file(self, folder: Path, email: str = ROBOT) -> Path:
        """A new key of a service account that signs in here."""
        return make_key_file(folder / f"{email.partition('@')[0]}.json", self.accounts, self.base, email)

    def spreadsheet(self, title: str = "Клиенты", owner: str = OWNER, shared_with: str = ROBOT) -> File:
        """A spreadsheet that a person made and shared with the account as an editor."""
        with self.world.lock:
            file = self.world.create(owner, title)
            if shared_with:
                self.world.share(file, shared_with)
            return file


@contextmanager
def serve(
    world: World | None = None, accounts: Accounts | None = None, port: int = 0, *, checked: bool = True
) -> Iterator[Running]:
    """Run a server on a free port until the block ends; unknown bearers are refused unless `accounts` says otherwise.

    Where it is `checked`, the block fails if anything was sent, or answered, that Google's own description does not allow:
    a field that no message has, a word that no enumeration has, a parameter that no method has.
    """
    server = Server(("127.0.0.1", port), world or World(), accounts or Accounts())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Running(server.base, server.world, server.accounts)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not (checked and server.world.misfits), "against Google's description:\n" + "\n".join(server.world.misfits)
