"""Cells that list agencies, split into mentions.

A comma or `và` separates agencies only where both sides are ones: names are matched longest first (`Sở Khoa học và Công
nghệ`, `Các Sở, Ban, ngành`), then what remains is split. A part that begins with no agency noun goes on the name before
it, or shares its noun (`Sở Nội vụ, Tài chính`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from normalize.agency_keys import agency_key, field_heads, head_of, starts_agency
from normalize.collectives import begins_collective, continues, is_class_run, is_noun_run
from normalize.gazetteer import IssuerContext, Resolution, identify, is_sector, resolve
from normalize.places import districts_named
from schemas.decision import AgencyMention, AgencyRole

# --- cutting the text into atoms --------------------------------------------------------------------------------------

_MARKUP = re.compile(r"<(?:br|/p|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_REMARK = re.compile(r"\(([^()]*)(?:\)|$)")
_REMARK_SIGN = "\ue000"
_BULLET = re.compile(r"(?:^|(?<=[\n;.]))[ \t]*(?:[-–+*•]|\d{1,2}[.)](?!\d))[ \t]*", re.MULTILINE)
_INLINE_BULLET = re.compile(r"[ \t]+(?:[-–+•]|\d{1,2}[.)])[ \t]+(?=[A-ZĐÀ-Ỹ])")
_HARD = r"[;•\ue001]|\.\s+(?=[A-ZĐÀ-Ỹ])"
_SOFT = r",|\s(?:và|&|cùng với|cùng)(?=\s)|/|\s[-–](?=\s)|\n"
_SEPARATOR = re.compile(rf"\s*({_HARD}|{_SOFT})\s*")
_ENDS = " \t\n.;,:-–+*•"
_LEADING_WORD = re.compile(r"^(?:và|&|cùng|cùng với|với)\s+", re.IGNORECASE)
_ET_CETERA = re.compile(r"^(?:v\.?\s?v\.*|\.{2,}|…)$")


@dataclass(slots=True)
class _Atom:
    """A piece between separators: `before` is the separator in front, `joint` as printed, `hard` whether it must part."""

    text: str
    before: str = ""
    hard: bool = True
    joint: str = " "
    remarks: list[str] = field(default_factory=list)


def _atoms(text: str) -> list[_Atom]:
    """The pieces of a cell, remarks in parentheses taken off and kept with the piece they follow."""
    remarks: list[str] = []

    def keep(match: re.Match[str]) -> str:
        remarks.append(" ".join(match.group(1).split()))
        return f" {_REMARK_SIGN} "

    text = _REMARK.sub(keep, text) if "(" in text else text
    atoms: list[_Atom] = []
    position, before, joint, hard = 0, "", " ", True
    for match in [*_SEPARATOR.finditer(text), None]:
        piece = text[position : match.start() if match else len(text)]
        atom = _atom(piece, before, hard, joint, remarks)
        if atoms and before in _WEAK and not hard and atom.text and not head_of(agency_key(atom.text)):
            atoms[-1] = _rejoined(atoms[-1], atom)
        elif atoms and before in _WEAK and _APPOSITION.match(agency_key(atom.text)):
            atoms[-1].remarks.append(atom.text)
        elif atom.text:
            atoms.append(atom)
            hard = False
        elif atom.remarks and atoms:
            atoms[-1].remarks += atom.remarks
        if match:
            position, before = match.end(), match.group(1).strip() or "\n"
            joint = " ".join(f"<{match.group()}>".split())[1:-1] or " "
            hard = hard or match.group(1)[0] in ";•.\ue001"
    return atoms


# A dash or slash divides names only before an agency noun; otherwise it is part of the name (`Trung học - QL chất lượng`).
_WEAK = frozenset({"-", "–", "/"})
# `Sở Nội vụ - Cơ quan thường trực CCHC` says what the sở is, it names no second body.
_APPOSITION = re.compile(r"^(?:cơ quan |đơn vị )?(?:thường trực|đầu mối|chủ trì|tham mưu)\b")


def _rejoined(left: _Atom, right: _Atom) -> _Atom:
    return _Atom(left.text + right.joint + right.text, left.before, left.hard, left.joint, left.remarks + right.remarks)


def _atom(piece: str, before: str, hard: bool, joint: str, remarks: list[str]) -> _Atom:
    taken = [remarks.pop(0) for _ in range(piece.count(_REMARK_SIGN))] if _REMARK_SIGN in piece else []
    text = " ".join(piece.replace(_REMARK_SIGN, " ").split()).strip(_ENDS)
    text = _LEADING_WORD.sub("", text)
    return _Atom("" if _ET_CETERA.match(text) else text, before, hard, joint, taken)


# --- grouping atoms into names ----------------------------------------------------------------------------------------

_WINDOW = 7
# Where a separator was lost: an agency noun in the middle of a piece.
_INNER_START = re.compile(
    r"\s(?=(?:[Cc]ác\s(?:[Ss]ở|[Bb]an|[Cc]ơ quan|[Đđ]ơn vị|[Pp]hòng|[Nn]gành|[Tt]ổ chức|[Dd]oanh nghiệp|[Đđ]ịa phương)\b"
    r"|(?:Sở|UBND|Ủy ban|Uỷ ban|Phòng|Văn phòng|VP|Ban|Bộ|Trung tâm|Thanh tra|Công an|Bưu điện|Báo|Đài|Chi cục|Cục|HĐND"
    r"|Hội|Tỉnh đoàn|Liên đoàn|Kho bạc|Chi cục)\b))"
)


@dataclass(slots=True)
class _Name:
    """A name found in a cell, as it is to be published, with its resolution where that is already known."""

    raw: str
    name: str
    remarks: list[str]
    found: Resolution | None = None


class _Grouper:
    """Walks over the atoms of one cell. `shared` is the noun that headless atoms take (`Sở`, `UBND huyện`)."""

    def __init__(self, atoms: list[_Atom], context: IssuerContext) -> None:
        self.atoms = [piece for atom in atoms for piece in self._unglued(atom, context)]
        self.context = context
        self.names: list[_Name] = []
        self.shared: str | None = None
        self.has_colon = any(":" in atom.text for atom in self.atoms)
        self.is_list = False

    @staticmethod
    def _unglued(atom: _Atom, context: IssuerContext) -> Iterator[_Atom]:
        """The atom, cut where a separator was lost between two names that are known."""
        if not _INNER_START.search(atom.text) or identify(atom.text, context):
            yield atom
            return
        for match in _INNER_START.finditer(atom.text):
            left, right = atom.text[: match.start()], atom.text[match.end() :]
            key = agency_key(left)
            if (identify(left, context) and head_of(key) != key) or is_class_run(key):
                yield _Atom(left, atom.before, atom.hard, atom.joint)
                yield from _Grouper._unglued(_Atom(right, "\ue001", True, " ", atom.remarks), context)
                return
        yield atom

    def run(self) -> list[_Name]:
        index = 0
        while index < len(self.atoms):
            index += self._step(index)
        return self.names

    def _step(self, index: int) -> int:
        """Take the name that begins at `index`; returns how many atoms it has."""
        if self.has_colon and (taken := self._introduced(index)):
            return taken
        return (
            self._distributed(index)
            or self._longest(index)
            or self._collective(index)
            or self._headless(index)
            or self._inner(index)
            or self._alone(index)
        )

    def _window(self, index: int) -> range:
        """Counts of atoms from `index` that no hard separator divides, the most first."""
        size = 1
        while size < _WINDOW and index + size < len(self.atoms) and not self.atoms[index + size].hard:
            size += 1
        return range(size, 0, -1)

    def _text(self, index: int, size: int) -> str:
        text = self.atoms[index].text
        for atom in self.atoms[index + 1 : index + size]:
            text += atom.joint + atom.text
        return text

    def _add(self, index: int, size: int, name: str | None = None, found: Resolution | None = None) -> int:
        raw = self._text(index, size)
        remarks = [remark for atom in self.atoms[index : index + size] for remark in atom.remarks]
        self.names.append(_Name(raw, name or raw, remarks, found))
        return size

    # The ways a name may be read, in the order they are tried.

    def _longest(self, index: int) -> int:
        """The longest run of atoms that is one known body or collective."""
        if self._is_rest_of_collective(index):
            return self._join(index)
        for size in self._window(index):
            text = self._text(index, size)
            found = identify(text, self.context)
            if found and not (size > 1 and self._should_part(index, size, found)):
                if found.is_collective:
                    return self._collective(index) or self._share(index, size, found)
                return self._share(index, size, found)
        return 0

    def _is_rest_of_collective(self, index: int) -> bool:
        """`viễn thông` after `các doanh nghiệp bưu chính,`: one or two words in lower case are no body of their own."""
        atom = self.atoms[index]
        if not self.names or atom.hard or not atom.text[0].islower() or atom.text.startswith("các "):
            return False
        is_short = len(atom.text.split()) <= 2
        return is_short and begins_collective(agency_key(self.names[-1].name)) and " " in self.names[-1].name

    def _should_part(self, index: int, size: int, found: Resolution) -> bool:
        """A run that is known as a whole is still several names when every atom of it is a collective of its own."""
        atoms = self.atoms[index : index + size]
        if found.is_collective:
            return any(identify_start(atom.text) for atom in atoms[1:])
        return False

    def _share(self, index: int, size: int, found: Resolution) -> int:
        head = _shareable_head(self._text(index, size))
        self.shared = head if not found.is_collective else None
        return self._add(index, size, found=found)

    def _collective(self, index: int) -> int:
        """`các` with its nouns, over the commas between them, up to the first atom that is a body of its own."""
        key = agency_key(self.atoms[index].text)
        if not begins_collective(key):
            return 0
        size = 1
        while (
            is_noun_run(agency_key(self.atoms[index + size - 1].text))
            and index + size < len(self.atoms)
            and not self.atoms[index + size].hard
            and self._goes_on(index + size)
        ):
            size += 1
        self.shared = None
        return self._add(index, size)

    def _goes_on(self, index: int) -> bool:
        text = self.atoms[index].text
        if not continues(agency_key(text)):
            return False
        return text[0].islower() or (found := identify(text, self.context)) is None or found.is_collective

    def _headless(self, index: int) -> int:
        """An atom that begins with no agency noun: a sector or place that shares a noun, or the rest of a name."""
        if starts_agency(self.atoms[index].text):
            return 0
        if self.shared and (taken := self._sharing(index)):
            return taken
        for size in self._window(index):
            text = self._text(index, size)
            if is_sector(text, self.context):
                return self._add(index, size, text)
        return self._continued(index)

    def _sharing(self, index: int) -> int:
        """A name that takes the shared noun: the longest run that is a known body with it, or one place's name."""
        shared = self.shared or ""
        if " " in shared:
            name = _with_place(shared, self.atoms[index].text, self.context)
            return self._add(index, 1, name) if name else 0
        for size in self._window(index):
            name = f"{shared} {self._text(index, size)}"
            found = identify(name, self.context)
            if found and not found.is_collective:
                return self._add(index, size, name)
        return 0

    def _inner(self, index: int) -> int:
        """A piece that only looks like a name of its own: `báo chí` of `thông tấn, báo chí`, `các khu công nghiệp`."""
        atom, key = self.atoms[index], agency_key(self.atoms[index].text)
        if not self.names or atom.hard or identify(atom.text, self.context):
            return 0
        last = self.names[-1]
        is_field = head_of(key) in field_heads() and not _is_sure(last)
        if not (is_field or key.startswith("các ")) or (is_field and atom.text[0].isupper() and atom.before == ","):
            return 0
        return self._join(index)

    def _continued(self, index: int) -> int:
        atom = self.atoms[index]
        if not self.names or atom.hard or self.shared == "" or (atom.text[0].isupper() and _is_sure(self.names[-1])):
            return 0
        return self._join(index)

    def _join(self, index: int) -> int:
        atom, last = self.atoms[index], self.names[-1]
        joined = last.raw + atom.joint + atom.text
        self.names[-1] = _Name(joined, last.name + joined[len(last.raw) :], last.remarks + atom.remarks)
        return 1

    def _alone(self, index: int) -> int:
        text = self.atoms[index].text
        self.shared = _shareable_head(text)
        return self._add(index, 1)

    def _distributed(self, index: int) -> int:
        """`Các Sở Nội vụ, Tài chính`, `UBND các huyện Cư Jút, Đắk Mil`, `UBND cấp huyện, cấp xã`."""
        text = self.atoms[index].text
        if self.is_list and self.shared and (taken := self._sharing(index)):
            return taken
        if self.shared in ("UBND", "Ủy ban nhân dân") and _LEVEL_ONLY.match(text):
            level = text if text.lower().startswith("cấp") else f"cấp {text}"
            return self._add(index, 1, f"{self.shared} {level[0].lower()}{level[1:]}")
        if _UBND_LEVEL.match(text):
            self._add(index, 1)
            self.shared = text.split(" cấp ")[0].split(" Cấp ")[0]
            return 1
        if match := _UBND_PLACES.match(text):
            place = match.group("place")
            if districts_named(place):
                self.shared = f"{match.group('head')} {match.group('noun').lower()}"
                return self._add(index, 1, f"{self.shared} {place}")
        return self._plural_head(index)

    def _plural_head(self, index: int) -> int:
        match = _PLURAL_HEAD.match(self.atoms[index].text)
        if not match:
            return 0
        head = match.group(1)[:1].upper() + match.group(1)[1:].lower()
        for size in self._window(index):
            rest = self._text(index, size)[match.end() :]
            found = identify(f"{head} {rest}", self.context)
            if found and not found.is_collective:
                self.shared = head
                return self._add(index, size, f"{head} {rest}")
        return 0

    def _introduced(self, index: int) -> int:
        """`UBND các huyện: A, B`, `Các Sở: A; B`, `Các cơ quan: A, B`: what stands before the colon is shared."""
        for size in reversed(self._window(index)):
            atom = self.atoms[index + size - 1]
            if ":" not in atom.text:
                continue
            intro, _, rest = (part.strip() for part in self._text(index, size).partition(":"))
            shared = _shared_by(intro) if rest else None
            if shared is None:
                return 0
            self.shared, self.is_list = shared, True
            self.atoms[index + size - 1] = _Atom(rest, "", True, " ", atom.remarks)
            return size - 1 + self._step(index + size - 1)
        return 0


