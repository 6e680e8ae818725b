"""Equal programs made to look equal, and shown programs made simple.

`normal_form` is the beta-normal, eta-long form. Both steps are those of call by name: they may turn a failure into a
value (of an argument that is not needed), never a value into something else. `simplify` applies the laws of
`dsl.rules` and is exact: the same values, and the same failures but for those of the bounds on size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from dsl.domain import load_domain
from dsl.evaluate import Failure, evaluate
from dsl.infer import elaborate, infer
from dsl.operators import OPERATORS
from dsl.primitives import Primitive, Vocabulary
from dsl.rules import BLIND, LITERALS, NAMES, TEXTS, TOTAL_BUT_FOR, lines
from dsl.syntax import parse_term
from dsl.term import (
    App,
    Const,
    Hole,
    Lam,
    Let,
    Prim,
    Term,
    Var,
    children,
    free_indices,
    lam,
    print_term,
    rebuild,
    shift,
    size,
    strip,
    substitute,
    subterms,
)
from dsl.type import BOOL, STR, TVar, Type, arrow, is_arrow, parameters

LAZY = {"if": 1, "and": 1, "or": 1}  # so many of the first arguments are always asked for
RIGHT_NESTED = frozenset({"append", "concat_text", "and", "or"})  # associative, also in failures
LITERAL_LAST = frozenset({"add", "equal", "unequal", "less", "less_equal", "greater", "greater_equal"})

# ---- normal form -------------------------------------------------------------------------------------------------


def normal_form(term: Term, vocabulary: Vocabulary) -> Term:
    """The beta-normal, eta-long form of a program; lets are written out."""
    return eta_long(beta_normal(term), vocabulary)


def eta_long(term: Term, vocabulary: Vocabulary) -> Term:
    """The program with every function, its own and those it gives to primitives, written as lambdas; lets stay."""
    long = _eta(term, vocabulary)
    wanted = len(parameters(infer(long, vocabulary))[0])
    return elaborate(_expanded(long, wanted), vocabulary)[0]


def beta_normal(term: Term) -> Term:
    """The term with every let and every applied lambda written out."""
    match term:
        case Let(value, body):
            return beta_normal(substitute(body, value))
        case App(function, arguments):
            called = beta_normal(function)
            if isinstance(called, Lam):
                reduced = substitute(called.body, arguments[0])
                return beta_normal(App(reduced, arguments[1:]) if len(arguments) > 1 else reduced)
            return App(called, tuple(map(beta_normal, arguments))) if called == function else beta_normal(App(called, arguments))
    return rebuild(term, lambda part, _: beta_normal(part))


def _eta(term: Term, vocabulary: Vocabulary) -> Term:
    """The term with the functions that primitives take written as lambdas."""
    term = rebuild(term, lambda part, _: _eta(part, vocabulary))
    match term:
        case App(Prim(name), arguments) if name in vocabulary:
            declared = parameters(vocabulary[name].type)[0]
            wanted = [len(parameters(t)[0]) for t in declared] + [0] * len(arguments)
            return App(term.function, tuple(map(_expanded, arguments, wanted)))
    return term


def _expanded(function: Term, wanted: int) -> Term:
    """A function as so many lambdas."""
    hints, inner = strip(function)
    missing = wanted - len(hints)
    if missing <= 0:
        return function
    applied = App(shift(inner, missing), tuple(Var(i) for i in reversed(range(missing))))
    return lam(wanted, beta_normal(applied), hints)


# ---- what cannot fail, what is asked for -------------------------------------------------------------------------


def total(term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a term (a function: applied to whatever it takes) surely has a value, bounds on size apart."""
    match term:
        case Var() | Const():
            return True
        case Prim(name):
            return _total_call(name, (), vocabulary)
        case App(Prim(name), arguments):
            return all(total(a, vocabulary) for a in arguments) and _total_call(name, arguments, vocabulary)
        case Lam(body):
            return total(body, vocabulary)
        case Let(value, body):
            return total(value, vocabulary) and total(body, vocabulary)
    return False


