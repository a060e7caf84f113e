"""Issuers in normal writing, their level and province."""

from __future__ import annotations

import pytest

from normalize.issuer import complete_issuers, issuer_level
from normalize.issuer_names import canonical_issuer
from schemas.decision import AdministrativeDocument, DocumentKind, Place, Signature


def _document(
    ordinal: int = 1, kind: DocumentKind = "quyet_dinh", parent: int | None = None, **fields: object
) -> AdministrativeDocument:
    base = {"title": None, "place_name": None, "issuer": None, "issuer_level": None, "province": None}
    extent = {"page_start": 1, "page_end": 1, "line_start": 1, "line_end": 9}
    return AdministrativeDocument(ordinal=ordinal, kind=kind, parent=parent, **{**base, **extent, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "expected", "level"),
    [
        ("CHI BỘ TRƯỜNG TIỂU HỌC SỐ 2", "Chi bộ Trường Tiểu học Số 2", "party"),
        ("CHI BỘ SỞ Y TẾ", "Chi bộ Sở Y tế", "party"),
        ("BỘ CÔNG THƯƠNG", "Bộ Công Thương", "central"),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG", "Chủ tịch Ủy ban nhân dân tỉnh Đắk Nông", "province"),
        ("UỶ BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu", "province"),
        ("UBND tỉnh Hà Tĩnh", "Ủy ban nhân dân tỉnh Hà Tĩnh", "province"),
        ("UBND TP. HỒ CHÍ MINH", "Ủy ban nhân dân thành phố Hồ Chí Minh", "province"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ PLEIKU", "Ủy ban nhân dân thành phố Pleiku", "district"),
        ("ỦY BAN NHÂN DÂN HUYỆN CƯ JÚT", "Ủy ban nhân dân huyện Cư Jút", "district"),
        ("ỦY BAN NHÂN DÂN XÃ NHÂN CƠ", "Ủy ban nhân dân xã Nhân Cơ", "commune"),
        ("GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Giám đốc Sở Giáo dục và Đào tạo", "department"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội", "department"),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch", "department"),
        (
            "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN TỈNH GIA LAI",
            "Sở Nông nghiệp và Phát triển nông thôn tỉnh Gia Lai",
            "department",
        ),
        ("BỘ TRƯỞNG BỘ NỘI VỤ", "Bộ trưởng Bộ Nội vụ", "central"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ", "central"),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH HÀ TĨNH KHÓA XVIII, KỲ HỌP THỨ 4", "Hội đồng nhân dân tỉnh Hà Tĩnh", "province"),
        ("TỈNH ỦY HÀ TĨNH", "Tỉnh ủy Hà Tĩnh", "party"),
        (
            "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM HUYỆN PHÙ CÁT",
            "Ban Thường trực Ủy ban MTTQ Việt Nam huyện Phù Cát",
            "other",
        ),
        ("ỦY BAN BẦU CỬ HUYỆN PHÚ QUỐC", "Ủy ban bầu cử huyện Phú Quốc", "other"),
        ("BỘ TRƯỞNG, CHỦ NHIỆM ỦY BAN DÂN TỘC", "Bộ trưởng, Chủ nhiệm Ủy ban Dân tộc", "central"),
        ("BHXH TỈNH PHÚ THỌ", "BHXH tỉnh Phú Thọ", "other"),
        ("ỦY BAN NHÂN DÂN HUYỆN KRÔNG NÔ", "Ủy ban nhân dân huyện Krông Nô", "district"),
        ("VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH LÀO CAI", "Văn phòng Ủy ban nhân dân tỉnh Lào Cai", "department"),
        ("PHÒNG NỘI VỤ HUYỆN TÂY SƠN", "Phòng Nội vụ huyện Tây Sơn", "district"),
        ("Sở Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo", "department"),
        ("HIỆU TRƯỞNG TRƯỜNG ĐẠI HỌC QUY NHƠN", "Hiệu trưởng Trường Đại học Quy Nhơn", "other"),
        (
            "TRƯỜNG ĐẠI HỌC KINH TẾ - KỸ THUẬT BÌNH DƯƠNG",
            "Trường Đại học Kinh tế - Kỹ thuật Bình Dương",
            "other",
        ),
        ("HỌC VIỆN CHÍNH TRỊ QUỐC GIA HỒ CHÍ MINH", "Học viện Chính trị quốc gia Hồ Chí Minh", "other"),
        ("BỆNH VIỆN ĐA KHOA TỈNH ĐẮK NÔNG", "Bệnh viện Đa khoa tỉnh Đắk Nông", "other"),
        ("CHÁNH THANH TRA TỈNH ĐỒNG THÁP", "Chánh Thanh tra tỉnh Đồng Tháp", "department"),
        ("TRƯỜNG CHÍNH TRỊ TỈNH LÀO CAI", "Trường Chính trị tỉnh Lào Cai", "other"),
        ("LIÊN ĐOÀN LAO ĐỘNG TỈNH HẢI DƯƠNG", "Liên đoàn Lao động tỉnh Hải Dương", "other"),
        ("TRƯỜNG TIỂU HỌC LÊ LỢI", "Trường Tiểu học Lê Lợi", "other"),
        ("TRƯỜNG THCS NGUYỄN DU", "Trường THCS Nguyễn Du", "other"),
        ("TRƯỜNG TH&THCS TÂN LẬP", "Trường TH&THCS Tân Lập", "other"),
        ("TRƯỜNG TIỂU HỌC VÀ THCS SỐ 2 MỸ THÀNH", "Trường Tiểu học và THCS Số 2 Mỹ Thành", "other"),
        ("TRƯỜNG PTDTBT TIỂU HỌC VÀ THCS TÂN LẬP", "Trường PTDTBT Tiểu học và THCS Tân Lập", "other"),
        ("TRƯỜNG TRUNG HỌC CƠ SỞ TRẦN PHÚ", "Trường Trung học cơ sở Trần Phú", "other"),
        ("TRƯỜNG MẦM NON HOA SEN XÃ MỸ THÀNH", "Trường Mầm non Hoa Sen xã Mỹ Thành", "other"),
        (
            "HIỆU TRƯỞNG TRƯỜNG PHỔ THÔNG DÂN TỘC NỘI TRÚ HUYỆN SA PA",
            "Hiệu trưởng Trường Phổ thông dân tộc nội trú huyện Sa Pa",
            "other",
        ),
        ("CÔNG TY CỔ PHẦN CẤP NƯỚC QUẢNG NGÃI", "Công ty cổ phần Cấp nước Quảng Ngãi", "other"),
        ("TỔNG CÔNG TY ĐIỆN LỰC MIỀN TRUNG", "Tổng công ty Điện lực Miền Trung", "other"),
        (
            "CÔNG TY TNHH MTV CẤP THOÁT NƯỚC VÀ MÔI TRƯỜNG ĐÔ THỊ CẦN THƠ",
            "Công ty TNHH MTV Cấp thoát nước và Môi trường đô thị Cần Thơ",
            "other",
        ),
        (
            "CÔNG TY TNHH MỘT THÀNH VIÊN XỔ SỐ KIẾN THIẾT ĐẮK NÔNG",
            "Công ty TNHH một thành viên Xổ số kiến thiết Đắk Nông",
            "other",
        ),
        ("TRUNG TÂM DẠY NGHỀ CƠ SỞ 2", "Trung tâm Dạy nghề cơ sở 2", "other"),
        ("ĐẢNG BỘ XÃ MỸ THÀNH", "Đảng bộ xã Mỹ Thành", "party"),
        ("CHÁNH THANH TRA SỞ Y TẾ", "Chánh Thanh tra Sở Y tế", "department"),
    ],
)
def test_canonical(printed: str, expected: str, level: str) -> None:
    assert canonical_issuer(printed) == expected
    assert canonical_issuer(expected) == expected
    assert issuer_level(expected) == level


def test_cut_off_name_is_completed_where_the_file_agrees() -> None:
    documents = complete_issuers((
        _document(1, issuer="ỦY BAN NHÂN DÂN TỈNH"),
        _document(2, "ke_hoach", 1, title="KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH TỈNH BÌNH ĐỊNH NĂM 2020"),
    ))  # fmt: skip
    assert {d.issuer for d in documents} == {"Ủy ban nhân dân tỉnh Bình Định"}
    assert {d.province for d in documents} == {"Bình Định"}


def test_cut_off_name_stays_where_the_file_disagrees() -> None:
    documents = complete_issuers((
        _document(1, issuer="ỦY BAN NHÂN DÂN TỈNH", title="Phối hợp giữa tỉnh Bình Định và tỉnh Gia Lai"),
    ))  # fmt: skip
    assert documents[0].issuer == "Ủy ban nhân dân tỉnh"


def test_superior_body_gives_the_province() -> None:
    document = complete_issuers((_document(issuer="SỞ NỘI VỤ", province="UBND TỈNH QUẢNG NAM"),))[0]
    assert (document.issuer, document.issuer_level, document.province) == ("Sở Nội vụ", "department", "Quảng Nam")


def test_signature_in_sentence_case() -> None:
    signature = Signature("TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "CAO HUY", Place(1, 1))
    done = complete_issuers((_document(issuer="SỞ NỘI VỤ", signature=signature),))[0].signature
    assert done is not None
    assert (done.authority, done.position, done.name) == (
        "TM. Ủy ban nhân dân; KT. Chủ tịch",
        "Phó Chủ tịch",
        "Cao Huy",
    )


def test_completing_twice_changes_nothing() -> None:
    once = complete_issuers((_document(issuer="SỞ NỘI VỤ", province="UBND TỈNH QUẢNG NAM", place_name="Quảng Nam"),))
    assert complete_issuers(once) == once
