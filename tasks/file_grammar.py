"""The grammar that a file gives for its answers, and answers written in exactly that grammar.

A production is a pattern: a term of our language whose free variables 0, 1, … are slots for other nonterminals and, from
`len(slots)` on, the parameters of the function. The file's own words for it stand beside it as the pieces of text
between the slots. So a term is searched for, run and shown like any other, and spelled by matching it with the patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dsl.term import App, Const, Hole, Prim, Term, Var, strip
from dsl.type import Con, Type

Spelled = tuple[int, str]  # the length in words of the file with the weights of the rules, and the text
WIDEST = 64
BITS = Con("bits", (Con(str(WIDEST)),))


def bits(width: int) -> Type:
    """The type of a file's bit-vectors of a width."""
    return Con("bits", (Con(str(width)),))


def width(type: Type) -> int:
    """How many bits the bit-vectors of a type have; 0 for another type."""
    return int(str(type.args[0])) if isinstance(type, Con) and type.name == "bits" else 0


def held(type: Type) -> Type:
    """Our own type for one of a file: bit-vectors of any width are held in 64 bits."""
    return BITS if width(type) else type


def holds(type: Type, constant: Const) -> bool:
    """Whether a literal is one of a file's type."""
    return constant.type == held(type) and (not width(type) or constant.value < 1 << width(type))


@dataclass(frozen=True)
class Rule:
    """One way to make a value of a nonterminal.

    A pattern that is a Hole stands for any literal of its type.
    """

    pattern: Term
    slots: tuple[str, ...]  # the nonterminal of each slot
    pieces: tuple[str, ...]  # what stands before, between and behind the slots
    words: int = 1  # how many symbols of the file it adds
    weight: int = 0  # what the file charges for it beside that

    def filled(self, parts: Sequence[Spelled]) -> Spelled:
        """The rule with these texts in its slots."""
        text = "".join(piece + inner for piece, (_, inner) in zip(self.pieces, [*parts, (0, "")], strict=True))
        return self.words + self.weight + sum(length for length, _ in parts), text


@dataclass(frozen=True)
class FileGrammar:
    """Nonterminals with their types and rules; the answer is one of the first."""

    function: str
    parameters: tuple[tuple[str, str], ...]  # name and sort as the file writes them
    sort: str
    domain: str
    request: Type  # with the file's own types, as those that follow
    types: Mapping[str, Type]
    rules: Mapping[str, tuple[Rule, ...]]
    literal: Callable[[Any, Type], str]  # how the file's language writes a value
    logic: str = ""
    helpers: tuple[str, ...] = ()  # the functions and sorts that the file defines beforehand, in its own words

    @cached_property
    def start(self) -> str:
        """The nonterminal of the answer."""
        return next(iter(self.rules))

    @cached_property
    def weighted(self) -> bool:
        """Whether the file charges for some of its rules."""
        return any(rule.weight for rules in self.rules.values() for rule in rules)

    @cached_property
    def least(self) -> Mapping[str, Spelled]:
        """The shortest text of any value of each nonterminal, but for one that has nothing but literals."""
        found: dict[str, Spelled] = {}
        for _ in self.rules:  # each round settles one at least
            for name, rules in self.rules.items():
                known = [rule for rule in rules if not isinstance(rule.pattern, Hole) and all(slot in found for slot in rule.slots)]
                texts = [rule.filled([found[slot] for slot in rule.slots]) for rule in known]
                found |= {name: min(texts)} if texts else {}
        return found

    def spell(self, program: Term) -> Spelled | None:
        """The shortest text of a program's body in this grammar and its length in words; None where it lies outside."""
        try:
            return _Speller(self).spell(strip(program)[1], self.start)
        except RecursionError:
            return None

    def define_fun(self, program: Term) -> str | None:
        """The answer as the file's language writes it, None where the program lies outside the grammar."""
        spelled = self.spell(program)
        if spelled is None:
            return None
        parameters = " ".join(f"({name} {sort})" for name, sort in self.parameters)
        return f"(define-fun {self.function} ({parameters}) {self.sort} {spelled[1]})"


class _Speller:
    """Matches the parts of one program with rules, each part and nonterminal once."""

    def __init__(self, grammar: FileGrammar) -> None:
        self.grammar, self.inputs = grammar, len(grammar.parameters)
        self.known: dict[tuple[Term, str], Spelled | None] = {}

    def spell(self, part: Term, nonterminal: str) -> Spelled | None:
        """The shortest text of a part as a value of a nonterminal."""
        key = part, nonterminal
        if key not in self.known:
            self.known[key] = None  # while it is sought: chains of nonterminals may come back to where they began
            self.known[key] = min((s for rule in self.grammar.rules[nonterminal] for s in self._by(rule, part)), default=None)
        return self.known[key]

    def _by(self, rule: Rule, part: Term) -> Iterator[Spelled]:
        if isinstance(rule.pattern, Hole):
            if isinstance(part, Const) and holds(rule.pattern.type, part):
                yield 1 + rule.weight, self.grammar.literal(part.value, rule.pattern.type)
            return
        bound = match(rule.pattern, part, len(rule.slots), self.inputs)
        if bound is None:
            return
        parts = [self.spell(bound[i], slot) if i in bound else self.grammar.least.get(slot) for i, slot in enumerate(rule.slots)]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            yield rule.filled(found)


def match(pattern: Term, part: Term, slots: int, inputs: int) -> dict[int, Term] | None:
    """What each slot of a pattern stands for in a part of a program with so many inputs; None where they differ."""
    bound: dict[int, Term] = {}
    pending = [(pattern, part)]
    while pending:
        wanted, found = pending.pop()
        match wanted, found:
            case Var(index), _ if index < slots:
                if bound.setdefault(index, found) != found:
                    return None
            case Var(index), Var(variable) if variable == inputs - 1 - (index - slots):
                pass
            case App(function, arguments), App(other, others) if function == other and len(arguments) == len(others):
                pending += zip(arguments, others)
            case ((Const() | Prim()), _) if wanted == found:
                pass
            case _:
                return None
    return bound


def linear(pattern: Term, slots: Sequence[str]) -> bool:
    """Whether no slot occurs in the pattern more than once."""
    counts = [0] * len(slots)
    pending = [pattern]
    while pending:
        match pending.pop():
            case Var(index) if index < len(slots):
                counts[index] += 1
            case App(_, arguments):
                pending += arguments
    return all(count <= 1 for count in counts)
