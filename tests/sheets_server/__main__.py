"""`python -m tests.sheets_server --port 8765`: try the product without an account at Google."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sheets_server.auth import Accounts, make_key_file
from sheets_server.consent import make_client_file
from sheets_server.drive import World
from sheets_server.server import Server

WELCOME = """Something like Google Sheets and Drive answers at {base} (stop it with Ctrl+C; all is forgotten then).
"""
HOW_TO = """
To let the program work here instead of at Google, put into its sheets-crm.yaml:

    google:
      sign_in: service_account
      key_file: {key}
      sheets_url: {base}
      drive_url: {base}

Any ID of 44 characters that begins with 1 opens an empty spreadsheet that somebody has shared with you, for example:

    sheets-crm new google:{book}
    sheets-crm run nightly google:{book}
"""
NO_KEY = """
Start it with --key FILE to get a key file to sign in with, and to be told how to point the program here.
"""
MADE_UP = "1" + "local-spreadsheet-".ljust(43, "0")


def main() -> None:
    """Serve until interrupted; anybody's token is taken for one person."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--port", type=int, default=8765)
    ask.add_argument("--user", default="you@example.com", help="whom any unknown token is taken for")
    ask.add_argument("--key", type=Path, help="write a service account's key file here that signs in at this server")
    ask.add_argument("--client", type=Path, help="write an OAuth client's file here, by which a person signs in in a browser")
    ask.add_argument(
        "--strict", action="store_true", help="an unknown spreadsheet's ID is not found, instead of opening an empty one"
    )
    given = ask.parse_args()
    accounts = Accounts(anybody=given.user)
    world = World(adopts="" if given.strict else "somebody@example.com")
    server = Server(("127.0.0.1", given.port), world, accounts)
    if given.key:
        make_key_file(given.key, accounts, server.base)
        how_to = HOW_TO.format(base=server.base, key=given.key.resolve(), book=MADE_UP)
    if given.client:
        accounts.at_browser = given.user
        make_client_file(given.client, accounts, server.base)
    sys.stdout.write(WELCOME.format(base=server.base) + (how_to if given.key else NO_KEY))
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
