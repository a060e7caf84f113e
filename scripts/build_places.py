"""Write normalize/data/districts.tsv and communes.tsv.gz from the package `vietnamadminunits` (MIT licence).

Run once when a new release of that package appears; the files it writes are what the programme reads.
    python scripts/build_places.py
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "normalize" / "data"
_TYPE_NOTE = re.compile(r"\s*\([^)]*\)")
_KIND = re.compile(r"^(Thành phố|Thị xã|Thị trấn|Đặc khu|Quận|Huyện|Phường|Xã)\s+", re.IGNORECASE)
# The package writes the newest names; the province that became a city in 2025 keeps its own name in the old division.
_OLD_PROVINCE = {"Huế": "Thừa Thiên Huế"}


def _database() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        sys.exit("vietnamadminunits is not installed; pip install vietnamadminunits")
    return Path(spec.origin).parent / "data" / "dataset.db"


def _split(name: str) -> tuple[str, str]:
    """`Huyện Cư Jút` -> (`huyện`, `Cư Jút`); a numbered unit keeps its number as name."""
    name = _TYPE_NOTE.sub("", name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    match = _KIND.match(name)
    return (match.group(1).lower(), name[match.end() :]) if match else ("", name)


def districts(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """The districts before 2025: province, kind, name."""
    rows = connection.execute("select distinct provinceShort, district from admin_units_legacy where district != ''")
    found = {(_OLD_PROVINCE.get(province, province), *_split(district)) for province, district in rows}
    return sorted(found)


def communes(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Communes: division (`63` or `34` provinces), province, district (blank since 2025), kind, name."""
    old = connection.execute(
        "select distinct provinceShort, districtShort, ward from admin_units_legacy where ward is not null"
    )
    new = connection.execute("select distinct provinceShort, '', ward from admin_units where ward is not null")
    found = {
        ("63", _OLD_PROVINCE.get(province, province), _split(district)[1], *_split(ward))
        for province, district, ward in old
    }
    found |= {("34", province, "", *_split(ward)) for province, _, ward in new}
    return sorted(found)


def main() -> None:
    """See the module."""
    source = f"vietnamadminunits {importlib.metadata.version('vietnamadminunits')}"
    with closing(sqlite3.connect(_database())) as connection:
        lines = [f"# source: {source}", "province\tkind\tname"]
        lines += ["\t".join(row) for row in districts(connection)]
        (DATA / "districts.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        lines = [f"# source: {source}", "division\tprovince\tdistrict\tkind\tname"]
        lines += ["\t".join(row) for row in communes(connection)]
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    (DATA / "communes.tsv.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
