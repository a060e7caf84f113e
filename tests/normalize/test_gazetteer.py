import datetime as dt
import random

import pytest

from normalize import gazetteer_rows
from normalize.agency_damage import THRESHOLD, is_other_wording, likeness
from normalize.agency_keys import agency_key, without_misprints
from normalize.agency_places import split_place
from normalize.gazetteer import IssuerContext, explain, resolve
from tests.normalize.agency_cases import DISTRICT, PROVINCE, rows

DAMAGE, NEAR = rows("known_damage.tsv"), rows("near_miss.tsv")
SCHOOLS = IssuerContext("department", "Đắk Nông", dt.date(2018, 12, 28), "Giám đốc Sở Giáo dục và Đào tạo")


def context_for(name: str) -> IssuerContext:
    return DISTRICT if name.startswith("Phòng") or "huyện" in name else PROVINCE


def agency_id(name: str, context: IssuerContext = PROVINCE) -> str | None:
    agency = resolve(name, context).agency
    return agency.agency_id if agency else None


def bodies(name: str) -> list[str]:
    key = agency_key(name)
    return [placed.body for placed in split_place(key)] or [key]


@pytest.mark.parametrize("row", DAMAGE, ids=lambda row: row["read"])
def test_damaged_names_resolve_and_are_repaired(row: dict[str, str]) -> None:
    context = context_for(row["right"])
    found = resolve(row["read"], context)
    assert agency_id(row["read"], context) == agency_id(row["right"], context) is not None
    assert found.name == row["right"]
    assert found.score < 1


@pytest.mark.parametrize("row", NEAR, ids=lambda row: f"{row['one']} / {row['other']}")
def test_near_misses_never_meet(row: dict[str, str]) -> None:
    one, other = resolve(row["one"], PROVINCE), resolve(row["other"], PROVINCE)
    assert one.agency
    assert other.agency
    assert one.agency.agency_id != other.agency.agency_id
    assert (one.name, other.name) == (row["one"], row["other"])


def test_threshold_lies_between_near_misses_and_damage() -> None:
    near = [
        likeness(left, right)
        for row in NEAR
        for left in bodies(row["one"])
        for right in bodies(row["other"])
        if left != right
    ]
    damaged = [row for row in DAMAGE if "letters" in row["reason"] and without_misprints(row["read"]) == row["read"]]
    damage = [likeness(agency_key(row["read"]), agency_key(row["right"])) for row in damaged]
    assert len(damage) >= 8
    assert max(near) < THRESHOLD <= min(damage)


def test_a_name_is_not_taken_for_another_row_of_the_gazetteer() -> None:
    """Were its own row missing, no name in words would be taken for a different body of the same head.

    Only the same words in another order (`Phòng Kế hoạch - Tài chính`) are as near as that, and wordings that the
    counts know (`khuyến công`), which are kept.
    """
    names = {row.plain_name for row in gazetteer_rows.rows() if row.level != "party"}
    keys = sorted({agency_key(name) for name in names})
    close = [
        (a, b)
        for a in keys
        for b in keys
        if a < b
        and sorted(a.split()) != sorted(b.split())
        and likeness(a, b) >= THRESHOLD
        and not (is_other_wording(a, b) and is_other_wording(b, a))
    ]
    assert close == []


LETTERS = "àáạảãâầấậẩăằđêềếệôồốộơờớợưừứựìíịabcdeghiklmnoprstuvxy"


def damaged(name: str, rng: random.Random) -> str:
    """`name` with one letter replaced, lost, added, or exchanged with its neighbour."""
    at, letter = rng.randrange(1, len(name)), rng.choice(LETTERS)
    return rng.choice(
        [
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        ]
    )


def test_one_wrong_letter_never_leads_to_another_body() -> None:
    """Every name of the gazetteer with one letter damaged, five times: the same body, none, or a class or pattern."""
    rng, right, tried = random.Random(2019), 0, 0
    for row in gazetteer_rows.rows():
        context = DISTRICT if row.scope == "district" else PROVINCE
        if row.scope not in ("central", "province", "district"):
            continue
        expected = agency_id(row.plain_name, context)
        for name in (damaged(row.plain_name, rng) for _ in range(5)):
            found = resolve(name, context)
            tried += 1
            if found.agency is None or found.is_collective or found.reason.startswith("pattern"):
                continue
            assert found.agency.agency_id == expected, (name, row.plain_name)
            right += 1
    assert right >= 0.8 * tried


@pytest.mark.parametrize("name", ["Thanh tra giao thông", "Tư vấn giám sát", "Đơn vị cung ứng dịch vụ"])
def test_bodies_named_by_their_part_follow_a_pattern(name: str) -> None:
    assert resolve(name, PROVINCE).reason.startswith("pattern")


@pytest.mark.parametrize("department", ["Công Thương", "Xây dựng", "Lao động - Thương binh và Xã hội"])
def test_the_inspectorate_of_a_department_is_known(department: str) -> None:
    found = resolve(f"Thanh tra Sở {department}", PROVINCE)
    assert found.score == 1.0
    assert agency_id(f"Thanh tra Sở {department}") == f"{agency_id(f'Sở {department}')}.thanh-tra-so"


