"""The way to Google as it really is: a key file, a token endpoint, TLS, host names, a proxy.

The proxy ends TLS with a certificate of a made-up authority and hands everything to the sandbox, so
that the whole of google-auth and requests is at work, and each piece can be broken. The sandbox
answers to loopback's names only, so the proxy asks it under its own name.
"""

from __future__ import annotations

import datetime as dt
import http.server
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

HOSTS = ("sheets.googleapis.com", "www.googleapis.com")
TOKEN_HOST = "oauth2.googleapis.com"
MARKER = "MARKER0f9c1e77"
"""Stands in every secret, and must never be seen in any output."""


@dataclass
class RealGoogle:
    """A running way to Google."""

    folder: Path
    proxy: str = ""
    token_uri: str = ""
    token_answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """What the token endpoint says next; once empty, it signs in."""
    tokens: int = 0
    """How many tokens were given out."""

    def environment(self, *, trusted: bool = True) -> dict[str, str]:
        """What a process needs to come this way; without trust, TLS fails."""
        bundle = {"REQUESTS_CA_BUNDLE": str(self.folder / "ca.pem")} if trusted else {}
        return {
            "HTTPS_PROXY": self.proxy,
            "COCSHEETS_CREDENTIALS": str(self.folder / "key.json"),
            "COCSHEETS_API_ROOT": "",
            "COCSHEETS_ACT_AS": "",
            **bundle,
        }


def _certificates(folder: Path) -> ssl.SSLContext:
    """An authority and a certificate for Google's hosts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody's authority")])
    now = dt.datetime.now(dt.UTC)
    hosts = x509.SubjectAlternativeName([x509.DNSName(host) for host in (*HOSTS, TOKEN_HOST)])
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(hosts, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(pem + _private(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


def _private(key: Any) -> bytes:
    text: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return text


def write_key(path: Path, email: str, token_uri: str) -> None:
    """A service account's key file, as downloaded from Google."""
    key = _private(rsa.generate_private_key(public_exponent=65537, key_size=2048)).decode()
    facts = {
        "type": "service_account",
        "project_id": "committee",
        "private_key_id": MARKER,
        "private_key": key,
        "client_email": email,
        "client_id": "1",
        "token_uri": token_uri,
    }
    path.write_text(json.dumps(facts))
    path.chmod(0o600)


def write_consent(path: Path, email: str, scopes: list[str]) -> None:
    """A person's token file, with the scopes that were consented to."""
    facts = {
        "type": "authorized_user",
        "client_id": "client",
        "client_secret": MARKER,
        "refresh_token": email,
        "scopes": scopes,
    }
    path.write_text(json.dumps(facts))
    path.chmod(0o600)


def _serve(handler: type[http.server.BaseHTTPRequestHandler]) -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


class _Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def real_google(sandbox_url: str, folder: Path, email: str) -> Iterator[RealGoogle]:
    """Serve the way to Google for a service account."""
    google = RealGoogle(folder)
    context = _certificates(folder)
    place = urlsplit(sandbox_url)

    class Proxy(_Quiet):
        def do_CONNECT(self) -> None:
            host = self.path.rpartition(":")[0]
            if host not in (*HOSTS, TOKEN_HOST):
                self.send_error(403)
                return
            port = servers[1].server_port if host == TOKEN_HOST else place.port or 80
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                inner = context.wrap_socket(self.connection, server_side=True)
            except (ssl.SSLError, OSError):
                return  # the client does not trust us
            with socket.create_connection(("127.0.0.1", port)) as outer, inner:
                back = threading.Thread(target=_pump, args=(outer, inner), daemon=True)
                back.start()
                _ask(inner, outer, f"127.0.0.1:{port}")
                back.join(5)

    class Token(_Quiet):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            if google.token_answers:
                status, answer = google.token_answers.pop(0)
                body = json.dumps(answer).encode()
            else:
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                given = requests.post(f"{sandbox_url}/token", data=asked, headers=form, timeout=10)
                status, body = given.status_code, given.content
                google.tokens += 1
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    servers = [_serve(Proxy), _serve(Token)]
    google.proxy = f"http://127.0.0.1:{servers[0].server_port}"
    google.token_uri = f"http://127.0.0.1:{servers[1].server_port}/token"
    write_key(folder / "key.json", email, google.token_uri)
    try:
        yield google
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _ask(source: socket.socket, target: socket.socket, host: str) -> None:
    """Hand over requests, each under the name of the `host` that is to answer it."""
    with suppress(OSError), source.makefile("rb") as requested:
        while line := requested.readline():
            head, length = [line], 0
            while (line := requested.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                head.append(f"Host: {host}\r\n".encode() if name.lower() == b"host" else line)
            target.sendall(b"".join([*head, b"\r\n", requested.read(length)]))
    _shut(source, target)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        _shut(source, target)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
