"""`kehoach compare`: two plans of a run row by row, or all of them for what they repeat of each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from kehoach.compare import Comparison, Copying, Pair, Plans, compare, copying, label_of
from kehoach.exit_codes import ExitCode
from kehoach.run_folders import need_run
from kehoach.terminal import escape, messages, results

_COLUMNS = ("section", "number", "title", "lead", "deadline", "budget_vnd")


def compare_command(out: Path, first: str | None, second: str | None, *, least: float, as_json: bool) -> ExitCode:
    """Print what became of the first plan's rows in the second; without names, which plans share rows."""
    need_run(out)
    plans = Plans(out)
    if first is None:
        return _print_copying(plans, out, least, as_json=as_json)
    if second is None:
        messages().print("Name two plans, or none to see which plans share rows.")
        return ExitCode.USAGE
    one, other = plans.find(first), plans.find(second)
    found = compare(plans.rows[one["document_id"]], plans.rows[other["document_id"]])
    if as_json:
        sys.stdout.write(_json(found))
    else:
        _print(results(), found, label_of(one), label_of(other))
    return ExitCode.OK


def _print_copying(plans: Plans, out: Path, least: float, *, as_json: bool) -> ExitCode:
    documents = plans.once()
    order = [document["document_id"] for document in documents]
    found = copying((row for key in order for row in plans.rows[key]), order, least)
    if as_json:
        sys.stdout.write(json.dumps([_facts(one) for one in found], ensure_ascii=False, indent=1) + "\n")
        return ExitCode.OK
    names = {document["document_id"]: label_of(document) for document in documents}
    table = Table("issued first", "later", "rows alike", "of the first", "of the later", box=SIMPLE, pad_edge=False)
    for one in found:
        shares = (f"{one.rows / one.first_rows:.0%}", f"{one.rows / one.second_rows:.0%}")
        named = (f"{key}\n{escape(names[key])}" for key in (one.first, one.second))
        table.add_row(*named, str(one.rows), *shares)
    results().print(table if found else f"No two plans share {least:.0%} of their rows.")
    if found:
        shown = f"kehoach compare {out} {found[0].first} {found[0].second}"
        results().print(f"two plans row by row: {escape(shown)}", soft_wrap=True)
    return ExitCode.OK


def _facts(one: Copying) -> dict[str, Any]:
    return {
        "first": one.first, "second": one.second, "rows": one.rows, "first_rows": one.first_rows,
        "second_rows": one.second_rows,
    }  # fmt: skip


def _json(found: Comparison) -> str:
    facts = {
        "kept": [_pair(pair) for pair in found.pairs if pair.is_kept],
        "reworded": [_pair(pair) for pair in found.pairs if not pair.is_kept],
        "new": [_row(row) for row in found.new],
        "dropped": [_row(row) for row in found.dropped],
    }
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str) + "\n"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "first": _row(pair.first), "second": _row(pair.second), "likeness": round(pair.likeness, 1),
        "budget_change": pair.budget_change, "has_new_deadline": pair.has_new_deadline,
    }  # fmt: skip


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"task_id": row["task_id"], **{name: row[name] for name in _COLUMNS}}


def _print(console: Console, found: Comparison, first: str, second: str) -> None:
    kept = [pair for pair in found.pairs if pair.is_kept]
    reworded = [pair for pair in found.pairs if not pair.is_kept]
    console.print(f"A  {escape(first)}\nB  {escape(second)}", soft_wrap=True)
    console.print(
        f"{len(kept)} rows kept, {len(reworded)} reworded, {len(found.new)} new, {len(found.dropped)} dropped; "
        f"stated in A {_sum(found, 0)}, in B {_sum(found, 1)}"
    )
    if reworded:
        table = Table("reworded: A", "B", "alike", box=SIMPLE, pad_edge=False, title_justify="left")
        for pair in reworded:
            table.add_row(_name(pair.first), _name(pair.second), f"{pair.likeness:.0f} %")
        console.print(table)
    changed = [pair for pair in found.pairs if pair.has_new_deadline or _money(pair.first) != _money(pair.second)]
    if changed:
        table = Table("changed", "deadline A", "deadline B", "money A", "money B", box=SIMPLE, pad_edge=False)
        for pair in changed:
            deadlines = (escape(row["deadline"] or "-") for row in (pair.first, pair.second))
            table.add_row(_name(pair.second), *deadlines, _money(pair.first), _money(pair.second))
        console.print(table)
    for heading, rows in (("new in B", found.new), ("dropped from A", found.dropped)):
        if rows:
            table = Table(heading, "lead", "deadline", "money", box=SIMPLE, pad_edge=False)
            for row in rows:
                table.add_row(_name(row), escape("; ".join(row["lead"])), escape(row["deadline"] or "-"), _money(row))
            console.print(table)


def _name(row: Mapping[str, Any]) -> str:
    return escape(f"{row['section'] or ''} {row['number'] or ''} {row['title'] or ''}".strip())


def _money(row: Mapping[str, Any]) -> str:
    return "-" if row["budget_vnd"] is None else f"{row['budget_vnd']:,} đ".replace(",", ".")


def _sum(found: Comparison, side: int) -> str:
    rows = [(pair.first, pair.second)[side] for pair in found.pairs] + list((found.dropped, found.new)[side])
    stated = [row["budget_vnd"] for row in rows if row["budget_vnd"] is not None]
    return f"{sum(stated):,} đ ({len(stated)} of {len(rows)} rows)".replace(",", ".")