def _total_call(name: str, arguments: tuple[Term, ...], vocabulary: Vocabulary) -> bool:
    p = vocabulary.get(name)
    if p is None:
        return False
    if p.body is not None:
        return total(p.body, vocabulary)
    if name in TOTAL_BUT_FOR and _own()[name] is p:
        place, fatal = TOTAL_BUT_FOR[name]
        return len(arguments) > place and isinstance(arguments[place], Const) and arguments[place].value not in fatal  # type: ignore[union-attr]
    # a variable given as a function may stand for anything
    declared = parameters(p.type)[0]
    return "total" in p.traits and not any(is_arrow(t) and isinstance(a, Var) for t, a in zip(declared, arguments, strict=False))


@cache
def _own() -> Vocabulary:
    """The primitives that the laws speak of."""
    return load_domain("text").vocabulary


def occurrences(term: Term, index: int, strict: bool = True) -> tuple[int, bool, bool]:
    """How often a variable occurs, whether some occurrence is surely evaluated, whether one is inside a lambda."""
    match term:
        case Var(found):
            return (1, strict, False) if found == index else (0, False, False)
        case Lam(body):
            count, _, _ = occurrences(body, index + 1, False)
            return count, False, count > 0
        case Let(value, body):
            return _sum(occurrences(value, index, strict), occurrences(body, index + 1, strict))
        case App(function, arguments):
            asked = LAZY.get(function.name, len(arguments)) if isinstance(function, Prim) else len(arguments)
            total = occurrences(function, index, strict)
            for i, argument in enumerate(arguments):
                total = _sum(total, occurrences(argument, index, strict and i < asked))
            return total
    return 0, False, False


def _sum(first: tuple[int, bool, bool], second: tuple[int, bool, bool]) -> tuple[int, bool, bool]:
    return first[0] + second[0], first[1] or second[1], first[2] or second[2]


def reduce_strictly(term: Term, vocabulary: Vocabulary) -> Term | None:
    """The outermost let or applied lambda written out, if that keeps failures and repeats no work; else None."""
    match term:
        case Let(value, body):
            rest: tuple[Term, ...] = ()
        case App(Lam(body), (value, *others)):
            rest = tuple(others)
        case _:
            return None
    count, strict, captured = occurrences(body, 0)
    plain = isinstance(value, Var | Const | Prim) or (isinstance(value, Lam) and count == 1)
    once = count == 1 and not captured and (strict or total(value, vocabulary))
    if not (plain or once or (count == 0 and (isinstance(value, Lam) or total(value, vocabulary)))):
        return None
    reduced = substitute(body, value)
    return App(reduced, rest) if rest else reduced


# ---- laws --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A law. Its terms are bodies of functions of its names, so those are free variables, the last one innermost."""

    names: tuple[str, ...]
    pattern: Term
    result: Term
    condition: Term | None
    total: frozenset[str]  # what must not fail
    primitives: Mapping[str, Primitive]

    def holds_in(self, vocabulary: Vocabulary) -> bool:
        """Whether the vocabulary means by the words of the law what the law means."""
        return all(vocabulary.get(name) is p for name, p in self.primitives.items())


@cache
def parse_rule(line: str) -> Rule:
    """The law that a line states."""
    vocabulary = _own()
    sides, _, asked = line.partition(" total ")
    sides, _, condition_text = sides.partition(" where ")
    names = tuple(n for n in NAMES if n in set(re.findall(r"\w+", sides)))
    type = arrow(*(STR if n in TEXTS else TVar(f"of {n}") for n in names), TVar("of result"))
    start = f"({', '.join(names)}) -> " if len(names) > 1 else f"{names[0]} -> "

    def side(text: str) -> Term:
        term = parse_term(start + text, vocabulary, type)
        for _ in names:
            assert isinstance(term, Lam)
            term = term.body
        return _unnamed(term)

    pattern, result = map(side, sides.split(" => "))
    indices = {name: len(names) - 1 - i for i, name in enumerate(names)}
    dropped = {n for n, i in indices.items() if occurrences(pattern, i)[1] and not occurrences(result, i)[0]}
    condition = side(condition_text) if condition_text else None
    said = (pattern, result) if condition is None else (pattern, result, condition)
    words = {t.name: vocabulary[t.name] for s in said for t in subterms(s) if isinstance(t, Prim)}
    return Rule(names, pattern, result, condition, frozenset(dropped | set(asked.split())), words)


