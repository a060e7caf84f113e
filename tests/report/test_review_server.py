"""The server of reviews: on this machine alone, for who has its token, and only with what can be applied."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kehoach.report import write_report
from kehoach.review_server import HOST, ReviewServer
from schemas.review import Review, RowKey, SourceReviews
from schemas.wire import dump_reviews, load_reviews


@pytest.fixture
def server(run: Path) -> Iterator[ReviewServer]:
    report = write_report(run, run / "report").parent
    with ReviewServer(run, report) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def _ask(
    server: ReviewServer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(HOST, server.server_address[1], timeout=10)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    given = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return given


def _source_id(server: ReviewServer) -> str:
    return next((server.report / "pages").glob("*.html")).stem


def _review(source_id: str, *reviews: Review) -> bytes:
    return dump_reviews(SourceReviews(source_id, "ke_hoach.txt", reviews))


def _cookie(server: ReviewServer) -> str:
    return f"kehoach={server.token}"


def test_it_listens_on_this_machine_alone(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_nothing_is_given_out_without_the_token(server: ReviewServer) -> None:
    assert _ask(server, "GET", "/index.html")[0] == 403
    assert _ask(server, "GET", "/?token=wrong")[0] == 403
    status, headers, _ = _ask(server, "GET", f"/?token={server.token}")
    assert status == 303
    assert headers["Location"] == "/"
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Strict" in headers["Set-Cookie"]
    status, headers, body = _ask(server, "GET", "/", Cookie=_cookie(server))
    assert status == 200
    assert server.token.encode() in body
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_token_is_not_in_the_files(server: ReviewServer) -> None:
    written = [path for path in server.report.rglob("*") if path.is_file()]
    assert len(written) > 2
    assert [path.name for path in written if server.token.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    "path",
    ["/../run.json", "/pages/../../tasks.parquet", "/%2e%2e/run.json", "//etc/passwd", "/pages/", "/images/x.json"],
)
def test_only_the_files_of_the_report_are_served(server: ReviewServer, path: str) -> None:
    assert _ask(server, "GET", path, Cookie=_cookie(server))[0] == 404


def test_a_link_out_of_the_report_is_not_followed(server: ReviewServer, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (server.report / "pages" / f"{'0' * 16}.html").symlink_to(tmp_path / "secret.html")
    assert _ask(server, "GET", f"/pages/{'0' * 16}.html", Cookie=_cookie(server))[0] == 404


def test_another_host_name_is_refused(server: ReviewServer) -> None:
    assert _ask(server, "GET", "/", Cookie=_cookie(server), Host="example.org")[0] == 403


def test_a_review_is_saved(server: ReviewServer) -> None:
    source_id = _source_id(server)
    data = _review(source_id, Review("confirm", 1, 10, row=RowKey("Rà soát")))
    given = {"Cookie": _cookie(server), "X_Kehoach_Token": server.token}
    assert _ask(server, "POST", f"/reviews/{source_id}", data, **given)[0] == 200
    saved = server.out / "reviews" / f"{source_id}.json"
    assert load_reviews(saved.read_bytes()) == load_reviews(data)
    assert [path.name for path in saved.parent.iterdir()] == [saved.name], "nothing half-written is left"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"X_Kehoach_Token": "wrong"}, 403),
        ({"Cookie": ""}, 403),
        ({"Cookie": "kehoach=wrong"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "example.org"}, 403),
        ({"Content_Length": "99999999999"}, 413),
    ],
)
def test_a_review_from_elsewhere_is_refused(server: ReviewServer, changes: dict[str, str], status: int) -> None:
    source_id = _source_id(server)
    given = {"Cookie": _cookie(server), "X_Kehoach_Token": server.token, **changes}
    assert _ask(server, "POST", f"/reviews/{source_id}", _review(source_id), **given)[0] == status
    assert not (server.out / "reviews").exists()


@pytest.mark.parametrize("path", ["/reviews/..%2f..%2fx", "/reviews/0123456789ABCDEF", "/other"])
def test_a_review_goes_to_a_source_and_nowhere_else(server: ReviewServer, path: str) -> None:
    given = {"Cookie": _cookie(server), "X_Kehoach_Token": server.token}
    assert _ask(server, "POST", path, _review(_source_id(server)), **given)[0] == 400


def test_what_cannot_be_applied_is_not_saved_and_says_why(server: ReviewServer) -> None:
    source_id = _source_id(server)
    given = {"Cookie": _cookie(server), "X_Kehoach_Token": server.token}
    bad = {
        b"no json": b"not JSON",
        _review("0" * 16): b"not the one of this page",
        _review(source_id, Review("confirm", 1, 1)): b"must say which",
    }
    for data, why in bad.items():
        status, _, answer = _ask(server, "POST", f"/reviews/{source_id}", data, **given)
        assert status == 400
        assert why in answer
    assert not (server.out / "reviews" / f"{source_id}.json").exists()
