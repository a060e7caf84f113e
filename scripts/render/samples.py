"""Makes values of the samples' truth (corpus/gold), so that the same decisions can be printed clean.

Paragraphs are not in the truth; composed ones (corpus/render/samples.toml) stand in for them.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.render.values import UNITS, Act, Decision, Division, Instrument, Role, Task, TaskTable, Total

CORPUS = Path(__file__).parents[2] / "corpus"
_INHERITING: tuple[Role, ...] = ("lead", "coordinating", "deadline")


def sample_decisions(corpus: Path = CORPUS) -> Iterator[Decision]:
    """The samples' decisions that have a task table."""
    data = tomllib.loads((corpus / "render/samples.toml").read_text(encoding="utf-8"))
    for file in data["files"]:
        gold = json.loads((corpus / f"gold/{file['gold']}.json").read_bytes())
        documents = {document["key"]: document for document in gold["documents"]}
        fillers = itertools.cycle(data["fillers"])
        keys = {key: f"d{index}" for index, key in enumerate(file["documents"], 1)}
        acts = tuple(_act(documents[key], file["acts"][key], keys, fillers) for key in file["documents"])
        yield Decision(file["name"], acts, file.get("look", {}))


def _act(gold: Mapping[str, Any], own: Mapping[str, Any], keys: Mapping[str, str], fillers: Iterator[str]) -> Act:
    name = own["name"]
    subject = gold["title"]
    if subject.upper().startswith(name):
        subject = subject[len(name) :].strip()
    return Act(
        key=keys[gold["key"]], kind=gold["kind"], issuer=gold["issuer"], name=name, subject=(subject,),
        parent=keys.get(gold["parent"]), number=gold["number"], issued_on=gold["issued_on"],
        place=own.get("place", gold["place"]), head=tuple(own.get("head", ())), authority=own.get("authority"),
        bases=tuple(_basis(base) for base in gold["legal_bases"]), articles=tuple(_articles(gold, own, subject)),
        replaces=tuple(gold["replaces"]), caption=own.get("caption"), body=tuple(_body(gold, own, fillers)),
        tables=(_table(gold, own),) if gold["tasks"] else (), stated_total_vnd=gold["stated_total_vnd"],
        recipients=tuple(gold["recipients"]), signer=_signer(gold["signer"]),
    )  # fmt: skip


def _basis(base: Mapping[str, Any]) -> Instrument:
    kind, lead_in = base["type"], "Căn cứ"
    if kind == "Luật" and not base["number"]:  # the truth keeps no names of laws; the samples cite this one
        kind = "Luật Tổ chức chính quyền địa phương"
    if kind == "Tờ trình":
        return Instrument(f"Xét đề nghị của {base['issuer']} tại", kind, base["number"], base["issued_on"], None)
    return Instrument(lead_in, kind, base["number"], base["issued_on"], base["issuer"])


def _articles(gold: Mapping[str, Any], own: Mapping[str, Any], subject: str) -> Iterator[str]:
    if not gold["articles"]:
        return
    body = own["body"]
    plan = re.sub(r"^(?:V/v |Về việc )?[Bb]an hành ", "", subject)
    yield f"Ban hành kèm theo Quyết định này {plan}."
    replaced = f" và thay thế Quyết định số {', '.join(gold['replaces'])}" if gold["replaces"] else ""
    yield f"Quyết định này có hiệu lực kể từ ngày ký{replaced}."
    yield f"Thủ trưởng các cơ quan, đơn vị của {body} chịu trách nhiệm thi hành Quyết định này./."


def _body(gold: Mapping[str, Any], own: Mapping[str, Any], fillers: Iterator[str]) -> Iterator[str]:
    for heading in gold["headings"]:
        label = heading["path"].rpartition(".")[2]
        if heading["path"].startswith("Điều"):
            continue
        mark = f"{label})" if label.isalpha() and label.islower() else f"{label}."
        yield f"{mark} {heading['title'] or next(fillers)}"
        if heading["title"] and not heading["title"].isupper():
            yield next(fillers)
    if "total_line" in own:
        yield own["total_line"]
    if gold["tasks"]:
        yield "@table"


def _signer(signer: Mapping[str, Any] | None) -> tuple[str, ...]:
    if not signer or not signer["authority"]:
        return ()
    return (*signer["authority"].split("; "), *filter(None, (signer["position"],)), signer["name"])


def _table(gold: Mapping[str, Any], own: Mapping[str, Any]) -> TaskTable:
    unit = own.get("unit")
    rows: list[Task | Division | Total] = []
    section: tuple[str | None, str | None] = (None, None)
    above: Task | None = None
    for truth in gold["tasks"]:
        title = truth["section_title"] or own.get("section_titles", {}).get(truth["section"])
        if (truth["section"], title) != section:
            section, above = (truth["section"], title), None
            rows.append(Division("section", truth["section"], title))
        above = _task(truth, unit, above)
        rows.append(above)
    if "total" in own:
        rows.append(Total(*own["total"]))
    return TaskTable(
        tuple(own["columns"].split()), tuple(own["header"]), tuple(rows), unit,
        column_numbers=tuple(own.get("column_numbers", ())), lists=own.get("lists", "dash"),
    )  # fmt: skip


def _task(truth: Mapping[str, Any], unit: str | None, above: Task | None) -> Task:
    texts: dict[str, Any] = {name: tuple(truth[name]) for name in ("outputs", "lead", "coordinating")}
    texts |= {name: truth[name] for name in ("number", "title", "deadline", "budget_vnd", "budget_note")}
    note = truth["note"] or ""
    merged = frozenset(
        role
        for role in _INHERITING
        if "inherit" in note
        and role in note
        and above is not None
        and texts[role]
        and getattr(above, role) == texts[role]
    )
    return Task(
        **texts, starts=truth["deadline_start"], ends=truth["deadline_end"], group=truth["is_group"],
        budget=_amount(truth["budget_vnd"], unit) or truth["budget_note"], merged=merged,
    )  # fmt: skip


def _amount(vnd: int | None, unit: str | None) -> str | None:
    """`vnd` in figures of the column's unit, with points between thousands and a comma before decimals."""
    if vnd is None:
        return None
    figures = f"{vnd / UNITS[unit or 'đồng']:,.3f}".rstrip("0").rstrip(".")
    return figures.translate(str.maketrans(",.", ".,"))
