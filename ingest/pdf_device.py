"""The letters, rules and pictures painted on a PDF page, each letter marked with how it shows itself.

pdfplumber shows all letters alike and leaves out what annotations paint. Here each letter's `tag` says more:

* `hidden`: painted in no colour (rendering modes 3 and 7) or on a layer that is switched off;
* `covered`: below a picture that was painted later;
* `note:N`: in the appearance of the N-th annotation (a signature field, a text box, a stamp);
* `form:N`: in the N-th form, a piece of content that was put onto the page as a whole;
* None: everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, apply_matrix_rect, mult_matrix
from pdfplumber.page import Page

HIDDEN = "hidden"
COVERED = "covered"
NOTE = "note"
FORM = "form"

_INVISIBLE_MODES = (3, 7)
_NOT_SHOWN = 2 | 32  # the flags Hidden and NoView of an annotation
_NO_TEXT = ("Link", "Popup")
_LEAST_COVER = 0.02  # of the page; scanners store pages in strips
_MOST_FORMS = 2000  # painted on a page; a form within a form counts each time
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class ShownPage(Page):
    """A page of pdfplumber whose letters carry the tags of this module, those of annotations included.

    `unfolds` says, once the page was read, that forms paint themselves or more forms than any page has: a program that
    follows all of them is out of memory or time.
    """

    unfolds = False

    @property
    def layout(self) -> LTPage:
        """What is painted, read once."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, self.page_number)
            interpreter = _Interpreter(self.pdf.rsrcmgr, device)
            interpreter.hidden_layers = _hidden_layers(self.pdf.doc.catalog)
            device.interpreter = interpreter
            interpreter.process_page(self.page_obj)
            self._layout = device.get_result()
            self.unfolds = device.unfolds
        return self._layout


def shown_page(page: Page) -> ShownPage:
    """`page` with its letters marked."""
    return ShownPage(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


class _Device(PDFPageAggregator):
    interpreter: _Interpreter

    def __init__(self, resources: PDFResourceManager, number: int) -> None:
        super().__init__(resources, number)
        self.layers: list[bool] = []  # of the marked content that is open: whether it is switched off
        self.piece: str | None = None
        self._pieces = 0
        self._forms = 0
        self._painted = 0
        self.unfolds = False
        self._invisible = False
        self._letters: list[LTChar] = []

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self._page_ctm = ctm
        self._area = float(self.cur_item.width * self.cur_item.height)

    def end_page(self, page: Any) -> None:
        for annotation in _annotations(page):
            self._pieces += 1
            self.piece = f"{NOTE}:{self._pieces}"
            self.interpreter.paint(annotation, self._page_ctm)
        self.piece = None
        super().end_page(page)

    def begin_figure(self, name: str, bbox: Any, matrix: Matrix) -> None:
        super().begin_figure(name, bbox, matrix)
        self._forms += 1
        if self._forms == 1 and self.piece is None:
            self._pieces += 1
            self.piece = f"{FORM}:{self._pieces}"

    def may_paint(self, form: PDFStream, open_streams: Set[int]) -> bool:
        """Whether a form is to be painted, inside the streams of content that are open."""
        self._painted += 1
        self.unfolds = self.unfolds or self._painted > _MOST_FORMS or form.objid in open_streams
        return not self.unfolds

    def end_figure(self, name: str) -> None:
        super().end_figure(name)
        self._forms -= 1
        if not self._forms and self.piece is not None and self.piece.startswith(FORM):
            self.piece = None

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        if not isinstance(seq, list):
            return  # `TJ` of something else than a list shows nothing; pdfminer would give the page up
        self._invisible = textstate.render in _INVISIBLE_MODES
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *arguments: Any, **options: Any) -> float:
        advance = super().render_char(*arguments, **options)
        letter = self.cur_item._objs[-1]  # pdfminer hands the letter only to its container
        if isinstance(letter, LTChar):
            hidden = self._invisible or any(self.layers)
            letter.tag = HIDDEN if hidden else self.piece  # type: ignore[attr-defined]
            self._letters.append(letter)
        return advance

    def render_image(self, name: str, stream: PDFStream) -> None:
        super().render_image(name, stream)
        figure = self.cur_item
        opaque = not any(stream.get(key) for key in ("SMask", "Mask", "ImageMask", "IM"))
        if not opaque or not isinstance(figure, LTFigure) or figure.width * figure.height < _LEAST_COVER * self._area:
            return
        for letter in self._letters:
            x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
            if figure.x0 <= x <= figure.x1 and figure.y0 <= y <= figure.y1:
                letter.tag = COVERED  # type: ignore[attr-defined]


