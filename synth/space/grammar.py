"""The regular tree grammar that every search strategy sees: states, productions, contexts.

A state is a type wanted in a context; a production makes a value of its state from values of
its argument states. A context is the scope of a lambda body: its own variables, and through
`capture` productions any value of the scope around it. Polymorphic primitives are expanded
into one production for each type they are used at; nothing else of the type system is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from dsl.bounds import MOST_ARGUMENTS
from dsl.codec import codec_of
from dsl.evaluate import Failure, evaluate
from dsl.primitives import Primitive, Vocabulary
from dsl.term import Const, Prim
from dsl.type import BOOL, INT, STR, Con, TVar, Type, apply, is_arrow, is_ground, list_of, parameters, parts, unify, variables, within

NESTING = 2  # lambdas inside lambdas
MOST_KNOWN = 16  # grammars kept for tasks of the same type


@dataclass(frozen=True)
class Context:
    """The scope of a lambda body (or of the whole program): `variables` by type, innermost scope only.

    With `indexed`, one more variable of type int follows: the place of the element.
    """

    index: int
    parent: int | None
    variables: tuple[Type, ...]
    indexed: bool = False
    depth: int = 0


@dataclass(frozen=True)
class State:
    """A type wanted in a context."""

    index: int
    context: int
    type: Type
    inner: bool = False  # a place inside one rule, which no nonterminal and no type alone names


@dataclass(frozen=True)
class Production:
    """One way to make a value of a state.

    kind: "variable" (`value` is its place), "constant" (`value` the literal, or what a `primitive` without arguments gives),
    "capture" (a value of the surrounding scope; `arguments` is its state there) or "apply" (`primitive` to `arguments`; a
    function argument is the state of its body in another context).
    """

    index: int
    state: int
    kind: str
    arguments: tuple[int, ...] = ()
    primitive: Primitive | None = None
    value: Any = None
    instance: Type | None = None
    weight: int = 0  # what a file charges for it, in units

    @property
    def label(self) -> str:
        """The name under which costs are looked up."""
        return self.primitive.name if self.primitive is not None else self.kind


@dataclass(frozen=True)
class Grammar:
    """States and productions; the first state is the one of the answer."""

    request: Type
    contexts: tuple[Context, ...]
    states: tuple[State, ...]
    productions: tuple[Production, ...]

    def of_context(self, context: int) -> list[Production]:
        """The productions whose state lies in a context."""
        return self._of_contexts[context]

    @cached_property
    def _of_contexts(self) -> list[list[Production]]:
        found: list[list[Production]] = [[] for _ in self.contexts]
        for p in self.productions:
            found[self.states[p.state].context].append(p)
        return found

    def conditionals(self) -> list[Production]:
        """The productions that choose between two values of the answer's state."""
        kept = (p for p in self.productions if p.state == 0 and p.primitive is not None and p.primitive.name == "if")
        return [p for p in kept if p.arguments[1:] == (0, 0)]

    @staticmethod
    def from_types(request: Type, vocabulary: Vocabulary, constants: Sequence[Const] = (), nesting: int = NESTING) -> Grammar:
        """The grammar of all programs of a type over a vocabulary, constants given."""
        return _plain(request, vocabulary, nesting).with_constants(constants)

    def with_constants(self, constants: Sequence[Const]) -> Grammar:
        """The same grammar with constants in its outermost scope."""
        state_of = {state.type: state.index for state in self.states if state.context == 0 and not state.inner}
        fitting = [constant for constant in constants if constant.type in state_of]
        first = len(self.productions)
        added = [Production(first + i, state_of[c.type], "constant", value=c) for i, c in enumerate(fitting)]
        return replace(self, productions=(*self.productions, *added))


_known: dict[tuple[Type, int, int], tuple[Vocabulary, Grammar]] = {}  # what the last tasks asked for; the vocabulary keeps its id taken


def _plain(request: Type, vocabulary: Vocabulary, nesting: int) -> Grammar:
    """The grammar without constants."""
    key = (request, id(vocabulary), nesting)
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            del _known[next(iter(_known))]
        _known[key] = (vocabulary, _Compiler(request, vocabulary, nesting).compile())
    return _known[key][1]


def named_values(vocabulary: Vocabulary) -> list[Primitive]:
    """The primitives that take no arguments: values with names."""
    return [p for p in vocabulary.values() if p.function is not None and p.arity == 0 and is_ground(p.type)]


