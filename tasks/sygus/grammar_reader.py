"""The grammar of a SyGuS file, read: nonterminals, and each production as a pattern with the file's words beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache

from dsl.quote import clip
from dsl.term import Hole, Var
from dsl.type import BOOL, INT, STR, Type
from tasks.file_grammar import Rule, width
from tasks.sygus.s_expression import Atom, Expression, Group, fault, parse, shown, spelled, word
from tasks.sygus.smtlib import Typed, Words, read_term

Sort = Callable[[Expression], Type]
Scope = Mapping[str, tuple[int, Type]]  # place and type of each parameter
Rules = dict[str, tuple[Rule, ...]]
_VARIABLES = ("Variable", "InputVariable")

_DEFAULTS = {
    "str": """(String (Variable String) (Constant String) (str.++ S S) (str.replace S S S) (str.at S I) (str.substr S I I)
        (str.from_int I) (ite B S S))""",
    "int": """(Int (Variable Int) (Constant Int) (+ I I) (- I I) (* I I) (ite B I I))""",
    "int of str": "(str.len S) (str.to_int S) (str.indexof S S I)",
    "bool": "(Bool (Variable Bool) true false (not B) (and B B) (or B B) (ite B B B))",
    "bool of int": "(= I I) (<= I I) (< I I)",
    "bool of str": "(= S S) (str.prefixof S S) (str.suffixof S S) (str.contains S S)",
    "bits": """((_ BitVec W) (Variable (_ BitVec W)) (Constant (_ BitVec W)) (bvnot V) (bvneg V) (bvand V V) (bvor V V) (bvxor V V)
        (bvadd V V) (bvsub V V) (bvmul V V) (bvudiv V V) (bvurem V V) (bvshl V V) (bvlshr V V) (bvashr V V) (ite B V V))""",
    "bool of bits": "(= V V) (bvult V V) (bvule V V) (bvslt V V) (bvsle V V)",
}
_NAMES: Mapping[Type, str] = {STR: "S", INT: "I", BOOL: "B"}


def read_grammar(command: Group, parts: Sequence[Expression], scope: Scope, known: Words, sort: Sort) -> tuple[Rules, dict[str, Type]]:
    """The rules of each nonterminal and its type, the first one that of the answer.

    parts: the grammar alone, or in version 2 the declarations of nonterminals before it.
    """
    if len(parts) > 2 or not all(isinstance(part, Group) and part.items for part in parts):
        fault(command, "a synth-fun reads (synth-fun name (parameters) Sort), with a grammar of ((Name Sort (productions)) …) behind it")
    groups = list(_groups(parts[-1]))
    kinds = {group.head: sort(group.items[1]) for group in groups}
    if len(kinds) < len(groups):
        fault(parts[-1], "a nonterminal is given twice")
    for declared in parts[0] if len(parts) == 2 and isinstance(parts[0], Group) else ():
        if not (isinstance(declared, Group) and len(declared) == 2 and kinds.get(declared.head) == sort(declared.items[1])):
            fault(declared, f"{shown(declared)} declares a nonterminal that has no productions of that sort")
    reader = _Rules(kinds, scope, known, sort, {word(name) for group in groups for name in _bound(group)})
    rules = {g.head: tuple(r for item in _group(g.items[2]) for r in reader.rules(item, kinds[g.head])) for g in groups}
    _all_end(groups, rules)
    return rules, kinds


def _all_end(groups: Sequence[Group], rules: Rules) -> None:
    """A fault where a nonterminal has no productions, or where the answer's own makes no term that ends."""
    for group in groups:
        if not _group(group.items[2]).items:
            fault(group, f"the nonterminal {clip(group.head)} has no productions")
    ending: set[str] = set()
    while more := {name for name, own in rules.items() if name not in ending and any(ending.issuperset(r.slots) for r in own)}:
        ending |= more
    if groups[0].head not in ending:
        endless = ", ".join(clip(group.head) for group in groups if group.head not in ending)
        fault(
            groups[0], f"the grammar makes no term: every production of {endless} needs another of them, or a parameter that is not there"
        )


def _group(expression: Expression) -> Group:
    assert isinstance(expression, Group)
    return expression


def _groups(part: Expression) -> Iterator[Group]:
    for item in _group(part):
        if not (isinstance(item, Group) and len(item) == 3 and item.head and isinstance(item.items[2], Group)):
            fault(item, f"a nonterminal reads (Name Sort (productions)), found {shown(item)}")
        yield item


