"""Programs as standalone Python: readable, and without anything of ours.

Where Python has an expression with exactly the meaning of a primitive (`dsl.forms`) that is written, else the
primitive's reference is put above the program as a function. A program and its Python agree on every input on which
the program has a value, and both fail on the others; only a failure because something grew beyond a bound (64 bits,
MAX_LIST, MAX_TEXT) need not be one in Python.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Callable, Iterable

from dsl.infer import elaborate
from dsl.primitives import Primitive, Vocabulary
from dsl.python import Writer, is_literal_token
from dsl.rewrite import LAZY, reduce_strictly
from dsl.source import IMPORTS, Sources
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var, lam, rebuild, shift, strip, substitute, subterms
from dsl.type import Type, parameters
from dsl.typed import Types, with_own_parts

_FROZEN = {
    "freeze": "def freeze(value):\n    return tuple(map(freeze, value)) if isinstance(value, list) else value",
    "thaw": "def thaw(value):\n    return list(map(thaw, value)) if isinstance(value, (list, tuple)) else value",
    "frozen": "def frozen(function):\n    return lambda *values: freeze(function(*map(thaw, values)))",
}
_TAKEN = frozenset((*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *IMPORTS, *_FROZEN))


def to_python(term: Term, vocabulary: Vocabulary, name: str = "program", type: Type | None = None) -> str:
    """The source of a Python function, called `name`, that does what a program does."""
    if any(isinstance(t, Hole) for t in subterms(term)):
        raise ValueError("a program with holes has no Python form")
    exporter = _Exporter(vocabulary, name)
    exporter.define(name, term, type)
    sources = exporter.sources
    head = ["\n".join(_merged(sources.imports))] if sources.imports else []
    return "\n\n\n".join(head + sources.definitions) + "\n"


def _merged(imports: Iterable[str]) -> list[str]:
    """The lines of imports, one for each module that names are taken from."""
    names: dict[str, list[str]] = {}
    for line in sorted(imports):
        module, _, name = line.partition(" import ")
        names.setdefault(module, []).extend([name] if name else [])
    return [f"{module} import {', '.join(own)}" if own else module for module, own in names.items()]


class _Exporter:
    """Writes the functions of one file: programs, subroutines and what they need."""

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.vocabulary = vocabulary
        self.sources = Sources(_TAKEN | {name})
        self.subroutines: dict[str, str] = {}
        self.specials: dict[str, str] = {}

    def define(self, name: str, term: Term, type: Type | None) -> None:
        """Write a program or a subroutine as a function."""
        plain, found = plain_form(term, self.vocabulary, type)
        plain = with_own_parts(plain)
        taken = _TAKEN | {name} | {n for t in subterms(plain) if isinstance(t, Prim) for n in (t.name, python_name(t.name))}
        writer = Writer(self, self.vocabulary, Types(plain, self.vocabulary, found), taken)
        self.sources.define(name, writer.definition(name, plain))

    def function(self, p: Primitive) -> str:
        """The name of the function that is a primitive."""
        if p.body is None:
            return self.sources.function(p, python_name(p.name))
        if p.name not in self.subroutines:
            name = self.sources.name(python_name(p.name))
            self.subroutines[p.name] = name
            self.define(name, p.body, p.type)
        return self.subroutines[p.name]

    def special(self, name: str, source: Callable[[str], str]) -> ast.expr:
        """A function made for one call, if possible of that name; the same one for the same source."""
        known = source("")
        if known not in self.specials:
            self.specials[known] = self.sources.name(name)
            text = source(self.specials[known])
            self.uses(ast.parse(text))
            self.sources.define(self.specials[known], text)
        return ast.Name(self.specials[known])

    def helper(self, name: str) -> ast.expr:
        """A function that turns lists into tuples or back, defined if it is not yet."""
        for needed in ("freeze", "thaw", "frozen") if name == "frozen" else (name,):
            if _FROZEN[needed] not in self.sources.definitions:
                self.sources.define(needed, _FROZEN[needed])
        return ast.Name(name)

    def uses(self, tree: ast.AST) -> None:
        """Import the modules that an expression needs."""
        self.sources.imports.update(IMPORTS[n.id] for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in IMPORTS)


def plain_form(term: Term, vocabulary: Vocabulary, type: Type | None = None) -> tuple[Term, Type]:
    """A program with all its parameters, easy to write in another language, and its type."""
    plain, found = elaborate(prepared(term, vocabulary), vocabulary, type)
    missing = len(parameters(found)[0]) - len(strip(plain)[0])
    if missing > 0:
        longer = prepared(expanded(plain, missing), vocabulary)
        plain, found = elaborate(longer, vocabulary, found)
    return plain, found


def python_name(name: str) -> str:
    """A name that Python accepts and that hides nothing."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    if not plain or plain[0].isdigit():
        plain = "_" + plain
    return plain + "_" if plain in _TAKEN else plain


