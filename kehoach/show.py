"""`kehoach show`: one file as a tree with its documents, tasks, findings and repairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.tree import Tree

from kehoach.exit_codes import ExitCode
from kehoach.terminal import escape, messages, results

if TYPE_CHECKING:
    from schemas.records import DocumentRecord, SourceRecord
    from schemas.tables import CorrectionRow, FindingRow, SectionRow, TaskRow

_COLOURS = {"error": "red", "warning": "yellow", "info": "dim"}


def show_command(file: Path, limit: int | None, *, repairs_only: bool = False) -> ExitCode:
    """Print the tree of a source, or of a record that a run wrote; `limit` cuts long lists of repairs and findings."""
    record = _record(file)
    if repairs_only:
        lines = [f"{r.page}:{r.line} {r.field}: {_why(r)}" for r in record.corrections]
        results().print(escape("\n".join(lines) or "nothing was repaired", lines=True), soft_wrap=True, highlight=False)
        return ExitCode.OK
    results().print(tree_of(record, limit))
    if record.source.status == "failed":
        messages().print(escape(record.source.error or ""), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    return ExitCode.OK


def _record(file: Path) -> SourceRecord:
    """The record in a JSON file of a run, else what the pipeline makes of the file."""
    from kehoach.acts import link
    from kehoach.run import process
    from outputs.nested_json import load_record, record_of
    from outputs.rows import with_links

    if file.suffix == ".json" and file.is_file():
        try:
            return load_record(file.read_bytes())
        except ValueError:
            messages().print(f"{escape(str(file))} is no record of a run; reading it as a source.", soft_wrap=True)
    outcome = process(file, file.absolute().parent)
    return record_of(with_links(outcome.rows, link(outcome.witnesses)))


def tree_of(record: SourceRecord, limit: int | None) -> Tree:
    """The record as a tree."""
    source = record.source
    tree = Tree(
        f"[bold]{escape(source.path)}[/bold]  {source.reader or '-'}, {source.pages or 0} pages, {source.status}"
    )
    findings: dict[str | None, list[FindingRow]] = defaultdict(list)
    for finding in record.findings:
        findings[finding.task_id or finding.document_id].append(finding)
    repairs: dict[str | None, list[CorrectionRow]] = defaultdict(list)
    for correction in record.corrections:
        repairs[correction.document_id].append(correction)
    for document in record.documents:
        branch = tree.add(_document_line(document))
        _add_document(branch, document, findings, limit)
        _add_repairs(branch, repairs[document.document_id], limit)
    _add_findings(tree, findings[None], limit)
    _add_repairs(tree, repairs[None], limit)
    if record.unparsed:
        branch = tree.add(f"unparsed: {sum(text.words for text in record.unparsed):,} words")
        _add_lines(branch, [f"{text.page}:{text.line} {text.text_raw}" for text in record.unparsed], limit)
    return tree


def _document_line(document: DocumentRecord) -> str:
    known = (document.number, document.issued_on, document.issuer)
    facts = ", ".join(str(fact) for fact in known if fact is not None)
    return f"[bold]{document.kind}[/bold] {escape(facts)}  {escape(document.title or '')}"


def _add_document(
    branch: Tree, document: DocumentRecord, findings: dict[str | None, list[FindingRow]], limit: int | None
) -> None:
    if document.signer_name:
        branch.add(escape(f"signed: {document.signer_authority or ''} {document.signer_name}"))
    if document.sections:
        outline = branch.add(f"sections: {len(document.sections)}")
        _add_lines(outline, [_section_line(section) for section in document.sections], limit)
    if document.citations:
        cited = branch.add(f"citations: {len(document.citations)}")
        _add_lines(
            cited, [f"{c.role}: {c.kind or ''} {c.number or ''} {c.issued_on or ''}" for c in document.citations], limit
        )
    _add_findings(branch, findings[document.document_id], limit)
    if document.tasks:
        tasks = branch.add(f"tasks: {len(document.tasks)}")
        _add_tasks(tasks, document.tasks, findings)
    if document.text_tasks:
        tasks = branch.add(f"tasks of the text: {len(document.text_tasks)}")
        _add_tasks(tasks, document.text_tasks, findings)


def _section_line(section: SectionRow) -> str:
    return f"{section.path} {section.title or ''}".rstrip() if section.path else "(before the first label)"


def _add_tasks(branch: Tree, tasks: Sequence[TaskRow], findings: dict[str | None, list[FindingRow]]) -> None:
    heading: tuple[str | None, str | None, str | None] | None = None
    below = branch
    for task in tasks:
        if (task.part, task.section, task.section_title) != heading:
            heading = (task.part, task.section, task.section_title)
            below = branch.add(f"[bold]{escape(' '.join(word for word in heading if word) or '-')}[/bold]")
        leaf = below.add(_task_line(task))
        _add_findings(leaf, findings[task.task_id], None)


def _task_line(task: TaskRow) -> str:
    facts = [", ".join(task.lead), task.deadline or "", f"{task.budget_vnd:,} đ" if task.budget_vnd else ""]
    line = escape(f"{task.number or '·'} {task.title or ''}")
    known = "; ".join(fact for fact in facts if fact)
    return f"{line} [cyan]({escape(known)})[/cyan]" if known else line


def _add_findings(branch: Tree, findings: Sequence[FindingRow], limit: int | None) -> None:
    for finding in findings[:limit]:
        branch.add(f"[{_COLOURS[finding.severity]}]{escape(f'{finding.code}: {finding.message}')}[/]")
    _add_rest(branch, len(findings), limit)


def _add_repairs(branch: Tree, repairs: Sequence[CorrectionRow], limit: int | None) -> None:
    if repairs:
        below = branch.add(f"repairs: {len(repairs):,}")
        _add_lines(below, [f"{r.page}:{r.line} {_why(r)}" for r in repairs], limit)


def _why(repair: CorrectionRow) -> str:
    from normalize.repair.explanation import explain

    return explain(repair.before, repair.after, repair.method, repair.left or "", repair.right or "")


def _add_lines(branch: Tree, lines: Iterable[str], limit: int | None) -> None:
    lines = list(lines)
    for line in lines[:limit]:
        branch.add(escape(line))
    _add_rest(branch, len(lines), limit)


def _add_rest(branch: Tree, count: int, limit: int | None) -> None:
    if limit is not None and count > limit:
        branch.add(f"[dim]... {count - limit:,} more (--all)[/dim]")
