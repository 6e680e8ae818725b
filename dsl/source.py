"""Standalone source of references: a Python function with all that it needs, without annotations and decorators."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from dsl.primitives import Primitive

MODULES = (  # those that forms and references use, always by their own names
    *("base64", "calendar", "datetime", "functools", "html", "ipaddress", "itertools", "math", "pathlib", "re"),
    *("unicodedata", "urllib", "zlib"),
)
ROUNDINGS = ("ROUND_CEILING", "ROUND_DOWN", "ROUND_FLOOR", "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_UP")
DECIMALS = ("Context", "Decimal", *ROUNDINGS)
IMPORTS = {name: f"import {name}" for name in MODULES} | {name: f"from decimal import {name}" for name in DECIMALS}
IMPORTS |= {"urllib": "import urllib.parse", "nx": "import networkx as nx", "Counter": "from collections import Counter"}
_INLINED = (int, str, bool, float, type(None))
_TUPLES = {"tuple", "isinstance", "type", "hash"}  # names by which a function may depend on lists being tuples
_HASHES = {"set", "frozenset", "dict", "cache", "lru_cache", "Counter", "defaultdict"}


class Unavailable(Exception):
    """That a function cannot be written down, and why."""


class Sources:
    """Collects definitions and imports, each once, in an order in which they can be run."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = set(taken)
        self.names: dict[int, str] = {}
        self.kept: list[Any] = []  # keeps what `names` knows by id alive
        self.modules: set[str] = set()
        self.imports: set[str] = set()
        self.definitions: list[str] = []

    def name(self, wanted: str) -> str:
        """A name for a new definition."""
        found, number = wanted, 2
        while found in self.taken:
            found, number = f"{wanted}_{number}", number + 1
        self.taken.add(found)
        return found

    def define(self, name: str, definition: ast.stmt | str) -> None:
        """Add a definition."""
        self.definitions.append(definition if isinstance(definition, str) else unparse(definition))
        self.taken.add(name)

    def function(self, p: Primitive, wanted: str) -> str:
        """The name of the function that does what a primitive does, if possible `wanted`; defined if it is not yet."""
        assert p.function is not None
        function = inspect.unwrap(p.function)
        if id(function) not in self.names:
            before = dict(self.names), set(self.taken), set(self.imports), list(self.definitions)
            try:
                self._value(function, wanted)
            except Unavailable as problem:
                self.names, self.taken, self.imports, self.definitions = before
                self._stub(p, wanted, problem)
        return self.names[id(function)]

    def _stub(self, p: Primitive, wanted: str, problem: Unavailable) -> None:
        assert p.function is not None
        name = self._register(inspect.unwrap(p.function), wanted)
        reason = ast.unparse(ast.Constant(f"{p.name} is not part of this file: {problem}"))
        self.define(name, f"def {name}(*arguments):\n    raise NotImplementedError({reason})")

    def _register(self, value: Any, wanted: str) -> str:
        self.kept.append(value)
        self.names[id(value)] = self.name(wanted)
        return self.names[id(value)]

    def _value(self, value: Any, wanted: str) -> ast.expr:
        """An expression for a global value that a function uses."""
        if isinstance(value, Primitive):
            if value.function is None:
                raise Unavailable(f"it uses the subroutine {value.name}")
            return self._value(value.function, wanted)
        value = getattr(value, "__wrapped__", value)  # what it remembers, a file can do without
        if isinstance(value, _INLINED):
            return constant(value)
        if id(value) in self.names:
            return ast.Name(self.names[id(value)])
        name = str(getattr(value, "__name__", ""))
        if IMPORTS.get(wanted) in (f"import {name} as {wanted}", f"from {getattr(value, '__module__', '')} import {name}"):
            self.imports.add(IMPORTS[wanted])
            return ast.Name(wanted)
        if isinstance(value, ModuleType):
            if value.__name__ in MODULES:
                self.imports.add(IMPORTS[value.__name__])
                return ast.Name(value.__name__)
            name = self._register(value, wanted)
            self.imports.add(f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else ""))
            return ast.Name(name)
        if getattr(builtins, name, None) is value:
            return ast.Name(name)
        if _is_standard(value):
            name = self._register(value, wanted)
            alias = f" as {name}" if name != value.__name__ else ""
            self.imports.add(f"from {value.__module__} import {value.__name__}{alias}")
            return ast.Name(name)
        if isinstance(value, FunctionType):
            return self._function(value, wanted)
        if isinstance(value, type) and value.__module__.startswith("dsl."):
            return self._class(value, wanted)
        return self._literal(value, wanted)

    def _literal(self, value: Any, wanted: str) -> ast.expr:
        try:
            text = repr(value)
            known = ast.literal_eval(text) == value
        except (ValueError, SyntaxError, TypeError):
            known = False
        if not known:
            raise Unavailable(f"it uses {wanted}")
        name = self._register(value, wanted)
        self.define(name, f"{name} = {text}")
        return ast.Name(name)

    def _function(self, function: FunctionType, wanted: str) -> ast.expr:
        definition = parsed(function)
        name = self._register(function, wanted)
        plain = self._with_values(definition, {**function.__globals__, **_closure(function)})
        if isinstance(plain, ast.FunctionDef):
            plain.name = name
            self.define(name, plain)
        else:
            self.define(name, f"{name} = {unparse(plain)}")
        return ast.Name(name)

    def _class(self, own: type, wanted: str) -> ast.expr:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(own))).body
        assert isinstance(definition, ast.ClassDef)
        name = self._register(own, wanted)
        plain = self._with_values(_Plain().visit(definition), vars(sys.modules[own.__module__]))
        plain.name = name
        self.define(name, plain)
        return ast.Name(name)

    def _with_values(self, definition: ast.AST, scope: Mapping[str, Any]) -> Any:
        """A definition with what it uses of its surroundings defined before it."""
        bound = {name for node in ast.walk(definition) if node is not definition for name in _bound(node)}
        used = sorted({n.id for n in ast.walk(definition) if isinstance(n, ast.Name)} - bound)
        found = {n: self._value(scope[n], n) for n in used if n in scope}
        unknown = [n for n in used if n not in scope and not hasattr(builtins, n)]
        if unknown:
            raise Unavailable(f"it uses {unknown[0]}")
        return _Valued(found).visit(definition)