# ---- what makes a term easy to write in Python -------------------------------------------------------------------


def prepared(term: Term, vocabulary: Vocabulary) -> Term:
    """The term with functions as lambdas, lets far outside and only where they save work; the meaning is kept."""
    term = rebuild(term, lambda part, _: prepared(part, vocabulary))
    again = _step(term, vocabulary)
    return term if again is None else prepared(again, vocabulary)


def _step(term: Term, vocabulary: Vocabulary) -> Term | None:
    reduced = reduce_strictly(term, vocabulary)
    if reduced is not None:
        return reduced
    match term:
        case Let(value, body) if _is_function(value, vocabulary):
            return substitute(body, value)
        case App(Lam(body, hint), (value, *rest)):
            return Let(value, App(body, tuple(shift(a, 1) for a in rest)) if rest else body, hint)
        case App(Let(value, body, hint), arguments):
            return Let(value, App(body, tuple(shift(a, 1) for a in arguments)), hint)
        case App(Prim(name), arguments) if name in vocabulary:
            return _floated(term, vocabulary) or _with_lambdas(term, vocabulary)
    return None


def _floated(term: App, vocabulary: Vocabulary) -> Let | None:
    """A let in an argument that is always evaluated, put around the call."""
    p = vocabulary[term.function.name]  # type: ignore[union-attr]
    asked = LAZY.get(p.name, 0) if p.lenient else len(term.arguments)
    for i, argument in enumerate(term.arguments[:asked]):
        if isinstance(argument, Let):
            moved = [shift(a, 1) for a in term.arguments]
            moved[i] = argument.body
            return Let(argument.value, App(term.function, tuple(moved)), argument.hint)
    return None


def _with_lambdas(term: App, vocabulary: Vocabulary) -> Term | None:
    """The call with the functions it is given as lambdas, where writing them out loses no failure."""
    declared = parameters(vocabulary[term.function.name].type)[0]  # type: ignore[union-attr]
    arguments = list(term.arguments)
    for i, (argument, type) in enumerate(zip(arguments, declared)):
        missing = len(parameters(type)[0]) - len(strip(argument)[0])
        if missing > 0 and not isinstance(strip(argument)[1], Var) and _is_function(strip(argument)[1], vocabulary):
            arguments[i] = expanded(argument, missing)
    new = App(term.function, tuple(arguments))
    return None if new == term else new


def expanded(function: Term, missing: int) -> Term:
    """A function with that many more of its parameters written out."""
    hints, inner = strip(function)
    applied = App(shift(inner, missing), tuple(Var(i) for i in reversed(range(missing))))
    return lam(len(hints) + missing, applied, hints)


def _is_function(term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a term is a function that is made without any work."""
    match term:
        case Lam():
            return True
        case Prim(name):
            return name in vocabulary and vocabulary[name].arity > 0
        case App(Prim(name), arguments):
            atoms = all(isinstance(a, Var | Const) or is_literal_token(a, vocabulary) or _is_function(a, vocabulary) for a in arguments)
            return atoms and name in vocabulary and vocabulary[name].arity > len(arguments)
    return False
