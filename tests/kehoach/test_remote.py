"""Sources and runs in an object store, against an S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.remote import NoStore, Remote, find_remote, is_remote, local_path, read_remote
from kehoach.sources import find_sources
from schemas.tables import TABLES

_PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2021\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung số {number}.\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A bucket of its own with a few plans in it."""
    for name, value in (
        ("AWS_ENDPOINT_URL", server), ("AWS_ACCESS_KEY_ID", "any"), ("AWS_SECRET_ACCESS_KEY", "any"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3").clear_instance_cache()
    name = f"bucket-{abs(hash(request.node.name))}"
    store = fsspec.filesystem("s3")
    store.mkdir(name)
    for number in range(3):
        store.pipe_file(f"{name}/in/a/plan{number}.txt", _PLAN.format(number=number).encode())
    store.pipe_file(f"{name}/in/.hidden/plan.txt", b"hidden")
    return name


def test_urls_are_told_from_paths() -> None:
    assert is_remote("s3://bucket/a.txt")
    assert not is_remote("file:///home/a%20b.txt")
    assert local_path("file:///home/a%20b.txt") == "/home/a b.txt"
    assert local_path("a b.txt") == "a b.txt"


@pytest.mark.parametrize(
    ("argument", "names"),
    [
        ("in", ["a/plan0.txt", "a/plan1.txt", "a/plan2.txt"]),
        ("in/a", ["plan0.txt", "plan1.txt", "plan2.txt"]),
        ("in/a/plan1.txt", ["plan1.txt"]),
        ("in/*/plan[01].txt", ["a/plan0.txt", "a/plan1.txt"]),
        ("gone.txt", ["gone.txt"]),
        ("gone/*.txt", []),
    ],
)
def test_what_a_url_stands_for(bucket: str, argument: str, names: list[str]) -> None:
    found = list(find_remote(f"s3://{bucket}/{argument}"))
    assert [remote.name for remote in found] == names
    assert all(remote.signature for remote in found) or argument == "gone.txt"


def test_a_run_from_and_to_a_store(bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = fsspec.filesystem("s3")
    run = ["ingest", f"s3://{bucket}/in", f"s3://{bucket}/gone.txt", "--out", f"s3://{bucket}/out", "--jobs", "1"]
    assert run_command(run) == ExitCode.USAGE
    assert "--state DIR" in capsys.readouterr().err
    state = ["--state", str(tmp_path / "kept"), "--log-json"]
    assert run_command([*run, *state]) == ExitCode.SOME_SOURCES_FAILED
    there = {path.removeprefix(f"{bucket}/out/") for path in store.find(f"{bucket}/out")}
    assert {*(f"{table}.parquet" for table in TABLES), "run.json", "schema.json", "uploaded.json"} <= there
    assert sum(name.startswith("json/") for name in there) == 4
    assert not any(".kehoach" in name for name in there)
    before = {name: store.info(f"{bucket}/out/{name}")["LastModified"] for name in there}
    assert store.cat_file(f"{bucket}/out/tasks.parquet") == (tmp_path / "kept" / "tasks.parquet").read_bytes()

    capsys.readouterr()
    store.pipe_file(f"{bucket}/in/a/plan1.txt", _PLAN.format(number=100).encode())
    assert run_command([*run, *state]) == ExitCode.SOME_SOURCES_FAILED
    told = capsys.readouterr().err
    assert told.count('"kept": false') == 2, "what changed, and what was not there"
    after = {path.removeprefix(f"{bucket}/out/") for path in store.find(f"{bucket}/out")}
    assert len(after & there) == len(there) - 1, "the record of the old content went"
    unchanged = [name for name in after & there if store.info(f"{bucket}/out/{name}")["LastModified"] == before[name]]
    assert "schema.json" in unchanged
    assert "to do" not in run_printed(["status", str(tmp_path / "kept")], capsys)
    assert run_command(["retry", str(tmp_path / "kept"), "--jobs", "0"]) == ExitCode.SOME_SOURCES_FAILED
    assert f"written to s3://{bucket}/out" in capsys.readouterr().err


def run_printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints."""
    capsys.readouterr()
    assert run_command(arguments) == ExitCode.OK
    return capsys.readouterr().out


def test_datasets_are_uploaded_before_their_manifest(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    store = fsspec.filesystem("s3")
    put = store.put_file
    monkeypatch.setattr(store, "put_file", lambda local, there: written.append(there) or put(local, there))
    run = ["ingest", f"s3://{bucket}/in", "--out", f"s3://{bucket}/out", "--state", str(tmp_path), "--jobs", "0"]
    assert run_command([*run, "--partition", "year"]) == ExitCode.OK
    assert [name.rpartition("/")[2] for name in written[-2:]] == ["manifest.json", "run.json"]


def test_a_file_beyond_the_limit_is_not_fetched(bucket: str) -> None:
    (remote, *_) = find_remote(f"s3://{bucket}/in")
    with pytest.raises(Exception, match="--max-mb"):
        read_remote(remote, 10)


def test_a_store_that_cannot_be_reached_is_told(
    bucket: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_command(["ingest", "s3://no-such-bucket-here/in/*", "--out", str(tmp_path)]) in (
        ExitCode.USAGE,
        ExitCode.NO_USABLE_INPUT,
    )
    with pytest.raises(NoStore, match=r"pip install 'kehoach\[nostore\]'"):
        find_sources(["nostore://bucket/in"])
    run = ["ingest", f"s3://{bucket}/in", "--out", "s3://no-such-bucket-here/out", "--state", str(tmp_path / "kept")]
    assert run_command([*run, "--jobs", "0"]) == ExitCode.USAGE
    assert "The run is complete in" in capsys.readouterr().err
    assert Remote("s3://b/a/c.txt", "s3://b/a").name == "c.txt"
