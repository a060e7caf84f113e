import datetime as dt
import itertools

import pytest

from normalize import places
from normalize.places import (
    commune_province,
    district_province,
    province_named,
    province_on,
    provinces,
    provinces_in,
)

BEFORE, AFTER = dt.date(2019, 5, 1), dt.date(2026, 1, 1)


def names(text: str) -> list[str]:
    return [match.name for match in provinces_in(text)]


def test_both_divisions_are_complete() -> None:
    assert sum(p.existed(BEFORE) for p in provinces()) == 63
    assert sum(p.existed(dt.date(2025, 6, 30)) for p in provinces()) == 63
    assert sum(p.existed(AFTER) for p in provinces()) == 34
    assert sum(p.existed(dt.date(2006, 1, 1)) for p in provinces()) == 64
    assert sum(p.kind == "thành phố" and p.existed(dt.date(2026, 5, 1)) for p in provinces()) == 7


def test_no_gap_and_no_overlap_for_any_name() -> None:
    by_name: dict[str, list[places.Province]] = {}
    for province in provinces():
        by_name.setdefault(province.name, []).append(province)
    for rows in by_name.values():
        for before, after in itertools.pairwise(rows):
            assert before.valid_to
            assert after.valid_from
            assert after.valid_from - before.valid_to == dt.timedelta(days=1)


def test_codes_are_unique_on_any_day() -> None:
    for day in (BEFORE, AFTER, dt.date(2025, 3, 1)):
        codes = [p.code for p in provinces() if p.existed(day)]
        assert len(codes) == len(set(codes))


def test_every_successor_exists_the_day_after() -> None:
    for province in provinces():
        if province.valid_to:
            for name in province.successor:
                assert province_named(name, province.valid_to + dt.timedelta(days=1)), (province, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG", ["Đắk Nông"]),
        ("UỶ BAN NHÂN DÂN TỈNH KHÁNH HOÀ", ["Khánh Hòa"]),
        ("tỉnh Đắc Lắc", ["Đắk Lắk"]),
        ("tỉnh ĐĂK LĂK", ["Đắk Lắk"]),
        ("tỉnh Ha Nam", ["Hà Nam"]),
        ("Ha Nam", []),
        ("Thừa Thiên - Huế và TP.HCM", ["Thừa Thiên Huế", "Hồ Chí Minh"]),
        ("TPHCM, TP. Hồ Chí Minh", ["Hồ Chí Minh", "Hồ Chí Minh"]),
        ("Bà Rịa – Vũng Tàu", ["Bà Rịa - Vũng Tàu"]),
        ("giữ gìn hòa bình", []),
        ("xã Bình Dương, huyện Vĩnh Thạnh", []),
        ("thành phố Thái Nguyên", ["Thái Nguyên"]),
        ("Hà, Nam", []),
        ("huyện Mang Yang", []),
        ("TINH BINH DINH", ["Bình Định"]),
        ("tỉnh Bình Đinh", ["Bình Định"]),
        ("Báo Hà Tĩnh", ["Hà Tĩnh"]),
        ("Quảng Nam - Đà Nẵng", ["Quảng Nam", "Đà Nẵng"]),
        ("BAN CHẤP HÀNH ĐOÀN TNCS HỒ CHÍ MINH", []),
        ("học tập tư tưởng Hồ Chí Minh tại TP. Hồ Chí Minh", ["Hồ Chí Minh"]),
    ],
)
def test_provinces_in(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("province", provinces(), ids=lambda p: f"{p.name}-{p.valid_to}")
def test_each_province_is_found_in_capitals_with_its_span(province: places.Province) -> None:
    text = f"UBND TỈNH {province.name.upper()} năm 2019"
    (match,) = provinces_in(text)
    assert match.name == province.name
    assert text[match.start : match.end] == province.name.upper()


def test_codes_depend_on_the_day() -> None:
    bac_ninh = province_named("Bắc Ninh", BEFORE), province_named("tỉnh Bắc Ninh", AFTER)
    assert [p.code for p in bac_ninh if p] == ["27", "24"]
    assert province_named("Đắk Nông", AFTER) is None
    assert province_named("Sao Hỏa") is None


@pytest.mark.parametrize(
    ("old", "new"), [("Đắk Nông", "Lâm Đồng"), ("Hà Tây", "Hà Nội"), ("Thừa Thiên Huế", "Huế"), ("Gia Lai", "Gia Lai")]
)
def test_territory_moves_to_its_successor(old: str, new: str) -> None:
    moved = province_on(old, AFTER)
    assert moved
    assert moved.name == new


def test_districts() -> None:
    assert district_province("Mang Yang", BEFORE) == "Gia Lai"
    assert district_province("huyện Cư Jút", BEFORE) == "Đắk Nông"
    assert district_province("Cư Jút", AFTER) == "Lâm Đồng"
    assert district_province("Vĩnh Thạnh", BEFORE) is None  # Bình Định and Cần Thơ
    assert district_province("Châu Thành") is None
    assert district_province("thành phố Pleiku") == "Gia Lai"
    assert district_province("Không Có") is None


def test_communes() -> None:
    assert commune_province("xã Đắk R'Moan", BEFORE) == "Đắk Nông"
    assert commune_province("đặc khu Phú Quốc", AFTER) == "An Giang"
    assert commune_province("Tân Thành") is None
    assert commune_province("xã Không Tồn Tại") is None
