"""Which compiled code serves a production: its kernel, else its reference called row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from dsl.evaluate import compile_term
from dsl.primitives import Primitive, Vocabulary
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import STR, Type, is_arrow, parameters
from synth.columns.codegen.objects import NotCompilable, Unfit
from synth.columns.interpreted import Interpreter, interpretable
from synth.columns.kernels import Kernel, in_heap, kernel
from synth.columns.layout import LOOPS, REPEATS, Call, Kind
from synth.columns.machine.assemble import Assembled, Assembler, Unplannable
from synth.columns.machine.elementwise import apply_elementwise
from synth.columns.store import Store
from synth.columns.text_order import can_order
from synth.space.grammar import Grammar, Production, ordered_on

EVALUATED = 1000  # candidates that a recursive program counts as: the reference evaluator runs it, and takes about that


@dataclass(frozen=True)
class Operation:
    """What the machine must know of a production."""

    kind: Kind
    address: int = 0
    arity: int = 0
    in_scratch: bool = False
    lenient: bool = False
    depth: int = 0  # of the scope it stands in
    place: bool = False  # it is the place variable of that scope
    plan: int = 0  # address of a subroutine's plan
    weight: int = 1  # lists that one row may put into the heap
    nests: bool = False  # the plan holds lambdas
    compiled: bool = False  # it may be repeated: it gives the same again, and soon
    worth: int = 1  # candidates that one counts as

    def words(self, state_key: int) -> list[int]:
        """As a row of the operations array."""
        flags = int(self.in_scratch), state_key, int(self.lenient), self.depth, int(self.place)
        return [int(self.kind), self.address, self.arity, *flags, self.plan]


class Code:
    """Operations of a grammar's productions, compiled on first use."""

    def __init__(self, grammar: Grammar, interpreter: Interpreter, vocabulary: Vocabulary) -> None:
        self.grammar, self.interpreter, self.vocabulary = grammar, interpreter, vocabulary
        self.assembler = Assembler(vocabulary, interpreter.store, self._kernel)
        takers = [p for p in vocabulary.values() if p.body is None and takes_function(p)]
        self.evaluates = [p.loop for p in takers] == ["fix"]
        self.known: dict[int, Operation] = {}
        self.programs: dict[str, Term | None] = {}
        self.plans: dict[tuple[str, Type], Assembled | None] = {}
        self.kept: list[Kernel] = []  # code that lives as long as this

    def runs(self, production: Production) -> bool:
        """Whether there is code for a production."""
        p = production.primitive
        assert p is not None and production.instance is not None
        if p.loop is not None:
            return p.loop in LOOPS or p.loop in REPEATS
        if self.program(p) is not None:
            functions = [is_arrow(t) for t in parameters(production.instance)[0]]
            if True not in functions:
                return True
            alone = functions.index(True) == 0 and sum(functions) == 1  # one function, as the first argument
            return alone and (self.called(production) or self.plan(p, production.instance) is not None)
        if p.kernel_function is None:
            return interpretable(p, production.instance)
        return can_order(p, ordered_on(p, production.instance))

    def operation(self, production: Production) -> Operation:
        """The operation of a production."""
        if production.index not in self.known:
            self.known[production.index] = self._operation(production)
        return self.known[production.index]

    def _operation(self, production: Production) -> Operation:
        scope = self.grammar.contexts[self.grammar.states[production.state].context]
        if production.kind in ("variable", "constant"):
            place = scope.indexed and production.kind == "variable" and production.value == len(scope.variables)
            return Operation(Kind.VARIABLE, depth=scope.depth, place=place)
        if production.kind == "capture":
            return Operation(Kind.CAPTURE, arity=1, depth=scope.depth)
        p = production.primitive
        assert p is not None
        arity = len(production.arguments)
        state = self.grammar.states[production.state]
        if p.loop is not None:
            makes_list = p.loop in ("scan", "scan1", "unfold")
            return Operation((LOOPS | REPEATS)[p.loop], 0, arity, makes_list, p.lenient, scope.depth)
        higher = any(self.grammar.states[a].context != state.context for a in production.arguments)
        if self.program(p) is not None:
            return self._subroutine(p, production, higher, scope.depth)
        code = self._kernel(p, production.instance)
        kind = Kind.ELEMENTWISE if higher else Kind.APPLY
        in_scratch, compiled = code.in_scratch and in_heap(state.type), code.owner is None
        return Operation(kind, code.address, arity, in_scratch, p.lenient, scope.depth, compiled=compiled)

    def called(self, production: Production) -> bool:
        """Whether the evaluator runs a production: in the outermost scope, a subroutine that takes a function and has no plan.

        It does so in a language whose only loop is a fixpoint: what lambdas have in them the machine must be able to run.
        """
        p = production.primitive
        assert p is not None and production.instance is not None
        inner = self.grammar.contexts[self.grammar.states[production.state].context].depth > 0
        if inner or not self.evaluates or p.body is None or not takes_function(p):
            return False
        return self.plan(p, production.instance) is None

    def program(self, p: Primitive) -> Term | None:
        """The program of other primitives that a subroutine is, or that a primitive is composed of."""
        if p.composed is not None and p.name not in self.programs:
            try:
                self.programs[p.name] = parse_term(p.composed, self.vocabulary)
            except ValueError:  # a vocabulary without some word of it
                self.programs[p.name] = None
        return p.body if p.composed is None else self.programs[p.name]

    def plan(self, p: Primitive, instance: Type) -> Assembled | None:
        """The plan of a subroutine, None where the machine cannot run it."""
        program = self.program(p)
        assert program is not None
        key = (p.name, instance)
        if key not in self.plans:
            try:
                self.plans[key] = self.assembler.assemble(program, instance)
            except Unplannable:
                self.plans[key] = None
        return self.plans[key]

    def _subroutine(self, p: Primitive, production: Production, higher: bool, depth: int) -> Operation:
        """A subroutine's plan behind the address that runs plans; without a plan the reference evaluator, row by row."""
        from synth.columns.machine.subroutine import subroutine  # compiled only where there is a library

        assert production.instance is not None
        arity, plan = len(production.arguments), self.plan(p, production.instance)
        if self.called(production):
            return Operation(Kind.SUBROUTINE, 0, arity, depth=depth)
        if plan is None:
            code = self.interpreter.kernel(self._referenced(p), production.instance)
            self.kept.append(code)
            worth = EVALUATED if self.evaluates else 1
            return Operation(Kind.APPLY, code.address, arity, code.in_scratch, depth=depth, worth=worth)
        kind, address = (Kind.SUBROUTINE, plan.address) if higher else (Kind.APPLY, subroutine.address)
        return Operation(kind, address, arity, depth=depth, plan=plan.address, weight=plan.weight, nests=plan.nests)

    def _referenced(self, p: Primitive) -> Primitive:
        """A subroutine as a primitive whose reference the evaluator runs; any other as it is."""
        if p.body is None:
            return p
        run = compile_term(p.body, self.vocabulary)
        return replace(p, function=lambda *values: run(values), body=None)

    def _kernel(self, p: Primitive, instance: Type | None) -> Kernel:
        """Compiled code of a primitive, else its reference behind an address."""
        assert instance is not None
        on_texts, later = ordered_on(p, instance) == STR, None
        if p.kernel_function is not None and can_order(p, ordered_on(p, instance)):
            try:
                return kernel(p, on_texts)
            except Unfit:  # it may come while the search is under way
                later = partial(kernel, p, on_texts)
            except NotCompilable:
                pass
        self.kept.append(self.interpreter.kernel(p, instance, later))
        return self.kept[-1]


def takes_function(p: Primitive) -> bool:
    """Whether an argument is a function."""
    return any(map(is_arrow, parameters(p.type)[0]))


def apply_bodies(p: Primitive, store: Store, call: np.ndarray, combos: np.ndarray, bodies: np.ndarray) -> int:
    """Apply a primitive that takes a function: bodies of it over combinations of the other arguments; how many bodies were done."""
    count, left = len(combos), len(bodies)
    if p.body is not None or p.composed is not None:
        from synth.columns.machine.subroutine import apply_subroutine  # these two are compiled only where a task gets that far

        store.make_room(int(call[Call.LIMIT]), int(call[Call.ROWS]), int(call[Call.WEIGHT]))
        return apply_subroutine(store.frame, call, count, combos, left, bodies)
    if p.loop is None:
        return apply_elementwise(store.frame, call, count, combos, left, bodies)
    if p.loop in REPEATS:
        from synth.columns.machine.while_unfold import apply_repeats

        return apply_repeats(store.frame, call, int(REPEATS[p.loop]), count, combos, left, bodies)
    from synth.columns.machine.folds import apply_loops

    return apply_loops(store.frame, call, int(LOOPS[p.loop]), count, combos, left, bodies)
