"""Which atoms of an agency cell make one name: longest known name first, then collectives, then shared nouns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.agency_atoms import BULLET_SIGN, WEAK, Atom, is_person
from normalize.agency_keys import agency_key, field_heads, head_of, is_acronym, is_no_agency, starts_agency
from normalize.agency_shared_nouns import (
    names_place_beside,
    places_opened,
    shareable_head,
    shared_by,
    with_place,
)
from normalize.agency_units import (
    UNITS_OF_FIELDS,
    belongs_behind_comma,
    belongs_behind_dash,
    fields_of_units,
    may_be_unit,
)
from normalize.collectives import begins_collective, continues, is_in_each_of_class, is_noun_run
from normalize.gazetteer import IssuerContext, Resolution, identify, is_owner_only, is_sector
from normalize.lost_separators import lost_separator

_WINDOW = 7
_DASH = re.compile(r"\s[-–]\s")
# What makes a capitalised noun part of a class (`Trung tâm trực thuộc`) and not a body (`Ban Quản lý rừng`).
_CLASS_TAIL = re.compile(r" (?:trực thuộc|thuộc|có liên quan|liên quan|khác|cấp|trên địa bàn)\b")


@dataclass(slots=True)
class Name:
    """A name found in a cell, as it is to be published, with its resolution where that is already known."""

    raw: str
    name: str
    remarks: list[str]
    found: Resolution | None = None


class Grouper:
    """Walks over the atoms of one cell. `shared` is the noun that headless atoms take (`Sở`, `UBND huyện`)."""

    def __init__(self, atoms: list[Atom], context: IssuerContext) -> None:
        self.atoms = [piece for atom in atoms for piece in self._unglued(atom, context)]
        self.context = context
        self.names: list[Name] = []
        self.shared: str | None = None
        self.has_colon = any(":" in atom.text for atom in self.atoms)
        self.is_list = False

    @staticmethod
    def _unglued(atom: Atom, context: IssuerContext) -> Iterator[Atom]:
        """The atom, cut where a separator was lost between two names that are known."""
        while (cut := lost_separator(atom.text, context)) is not None:
            left, right = cut
            yield Atom(left, atom.before, atom.hard, atom.joint)
            atom = Atom(right, BULLET_SIGN, True, " ", atom.remarks)
        yield atom

    def run(self) -> list[Name]:
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
            or self._unit_of_body(index)
            or self._longest(index)
            or self._in_each_of_class(index)
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
        self.names.append(Name(raw, name or raw, remarks, found))
        return size

    # The ways a name may be read, in the order they are tried.

    def _longest(self, index: int) -> int:
        """The longest run of atoms that is one known body or collective."""
        if self._is_rest_of_collective(index) or self._is_second_field(index):
            return self._join(index)
        for size in self._window(index):
            text = self._text(index, size)
            found = identify(text, self.context)
            if found and not (size > 1 and self._should_part(index, size, found)):
                if found.is_collective:
                    return self._collective(index) or self._share(index, size, found)
                return self._share(index, size, found)
        return 0

    def _unit_of_body(self, index: int) -> int:
        """`Phòng Cảnh sát giao thông - Công an tỉnh`: a unit that is no body of its own, and the body it belongs to."""
        if not may_be_unit(self.atoms[index].text):
            return 0
        for size in range(2, self._window(index)[0] + 1):
            last = self.atoms[index + size - 1]
            unit = self._text(index, size - 1)
            if last.before == ",":
                return self._add(index, size) if belongs_behind_comma(unit, last.text, self.context) else 0
            if last.before in ("-", "–"):
                return self._add(index, size) if belongs_behind_dash(unit, last.text, self.context) else 0
        return 0

    def _is_rest_of_collective(self, index: int) -> bool:
        """`viễn thông` after `các doanh nghiệp bưu chính,`: one or two words in lower case are no body of their own."""
        atom = self.atoms[index]
        if not self.names or atom.hard or not atom.text[0].islower() or atom.text.startswith("các "):
            return False
        last = agency_key(self.names[-1].name)
        if last.endswith(" hội") and is_noun_run(last) and agency_key(atom.text).startswith("hiệp hội "):
            return True  # `các hội, hiệp hội doanh nghiệp`
        is_short = len(atom.text.split()) <= 2
        return is_short and begins_collective(last) and " " in self.names[-1].name

    def _is_second_field(self, index: int) -> bool:
        """`Thống kê` of `Phòng Tin học và Thống kê`: a bare field after `và`, where a unit with its field goes before.

        So is a field written short (`Chi cục Trồng trọt và BVTV`, `Trung tâm Nước sạch và VSMT nông thôn`) that is no
        known body and brings no name. Units that the gazetteer knows whole (`Phòng Nội vụ và Thống kê`) end before it.
        """
        atom, key = self.atoms[index], agency_key(self.atoms[index].text)
        if not self.names or atom.hard or atom.before not in ("và", "&", "-", "–"):
            return False
        is_short = is_acronym(atom.text) and head_of(key) is None and not _brings_a_name(atom.text)
        joints = fields_of_units().get(key, [])
        is_field = atom.before in joints and ("và" in joints or _DASH.search(self.names[-1].name) is not None)
        if not is_field and not (is_short and identify(atom.text, self.context) is None):
            return False
        last = agency_key(self.names[-1].name)
        if head_of(last) not in UNITS_OF_FIELDS or head_of(last) == last:
            return False
        # `Trung tâm GDTX và HN`: two fields written short, of which the first alone is a known body
        are_short = is_short and atom.text.isalpha() and _SHORT_FIELD.search(self.names[-1].name) is not None
        return are_short or not _is_sure(self.names[-1])

    def _should_part(self, index: int, size: int, found: Resolution) -> bool:
        """A run that is known as a whole is still several names when its later atoms are names of their own.

        `UBND các huyện, UBND các xã` is two collectives; `Thanh tra, Sở Nội vụ` is not the sở's inspectorate.
        """
        if found.is_collective:
            return any(_begins_name(atom.text) for atom in self.atoms[index + 1 : index + size])
        last = self.atoms[index + size - 1]
        if last.before not in WEAK and names_place_beside(last.text, self.atoms[index].text):
            return True  # `UBND thành phố Thái Nguyên, thành phố Sông Công`, `UBND xã A, B`
        if last.before in WEAK or not starts_agency(last.text):
            return False
        return is_owner_only(self._text(index, size), self._text(index, size - 1))

    def _share(self, index: int, size: int, found: Resolution) -> int:
        head = shareable_head(self._text(index, size))
        self.shared = head if not found.is_collective else None
        return self._add(index, size, found=found)

    def _collective(self, index: int) -> int:
        """`các` with its nouns, over the commas between them, up to the first atom that is a body of its own."""
        key = agency_key(self.atoms[index].text)
        if not (begins_collective(key) or self._are_ministries(index, key)):
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

    def _in_each_of_class(self, index: int) -> int:
        """`Thanh tra các sở, ban, ngành`: a unit that each of a class has; the class goes on over the commas."""
        key = agency_key(self.atoms[index].text)
        if not is_in_each_of_class(key) or begins_collective(key):
            return 0
        following = self.atoms[index + 1 : index + self._window(index)[0]]
        size = 1
        for atom in itertools.takewhile(lambda atom: atom.text[0].islower(), following):
            key = agency_key(atom.text)
            if not continues(key) or "các" in key.split():
                break
            size += 1
            if not is_noun_run(key):
                break
        if size == 1:
            return 0
        self.shared = None
        return self._add(index, size)

    def _are_ministries(self, index: int, key: str) -> bool:
        """`Bộ, ngành, địa phương`: the noun alone, which another one in small letters follows, names them all."""
        if key != "bộ" or index + 1 == len(self.atoms) or self.atoms[index + 1].hard:
            return False
        following = self.atoms[index + 1].text
        return following[0].islower() and begins_collective(agency_key(following))

    def _goes_on(self, index: int) -> bool:
        text = self.atoms[index].text
        key = agency_key(text)
        is_class = is_noun_run(key) or begins_collective(key) or _CLASS_TAIL.search(key) is not None
        if not continues(key) or (text[0].isupper() and not is_class):
            return False
        return text[0].islower() or (found := identify(text, self.context)) is None or found.is_collective

    def _headless(self, index: int) -> int:
        """An atom that begins with no agency noun: a sector or place that shares a noun, or the rest of a name."""
        atom = self.atoms[index].text
        if starts_agency(atom):
            # `Sở Tài chính, KH&ĐT`: an abbreviation that stands for a field and for no body
            is_field = is_acronym(atom) and head_of(agency_key(atom)) is None and is_sector(atom, self.context)
            return self._sharing(index) if self.shared and is_field else 0
        if self.shared and (taken := self._sharing(index)):
            return taken
        if self._is_rest_of_field(self.atoms[index]) and not (self.is_list or _is_sure(self.names[-1])):
            return self._continued(index)  # `Phòng Quản lý Quy hoạch và Xây dựng`
        for size in self._window(index):
            text = self._text(index, size)
            if (text[0].isupper() or self.is_list) and is_sector(text, self.context):
                return self._add(index, size, text)
        return self._continued(index)

    def _sharing(self, index: int) -> int:
        """A name that takes the shared noun: the longest run that is a known body with it, or one place's name."""
        shared = self.shared or ""
        if " " in shared:
            name = with_place(shared, self.atoms[index].text, self.context, is_listed=self.is_list)
            return self._add(index, 1, name) if name else 0
        if self.atoms[index].text[0].islower() and not self.is_list:
            return 0  # `Phòng Thanh tra, pháp chế` is one body
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
        if key.startswith("các ") and is_noun_run(agency_key(last.name)) and starts_agency(atom.text):
            return 0  # `Các phòng, các Hạt Kiểm lâm`: the second names a class of its own
        if head_of(key) is not None and head_of(key) == head_of(agency_key(last.name)) and atom.before == ",":
            return 0  # `Tổ chuyên môn, tổ văn phòng`
        if _POST_ALONE.match(agency_key(last.name)):
            return 0  # `Hiệu trưởng, các phó hiệu trưởng`
        is_field = head_of(key) in field_heads() and not _is_sure(last)
        if not (is_field or key.startswith("các ")) or (is_field and atom.text[0].isupper() and atom.before == ","):
            return 0
        return self._join(index)

    def _continued(self, index: int) -> int:
        atom = self.atoms[index]
        if not self.names or atom.hard or self.shared == "":
            return 0
        if self._follows_persons() and _NAME_OF_PERSON.match(atom.text):
            return 0  # `Đ/c Nguyễn Văn An, Trần Thị Bình`
        is_own = atom.text[0].isupper() and _is_sure(self.names[-1]) and not self._is_rest_of_field(atom)
        if is_own and not is_no_agency(agency_key(atom.text)):
            return 0
        return self._join(index)

    def _follows_persons(self) -> bool:
        """Whether the last name is a person's, by its title or because it stands in a list that began with one."""
        for name in reversed(self.names):
            if is_person(name.name):
                return True
            if not _NAME_OF_PERSON.match(name.name):
                return False
        return False

    def _is_rest_of_field(self, atom: Atom) -> bool:
        """`Nhân sự` of `Ban Tổ chức và Nhân sự`: what `và` adds, without a noun, to a noun with its field of work."""
        key = agency_key(self.names[-1].name) if self.names else ""
        return atom.before == "và" and head_of(key) not in (None, key)

    def _join(self, index: int) -> int:
        atom, last = self.atoms[index], self.names[-1]
        joined = last.raw + atom.joint + atom.text
        self.names[-1] = Name(joined, last.name + joined[len(last.raw) :], last.remarks + atom.remarks)
        return 1

    def _alone(self, index: int) -> int:
        text = self.atoms[index].text
        self.shared = shareable_head(text)
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
        if opened := places_opened(text):
            self.shared, place = opened
            return self._add(index, 1, with_place(self.shared, place, self.context, is_listed=True))
        return self._plural_head(index)

    def _plural_head(self, index: int) -> int:
        match = _PLURAL_HEAD.match(self.atoms[index].text)
        if not match or (self.context.level == "central" and self._stands_alone(index)):
            return 0  # `các Sở Y tế` of a ministry are those of all provinces
        head = match.group(1)[:1].upper() + match.group(1)[1:].lower()
        for size in self._window(index):
            rest = self._text(index, size)[match.end() :]
            found = identify(f"{head} {rest}", self.context)
            if found and not found.is_collective:
                self.shared = head
                return self._add(index, size, f"{head} {rest}")
        return 0

    def _stands_alone(self, index: int) -> bool:
        """Whether no name without a noun of its own follows, which would share the one of this atom."""
        if index + 1 == len(self.atoms):
            return True
        following = self.atoms[index + 1]
        return following.hard or starts_agency(following.text)

    def _introduced(self, index: int) -> int:
        """`UBND các huyện: A, B`, `Các Sở: A; B`, `Các cơ quan: A, B`: what stands before the colon is shared."""
        for size in reversed(self._window(index)):
            atom = self.atoms[index + size - 1]
            if ":" not in atom.text:
                continue
            intro, _, rest = (part.strip() for part in self._text(index, size).partition(":"))
            shared = shared_by(intro) if rest else None
            if shared is None:
                return 0
            self.shared, self.is_list = shared, True
            self.atoms[index + size - 1] = Atom(rest, "", True, " ", atom.remarks)
            return size - 1 + self._step(index + size - 1)
        return 0