def _unnamed(term: Term) -> Term:
    """The term with the names of its variables left open."""
    term = rebuild(term, lambda part, _: _unnamed(part))
    return Lam(term.body) if isinstance(term, Lam) else term


@cache
def _index() -> tuple[tuple[str, frozenset[frozenset[str]]], ...]:
    """Every law with the sets of primitives of which its pattern has one each: most laws need not be parsed."""
    table = []
    for line in lines():
        pattern = line.partition(" => ")[0]
        words = re.sub(r'\w+ ->|"[^"]*"', "", pattern)
        needed = {frozenset({w}) for w in re.findall(r"[a-z]\w*", words) if w in _own() and w not in OPERATORS}
        symbols = [s for s in re.findall(r"[a-z]+|[^\w\s(),]+", words) if s in OPERATORS]
        table.append((line, frozenset(needed | {frozenset(OPERATORS[s].meanings.values()) for s in symbols})))
    return tuple(table)


def rules_for(term: Term) -> Iterator[Rule]:
    """The laws whose pattern has no primitive that the term lacks."""
    present = frozenset(t.name for t in subterms(term) if isinstance(t, Prim))
    for line, needed in _index():
        if all(present & choice for choice in needed):
            yield parse_rule(line)


def blind_rules(term: Term, vocabulary: Vocabulary) -> Iterator[Rule]:
    """The law that traits make for the outermost two primitives of a term: sum(sort(xs)) => sum(xs)."""
    match term:
        case App(Prim(outer) as function, (App(Prim(inner), (_,)) as argument,)):
            if any(vocabulary.has(function, blind) and vocabulary.has(argument.function, change) for blind, change in BLIND):
                pattern, result = (App(function, (part,)) for part in (App(argument.function, (Var(0),)), Var(0)))
                yield Rule(("xs",), pattern, result, None, frozenset(), {name: vocabulary[name] for name in (outer, inner)})


Match = dict[str, Term]


@dataclass(frozen=True)
class _Matcher:
    """Finds the terms for the names of a pattern that make it a term."""

    names: tuple[str, ...]
    vocabulary: Vocabulary

    def match(self, pattern: Term, term: Term, found: Match, depth: int = 0) -> Match | None:
        """`found` with what the pattern adds, or None."""
        match pattern, term:
            case Var(index), _ if index >= depth:
                return self.bind(self.names[depth - index - 1], term, found, depth)
            case Const(value), Const(other):
                return found if value == other and (pattern.type == term.type or value == ()) else None
            case Lam(body), Lam(inner):
                return self.match(body, inner, found, depth + 1)
            case App(function, arguments), App(called, given) if function == called and len(arguments) == len(given):
                result = self.all(arguments, given, found, depth)
                if result is None and isinstance(called, Prim) and self.vocabulary[called.name].commutative:
                    result = self.all(arguments, given[::-1], found, depth)
                return result
        return found if pattern == term else None

    def all(self, patterns: tuple[Term, ...], terms: tuple[Term, ...], found: Match | None, depth: int) -> Match | None:
        """`match` for pairs."""
        for pattern, term in zip(patterns, terms):
            if found is not None:
                found = self.match(pattern, term, found, depth)
        return found

    def bind(self, name: str, term: Term, found: Match, depth: int) -> Match | None:
        """`found` with one more name; its term must not use variables that the pattern binds."""
        if any(i < depth for i in free_indices(term)) or (name in LITERALS and not isinstance(term, Const)):
            return None
        term = shift(term, -depth)
        return {**found, name: term} if found.get(name, term) == term else None

    def build(self, result: Term, found: Match, depth: int = 0) -> Term | None:
        """The term that a result stands for, its literal parts worked out; None if one of those fails."""
        if isinstance(result, Var):
            return shift(found[self.names[depth - result.index - 1]], depth) if result.index >= depth else result
        parts = [self.build(part, found, depth + isinstance(result, Lam)) for part in children(result)]
        if None in parts:
            return None
        supply = iter(parts)
        built = rebuild(result, lambda part, _: next(supply))  # type: ignore[arg-type, return-value]
        match built:
            case App(Prim(), arguments) if all(isinstance(a, Const) for a in arguments):
                return _value(built, self.vocabulary)
        return reduce_strictly(built, self.vocabulary) or built


