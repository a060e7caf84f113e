"""A small resolved bundle, made by hand, for the tests of this room."""

from __future__ import annotations

import datetime as dt

from schemas.decision import (
    AdministrativeDocument,
    Agency,
    AgencyMention,
    Budget,
    Bundle,
    Candidate,
    CellValue,
    Citation,
    Correction,
    Deadline,
    Finding,
    PageLedger,
    Place,
    Section,
    Task,
    Unparsed,
)
from schemas.document import Document, Page, Problem, Source

HERE = Place(1, 3)
SOURCE = Source("0123456789abcdef", "in/plan.txt", "0123456789abcdef" * 4, "text/plain", 120)


def task(ordinal: int = 1, *, title: str = "Ban hành kế hoạch", lead: str = "Sở Nội vụ") -> Task:
    """A task row with its cells filled."""
    return Task(
        ordinal=ordinal,
        part=None,
        section="I",
        section_title="Chỉ đạo",
        number=str(ordinal),
        parent_number=None,
        is_group=False,
        title=CellValue(title, f" {title} "),
        outputs_cell=CellValue("Kế hoạch", "Kế hoạch"),
        lead_cell=CellValue(lead, lead),
        coordinating_cell=CellValue("", " "),
        deadline_cell=CellValue("Quý I", "Quý l"),
        budget_cell=CellValue("20", "20"),
        funding_cell=None,
        note_cell=None,
        page_start=1,
        page_end=1,
        line_start=3,
        line_end=3,
        outputs=("Kế hoạch", " "),
        agencies=(AgencyMention("lead", lead, lead, agency_id="so-noi-vu", level="province", score=1.0),),
        deadline=Deadline("interval", dt.date(2019, 1, 1), dt.date(2019, 3, 31)),
        budget=Budget("amount", 20_000_000),
        programme_area="khac",
    )


def decision(ordinal: int = 1, *, number: str | None = "12/QĐ-UBND", **changes: object) -> AdministrativeDocument:
    """A decision with one of everything."""
    facts: dict[str, object] = {
        "ordinal": ordinal,
        "kind": "quyet_dinh",
        "parent": None,
        "title": "Về việc ban hành kế hoạch",
        "place_name": "",
        "issuer": "Ủy ban nhân dân tỉnh An Bình",
        "issuer_level": "province",
        "province": "An Bình",
        "page_start": 1,
        "page_end": 1,
        "line_start": 1,
        "line_end": 9,
        "number": number,
        "numbers": (Candidate(number, "head", HERE),) if number else (),
        "issued_on": dt.date(2019, 1, 15),
        "citations": (Citation("legal_basis", "Nghị quyết số 30c/NQ-CP", HERE, "Nghị quyết", "30c/NQ-CP"),),
        "sections": (Section("I", "I", 1, "Mục đích", "", HERE),),
        "tasks": (task(),),
        "findings": (Finding("row_continued", "info", "joined", HERE, task=1),),
    }
    return AdministrativeDocument(**{**facts, **changes})  # type: ignore[arg-type]


def bundle(*documents: AdministrativeDocument, source: Source = SOURCE) -> Bundle:
    """The documents as one resolved source, with a page, a repair and an unparsed word."""
    problem = Problem("replacement_characters", "1 character was lost.", "Get a better copy.", page=1, line=2)
    read = Document(source, "ocr_text", (Page(1, 9),), (), encoding="utf-8", repaired=True, problems=(problem,))
    return Bundle(
        document=read,
        documents=documents or (decision(),),
        pages=(PageLedger(1, 9, 7, 1, 1),),
        unparsed=(Unparsed("lạc", 1, HERE),),
        corrections=(
            Correction(1, 1, 3, 4, 4, "deadline", "l", "I", "numeral", 0.9),
            Correction(None, 1, 9, None, 0, "text", "100", None, "page_number", 1.0),
            Correction(1, 1, 4, None, 2, "text", "", " ", "lost_space", 0.8),
        ),
        problems=(problem,),
        agencies=(Agency("so-noi-vu", "Sở Nội vụ", "province", aliases=("SNV",)),),
        resolved=True,
    )
