"""Files of older and other office programs (.doc, .odt, .rtf): LibreOffice makes a .docx of them, which is then read.

LibreOffice runs without a window, with a profile of its own in a temporary folder, no macros and a time limit, and gets
no more of the environment than it needs. Limits: what LibreOffice loses is lost; automatic page breaks are not in what
it writes, so pages are those of breaks set by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.docx import read_docx
from ingest.errors import UnreadableSource
from ingest.media_type import DOC, NAMES, ODT, RTF
from schemas.document import Document, Problem, Source

PROGRAMS = ("soffice", "libreoffice")
"""Names the program goes by, in the order they are looked for."""

TIMEOUT = 120
"""Seconds a conversion may take; a decision takes two or three."""

_SUFFIXES = {DOC: "doc", ODT: "odt", RTF: "rtf"}
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


def read_office(data: bytes, source: Source) -> Document:
    """Read the bytes of a .doc, .odt or .rtf file.

    Raises:
        UnreadableSource: `tool_missing` without LibreOffice, `conversion_failed` when it gives nothing in time, and
            what `ingest.docx` raises.
    """
    what = NAMES[source.media_type]
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UnreadableSource(
            "tool_missing",
            f"It is {what}, which is read through LibreOffice, and LibreOffice is not installed.",
            "Install it (Debian and Ubuntu: apt-get install libreoffice-writer), or save the file as .docx.",
        )
    converted = _convert(program, data, _SUFFIXES[source.media_type])
    note = Problem("converted", f"The file is {what}; LibreOffice made a .docx of it, and that was read.")
    return read_docx(converted, source, problems=(note,))


def _convert(program: str, data: bytes, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="kehoach-") as name:
        folder = Path(name)
        given = folder / f"source.{suffix}"
        given.write_bytes(data)
        command = [
            program,
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(given),
        ]
        environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ} | {"HOME": name}
        try:
            done = subprocess.run(  # noqa: S603 -- an argument list, no shell; the file's name is ours
                command, cwd=folder, env=environment, capture_output=True, timeout=TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _failed(f"LibreOffice did not finish within {TIMEOUT} seconds") from error
        except OSError as error:
            raise _failed(f"LibreOffice could not be started ({error.strerror})") from error
        made = folder / "out" / "source.docx"
        if not made.is_file():
            raise _failed(f"LibreOffice ended with status {done.returncode} and wrote nothing")
        return made.read_bytes()


def _failed(message: str) -> UnreadableSource:
    return UnreadableSource(
        "conversion_failed", f"{message}.", "Open the file in LibreOffice or Word and save it as .docx."
    )