def _value(term: Term, vocabulary: Vocabulary) -> Const | None:
    """What a closed term comes to, as a literal; None for a failure."""
    value = evaluate(term, (), vocabulary)
    return None if isinstance(value, Failure) else Const(value, infer(term, vocabulary))


def use(rule: Rule, term: Term, vocabulary: Vocabulary) -> Term | None:
    """The term that a law makes of a term, None if it does not apply or does not help."""
    matcher = _Matcher(rule.names, vocabulary)
    found = matcher.match(rule.pattern, term, {})
    if found is None or not all(total(found[name], vocabulary) for name in rule.total):
        return None
    if rule.condition is not None and matcher.build(rule.condition, found) != Const(True, BOOL):
        return None
    result = matcher.build(rule.result, found)
    return result if result is not None and plainness(result) < plainness(term) else None


# ---- simplification ----------------------------------------------------------------------------------------------


def plainness(term: Term) -> tuple[int, int]:
    """What every rewriting lowers: the size, then the number of things that are hard to read."""
    return size(term), sum(map(_awkwardness, subterms(term)))


def _awkwardness(term: Term) -> int:
    match term:
        case App(Prim("filter"), (_, App(Prim("filter")))):
            return 1
        case App(Prim(name), (left, right)):
            backwards = name in LITERAL_LAST and isinstance(left, Const) and not isinstance(right, Const)
            negative = name in ("add", "subtract") and isinstance(right, Const) and right.value < 0
            nested = name in RIGHT_NESTED and isinstance(right, App) and right.function == Prim(name)
            return backwards + negative + (name == "add" and left == right) + nested * size(right)
    return 0


def simplify(term: Term, vocabulary: Vocabulary, type: Type | None = None) -> Term:
    """A program that means the same and reads more easily; never larger."""
    return elaborate(_Simplifier(vocabulary).simple(term), vocabulary, type)[0]


class _Simplifier:
    """Rewrites terms over one vocabulary, parts before wholes, until nothing applies."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.done: dict[Term, Term] = {}

    def simple(self, term: Term) -> Term:
        """The simplest form found."""
        if term not in self.done:
            parts = rebuild(term, lambda part, _: self.simple(part))
            better = self.step(parts)
            self.done[term] = parts if better is None else self.simple(better)
        return self.done[term]

    def step(self, term: Term) -> Term | None:
        """One rewriting of the whole term, or None."""
        steps: tuple[Callable[[Term], Term | None], ...] = (self.reduced, self.folded, self.ruled)
        return next((new for step in steps if (new := step(term)) is not None), None)

    def reduced(self, term: Term) -> Term | None:
        """A let or an applied lambda written out."""
        return reduce_strictly(term, self.vocabulary)

    def folded(self, term: Term) -> Term | None:
        """A closed part as a literal, if that is no longer to read."""
        match term:
            case App(Prim(name), arguments) if name in self.vocabulary and self.vocabulary[name].arity == len(arguments):
                open_ = free_indices(term) or any(isinstance(t, Hole) for t in subterms(term))
                if open_ or not all(isinstance(a, Const | Lam | Prim) for a in arguments):
                    return None
                value = _value(term, self.vocabulary)
                return value if value is not None and len(print_term(value)) <= len(print_term(_unnamed(term))) else None
        return None

    def ruled(self, term: Term) -> Term | None:
        """A law applied."""
        if not isinstance(term, App):
            return None
        laws = chain(rules_for(term), blind_rules(term, self.vocabulary))
        tried = (use(rule, term, self.vocabulary) for rule in laws if rule.holds_in(self.vocabulary))
        return next((new for new in tried if new is not None), None)
