"""Which decisions are read in which condition: all where a target is set, a panel where only a look is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scripts.render.composed import composed_decisions
from scripts.render.damage import CONDITIONS
from scripts.render.files import FORMS, write_forms, write_scans
from scripts.render.samples import sample_decisions
from scripts.render.values import Decision

TARGETS = ("light_300", "stamped_200")
"""Conditions with a target; read over all decisions."""

_PANEL = ("01", "03", "05", "09", "10")
_QUICK = ("01", "09", "10")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is laid out: the forms of `all_of` and scans of `all_of` (targets) and `panel` (other conditions)."""

    all_of: tuple[Decision, ...]
    panel: frozenset[str]
    conditions: tuple[str, ...]


def plan(*, quick: bool) -> Plan:
    """The full plan takes about a quarter of an hour on two cores, the quick one a minute or two."""
    decisions = (*sample_decisions(), *composed_decisions())
    if quick:
        chosen = tuple(one for one in decisions if one.name.startswith(_QUICK))
        return Plan(chosen, frozenset(one.name for one in chosen), (*TARGETS, "fax_200"))
    panel = frozenset(one.name for one in decisions if one.name.startswith(_PANEL))
    return Plan(decisions, panel, tuple(CONDITIONS))


def lay_out_one(work: tuple[str, bool, Path, str, int]) -> str:
    """Write all files of one decision: its name, whether the plan is quick, the folder, the set and the seed."""
    name, quick, out, collection, seed = work
    chosen = plan(quick=quick)
    decision = next(one for one in chosen.all_of if one.name == name)
    printed = write_forms(decision, out, collection, seed)
    for condition in chosen.conditions:
        if condition in TARGETS or decision.name in chosen.panel:
            write_scans(printed, out, condition, seed)
    return name


def folders(chosen: Plan, out: Path) -> list[Path]:
    """The folders of the forms and conditions, and of what else was put beside them."""
    own = (*FORMS, *chosen.conditions)
    others = sorted(path.parent for path in out.glob("*/files") if path.parent.name not in own)
    return [*(out / name for name in own), *others]
