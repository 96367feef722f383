"""The HTTP side: keep-alive, and head and body of an answer in one write, or a replay takes ten times as long."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sheets_server.auth import Accounts
from sheets_server.calls import HANG_UP, Answer
from sheets_server.drive import World
from sheets_server.routes import Asked, answer
from sheets_server.transport import dressed


class Server(ThreadingHTTPServer):
    """A server that knows its world and its accounts."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], world: World, accounts: Accounts) -> None:
        super().__init__(address, Handler)
        self.world, self.accounts = world, accounts

    @property
    def base(self) -> str:
        """The address to put in the place of Google's."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def serve(self) -> None:
        """Read one request, answer it."""
        raw = self.body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, raw, self.server.base)
        self.send(dressed(answer(self.server.world, self.server.accounts, asked), asked.target, headers))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815 - the names are those of the base class

    def body(self) -> bytes:
        """The request's body, sent whole or in chunks."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def send(self, given: Answer) -> None:
        """Write head and body at once; an answer that never comes closes the connection."""
        time.sleep(given.delay)
        if given.status == HANG_UP:
            self.close_connection = True
            return
        phrase = self.responses[given.status][0] if given.status in self.responses else ""
        lines = [
            f"HTTP/1.1 {given.status} {phrase}",
            f"Date: {self.date_time_string(self.now())}",
            f"Content-Type: {given.content_type}",
        ]
        lines += [f"Content-Length: {len(given.body)}", *(f"{name}: {value}" for name, value in given.headers.items())]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + given.body)

    def now(self) -> float:
        """The time in this world, which a test may let go wrong."""
        return self.server.world.clock().timestamp()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""
