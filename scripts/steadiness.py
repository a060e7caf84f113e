"""What changes in the tables when a text changes in ways that leave its sense: none of it should.

    python -m scripts.steadiness
    python -m scripts.steadiness --only nfd pipes_as_tabs --files '4*'

Each change is made to the samples and the composed decisions, the texts are read, and every field is counted that is
right without the change and wrong with it. Engines and editors differ in all these ways. What was lost stands, field by
field, in build/steadiness/<change>/lost.txt. Limits: a change is made by patterns and may, in a few texts, touch the
sense after all (a line is cut where a cell ends); look before a rule is written.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from kehoach.score import Score, score_run
from kehoach.score_against import changes

_ROOT = Path(__file__).resolve().parents[1]
_TEXTS = (_ROOT / "corpus/samples", _ROOT / "corpus/composed/texts")
_GOLDS = (_ROOT / "corpus/gold", _ROOT / "corpus/composed/gold")
_BUILD = _ROOT / "build/steadiness"

_MARKDOWN_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_FEWEST_ROWS = 5
_PAGE = 40  # lines
_WIDTH = 95  # characters of a printed line


def main() -> None:
    """See the module."""
    given = _arguments()
    base = _read(_BUILD / "unchanged", given.files, str.encode)
    print(f"{'unchanged':24} task fields {base.task_fields:.4f}", flush=True)
    for name in given.only or CHANGES:
        folder = _BUILD / name
        score = _read(folder, given.files, CHANGES[name])
        found = changes(folder / "out", score, _BUILD / "unchanged/out", base)
        lost = [of for of in found if of.verdict == "lost"]
        (folder / "lost.txt").write_text("".join(f"{of}\n" for of in lost), encoding="utf-8")
        print(f"{name:24} task fields {score.task_fields:.4f}, lost: {len(lost)} fields", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.steadiness", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=tuple(CHANGES), metavar="NAME", help=f"Of {', '.join(CHANGES)}.")
    parser.add_argument("--files", default="*", help="Which texts, as a pattern of their names.")
    return parser.parse_args()


def _read(folder: Path, pattern: str, change: Callable[[str], str | bytes]) -> Score:
    """Change the texts into `folder`/files, read them into `folder`/out, and compare with their truth."""
    shutil.rmtree(folder, ignore_errors=True)
    golds = []
    for texts, gold in zip(_TEXTS, _GOLDS, strict=True):
        into = folder / "files" / texts.name
        of_these = folder / "gold" / texts.name
        truths = {json.loads(of.read_text(encoding="utf-8"))["source"]: of for of in gold.glob("*.json")}
        into.mkdir(parents=True)
        of_these.mkdir(parents=True)
        for path in sorted(texts.glob(pattern)):
            text = path.read_text(encoding="utf-8-sig")
            changed = change(text)
            (into / path.name).write_bytes(changed.encode() if isinstance(changed, str) else changed)
            shutil.copy(truths[path.name], of_these / truths[path.name].name)
        if any(of_these.iterdir()):
            golds.append(of_these)
    command = [sys.executable, "-m", "kehoach", "ingest", str(folder / "files"), "--out", str(folder / "out")]
    with (folder / "log").open("wb") as log:
        subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)  # a file may fail: that is lost
    return score_run(folder / "out", *golds)


# --- the changes -----------------------------------------------------------------------------------------------------


def _by_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def _is_cells(line: str) -> bool:
    """Whether the line is a row of a table or HTML of one."""
    return line.count("\t") >= 1 or line.count("|") >= 2 or "<t" in line or "</t" in line or "  " in line.strip()


def _nbsp(text: str) -> str:
    """Every third blank as one that does not break."""
    count = iter(range(len(text)))
    return re.sub(r"(?<=\w) (?=\w)", lambda match: "\u00a0" if next(count) % 3 == 0 else match.group(), text)


def _zero_width(text: str) -> str:
    """Marks without width before every seventh word."""
    count = iter(range(len(text)))
    return re.sub(r"(?<=\w) (?=\w)", lambda _: " \u200b" if next(count) % 7 == 0 else " ", text)


def _paged(text: str) -> str:
    """A page break at an empty line after each forty lines, the number of the page on top of the next."""
    if "\f" in text:
        return text
    lines: list[str] = []
    since, page = 0, 1
    for line in text.split("\n"):
        since += 1
        if not line.strip() and since >= _PAGE:
            since, page = 0, page + 1
            lines.extend(("", f"\f{page}", ""))
        else:
            lines.append(line)
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    """Long lines outside tables cut where a printed line ends."""
    lines: list[str] = []
    for line in text.split("\n"):
        cut = not _is_cells(line) and len(line) > _WIDTH
        lines.extend(wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) if cut else [line])
    return "\n".join(lines)


def _on_marked_tables(change: Callable[[str], str]) -> Callable[[str], str]:
    """`change`, where marks part the cells: elsewhere blanks and empty lines tell them apart, or where rows end."""
    return lambda text: change(text) if _has_marks(text) else text


def _has_marks(text: str) -> bool:
    """Whether the tables of a text have tabs or bars within their lines, or are HTML; no tab opens a line.

    Drawn tables (`+---+`) have bars whose places count.
    """
    lines = text.split("\n")
    if any(line.startswith("+--") for line in lines):
        return False
    marked = sum(line.strip().count("\t") > 1 or line.count("|") > 1 for line in lines) + text.count("<tr")
    opened = sum(line.startswith("\t") and line.count("\t") == 1 for line in lines)
    return marked >= _FEWEST_ROWS and opened < _FEWEST_ROWS


def _tabs_as_pipes(text: str) -> str:
    def row(line: str) -> str:
        return f"| {' | '.join(cell.strip() for cell in line.split(chr(9)))} |" if line.count("\t") >= 2 else line

    return _by_line(row)(text) if "|" not in text else text


def _pipe_tables(text: str, write: Callable[[list[list[str]]], Iterator[str]]) -> str:
    """`text` with its Markdown tables written another way; those with bare pipes or wrapped cells stay."""
    lines: list[str] = []
    for is_table, group in groupby(text.split("\n"), key=lambda line: line.startswith("|") and line.endswith("|")):
        block = list(group)
        is_plain = is_table and any(_MARKDOWN_RULE.fullmatch(line) for line in block) and "\\|" not in "".join(block)
        rows = [line[1:-1].split("|") for line in block if not _MARKDOWN_RULE.fullmatch(line)]
        lines.extend(write([[cell.strip() for cell in row] for row in rows]) if is_plain else block)
    return "\n".join(lines)


def _as_tabs(rows: list[list[str]]) -> Iterator[str]:
    yield from ("\t".join(row) for row in rows)


def _as_html(rows: list[list[str]]) -> Iterator[str]:
    yield "<table>"
    yield from (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    yield "</table>"


def _as_tight_pipes(rows: list[list[str]]) -> Iterator[str]:
    for index, row in enumerate(rows):
        yield f"|{'|'.join(row)}|"
        if index == 0:
            yield f"|{'---|' * len(row)}"


def _capitals(line: str) -> bool:
    return line.strip(" *#").isupper() and len(line) > 8 and not _is_cells(line)


CHANGES: dict[str, Callable[[str], str | bytes]] = {
    "crlf": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "byte_order_mark": lambda text: "\ufeff" + text,
    "utf_16": lambda text: text.encode("utf-16"),
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "trailing_blanks": _by_line(lambda line: line + "  " if line and not _is_cells(line) else line),
    "more_empty_lines": _on_marked_tables(lambda text: re.sub(r"\n\n", "\n\n\n", text)),
    "fewer_empty_lines": _on_marked_tables(lambda text: re.sub(r"\n\n+", "\n", text)),
    "nbsp": _nbsp,
    "zero_width": _on_marked_tables(_zero_width),
    "double_blanks": _on_marked_tables(
        _by_line(lambda line: line if _is_cells(line) else re.sub(r"(?<=\w) (?=\w)", "  ", line, count=2))
    ),
    "indented": _on_marked_tables(_by_line(lambda line: f"    {line}" if line and not _is_cells(line) else line)),
    "paged": _on_marked_tables(_paged),
    "wrapped": _on_marked_tables(_wrapped),
    "long_dashes": _by_line(lambda line: re.sub(r"^(\s*)- ", r"\1– ", line)),
    "plus_bullets": _by_line(lambda line: re.sub(r"^(\s*)- ", r"\1+ ", line)),
    "round_bullets": _by_line(lambda line: re.sub(r"^(\s*)- ", r"\1• ", line)),
    "bold_capitals": _by_line(lambda line: f"**{line}**" if _capitals(line) and "*" not in line else line),
    "titles": _by_line(lambda line: f"## {line}" if _capitals(line) and line[0] not in "*#" else line),
    "tabs_as_pipes": _tabs_as_pipes,
    "pipes_as_tabs": lambda text: _pipe_tables(text, _as_tabs),
    "pipes_as_html": lambda text: _pipe_tables(text, _as_html),
    "tight_pipes": lambda text: _pipe_tables(text, _as_tight_pipes),
    "percents_as_formulas": _on_marked_tables(lambda text: re.sub(r"(\d+(?:,\d+)?)%", r"$\1 \%$", text)),
    "pictures": lambda text: re.sub(r"(?m)^(?=TM\. |KT\. |Nơi nhận)", "![img-0.jpeg](img-0.jpeg)\n\n", text),
    "escapes": _by_line(lambda line: re.sub(r"^(\W*)(\d+)\. ", r"\1\2\\. ", line.replace("*)", "\\*)"))),
    "underscored_emphasis": lambda text: re.sub(r"(?<!\*)\*(\([^*\n]+\))\*(?!\*)", r"_\1_", text),
    "html_breaks": lambda text: re.sub(r"<br\s*/?>", "<br />", text),
    "tagged": lambda text: re.sub(
        r"(?m)^(?=TM\. |KT\. )", "<signature>Ký tên</signature>\n<watermark>BẢN SAO</watermark>\n", text
    ),
    "padded_days": lambda text: re.sub(r"(?i)\b(ngày|tháng) (\d)(?= tháng| năm)", r"\1 0\2", text),
    "articles_with_colon": lambda text: re.sub(r"(?m)^(\W*Điều \d+)\. ", r"\1: ", text),
}

if __name__ == "__main__":
    main()
