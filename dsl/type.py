"""Types: constructors and variables with three closed classes, and their unification (Hindley-Milner).

Glossary: `cls` is the class of a variable; Num is within Ord, Ord within Eq, so the stricter of two always exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

from dsl.constructors import codecs, in_class

ARROW = "->"
CLASSES = ("Eq", "Ord", "Num")
_STRICTNESS = {None: 0, "Eq": 1, "Ord": 2, "Num": 3}


@dataclass(frozen=True, slots=True)
class Con:
    """A type constructor with its arguments; a function is `Con("->", (a, b))`."""

    name: str
    args: tuple[Type, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.name, self.args)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Con], tuple[str, tuple[Type, ...]]]:
        return Con, (self.name, self.args)  # text hashes differ between processes: never copy `_hash`

    def __str__(self) -> str:
        return print_type(self)


@dataclass(frozen=True, slots=True)
class TVar:
    """A type variable, limited to the members of a class if it has one."""

    name: str
    cls: str | None = None

    def __str__(self) -> str:
        return print_type(self)


Type: TypeAlias = Con | TVar
Subst: TypeAlias = Mapping[str, Type]
EMPTY: Subst = MappingProxyType({})
INT, BOOL, STR, FLOAT, DECIMAL = Con("int"), Con("bool"), Con("str"), Con("float"), Con("decimal")
GRID, COLOUR = Con("grid"), Con("colour")
TOKEN, SHAPE = Con("token"), Con("shape")


def list_of(item: Type) -> Con:
    """The type of lists of `item`."""
    return Con("list", (item,))


def parts(type: Con) -> tuple[Type, ...]:
    """The types that a type is made of; a width, as that of bits(64), is none."""
    return tuple(part for part in type.args if isinstance(part, TVar) or not part.name.isdecimal())


@lru_cache(maxsize=4096)
def within(type: Type) -> frozenset[Con]:
    """All types that a type is made of, itself included, without functions and variables."""
    found: set[Con] = set()
    pending = [type]
    while pending:
        part = pending.pop()
        if isinstance(part, Con):
            pending.extend(parts(part))
            if part.name != "->":
                found.add(part)
    return frozenset(found)


def pair_of(first: Type, second: Type) -> Con:
    """The type of pairs."""
    return Con("pair", (first, second))


def arrow(*types: Type) -> Type:
    """The function type `t1 -> t2 -> …`, or the type itself when there is only one."""
    result = types[-1]
    for parameter in reversed(types[:-1]):
        result = Con(ARROW, (parameter, result))
    return result


def is_arrow(t: Type) -> bool:
    """Whether `t` is a function type."""
    return isinstance(t, Con) and t.name == ARROW


def parameters(t: Type) -> tuple[tuple[Type, ...], Type]:
    """Split a function type into the types of its arguments and of its result."""
    arguments: list[Type] = []
    while isinstance(t, Con) and t.name == ARROW:
        arguments.append(t.args[0])
        t = t.args[1]
    return tuple(arguments), t


def variables(t: Type) -> tuple[TVar, ...]:
    """The distinct type variables of `t` in order of appearance."""
    found: dict[str, TVar] = {}
    stack = [t]
    while stack:
        top = stack.pop()
        if isinstance(top, TVar):
            found.setdefault(top.name, top)
        else:
            stack.extend(reversed(top.args))
    return tuple(found.values())


def free_variables(t: Type) -> frozenset[str]:
    """The names of the type variables of `t`."""
    return frozenset(v.name for v in variables(t))


def is_ground(t: Type) -> bool:
    """Whether `t` has no type variables."""
    return isinstance(t, Con) and all(is_ground(a) for a in t.args)


def apply(subst: Subst, t: Type) -> Type:
    """Replace the variables of `t` as `subst` says, to the end of every chain."""
    if isinstance(t, TVar):
        found = subst.get(t.name)
        return t if found is None else apply(subst, found)
    if not t.args:
        return t
    args = tuple(apply(subst, a) for a in t.args)
    return t if args == t.args else Con(t.name, args)


def instantiate(t: Type, fresh: Iterator[int]) -> Type:
    """Rename every variable of `t` to `t<number>`, numbers drawn from `fresh` (an `itertools.count()`)."""
    return apply({v.name: TVar(f"t{next(fresh)}", v.cls) for v in variables(t)}, t)


def canonical(t: Type) -> Type:
    """Rename the variables of `t` to a, b, c … in order of appearance."""
    names = {v.name: TVar("@" + _letter(i), v.cls) for i, v in enumerate(variables(t))}
    plain = {"@" + _letter(i): TVar(_letter(i), v.cls) for i, v in enumerate(variables(t))}
    return _rename(plain, _rename(names, t))


def _rename(names: Mapping[str, TVar], t: Type) -> Type:
    if isinstance(t, TVar):
        return names[t.name]
    return Con(t.name, tuple(_rename(names, a) for a in t.args))


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else f"a{index}"


def unify(a: Type, b: Type, subst: Subst = EMPTY) -> Subst | None:
    """The least extension of `subst` that makes `a` and `b` equal, or None."""
    bindings = dict(subst)
    return bindings if unify_into(a, b, bindings) else None


def unify_into(a: Type, b: Type, bindings: dict[str, Type]) -> bool:
    """`unify` that extends `bindings` in place; they are spoilt when it returns False."""
    a, b = _end(a, bindings), _end(b, bindings)
    if isinstance(a, TVar):
        return _bind(a, b, bindings)
    if isinstance(b, TVar):
        return _bind(b, a, bindings)
    if a.name != b.name or len(a.args) != len(b.args):
        return False
    return all(unify_into(x, y, bindings) for x, y in zip(a.args, b.args, strict=True))


def _end(t: Type, bindings: Subst) -> Type:
    while isinstance(t, TVar) and t.name in bindings:
        t = bindings[t.name]
    return t


def _bind(variable: TVar, t: Type, bindings: dict[str, Type]) -> bool:
    if isinstance(t, TVar):
        if t.name == variable.name:
            return True
        if _STRICTNESS[variable.cls] > _STRICTNESS[t.cls]:
            variable, t = t, variable
        bindings[variable.name] = t
        return True
    if _occurs(variable.name, t, bindings):
        return False
    if variable.cls is not None and not _constrain(t, variable.cls, bindings):
        return False
    bindings[variable.name] = t
    return True


def _occurs(name: str, t: Type, bindings: Subst) -> bool:
    t = _end(t, bindings)
    if isinstance(t, TVar):
        return t.name == name
    return any(_occurs(name, a, bindings) for a in t.args)


def _constrain(t: Type, cls: str, bindings: dict[str, Type]) -> bool:
    """Make `t` a member of class `cls`, limiting its variables; False if it cannot be one."""
    t = _end(t, bindings)
    if isinstance(t, TVar):
        if _STRICTNESS[t.cls] < _STRICTNESS[cls]:
            bindings[t.name] = TVar(t.name + "'", cls)
        return True
    if t.name == ARROW or not in_class(t.name, cls):
        return False
    return all(_constrain(a, cls, bindings) for a in t.args)


def print_type(t: Type) -> str:
    """The text of a type: `Ord a => list(a) -> list(a)`."""
    names = variables(t)
    if any(len(v.name) > 1 for v in names):
        t = canonical(t)
        names = variables(t)
    classes = ", ".join(f"{v.cls} {v.name}" for v in names if v.cls)
    return f"{classes} => {_print(t)}" if classes else _print(t)


def _print(t: Type) -> str:
    if isinstance(t, TVar):
        return t.name
    if t.name == ARROW:
        left, right = t.args
        return f"({_print(left)}) -> {_print(right)}" if is_arrow(left) else f"{_print(left)} -> {_print(right)}"
    usual = codecs()[t.name].usual if t.name in codecs() else ()
    if usual and t.args == tuple(map(Con, usual)):
        return t.name
    return f"{t.name}({', '.join(map(_print, t.args))})" if t.args else t.name