def test_ids_are_unique_and_every_successor_exists() -> None:
    ids = [row.agency_id for row in gazetteer_rows.rows()]
    assert len(ids) == len(set(ids))
    assert {row.successor for row in gazetteer_rows.rows() if row.successor} <= set(ids)
    assert all(row.source for row in gazetteer_rows.rows())
    assert {row.scope for row in gazetteer_rows.rows()} <= set(gazetteer_rows.SCOPES)


def test_successor_begins_when_the_old_body_ends() -> None:
    by_id = {row.agency_id: row for row in gazetteer_rows.rows()}
    for row in gazetteer_rows.rows():
        if row.successor and row.valid_to and by_id[row.successor].valid_from:
            assert by_id[row.successor].valid_from <= row.valid_to + dt.timedelta(days=1), row.agency_id


def test_same_name_before_and_after_the_mergers_of_2025() -> None:
    before = IssuerContext("province", "Lâm Đồng", dt.date(2024, 5, 1), None)
    after = IssuerContext("province", "Lâm Đồng", dt.date(2025, 8, 1), None)
    assert agency_id("Sở Tài chính", before) == "lam-dong.so-tai-chinh"
    assert agency_id("Sở Tài chính", after) == "lam-dong.so-tai-chinh-2025"
    legacy = resolve("Sở Thông tin và Truyền thông", after)
    assert legacy.agency
    assert legacy.agency.agency_id == "lam-dong.so-thong-tin-va-truyen-thong"
    assert legacy.score == 0.9
    assert resolve("Sở Thông tin và Truyền thông", before).score == 1.0


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("Văn phòng", PROVINCE, "dak-nong.van-phong-ubnd"),
        ("Văn phòng", DISTRICT, "dak-nong.huyen-cu-jut.van-phong-hdnd-va-ubnd-huyen"),
        ("Văn phòng", SCHOOLS, "dak-nong.so-giao-duc-va-dao-tao.van-phong-so"),
        ("Thanh tra", PROVINCE, "dak-nong.thanh-tra"),
        ("Thanh tra", DISTRICT, "dak-nong.huyen-cu-jut.thanh-tra-huyen"),
        ("Thanh tra Sở Y tế", PROVINCE, "dak-nong.so-y-te.thanh-tra-so"),
        ("Nội vụ", PROVINCE, "dak-nong.so-noi-vu"),
        ("Nội vụ", DISTRICT, "dak-nong.huyen-cu-jut.phong-noi-vu"),
        ("Sở LĐ-TB&XH", PROVINCE, "dak-nong.so-lao-dong-thuong-binh-va-xa-hoi"),
        ("SNV", PROVINCE, "dak-nong.so-noi-vu"),
        ("Ban Chỉ huy PCTT&TKCN", PROVINCE, "dak-nong.ban-chi-huy-pctt-tkcn"),
        ("Ban Chỉ huy PCTT và TKCN tỉnh", PROVINCE, "dak-nong.ban-chi-huy-pctt-tkcn"),
        ("Phòng TC-KH", DISTRICT, "dak-nong.huyen-cu-jut.phong-tai-chinh-ke-hoach"),
        ("Báo Gia Lai", PROVINCE, "gia-lai.bao"),
        ("Sở Nội vụ tỉnh Gia Lai", PROVINCE, "gia-lai.so-noi-vu"),
        ("Phòng Nội vụ huyện Đắk Mil", PROVINCE, "dak-nong.huyen-dak-mil.phong-noi-vu"),
        ("Bộ Nội vụ", PROVINCE, "bo-noi-vu"),
        ("UBND thành phố Hà Nội", PROVINCE, "ha-noi.ubnd"),
        ("UBND thành phố Gia Nghĩa", PROVINCE, "dak-nong.thanh-pho-gia-nghia.ubnd-huyen"),
        ("Giám đốc Sở Nội vụ", PROVINCE, "dak-nong.so-noi-vu"),
        ("Các Sở, Ban, ngành", PROVINCE, "dak-nong.cac-so-ban-nganh"),
        ("Tổ kiểm tra", PROVINCE, "dak-nong.to-kiem-tra"),
        ("Sở Vũ trụ", PROVINCE, None),
        ("Xyz abc", PROVINCE, None),
        ("Báo cáo kết quả", PROVINCE, None),
        ("Tổ chức hội nghị", PROVINCE, None),
        ("", PROVINCE, None),
    ],
)
def test_resolution_depends_on_the_issuer(name: str, context: IssuerContext, expected: str | None) -> None:
    assert agency_id(name, context) == expected


def test_unknown_names_are_kept_as_written() -> None:
    found = resolve("Sở Vũ trụ học", PROVINCE)
    assert (found.agency, found.name, found.score) == (None, "Sở Vũ trụ học", 0.0)


def test_explain_names_the_body_and_the_reason() -> None:
    lines = explain("Số Nội vụ", PROVINCE)
    assert "agency: dak-nong.so-noi-vu" in lines
    assert any("marks or spaces differ" in line for line in lines)
    assert "agency: not in the gazetteer" in explain("Sở Vũ trụ", PROVINCE)
