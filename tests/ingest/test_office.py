"""How LibreOffice is run, with a small program in its place that keeps a record of what it was given."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest import UnreadableSource, office, read_bytes
from ingest.media_type import DOC, EXCEL_XML, HTML, ODS, ODT, RTF, WORD_XML, XLS
from schemas.document import Source
from tests.ingest.declared_forms import docx_of

SOURCE = Source("0" * 16, "a", "0" * 64, HTML, 0)

# Each call writes a record named by its process; `child` leaves a process behind and does not end.
PROGRAM = """#!{python}
import json, os, pathlib, shutil, subprocess, sys, time
here = pathlib.Path({here!r})
arguments = sys.argv[1:]
given = pathlib.Path(arguments[-1])
profile = next(a for a in arguments if a.startswith("-env:UserInstallation=file://")).partition("file://")[2]
record = {{
    "arguments": arguments,
    "given": given.name,
    "content": given.read_text(),
    "profile": profile,
    "settings": (pathlib.Path(profile) / "user/registrymodifications.xcu").read_text(),
    "environment": dict(os.environ),
}}
if record["content"] == "child":
    record["child"] = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid
(here / f"record-{{os.getpid()}}.json").write_text(json.dumps(record))
if record["content"] == "child":
    time.sleep(60)
if record["content"] == "broken":
    sys.exit("Error: source file could not be loaded")
target = arguments[arguments.index("--convert-to") + 1].partition(":")[0]
out = pathlib.Path(arguments[arguments.index("--outdir") + 1])
out.mkdir()
shutil.copy(here / f"made.{{target}}", out / f"{{given.stem}}.{{target}}")
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the program in LibreOffice's place, with the files that it gives."""
    (tmp_path / "made.docx").write_bytes(docx_of("<w:p><w:r><w:t>Điều 1.</w:t></w:r></w:p>"))
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["TT", "Việc", "Sở"])
    book.save(tmp_path / "made.xlsx")
    program = tmp_path / "soffice"
    program.write_text(PROGRAM.format(python=sys.executable, here=str(tmp_path)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in folder.glob("record-*.json")]


@pytest.mark.parametrize(
    ("media_type", "suffix", "conversion", "reader"),
    [
        (DOC, "doc", "docx:MS Word 2007 XML", "docx"),
        (ODT, "odt", "docx:MS Word 2007 XML", "docx"),
        (RTF, "rtf", "docx:MS Word 2007 XML", "docx"),
        (WORD_XML, "xml", "docx:MS Word 2007 XML", "docx"),
        (XLS, "xls", "xlsx:Calc MS Excel 2007 XML", "xlsx"),
        (ODS, "ods", "xlsx:Calc MS Excel 2007 XML", "xlsx"),
        (EXCEL_XML, "xml", "xlsx:Calc MS Excel 2007 XML", "xlsx"),
    ],
)
def test_each_kind_goes_by_its_filter(
    stand_in: Path, media_type: str, suffix: str, conversion: str, reader: str
) -> None:
    document = office.read_office(b"x", replace(SOURCE, media_type=media_type))
    assert (document.reader, [problem.code for problem in document.problems]) == (reader, ["converted"])
    (record,) = _records(stand_in)
    assert record["given"] == f"source.{suffix}"
    assert record["arguments"][record["arguments"].index("--convert-to") + 1] == conversion
    assert {"--headless", "--norestore"} <= set(record["arguments"])


def test_nothing_is_fetched_and_no_macro_runs(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    office.read_office(b"x", replace(SOURCE, media_type=DOC))
    (record,) = _records(stand_in)
    assert "HTTP_PROXY" not in record["environment"]
    assert record["environment"]["HOME"] != str(Path.home())
    for name, value in (
        ("DisableMacrosExecution", "true"),
        ("BlockUntrustedRefererLinks", "true"),
        ("ooInetProxyType", "2"),
        ("ooInetHTTPSProxyName", "127.0.0.1"),
    ):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in record["settings"]


def test_runs_side_by_side_have_profiles_of_their_own(stand_in: Path) -> None:
    source = replace(SOURCE, media_type=DOC)
    with ThreadPoolExecutor(3) as pool:
        documents = list(pool.map(lambda _: office.read_office(b"x", source), range(3)))
    assert [document.reader for document in documents] == ["docx"] * 3
    assert len({record["profile"] for record in _records(stand_in)}) == 3


def test_when_time_is_up_the_programs_it_started_end_too(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1)
    with pytest.raises(UnreadableSource, match="did not finish within 1 seconds") as caught:
        office.read_office(b"child", replace(SOURCE, media_type=DOC))
    assert caught.value.code == "conversion_failed"
    (record,) = _records(stand_in)
    assert _ends(record["child"])
    assert not Path(record["profile"]).exists()


def _ends(process: int) -> bool:
    """Whether a process is gone, or dead and not yet waited for by whoever took it over."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("stand_in")
def test_what_the_program_says_is_repeated() -> None:
    with pytest.raises(UnreadableSource, match=r"status 1 and wrote nothing \(Error: source file") as caught:
        office.read_office(b"broken", replace(SOURCE, media_type=ODS))
    assert caught.value.resolution.endswith("save it as .xlsx.")


def test_a_program_that_cannot_be_started_is_said(stand_in: Path) -> None:
    (stand_in / "soffice").write_text("#!/no/such/program\n", encoding="utf-8")
    with pytest.raises(UnreadableSource, match="could not be started"):
        office.read_office(b"x", replace(SOURCE, media_type=RTF))


def test_a_sheet_needs_the_sheets_of_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableSource, match="not installed") as caught:
        office.read_office(b"", replace(SOURCE, media_type=XLS))
    assert "libreoffice-calc" in caught.value.resolution


def test_a_file_under_a_password_is_said() -> None:
    data = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016))
    data[640:672] = "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(io.BytesIO(data).getvalue(), "a.docx")
    assert caught.value.code == "encrypted"
