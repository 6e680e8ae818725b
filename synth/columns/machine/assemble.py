"""The body of a subroutine as a plan: a short program of existing kernels, in the layout of `synth.columns.machine.plan`.

Equal parts of one scope are computed once. A function that the subroutine takes is a CALL; the row that a lane belongs to,
which such a call needs, is one more variable, and reaches inner scopes as a capture like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import normal_form
from dsl.subroutine import inlined
from dsl.term import App, Const, Lam, Prim, Term, Var, strip
from dsl.type import Type, is_arrow, parameters
from dsl.typed import Types, with_own_parts
from synth.columns.kernels import Kernel, in_heap
from synth.columns.layout import LOOPS, Kind
from synth.columns.machine.plan import HEADER, STEP
from synth.columns.machine.structural_recursion import WORDS, as_folds
from synth.columns.store import Store

Row = list[int]
INSIDE = 8  # elements of a list, about


class Unplannable(ValueError):
    """A body with a part that the column machine cannot run."""


@dataclass
class Scope:
    """The steps of one plan: of the whole body, or of a lambda in it."""

    parent: Scope | None
    binders: int  # lambdas around it that are its own
    places: Sequence[int]  # by binder, outermost first: which of the machine's variables it is, -1 for a function
    steps: list[Row] = field(default_factory=list)
    known: dict[tuple[object, ...], int] = field(default_factory=dict)
    captures: list[int] = field(default_factory=list)  # slots of the parent
    inner: dict[int, Scope] = field(default_factory=dict)  # by step

    def step(self, *words: int) -> int:
        """The slot of an instruction, the one already there if there is an equal one."""
        key = tuple(words)
        if key not in self.known:
            self.known[key] = len(self.steps)
            self.steps.append([*words, *[0] * (STEP - len(words))])
        return self.known[key]

    def capture(self, slot: int) -> int:
        """The slot here of a value that the scope around holds."""
        key = ("capture", slot)
        if key not in self.known:
            self.known[key] = len(self.steps)
            self.steps.append([int(Kind.CAPTURE), 0, 1, 0, 0, len(self.captures), 0, 0, 0, 0])
            self.captures.append(slot)
        return self.known[key]


@dataclass(frozen=True)
class Assembled:
    """A plan, what it may put into the heap for one row, and what must outlive it."""

    words: np.ndarray
    weight: int
    nests: bool
    kernels: tuple[Kernel, ...]

    @property
    def address(self) -> int:
        """Where the machine reads it."""
        return int(self.words.ctypes.data)


class Assembler:
    """Writes bodies for one store; `kernel` finds the code of a primitive at a type."""

    def __init__(self, vocabulary: Vocabulary, store: Store, kernel: Callable[[Primitive, Type], Kernel]) -> None:
        self.fix = next((p.name for p in vocabulary.values() if p.loop == "fix"), None)
        self.vocabulary, self.store, self.kernel = vocabulary.extend(*WORDS) if self.fix else vocabulary, store, kernel
        self.twins: Mapping[str, str] = {p.indexed: p.name for p in vocabulary.values() if p.indexed}
        self.kept: list[Kernel] = []

    def assemble(self, body: Term, instance: Type) -> Assembled:
        """The plan of a body at a monomorphic type; Unplannable if it cannot be run on the columns."""
        declared, _ = parameters(instance)
        plain = normal_form(inlined(body, self.vocabulary), self.vocabulary)
        if len(strip(plain)[0]) != len(declared):
            raise Unplannable("the body gives a function")
        term = with_own_parts(as_folds(plain, self.fix, self.vocabulary) if self.fix else plain)
        self.types, self.kept = Types(term, self.vocabulary, instance), []
        if not self.types.sound:
            raise Unplannable(f"the body has not the type {instance}")
        values = [not is_arrow(t) for t in declared]
        self.functional = not all(values)
        places = [sum(values[:i]) if value else -1 for i, value in enumerate(values)]
        self.row = sum(values)
        root = Scope(None, len(declared), places)
        self.write(strip(term)[1], root)
        return self.laid_out(root, sum(values) + self.functional)

    # -- instructions ---------------------------------------------------------------------------

    def write(self, term: Term, scope: Scope) -> int:
        """The slot of a term's value."""
        match term:
            case Var(index):
                return self.variable(index, scope)
            case Const(value, type):
                return self.constant(value, type, scope)
            case Prim(name) if self.vocabulary[name].arity == 0 and self.vocabulary[name].function is not None:
                return self.constant(self.vocabulary[name](), self.types.of(term), scope)
            case App(Prim(name), arguments) if len(arguments) == self.vocabulary[name].arity:
                return self.application(self.vocabulary[name], self.types.of(term.function), arguments, scope)
            case App(Var(index), arguments):
                return self.call(index, arguments, scope)
        raise Unplannable(f"{term} is no first-order value")

    def constant(self, value: object, type: Type, scope: Scope) -> int:
        return scope.step(int(Kind.CONSTANT), 0, 0, 0, 0, int(self.store.word(value, type)))

    def variable(self, index: int, scope: Scope) -> int:
        if index < scope.binders:
            place = scope.places[scope.binders - 1 - index]
            if place < 0:
                raise Unplannable("a function is used as a value")
            return scope.step(int(Kind.VARIABLE), 0, 0, 0, 0, place)
        assert scope.parent is not None
        return scope.capture(self.variable(index - scope.binders, scope.parent))

    def rows(self, scope: Scope) -> int:
        """The slot of the row that each lane belongs to."""
        if scope.parent is None:
            return scope.step(int(Kind.VARIABLE), 0, 0, 0, 0, self.row)
        return scope.capture(self.rows(scope.parent))

    def call(self, index: int, arguments: Sequence[Term], scope: Scope) -> int:
        """A call of the function that the subroutine takes."""
        root, outside = scope, index
        while outside >= root.binders:
            outside -= root.binders
            assert root.parent is not None
            root = root.parent
        if root.parent is not None or root.places[root.binders - 1 - outside] >= 0:
            raise Unplannable("a function that is no argument of the subroutine is called")
        given = [self.write(a, scope) for a in arguments]
        return scope.step(int(Kind.CALL), 0, len(given) + 1, 0, 0, self.rows(scope), *given)

    def application(self, p: Primitive, instance: Type, arguments: Sequence[Term], scope: Scope) -> int:
        declared, result = parameters(instance)
        if not any(map(is_arrow, declared)):
            kernel = self.known(p, instance)
            slots = [self.write(a, scope) for a in arguments]
            scratch = int(kernel.in_scratch and in_heap(result))
            return scope.step(int(Kind.APPLY), kernel.address, len(slots), scratch, int(p.lenient), *slots)
        if not is_arrow(declared[0]) or any(map(is_arrow, declared[1:])) or (p.loop or "fold") not in LOOPS:
            raise Unplannable(f"{p.name} has no instruction")
        slots = [self.write(a, scope) for a in arguments[1:]]
        inner = self.lambda_(p, arguments[0], scope)
        kind, address, scratch = LOOPS[p.loop] if p.loop else Kind.ELEMENTWISE, 0, p.loop in ("scan", "scan1")
        if p.loop is None:
            kernel = self.known(p, instance)
            address, scratch = kernel.address, kernel.in_scratch and in_heap(result)
        slot = len(scope.steps)
        scope.steps.append([int(kind), address, len(arguments), int(scratch), int(p.lenient), 0, *slots, *[0] * (4 - len(slots))])
        scope.inner[slot] = inner
        return slot

    def known(self, p: Primitive, instance: Type) -> Kernel:
        self.kept.append(self.kernel(p, instance))
        return self.kept[-1]

    def lambda_(self, p: Primitive, function: Term, scope: Scope) -> Scope:
        """The scope of a function argument."""
        count = len(parameters(parameters(p.type)[0][0])[0])
        body = function
        for _ in range(count):
            if not isinstance(body, Lam):
                raise Unplannable("a function is given that is not written out")
            body = body.body
        places = [count - 1, *range(count - 1)] if p.name in self.twins else range(count)
        inner = Scope(scope, count, list(places))
        self.write(body, inner)
        return inner

    # -- layout ---------------------------------------------------------------------------------

    def laid_out(self, root: Scope, arguments: int) -> Assembled:
        """The words of a scope and all inside it."""
        words: list[int] = []
        self.lay(root, words, 0, arguments)
        words[3] = self.store.frame.ctypes.data
        return Assembled(np.array(words, np.int64), weight(root), bool(root.inner) or self.functional, tuple(self.kept))

    def lay(self, scope: Scope, words: list[int], around: int, *behind: int) -> None:
        """Places are counted from where the plan around begins, as the machine reads them."""
        at = len(words)
        captures = at + HEADER + STEP * len(scope.steps)
        words += [len(scope.steps), len(scope.captures), captures - around, 0]
        for step in scope.steps:
            words += step
        words += [*scope.captures, *behind]
        for slot, inner in scope.inner.items():
            words[at + HEADER + STEP * slot + 9] = len(words) - at
            self.lay(inner, words, at)


def weight(scope: Scope) -> int:
    """How many lists the steps of a scope may make on one lane, about."""
    own = sum(step[3] for step in scope.steps)
    return max(1, own + INSIDE * sum(weight(inner) for inner in scope.inner.values() if any(s[3] for s in inner.steps)))