_LEVEL_ONLY = re.compile(r"^(?:cấp )?(?:tỉnh|huyện|xã|cơ sở)$", re.IGNORECASE)
_UBND_LEVEL = re.compile(r"^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) cấp (?:tỉnh|huyện|xã|cơ sở)$", re.IGNORECASE)
_DISTRICT_NOUN = r"(?:huyện|quận|thị xã|thành phố)"
_UBND_PLACES = re.compile(
    rf"^(?P<head>\S.*?) các (?P<noun>{_DISTRICT_NOUN}|xã|phường|thị trấn) (?P<place>[A-ZĐÀ-Ỹ].*)$"
)
_PLURAL_HEAD = re.compile(r"^[Cc]ác ([Ss]ở|[Pp]hòng|[Bb]ộ|[Bb]an|[Đđ]ài)\s+(?=[A-ZĐÀ-Ỹ])")
_INTRO_PLACES = re.compile(
    rf"^(?P<head>.+?) (?:các )?(?P<nouns>(?:{_DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu)(?:(?:, | và | )"
    rf"(?:{_DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu))*)$",
    re.IGNORECASE,
)
_INTRO_HEAD = re.compile(
    r"^(?:[Cc]ác |[Nn]hững )?(?:\d+ )?([Ss]ở|[Pp]hòng|[Bb]ộ|[Bb]an|[Đđ]ài|UBND|[Hh]ội)(?: chuyên môn)?$"
)
_INTRO_CLASS = re.compile(
    r"^(?:các |những )?(?:cơ quan|đơn vị|ngành|phòng ban|cơ quan đơn vị|sở ban ngành|sở ngành|ban ngành|phòng đơn vị|phòng ban đơn vị)\b",
)


