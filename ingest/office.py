"""Files of older and other office programs (.doc, .odt, .rtf, .xls, .ods): LibreOffice makes a .docx or .xlsx of them.

LibreOffice runs without a window in a temporary folder, with a profile of its own (so that runs side by side do not
meet), without macros, without fetching what a document links to, with a time limit, and with no more of the
environment than it needs. When time is up it is killed together with the programs that it started.

Limits: what LibreOffice loses is lost; automatic page breaks are not in what it writes, so pages are those of breaks
set by hand.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ingest.children import child_environment
from ingest.docx import read_docx
from ingest.errors import UnreadableSource
from ingest.media_type import DOC, EXCEL_XML, NAMES, ODS, ODT, RTF, WORD_XML, XLS
from ingest.xlsx import read_xlsx
from ingest.zip_parts import Parts
from schemas.document import Document, Problem, Source

PROGRAMS = ("soffice", "libreoffice")
"""Names the program goes by, in the order they are looked for."""

TIMEOUT = 120
"""Seconds a conversion may take; a decision takes two or three."""

_SCRIPTING, _NETWORK = "/org.openoffice.Office.Common/Security/Scripting", "/org.openoffice.Inet/Settings"
_DEAD_END = "127.0.0.1"  # with the port of the discard service, which nobody runs: connections are refused at once
_SETTINGS = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableActiveContent", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (_NETWORK, "ooInetProxyType", "2"),  # a proxy set by hand
    (_NETWORK, "ooInetHTTPProxyName", _DEAD_END),
    (_NETWORK, "ooInetHTTPProxyPort", "9"),
    (_NETWORK, "ooInetHTTPSProxyName", _DEAD_END),
    (_NETWORK, "ooInetHTTPSProxyPort", "9"),
    (_NETWORK, "ooInetNoProxy", ""),
)
"""Of the profile: path, name and value. Pictures and style sheets on a server are fetched without them."""
_SAID = 200  # characters of what the program printed that an error repeats


@dataclass(frozen=True, slots=True)
class _Route:
    """What LibreOffice takes a file for (`suffix`), what it makes of it (`target`, by its filter), and who needs it."""

    suffix: str
    target: str = "docx"
    filter: str = "MS Word 2007 XML"
    package: str = "libreoffice-writer"


_SHEETS = ("xlsx", "Calc MS Excel 2007 XML", "libreoffice-calc")
_ROUTES = {
    DOC: _Route("doc"),
    ODT: _Route("odt"),
    RTF: _Route("rtf"),
    WORD_XML: _Route("xml"),
    XLS: _Route("xls", *_SHEETS),
    ODS: _Route("ods", *_SHEETS),
    EXCEL_XML: _Route("xml", *_SHEETS),
}


def read_office(data: bytes, source: Source) -> Document:
    """Read the bytes of a file of an older or another office program.

    Raises:
        UnreadableSource: `tool_missing` without LibreOffice, `conversion_failed` when it gives nothing in time, and
            what `ingest.docx` and `ingest.xlsx` raise.
    """
    what, route = NAMES[source.media_type], _ROUTES[source.media_type]
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UnreadableSource(
            "tool_missing",
            f"It is {what}, which is read through LibreOffice, and LibreOffice is not installed.",
            f"Install it (Debian and Ubuntu: apt-get install {route.package}), or save the file as .{route.target}.",
        )
    if data.startswith(b"PK"):
        Parts(data).check_sizes()
    converted = _convert(program, data, route)
    note = Problem("converted", f"The file is {what}; LibreOffice made a .{route.target} of it, and that was read.")
    read = read_docx if route.target == "docx" else read_xlsx
    return read(converted, source, problems=(note,))


def _convert(program: str, data: bytes, route: _Route) -> bytes:
    # What the program leaves behind while it dies must not turn its failure into another one.
    with tempfile.TemporaryDirectory(prefix="kehoach-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given, made = folder / f"source.{route.suffix}", folder / "out" / f"source.{route.target}"
        given.write_bytes(data)
        command = [
            program,
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={_profile(folder).as_uri()}",
            "--convert-to",
            f"{route.target}:{route.filter}",
            "--outdir",
            str(made.parent),
            str(given),
        ]
        log = folder / "log"
        try:
            status = _run(command, folder, log)
        except OSError as error:
            raise _failed(f"LibreOffice could not be started ({error.strerror})", route) from error
        if status is None:
            raise _failed(f"LibreOffice did not finish within {TIMEOUT} seconds", route)
        if not made.is_file():
            said = " ".join(log.read_text("utf-8", "replace").replace(name, "").split())[-_SAID:]
            printed = f" ({said})" if said else ""
            raise _failed(f"LibreOffice ended with status {status} and wrote nothing{printed}", route)
        return made.read_bytes()


def _profile(folder: Path) -> Path:
    """A profile for one run, with `_SETTINGS`."""
    profile = folder / "profile"
    items = "".join(
        f'<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(key)} oor:op="fuse"><value>{value}</value></prop>'
        "</item>"
        for path, key, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}'
        "</oor:items>\n",
        encoding="utf-8",
    )
    return profile


def _run(command: list[str], folder: Path, log: Path) -> int | None:
    """The status with which the program ended; None when it did not end in time.

    The program is a script that starts others. They form a group of processes, which is killed as one; what they print
    goes to a file, because a pipe stays open as long as any of them lives.
    """
    with log.open("wb") as printed:
        process = subprocess.Popen(  # noqa: S603 -- an argument list, no shell; the file's name is ours
            command,
            cwd=folder,
            env=child_environment() | {"HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        try:
            return process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:  # time is up, or the run was stopped
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _failed(message: str, route: _Route) -> UnreadableSource:
    return UnreadableSource(
        "conversion_failed", f"{message}.", f"Open the file in an office program and save it as .{route.target}."
    )
