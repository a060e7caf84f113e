"""The numbers that Word prints before paragraphs and does not store: `word/numbering.xml` played through.

Source: ECMA-376 part 1, 17.9 (numbering). A paragraph names a list and a level, itself or by its style; the list's
definition says how the level counts and how its mark is put together of the counts above it (`%1.%2.`).

Limits: counting scripts of other languages read as digits; pictures as bullets read as `-`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.list_marks import letter, roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLAIN_BULLETS = "-–—+*•"
_MAX_STYLES = 30  # one based on another; a longer chain is a ring


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level (1-based) whose count starts this one anew; 0 is none
    digits: bool = False  # show the counts above in digits, whatever their form


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the paragraphs of one document; ask in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._shared: dict[str, _List] = {}
        self._styled: dict[str, tuple[str, int]] = {}
        self._style_numbers(styles)
        if numbering is not None:
            self._read(numbering)

    def mark(self, properties: etree._Element | None) -> str:
        """The mark printed before a paragraph with these properties (`w:pPr`), "" where there is none."""
        found = self._of(properties)
        if found is None:
            return ""
        name, depth = found
        numbered = self._lists.get(name)
        level = numbered.levels.get(depth) if numbered else None
        if numbered is None or level is None:
            return ""
        self._count(numbered, depth)
        if level.form == "bullet":
            return level.text if level.text and level.text in _PLAIN_BULLETS else "-"
        return "" if level.form == "none" and "%" not in level.text else self._text(numbered, level).strip()

    def _of(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """List and level of a paragraph; its own properties win over its style's."""
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        styled = self._styled.get(style.get(f"{W}val") or "") if style is not None else None
        own = properties.find(f"{W}numPr")
        if own is None:
            return styled
        name, depth = _number_properties(own)
        if name is None:
            return (styled[0], depth or 0) if styled else None
        return None if name == "0" else (name, depth if depth is not None else styled[1] if styled else 0)

    def _count(self, numbered: _List, depth: int) -> None:
        counts = numbered.counts
        for above in range(depth):  # a level that was passed over counts as begun
            if counts[above] is None:
                counts[above] = numbered.levels.get(above, _Level()).start
        before = counts[depth]
        counts[depth] = numbered.levels[depth].start if before is None else before + 1
        for below in range(depth + 1, _LEVELS):
            level = numbered.levels.get(below)
            if level is None or level.restart is None or 0 < depth + 1 <= level.restart:
                counts[below] = None

    def _text(self, numbered: _List, level: _Level) -> str:
        text = level.text
        for index in range(_LEVELS):
            key = f"%{index + 1}"
            if key in text:
                count = numbered.counts[index]
                form = "decimal" if level.digits else numbered.levels.get(index, _Level()).form
                text = text.replace(key, _printed(count if count is not None else 1, form))
        return text

    def _style_numbers(self, styles: etree._Element | None) -> None:
        """List and level of each paragraph style, taken from the style it is based on where it has none."""
        own: dict[str, tuple[str | None, int | None]] = {}
        based: dict[str, str] = {}
        for style in styles.iterfind(f"{W}style") if styles is not None else ():
            name = style.get(f"{W}styleId") or ""
            number = style.find(f"{W}pPr/{W}numPr")
            if number is not None:
                own[name] = _number_properties(number)
            parent = style.find(f"{W}basedOn")
            if parent is not None:
                based[name] = parent.get(f"{W}val") or ""
        for name in {*own, *based}:
            numbered, depth = None, None
            at: str | None = name
            for _ in range(_MAX_STYLES):
                if at is None:
                    break
                found = own.get(at, (None, None))
                numbered = numbered if numbered is not None else found[0]
                depth = depth if depth is not None else found[1]
                at = based.get(at)
            if numbered is not None and numbered != "0":
                self._styled[name] = (numbered, depth or 0)

    def _read(self, numbering: etree._Element) -> None:
        linked: dict[str, str] = {}  # style of a list -> its definition
        borrowed: dict[str, str] = {}
        for node in numbering.iterfind(f"{W}abstractNum"):
            name = node.get(f"{W}abstractNumId") or ""
            self._definitions[name] = {_depth(level): _level(level) for level in node.iterfind(f"{W}lvl")}
            for tag, names in ((f"{W}styleLink", linked), (f"{W}numStyleLink", borrowed)):
                link = node.find(tag)
                if link is not None:
                    key, value = link.get(f"{W}val") or "", name
                    names.update({key: value} if names is linked else {value: key})
        for name, style in borrowed.items():
            self._definitions[name] = self._definitions.get(linked.get(style, ""), self._definitions[name])
        for node in numbering.iterfind(f"{W}num"):
            reference = node.find(f"{W}abstractNumId")
            abstract = (reference.get(f"{W}val") if reference is not None else None) or ""
            self._lists[node.get(f"{W}numId") or ""] = self._list(node, abstract)

    def _list(self, node: etree._Element, abstract: str) -> _List:
        """A list; lists of one definition count on, unless a list says where it starts."""
        levels = self._definitions.get(abstract, {})
        overrides = list(node.iterfind(f"{W}lvlOverride"))
        if not overrides:
            return self._shared.setdefault(abstract, _List(levels))
        levels = dict(levels)
        for override in overrides:
            own, start = override.find(f"{W}lvl"), override.find(f"{W}startOverride")
            depth = _depth(override)
            level = _level(own) if own is not None else levels.get(depth, _Level())
            first = _integer(start, level.start) if start is not None else level.start
            levels[depth] = _Level(first, level.form, level.text, level.restart, level.digits)
        return _List(levels)


def _number_properties(node: etree._Element) -> tuple[str | None, int | None]:
    name, depth = node.find(f"{W}numId"), node.find(f"{W}ilvl")
    level = _integer(depth, 0) if depth is not None else None
    return (name.get(f"{W}val") if name is not None else None), (min(level, _LEVELS - 1) if level is not None else None)


def _depth(node: etree._Element) -> int:
    value = node.get(f"{W}ilvl") or "0"
    return min(int(value), _LEVELS - 1) if value.isdecimal() and len(value) < 9 else 0


def _level(node: etree._Element) -> _Level:
    form, text, restart = (node.find(f"{W}{name}") for name in ("numFmt", "lvlText", "lvlRestart"))
    return _Level(
        start=_integer(node.find(f"{W}start"), 0),
        form=(form.get(f"{W}val") if form is not None else None) or "decimal",
        text=(text.get(f"{W}val") if text is not None else None) or "",
        restart=_integer(restart, 0) if restart is not None else None,
        digits=node.find(f"{W}isLgl") is not None,
    )


def _integer(node: etree._Element | None, default: int) -> int:
    value = node.get(f"{W}val") or "" if node is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default


def _printed(count: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        text = roman(count)
        return text if form == "upperRoman" else text.lower()
    if form in ("upperLetter", "lowerLetter"):
        text = letter(count, repeat=True)
        return text.upper() if form == "upperLetter" else text
    if form == "decimalZero":
        return f"{count:02d}"
    return "" if form == "none" else str(count)
