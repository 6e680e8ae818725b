"""Workloads: what the engine's speed is measured on, and random tasks planted in them.

A planted program is drawn uniformly from those of a grammar with that many applications; its task
shows it on random inputs. Programs that say little (failing, constant, ending in an input) are drawn anew.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from dsl.domain import load_domain
from dsl.evaluate import Failure, Value, compile_term
from dsl.grid import Grid, grid_of
from dsl.mapping import FrozenMap
from dsl.moment import Moment
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, free_indices, strip
from dsl.type import COLOUR, DECIMAL, INT, STR, Con, Type, parameters
from synth.bench.deepcoder import OPERATIONS
from synth.search.layers.deeper import WORDS
from synth.space.grammar import Grammar, Production
from synth.space.prior import Prior, Table, Uniform
from synth.space.space import Space
from tasks.task import Example

EXAMPLES = 5
TRIES = 3000
SIDE = 10  # of a grid


@dataclass(frozen=True)
class Workload:
    """A grammar to enumerate: a type, the names of primitives of a domain and further primitives, literals."""

    name: str
    type: str
    domain: str
    words: str
    further: tuple[Primitive, ...] = ()
    constants: tuple[Any, ...] = ()
    planted: int = 3  # applications of a planted program
    even: bool = False  # every production costs the same

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The primitives."""
        known = load_domain(self.domain).vocabulary
        return Vocabulary((*(known[name] for name in self.words.split()), *self.further))

    @cached_property
    def literals(self) -> tuple[Const, ...]:
        """The constants as terms."""
        kinds = {str: STR, int: INT, Decimal: DECIMAL}
        return tuple(v if isinstance(v, Const) else Const(v, kinds[type(v)]) for v in self.constants)

    @cached_property
    def grammar(self) -> Grammar:
        """All programs of the type."""
        return Grammar.from_types(parse_type(self.type), self.vocabulary, self.literals)

    def space(self, shown: Sequence[Example]) -> Space:
        """What a strategy sees of these examples."""
        prior: Prior = Uniform() if self.even else Table(dict.fromkeys(self.literals, 2.0))
        return Space(self.grammar, prior.costs(self.grammar), tuple(shown))

    def unsolvable(self, chance: random.Random) -> Space:
        """Examples whose outputs no program of any likely size gives: for enumeration alone."""
        result = parameters(self.grammar.request)[1]
        return self.space([Example(self.inputs(chance), value(result, chance, strange=True)) for _ in range(EXAMPLES)])

    def inputs(self, chance: random.Random) -> tuple[Value, ...]:
        """Random inputs."""
        return tuple(chance.randint(0, 6) if t == INT else value(t, chance) for t in parameters(self.grammar.request)[0])

    @cached_property
    def draw(self) -> Draw:
        """Draws programs of the grammar."""
        return Draw(self.grammar)

    def plant(self, chance: random.Random) -> Space:
        """The task of a random program."""
        for _ in range(TRIES):
            term = self.draw.program(self.planted, chance)
            if not purposeful(strip(term)[1]):
                continue
            run = compile_term(term, self.vocabulary)
            shown = [Example(i, run(i)) for i in (self.inputs(chance) for _ in range(EXAMPLES))]
            if telling(shown):
                return self.space(shown)
        raise ValueError(f"workload {self.name} has no telling programs of {self.planted} applications")


def telling(shown: Sequence[Example]) -> bool:
    """Whether examples ask for more than a constant or an input: no failure, no repetition, nothing empty."""
    outputs = [e.output for e in shown]
    if any(isinstance(o, Failure) or o in ((), "") or o in e.inputs for o, e in zip(outputs, shown)):
        return False
    return len(set(outputs)) == len(outputs)


def purposeful(term: Term) -> bool:
    """Whether all lambdas inside use their variables, and no application works on literals alone."""
    match term:
        case Lam(body):
            return 0 in free_indices(body) and purposeful(body)
        case App(_, arguments):
            return not all(isinstance(a, Const) for a in arguments) and all(map(purposeful, arguments))
    return True


def value(type: Type, chance: random.Random, strange: bool = False) -> Value:
    """A random value of a type; a strange one is far from what programs come to."""
    assert isinstance(type, Con)
    if type.name == "int":
        return chance.randint(10**15, 10**16) if strange else chance.randint(-256, 255)
    if type.name == "decimal":
        return Decimal(chance.randint(10**15, 10**16 - 1)) if strange else Decimal(chance.randint(-999, 99999)).scaleb(-2)
    if type.name == "moment":
        day = chance.randint(2000, 2030), chance.randint(1, 12), chance.randint(1, 28)
        return Moment(*day, chance.randint(0, 23), chance.randint(0, 59), *((59, chance.randint(1, 999)) if strange else ()))
    if type.name == "grid":
        return scene(chance, strange)
    if type.name == "str":
        return "".join(chance.choices("\u4e00\u4e01\u4e02", k=9)) if strange else text(chance)
    item = type.args[0]
    if type.name == "map":
        return FrozenMap((value(item, chance) % 12, value(type.args[1], chance, strange)) for _ in range(chance.randint(3, 9)))
    if isinstance(item, Con) and item.name == "list":
        return tuple(value(item, chance, strange) for _ in range(chance.randint(3, 6)))
    return tuple(value(item, chance, strange) for _ in range(chance.randint(3, 12)))


def scene(chance: random.Random, strange: bool = False) -> Grid:
    """Ten rows and columns with a few blocks on them; a strange one is full of colours."""
    if strange:
        return grid_of([[chance.randint(1, 9) for _ in range(SIDE)] for _ in range(SIDE)])
    cells = np.zeros((SIDE, SIDE), int)
    for _ in range(chance.randint(2, 6)):
        i, j = chance.randrange(SIDE), chance.randrange(SIDE)
        cells[i : i + chance.randint(1, 4), j : j + chance.randint(1, 4)] = chance.randint(1, 4)
    return grid_of(cells)


