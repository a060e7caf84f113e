"""Repair of whole documents: noise lines, votes, words that go on after a break, and what stays the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.repair import repair
from normalize.repair.document import RULES, repair_text
from schemas.document import Cell, Document, Line, Page, Row, Source
from schemas.text import Fragment, UnsureWord, count_words, replay, undo

CORPUS = Path(__file__).parents[3] / "corpus"


def document(*blocks: str | list[str], page_of: dict[int, int] | None = None) -> Document:
    """A document of lines (strings) and rows (lists of cells), one block a source line."""
    made = []
    for number, block in enumerate(blocks, 1):
        page = (page_of or {}).get(number, 1)
        if isinstance(block, str):
            made.append(Line(Fragment(page, number, block, block)))
        else:
            cells = tuple(Cell(Fragment(page, number, text, text, at)) for at, text in enumerate(block))
            made.append(Row(cells, 0))
    words = sum(count_words(b if isinstance(b, str) else " ".join(b)) for b in blocks)
    return Document(Source("0" * 16, "a.txt", "0" * 64, "text/plain", 1), "test", (Page(1, words),), tuple(made))


def fragments(repaired: Document) -> list[Fragment]:
    return [
        fragment
        for block in repaired.blocks
        for fragment in ([block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells])
    ]


def texts(*blocks: str | list[str], page_of: dict[int, int] | None = None) -> list[str]:
    return [fragment.text for fragment in fragments(repair(document(*blocks, page_of=page_of)))]


def dropped(*blocks: str | list[str], page_of: dict[int, int] | None = None) -> list[str]:
    repaired = fragments(repair(document(*blocks, page_of=page_of)))
    return [f.raw for f in repaired if f.raw and not f.text and all(e.after is None for e in f.edits)]


@pytest.mark.parametrize("noise", ["17", "100", "- 4 -", "Trang 3", "1/", "N/", "*ty*", "~~~~~", "4⁄ ¬ s", "« |"])
def test_numbers_and_scribbles_that_stand_alone_are_noise(noise: str) -> None:
    assert dropped("Tiếp tục thực hiện kế hoạch.", "", noise, "", "- Phòng Nội vụ tổng hợp.") == [noise]


HEAD = "Kế hoạch cải cách hành chính - Tổng cục Đường bộ Việt Nam"


def test_a_line_at_the_head_of_all_pages_but_the_first_is_noise() -> None:
    pages = ["Điều 1. Ban hành.", HEAD, "I. MỤC TIÊU", "Nâng cao.", HEAD, "II. NỘI DUNG", "Kiểm tra."]
    assert dropped(*pages, page_of={2: 2, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3}) == [HEAD, HEAD]


def test_a_foot_may_count_the_pages() -> None:
    pages = ["Điều 1.", "Văn phòng UBND tỉnh, trang 1", "Điều 2.", "Văn phòng UBND tỉnh, trang 2", "Điều 3.", "2."]
    pages[5] = "Văn phòng UBND tỉnh, trang 3"
    assert len(dropped(*pages, page_of={3: 2, 4: 2, 5: 3, 6: 3})) == 3


@pytest.mark.parametrize(
    "line",
    [
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI KẾ HOẠCH", "Nguyễn Thị Thu Vân Anh", "Đắk Nông, ngày 13 tháng 12 năm 2018",
        "TT Nội dung công việc Đơn vị chủ trì", "- Như trên và các sở có liên quan", "Căn cứ Luật Tổ chức chính quyền",
        "Giao Sở Nội vụ theo dõi việc này.",
    ],
)  # fmt: skip
def test_what_opens_pages_for_other_reasons_stays(line: str) -> None:
    assert dropped("Mở đầu.", line, "Một.", line, "Hai.", page_of={2: 2, 3: 2, 4: 3, 5: 3}) == []


def test_two_pages_tell_nothing_of_what_runs() -> None:
    assert dropped(HEAD, "Một.", HEAD, "Hai.", page_of={3: 2, 4: 2}) == []


@pytest.mark.parametrize(
    "remark",
    [
        "Dưới đây là nội dung văn bản được trích xuất từ hình ảnh:", "Here is the text I extracted from the image:",
        "Ghi chú: Nếu bạn cần, tôi có thể xuất bảng trên sang CSV.", "Let me know if you want the table as CSV.",
    ],
)  # fmt: skip
def test_what_a_model_says_before_or_behind_a_document_is_noise(remark: str) -> None:
    body = ["Điều 1. Ban hành Kế hoạch."] * 7
    assert dropped(remark, "", *body) == [remark]
    assert dropped(*body, "", remark) == [remark]
    assert dropped(*body, remark, *body) == []


@pytest.mark.parametrize(
    "line",
    [
        "Tôi xin cam đoan những lời khai trên là đúng.", "Nếu bạn có ý kiến khác, xin ghi vào đây:",
        "Dưới đây là nội dung Kế hoạch chuyển đổi số của tỉnh:", "Ghi chú: Số liệu trích xuất ngày 15/3/2023.",
    ],
)  # fmt: skip
def test_what_a_form_says_to_those_who_fill_it_stays(line: str) -> None:
    assert dropped("Mở đầu.", "", line) == []


@pytest.mark.parametrize(
    "note",
    [
        "(Bảng tiếp tục ở trang sau)",
        "(Xem tiếp trang 3)",
        "Tiếp theo trang trước",
        "*(continued on next page)*",
        "```markdown",
    ],
)
def test_notes_that_a_table_goes_on_overleaf_and_fences_are_noise(note: str) -> None:
    assert dropped(["1", "Rà soát"], "", note, "", ["2", "Kiểm tra"]) == [note]


def test_a_sentence_on_the_next_page_is_no_such_note() -> None:
    assert dropped("Tiếp tục đăng tải trên trang thông tin điện tử", "Tiếp theo trang bị xe chữa cháy") == []


PRINTED = ["11/30/26, 9:56 PM", "UBND TỈNH", "ke hoach.docx", "Điều 1. Ban hành.", "https://vd.gov.vn/kh", "1/2"]


def test_what_a_browser_prints_around_a_page_is_noise() -> None:
    second = ["11/30/26, 9:56 PM", "ke hoach.docx", "Điều 2. Thi hành.", "https://vd.gov.vn/kh", "2/2"]
    noise = dropped(*PRINTED, *second, page_of=dict.fromkeys(range(7, 12), 2))
    assert noise == [
        *(line for line in PRINTED if line not in ("UBND TỈNH", "Điều 1. Ban hành.")),
        *second[:2],
        *second[3:],
    ]


def test_an_hour_on_one_page_alone_is_no_print_of_a_browser() -> None:
    second = ["Điều 2. Thi hành.", "Họp tổng kết."]
    assert "ke hoach.docx" not in dropped(*PRINTED, *second, page_of={7: 2, 8: 2})
    assert dropped("14/3/2024, 08:00 Hội nghị", "", "Điều 1. Thi hành.", "", "Điều 2.") == []


def test_a_number_between_the_rows_of_a_table_is_noise() -> None:
    assert dropped(["7", "Tổ chức", "Sở Nội vụ"], "", "6", "", ["TT", "Nhiệm vụ", "Chủ trì"]) == ["6"]


def test_a_number_in_a_cell_is_never_noise() -> None:
    assert dropped(["100"], ["6", "17", "1/"]) == []


def test_a_number_that_continues_a_list_is_no_noise() -> None:
    assert dropped("1. Mục đích", "", "2", "", "Yêu cầu chung của kế hoạch") == []


@pytest.mark.parametrize("above", ["Nơi nhận: các sở.", "1. Mục đích chung"])
@pytest.mark.parametrize("title", ["PHỤ LỤC I", "KẾ HOẠCH"])
def test_a_number_right_above_a_title_is_that_of_its_page(above: str, title: str) -> None:
    assert dropped(above, "", "2", title, "DANH MỤC NHIỆM VỤ") == ["2"]


def test_a_number_inside_running_lines_is_no_noise() -> None:
    assert dropped("tổng số đơn vị là", "17", "đơn vị trực thuộc") == []


def test_numbers_for_the_blanks_of_a_head_are_no_noise() -> None:
    assert dropped("130", "", "22", "", "Số:      /KH-UBND", "", "KẾ HOẠCH") == []


def test_a_lone_short_word_that_may_belong_to_a_sentence_stays() -> None:
    assert dropped("Các cơ quan có liên quan phải", "", "ghi", "", "chép đầy đủ.") == []


SIGNED = ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Nguyễn Văn A", ""]


@pytest.mark.parametrize("stamp", ["BUDAPEST", "NOTT DUNN & CO.", "BUNDESARCHIV KOBLENZ", "MUSEUM OF LONDON"])
def test_a_foreign_stamp_near_a_signature_is_noise(stamp: str) -> None:
    assert dropped(*SIGNED, stamp, "", "KẾ HOẠCH", "Duy trì, nâng cao Chỉ số") == [stamp]


def test_the_lines_of_one_stamp_go_together() -> None:
    stamp = [
        "THE NATIONAL ARCHIVES",
        "COLLECTIONS DIVISION",
        "1000 PENNSYLVANIA AVENUE, N.W.",
        "WASHINGTON, D.C. 20540",
    ]
    assert dropped(*SIGNED, *stamp, "", "KẾ HOẠCH") == stamp


@pytest.mark.parametrize(
    "kept", ["ISO 9001:2015", "KSOR BLAM", "HUYỆN MANG YANG", "PAR INDEX", "TM. UBND", "RAH LAN LEM"]
)
def test_names_and_known_words_in_capitals_are_no_stamp(kept: str) -> None:
    assert dropped(*SIGNED, kept, "", "KẾ HOẠCH") == []


def test_foreign_capitals_far_from_any_signature_stay() -> None:
    body = [f"Nội dung thứ {number} của kế hoạch." for number in range(20)]
    assert dropped(*body, "", "STRATEGIC FRAMEWORK", "", *body) == []


def test_the_block_of_a_digital_signature_is_noise_and_keeps_its_raw_text() -> None:
    stamp = ["Ủy ban Nhân dân", "tỉnh Đắk Nông", "13.12.2018", "10:44:59 +07:00"]
    assert dropped("- Lưu: VT.", "", *stamp, "", "Cao Huy") == stamp


@pytest.mark.parametrize("label", ["Thời gian ký", "Giờ ký", "Thời điểm ký", "Ngày ký"])
def test_labels_of_a_digital_signature_are_noise(label: str) -> None:
    stamp = ["Ký bởi: Ủy ban nhân dân xã", f"{label}: 09.02.2026 16:20:11 +07:00"]
    assert dropped("UBND XÃ", "", *stamp, "", "KẾ HOẠCH") == stamp


def test_a_date_or_contact_lines_are_no_signature() -> None:
    assert dropped("Ngày họp", "13.12.2018", "", "Email: a@b.vn", "Điện thoại: 0261") == []


def test_an_abbreviation_is_outvoted_by_the_document() -> None:
    assert texts("Kiểm soát TTHC", "Công khai TTHC", "quy định TTTC")[-1] == "quy định TTHC"
    assert texts("quy định TTTC") == ["quy định TTTC"]
    assert texts("Thị trường tài chính (TTTC)", "TTHC, TTHC, TTHC, TTHC")[0] == "Thị trường tài chính (TTTC)"


def test_an_arabic_quarter_among_roman_ones_is_roman() -> None:
    assert texts(["Quý 1"], ["Quý II"], ["Quý IV"]) == ["Quý I", "Quý II", "Quý IV"]
    assert texts(["Quý 1"], ["Quý 2"], ["Quý IV"]) == ["Quý 1", "Quý 2", "Quý IV"]


def test_a_syllable_that_nobody_writes_is_reported() -> None:
    read = repair(document("quy mô nhỏ, kỹ thuật khóng phức tạp"))
    assert [problem.code for problem in read.problems] == ["suspect_reading"]
    assert not repair(document("hát then, khắp cọi, hát lượn")).problems


def test_a_doubtful_reading_is_settled_by_the_document_or_reported() -> None:
    doubtful = "phần đầu thực hiện cải thiện"
    alone = repair(document(doubtful))
    assert fragments(alone)[0].text == doubtful
    assert {problem.code for problem in alone.problems} == {"suspect_reading"}
    helped = repair(document(doubtful, "Đến năm 2020 phấn đấu đạt 90%", "và phấn đấu hoàn thành"))
    assert fragments(helped)[0].text == "phấn đấu thực hiện cải thiện"
    assert not helped.problems


UNSURE_AND_DOUBTFUL = "phần mềm một cứa dùng chung"


@pytest.mark.parametrize(
    ("unsure", "text"),
    [
        ([], "một cứa dùng"),
        ([UnsureWord("cứa", 0.9)], "một cửa dùng"),
        ([UnsureWord("“cứa,", 0.9)], "một cửa dùng"),
        ([UnsureWord("một", 0.4)], "một cứa dùng"),
        ([UnsureWord("cứa", 0.96)], "một cứa dùng"),
    ],
)
def test_the_doubt_of_the_engine_settles_that_of_the_neighbours(unsure: list[UnsureWord], text: str) -> None:
    fragment = Fragment(1, 1, UNSURE_AND_DOUBTFUL, UNSURE_AND_DOUBTFUL, unsure=tuple(unsure))
    repaired = repair(replace(document(""), blocks=(Line(fragment),)))
    (after,) = fragments(repaired)
    assert text in after.text
    assert [edit.method for edit in after.edits] == (["unsure_word"] if "cửa" in text else [])
    assert undo(after.text, after.edits) == UNSURE_AND_DOUBTFUL
    assert bool(repaired.problems) == ("cứa" in text)


def test_the_doubt_of_the_engine_is_no_reason_by_itself() -> None:
    fine = "Sở Nội vụ chủ trì, phối hợp với các cơ quan"
    fragment = Fragment(1, 1, fine, fine, unsure=tuple(UnsureWord(word, 0.1) for word in fine.split()))
    assert fragments(repair(replace(document(""), blocks=(Line(fragment),))))[0].text == fine


def test_a_word_cut_by_a_page_break_is_read_with_the_text_before() -> None:
    assert texts("nhân rộng các điển hình; đề", "", "ngị Chủ tịch UBND tỉnh khen thưởng")[2].startswith("nghị Chủ tịch")


def test_unchanged_fragments_stay_the_same_objects() -> None:
    before = document("Sở Nội vụ chủ trì", ["1", "Kế hoạch"], "")
    after = repair(before)
    assert after.repaired
    assert all(new is old for new, old in zip(after.blocks, before.blocks, strict=True))
    assert repair(after) is after


def test_rule_names_say_what_they_do_and_are_documented() -> None:
    assert all((rule.find.__doc__ or "").strip() for rule in RULES)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"aăâbcdđeêghiklmnoôơpqrstuưvxyÁẢẠÀÃ0123456789 /-.,;:*_<>&[]()#\\\n\u00a0\u200b\u0301"])
        | st.sampled_from(["Số Nội vụ", " phân ánh", "QD-UBND", "<p>", "**", "Quý l", "Bảo cáo", " ./ mr", "1/"]),
        max_size=30,
    ).map("".join),
    st.sampled_from(["line", "cell"]),
)
def test_edits_replay_and_undo_on_any_text(text: str, kind: str) -> None:
    result = repair_text(text, kind)  # type: ignore[arg-type]
    if result is not None:
        assert replay(text, result.edits) == result.text
        assert undo(result.text, result.edits) == text
        spans = [(edit.start, edit.end) for edit in result.edits]
        assert spans == sorted(spans)


def truth() -> list[tuple[Path, Path]]:
    samples = [(path, CORPUS / "gold" / f"{path.name[:3]}.json") for path in sorted((CORPUS / "samples").glob("*.txt"))]
    assert len(samples) == 5
    return samples


@pytest.mark.parametrize(("sample", "gold"), truth(), ids=lambda path: path.stem[:3])
def test_nothing_right_is_changed_in_a_sample(sample: Path, gold: Path) -> None:
    """Every word that language evidence changes is in the list of misreadings a person made."""
    from ingest.readers import read_source

    known = " ".join(" ".join(e["raw"].lower().split()) for e in json.loads(gold.read_text("utf-8"))["ocr_errors"])
    repaired = repair(read_source(sample))
    for fragment in fragments(repaired):
        for edit in fragment.edits:
            if edit.method in ("language_evidence", "fixed_phrase", "document_vote", "continued_word"):
                assert edit.before.lower() in known, (edit, fragment.raw[max(0, edit.start - 20) : edit.end + 20])


RECEIVED = ["ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG", "Số: 417/QĐ-UBND", "Lâm Đồng, ngày 8 tháng 3 năm 2021"]


@pytest.mark.parametrize(
    ("stamp", "count"),
    [
        (["ĐẾN", "Số: 2210", "Ngày: 12/3/21", "Chuyển: VX"], 4),
        (["CÔNG VĂN ĐẾN", "", "Số: ......", "", "Ngày: 12/3/2021"], 3),
        (["CONG VAN ĐẾN Số: 88 Ngày: 12/3"], 1),
        (["ĐẾN", "Số: 2210"], 0),
        (["ĐẾN", "Số: 12/KH-UBND", "Ngày: 12/3/21"], 0),
        (["TẦM NHÌN ĐẾN", "Số: 2210", "Ngày: 12/3/21"], 0),
    ],
)
def test_the_stamp_of_the_receiving_office_is_noise(stamp: list[str], count: int) -> None:
    lines = [line for line in stamp if line][:count]
    assert dropped(*RECEIVED, "", *stamp, "", "QUYẾT ĐỊNH", "Ban hành Kế hoạch") == lines
