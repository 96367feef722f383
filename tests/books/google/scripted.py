"""A server that answers as it is told, one request after the other: what networks and Google do on bad days."""

from __future__ import annotations

import json
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


def self_signed(folder: Path) -> ssl.SSLContext:
    """Make a certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    forms = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "stranger.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *forms) + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextmanager
def serving(secure: ssl.SSLContext | None = None) -> Iterator[Script]:
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
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    script.url = f"{'https' if secure else 'http'}://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
