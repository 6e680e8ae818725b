"""From nodes back to terms."""

from __future__ import annotations

from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import beta_normal
from dsl.term import App, Hole, Lam, Prim, Term, Var, size
from dsl.type import parameters
from synth.columns.layout import Frame
from synth.columns.store import Store
from synth.space.grammar import Grammar

MOST_WORDS = 2000  # of a part in which helpers are written out, since those that use an argument twice double it each time
Scope = tuple[tuple[int, int], ...]  # (context, variable), innermost binder first


class TermReader:
    """Reads programs out of a store."""

    def __init__(self, grammar: Grammar, store: Store, vocabulary: Vocabulary) -> None:
        self.grammar, self.store, self.vocabulary = grammar, store, vocabulary

    def program(self, production: int, arguments: tuple[int, ...]) -> Term:
        """The whole program whose root is a production applied to nodes."""
        count = len(self.grammar.contexts[0].variables)
        return _abstract(self._root(production, arguments, self.scope(0)), count)

    def scope(self, context: int | None) -> Scope:
        """All variables that a program of a context may mention."""
        if context is None:
            return ()
        own = self.grammar.contexts[context]
        return tuple((context, i) for i in reversed(range(len(own.variables)))) + self.scope(own.parent)

    def node(self, node: int) -> Term:
        """The whole program of a node of the outermost context."""
        return self.program(*self.parts(node))

    def parts(self, node: int) -> tuple[int, tuple[int, ...]]:
        """Production and arguments of a node."""
        return int(self.store[Frame.PRODUCTION][node]), tuple(self.store[Frame.ARGUMENTS][node].tolist())

    def _part(self, node: int, scope: Scope) -> Term:
        """A node as a part of a program."""
        return self._root(*self.parts(node), scope)

    def _root(self, index: int, arguments: tuple[int, ...], scope: Scope) -> Term:
        production = self.grammar.productions[index]
        context = self.grammar.states[production.state].context
        if production.kind == "variable":
            return Var(scope.index((context, production.value)))
        if production.kind == "constant":
            term: Term = production.value
            return term if production.primitive is None else Prim(production.primitive.name)
        if production.kind == "capture":
            return self._part(arguments[0], scope)
        primitive = production.primitive
        assert primitive is not None
        name = primitive.name
        built: list[Term] = []
        for state, node in zip(production.arguments, arguments):
            inner = self.grammar.states[state].context
            if inner == context:
                built.append(self._part(node, scope))
                continue
            body, indexed = self.body(inner, node, scope)
            if indexed:
                assert primitive.indexed is not None
                name = primitive.indexed
            built.append(body)
        term = App(Prim(name), tuple(built))
        return term if name in self.vocabulary else self.written_out(term, primitive)

    def written_out(self, term: App, helper: Primitive) -> Term:
        """An application of a helper that only the grammar knows, in the words of the language; a hole where that is too long."""
        assert helper.body is not None
        whole = beta_normal(App(helper.body, term.arguments))
        return whole if size(whole) <= MOST_WORDS else Hole(parameters(helper.type)[1])

    def body(self, context: int, node: int, scope: Scope) -> tuple[Term, bool]:
        """A lambda, and whether it uses the place of the element (its first parameter then)."""
        variables = self.grammar.contexts[context].variables
        order = list(range(len(variables)))
        indexed = self.grammar.contexts[context].indexed and self.uses_place(context, node)
        if indexed:
            order.insert(0, len(variables))
        inner = tuple((context, i) for i in reversed(order))
        return _abstract(self._part(node, inner + scope), len(order)), indexed

    def uses_place(self, context: int, node: int) -> bool:
        """Whether a node reads the place variable of its context."""
        return bool(self.store[Frame.PLACED][node] >> self.grammar.contexts[context].depth & 1)


class TermMemory(TermReader):
    """Reads many programs that share parts: each part once."""

    def __init__(self, grammar: Grammar, store: Store, vocabulary: Vocabulary) -> None:
        super().__init__(grammar, store, vocabulary)
        self.known: dict[tuple[int, Scope], Term] = {}

    def _part(self, node: int, scope: Scope) -> Term:
        key = (node, scope)
        if key not in self.known:
            self.known[key] = super()._part(node, scope)
        return self.known[key]


def _abstract(term: Term, count: int) -> Term:
    for _ in range(count):
        term = Lam(term)
    return term
