"""`python -m tests.sheets_server --port 8765`: try the product without an account at Google."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sheets_server.auth import Accounts, make_key_file
from sheets_server.drive import World
from sheets_server.server import Server


def main() -> None:
    """Serve until interrupted; anybody's token is taken for one person."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--port", type=int, default=8765)
    ask.add_argument("--user", default="you@example.com", help="whom any unknown token is taken for")
    ask.add_argument("--key", type=Path, help="write a service account's key file here that signs in at this server")
    ask.add_argument(
        "--strict", action="store_true", help="an unknown spreadsheet's ID is not found, instead of opening an empty one"
    )
    given = ask.parse_args()
    accounts = Accounts(anybody=given.user)
    world = World(adopts="" if given.strict else "somebody@example.com")
    server = Server(("127.0.0.1", given.port), world, accounts)
    if given.key:
        make_key_file(given.key, accounts, server.base)
    sys.stdout.write(f"Google Sheets and Drive, more or less, at {server.base}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
