"""`kehoach review`: the pages of the report on this machine alone, where a review is saved into the run's folder.

The server listens on the loopback address. Who opens the address with its token gets a cookie; without it nothing is
given out. What is saved needs the token in a header as well, which no other site can send, and the host must be the
loopback address, so that no name that points here is let in. Only the report's own files are served.
"""

from __future__ import annotations

import hmac
import http.server
import re
import secrets
import tempfile
import webbrowser
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from kehoach.exit_codes import ExitCode
from kehoach.report import write_report
from kehoach.reviews import FOLDER, ReviewError, checked
from kehoach.run_folders import need_run
from kehoach.terminal import messages, results
from outputs.labels import Language
from outputs.run_folder import JSON_FOLDER
from schemas.wire import WireError, dump_reviews, load_reviews

HOST = "127.0.0.1"
_COOKIE = "kehoach"
_LARGEST = 32 * 2**20  # bytes of a review
_FILES = re.compile(
    r"(?:(?:index|charts)\.html|pages/[0-9a-f]{16}\.html|assets/(?:report\.css|report\.js|labels\.js)"
    r"|images/[0-9a-f]{16}-\d{1,6}\.webp)"
)
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".webp": "image/webp",
}  # fmt: skip
_SOURCE = re.compile(r"/reviews/([0-9a-f]{16})")


class ReviewServer(http.server.ThreadingHTTPServer):
    """Serves the report in `report` and saves reviews into `out`; `token` opens it."""

    daemon_threads = True

    def __init__(self, out: Path, report: Path, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.out = out
        self.report = report
        self.token = secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        """Where the index is, with the token that opens it."""
        return f"http://{HOST}:{self.server_address[1]}/?token={self.token}"

    def save(self, source_id: str, data: bytes) -> Path:
        """Check a review and write it as the source's file; the file is whole at any moment.

        Raises:
            WireError, ReviewError: the data is no review, or of another source, or of none in this run.
        """
        reviews = checked(load_reviews(data))
        if reviews.source_id != source_id or not (self.out / JSON_FOLDER / f"{source_id}.json").is_file():
            raise ReviewError(f"source {reviews.source_id!r} is not the one of this page, or not in this run")
        folder = self.out / FOLDER
        folder.mkdir(exist_ok=True)
        path = folder / f"{source_id}.json"
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            file.write(dump_reviews(reviews))
        Path(file.name).replace(path)
        return path


class _Handler(http.server.BaseHTTPRequestHandler):
    """One request; `server` is the `ReviewServer`."""

    server: ReviewServer
    server_version = "kehoach"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """A page, or the way in."""
        address = urlsplit(self.path)
        if not self._is_our_host():
            return self._answer(HTTPStatus.FORBIDDEN, b"not this host")
        given = parse_qs(address.query).get("token", [""])[0]
        if given and hmac.compare_digest(given.encode(), self.server.token.encode()):
            return self._let_in(address.path)
        if not self._has_cookie():
            return self._answer(HTTPStatus.FORBIDDEN, b"open the address that kehoach review printed")
        name = address.path.lstrip("/") or "index.html"
        path = self.server.report / name
        if not _FILES.fullmatch(name) or not path.is_file() or path.is_symlink():
            return self._answer(HTTPStatus.NOT_FOUND, b"no such page")
        data = path.read_bytes()
        if path.suffix == ".html":
            meta = f'<meta name="kehoach-token" content="{self.server.token}">\n</head>'
            data = data.replace(b"</head>", meta.encode(), 1)
        return self._answer(HTTPStatus.OK, data, _TYPES[path.suffix])

    def do_POST(self) -> None:
        """A review of one source."""
        found = _SOURCE.fullmatch(self.path)
        token = self.headers.get("X-Kehoach-Token", "")
        if not (self._is_our_host() and self._is_our_origin() and self._has_cookie()):
            return self._answer(HTTPStatus.FORBIDDEN, b"not from this page")
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            return self._answer(HTTPStatus.FORBIDDEN, b"wrong token; open the page again")
        length = self.headers.get("Content-Length", "")
        if found is None or not length.isdecimal():
            return self._answer(HTTPStatus.BAD_REQUEST, b"a review is sent to /reviews/<source>")
        if int(length) > _LARGEST:
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"too large")
        try:
            path = self.server.save(found[1], self.rfile.read(int(length)))
        except (WireError, ReviewError) as error:
            return self._answer(HTTPStatus.BAD_REQUEST, str(error).encode())
        except OSError as error:
            return self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, str(error.strerror).encode())
        return self._answer(HTTPStatus.OK, path.name.encode())

    def _let_in(self, path: str) -> None:
        """Set the cookie and go on without the token in the address."""
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", path if path == "/" or _FILES.fullmatch(path.lstrip("/")) else "/")
        self.send_header("Set-Cookie", f"{_COOKIE}={self.server.token}; HttpOnly; SameSite=Strict; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_our_host(self) -> bool:
        port = self.server.server_address[1]
        return self.headers.get("Host") in (f"{HOST}:{port}", f"localhost:{port}")

    def _is_our_origin(self) -> bool:
        port = self.server.server_address[1]
        return self.headers.get("Origin") in (None, f"http://{HOST}:{port}", f"http://localhost:{port}")

    def _has_cookie(self) -> bool:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), self.server.token.encode())

    def _answer(self, status: HTTPStatus, data: bytes, media_type: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the standard library gives
        """Say nothing: the terminal is the reviewer's."""


def review_command(out: Path, sources: Path | None, port: int, language: Language, *, browser: bool) -> ExitCode:
    """Write the report of the run in `out` and serve it until it is interrupted."""
    need_run(out)
    report = write_report(out, out / "report", sources=sources, language=language).parent
    try:
        server = ReviewServer(out, report, port)
    except (OSError, OverflowError) as error:
        messages().print(f"port {port} cannot be used ({error}); leave --port out to take a free one", soft_wrap=True)
        return ExitCode.USAGE
    with server:
        results().print(f"review at {server.address}   (Ctrl+C ends it)", soft_wrap=True)
        if browser:
            webbrowser.open(server.address)
        server.serve_forever()
    return ExitCode.OK
