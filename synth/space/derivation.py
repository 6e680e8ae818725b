"""How a grammar makes a program: its derivation, the productions used, outermost first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, free_indices, lam, shift
from synth.space.grammar import Grammar, Production

Scope = tuple[tuple[int, int], ...]  # (context, variable), innermost binder first
Steps = tuple[Production, ...]


class Derivations:
    """Reads programs as derivations of one grammar."""

    def __init__(self, grammar: Grammar, vocabulary: Vocabulary) -> None:
        self.grammar = grammar
        self.twin_of = {p.indexed: p.name for p in vocabulary.values() if p.indexed}
        self.ways: defaultdict[tuple[int, object], list[Production]] = defaultdict(list)
        for p in grammar.productions:
            self.ways[p.state, p.value if p.kind in ("variable", "constant") else p.label].append(p)
            if p.kind == "constant" and p.primitive is not None:
                self.ways[p.state, Prim(p.primitive.name)].append(p)

    def of(self, program: Term) -> Steps | None:
        """The productions of a whole program in prefix order; None where the grammar does not make it."""
        return self._function(program, 0, (), twin=False)

    def _function(self, term: Term, state: int, scope: Scope, twin: bool) -> Steps | None:
        """The body of a function; a twin's first parameter is the place."""
        context = self.grammar.states[state].context
        count = len(self.grammar.contexts[context].variables)
        order = [count, *range(count)] if twin else list(range(count))
        for _ in order:
            if not isinstance(term, Lam):
                return None
            term = term.body
        own = tuple((context, i) for i in reversed(order))
        return self._value(term, state, own + scope)

    def _value(self, term: Term, state: int, scope: Scope) -> Steps | None:
        context = self.grammar.states[state].context
        outside = self.grammar.contexts[context].parent is not None and not self._uses(term, context, scope)
        if outside:
            for p in self.ways[state, "capture"]:
                rest = self._value(term, p.arguments[0], scope)
                return None if rest is None else (p, *rest)
            return None
        match term:
            case Var(index):
                return self._leaf(state, scope[index][1])
            case Const() | Prim():
                return self._leaf(state, term)
            case App(Prim(name), arguments):
                return self._application(name, arguments, state, scope)
        return None

    def _uses(self, term: Term, context: int, scope: Scope) -> bool:
        """Whether a term reads a variable of a context."""
        return any(i < len(scope) and scope[i][0] == context for i in free_indices(term))

    def _leaf(self, state: int, value: object) -> Steps | None:
        found = self.ways[state, value]
        return (found[0],) if found else None

    def _application(self, name: str, arguments: Sequence[Term], state: int, scope: Scope) -> Steps | None:
        twin = name in self.twin_of
        context = self.grammar.states[state].context
        for p in self.ways[state, self.twin_of.get(name, name)]:
            steps: list[Production] = [p]
            for argument, wanted in zip(arguments, p.arguments, strict=True):
                inside = self.grammar.states[wanted].context == context
                found = self._value(argument, wanted, scope) if inside else self._function(argument, wanted, scope, twin)
                if found is None:
                    break
                steps.extend(found)
            else:
                return tuple(steps)
        return None


def program_of(steps: Steps, grammar: Grammar) -> Term:
    """The program that a derivation makes: the inverse of `Derivations.of`.

    Raises ValueError where a function reads the place of its element and its word has no twin that tells it.
    """
    return _Builder(iter(steps), grammar).function(0, ())[0]


class _Builder:
    """Takes the steps of a derivation one by one."""

    def __init__(self, steps: Iterator[Production], grammar: Grammar) -> None:
        self.steps, self.grammar = steps, grammar

    def function(self, state: int, scope: Scope) -> tuple[Term, bool]:
        """A function, and whether it reads the place of its element, which is its first parameter then."""
        context = self.grammar.contexts[self.grammar.states[state].context]
        count = len(context.variables)
        order = [count, *range(count)] if context.indexed else list(range(count))
        body = self.value((*((context.index, i) for i in reversed(order)), *scope))
        placed = context.indexed and count in free_indices(body)
        if context.indexed and not placed:
            body = shift(body, -1, count + 1)
        return lam(count + placed, body), placed

    def value(self, scope: Scope) -> Term:
        """The term of the next step and of what follows from it."""
        p = next(self.steps)
        context = self.grammar.states[p.state].context
        if p.kind == "variable":
            return Var(scope.index((context, p.value)))
        if p.kind == "constant":
            term: Term = p.value if p.primitive is None else Prim(p.primitive.name)
            return term
        if p.kind == "capture":
            return self.value(scope)
        assert p.primitive is not None
        name, arguments = p.primitive.name, []
        for wanted in p.arguments:
            if self.grammar.states[wanted].context == context:
                arguments.append(self.value(scope))
                continue
            function, placed = self.function(wanted, scope)
            if placed and p.primitive.indexed is None:
                raise ValueError(f"{p.primitive.name} tells no place")
            name = p.primitive.indexed if placed and p.primitive.indexed else name
            arguments.append(function)
        return App(Prim(name), tuple(arguments))