def useful_types(request: Type) -> list[Type]:
    """The types that subterms may have: those of the request, what leads from one to another, lists of them, one level deeper."""
    arguments, result = parameters(request)
    found: dict[Type, None] = {result: None}
    pending = [*arguments, result]
    while pending:
        type = pending.pop()
        found[type] = None
        if isinstance(type, Con):
            pending.extend(parts(type))
    found.update({INT: None, BOOL: None})
    leaves = [t for t in found if isinstance(t, Con) and not parts(t)]
    asked = {t for a in (*arguments, result) for t in _leaves(a)}
    lists = [list_of(t) for t in leaves if t in asked]
    if any(isinstance(t, Con) and t.name == "list" for t in found):
        lists.append(list_of(INT))
        lists += [list_of(list_of(t)) for t in leaves if t in asked and t != BOOL]
    found.update(dict.fromkeys(lists))
    found.update({t: None for asked in within(request) for t in codec_of(asked).beside(asked)})
    return list(found)


def opened(request: Type, vocabulary: Vocabulary) -> Iterable[Type]:
    """The types of what some primitives make of inputs where the request has none of that kind, and those beside them."""
    kinds = {type.name for type in within(request)}
    for p in vocabulary.having("opens"):
        (argument,), result = parameters(p.type)
        if isinstance(result, Con) and result.name in kinds:
            continue
        for given in parameters(request)[0]:
            bindings = unify(argument, given)
            made = apply(bindings, result) if bindings is not None else result
            if isinstance(made, Con) and is_ground(made):
                yield from (made, *codec_of(made).beside(made))


def _elements(type: Type) -> set[Type]:
    """The types of the elements of the lists that a type mentions."""
    if not isinstance(type, Con):
        return set()
    found = set(type.args) if type.name == "list" else set()
    return found.union(*(_elements(part) for part in parts(type)))


def _leaves(type: Type) -> Iterable[Type]:
    if isinstance(type, Con):
        if not parts(type):
            yield type
        for part in parts(type):
            yield from _leaves(part)


def _is_written(type: Type) -> bool:
    """Whether values of a type come from literals alone."""
    return isinstance(type, Con) and codec_of(type).written is not None


