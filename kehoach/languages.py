"""Which language people read: the one they ask for, else that of the locale, else English."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping

from outputs.labels import Language


class LanguageName(enum.StrEnum):
    """The languages of the report, the workbook and the charts."""

    VI = "vi"
    EN = "en"


def chosen_language(asked: LanguageName | None, environment: Mapping[str, str] | None = None) -> Language:
    """`asked`, else Vietnamese where the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`) is."""
    if asked is not None:
        return "vi" if asked is LanguageName.VI else "en"
    known = os.environ if environment is None else environment
    locale = next((known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), "")
    return "vi" if locale.lower().startswith("vi") else "en"