class _Rules:
    """Reads productions."""

    def __init__(self, kinds: Mapping[str, Type], scope: Scope, known: Words, sort: Sort, bound: Set[str]) -> None:
        self.kinds, self.scope, self.known, self.sort, self.bound = kinds, scope, known, sort, bound

    def rules(self, production: Expression, type: Type) -> Iterator[Rule]:
        """The rules that a production stands for: one, or as many as there are variables; `(! production :weight n)` weighs n more."""
        if isinstance(production, Group) and production.head == "!":
            weight = _weight(production)
            yield from (replace(rule, weight=rule.weight + weight) for rule in self.rules(production.items[1], type))
            return
        if isinstance(production, Group) and production.head in (*_VARIABLES, "Constant") and len(production) == 2:
            wanted = self.sort(production.items[1])
            if wanted != type:
                fault(production, f"{shown(production)} among productions of type {type}")
            if production.head == "Constant":
                yield Rule(Hole(type), (), ("",))
                return
            for name, (place, its_type) in self.scope.items():
                if its_type == type:
                    yield Rule(Var(place), (), (spelled(name),))
            return
        yield self._rule(production, type)

    def _rule(self, production: Expression, type: Type) -> Rule:
        slots = tuple(_slots(production, self.kinds))
        left = iter(range(len(slots)))

        def look(atom: Atom) -> Typed | None:
            name = word(atom)
            if name in self.kinds:
                return Var(next(left)), self.kinds[name]
            if name in self.scope:
                place, its_type = self.scope[name]
                return Var(len(slots) + place), its_type
            meaning = self.known.get(name)
            if meaning is None and name in self.bound:
                fault(atom, f"{clip(name)} is bound by a let in another production; only those names are read that stand in their own let")
            return (meaning.term, meaning.result) if meaning is not None and not meaning.types else None

        for name in _bound(production):
            if word(name) in self.kinds or word(name) in self.scope:
                fault(name, f"a let binds {shown(name)}, which is also a nonterminal or a parameter")
        pattern, found = read_term(production, self.known, look)
        if found != type:
            fault(production, f"{shown(production)} is {found} among productions of type {type}")
        pieces = _pieces(production, self.kinds)
        return Rule(pattern, slots, tuple(pieces), _words(production) - len(slots))


def _weight(production: Group) -> int:
    """What an annotation charges for a production."""
    texts = [str(item) for item in production]
    if len(texts) != 4 or texts[2] != ":weight" or not texts[3].isdecimal() or len(texts[3]) > 6:
        fault(production, f"an annotated production reads (! production :weight number), found {shown(production)}")
    return int(texts[3])


def _bound(production: Expression) -> Iterator[Expression]:
    """The names that a production binds by let."""
    if isinstance(production, Group):
        if production.head == "let" and len(production) == 3 and isinstance(production.items[1], Group):
            yield from (binding.items[0] for binding in production.items[1] if isinstance(binding, Group) and binding.items)
        for item in production:
            yield from _bound(item)


def _slots(expression: Expression, kinds: Mapping[str, Type]) -> Iterator[str]:
    """The nonterminals of a production, from left to right."""
    if isinstance(expression, Group):
        for item in expression:
            yield from _slots(item, kinds)
    elif word(expression) in kinds:
        yield word(expression)


def _words(expression: Expression) -> int:
    return sum(map(_words, expression)) if isinstance(expression, Group) else 1


def _pieces(expression: Expression, kinds: Mapping[str, Type]) -> list[str]:
    """What stands before, between and behind the slots."""
    if isinstance(expression, Atom):
        return ["", ""] if word(expression) in kinds else [expression.text]
    pieces = ["("]
    for i, item in enumerate(expression):
        first, *rest = _pieces(item, kinds)
        pieces[-1] += (" " if i else "") + first
        pieces += rest
    pieces[-1] += ")"
    return pieces


def default_grammar(result: Type, types: Sequence[Type], domain: str, logic: str) -> tuple[Expression, ...]:
    """The grammar of a function that comes without one: what its logic has, the nonterminal of the result first."""
    if domain == "bits":
        sizes = sorted({width(type) for type in (result, *types)} - {0})
        return _default(f"V{width(result)}" if width(result) else "B", *_of_bits(tuple(sizes)))
    texts = STR in (result, *types) or "S" in logic or logic == "ALL"
    parts = [("I", ("int", "int of str")[: 1 + texts]), ("B", ("bool", "bool of int", "bool of str")[: 2 + texts])]
    groups = [(name, tuple(_DEFAULTS[part] for part in kinds)) for name, kinds in [*parts, ("S", ("str",))][: 2 + texts]]
    return _default(_NAMES[result], *groups)


def _of_bits(sizes: Sequence[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The productions of each width, with those that make one of another, and of truth values."""
    for size in sizes:
        own = re.sub(r"\bV\b", f"V{size}", _DEFAULTS["bits"]).replace("BitVec W", f"BitVec {size}")
        wider = [f"((_ extract {size - 1} 0) V{other})" for other in sizes if other > size]
        yield f"V{size}", (own, *wider, *(f"((_ zero_extend {size - other}) V{other})" for other in sizes if other < size))
    yield "B", (_DEFAULTS["bool"], *(re.sub(r"\bV\b", f"V{size}", _DEFAULTS["bool of bits"]) for size in sizes))


@cache
def _default(first: str, *groups: tuple[str, tuple[str, ...]]) -> tuple[Expression, ...]:
    """The grammar of these nonterminals, a first one in front."""
    text = ""
    for name, (main, *more) in sorted(groups, key=lambda group: group[0] != first):
        sort, rest = _split_sort(main)
        text += f"({name} {sort} ({rest} {' '.join(more)}))"
    return parse(f"({text})")


def _split_sort(text: str) -> tuple[str, str]:
    """The sort and the productions of a default."""
    (group,) = parse(text)
    sort, *productions = _group(group)
    return str(sort), " ".join(map(str, productions))
