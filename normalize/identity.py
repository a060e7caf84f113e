"""Number and date of each act, voted over every place of the file that prints them.

The head beats the tie lines of the parts issued with it, these beat what letters and other acts of the same file cite,
and a signing stamp dates an act only where nothing else does. What loses is kept as a candidate and reported
(`number_conflict`, `date_conflict`). A plan or annex takes its act's date and issuer; its number is its own or none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from schemas.decision import AdministrativeDocument, Candidate, Citation, Finding
from schemas.letters import fold

_ORDER = ("head", "caption", "letter", "citation", "stamp", "filename")
_ACTS = frozenset({"quyet_dinh", "nghi_quyet", "chi_thi", "cong_van", "to_trinh", "thong_bao"})
_KIND_OF_WORD = {
    "quyet dinh": "quyet_dinh", "nghi quyet": "nghi_quyet", "chi thi": "chi_thi", "cong van": "cong_van",
    "to trinh": "to_trinh", "thong bao": "thong_bao", "ke hoach": "ke_hoach", "bao cao": "bao_cao",
}  # fmt: skip
_ISSUE_WORDS = frozenset({"ve", "viec", "v", "ban", "hanh", "phe", "duyet"})
_SAME_TITLE = 0.75  # share of words two titles must have in common to name one act
_YEARS_BEFORE = 6  # an act may be issued so long before the last year that its title names, which may be a law's
_STAMP_LAG = 30  # days a signing time may follow the date of the act


def vote_identity(documents: tuple[AdministrativeDocument, ...]) -> tuple[AdministrativeDocument, ...]:
    """`documents` of one file with `number`, `issued_on` and the issuer of parts filled, and conflicts reported.

    Voting twice changes nothing.
    """
    voted: list[AdministrativeDocument] = []
    for document in documents:
        parent = voted[document.parent - 1] if document.parent and document.parent <= len(voted) else None
        if parent is not None and document.kind not in _ACTS:
            voted.append(_as_part(document, parent))
        else:
            voted.append(_as_act(document, documents))
    return tuple(voted)


def _as_part(document: AdministrativeDocument, parent: AdministrativeDocument) -> AdministrativeDocument:
    """A plan or annex: its own printed number, else none; date and issuer of what it is issued with."""
    own_number = _best([c for c in document.numbers if c.origin == "head"])
    own_date = _best([c for c in document.dates if c.origin == "head"])
    return replace(
        document,
        number=own_number.value if own_number else None,
        issued_on=_day(own_date) or parent.issued_on,
        issuer=parent.issuer or document.issuer,
    )


def _as_act(
    document: AdministrativeDocument, all_documents: Sequence[AdministrativeDocument]
) -> AdministrativeDocument:
    numbers, dates = _gathered(document, all_documents)
    number = _best(
        [c for c in numbers if c.origin != "caption" or document.kind in _ACTS or _names(c.value, document.kind)]
    )
    date = _best(_of_plan_years(_dates_of_number(dates, number, numbers), document))
    chosen = replace(
        document,
        numbers=numbers,
        dates=dates,
        number=number.value if number else None,
        issued_on=_day(date),
        issuer=document.issuer or _issuer_of_tie(document),
    )
    findings = [*_conflicts("number_conflict", number, numbers), *_conflicts("date_conflict", date, dates)]
    known = {(f.code, f.message) for f in document.findings}
    new = tuple(f for f in findings if (f.code, f.message) not in known)
    return replace(chosen, findings=document.findings + new)


def _gathered(
    document: AdministrativeDocument, all_documents: Sequence[AdministrativeDocument]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Candidates printed in the act itself, in the tie lines of its parts, and in citations of it elsewhere."""
    numbers, dates = list(document.numbers), list(document.dates)
    for part in all_documents:
        if part.ordinal != document.ordinal and _is_part_of(part, document, all_documents):
            tied = [c for c in part.numbers if c.origin == "caption" and _may_name(c.value, document)]
            numbers += tied
            places = {c.place for c in tied}
            blank = not any(c.origin == "caption" for c in part.numbers)
            dates += [c for c in part.dates if c.origin == "caption" and (c.place in places or blank)]
    if not any(c.origin in ("head", "caption") for c in numbers):
        cited_numbers, cited_dates = _cited(document, all_documents)
        numbers += cited_numbers
        dates += cited_dates
    return _unique(numbers), _unique(dates)


def _is_part_of(
    part: AdministrativeDocument, act: AdministrativeDocument, all_documents: Sequence[AdministrativeDocument]
) -> bool:
    seen: set[int] = set()
    parent = part.parent
    while parent is not None and parent not in seen and parent <= len(all_documents):
        if parent == act.ordinal:
            return True
        seen.add(parent)
        parent = all_documents[parent - 1].parent
    return False


_TYPE_CODES = {
    "quyet_dinh": re.compile(r"(?:/|-)QĐ(?:-|/)|\d-QĐ/"), "nghi_quyet": re.compile(r"(?:/|-)NQ(?:-|/)"),
    "ke_hoach": re.compile(r"(?:/|-)KH(?:-|/)"), "chi_thi": re.compile(r"(?:/|-)CT(?:-|/)"),
}  # fmt: skip


def _names(number: str, kind: str) -> bool:
    """Whether the symbol of `number` is that of the kind of document."""
    code = _TYPE_CODES.get(kind)
    return code is not None and code.search(number) is not None


def _may_name(number: str, document: AdministrativeDocument) -> bool:
    if document.kind in _TYPE_CODES:
        return _names(number, document.kind)
    return not any(code.search(number) for code in _TYPE_CODES.values())


