"""Plan years from titles."""

from __future__ import annotations

import pytest

from normalize.plan_year import plan_years

_CASES = [
    ("KẾ HOẠCH PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT NĂM 2014", 2014, 2014),
    ("Kế hoạch triển khai thi hành Luật Bảo vệ môi trường năm 2020", None, None),
    ("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH TỈNH ĐẮK NÔNG NĂM 2019", 2019, 2019),
    ("Về việc ban hành Kế hoạch cải cách hành chính tỉnh Đắk Nông năm 2019", 2019, 2019),
    ("NHIỆM VỤ TRỌNG TÂM CỦA KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2018", 2018, 2018),
    ("KẾ HOẠCH CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2019", 2019, 2019),
    ("Kế hoạch nâng cao Chỉ số cải cách hành chính huyện Mang Yang năm 2019 và những năm tiếp theo", 2019, None),
    ("KẾ HOẠCH DUY TRÌ CHỈ SỐ CCHC NĂM 2019 VÀ NHỮNG NĂM TIẾP THEO", 2019, None),
    ("Kế hoạch nâng cao chỉ số PAPI năm 2021 và các năm tiếp theo", 2021, None),
    ("Kế hoạch chuyển đổi số từ năm 2022 trở đi", 2022, None),
    (
        "Thực hiện Chương trình hành động số 05-CTr/TU ngày 20/10/2016 của Tỉnh ủy giai đoạn 2016 - 2020",
        2016,
        2020,
    ),
    ("DANH MỤC CÁC NHIỆM VỤ TRỌNG TÂM THỰC HIỆN CẢI CÁCH HÀNH CHÍNH GIAI ĐOẠN 2016 - 2020", 2016, 2020),
    ("Kế hoạch CCHC giai đoạn 2021–2030", 2021, 2030),
    ("Kế hoạch phát triển kinh tế - xã hội 5 năm 2021-2025", 2021, 2025),
    ("Kế hoạch cải cách hành chính 05 năm (2021 - 2025)", 2021, 2025),
    ("Kế hoạch cải cách hành chính giai đoạn 2021-2025, định hướng đến năm 2030", 2021, 2025),
    ("Đề án phát triển đô thị thông minh giai đoạn 2020-2025, tầm nhìn đến năm 2030", 2020, 2025),
    ("Kế hoạch chuyển đổi số đến năm 2025, định hướng đến năm 2030", None, 2025),
    ("Kế hoạch phát triển du lịch đến năm 2030", None, 2030),
    ("Chiến lược phát triển đến hết năm 2030", None, 2030),
    ("Kế hoạch từ năm 2021 đến năm 2025", 2021, 2025),
    ("Kế hoạch thực hiện nhiệm vụ năm học 2023-2024", 2023, 2024),
    ("Kế hoạch năm học 2023 - 2024 của Trường Trung học phổ thông", 2023, 2024),
    ("Kế hoạch kiểm tra Quý I năm 2020", 2020, 2020),
    ("Chương trình công tác quý II/2020", 2020, 2020),
    ("Chương trình công tác tháng 6/2021", 2021, 2021),
    ("Kế hoạch công tác 6 tháng đầu năm 2021", 2021, 2021),
    ("Kế hoạch công tác 6 tháng cuối năm 2021 của UBND xã", 2021, 2021),
    ("Kế hoạch rà soát thủ tục hành chính năm 2019, 2020", 2019, 2020),
    ("Kế hoạch tuyên truyền các năm 2021, 2022 và 2023", 2021, 2023),
    ("Kế hoạch kiểm tra năm 2019 và 2020", 2019, 2020),
    ("Kế hoạch hai năm 2019 - 2020", 2019, 2020),
    ("Kế hoạch khắc phục tồn tại Chỉ số PAR INDEX năm 2018, nâng cao Chỉ số năm 2019", 2019, 2019),
    ("Kế hoạch thực hiện Chương trình MTQG giảm nghèo giai đoạn 2021 - 2025 năm 2023", 2023, 2023),
    ("Kế hoạch năm 2022 thực hiện Đề án 06 giai đoạn 2022 - 2025, tầm nhìn đến năm 2030", 2022, 2022),
    ("Kế hoạch thực hiện Quyết định số 1819/QĐ-TTg ngày 16/11/2017 của Thủ tướng Chính phủ", None, None),
    ("Kế hoạch thực hiện Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ", None, None),
    ("Kế hoạch triển khai Nghị định số 61/2018/NĐ-CP năm 2019", 2019, 2019),
    ("Kế hoạch thi hành Luật Tổ chức chính quyền địa phương năm 2015", None, None),
    ("Kế hoạch triển khai Luật Đất đai năm 2024 trong năm 2025", 2025, 2025),
    ("Kế hoạch chuyển đổi hệ thống TCVN ISO 9001:2015 năm 2019", 2019, 2019),
    ("Kế hoạch áp dụng TCVN ISO 9001:2015", None, None),
    ("Kế hoạch tuyên truyền CCHC giai đoạn 2022-2025 và năm 2022", 2022, 2025),
    ("Kế hoạch đầu tư năm 2021 và giai đoạn 2021 - 2025", 2021, 2025),
    ("KẾ HOẠCH CCHC 2019", 2019, 2019),
    ("Kế hoạch cải cách hành chính", None, None),
    ("", None, None),
    ("V/v triển khai công tác cải cách hành chính năm 2019", 2019, 2019),
    ("V/v ban hành Kế hoạch công tác cải cách hành chính năm 2019 của Sở Giáo dục và Đào tạo", 2019, 2019),
    ("Kế hoạch sản xuất vụ Đông Xuân 2023-24", 2023, 2024),
    ("Kế hoạch năm  2026\ncủa Ủy ban nhân dân phường", 2026, 2026),
    ("Kế hoạch phấn đấu hoàn thành mục tiêu năm 2025 trong năm 2024", 2024, 2024),
    ("Kế hoạch đào tạo thời kỳ 2015-2020", 2015, 2020),
    ("Kế hoạch hoạt động nhiệm kỳ 2021 - 2026", 2021, 2026),
    ("ĐỊNH HƯỚNG ĐẾN NĂM 2030", None, 2030),
    ("DANH SÁCH CÁC THỦ TỤC HÀNH CHÍNH ÁP DỤNG DỊCH VỤ CÔNG TRỰC TUYẾN MỨC ĐỘ 3,4", None, None),
    ("Kế hoạch kiểm tra công vụ 2025 - 2020", None, None),
    ("Kế hoạch công tác văn thư, lưu trữ năm 2024 theo Thông tư số 05/2023/TT-BNV", 2024, 2024),
    ("Kế hoạch số 12/KH-UBND ngày 05-01-2020 về dân vận năm 2021", 2021, 2021),
    ("Quyết định phê duyệt Đề án 1000 doanh nghiệp", None, None),
    ("Kế hoạch phòng chống bệnh dại giai đoạn từ năm 2022 đến 2030", 2022, 2030),
    ("Phụ lục nhiệm vụ năm 2027 (Kèm theo Quyết định số 12/QĐ-UBND ngày 3/1/2027)", 2027, 2027),
    ("Kế hoạch cải cách hành chính năm 2018 - 2019", 2018, 2019),
    ("Kế hoạch tổng kết 10 năm thực hiện Chương trình giai đoạn 2011-2020", 2011, 2020),
]


@pytest.mark.parametrize(("title", "start", "end"), _CASES, ids=[case[0][:60] for case in _CASES])
def test_plan_years(title: str, start: int | None, end: int | None) -> None:
    assert plan_years(title) == (start, end)