def _shared_by(intro: str) -> str | None:
    """What the words before a colon lend to each name after it; "" for a class noun, None when they are no such words."""
    if match := _INTRO_PLACES.match(intro):
        nouns = re.split(r",\s*|\s+và\s+", match.group("nouns"))
        head = match.group("head").strip()
        return f"{head} {nouns[0].lower()}" if len(nouns) == 1 else head + " "
    if match := _INTRO_HEAD.match(intro):
        head = match.group(1)
        return head[:1].upper() + head[1:]
    return "" if _INTRO_CLASS.match(agency_key(intro)) else None


_OWN_NOUN = re.compile(rf"^(?:{_DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu) ", re.IGNORECASE)


def _with_place(shared: str, text: str, context: IssuerContext) -> str | None:
    """`UBND huyện` and a place's name; a place that brings its own noun (`thị trấn X`) keeps that."""
    body = shared.strip()
    if _OWN_NOUN.match(text):
        return (
            f"{body.split()[0]} {text[0].lower()}{text[1:]}" if " " in text and text.split()[-1][0].isupper() else None
        )
    if not text[0].isupper() or head_of(agency_key(text)):
        return None
    if not shared.endswith(" "):
        return f"{body} {text}"
    districts = [row for row in districts_named(text) if context.province in (None, row.province)]
    return f"{body} {districts[0].kind} {text}" if districts else f"{body} {text}"


