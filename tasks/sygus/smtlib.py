"""The words of SMT-LIB and what they mean in our language: sorts, literals, operators, and terms built of them.

Operators, helpers of a file and patterns of a grammar are all terms with free variables (`Meaning`), so to apply one is to put
terms for variables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce
from typing import Any

from dsl.bounds import MAX_INT
from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.quote import clip
from dsl.syntax import parse_term
from dsl.term import App, Const, Prim, Term, Var, size, strip, subterms
from dsl.type import BOOL, INT, STR, Type, apply, parameters, unify_into
from tasks.fault import nearest
from tasks.file_grammar import width
from tasks.sygus import bit_vectors
from tasks.sygus.bit_vectors import INDEXED, narrowed, sized, sort_of_width
from tasks.sygus.meaning import Meaning
from tasks.sygus.s_expression import Atom, Expression, Group, fault, shown, word

SORTS: Mapping[str, Type] = {"String": STR, "Int": INT, "Bool": BOOL}
MOST_SYMBOLS = 250  # of a term once its helpers are written out

Entry = str | tuple[str, str]  # a primitive; or one, or a function, with the type at which it is meant
_CORE: Mapping[str, Entry] = {
    "ite": "if",
    "=": "equal",
    "and": "and",
    "or": "or",
    "not": "not",
    "distinct": "unequal",
    "xor": ("unequal", "bool -> bool -> bool"),
}
_SMT: Mapping[str, Entry] = {
    "str.++": "str_concat", "str.at": "str_at", "str.substr": "str_substr", "str.replace": "str_replace",
    "str.replace_all": "str_replace_all", "str.from_int": "str_from_int", "int.to.str": "str_from_int", "str.from-int": "str_from_int",
    "str.from_code": "str_from_code", "str.len": "str_len", "str.indexof": "str_indexof", "str.to_int": "str_to_int",
    "str.to.int": "str_to_int", "str.to-int": "str_to_int", "str.to_code": "str_to_code", "str.prefixof": "str_prefixof",
    "str.suffixof": "str_suffixof", "str.contains": "str_contains", "str.is_digit": "str_is_digit", "=>": "implies",
    "+": "add", "-": "subtract", "*": "multiply", "div": "int_div", "mod": "int_mod", "abs": "absolute",
    "str.<": ("less", "str -> str -> bool"), "str.<=": ("less_equal", "str -> str -> bool"),
    "<": ("less", "int -> int -> bool"), "<=": ("less_equal", "int -> int -> bool"),
    ">": ("greater", "int -> int -> bool"), ">=": ("greater_equal", "int -> int -> bool"),
}  # fmt: skip
_PAIR = "bits(64) -> bits(64) -> "
_BITS: Mapping[str, Entry] = {
    "bvnot": "bv_not", "bvneg": "bv_neg", "bvand": "bv_and", "bvor": "bv_or", "bvxor": "bv_xor", "bvadd": "bv_add", "bvsub": "bv_sub",
    "bvmul": "bv_mul", "bvudiv": "bv_udiv", "bvurem": "bv_urem", "bvshl": "bv_shl", "bvlshr": "bv_lshr", "bvashr": "bv_ashr",
    "bvult": "bv_ult", "bvule": "bv_ule", "bvslt": "bv_slt", "bvsle": "bv_sle",
    "bvugt": ("(x, y) -> bv_ult(y, x)", _PAIR + "bool"), "bvuge": ("(x, y) -> bv_ule(y, x)", _PAIR + "bool"),
    "bvsgt": ("(x, y) -> bv_slt(y, x)", _PAIR + "bool"), "bvsge": ("(x, y) -> bv_sle(y, x)", _PAIR + "bool"),
    "bvnand": ("(x, y) -> bv_not(bv_and(x, y))", _PAIR + "bits(64)"), "bvnor": ("(x, y) -> bv_not(bv_or(x, y))", _PAIR + "bits(64)"),
    "bvxnor": ("(x, y) -> bv_not(bv_xor(x, y))", _PAIR + "bits(64)"),
}  # fmt: skip
CHAINS = ("str.++", "+", "-", "*", "and", "or", "bvand", "bvor", "bvxor", "bvadd", "bvmul")  # also of three arguments and more


Typed = tuple[Term, Type]
Words = Mapping[str, Meaning]
Look = Callable[[Atom], Typed | None]  # what a name of the surroundings stands for


@cache
def operators(domain: str) -> Words:
    """The words of SMT-LIB that a domain has."""
    vocabulary = load_domain(domain).vocabulary
    found = {}
    for name, entry in {**_CORE, **(_BITS if domain == "bits" else _SMT)}.items():
        text, type = entry if not isinstance(entry, str) else (entry, str(vocabulary[entry].type))
        types, result = parameters(parse_type(type))
        body = strip(parse_term(text, vocabulary, type))[1] if "->" in text else _applied(text, len(types))
        found[name] = Meaning(body, types, result)
    return found


def _applied(primitive: str, count: int) -> Term:
    return App(Prim(primitive), tuple(Var(i) for i in reversed(range(count))))


def sort(expression: Expression, names: Mapping[str, Type] = SORTS) -> Type:
    """The type that a sort names."""
    if word(expression) in names:
        return names[word(expression)]
    parts = [str(item) for item in expression] if isinstance(expression, Group) else []
    if parts[-2:-1] != ["BitVec"] or parts[:-2] not in ([], ["_"]):
        hint = nearest(word(expression), names) if word(expression) else f"known: {', '.join(names)}, (_ BitVec 64)"
        fault(expression, f"unknown sort {shown(expression)}; {hint}")
    return sort_of_width(expression, parts[-1])


def literal(expression: Expression) -> Typed | None:
    """The constant that an expression writes and its type, None if it is no literal."""
    constant = _plain(expression)
    return bit_vectors.literal(expression) if constant is None else (constant, constant.type)


def _plain(expression: Expression) -> Const | None:
    """The constant of anything but a bit-vector."""
    match expression:
        case Atom("STRING", text):
            return Const(_unescaped(text[1:-1].replace('""', '"')), STR)
        case Atom("NUMBER", text):
            if len(text) > 20 or abs(int(text)) > MAX_INT:
                fault(expression, "an integer outside 64 bits")
            return Const(int(text), INT)
        case Atom("SYMBOL", "true" | "false" as text):
            return Const(text == "true", BOOL)
        case Group((Atom("SYMBOL", "-"), Atom("NUMBER") as number)):
            positive = _plain(number)
            return Const(-positive.value, INT) if positive is not None else None
    return None


def _unescaped(text: str) -> str:
    """The string with the escapes of SMT-LIB 2.6 resolved; a number that is no code point stays as it is."""

    def character(match: re.Match[str]) -> str:
        code = int(match.group(1) or match.group(2), 16)
        return chr(code) if code < 0x30000 and not 0xD800 <= code < 0xE000 else match.group()

    return re.sub(r"\\u(?:\{([0-9a-fA-F]{1,5})\}|([0-9a-fA-F]{4}))", character, text)


def written(value: Any, type: Type) -> str:
    """The literal of a value."""
    if type == STR:
        return '"' + "".join(c if " " <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in value).replace('"', '""') + '"'
    if width(type):
        return bit_vectors.written(value, width(type))
    if type == BOOL:
        return "true" if value else "false"
    return str(value) if value >= 0 else f"(- {-value})"


def read_term(expression: Expression, known: Words, look: Look) -> Typed:
    """The term an expression stands for and its type; words of `look` go before those known."""
    constant = literal(expression)
    if constant is not None:
        return constant
    if isinstance(expression, Atom):
        found = look(expression)
        if found is None:
            fault(expression, f"unknown name {shown(expression)}")
        return found
    if not expression.head and not _indexed(expression):
        fault(expression, f"{shown(expression)} is no term: a term begins with the name of a function")
    if expression.head == "let":
        return _let(expression, known, look)
    return _call(expression, [read_term(item, known, look) for item in expression.items[1:]], known)


def _let(expression: Group, known: Words, look: Look) -> Typed:
    """`(let ((name value) …) body)`, the value put wherever the name stands; version 1 has the sort between the two."""
    if len(expression) != 3 or not isinstance(expression.items[1], Group):
        fault(expression, "a let reads (let ((name value) …) body)")
    bound: dict[str, Typed] = {}
    for binding in expression.items[1]:
        if not (isinstance(binding, Group) and len(binding) in (2, 3) and binding.head):
            fault(binding, "a binding reads (name value)")
        bound[binding.head] = read_term(binding.items[-1], known, look)
    return read_term(expression.items[2], known, lambda atom: bound.get(word(atom)) or look(atom))


def _call(expression: Group, arguments: list[Typed], known: Words) -> Typed:
    types = [type for _, type in arguments]
    if _indexed(expression):
        return apply_meaning(expression, sized(expression, *_index(expression), types), arguments)
    name = expression.head
    if name == "concat" and "bvand" in known:
        return apply_meaning(expression, sized(expression, name, (), types), arguments)
    if name not in known:
        fault(expression.items[0], f"unknown function {clip(name)}; {nearest(name, known)}")
    if name == "-" and len(arguments) == 1:
        return apply_meaning(expression, Meaning(_applied("negate", 1), (INT,), INT), arguments)
    meaning = known[name]
    if name in _BITS and arguments and width(types[0]):
        meaning = narrowed(name, meaning, width(types[0]))
    if name in CHAINS and len(arguments) > 2:
        return reduce(lambda left, right: apply_meaning(expression, meaning, [left, right]), arguments)
    return apply_meaning(expression, meaning, arguments)


def _indexed(expression: Group) -> bool:
    """Whether it is a call of a function with indices, such as ((_ extract 7 0) x)."""
    return bool(expression.items) and isinstance(expression.items[0], Group) and expression.items[0].head == "_"


def _index(expression: Group) -> tuple[str, list[int]]:
    """The function and its indices."""
    head = expression.items[0]
    assert isinstance(head, Group)
    name, *indices = [str(item) for item in head.items[1:]] or [""]
    if name not in INDEXED:
        fault(head, f"unknown function {shown(head)}; {nearest(name, INDEXED)}")
    if not all(index.isdecimal() and len(index) < 4 for index in indices):
        fault(head, f"the indices of {name} are small numbers, found {shown(head)}")
    return name, [int(index) for index in indices]


def apply_meaning(place: Group, meaning: Meaning, arguments: Sequence[Typed]) -> Typed:
    """The term of a function applied, its type checked."""
    if len(arguments) != len(meaning.types):
        fault(place, f"{clip(place.head)} takes {len(meaning.types)} arguments, given {len(arguments)}")
    bindings: dict[str, Type] = {}
    for i, ((_, type), wanted) in enumerate(zip(arguments, meaning.types, strict=True), 1):
        if not unify_into(wanted, type, bindings):
            fault(place.items[min(i, len(place) - 1)], f"argument {i} of {clip(place.head)} is {apply(bindings, wanted)}, found {type}")
    terms = [term for term, _ in arguments]
    return put(place, meaning.term, terms), apply(bindings, meaning.result)


def put(place: Expression, body: Term, arguments: Sequence[Term]) -> Term:
    """The body with the arguments in place of its free variables, the last one for variable 0."""
    uses = Counter(t.index for t in subterms(body) if isinstance(t, Var))
    if size(body) + sum(uses[i] * size(a) for i, a in enumerate(reversed(arguments))) > MOST_SYMBOLS:
        fault(place, f"a term of more than {MOST_SYMBOLS} symbols once its helpers are written out")
    return _put(body, tuple(reversed(arguments)))


def _put(body: Term, arguments: tuple[Term, ...]) -> Term:
    match body:
        case Var(index):
            return arguments[index]
        case App(function, inner):
            return App(function, tuple(_put(part, arguments) for part in inner))
    return body
