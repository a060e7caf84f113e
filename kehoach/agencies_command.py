"""`kehoach agencies`: what the gazetteer makes of a name, and why."""

from __future__ import annotations

import datetime as dt
import sys

from kehoach.exit_codes import ExitCode
from normalize.gazetteer import IssuerContext, explain


def agencies_command(name: str, on: dt.date | None, province: str | None, level: str | None) -> ExitCode:
    """Print the gazetteer's reading of `name` in a document of this day, province and level."""
    context = IssuerContext(level=level, province=province, on=on, issuer=None)
    sys.stdout.write("\n".join(explain(name, context)) + "\n")
    return ExitCode.OK