def _shareable_head(text: str) -> str | None:
    """The noun a following headless atom may share: `Sở` of `Sở Nội vụ`, `UBND huyện` of `UBND huyện Cư Jút`."""
    words = text.split()
    if words[0].lower() in ("sở", "phòng", "bộ") and len(words) > 1:
        return words[0][:1].upper() + words[0][1:]
    if match := re.match(rf"^((?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) {_DISTRICT_NOUN}) [A-ZĐÀ-Ỹ]", text):
        return match.group(1)
    return None


def identify_start(text: str) -> bool:
    """`text` begins a name of its own inside a run: `các ...` or an agency noun in capitals."""
    return text[:4].lower() == "các " or text[:4] == "UBND"


def _is_sure(name: _Name) -> bool:
    return name.found is not None and not name.found.is_collective


# --- mentions ---------------------------------------------------------------------------------------------------------

_ROLE_LABEL = re.compile(
    r"(?:^|(?<=[\n;.]))\s*[-+*•]?\s*(?:(?:cơ quan|đơn vị)(?:,? (?:cơ quan|đơn vị))?\s+)?(chủ trì|phối hợp)(?: thực hiện)?\s*:\s*",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=16384)
def split_agencies(text: str, role: AgencyRole, context: IssuerContext) -> tuple[AgencyMention, ...]:
    """The agencies a lead or coordinating cell names, in order, each once.

    `text` is the repaired cell; `raw` of a mention is its part of that text, `name` what is published. Labels inside the
    cell (`Chủ trì: ...; Phối hợp: ...`) set the role of what follows them. An empty cell gives ().
    """
    text = _TAG.sub("", _MARKUP.sub("\n", text)) if "<" in text else text
    mentions: list[AgencyMention] = []
    for part_role, part in _parts_by_role(text, role):
        mentions += _mentions(part, part_role, context)
    unique = dict.fromkeys((mention.role, mention.name.casefold()) for mention in mentions)
    first = {key: next(m for m in mentions if (m.role, m.name.casefold()) == key) for key in unique}
    return tuple(first.values())


