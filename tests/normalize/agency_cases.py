"""Reads the agency cases of corpus/cases/agencies."""

import csv
import datetime as dt
from pathlib import Path

from normalize.gazetteer import IssuerContext

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "corpus" / "cases" / "agencies"
GOLD = ROOT / "corpus" / "gold"

PROVINCE = IssuerContext("province", "Đắk Nông", dt.date(2018, 12, 13), "Ủy ban nhân dân tỉnh Đắk Nông")
DISTRICT = IssuerContext("district", "Đắk Nông", dt.date(2018, 12, 13), "Ủy ban nhân dân huyện Cư Jút")


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def context_of(row: dict[str, str]) -> IssuerContext:
    on = dt.date.fromisoformat(row["on"]) if row["on"] else None
    return IssuerContext(row["level"], row["province"] or None, on, row["issuer"])
