"""Bit-vectors of any width up to 64, held in the lower bits of our own, which have 64.

An operation of a narrow width is the one of 64 bits with what keeps its values narrow: a mask where bits may be carried out, a
shift to the top and back where the sign counts. Source: the theory FixedSizeBitVectors of SMT-LIB 2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from dsl.quote import clip
from dsl.term import App, Const, Prim, Term, Var, rebuild
from dsl.type import Con, Type
from tasks.file_grammar import BITS, WIDEST, bits, width
from tasks.sygus.meaning import Meaning
from tasks.sygus.s_expression import Atom, Expression, Group, fault, shown

INDEXED = ("extract", "zero_extend", "sign_extend", "rotate_left", "rotate_right", "repeat")
_WRAPPING = ("bvnot", "bvneg", "bvadd", "bvsub", "bvmul", "bvudiv", "bvshl", "bvnand", "bvnor", "bvxnor")
_SIGNED = ("bvslt", "bvsle", "bvsgt", "bvsge")


def sort_of_width(expression: Expression, digits: str) -> Type:
    """The type of bit-vectors of a width that an expression names."""
    if not digits.isdecimal() or not 1 <= int(digits[:9]) <= WIDEST:
        fault(expression, f"bit-vectors of width {clip(digits)}; only those of 1 to {WIDEST} bits are known")
    return bits(int(digits))


def literal(expression: Expression) -> tuple[Const, Type] | None:
    """The bit-vector that `#x…`, `#b…` or `(_ bvN width)` writes, and its type; None for anything else."""
    match expression:
        case Atom("BITS", text):
            digits = text[2:]
            type = sort_of_width(expression, str(len(digits) * (4 if text[1] == "x" else 1)))
            return Const(int(digits, 16 if text[1] == "x" else 2), BITS), type
        case Group((Atom("SYMBOL", "_"), Atom("SYMBOL", name), Atom("NUMBER", digits))) if name[2:].isdecimal() and name.startswith("bv"):
            type = sort_of_width(expression, digits)
            if len(name) > 22 or int(name[2:]) >= 1 << width(type):
                fault(expression, f"{shown(expression)} does not fit into its width")
            return Const(int(name[2:]), BITS), type
    return None


def written(value: int, size: int) -> str:
    """The literal of a value, in hexadecimal digits where they come out even."""
    return f"#b{value:0{size}b}" if size % 4 else f"#x{value:0{size // 4}x}"


@cache
def narrowed(name: str, whole: Meaning, size: int) -> Meaning:
    """What an operator of 64 bits means at another width."""
    types = tuple(bits(size) if type == BITS else type for type in whole.types)
    result = bits(size) if whole.result == BITS else whole.result
    spare = WIDEST - size
    term = whole.term
    if spare and name in _WRAPPING:
        term = _low(term, size)
    if spare and name in _SIGNED:
        term = _with_arguments(term, lambda part: _up(part, spare))
    if spare and name == "bvashr":
        term = _down(App(Prim("bv_ashr"), (_up(Var(1), spare), Var(0))), spare)
    return Meaning(term, types, result)


def sized(place: Group, name: str, indices: Sequence[int], types: Sequence[Type]) -> Meaning:
    """What `concat` and the functions with indices mean for arguments of these types."""
    if len(types) != (2 if name == "concat" else 1) or not all(_is_bits(type) for type in types):
        fault(
            place,
            f"{name} takes {'two bit-vectors' if name == 'concat' else 'one bit-vector'}, given {', '.join(map(str, types)) or 'none'}",
        )
    if len(indices) != {"concat": 0, "extract": 2}.get(name, 1):
        fault(
            place, f"{name} has {'two indices, as in ((_ extract 7 0) x)' if name == 'extract' else f'one index, as in ((_ {name} 4) x)'}"
        )
    sizes = [width(type) for type in types]
    if name == "extract" and not sizes[0] > indices[0] >= indices[1]:
        fault(
            place, f"bits {indices[0]} to {indices[1]} of a bit-vector of width {sizes[0]}; an extract reads ((_ extract highest lowest) x)"
        )
    term, size = _sized(name, indices, sizes)
    return Meaning(term, tuple(types), sort_of_width(place, str(size)))


def _sized(name: str, indices: Sequence[int], sizes: Sequence[int]) -> tuple[Term, int]:
    """The term over the arguments, and its width."""
    x, own = Var(0), sizes[0]
    match name, tuple(indices):
        case "extract", (highest, lowest):
            size = highest - lowest + 1
            below = _down(x, lowest)
            return (below if highest == own - 1 else _low(below, size)), size
        case "zero_extend", (more,):
            return x, own + more
        case "sign_extend", (more,):
            up = WIDEST - own
            return _low(App(Prim("bv_ashr"), (_up(x, up), _number(up))), own + more), own + more
        case "repeat", (times,):
            return _repeated(x, own, times), own * times
        case "rotate_left" | "rotate_right", (by,):
            left = (by if name == "rotate_left" else -by) % own
            return (_low(App(Prim("bv_or"), (_up(x, left), _down(x, own - left))), own) if left else x), own
    return App(Prim("bv_or"), (_up(Var(1), sizes[1]), x)), sum(sizes)


def _repeated(x: Term, size: int, times: int) -> Term:
    term = x
    for i in range(1, min(times, WIDEST // size)):
        term = App(Prim("bv_or"), (_up(x, i * size), term))
    return term


def _is_bits(type: Type) -> bool:
    return isinstance(type, Con) and type.name == "bits"


def _with_arguments(term: Term, change: Callable[[Term], Term]) -> Term:
    """A term with something done to each of its arguments."""
    return change(term) if isinstance(term, Var) else rebuild(term, lambda part, _: _with_arguments(part, change))


def _number(value: int) -> Const:
    return Const(value, BITS)


def _low(term: Term, size: int) -> Term:
    """Its lower bits alone."""
    return term if size >= WIDEST else App(Prim("bv_and"), (term, _number((1 << size) - 1)))


def _up(term: Term, by: int) -> Term:
    return App(Prim("bv_shl"), (term, _number(by))) if by else term


def _down(term: Term, by: int) -> Term:
    return App(Prim("bv_lshr"), (term, _number(by))) if by else term