# `Sở A chủ trì, phối hợp với Sở B`: what follows co-operates.
_TOGETHER_WITH = re.compile(
    r"(?<!ội đồng)(?<!ơ quan)(?<!ơn vị)[,\s]+(?:chủ trì[,\s]+)?phối hợp\s+(?:với\s+|cùng\s+|(?=(?:các|Các|[A-ZĐ])))"
)
_PART_TAKEN = re.compile(r"(?<!ơ quan)(?<!ơn vị)\s+(?:chủ trì|phối hợp)(?: thực hiện)?\s*(?=[;,.\n]|$)")


def _parts_by_role(text: str, role: AgencyRole) -> Iterator[tuple[AgencyRole, str]]:
    for part_role, part in _labelled_parts(text, role):
        if "phối hợp" not in part and "chủ trì" not in part:
            yield part_role, part
            continue
        first, *others = _TOGETHER_WITH.split(part)
        yield part_role, _PART_TAKEN.sub("", first)
        for other in others:
            yield "coordinating", _PART_TAKEN.sub("", other)


def _labelled_parts(text: str, role: AgencyRole) -> Iterator[tuple[AgencyRole, str]]:
    if ":" not in text or not (labels := list(_ROLE_LABEL.finditer(text))):
        yield role, text
        return
    yield role, text[: labels[0].start()]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        labelled: AgencyRole = "lead" if label.group(1).lower() == "chủ trì" else "coordinating"
        yield labelled, text[label.end() : following.start() if following else len(text)]


