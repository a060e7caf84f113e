"""Tables in LaTeX and OTSL inside a text: the rows, and which cells are merged."""

from __future__ import annotations

import pytest

from ingest.latex_tables import find_latex_tables
from ingest.markup_tables import MarkupTable
from ingest.otsl_tables import find_otsl_tables
from ingest.row_drafts import RowDraft


def _rows(table: MarkupTable) -> list[list[str]]:
    return [[text for text, _ in item.cells] for item in table.items if isinstance(item, RowDraft)]


def _spans(table: MarkupTable) -> list[list[tuple[int, int]]]:
    return [item.spans or [] for item in table.items if isinstance(item, RowDraft)]


def _latex(text: str) -> MarkupTable:
    (table,) = find_latex_tables(text.split("\n"), frozenset())
    return table


def _otsl(text: str) -> MarkupTable:
    (table,) = find_otsl_tables(text.split("\n"), frozenset())
    return table


def test_latex_cells_and_rows() -> None:
    table = _latex(
        r"""\begin{tabular}{|c|p{3cm}|l|}
\hline
\textbf{TT} & \textbf{Nhiệm vụ} & Chủ trì \\ \hline
1 & Rà soát \& đơn giản hóa 50\% thủ tục & \makecell[l]{Sở Tư pháp; \\ Sở Y tế} \\
\cline{1-2}
2 & Tập huấn
nghiệp vụ & \\
\hline
\end{tabular}"""
    )
    assert _rows(table) == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát & đơn giản hóa 50% thủ tục", "Sở Tư pháp;\nSở Y tế"],
        ["2", "Tập huấn\nnghiệp vụ", ""],
    ]
    lines = [item.cells[0][1] for item in table.items if isinstance(item, RowDraft)]
    assert lines == [2, 3, 5]
    assert [item.header for item in table.items if isinstance(item, RowDraft)] == [True, False, False]


def test_latex_merged_cells() -> None:
    table = _latex(
        r"\begin{tabularx}{\textwidth}{|l|l|l|}\multirow{2}{*}{TT} & \multicolumn{2}{c|}{Trách nhiệm} \\"
        r" & Chủ trì & Phối hợp \\ I & \multicolumn{2}{l|}{\textbf{CẢI CÁCH}} \\\end{tabularx}"
    )
    assert _rows(table) == [["TT", "Trách nhiệm"], ["", "Chủ trì", "Phối hợp"], ["I", "CẢI CÁCH"]]
    assert _spans(table) == [[(1, 2), (2, 1)], [(1, 1), (1, 1), (1, 1)], [(1, 1), (2, 1)]]


@pytest.mark.parametrize(
    "text", [r"\begin{tabular}{l} a & b", r"\end{tabular} a & b \\", r"\begin{tabular}{l}\end{tabular}"]
)
def test_latex_without_rows_or_end_is_text(text: str) -> None:
    assert find_latex_tables(text.split("\n"), frozenset()) == []


def test_a_page_break_leaves_a_table_as_text() -> None:
    latex = [r"\begin{tabular}{l}", r"a & b \\", r"\end{tabular}"]
    assert find_latex_tables(latex, frozenset({1})) == []
    assert find_otsl_tables(["<otsl><fcel>a", "<nl></otsl>"], frozenset({1})) == []


def test_otsl_cells_and_rows() -> None:
    table = _otsl(
        "<otsl><loc_10><loc_20><ched>TT<ched>Nhiệm vụ<ched>Chủ trì<nl>\n"
        "<fcel>1<fcel>Rà soát thủ tục<fcel>Sở Tư pháp<nl>\n<fcel>2<fcel>Tập huấn<ecel><nl></otsl>"
    )
    assert _rows(table) == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Rà soát thủ tục", "Sở Tư pháp"],
        ["2", "Tập huấn", ""],
    ]
    assert table.words_markup > 0


def test_otsl_merged_cells() -> None:
    table = _otsl(
        "<otsl><ched>TT<ched>Trách nhiệm<lcel><nl><ucel><ched>Chủ trì<ched>Phối hợp<nl>"
        "<fcel>I<fcel>CẢI CÁCH<lcel><nl><fcel>1<fcel>Sở Nội vụ<fcel>Sở Y tế<nl><fcel>2<ucel><ecel><nl></otsl>"
    )
    assert _rows(table) == [
        ["TT", "Trách nhiệm"],
        ["", "Chủ trì", "Phối hợp"],
        ["I", "CẢI CÁCH"],
        ["1", "Sở Nội vụ", "Sở Y tế"],
        ["2", "", ""],
    ]
    assert _spans(table)[0] == [(1, 2), (2, 1)]
    assert _spans(table)[3] == [(1, 1), (1, 2), (1, 1)]


def test_text_around_a_table_on_its_lines_is_kept() -> None:
    table = _latex(r"Bảng 1 \begin{tabular}{l} a & b \\ \end{tabular} Ghi chú")
    assert [item for item in table.items if not isinstance(item, RowDraft)] == [("Bảng 1", 0), ("Ghi chú", 0)]
    table = _otsl("Bảng 1 <otsl><caption>Kèm theo</caption><fcel>a<nl></otsl> Ghi chú")
    assert [item for item in table.items if not isinstance(item, RowDraft)] == [
        ("Bảng 1", 0), ("Kèm theo", 0), ("Ghi chú", 0),
    ]  # fmt: skip
