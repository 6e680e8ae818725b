"""One function of Python for one term, in forms where there are any and calls elsewhere.

Glossary: `scope` the Python names of the variables around a part, innermost first.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from dsl.domains.kinds import pattern, plain_pattern
from dsl.forms import Form, form_of, forms
from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import LAZY
from dsl.source import constant, traits
from dsl.specialised import special
from dsl.term import SIBLINGS, App, Const, Lam, Let, Prim, Term, Var, lam, strip
from dsl.tidy import Tidy
from dsl.type import GRID, TOKEN, Con, Type, is_arrow, parameters, within
from dsl.typed import Types

Scope = tuple[str, ...]
_SCALARS = ("int", "bool", "str", "float", "decimal", "shape", "grid", "colour", "direction")
_LARGEST = 1024  # literal that a form takes: a larger one makes powers and the like that nobody can wait for
_OURS = "dsl.domains."
_LITERALS: Mapping[str, Callable[[Any], str]] = {  # how literals are written that do not stand for themselves
    "C": lambda text: plain_pattern(text.value),
    "E": lambda text: plain_pattern(text.value),
    "J": lambda token: str(token.arguments[0].value),
}


class File(Protocol):
    """Where the function goes: what else stands there."""

    def function(self, p: Primitive) -> str:
        """The name of the function that is a primitive."""

    def special(self, name: str, source: Callable[[str], str]) -> ast.expr:
        """A function made for one call, if possible of that name."""

    def helper(self, name: str) -> ast.expr:
        """One of `freeze`, `thaw` and `frozen`."""

    def uses(self, tree: ast.AST) -> None:
        """Import the modules that an expression needs."""


class Writer:
    """Writes one term as a function."""

    def __init__(self, file: File, vocabulary: Vocabulary, types: Types, taken: frozenset[str]) -> None:
        self.file, self.vocabulary, self.types, self.taken = file, vocabulary, types, set(taken)
        self.lines: list[ast.stmt] | None = None  # what stands before the expression that is being written, None where nothing can

    def definition(self, name: str, term: Term) -> ast.stmt:
        """The function that is a term."""
        hints, inner = strip(term)
        scope: Scope = ()
        for hint in hints:
            scope = (self.fresh(hint, scope), *scope)
        arguments = _arguments(tuple(reversed(scope)))
        body: list[ast.stmt] = []
        self.lines = body
        match inner:
            case App(Prim("if"), (test, Const(str() as value), Let() as rest)):  # the lines of what has a name can stand behind a return
                body.append(ast.If(self.tidy(self.expression(test, scope)), [ast.Return(constant(value))], []))
                inner = rest
        answer = self.expression(inner, scope)
        if GRID in within(parameters(self.types.of(term))[1]):  # whose values are tuples that know their place
            answer = ast.Call(self.file.helper("thaw"), [answer], [])
        body.append(ast.Return(self.tidy(answer)))
        return ast.FunctionDef(name, arguments, body, [], None)

    def tidy(self, tree: ast.expr) -> ast.expr:
        """The finished expression, its modules imported."""
        tidied: ast.expr = Tidy().visit(ast.fix_missing_locations(tree))
        self.file.uses(tidied)
        return tidied

    def name(self, hint: str, value: ast.expr, scope: Scope) -> str:
        """The name of a new variable, on a line of its own if lines can stand here."""
        bound = self.fresh(hint, scope)
        self.taken.add(bound)
        if self.lines is not None:
            self.lines.append(ast.Assign([ast.Name(bound, ast.Store())], self.tidy(value), lineno=0))
        return bound

    @contextmanager
    def apart(self, apart: bool = True) -> Iterator[None]:
        """A part that is not surely evaluated once: no lines stand before it."""
        before = self.lines
        self.lines = None if apart else before
        yield
        self.lines = before

    def fresh(self, hint: str, scope: Scope) -> str:
        """A name for a new variable, chosen as `dsl.term` does."""
        base = hint if hint.isidentifier() else "x"
        for name in (base, *SIBLINGS.get(base, ()), *(f"{base}{i}" for i in range(1, len(scope) + 2)), base + "_"):
            if name not in scope and name not in self.taken:
                return name
        return self.fresh(base + "_", scope)

    # ---- parts ---------------------------------------------------------------------------------------------------

    def expression(self, term: Term, scope: Scope) -> ast.expr:
        """The expression of a part."""
        match term:
            case Var(index):
                return ast.Name(scope[index])
            case Const(value):
                return constant(value)
            case Let(value, body, hint):
                given_value = self.expression(value, scope)
                name = self.name(hint, given_value, scope)
                inner = self.expression(body, (name, *scope))
                return inner if self.lines is not None else ast.Call(ast.Lambda(_arguments((name,)), inner), [given_value], [])
            case App(Prim(name), arguments):
                return self.call(term, self.vocabulary[name], arguments, scope)
            case App(function, arguments):
                given = [self.expression(a, scope) for a in arguments]
                called = self.expression(function, scope)
                return _partial(called, given) if len(given) < _arity(self.types.of(function)) else ast.Call(called, given, [])
            case Prim(name) if not self.vocabulary[name].arity:
                return self.call(App(term, (term,)), self.vocabulary[name], (), scope)
        return self.function(term, scope)

    def function(self, term: Term, scope: Scope, wanted: int | None = None) -> ast.expr:
        """The expression of a function that is to be called with `wanted` arguments at once."""
        if isinstance(term, Prim):
            count = self.vocabulary[term.name].arity
            if not count:
                return self.expression(term, scope)
            return self.function(lam(count, App(term, tuple(Var(i) for i in reversed(range(count))))), scope)
        if not isinstance(term, Lam):
            return self.expression(term, scope)
        names: list[str] = []
        while isinstance(term, Lam) and (wanted is None or len(names) < wanted):
            names.append(self.fresh(term.hint, scope))
            scope, term = (names[-1], *scope), term.body
        with self.apart():
            return ast.Lambda(_arguments(names), self.expression(term, scope))

    def call(self, term: App, p: Primitive, arguments: Sequence[Term], scope: Scope) -> ast.expr:
        """The expression of a primitive applied."""
        if len(arguments) < p.arity:
            return _partial(self.function(Prim(p.name), scope), [self.argument(a, None, scope) for a in arguments])
        if len(arguments) > p.arity:
            first = self.call(term, p, arguments[: p.arity], scope)
            return ast.Call(first, [self.argument(a, None, scope) for a in arguments[p.arity :]], [])
        if self.ours(p):
            made = self.specialised(p, arguments, scope)
            if made is not None:
                return made
            if p.type == TOKEN and p.function is not None:
                return ast.Constant(pattern(p.function()))
            match p.name, arguments:
                case "map", (f, App(Prim("filter"), (test, xs))) if self.ours(self.vocabulary["filter"]):
                    fused = self.formed(p, forms("map filter"), (f, test, xs), scope)
                    if fused is not None:
                        return fused
            formed = self.formed(p, forms(p.name), arguments, scope)
            if formed is not None:
                return formed
        return self.helped(term, p, arguments, scope)

    def specialised(self, p: Primitive, arguments: Sequence[Term], scope: Scope) -> ast.expr | None:
        """The form that the literals of a call ask for, filled in."""
        found = special(p.name, arguments)
        filled = None if found is None else self.formed(p, (form_of(found.form),), arguments, scope)
        if found is None or filled is None or found.source is None:
            return filled
        return _Filler({found.name: self.file.special(found.name, found.source)}, {}, {}).visit(filled)  # type: ignore[no-any-return]

    def ours(self, p: Primitive) -> bool:
        """Whether a primitive is one that the forms speak of."""
        return p.function is not None and str(p.function.__module__).startswith(_OURS)

    def argument(self, term: Term, declared: Type | None, scope: Scope) -> ast.expr:
        """The expression of an argument of a function."""
        if isinstance(term, Lam | Prim):
            return self.function(term, scope, _arity(declared) or None if declared else None)
        return self.expression(term, scope)

    # ---- forms ---------------------------------------------------------------------------------------------------

    def formed(self, p: Primitive, known: Sequence[Form], arguments: Sequence[Term], scope: Scope) -> ast.expr | None:
        """The first form that fits, filled in."""
        fitting = [f for f in known if all(self.fits(f, name, a) for name, a in zip(f.parameters, arguments))]
        if not fitting:
            return None
        values: list[ast.expr] = []
        for i, (name, argument) in enumerate(zip(fitting[0].parameters, arguments)):
            with self.apart(p.lenient and i >= LAZY.get(p.name, 0)):
                values.append(ast.Constant(None) if name in fitting[0].calls else self.argument(argument, None, scope))

        def to_name(form: Form) -> list[str]:
            names = zip(form.parameters, values)
            return [] if p.lenient else [name for name, v in names if name in form.perhaps and not _is_atom(v)]

        form = next((f for f in fitting if not to_name(f)), fitting[0])
        return self.filled(form, dict(zip(form.parameters, arguments)), dict(zip(form.parameters, values)), to_name(form), scope)

    def fits(self, form: Form, name: str, term: Term) -> bool:
        """Whether an argument can stand in place of a parameter."""
        if name in form.calls:
            return isinstance(term, Var) or len(strip(term)[0]) >= len(form.calls[name])
        return self.serves(name, term)

    def filled(self, form: Form, given: Mapping[str, Term], values: dict[str, ast.expr], to_name: Sequence[str], scope: Scope) -> ast.expr:
        """A form with the arguments in place."""
        values |= {name: ast.Constant(_LITERALS[name[0]](given[name])) for name in values if name[0] in _LITERALS}
        wrapped: list[tuple[str, ast.expr]] = []
        called = {v for names in form.calls.values() for v in names} & values.keys()
        for name in (*to_name, *(n for n in called if n not in to_name and not isinstance(values[n], ast.Name))):
            wrapped.append((self.name(name, values[name], scope), values[name]))
            values[name] = ast.Name(wrapped[-1][0])
        chosen = self.chosen(form, given, scope) | {name: values[name].id for name in called}  # type: ignore[attr-defined]
        with self.apart():
            bodies = {f: self.inlined(given[f], [chosen[v] for v in names], scope) for f, names in form.calls.items()}
        filler = _Filler(values, bodies, chosen)
        for name, value in form.named:
            own: ast.expr = filler.visit(copy.deepcopy(value))
            wrapped.append((self.name(chosen[name], own, scope), own))
            filler.chosen[name] = wrapped[-1][0]
        result: ast.expr = filler.visit(copy.deepcopy(form.body))
        for name, value in reversed(wrapped if self.lines is None else []):
            result = ast.Call(ast.Lambda(_arguments((name,)), result), [value], [])
        return result

    def chosen(self, form: Form, given: Mapping[str, Term], scope: Scope) -> dict[str, str]:
        """Names for the loop variables of a form, if possible those that the functions give to their parameters."""
        wanted = {bound: bound for bound in form.bound}
        for name, variables in reversed(list(form.calls.items())):
            wanted |= {v: hint for v, hint in zip(variables, strip(given[name])[0]) if v not in given}
        chosen: dict[str, str] = {}
        for bound, hint in wanted.items():
            chosen[bound] = bound if bound == "_" else self.fresh(hint, (*scope, *chosen.values()))
        return chosen

    def inlined(self, function: Term, names: Sequence[str], scope: Scope) -> ast.expr:
        """The body of a function, its parameters named."""
        if isinstance(function, Var):
            return ast.Call(ast.Name(scope[function.index]), [ast.Name(n) for n in names], [])
        for name in names:
            assert isinstance(function, Lam)
            scope, function = (name, *scope), function.body
        return self.expression(function, scope)

    def serves(self, name: str, term: Term) -> bool:
        """Whether an argument is what the name of a form's parameter asks for."""
        if name == "hs":
            match self.types.of(term):
                case Con("list", (item,)):
                    return _depth(item) == 0
            return False
        if not name[0].isupper():
            return True
        match name[0], term:
            case "N", Const(int() as value):
                return 0 <= value <= _LARGEST
            case "P", Const(int() as value):
                return 1 <= value <= _LARGEST
            case "Z", Const(value):
                return bool(value == 0)
            case "M", Const(value):
                return bool(value == -1)
            case "T", Const(str() as value):
                return value != ""
            case "Q", Const(Decimal() as value):
                return value.as_tuple().digits == (1,) and 0 < value <= 1
            case "B", Const(str() as value):
                return "\\" not in value
            case "E", Const(str()):
                return True
            case "C", Const(str() as value):
                return len(value) == 1
            case "J", App(Prim("just")):
                return is_literal_token(term, self.vocabulary)
            case "K", Const(str() as value):
                return len(value) == 1 and value != "\\"
            case "X", Const(str() as value):
                return not any(c.isascii() and c.isalnum() for c in value)
            case "D", Const(str() as value):
                return value.split() == [value]
        return False

    # ---- references ----------------------------------------------------------------------------------------------

    def helped(self, term: App, p: Primitive, arguments: Sequence[Term], scope: Scope) -> ast.expr:
        """A call of the function that is a primitive; lists become tuples where the reference may ask for them."""
        declared, _ = parameters(p.type)
        own, result = parameters(self.types.of(term.function))
        if len(own) < p.arity:
            own, result = parameters(p.type)
        given = [self.argument(a, t, scope) for a, t in zip(arguments, declared)]
        depths = [_depth(t) for t in own[: p.arity]]
        result = _rest(own[p.arity :], result)
        called = ast.Name(self.file.function(p))
        tuples, hashes = traits(p)
        foreign = p.body is None and not self.ours(p)
        if (tuples and any(depths)) or (hashes and 2 in depths):
            given = [self.frozen(a, t, d) for a, t, d in zip(given, own, depths)]
        elif not foreign:
            return ast.Call(called, given, [])
        answer: ast.expr = ast.Call(called, given, [])
        if isinstance(result, Con) and result.name == "list" and (foreign or _depth(result) == 1):
            answer = ast.Call(ast.Name("list"), [answer], [])
        return answer if _depth(result) < 2 or is_arrow(result) else ast.Call(self.file.helper("thaw"), [answer], [])

    def frozen(self, given: ast.expr, type: Type, depth: int) -> ast.expr:
        """An argument with tuples for lists."""
        if depth == 0:
            return given
        wrapper = self.file.helper("frozen" if is_arrow(type) else "freeze") if depth == 2 else ast.Name("tuple")
        return ast.Call(wrapper, [given], [])