def _cited(
    document: AdministrativeDocument, all_documents: Sequence[AdministrativeDocument]
) -> tuple[list[Candidate], list[Candidate]]:
    """What other documents of the file call an act of this kind and title; nothing where they disagree."""
    stamps = [day for c in document.dates if c.origin == "stamp" and (day := _day(c))]
    matching: list[tuple[Citation, AdministrativeDocument]] = []
    for other in all_documents:
        if other.ordinal == document.ordinal or _is_part_of(other, document, all_documents):
            continue
        matching += [(c, other) for c in other.citations if _is_citation_of(c, document, stamps)]
    if len({_key(c.number or "") for c, _ in matching}) != 1:
        return [], []
    numbers, dates = [], []
    for citation, other in matching:
        origin = "letter" if other.kind == "cong_van" else "citation"
        numbers.append(Candidate(citation.number or "", origin, citation.place))  # type: ignore[arg-type]
        if citation.issued_on:
            dates.append(Candidate(citation.issued_on.isoformat(), origin, citation.place))  # type: ignore[arg-type]
    return numbers, dates


def _is_citation_of(citation: Citation, document: AdministrativeDocument, stamps: list[dt.date]) -> bool:
    if not citation.number or _KIND_OF_WORD.get(fold(citation.kind or "")) != document.kind:
        return False
    day = citation.issued_on
    if stamps and day is not None and not any(0 <= (stamp - day).days <= _STAMP_LAG for stamp in stamps):
        return False
    if _years(citation.title or "") != _years(document.title or ""):
        return False  # the same plan of another year
    similarity = _common(citation.title or "", document.title or "")
    return similarity >= _SAME_TITLE or (similarity >= 0.5 and bool(stamps) and day in stamps)


def _years(text: str) -> set[str]:
    return set(re.findall(r"(?:19|20)\d{2}", text))


def _common(one: str, other: str) -> float:
    first = {w for w in re.findall(r"\w+", fold(one)) if w not in _ISSUE_WORDS}
    second = {w for w in re.findall(r"\w+", fold(other)) if w not in _ISSUE_WORDS}
    return len(first & second) / max(len(first), len(second)) if first and second else 0.0


def _best(candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate of the strongest origin that most places agree on; where they tie, the first that looks whole.

    What is read of a serial that was written by hand has a letter in it, or fewer digits.
    """
    by_origin = sorted(candidates, key=lambda c: _ORDER.index(c.origin))
    if not by_origin:
        return None
    strongest = [c for c in by_origin if c.origin == by_origin[0].origin]
    votes = Counter(_key(c.value) for c in strongest)
    return max(strongest, key=lambda c: (votes[_key(c.value)], *_wholeness(c.value)))


def _wholeness(value: str) -> tuple[bool, int]:
    """Whether the serial of a number is all digits, and how many; the same for all dates."""
    serial = value.partition("/")[0]
    return serial.isdigit(), len(serial) if "/" in value and serial.isdigit() else 0


def _dates_of_number(
    dates: Sequence[Candidate], number: Candidate | None, numbers: Sequence[Candidate]
) -> list[Candidate]:
    """Dates that may date the act: a tie line that prints another number speaks last."""
    if number is None:
        return list(dates)
    wrong = {c.place for c in numbers if _key(c.value) != _key(number.value) and c.origin == "caption"}
    trusted = [c for c in dates if c.place not in wrong]
    return trusted or list(dates)


def _of_plan_years(dates: list[Candidate], document: AdministrativeDocument) -> list[Candidate]:
    """The dates that lie near the years the title names (`năm 2023` is not issued in 2033), or all if none does."""
    years = [int(year) for year in _years(document.title or "")]
    if not years:
        return dates
    near = [c for c in dates if (day := _day(c)) and min(years) - _YEARS_BEFORE <= day.year <= max(years) + 1]
    return near or dates


def _conflicts(code: str, chosen: Candidate | None, candidates: Sequence[Candidate]) -> list[Finding]:
    """One finding a differing reading; a stamp differs only where it precedes the act or lags far behind."""
    if chosen is None:
        return []
    found = []
    for other in candidates:
        if _key(other.value) == _key(chosen.value) or (other.origin == "stamp" and not _stamp_conflicts(chosen, other)):
            continue
        severity = "info" if _letters(other.value) == _letters(chosen.value) else "warning"
        message = f"{chosen.value} ({chosen.origin}) is taken; the {other.origin} has {other.value}"
        found.append(Finding(code, severity, message, other.place))  # type: ignore[arg-type]
    return list({(f.message, f.place): f for f in found}.values())


def _stamp_conflicts(chosen: Candidate, stamp: Candidate) -> bool:
    act, signed = _day(chosen), _day(stamp)
    return act is not None and signed is not None and not 0 <= (signed - act).days <= _STAMP_LAG


def _key(value: str) -> str:
    return re.sub(r"\s+", "", value).casefold()


def _letters(value: str) -> str:
    return re.sub(r"[^0-9a-z/]", "", fold(value))


def _unique(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(dict.fromkeys(candidates))


def _day(candidate: Candidate | None) -> dt.date | None:
    if candidate is None:
        return None
    try:
        return dt.date.fromisoformat(candidate.value)
    except ValueError:
        return None


def _issuer_of_tie(document: AdministrativeDocument) -> str | None:
    """Who issued the act that the tie line of a part without its act names."""
    tied = [c.issuer for c in document.citations if c.role == "attached_to" and c.issuer]
    return tied[0] if tied else None