def text(chance: random.Random) -> str:
    """A few words with a number and a delimiter among them, as in a spreadsheet."""
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(2, 7))) for _ in range(chance.randint(2, 4))]
    words[0] = words[0].capitalize()
    words.insert(chance.randint(1, len(words)), str(chance.randint(1, 2500)))
    return chance.choice((" ", ", ", "-", " ")).join(words)


Scope = tuple[tuple[int, int], ...]  # (context, variable), innermost binder first
Way = tuple[Production, tuple[int, ...], int]  # applications left to each argument, programs of that shape


class Draw:
    """Draws programs of a grammar uniformly among those with a number of applications."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.known: dict[tuple[int, int], list[Way]] = {}
        self.of_state: dict[int, list[Production]] = {s.index: [] for s in grammar.states}
        for p in grammar.productions:
            self.of_state[p.state].append(p)

    def program(self, applications: int, chance: random.Random) -> Term:
        """A whole program."""
        return self._lambda(0, applications, (), chance)

    def _lambda(self, state: int, size: int, scope: Scope, chance: random.Random) -> Term:
        context = self.grammar.contexts[self.grammar.states[state].context]
        own = tuple((context.index, i) for i in reversed(range(len(context.variables))))
        term = self._term(state, size, own + scope, chance)
        for _ in own:
            term = Lam(term)
        return term

    def _term(self, state: int, size: int, scope: Scope, chance: random.Random) -> Term:
        ways = self._ways(state, size)
        production, split, _ = chance.choices(ways, [weight for _, _, weight in ways])[0]
        context = self.grammar.states[state].context
        if production.kind == "variable":
            return Var(scope.index((context, production.value)))
        if production.kind == "constant":
            term: Term = production.value
            return term
        if production.kind == "capture":
            return self._term(production.arguments[0], split[0], scope, chance)
        assert production.primitive is not None
        built = []
        for argument, left in zip(production.arguments, split):
            inside = self.grammar.states[argument].context == context
            built.append((self._term if inside else self._lambda)(argument, left, scope, chance))
        return App(Prim(production.primitive.name), tuple(built))

    def _count(self, state: int, size: int) -> int:
        """How many programs of a state have that many applications."""
        return sum(weight for _, _, weight in self._ways(state, size))

    def _ways(self, state: int, size: int) -> list[Way]:
        """The productions of a state and the ways to share the applications left among their arguments."""
        if (state, size) not in self.known:
            self.known[state, size] = []
            variables = self.grammar.contexts[self.grammar.states[state].context].variables
            for p in self.of_state[state]:
                if p.kind == "variable" and p.value == len(variables):
                    continue  # places would need the twins
                for split in _splits(size - (p.kind == "apply"), len(p.arguments)):
                    weight = prod(self._count(a, n) for a, n in zip(p.arguments, split))
                    self.known[state, size] += [(p, split, weight)] if weight else []
        return self.known[state, size]


def _splits(total: int, parts: int) -> list[tuple[int, ...]]:
    """All ways to write a total as that many parts."""
    if parts == 0:
        return [()] if total == 0 else []
    return [(first, *rest) for first in range(total + 1) for rest in _splits(total - first, parts - 1)]


LISTS = "head last minimum maximum sum reverse sort take drop at cumulative_sum"
ARITHMETIC = "add subtract multiply modulo min max less equal is_even"
MAPS = "map map_indexed filter filter_indexed count count_indexed"
TEXTS = (
    "concat_text upper lower title replace_all remove_all prefix suffix drop_prefix drop_suffix substring first_character "
    "text_length find count_text to_text before after field word nth_number trim add subtract"
)
DECIMALS = (
    "to_decimal add_decimal subtract_decimal multiply_decimal divide_decimal negate_decimal max_decimal min_decimal scale "
    "round_to floor_to round_ratio floor round_half_up"
)
MOMENTS = (
    "days hours minutes whole_days whole_minutes later add_months start_of_week start_of_month end_of_month time_between "
    "floor_moment round_moment year month day hour weekday week day_of_year add subtract min max"
)
MAPPINGS = (
    "get_or has_key keys values key_of_largest put without_key with_keys merge add_maps counts from_lists map_values filter_values "
    "add subtract max less sort reverse take"
)
WORKLOADS = (
    Workload("lists", "list(int) -> int -> list(int)", "lists", LISTS, OPERATIONS, planted=5, even=True),
    Workload(
        "lambdas",
        "list(int) -> list(int) -> list(int)",
        "lists",
        f"{MAPS} zip_with zip_with_indexed scan1 fold {ARITHMETIC}",
        (),
        (0, 1, 2),
    ),
    Workload("nested", "list(list(int)) -> list(int)", "lists", f"{MAPS} sum length take maximum {ARITHMETIC}", (), (0, 1, 5), 4),
    Workload(
        "decimals",
        "decimal -> decimal -> int -> decimal",
        "decimals",
        DECIMALS,
        (),
        (0, 1, 2, Decimal("0.01"), Decimal("1.5"), Decimal(100)),
    ),
    Workload("grids", "grid -> grid", "grids", " ".join(WORDS), (), (1, 2, *(Const(c, COLOUR) for c in range(1, 5)))),
    Workload("mappings", "map(int, int) -> list(int) -> int -> map(int, int)", "mappings", MAPPINGS, (), (0, 1, 2)),
    Workload("moments", "moment -> moment -> int -> moment", "moments", MOMENTS, (), (0, 1, 7, 15)),
    Workload("text", "str -> str", "text", TEXTS, (), (0, 1, 2, " ", ", ", "-")),
)
