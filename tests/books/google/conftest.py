"""The key of a made-up service account, and a client that talks to a scripted server without ever really waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from scripted import EMAIL, Script, serving

if TYPE_CHECKING:
    from sheets_server.running import Running

collect_ignore_glob = [] if find_spec("gspread") else ["test_*.py"]


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """The local server that answers as Google does."""
    from sheets_server.running import serve  # noqa: PLC0415 - not to be had without the libraries of Google

    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def private_key() -> str:
    made = rsa.generate_private_key(65537, 2048)
    forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return made.private_bytes(*forms).decode()


@pytest.fixture
def key_file(tmp_path: Path, private_key: str) -> Callable[[str], Path]:
    """Make a private key file whose tokens come from a server."""

    def make(url: str) -> Path:
        path = tmp_path / "key.json"
        told = {"type": "service_account", "client_email": EMAIL, "private_key": private_key, "token_uri": f"{url}/token"}
        path.touch(0o600)
        path.write_text(json.dumps(told), encoding="utf-8")
        return path

    return make


@pytest.fixture
def script() -> Iterator[Script]:
    with serving() as made:
        yield made
