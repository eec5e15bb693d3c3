"""Serves the page and its views on the loopback address: a token in the address, the host checked, fixed files only."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dataaudit.errors import AuditError
from dataaudit.explorer.views import Views, find_view

LOOPBACK = "127.0.0.1"
HEADER = "X-Dataaudit-Token"
_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/explorer.js": ("explorer.js", "text/javascript; charset=utf-8"),
    "/explorer.css": ("explorer.css", "text/css; charset=utf-8"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_LONGEST = 100_000
"""Bytes of a body that is taken."""


class ExplorerServer(ThreadingHTTPServer):
    """A server for one run.

    Attributes:
        token: What every request for data must name.
    """

    daemon_threads = True

    def __init__(self, views: Views, port: int = 0) -> None:
        self.views = views
        self.token = secrets.token_urlsafe(24)
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def address(self) -> str:
        """The address of the page, with the token."""
        return f"http://{LOOPBACK}:{self.server_port}/?token={self.token}"


class _Handler(BaseHTTPRequestHandler):
    server: ExplorerServer
    server_version, sys_version = "dataaudit", ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A file of the page, or a view."""
        parts = urlsplit(self.path)
        if not self._from_here():
            return
        if parts.path in _FILES:
            name, kind = _FILES[parts.path]
            self._answer(HTTPStatus.OK, (Path(__file__).parent / "page" / name).read_bytes(), kind)
        elif self._trusted():
            self._view(parts.path, "", dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        """What a person decides."""
        if not self._from_here() or not self._trusted():
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST:
            self._fail(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large, or has no length")
            return
        try:
            given = json.loads(self.rfile.read(int(length)))
        except ValueError:
            given = None
        if not isinstance(given, dict):
            self._fail(HTTPStatus.BAD_REQUEST, "the body is not a JSON object")
            return
        self._view(urlsplit(self.path).path, "post_", given)

    def log_message(self, format: str, *words: Any) -> None:
        """Nothing: addresses hold what a person looks for."""

    def _view(self, path: str, prefix: str, asked: Mapping[str, Any]) -> None:
        start, _, name = path.lstrip("/").partition("/")
        if start != "api" or (not prefix and name.startswith("post_")):
            self._fail(HTTPStatus.NOT_FOUND, "there is nothing at this address")
            return
        try:
            made = find_view(self.server.views, prefix + name)(asked)
        except AuditError as error:
            self._fail(HTTPStatus.BAD_REQUEST, str(error))
            return
        except Exception as error:  # of ours: the page says it, and the server answers what is asked next
            self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, f"a bug of dataaudit ({type(error).__name__}: {error})")
            return
        self._json(HTTPStatus.OK, made)

    def _from_here(self) -> bool:
        """Whether the request names this server as its host, and comes from its own page: a page elsewhere cannot."""
        hosts = {f"{name}:{self.server.server_port}" for name in (LOOPBACK, "localhost")}
        origin = self.headers.get("Origin")
        if self.headers.get("Host") in hosts and (origin is None or urlsplit(origin).netloc in hosts):
            return True
        self._fail(HTTPStatus.FORBIDDEN, "requests must name this server as their host")
        return False

    def _trusted(self) -> bool:
        if hmac.compare_digest(self.headers.get(HEADER, "").encode(), self.server.token.encode()):
            return True
        self._fail(
            HTTPStatus.FORBIDDEN,
            f"the token is missing or wrong; open the address that dataaudit open printed, or send it as {HEADER}",
        )
        return False

    def _json(self, status: HTTPStatus, value: Any) -> None:
        self._answer(status, json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace"),
                     "application/json; charset=utf-8")  # fmt: skip

    def _fail(self, status: HTTPStatus, message: str) -> None:
        self.close_connection = True  # what is left of a body is not taken for a request
        self._json(status, {"error": message})

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
            ("Content-Security-Policy", _POLICY), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
