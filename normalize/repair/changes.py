"""What a repair rule is, and how the changes it proposes become edits of a fragment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.text import Change, Fragment, with_edits

__all__ = ["Change", "Kind", "Rule", "apply_changes", "apply_rule"]

Kind = Literal["line", "cell"]
"""Where a text stands: a line of running text, or a cell of a table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its name, which becomes the `method` of its edits.

    `find` looks at one text alone and gives the changes it is sure of, in order and without overlap. It must be pure,
    and a text it has changed must give it nothing more to do. `trigger` is a cheap pattern every text it changes has:
    most texts need no rule at all.
    """

    name: str
    trigger: re.Pattern[str]
    find: Callable[[str, Kind], Iterable[Change]]


def apply_rule(rule: Rule, fragment: Fragment, kind: Kind) -> Fragment:
    """`fragment` with the changes of `rule`; the same object when there are none."""
    if rule.trigger.search(fragment.text) is None:
        return fragment
    return apply_changes(fragment, rule.find(fragment.text, kind), rule.name)


def apply_changes(fragment: Fragment, changes: Iterable[Change], method: str) -> Fragment:
    """`fragment` with `changes` (offsets in its present text, in order, without overlap) made as `method`."""
    made = tuple(changes)
    return with_edits(fragment, made, method) if made else fragment
