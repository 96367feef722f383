"""Certificates of a company's own, and what speaks TLS with them: a real server where there is one, else a guard before ours."""

from __future__ import annotations

import ipaddress
import os
import pwd
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SSL_REQUEST = 80877103


class Authority:
    """Who vouches for servers; `certificate` is the file that its people are given."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        basic = x509.BasicConstraints(ca=True, path_length=None)
        made = self._made(self.name, self.key.public_key()).add_extension(basic, critical=True)
        self.certificate = folder / f"{name}.crt"
        self.certificate.write_bytes(_pem(made.sign(self.key, hashes.SHA256())))

    def issue(self, *names: str) -> tuple[Path, Path]:
        """Make a certificate for a server of these names and addresses, and its key, in two files."""
        key, called = ec.generate_private_key(ec.SECP256R1()), x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])
        made = self._made(x509.Name([called]), key.public_key())
        known = x509.SubjectAlternativeName([_general(name) for name in names])
        signed = made.add_extension(known, critical=False).sign(self.key, hashes.SHA256())
        certificate, secret = self.folder / f"{names[0]}.crt", self.folder / f"{names[0]}.key"
        certificate.write_bytes(_pem(signed))
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        secret.write_bytes(key.private_bytes(*form))
        secret.chmod(0o600)
        return certificate, secret

    def _made(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        made = made.serial_number(x509.random_serial_number())
        return made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _general(name: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(name))
    return x509.DNSName(name)


@contextmanager
def guarded(server: str, certificate: Path, key: Path) -> Iterator[int]:
    """Stand before a server on this computer, speaking TLS as it would, and yield the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_welcome, args=(door, context, server), daemon=True).start()
        yield door.getsockname()[1]


def _welcome(door: socket.socket, context: ssl.SSLContext, server: str) -> None:
    with suppress(OSError):
        while True:
            client, _ = door.accept()
            threading.Thread(target=_guard, args=(client, context, server), daemon=True).start()


def _guard(client: socket.socket, context: ssl.SSLContext, server: str) -> None:
    with suppress(OSError), client:
        while struct.unpack("!ii", client.recv(8, socket.MSG_WAITALL))[1] != SSL_REQUEST:
            client.sendall(b"N")  # another way to encrypt, which this server has not
        client.sendall(b"S")
        with context.wrap_socket(client, server_side=True) as inside, _plain(server) as behind:
            back = threading.Thread(target=_carry, args=(behind, inside), daemon=True)
            back.start()
            _carry(inside, behind)
            back.join(5)


def _plain(server: str) -> socket.socket:
    told = psycopg.conninfo.conninfo_to_dict(server)
    host, port = str(told.get("host", "127.0.0.1")), int(str(told.get("port", 5432)))
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    made = socket.socket(socket.AF_UNIX)
    made.connect(f"{host}/.s.PGSQL.{port}")
    return made


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def installed() -> Path | None:
    """Return the folder of a PostgreSQL of this computer that can encrypt."""
    places = [Path(found).resolve().parent for name in ("postgres", "pg_config") if (found := shutil.which(name))]
    for place in [*places, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]:
        if (place / "initdb").exists() and (place / "pg_config").exists():
            said = subprocess.run([place / "pg_config", "--configure"], capture_output=True, text=True, check=False).stdout
            if "openssl" in said:
                return place
    return None


@contextmanager
def served(programs: Path, certificate: Path, key: Path, host: str) -> Iterator[int]:
    """Run a server of its own that takes connections by TLS alone, by a password, and yield its port."""
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder, socket.create_server((host, 0)) as free:
        home, port = Path(folder) / "data", free.getsockname()[1]
        free.close()
        if user:
            shutil.chown(folder, user)

        def run(*words: object) -> None:
            subprocess.run([str(word) for word in words], check=True, capture_output=True, user=user, cwd="/")

        secret = Path(folder) / "password"
        secret.write_text("s3cret")
        secret.chmod(0o644)
        run(programs / "initdb", "-D", home, "-U", "anna", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "-N")
        for source, name in ((certificate, "server.crt"), (key, "server.key")):
            shutil.copy(source, home / name)
            (home / name).chmod(0o600)
            if user:
                shutil.chown(home / name, user)
        (home / "pg_hba.conf").write_text("hostssl all all all scram-sha-256\n")
        told = f"-p {port} -c listen_addresses={host} -c unix_socket_directories= -c ssl=on -c fsync=off"
        run(programs / "pg_ctl", "-D", home, "-w", "-l", Path(folder) / "log", "-o", told, "start")
        try:
            yield port
        finally:
            run(programs / "pg_ctl", "-D", home, "-m", "immediate", "stop")


def may_serve() -> bool:
    """Say whether a server can be run here: it never runs as root."""
    with suppress(KeyError):
        return os.geteuid() != 0 or bool(pwd.getpwnam("postgres"))
    return False