class _Interpreter(PDFPageInterpreter):
    device: _Device
    hidden_layers: frozenset[int] = frozenset()

    def dup(self) -> _Interpreter:
        other = type(self)(self.rsrcmgr, self.device)
        other.hidden_layers = self.hidden_layers
        return other

    def do_BMC(self, tag: Any) -> None:  # noqa: N802 - named by the operator
        self.device.layers.append(False)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        off = False
        if isinstance(tag, PSLiteral) and literal_name(tag) == "OC" and isinstance(props, PSLiteral):
            named = resolve1(self.resources.get("Properties")) or {}
            off = self._is_off(named.get(literal_name(props)))
        self.device.layers.append(off)

    def do_EMC(self) -> None:  # noqa: N802
        if self.device.layers:
            self.device.layers.pop()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        content = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if _is_form(content) and not self.device.may_paint(content, self.parent_stream_ids | self.stream_ids):
            return
        layer = content.attrs.get("OC") if isinstance(content, PDFStream) else None
        self.device.layers.append(self._is_off(layer))
        super().do_Do(xobjid_arg)
        self.device.layers.pop()

    def paint(self, annotation: dict[str, Any], page_ctm: Matrix) -> None:
        """Paint the appearance of an annotation into its rectangle (ISO 32000-1, 12.5.5)."""
        content = _appearance(annotation)
        if content is None or self._is_off(annotation.get("OC")):
            return
        matrix = tuple(resolve1(content.get("Matrix")) or _IDENTITY)
        x0, y0, x1, y1 = apply_matrix_rect(matrix, _box(content.get("BBox")))
        left, low, right, high = _box(annotation.get("Rect"))
        if x1 <= x0 or y1 <= y0:
            return
        across, up = (right - left) / (x1 - x0), (high - low) / (y1 - y0)
        fit = (across, 0.0, 0.0, up, left - x0 * across, low - y0 * up)
        self.device.begin_figure("note", (0, 0, 1, 1), _IDENTITY)
        ctm = mult_matrix(matrix, mult_matrix(fit, page_ctm))
        self.dup().render_contents(resolve1(content.get("Resources")) or {}, [content], ctm=ctm)
        self.device.end_figure("note")

    def _is_off(self, layer: Any) -> bool:
        """Whether a layer, or all layers of a group that shows with any of them, are switched off."""
        if isinstance(layer, PDFObjRef) and layer.objid in self.hidden_layers:
            return True
        group = resolve1(layer)
        if not isinstance(group, dict) or "OCGs" not in group:
            return False
        own = group["OCGs"]
        members = own if isinstance(own, list) else [own] if isinstance(own, PDFObjRef) else resolve1(own)
        off = [isinstance(one, PDFObjRef) and one.objid in self.hidden_layers for one in members or []]
        policy = literal_name(group["P"]) if isinstance(group.get("P"), PSLiteral) else "AnyOn"
        return any(off) if policy == "AllOn" else bool(off) and all(off)


def _is_form(content: Any) -> bool:
    return isinstance(content, PDFStream) and literal_name(content.get("Subtype")) == "Form"


def _hidden_layers(catalog: dict[str, Any]) -> frozenset[int]:
    """Object numbers of the layers that are switched off when the file is opened."""
    properties = resolve1(catalog.get("OCProperties"))
    if not isinstance(properties, dict):
        return frozenset()
    default = resolve1(properties.get("D")) or {}

    def listed(holder: dict[str, Any], key: str) -> frozenset[int]:
        found = resolve1(holder.get(key)) or []
        return frozenset(one.objid for one in found if isinstance(one, PDFObjRef))

    base = default.get("BaseState")
    if isinstance(base, PSLiteral) and literal_name(base) == "OFF":
        return listed(properties, "OCGs") - listed(default, "ON")
    return listed(default, "OFF")


def _annotations(page: Any) -> Iterator[dict[str, Any]]:
    """The annotations of a page that are shown and may hold text."""
    for reference in resolve1(page.annots) or []:
        annotation = resolve1(reference)
        if not isinstance(annotation, dict) or not isinstance(annotation.get("Subtype"), PSLiteral):
            continue
        flags = resolve1(annotation.get("F")) or 0
        if literal_name(annotation["Subtype"]) not in _NO_TEXT and not flags & _NOT_SHOWN:
            yield annotation


def _appearance(annotation: dict[str, Any]) -> PDFStream | None:
    """The normal appearance, of the present state where there are several."""
    found = resolve1((resolve1(annotation.get("AP")) or {}).get("N"))
    if isinstance(found, dict) and isinstance(annotation.get("AS"), PSLiteral):
        found = resolve1(found.get(literal_name(annotation["AS"])))
    return found if isinstance(found, PDFStream) and "BBox" in found else None


def _box(value: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(resolve1(one)) for one in resolve1(value))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
