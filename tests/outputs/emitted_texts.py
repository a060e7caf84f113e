"""Every text that the source hands to a finding, a problem or a failure, as templates with numbered holes.

Read from the syntax of the packages: a text is followed from the call that takes it through names, conditions, helper
functions and parameters to the literals it is made of. A text that cannot be followed is an error of its own, so that
no message can come into the tables without being seen here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = ("ingest", "normalize", "parsers", "outputs", "kehoach")
TAKERS: dict[str, dict[int | str, str]] = {
    "Problem": {0: "code", 1: "message", 2: "advice", "resolution": "advice"},
    "UnreadableSource": {0: "code", 1: "message", 2: "advice"},
    "Death": {0: "code", 1: "message", 2: "advice"},
    "Finding": {0: "code", 2: "message"},
    "PageReading": {"error": "message"},
    "replace": {"error": "message"},
    "with_finding": {1: "code", 2: "message"},
    "failed_rows": {1: "code", 2: "message"},
}
"""What takes texts: which argument (place or name), and whether it is a code, what is wrong, or what to do about it."""

CARRIED = {"code", "message", "resolution", "error", "refusal"}
"""Attributes that only hand on a text which was followed where it was made."""

HANDED_ON = {
    ("ingest/page_reading.py", "message"),  # of a `PageReading`
    ("ingest/page_reading.py", "errors.get(page.number)"),  # the same
}
"""Other places that do, by module and expression."""

_HOLE = re.compile(r"\{[^}]*\}")


@dataclass(slots=True)
class Module:
    """A module's syntax with what names mean in it."""

    path: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    def function_of(self, node: ast.AST) -> ast.FunctionDef | None:
        """The function `node` stands in; None at the top of the module."""
        above = self.parents.get(node)
        while above is not None and not isinstance(above, ast.FunctionDef):
            above = self.parents.get(above)
        return above

    def function(self, name: str) -> ast.FunctionDef | None:
        """The function or method of this name."""
        return next((n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef) and n.name == name), None)


