"""What findings and failures say, in Vietnamese: the tables keep the English text, and people read their own language.

A text is taken apart again by the template it was made from (`data/messages.tsv`), its values are put into the
Vietnamese one. So the tables stay the same whatever the interface speaks, and runs of older versions can be read, too.
What no template knows (the words of a library, of a newer version) stays as it is.
"""

from __future__ import annotations

import ast
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from outputs.labels import LANGUAGES, Language

_HOLE = re.compile(r"\{(\d+)(![r])?(:[^}]*)?\}")
_REPR = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|None""")
_FORMS = {
    "!r": _REPR,
    ":,": re.compile(r"-?\d{1,3}(?:,\d{3})*"),
    ":.2f": re.compile(r"\d+\.\d\d"),
    ":.0f": re.compile(r"\d+"),
    ":.0%": re.compile(r"\d+%"),
    ":g": re.compile(r"\d+(?:\.\d+)?(?:e[+-]\d+)?"),
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PAGES = re.compile(r"; (?=page \d+: )")  # failed pages of a source, one after the other
_FORM_KNOWN = 1  # what a value in the form it must have counts beside a letter of the template
_MOST_READINGS = 64  # ways to divide a text among the holes of a template that are looked at


@dataclass(frozen=True, slots=True)
class Hole:
    """A numbered value in a template; `form` is how it is written (`!r`, `:,` ...), empty for any text."""

    number: int
    form: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes: `kind` is `message` (what is wrong), `advice` (what to do), `word` (part of another), or
    `form` (texts side by side, without words of its own; tried where nothing else fits)."""

    kind: str
    english: tuple[str | Hole, ...]
    vietnamese: tuple[str | Hole, ...]

    @property
    def literal(self) -> str:
        """The longest stretch of English that stands in every text made from the template."""
        return max((part for part in self.english if isinstance(part, str)), key=len, default="")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text in Vietnamese, and how many letters of the English one were known: the more, the surer."""

    text: str
    known: int


def message_in(language: Language, text: str) -> str:
    """A message, advice or failure as the tables hold it, in `language`.

    >>> message_in("vi", "'Sở Nội vụ' is not in the gazetteer")
    '“Sở Nội vụ” chưa có trong danh mục cơ quan'
    >>> message_in("en", "confidence 0.52")
    'confidence 0.52'
    """
    if language == "en":
        return text
    return "; ".join(_in_vietnamese(part).text for part in _PAGES.split(text))


def message_texts(text: str) -> dict[Language, str]:
    """A message in every language, for pages that change their language."""
    return {language: message_in(language, text) for language in LANGUAGES}


@functools.cache
def templates() -> tuple[Template, ...]:
    """All templates, from `data/messages.tsv`."""
    text = (resources.files("outputs") / "data" / "messages.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(Template(kind, _parts(english), _parts(vietnamese)) for kind, english, vietnamese in rows)


def _parts(text: str) -> tuple[str | Hole, ...]:
    parts: list[str | Hole] = []
    position = 0
    for found in _HOLE.finditer(text):
        parts += [text[position : found.start()]] if found.start() > position else []
        parts.append(Hole(int(found[1]), (found[2] or "") + (found[3] or "")))
        position = found.end()
    return (*parts, text[position:]) if position < len(text) else tuple(parts)


@functools.lru_cache(maxsize=8192)
def _in_vietnamese(text: str) -> _Reading:
    """The reading of which most is known; the text itself where nothing is."""
    best = _Reading(text, 0)
    for template in templates():
        if template.literal in text and not (template.kind == "form" and best.known):
            for reading in itertools.chain(_by(template, text), _with_advice(template, text)):
                best = max(best, reading, key=lambda one: one.known)
    return best


def _with_advice(template: Template, text: str) -> Iterator[_Reading]:
    """A message followed by what to do about it."""
    if template.kind != "advice":
        return
    first = template.english[0]
    assert isinstance(first, str)  # an advice begins with what to do
    at = text.find(f" {first}")
    while at >= 0:
        message = _in_vietnamese(text[:at])
        for advice in _by(template, text[at + 1 :]):
            mark = "" if message.text.endswith((".", "!", "?")) else ";"
            yield _Reading(f"{message.text}{mark} {advice.text}", message.known + advice.known)
        at = text.find(f" {first}", at + 1)


def _by(template: Template, text: str) -> Iterator[_Reading]:
    """`text` in Vietnamese by a template, once for each way it can have been made from it."""
    known = sum(c.isalpha() for part in template.english if isinstance(part, str) for c in part)
    most = 1 if template.kind == "form" else _MOST_READINGS
    for values in itertools.islice(_values(template.english, text), most):
        readings = {hole.number: _value(hole, value) for hole, value in values}
        made = "".join(part if isinstance(part, str) else readings[part.number].text for part in template.vietnamese)
        yield _Reading(made, known + sum(reading.known for reading in readings.values()))


def _values(parts: Sequence[str | Hole], text: str) -> Iterator[tuple[tuple[Hole, str], ...]]:
    """Every way in which `text` fits `parts`: the holes, each with its value."""
    if not parts:
        if not text:
            yield ()
        return
    first, rest = parts[0], parts[1:]
    if isinstance(first, str):
        if text.startswith(first):
            yield from _values(rest, text[len(first) :])
        return
    for end in _ends(rest, text):
        if _fits(first, text[:end]):
            yield from (((first, text[:end]), *others) for others in _values(rest, text[end:]))


def _ends(rest: Sequence[str | Hole], text: str) -> Iterator[int]:
    """Where a hole at the beginning of `text` can end, before the `rest` of the template."""
    if not rest:
        yield len(text)
        return
    literal = rest[0]
    if isinstance(literal, Hole):  # two holes side by side: the second is an ending that may be missing
        yield from (at for at in range(len(text), -1, -1) if at == len(text) or text[at] == " ")
        return
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)


def _fits(hole: Hole, value: str) -> bool:
    form = _FORMS.get(hole.form)
    return form is None or form.fullmatch(value) is not None


def _value(hole: Hole, value: str) -> _Reading:
    """A value as it is written in Vietnamese; one that is a text of ours is translated, too."""
    if hole.form == "!r":
        said = ast.literal_eval(value)
        return _Reading("(trống)" if said is None else f"“{said.strip()}”", _FORM_KNOWN)
    if hole.form in _FORMS:
        return _Reading(value.translate(str.maketrans(",.", ".,")), _FORM_KNOWN)
    core = value.strip()
    if not core:
        return _Reading(value, 0)
    if (day := _DAY.fullmatch(core)) is not None:
        return _Reading(f"{int(day[3])}/{int(day[2])}/{day[1]}", 0)
    reading = _in_vietnamese(core)
    return _Reading(value.replace(core, reading.text, 1), reading.known)