# Two to five words with capitals, and the person's post behind a dash: `Trần Thị Bình - Tổ trưởng`.
_NAME_OF_PERSON = re.compile(
    r"^(?![A-ZĐ]{2})[A-ZĐÀ-Ỹ][^\W\d_]*(?: (?![A-ZĐ]{2})[A-ZĐÀ-Ỹ][^\W\d_]*){1,4}(?: [-–] \S.*)?$"
)
_SHORT_FIELD = re.compile(r"(?<= )[A-ZĐ]{2,}$")
_POST_ALONE = re.compile(r"^(?:phó )?(?:hiệu trưởng|giám đốc|chủ tịch|bí thư)$")
_LEVEL_ONLY = re.compile(r"^(?:cấp )?(?:tỉnh|huyện|xã|cơ sở)$", re.IGNORECASE)
_UBND_LEVEL = re.compile(r"^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) cấp (?:tỉnh|huyện|xã|cơ sở)$", re.IGNORECASE)
_PLURAL_HEAD = re.compile(r"^[Cc]ác ([Ss]ở|[Pp]hòng|[Bb]ộ|[Bb]an|[Đđ]ài)\s+(?=[A-ZĐÀ-Ỹ])")


def _begins_name(text: str) -> bool:
    """`text` begins a name of its own inside a run: `các ...` or an agency noun in capitals."""
    return text[:4].lower() == "các " or text[:4] == "UBND"


def _brings_a_name(text: str) -> bool:
    """`HTX Tân Tiến`: a capital word after the first is the name of a body."""
    return any(word[0].isupper() for word in text.split()[1:])


def _is_sure(name: Name) -> bool:
    return name.found is not None and not name.found.is_collective
