"""Which document of a bundle each part is issued with: plan with its decision, annex with its plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from parsers.captions import Tie, tie_of
from schemas.decision import DocumentKind

if TYPE_CHECKING:
    from parsers.splitting import Segment

_DECISIONS: tuple[DocumentKind, ...] = ("quyet_dinh", "nghi_quyet", "chi_thi")
_PARTS: tuple[DocumentKind, ...] = ("phu_luc", "danh_muc")


def with_parents(segments: list[Segment]) -> tuple[Segment, ...]:
    """`segments` with the ordinal of the document each is issued with."""
    found: list[Segment] = []
    for segment in segments:
        found.append(replace(segment, parent=_parent(segment, found)))
    return tuple(found)


def _parent(segment: Segment, before: list[Segment]) -> int | None:
    if not before or segment.kind in _DECISIONS or segment.kind == "cong_van":
        return None
    tie = tie_of(segment.lines)
    if segment.orphan:
        return _of_orphan(segment, before)
    if segment.kind in _PARTS:
        return _of_part(segment, before, tie)
    if tie is None or tie.kind == "ke_hoach":
        return None
    return _nearest(before, (tie.kind,) if tie.kind else _DECISIONS)


def _of_orphan(segment: Segment, before: list[Segment]) -> int | None:
    return len(before) if segment.kind in _PARTS else _nearest(before, _DECISIONS)


def _of_part(segment: Segment, before: list[Segment], tie: Tie | None) -> int | None:
    """An annex goes with the plan before it (whatever decision its tie line names), else with what the tie names."""
    tied = segment.kind == "phu_luc" or tie is not None
    if not tied:
        return None
    if tie is not None and tie.kind == "cong_van":
        return _nearest(before, ("cong_van",))
    last = before[-1]
    if tie is None and last.kind not in (*_PARTS, "ke_hoach", "khac"):
        return len(before)
    plan = _nearest(_since_last_act(before), ("ke_hoach", "khac", "bao_cao", "to_trinh", "thong_bao"))
    if plan is not None:
        return plan
    return _nearest(before, (tie.kind,) if tie is not None and tie.kind else _DECISIONS) or _nearest(
        before, ("cong_van",)
    )


def _since_last_act(before: list[Segment]) -> list[Segment]:
    """`before`, with what precedes the last decision or letter made annexes, which no one looks for; ordinals stay."""
    start = max((i for i, s in enumerate(before) if s.kind in (*_DECISIONS, "cong_van")), default=-1)
    return [replace(s, kind="phu_luc") if i < start else s for i, s in enumerate(before)]


def _nearest(before: list[Segment], kinds: tuple[DocumentKind, ...]) -> int | None:
    for ordinal in range(len(before), 0, -1):
        if before[ordinal - 1].kind in kinds:
            return ordinal
    return None
