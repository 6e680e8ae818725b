"""Maps, sets and pairs: prices looked up, points counted, words grouped, baskets compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from tasks.recipe import build, integer, mapping, members, nested, numbers, one_of, recipe

NAMES = one_of("Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ivo", "Jo")
GOODS = one_of("apple", "bread", "cheese", "egg", "fig", "grape", "honey", "jam", "kale", "lemon")
WORDS = one_of("sun", "moon", "star", "sky", "sea", "rain", "snow", "wind", "storm", "mist", "salt", "rock")
POINTS = mapping(NAMES, integer(0, 40))
PRICES = mapping(GOODS, integer(1, 30))
TEXTS = mapping(GOODS, WORDS)
MARKS = mapping(NAMES, numbers(1, 9, 1, 4))
BASKET = nested(GOODS, 1, 6)
SALES = nested(lambda random: (NAMES(random), integer(1, 20)(random)), 2, 7)
SET = members(integer(0, 12))
WORD_SET = members(WORDS)
POINT = integer(-9, 9)

P = "map(str, int)"


def counted(values: Iterable[Hashable]) -> dict[Any, int]:
    return dict(Counter(values))


def by(key: Callable[[Any], Any], values: Iterable[Any]) -> dict[Any, list[Any]]:
    groups = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return dict(groups)


def summed(sales: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for name, amount in sales:
        totals[name] = totals.get(name, 0) + amount
    return totals


RECIPES = [
    # asked
    recipe("price of the good, or zero", f"{P} -> str -> int", lambda m, k: m.get(k, 0), mapping(GOODS, integer(1, 30), 3, 8), GOODS),
    recipe("is it on the list", f"{P} -> str -> bool", lambda m, k: k in m, mapping(GOODS, integer(1, 30), 3, 8), GOODS),
    recipe("the value of all goods", f"{P} -> int", lambda m: sum(m.values()), PRICES),
    recipe("dearest price", f"{P} -> int", lambda m: max(m.values()), PRICES),
    recipe("who won", f"{P} -> str", lambda m: max(sorted(m), key=m.__getitem__), POINTS),
    recipe("who came last", f"{P} -> str", lambda m: min(sorted(m), key=m.__getitem__), POINTS),
    recipe("names in order", f"{P} -> list(str)", sorted, POINTS),
    recipe("names by points", f"{P} -> list(str)", lambda m: sorted(sorted(m), key=m.__getitem__), POINTS),
    recipe("how many scored at least ten", f"{P} -> int", lambda m: sum(v >= 10 for v in m.values()), POINTS),
    recipe("who scored above a limit", f"{P} -> int -> list(str)", lambda m, n: [k for k in sorted(m) if m[k] > n], POINTS, integer(5, 30)),
    recipe("lines of name and points", f"{P} -> list(str)", lambda m: [f"{k}: {m[k]}" for k in sorted(m)], POINTS),
    recipe("a query string", "map(str, str) -> str", lambda m: "&".join(f"{k}={m[k]}" for k in sorted(m)), TEXTS),
    recipe("how many different values", f"{P} -> int", lambda m: len(set(m.values())), mapping(NAMES, integer(1, 4), 3, 8)),
    recipe("spread of the values", f"{P} -> int", lambda m: max(m.values()) - min(m.values()), POINTS),
    recipe("goods both lists have", f"{P} -> {P} -> list(str)", lambda m, o: sorted(m.keys() & o.keys()), PRICES, PRICES),
    # made
    recipe("how often each word", f"list(str) -> {P}", counted, nested(WORDS, 3, 8)),
    recipe(
        "how often each letter",
        f"str -> {P}",
        counted,
        one_of(*["banana", "level", "noon", "sleepless", "geese", "kayak", "papaya", "tomato", "onion", "radar"]),
    ),
    recipe("words by length", "list(str) -> map(int, list(str))", lambda ws: by(len, ws), nested(WORDS, 3, 7)),
    recipe("words by first letter", "list(str) -> map(str, list(str))", lambda ws: by(lambda w: w[0], ws), nested(WORDS, 3, 7)),
    recipe("numbers by remainder of three", "list(int) -> map(int, list(int))", lambda xs: by(lambda x: x % 3, xs), numbers(0, 30, 3, 8)),
    recipe("total of each customer", f"list(pair(str, int)) -> {P}", summed, SALES),
    recipe(
        "all sales of each customer",
        "list(pair(str, int)) -> map(str, list(int))",
        lambda ps: {k: [v for n, v in ps if n == k] for k, _ in ps},
        SALES,
    ),
    recipe("length of each word", f"list(str) -> {P}", lambda ws: {w: len(w) for w in ws}, nested(WORDS, 2, 6)),
    recipe(
        "names with their points",
        f"list(str) -> list(int) -> {P}",
        lambda ks, vs: dict(zip(ks, vs, strict=False)),
        nested(NAMES, 4, 4),
        numbers(0, 9, 4, 4),
    ),
    recipe(
        "words that come twice or more",
        "list(str) -> list(str)",
        lambda ws: [w for w in sorted(set(ws)) if ws.count(w) > 1],
        nested(WORDS, 5, 12),
    ),
    # changed
    recipe("turned round", "map(str, str) -> map(str, str)", lambda m: {v: k for k, v in sorted(m.items())}, TEXTS),
    recipe("ten more for all", f"{P} -> {P}", lambda m: {k: v + 10 for k, v in m.items()}, POINTS),
    recipe("doubled", f"{P} -> {P}", lambda m: {k: 2 * v for k, v in m.items()}, PRICES),
    recipe("what one can afford", f"{P} -> int -> {P}", lambda m, n: {k: v for k, v in m.items() if v <= n}, PRICES, integer(5, 25)),
    recipe("long names alone", f"{P} -> {P}", lambda m: {k: v for k, v in m.items() if len(k) > 2}, POINTS),
    recipe("new prices over old", f"{P} -> {P} -> {P}", lambda m, o: {**m, **o}, PRICES, PRICES),
    recipe("stock of two shops", f"{P} -> {P} -> {P}", lambda m, o: {k: m.get(k, 0) + o.get(k, 0) for k in {**m, **o}}, PRICES, PRICES),
    recipe("sold out", f"{P} -> str -> {P}", lambda m, k: {**m, k: 0}, PRICES, GOODS),
    recipe(
        "taken off the list",
        f"{P} -> str -> {P}",
        lambda m, k: {o: v for o, v in m.items() if o != k},
        mapping(GOODS, integer(1, 30), 4, 8),
        GOODS,
    ),
    recipe("sum of the marks", f"map(str, list(int)) -> {P}", lambda m: {k: sum(v) for k, v in m.items()}, MARKS),
    recipe("best mark", f"map(str, list(int)) -> {P}", lambda m: {k: max(v) for k, v in m.items()}, MARKS),
    recipe("best student by sum", "map(str, list(int)) -> str", lambda m: max(sorted(m), key=lambda k: sum(m[k])), MARKS),
    recipe("without those at zero", f"{P} -> {P}", lambda m: {k: v for k, v in m.items() if v}, mapping(NAMES, integer(0, 2), 3, 8)),
    # maps beside lists
    recipe(
        "price of the basket",
        f"list(str) -> {P} -> int",
        lambda ks, m: sum(m.get(k, 0) for k in ks),
        BASKET,
        mapping(GOODS, integer(1, 30), 5, 10),
    ),
    recipe(
        "words put into another language",
        "list(str) -> map(str, str) -> list(str)",
        lambda ks, m: [m.get(k, k) for k in ks],
        BASKET,
        mapping(GOODS, WORDS, 5, 10),
    ),
    recipe(
        "goods without a price",
        f"list(str) -> {P} -> list(str)",
        lambda ks, m: [k for k in ks if k not in m],
        BASKET,
        mapping(GOODS, integer(1, 30), 4, 8),
    ),
    # sets
    recipe("in one basket or the other", "set(str) -> set(str) -> set(str)", lambda s, t: s | t, WORD_SET, WORD_SET),
    recipe("how many in common", "set(int) -> set(int) -> int", lambda s, t: len(s & t), SET, SET),
    recipe("in exactly one", "set(int) -> set(int) -> set(int)", lambda s, t: s ^ t, SET, SET),
    recipe("what the list lacks", "list(int) -> set(int) -> list(int)", lambda xs, s: sorted(s - set(xs)), numbers(0, 12, 2, 8), SET),
    recipe("first letters", "list(str) -> set(str)", lambda ws: {w[0] for w in ws}, nested(WORDS, 2, 6)),
    recipe(
        "nothing in common",
        "set(int) -> set(int) -> bool",
        lambda s, t: not s & t,
        members(integer(0, 12), 1, 3),
        members(integer(0, 12), 1, 4),
    ),
    recipe(
        "has all that is needed",
        "set(int) -> set(int) -> bool",
        lambda s, t: s <= t,
        members(integer(0, 4), 1, 2),
        members(integer(0, 4), 3, 6),
    ),
    recipe("members above five", "set(int) -> set(int)", lambda s: {x for x in s if x > 5}, SET),
    recipe(
        "missing from one to n",
        "int -> set(int) -> list(int)",
        lambda n, s: [x for x in range(1, n + 1) if x not in s],
        integer(4, 9),
        members(integer(1, 9), 2, 6),
    ),
    # pairs
    recipe("the larger of the two", "pair(int, int) -> int", max, lambda random: (POINT(random), POINT(random))),
    recipe(
        "steps between two places",
        "pair(int, int) -> pair(int, int) -> int",
        lambda p, q: abs(p[0] - q[0]) + abs(p[1] - q[1]),
        *2 * (lambda random: (POINT(random), POINT(random)),),
    ),
    recipe("smallest and largest", "list(int) -> pair(int, int)", lambda xs: (min(xs), max(xs)), numbers(-20, 40, 2, 7)),
    recipe("names of sales above ten", "list(pair(str, int)) -> list(str)", lambda ps: [n for n, v in ps if v > 10], SALES),
    recipe("by amount", "list(pair(str, int)) -> list(pair(str, int))", lambda ps: sorted(ps, key=lambda p: p[1]), SALES),
    recipe(
        "price times pieces, in all",
        "list(pair(int, int)) -> int",
        lambda ps: sum(a * b for a, b in ps),
        nested(lambda random: (integer(1, 9)(random), integer(1, 5)(random)), 1, 5),
    ),
    recipe("every pair turned", "list(pair(str, int)) -> list(pair(int, str))", lambda ps: [(v, n) for n, v in ps], SALES),
]
TASKS = build("mappings", RECIPES)
