"""The grammar of a SyGuS file, read: nonterminals, and each production as a pattern with the file's words beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from dsl.term import Hole, Var
from dsl.type import BOOL, INT, STR, Type
from tasks.file_grammar import Rule
from tasks.sygus.s_expression import Atom, Expression, Group, fault, parse, shown, spelled, word
from tasks.sygus.smtlib import BITS, Typed, Words, read_term

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
    "bits": """((_ BitVec 64) (Variable (_ BitVec 64)) (Constant (_ BitVec 64)) (bvnot V) (bvneg V) (bvand V V) (bvor V V) (bvxor V V)
        (bvadd V V) (bvsub V V) (bvmul V V) (bvudiv V V) (bvurem V V) (bvshl V V) (bvlshr V V) (bvashr V V) (ite B V V))""",
    "bool of bits": "(= V V) (bvult V V) (bvule V V) (bvslt V V) (bvsle V V)",
}
_NAMES: Mapping[Type, str] = {STR: "S", INT: "I", BOOL: "B", BITS: "V"}


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
    reader = _Rules(kinds, scope, known, sort)
    rules = {g.head: tuple(r for item in _group(g.items[2]) for r in reader.rules(item, kinds[g.head])) for g in groups}
    return rules, kinds


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

    def __init__(self, kinds: Mapping[str, Type], scope: Scope, known: Words, sort: Sort) -> None:
        self.kinds, self.scope, self.known, self.sort = kinds, scope, known, sort

    def rules(self, production: Expression, type: Type) -> Iterator[Rule]:
        """The rules that a production stands for: one, or as many as there are variables."""
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
            return (meaning.term, meaning.result) if meaning is not None and not meaning.types else None

        if isinstance(production, Group) and "let" in str(production):
            _no_let(production)
        pattern, found = read_term(production, self.known, look)
        if found != type:
            fault(production, f"{shown(production)} is {found} among productions of type {type}")
        pieces = _pieces(production, self.kinds)
        return Rule(pattern, slots, tuple(pieces), _words(production) - len(slots))


def _no_let(production: Group) -> None:
    pending: list[Expression] = [production]
    while pending:
        top = pending.pop()
        if isinstance(top, Group):
            if top.head == "let":
                fault(top, "a let among the productions of a grammar is not read")
            pending += top.items


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
    texts = STR in (result, *types) or "S" in logic or logic == "ALL"
    return _default(_NAMES[result], domain, texts)


@cache
def _default(first: str, domain: str, texts: bool) -> tuple[Expression, ...]:
    if domain == "bits":
        parts = {"V": ("bits",), "B": ("bool", "bool of bits")}
    else:
        parts = {"I": ("int", "int of str")[: 1 + texts], "B": ("bool", "bool of int", "bool of str")[: 2 + texts]}
        parts |= {"S": ("str",)} if texts else {}
    text = ""
    for name in sorted(parts, key=lambda n: n != first):
        main, *more = (_DEFAULTS[part] for part in parts[name])
        sort, rest = _split_sort(main)
        text += f"({name} {sort} ({rest} {' '.join(more)}))"
    return parse(f"({text})")


def _split_sort(text: str) -> tuple[str, str]:
    """The sort and the productions of a default."""
    (group,) = parse(text)
    sort, *productions = _group(group)
    return str(sort), " ".join(map(str, productions))
