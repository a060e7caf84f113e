"""Two plans side by side, and which plans of a run repeat which.

Rows are compared by their titles without tones and figures, so that a misread mark or another year is no difference.
A row is kept when its words are the same, reworded when most of them are, and otherwise dropped from the first plan or
new in the second.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from kehoach.exit_codes import CannotGoOn
from outputs.dataset import read_table
from schemas.letters import fold

Row = Mapping[str, Any]

KEPT = 96.0
"""Likeness (0..100) from which two titles are the same words."""
REWORDED = 75.0
_COPIED = 90.0
_LEAST_WORDS = 4  # shorter titles (`Báo cáo năm`) stand in every plan and tell nothing
_LEAST_COMMON = 3  # rows that two plans must share word by word before they are compared in full
_FEW_PLANS = 60  # of so few, all pairs are compared in full
_FIGURES = re.compile(r"\d+")
_MARKS = re.compile(r"[^\w#]+")


class NoSuchPlan(CannotGoOn):
    """No plan of the run, or more than one, goes by this name; the message lists what does."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the first plan beside its counterpart in the second; `likeness` is 0..100."""

    first: Row
    second: Row
    likeness: float

    @property
    def is_kept(self) -> bool:
        """Whether the words are the same."""
        return self.likeness >= KEPT

    @property
    def budget_change(self) -> int | None:
        """By how many đồng the stated amount changed; None where one of them is not stated."""
        before, after = self.first["budget_vnd"], self.second["budget_vnd"]
        return None if before is None or after is None else after - before

    @property
    def has_new_deadline(self) -> bool:
        """Whether the words of the deadline changed, the year aside."""
        return text_key(self.first["deadline"]) != text_key(self.second["deadline"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the rows of one plan in another, each list in reading order."""

    pairs: tuple[Pair, ...]
    dropped: tuple[Row, ...]
    new: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Copying:
    """Two plans that share rows: `rows` of `first_rows` and `second_rows` are alike; the first was issued first."""

    first: str
    second: str
    rows: int
    first_rows: int
    second_rows: int


def text_key(text: str | None) -> str:
    """A text without tones, capitals, marks and figures.

    >>> text_key("Kế hoạch CCHC năm 2019;")
    'ke hoach cchc nam #'
    """
    return _MARKS.sub(" ", _FIGURES.sub("#", fold(text or ""))).strip()


def compare(first: Sequence[Row], second: Sequence[Row]) -> Comparison:
    """The rows of two plans (of `tasks`, without group rows) paired, the likeliest pairs first."""
    pairs = {at: (other, likeness) for at, other, likeness in _paired(_keys(first), _keys(second), REWORDED)}
    taken = {other for other, _ in pairs.values()}
    return Comparison(
        tuple(Pair(first[at], second[pairs[at][0]], pairs[at][1]) for at in sorted(pairs)),
        tuple(row for at, row in enumerate(first) if at not in pairs),
        tuple(row for at, row in enumerate(second) if at not in taken),
    )


def _keys(rows: Iterable[Row]) -> list[str]:
    return [text_key(row["title"]) for row in rows]


def _paired(first: Sequence[str], second: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of indices with their likeness; each index once, equal pairs in the order they stand in."""
    import numpy
    from rapidfuzz import fuzz, process

    if not first or not second:
        return
    likeness = process.cdist(first, second, scorer=fuzz.ratio, score_cutoff=least, dtype=numpy.float32)
    found = [(-float(likeness[a, b]), abs(a - b), a, b) for a, b in zip(*numpy.nonzero(likeness), strict=True)]
    left, right = set(range(len(first))), set(range(len(second)))
    for score, _, a, b in sorted(found):
        if a in left and b in right and first[a] and second[b]:
            left.remove(a)
            right.remove(b)
            yield int(a), int(b), -score


def copying(tasks: Iterable[Row], order: Sequence[str], least: float = 0.2) -> list[Copying]:
    """Pairs of plans of which at least the share `least` of the shorter one stands in the other; most alike first.

    `tasks` are rows of all plans, `order` the ids of their documents, earlier issued ones first. In a large run only
    plans are compared that share some rows word by word.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for row in tasks:
        key = text_key(row["title"])
        if len(key.split()) >= _LEAST_WORDS:
            keys[row["document_id"]].append(key)
    plans = [document for document in order if keys.get(document)]
    found = []
    for first, second in _candidates(plans, keys):
        rows = sum(1 for _ in _paired(keys[first], keys[second], _COPIED))
        if rows >= max(1, least * min(len(keys[first]), len(keys[second]))):
            found.append(Copying(first, second, rows, len(keys[first]), len(keys[second])))
    return sorted(found, key=lambda one: (-one.rows / min(one.first_rows, one.second_rows), -one.rows, one.first))


def _candidates(plans: Sequence[str], keys: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    if len(plans) <= _FEW_PLANS:
        yield from combinations(plans, 2)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for at, plan in enumerate(plans):
        for key in set(keys[plan]):
            holders[key].append(at)
    common = Counter(pair for plans_of in holders.values() for pair in combinations(plans_of, 2))
    yield from ((plans[a], plans[b]) for (a, b), rows in sorted(common.items()) if rows >= _LEAST_COMMON)


def label_of(document: Row) -> str:
    """A plan in a few words: number, province, year and title."""
    year = document["plan_year_start"]
    facts = (
        document["number"],
        document["province"],
        str(year) if year else None,
        document["title"] or document["path"],
    )
    return ", ".join(fact for fact in facts if fact)


class Plans:
    """The plans of a run: their documents and rows, each legal act once."""

    def __init__(self, run: Path) -> None:
        import polars as pl

        documents = read_table(run, "documents")
        sources = read_table(run, "sources").select("source_id", "path")
        tasks = read_table(run, "tasks").filter(~pl.col("is_group")).sort("task_id")
        held = documents.join(tasks.select("document_id").unique(), on="document_id", how="semi")
        listed = held.join(sources, on="source_id").sort("issued_on", "document_id", nulls_last=True)
        self.documents: list[dict[str, Any]] = listed.to_dicts()
        known = documents.select("document_id", "number", "parent_id").iter_rows()
        self._numbers: dict[str | None, tuple[str | None, str | None]] = {key: (n, above) for key, n, above in known}
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in tasks.to_dicts():
            self.rows[row["document_id"]].append(row)

    def find(self, name: str) -> dict[str, Any]:
        """The plan that goes by a document id, an act id, a number, or the path or id of its source.

        Raises:
            NoSuchPlan: there is none, or there are several.
        """
        found = [d for d in self.documents if name in self._names(d)]
        is_one_act = len({d["act_id"] for d in found}) == 1
        best = [d for d in found if d["witness_rank"] in (1, None)] if is_one_act else found
        if len(best) == 1:
            return best[0]
        listed = "\n".join(f"  {d['document_id']}  {label_of(d)}" for d in best or self.documents)
        raise NoSuchPlan(f"{'several plans go' if best else 'no plan goes'} by {name!r}; name one of:\n{listed}")

    def _names(self, document: Mapping[str, Any]) -> Iterator[str | None]:
        """What a plan goes by: its own names, and the number of the act it is issued with."""
        yield from (document[key] for key in ("document_id", "act_id", "number", "path", "source_id"))
        parent = self._numbers.get(document["parent_id"])
        while parent is not None:
            number, above = parent
            yield number
            parent = self._numbers.get(above)

    def once(self) -> list[dict[str, Any]]:
        """Plans in the order they were issued, each act once."""
        return [d for d in self.documents if d["witness_rank"] in (1, None)]