def _is_standard(value: Any) -> bool:
    """Whether a value is a function or class of the standard library."""
    home = getattr(value, "__module__", None) or ""
    known = home.split(".")[0] in sys.stdlib_module_names and home != "__main__"
    return known and isinstance(value, type | FunctionType | BuiltinFunctionType)


def _bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a node binds."""
    match node:
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
            return (name,)
        case ast.Name(id=name, ctx=ast.Store()):
            return (name,)
        case ast.Import(names) | ast.ImportFrom(names=names):
            return tuple(alias.asname or alias.name.split(".")[0] for alias in names)
    return ()


def _closure(function: FunctionType) -> dict[str, Any]:
    names, cells = function.__code__.co_freevars, function.__closure__ or ()
    found = {}
    for name, cell in zip(names, cells):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            raise Unavailable(f"it uses {name}") from None
    return found


def parsed(function: Callable[..., Any]) -> ast.FunctionDef | ast.Lambda:
    """The tree of a function's source."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(text)
    except (OSError, TypeError, SyntaxError, ValueError):
        raise Unavailable("its source is not at hand") from None
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
    named = bool(found) and isinstance(found[0], ast.FunctionDef) and found[0].name == function.__name__
    if named or (len(found) == 1 and function.__name__ == "<lambda>"):
        plain: ast.FunctionDef | ast.Lambda = _Plain().visit(found[0])
        return plain
    raise Unavailable("its source is not at hand")


def traits(p: Primitive) -> tuple[bool, bool]:
    """Whether a reference may depend on lists being tuples, and whether it may do so for nested ones only."""
    if p.function is None:
        return False, False
    try:
        tree = parsed(p.function)
    except Unavailable:
        return True, True
    paired = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Tuple)}
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    tuples = any(isinstance(n, ast.Tuple) and isinstance(n.ctx, ast.Load) and id(n) not in paired for n in ast.walk(tree))
    hashes = any(isinstance(n, ast.Dict | ast.Set | ast.DictComp | ast.SetComp) for n in ast.walk(tree))
    return tuples or bool(names & _TUPLES), hashes or bool(names & _HASHES)


class _Plain(ast.NodeTransformer):
    """Takes annotations, decorators and all but the first line of docstrings off."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list, node.returns = [], None
        self.generic_visit(node)
        doc = ast.get_docstring(node)
        if doc:
            node.body[0] = ast.Expr(ast.Constant(doc.split("\n")[0]))
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        self.generic_visit(node)
        return ast.Assign([node.target], node.value, lineno=0) if node.value else ast.Pass()


class _Valued(ast.NodeTransformer):
    """Puts values for global names."""

    def __init__(self, found: dict[str, ast.expr]) -> None:
        self.found = found

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        parts: list[str] = []
        for value in node.values:
            inner = value.value if isinstance(value, ast.FormattedValue) and value.format_spec is None and value.conversion < 0 else value
            if not isinstance(inner, ast.Constant):
                return node
            parts.append(str(inner.value))
        return ast.Constant("".join(parts))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.found.get(node.id, node) if isinstance(node.ctx, ast.Load) else node


def constant(value: Any) -> ast.expr:
    """The expression of a value; lists for tuples."""
    if isinstance(value, tuple | list):
        return ast.List([constant(v) for v in value], ast.Load())
    if isinstance(value, Decimal):
        return ast.Call(ast.Name("Decimal"), [ast.Constant(str(value))], [])
    if isinstance(value, int | float) and not isinstance(value, bool) and str(value).startswith("-"):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


class _Bare(ast.NodeTransformer):
    """Writes generators that are the only argument of a call without parentheses of their own, and backslashes as they are."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        shown = [value for value in node.values if isinstance(value, ast.FormattedValue)]
        if not any(isinstance(n, ast.Constant) and "\\" in repr(n.value) for value in shown for n in ast.walk(value.value)):
            return node
        # before Python 3.12 no backslash may stand within the braces
        format = "".join(map(_in_format, node.values))
        return ast.Call(ast.Attribute(ast.Constant(format), "format"), [self.visit(value.value) for value in shown], [])

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        text = node.value
        if isinstance(text, str) and "\\" in text and text.isprintable() and "'" not in text and not text.endswith("\\"):
            return ast.Name(f"r'{text}'")
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
            node.args[0] = ast.Name(ast.unparse(node.args[0])[1:-1])
        return node


def _in_format(value: ast.expr) -> str:
    """What `str.format` has for a part of an f-string."""
    if isinstance(value, ast.Constant):
        return str(value.value).replace("{", "{{").replace("}", "}}")
    assert isinstance(value, ast.FormattedValue)
    conversion = "" if value.conversion < 0 else f"!{chr(value.conversion)}"
    specification = value.format_spec.values if isinstance(value.format_spec, ast.JoinedStr) else []
    return "{" + conversion + (":" if specification else "") + "".join(map(_in_format, specification)) + "}"


def unparse(tree: ast.AST) -> str:
    """The text of a tree."""
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(tree)))
