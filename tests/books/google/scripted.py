"""A server that answers as it is told, one request after the other: what networks and Google do on bad days."""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = (200, {"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"}, {})
EMAIL = "nightly@example-project.iam.gserviceaccount.com"
HANG_UP = "hang up"
SILENCE = "silence"
Answer = tuple[int, Any, dict[str, str]] | str


@dataclass
class Script:
    """What to answer; `seen` is what was asked (tokens left out), `tokens` how often a token was."""

    answers: deque[Answer] = field(default_factory=deque)
    token: Answer = TOKEN
    seen: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    tokens: int = 0
    url: str = ""

    def next_for(self, method: str, path: str, headers: dict[str, str]) -> Answer:
        if path == "/token":
            self.tokens += 1
            return self.token
        self.seen.append((method, path))
        self.headers.append(headers)
        return self.answers.popleft()


@contextmanager
def serving() -> Iterator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = script.next_for(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
            if isinstance(told, str):
                if told == SILENCE:
                    self.connection.settimeout(5)
                    self.rfile.read(1)
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, body, headers = told
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            lines = {"Content-Type": "application/json", "Content-Length": str(len(data))} | headers
            head = f"HTTP/1.1 {status} x\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            self.wfile.write(f"{head}\r\n".encode() + data)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server wants these names

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
