"""The tree grammar of a file's own grammar: its nonterminals are the states, its rules the productions.

A nonterminal has the productions of those it is a mere name for. A rule that writes out several applications at once
becomes one production and inner states that hold the rest of it, so the search needs nothing beyond what it
knows. A rule that uses an argument twice has no such form: it is searched with as one word with a body, and written out
in what is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dsl.primitives import Vocabulary, subroutine
from dsl.term import App, Const, Hole, Prim, Term, Var, free_indices, lam, rebuild
from dsl.type import Type, apply, arrow, parameters, unify_into
from synth.space.grammar import Context, Grammar, Production, State
from tasks.file_grammar import FileGrammar, Rule, held, holds, linear


def from_rules(request: Type, rules: FileGrammar, vocabulary: Vocabulary, constants: Sequence[Const] = ()) -> Grammar:
    """The grammar of the programs of a file; the constants stand where it allows any literal."""
    return _Compiler(request, rules, vocabulary, constants).compile()


class _Compiler:
    """Builds the states that the answer may need, breadth first."""

    def __init__(self, request: Type, rules: FileGrammar, vocabulary: Vocabulary, constants: Sequence[Const]) -> None:
        self.request, self.rules, self.vocabulary, self.constants = request, rules, vocabulary, constants
        self.inputs = parameters(request)[0]
        self.states: list[State] = []
        self.state_of: dict[Any, int] = {}
        self.pending: list[str] = []
        self.productions: list[Production] = []

    def compile(self) -> Grammar:
        """The whole grammar; the state of the answer is the first."""
        self._nonterminal(self.rules.start)
        while self.pending:
            name = self.pending.pop(0)
            for rule in dict.fromkeys(self._closure(name)):
                self._add(self.state_of[name], rule)
        context = Context(0, None, self.inputs)
        return Grammar(self.request, (context,), tuple(self.states), tuple(self.productions))

    def _closure(self, name: str) -> Iterator[Rule]:
        """The rules of a nonterminal and of those that it may be replaced by."""
        least, left = {name: 0}, [name]
        while left:
            reached = left.pop(0)
            for rule in self.rules.rules[reached]:
                other, weight = _name(rule), least[reached] + rule.weight
                if other is not None and weight < least.get(other, weight + 1):
                    least[other] = weight
                    left.append(other)
        for reached, weight in least.items():
            yield from (replace(rule, weight=weight + rule.weight) for rule in self.rules.rules[reached] if _name(rule) is None)

    def _nonterminal(self, name: str) -> int:
        """The state of a nonterminal; one that is only another name for a second has the second's."""
        seen = {name}
        while len(self.rules.rules[name]) == 1 and (other := _name(self.rules.rules[name][0])) and not self.rules.rules[name][0].weight:
            name = other
            if name in seen:
                break
            seen.add(name)
        if name not in self.state_of:
            self._state(name, held(self.rules.types[name]), False)
            self.pending.append(name)
        return self.state_of[name]

    def _state(self, key: Any, type: Type, inner: bool) -> int:
        self.state_of[key] = len(self.states)
        self.states.append(State(len(self.states), 0, type, inner))
        return self.state_of[key]

    def _add(self, state: int, rule: Rule) -> None:
        if isinstance(rule.pattern, Hole):
            for constant in self.constants:
                if holds(rule.pattern.type, constant):
                    self._produce(state, "constant", value=constant, weight=rule.weight)
        elif linear(rule.pattern, rule.slots):
            self._pattern(state, rule.pattern, rule.slots, rule.weight)
        else:
            self._helper(state, rule)

    def _helper(self, state: int, rule: Rule) -> None:
        """The production for a rule that uses an argument twice."""
        used = sorted(free_indices(rule.pattern))
        states = tuple(self._argument(Var(i), rule.slots) for i in used)
        instance = arrow(*(self.states[s].type for s in states), self.states[state].type)
        places = {index: Var(len(used) - 1 - k) for k, index in enumerate(used)}
        word = subroutine("".join(rule.pieces), instance, lam(len(used), _renamed(rule.pattern, places)))
        self._produce(state, "apply", arguments=states, primitive=word, instance=instance, weight=rule.weight)

    def _produce(self, state: int, kind: str, **rest: Any) -> None:
        self.productions.append(Production(len(self.productions), state, kind, **rest))

    def _pattern(self, state: int, pattern: Term, slots: Sequence[str], weight: int = 0) -> None:
        """The production for a pattern, after those for its parts."""
        match pattern:
            case Var(index):
                self._produce(state, "variable", value=index - len(slots), weight=weight)
            case Const():
                self._produce(state, "constant", value=pattern, weight=weight)
            case App(Prim(name), arguments):
                states = tuple(self._argument(a, slots) for a in arguments)
                instance = arrow(*(self.states[s].type for s in states), self.states[state].type)
                own = self.vocabulary[name]
                self._produce(state, "apply", arguments=states, primitive=own, instance=instance, weight=weight)

    def _argument(self, part: Term, slots: Sequence[str]) -> int:
        if isinstance(part, Var) and part.index < len(slots):
            return self._nonterminal(slots[part.index])
        key = (part, tuple(slots) if free_indices(part) else ())
        if key not in self.state_of:
            self._pattern(self._state(key, self._type(part, slots), True), part, slots)
        return self.state_of[key]

    def _type(self, part: Term, slots: Sequence[str]) -> Type:
        match part:
            case Var(index):
                return held(self.rules.types[slots[index]]) if index < len(slots) else self.inputs[index - len(slots)]
            case Const(_, type):
                return type
            case App(Prim(name), arguments):
                wanted, result = parameters(self.vocabulary[name].type)
                bindings: dict[str, Type] = {}
                for type, argument in zip(wanted, arguments, strict=True):
                    unify_into(type, self._type(argument, slots), bindings)
                return apply(bindings, result)
        raise TypeError(f"no pattern: {part!r}")


def _name(rule: Rule) -> str | None:
    """The nonterminal that a rule puts in the place of its own, if that is all it does."""
    match rule.pattern:
        case Var(index) if index < len(rule.slots):
            return rule.slots[index]
    return None


def _renamed(pattern: Term, places: Mapping[int, Var]) -> Term:
    """A pattern with other variables."""
    if isinstance(pattern, Var):
        return places[pattern.index]
    return rebuild(pattern, lambda part, _: _renamed(part, places))