def _mentions(text: str, role: AgencyRole, context: IssuerContext) -> list[AgencyMention]:
    if not text.strip(_ENDS):
        return []
    whole = text.strip()
    if whole.startswith("(") and whole.endswith(")") and "(" not in whole[1:]:
        text = whole[1:-1]
    text = _BULLET.sub("\ue001", text)
    if text.startswith("\ue001") or "\n" in text:
        text = _INLINE_BULLET.sub(_bullet_before_agency, text)
    return [_mention(name, role, context) for name in _Grouper(_atoms(text), context).run()]


def _bullet_before_agency(match: re.Match[str]) -> str:
    """A dash inside a line is a bullet only before an agency noun (`Tài chính - Kế hoạch` has none)."""
    following = match.string[match.end() : match.end() + 30]
    return "\ue001" if head_of(agency_key(following)) else match.group()


def _mention(name: _Name, role: AgencyRole, context: IssuerContext) -> AgencyMention:
    found = name.found or resolve(name.name, context)
    agency = found.agency
    return AgencyMention(
        role=role,
        raw=name.raw,
        name=found.name,
        agency_id=agency.agency_id if agency else None,
        level=agency.level if agency else None,
        is_collective=found.is_collective,
        score=found.score,
        remark="; ".join(filter(None, name.remarks)) or None,
    )


# --- one document -----------------------------------------------------------------------------------------------------

_SET_PHRASE = "các sở ban ngành"


def settle_set_phrases(cells: Sequence[tuple[AgencyMention, ...]]) -> list[tuple[AgencyMention, ...]]:
    """Give the set phrase `Các Sở, Ban, ngành` the punctuation most of the document uses (a lost comma is OCR's).

    Nothing changes unless one form stands in at least four of five places.
    """
    forms: dict[str, int] = {}
    for mention in (mention for cell in cells for mention in cell if agency_key(mention.name) == _SET_PHRASE):
        forms[mention.name] = forms.get(mention.name, 0) + 1
    best = max(forms, key=lambda form: forms[form], default=None)
    if best is None or len(forms) == 1 or forms[best] * 5 < sum(forms.values()) * 4:
        return list(cells)
    return [tuple(replace(m, name=best) if agency_key(m.name) == _SET_PHRASE else m for m in cell) for cell in cells]
