"""Which compiled code serves a production: its kernel, else its reference called row by row."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.primitives import Primitive
from dsl.type import STR, Type, variables
from synth.columns.fallback import Interpreter, interpretable
from synth.columns.frame import Kind
from synth.columns.kernels import Kernel, compile_kernel, in_heap
from synth.columns.routine import NotCompilable
from synth.columns.texts import can_order
from synth.grammar import Grammar, Production, ordered_on

LOOPS = {"fold": Kind.FOLD, "fold1": Kind.FOLD1, "scan": Kind.SCAN, "scan1": Kind.SCAN1, "iterate": Kind.ITERATE}


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
    compiled: bool = False  # it may be repeated: it gives the same again, and soon

    def words(self, state_key: int) -> list[int]:
        """As a row of the operations array."""
        return [int(self.kind), self.address, self.arity, int(self.in_scratch), state_key, int(self.lenient), self.depth, int(self.place)]


_COMPILED: dict[tuple[str, bool], tuple[Primitive, Kernel]] = {}  # by name and whether it orders texts; shared by the searches of a process


class Code:
    """Operations of a grammar's productions, compiled on first use."""

    def __init__(self, grammar: Grammar, interpreter: Interpreter) -> None:
        self.grammar, self.interpreter = grammar, interpreter
        self.known: dict[int, Operation] = {}
        self.kept: list[Kernel] = []  # code that lives as long as this

    def runs(self, production: Production) -> bool:
        """Whether there is code for a production."""
        p = production.primitive
        assert p is not None and production.instance is not None
        if p.loop is not None:
            return p.loop in LOOPS
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
            scans = p.loop in ("scan", "scan1")
            return Operation(LOOPS[p.loop], 0, arity, scans, p.lenient, scope.depth)
        kernel = self._kernel(p, production.instance)
        higher = any(self.grammar.states[a].context != state.context for a in production.arguments)
        kind = Kind.ELEMENTWISE if higher else Kind.APPLY
        return Operation(
            kind, kernel.address, arity, kernel.in_scratch and in_heap(state.type), p.lenient, scope.depth, compiled=kernel.owner is None
        )

    def _kernel(self, p: Primitive, instance: Type | None) -> Kernel:
        """Compiled code of a primitive, else its reference behind an address."""
        assert instance is not None
        if p.kernel_function is not None:
            try:
                return compiled(p, ordered_on(p, instance) == STR)
            except (OSError, NotCompilable):  # its source is not at hand, or is no kernel
                pass
        self.kept.append(self.interpreter.kernel(p, instance))
        return self.kept[-1]


def compiled(p: Primitive, texts: bool) -> Kernel:
    """The compiled kernel of a primitive; OSError or NotCompilable where that cannot be."""
    known = _COMPILED.get((p.name, texts))
    if known is None or known[0].kernel_function is not p.kernel_function:
        known = _COMPILED[p.name, texts] = (p, compile_kernel(p, texts))
    return known[1]


def variants(p: Primitive, texts: bool) -> list[bool]:
    """The kernels that a primitive has, by whether they order texts; with `texts` there may be one that does."""
    if p.kernel_function is None or p.loop is not None:
        return []
    ordered = any(v.cls == "Ord" for v in variables(p.type))
    return [False, True] if ordered and texts and can_order(p, STR) else [False]