@dataclass(slots=True)
class Emitted:
    """Templates by kind with the place that made each, and the places whose text could not be followed."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def emitted_texts(root: Path) -> Emitted:
    """All texts of the packages below `root`; `word` is the kind of those that stand in a hole of another one."""
    modules = [
        Module(path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    ]
    found = Emitted()
    by_path = {module.path: module for module in modules}
    for module in modules:
        _Follower(module, by_path, found).all_calls({name: dict(takes) for name, takes in TAKERS.items()})
    return found


class _Follower:
    """Follows texts in one module. Functions that hand a parameter on become takers of this module."""

    def __init__(self, module: Module, by_path: dict[str, Module], found: Emitted) -> None:
        self._module = module
        self._by_path = by_path
        self._found = found
        self._takers: dict[str, dict[int | str, str]] = {}
        self._grown = False

    def all_calls(self, takers: dict[str, dict[int | str, str]]) -> None:
        """Follow what is handed to `takers`, and to functions that hand it on to them."""
        self._takers = takers
        self._grown = True
        while self._grown:
            self._grown = False
            for node in ast.walk(self._module.tree):
                if isinstance(node, ast.Call):
                    self._call(node)

    def _call(self, call: ast.Call) -> None:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        takes = self._takers.get(name, {})
        given: list[tuple[str, ast.expr]] = [(takes[i], arg) for i, arg in enumerate(call.args) if i in takes]
        given += [(takes[word.arg], word.value) for word in call.keywords if word.arg in takes]
        for kind, value in given:
            try:
                for template in self._texts(value, kind):
                    self._add(kind, template, value)
            except LookupError:
                if kind == "word" or (self._module.path, ast.unparse(value)) in HANDED_ON:
                    continue  # data of the document, which has no other language
                place = f"{self._module.path}:{value.lineno} {ast.unparse(value)}"
                self._found.lost += [] if place in self._found.lost else [place]

    def _add(self, kind: str, template: str, node: ast.AST) -> None:
        text = template.strip()
        if any(c.isalpha() for c in _HOLE.sub("", text)):
            self._found.texts.setdefault((kind, text), f"{self._module.path}:{getattr(node, 'lineno', 0)}")

    def _texts(self, node: ast.expr, kind: str) -> list[str]:
        """The templates `node` can give.

        Raises:
            LookupError: it cannot be told.
        """
        match node:
            case ast.Constant(value=None):
                return []
            case ast.Constant(value=str(text)):
                return [text.replace("{", "{{").replace("}", "}}")]
            case ast.JoinedStr():
                return [self._joined(node)]
            case ast.BinOp(op=ast.Add(), left=left, right=ast.Call()):  # a list that was joined
                return [f"{text}{{{text.count('{') + 1}}}" for text in self._texts(left, kind)]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return [a + b for a in self._texts(left, kind) for b in self._texts(right, kind)]
            case ast.IfExp(body=body, orelse=other):
                return self._texts(body, kind) + self._texts(other, kind)
            case ast.BoolOp(values=values):
                return [text for value in values for text in self._texts(value, kind)]
            case ast.Attribute(attr=name) if name in CARRIED:
                return []
            case ast.Call(func=ast.Name(id="str")):
                return []
            case ast.Call(func=ast.Name(id=name)) if (function := self._function(name)) is not None:
                returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
                return [text for value in returned for text in self._texts(value, kind)]
            case ast.Name(id=name):
                return self._named(name, node, kind)
        raise LookupError(ast.unparse(node))

    def _function(self, name: str) -> ast.FunctionDef | None:
        """The function that a name means here: one of this module, or one of another that calls none in its turn."""
        imports = (node for node in self._module.tree.body if isinstance(node, ast.ImportFrom) and node.module)
        names = [str(node.module) for node in imports if any(alias.name == name for alias in node.names)]
        others = (self._by_path.get(f"{module.replace('.', '/')}.py") for module in names)
        if (own := self._module.function(name)) is not None:
            return own
        found = (module.function(name) for module in others if module is not None)
        return next((function for function in found if function is not None and not _calls(function)), None)

    def _joined(self, node: ast.JoinedStr) -> str:
        """A formatted string with numbered holes; texts that can stand in a hole are found as words."""
        made, holes = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                made += str(part.value).replace("{", "{{").replace("}", "}}")
            elif isinstance(part, ast.FormattedValue):
                holes += 1
                form = "!r" if part.conversion == ord("r") else ""
                form += ":" + "".join(str(c.value) for c in part.format_spec.values) if part.format_spec else ""  # type: ignore[attr-defined]
                made += f"{{{holes}{form}}}"
                self._hole(part.value)
        return made

    def _hole(self, node: ast.expr) -> None:
        for value in node.values if isinstance(node, ast.BoolOp) else [node]:
            try:
                found = self._texts(value, "word")
            except LookupError:
                continue  # data of the document, which has no other language
            for text in found:
                self._add("word", text, node)

    def _named(self, name: str, node: ast.expr, kind: str) -> list[str]:
        function = self._module.function_of(node)
        while function is not None:
            values = list(_assigned(function, name))
            if values:
                return [text for value in values for text in self._texts(value, kind)]
            if self._is_parameter(function, name, kind):
                return []
            function = self._module.function_of(function)
        values = list(_assigned(self._module.tree, name))
        if not values:
            raise LookupError(name)
        return [text for value in values for text in self._texts(value, kind)]

    def _is_parameter(self, function: ast.FunctionDef, name: str, kind: str) -> bool:
        """Whether it is one, in which case those who call the function are followed, too."""
        arguments = [a.arg for a in function.args.posonlyargs + function.args.args]
        if name not in arguments + [a.arg for a in function.args.kwonlyargs]:
            return False
        takes = self._takers.setdefault(function.name, {})
        places: list[int | str] = [name]
        if name in arguments:
            places.append(arguments.index(name) - (arguments[0] == "self"))
        for place in places:
            if place not in takes:
                takes[place] = kind
                self._grown = True
        return True


def _calls(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) for node in ast.walk(function))


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    """The values that `name` is given in `scope`, tuples taken apart, and entries of a dictionary (`in [d[key]]`)."""
    for node in ast.walk(scope):
        if isinstance(node, ast.comprehension):
            match node.iter:
                case ast.List(elts=[ast.Subscript(value=ast.Name(id=known))]) if known != name:
                    for entries in _assigned(scope, known):
                        for entry in entries.values if isinstance(entries, ast.Dict) else ():
                            yield from _taken_apart(node.target, entry, name)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _taken_apart(target, node.value, name)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _taken_apart(node.target, node.value, name)


def _taken_apart(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, own in zip(target.elts, value.elts, strict=True):
            yield from _taken_apart(one, own, name)