def is_literal_token(term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a term is a kind of token that is made without any work and never fails."""
    match term:
        case Prim(name) | App(Prim(name), ()):
            return name in vocabulary and vocabulary[name].type == TOKEN
        case App(Prim("just"), (Const(str() as value),)):
            return len(value) == 1
    return False


def _rest(parameters_left: Sequence[Type], result: Type) -> Type:
    for parameter in reversed(parameters_left):
        result = Con("->", (parameter, result))
    return result


def _arity(type: Type) -> int:
    return len(parameters(type)[0])


def _depth(type: Type) -> int:
    """0 for scalars, maps and sets of them, graphs, and functions of these; 1 for lists of scalars, 2 for all else."""
    match type:
        case Con("map" | "set", parts) if not any(map(_depth, parts)):
            return 0
        case Con("graph"):
            return 0
        case Con("pair", parts) if not any(map(_depth, parts)):
            return 1
        case Con(name) if name in _SCALARS:
            return 0
        case Con("list", (item,)):
            return 1 if _depth(item) == 0 and not is_arrow(item) else 2
        case Con("->", parts):
            return 2 if any(map(_depth, parts)) else 0
    return 2


def _arguments(names: Sequence[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])


def _partial(function: ast.expr, given: Sequence[ast.expr]) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("functools"), "partial"), [function, *given], [])


def _is_atom(tree: ast.expr) -> bool:
    """Whether an expression may be repeated or left out."""
    if isinstance(tree, ast.UnaryOp):
        return isinstance(tree.operand, ast.Constant)
    match tree:
        case ast.Call(ast.Name("Decimal"), [ast.Constant()], []):
            return True
    return isinstance(tree, ast.Name | ast.Constant | ast.Lambda)


@dataclass
class _Filler(ast.NodeTransformer):
    """Puts arguments into a form."""

    values: Mapping[str, ast.expr]
    bodies: Mapping[str, ast.expr]
    chosen: dict[str, str]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in self.bodies:
            return copy.deepcopy(self.bodies[node.func.id])
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.chosen:
            return ast.Name(self.chosen[node.id], node.ctx)
        return copy.deepcopy(self.values[node.id]) if node.id in self.values else node