class _Compiler:
    """Builds a grammar context by context, breadth first."""

    def __init__(self, request: Type, vocabulary: Vocabulary, nesting: int) -> None:
        self.request, self.vocabulary, self.nesting = request, vocabulary, nesting
        self.general = list(dict.fromkeys((*useful_types(request), *opened(request, vocabulary))))  # what type variables may stand for
        self.named = named_values(vocabulary) if STR in self.general else []
        self.types = list(dict.fromkeys((*self.general, *(p.type for p in self.named))))
        self.plain: set[Type] = {t for t in self.types if isinstance(t, Con) and not parts(t) and t != BOOL}
        self.plain |= _elements(request)
        self.pairs = {t for t in self.plain if isinstance(t, Con) and t.name == "pair"}
        self.plain -= self.pairs  # which are taken apart where they are met
        self.contexts: list[Context] = []
        self.known: dict[tuple[Any, ...], int] = {}
        self.states: list[State] = []
        self.state_of: dict[tuple[int, Type], int] = {}
        self.inputs_of: dict[Type, int] = {}
        self.productions: list[Production] = []
        self.twins = {p.indexed for p in vocabulary.values() if p.indexed}
        words = [p for p in vocabulary.values() if "scanned" not in p.traits]
        self.instances = [(p, i) for p in words if p.name not in self.twins for i in self._instances(p)]

    def compile(self) -> Grammar:
        arguments, result = parameters(self.request)
        self._context(None, arguments, False, "")
        self._state(0, result)
        done = 0
        while done < len(self.contexts):
            self._fill(self.contexts[done])
            done += 1
        return Grammar(self.request, tuple(self.contexts), tuple(self.states), tuple(self.productions))

    def _instances(self, primitive: Primitive) -> Iterable[Type]:
        """The monomorphic types at which a primitive is used."""
        if primitive.arity > MOST_ARGUMENTS or "scanned" in primitive.traits:
            return
        if "of_inputs" in primitive.traits:
            yield from self._of_inputs(primitive)
            return
        free = variables(primitive.type)
        for choice in product(self.general, repeat=len(free)):
            subst = {v.name: t for v, t in zip(free, choice)}
            if any(unify(v, t) is None for v, t in zip(free, choice)):
                continue
            instance = apply(subst, primitive.type)
            if self._allowed(instance):
                yield instance

    def _of_inputs(self, primitive: Primitive) -> Iterable[Type]:
        """The type of what is made of inputs alone, if there are such inputs."""
        arguments, result = parameters(primitive.type)
        given = parameters(self.request)[0]
        if result in self.types and all(t in given or _is_written(t) for t in arguments):
            yield primitive.type

    def _allowed(self, instance: Type) -> bool:
        arguments, result = parameters(instance)
        parts = [result, *(a for a in arguments if not is_arrow(a))]
        for a in arguments:
            if is_arrow(a):
                inner, body = parameters(a)
                parts += [*inner, body]
        return all(t in self.types for t in parts)

    def _context(self, parent: int | None, types: tuple[Type, ...], indexed: bool, role: str) -> int:
        key = (parent, types, indexed, role)
        if key not in self.known:
            depth = 0 if parent is None else self.contexts[parent].depth + 1
            self.known[key] = len(self.contexts)
            self.contexts.append(Context(len(self.contexts), parent, types, indexed, depth))
        return self.known[key]

    def _state(self, context: int, type: Type) -> int:
        key = (context, type)
        if key not in self.state_of:
            self.state_of[key] = len(self.states)
            self.states.append(State(len(self.states), context, type))
        return self.state_of[key]

    def _add(self, state: int, kind: str, **rest: Any) -> None:
        self.productions.append(Production(len(self.productions), state, kind, **rest))

    def _fill(self, context: Context) -> None:
        """All productions of one context."""
        for i, type in enumerate(context.variables):
            self._add(self._state(context.index, type), "variable", value=i)
        if context.indexed:
            self._add(self._state(context.index, INT), "variable", value=len(context.variables))
        for type in self.types:
            if context.parent is None:
                self._state(0, type)
            else:
                outer = self._state(context.parent, type)
                self._add(self._state(context.index, type), "capture", arguments=(outer,))
        for primitive, instance in self.instances:
            if primitive.arity:
                self._apply(context, primitive, instance)
            elif context.parent is None:
                self._constant(primitive, instance)

    def _constant(self, primitive: Primitive, type: Type) -> None:
        """A primitive without arguments, where it has a value."""
        value = evaluate(Prim(primitive.name), (), self.vocabulary)
        if not isinstance(value, Failure):
            self._add(self._state(0, type), "constant", primitive=primitive, value=Const(value, type), instance=type)

    def _apply(self, context: Context, primitive: Primitive, instance: Type) -> None:
        arguments, result = parameters(instance)
        if "of_inputs" in primitive.traits:
            if context.parent is None:
                given = tuple(map(self._inputs, arguments))
                self._add(self._state(0, result), "apply", arguments=given, primitive=primitive, instance=instance)
            return
        states: list[int] = []
        for argument in arguments:
            if not is_arrow(argument):
                states.append(self._state(context.index, argument))
                continue
            inner, body = parameters(argument)
            if not self._scoped(context, primitive, inner):
                return
            role = "" if primitive.loop is None else "loop"
            scope = self._context(context.index, inner, primitive.loop is None, role)
            states.append(self._state(scope, body))
        state = self._state(context.index, result)
        self._add(state, "apply", arguments=tuple(states), primitive=primitive, instance=instance)

    def _inputs(self, type: Type) -> int:
        """The state of the inputs of a type; of literals where values of the type are only written."""
        if _is_written(type):
            return self._state(0, type)
        if type not in self.inputs_of:
            index = self.inputs_of[type] = len(self.states)
            self.states.append(State(index, 0, type, True))
            for i, own in enumerate(self.contexts[0].variables):
                if own == type:
                    self._add(index, "variable", value=i)
        return self.inputs_of[type]

    def _scoped(self, context: Context, primitive: Primitive, inner: Sequence[Type]) -> bool:
        """Which lambdas are worth a scope of their own: the types their variables may have, and how they nest."""
        lists = sum(not is_arrow(a) for a in parameters(primitive.type)[0])
        elements = self.plain
        loops_only = any(p.loop == "fix" for p in self.vocabulary.values())  # what takes a function may be any loop then
        if primitive.loop is not None or loops_only:  # the state of a loop may also be of the answer's type
            elements = elements | {parameters(self.request)[1]}
        elif lists == 1:
            elements = elements | {list_of(t) for t in self.plain} | self.pairs
        if context.depth > 0:
            simple = primitive.loop is None and lists == 1 and len(context.variables) == 1
            return (simple or loops_only) and context.depth < self.nesting and all(t in self.plain for t in inner)
        loops = primitive.loop in ("fold", "scan")
        return all(t in (self.plain if loops and i > 0 else elements) for i, t in enumerate(inner))


def ordered_on(primitive: Primitive, instance: Type) -> Type | None:
    """The type an `Ord` variable of the primitive stands for in an instance, if it has one."""
    return _ordered_on(primitive.type, instance)


@lru_cache(maxsize=1 << 16)  # each task asks it of all its productions
def _ordered_on(type: Type, instance: Type) -> Type | None:
    ordered = [v for v in variables(type) if isinstance(v, TVar) and v.cls == "Ord"]
    found = unify(type, instance) if ordered else None
    return apply(found, ordered[0]) if found is not None else None
