"""Primitives: named, typed functions with their cost, meaning and examples, and the vocabularies that hold them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dsl.parsing import nearest, parse_type
from dsl.phrase import Phrase, phrase_of
from dsl.quote import clip
from dsl.term import Prim, Term
from dsl.traits import Trait, checked_traits
from dsl.type import Type, parameters

_DECIMAL = re.compile(r"""Decimal\((["'])([^"']*)\1\)""")  # which programs write 1.5d
Reference = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Primitive:
    """One word of the language: a reference function, or for a learned subroutine a body.

    `lenient` ones see failed arguments; `loop` names how a higher-order one uses its function (None:
    once per element); `indexed` names the twin whose function also takes the index, first; `composed` is a program of other
    primitives that does the same, which searches run where there is no kernel; `traits` are what others ask of it; `phrase` is how
    English says it; `says` are the texts that are all it can give, so that programs may compare with them.
    """

    name: str
    type: Type
    function: Reference | None = None
    doc: str = ""
    cost: float = 1.0
    body_cost: float = 1.0
    commutative: bool = False
    associative: bool = False
    lenient: bool = False
    loop: str | None = None
    indexed: str | None = None
    composed: str | None = None
    kernel_function: Callable[..., Any] | None = None
    body: Term | None = None
    examples: tuple[tuple[str, str], ...] = ()
    traits: frozenset[Trait] = frozenset()
    phrase: Phrase | None = None
    says: tuple[str, ...] = ()

    @cached_property
    def arity(self) -> int:
        """How many arguments it takes."""
        return len(parameters(self.type)[0])

    def __call__(self, *arguments: Any) -> Any:
        if self.function is None:
            raise TypeError(f"{self.name} is a subroutine: it runs through dsl.evaluate")
        return self.function(*arguments)

    def kernel(self, twin: Callable[..., Any]) -> Callable[..., Any]:
        """Register the fast twin (a decorator); the one change a primitive allows, made where it is defined."""
        if self.kernel_function is not None:
            raise ValueError(f"{self.name} has a kernel already")
        object.__setattr__(self, "kernel_function", twin)
        return twin

    def __repr__(self) -> str:
        return f"<primitive {self.name} : {self.type}>"


def primitive(
    signature: str,
    *,
    cost: float = 1.0,
    name: str | None = None,
    commutative: bool = False,
    associative: bool = False,
    body_cost: float | None = None,
    lenient: bool = False,
    loop: str | None = None,
    indexed: str | None = None,
    composed: str | None = None,
    traits: Iterable[Trait] = (),
    phrase: str | None = None,
) -> Callable[[Reference], Primitive]:
    """Make a primitive of the function below; its docstring gives the meaning and the examples, `phrase` its English (`dsl/phrase.py`)."""

    def register(function: Reference) -> Primitive:
        own_name = name or function.__name__.removesuffix("_")
        type_ = _checked(own_name, signature, function, cost)
        doc, examples = _documentation(function)
        return Primitive(
            own_name,
            type_,
            function,
            doc,
            cost,
            cost if body_cost is None else body_cost,
            commutative,
            associative,
            lenient,
            loop,
            indexed,
            composed,
            examples=examples,
            traits=checked_traits(own_name, traits),
            phrase=None if phrase is None else phrase_of(own_name, phrase, list(inspect.signature(function).parameters)),
        )

    if not isinstance(signature, str):
        raise ValueError('a primitive needs its signature: @primitive("list(int) -> int")')
    return register


def subroutine(name: str, type: Type, body: Term, *, doc: str = "", cost: float = 1.0) -> Primitive:
    """A learned primitive, whose meaning is a term."""
    return Primitive(name, type, None, doc, cost, cost, body=body)


def _checked(name: str, signature: str, function: Reference, cost: float) -> Type:
    if not name.isidentifier():
        raise ValueError(f"{clip(name)!r} cannot name a primitive: give it one with @primitive(..., name=...)")
    try:
        type_ = parse_type(signature)
    except ValueError as error:
        raise ValueError(f"signature of {name}: {error}") from None
    if cost <= 0:
        raise ValueError(f"{name}: cost must be positive, found {cost}")
    wanted = len(parameters(type_)[0])
    try:
        own = inspect.signature(function)
    except ValueError:  # some built-in functions have none
        return type_
    try:
        own.bind(*range(wanted))
    except TypeError:
        given = len(own.parameters)
        counts = f"the signature {clip(signature)} has {_count(wanted)}, the Python function takes {given}"
        raise ValueError(f"{name}: {counts}") from None
    return type_


def _count(number: int) -> str:
    return f"{number} argument" + "s" * (number != 1)


def _documentation(function: Reference) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The prose of the docstring, and its examples as (arguments, expected result) texts."""
    from doctest import DocTestParser  # takes long to import; `import dsl` alone does without

    text = inspect.cleandoc(function.__doc__ or "")
    examples = []
    prose = []
    for part in DocTestParser().parse(text, function.__name__):
        if isinstance(part, str):
            prose.append(part)
        else:
            arguments = _arguments(part.source.strip(), function.__name__)
            if arguments is not None:
                examples.append((_DECIMAL.sub(r"\2d", arguments), _DECIMAL.sub(r"\2d", part.want.strip())))
    return "".join(prose).strip(), tuple(examples)


def _arguments(source: str, name: str) -> str | None:
    """What stands between the parentheses of the call `name(…)`, None for any other source."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        raise ValueError(f"{name}: the example {clip(source)!r} is no Python") from None
    match tree.body:
        case [ast.Expr(ast.Call(ast.Name(called)))] if called.rstrip("_") == name.rstrip("_"):
            given = source[source.index("(") + 1 : source.rindex(")")].strip()
            return re.sub(r"\b(\w+)\(\)", r"\1", given)  # a program says no parentheses after a name alone
    return None


class Vocabulary(Mapping[str, Primitive]):
    """An immutable set of primitives by name."""

    __slots__ = ("_primitives",)

    def __init__(self, primitives: Iterable[Primitive] = ()) -> None:
        self._primitives: dict[str, Primitive] = {}
        for p in primitives:
            if not isinstance(p, Primitive):
                raise ValueError(f"{clip(repr(p))} is not a primitive: decorate it with @primitive")
            if self._primitives.setdefault(p.name, p) is not p:
                raise ValueError(f"two primitives are named {p.name}")

    def __getitem__(self, name: str) -> Primitive:
        return self._primitives[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._primitives)

    def __len__(self) -> int:
        return len(self._primitives)

    def __contains__(self, name: object) -> bool:
        return name in self._primitives

    def extend(self, *new: Primitive) -> Vocabulary:
        """This vocabulary and the new primitives."""
        return Vocabulary((*self.values(), *new)) if new else self

    def having(self, trait: Trait) -> Iterator[Primitive]:
        """The primitives with a trait."""
        return (p for p in self.values() if trait in p.traits)

    def has(self, function: Term, trait: Trait) -> bool:
        """Whether a term is a primitive with a trait."""
        return isinstance(function, Prim) and function.name in self and trait in self[function.name].traits

    def nearest(self, name: str) -> str | None:
        """The known name most like a misspelt one."""
        return nearest(name, self)

    def __repr__(self) -> str:
        return f"<vocabulary of {len(self)} primitives>"
