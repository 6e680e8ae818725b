"""The laws by which shown programs get simpler, as data: lines `pattern => result` in the surface syntax.

Glossary: a, b, c stand for literals, s, t, u for texts, the other names for any term. Commutative primitives match either way round.
`where …` is a condition on literals; `total f` asks that f cannot fail. What the pattern always evaluates and the
result lacks has to be total as well, without saying so. A law never adds a failure and removes none but those of
the bounds on numbers, lists and texts. It is used only where the result is smaller, or equally large and more
readable (`rewrite.plainness`), so rewriting ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.traits import Trait

NAMES = ("a", "b", "c", "x", "y", "z", "n", "m", "xs", "ys", "xss", "s", "t", "u", "f", "g", "p", "q")
LITERALS = frozenset("abc")
TEXTS = frozenset("stu")

COMPARISONS = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}  # with their mirror images
NEGATIONS = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
BLIND: tuple[tuple[Trait, Trait], ...] = (("order_blind", "reorders"), ("copies_blind", "drops_copies"))  # outer(inner(xs)) is outer(xs)

NUMBERS = """
x + 0 => x
x - 0 => x
x - x => 0
x * 1 => x
x * 0 => 0
x // 1 => x
x % 1 => 0
x + x => x * 2
0 - x => negate(x)
negate(negate(x)) => x
negate(x - y) => y - x
x + negate(y) => x - y
x - negate(y) => x + y
x + y - y => x
x - y + y => x
a + x => x + a
x + a => x - (0 - a) where a < 0
x - a => x + (0 - a) where a < 0
x + a + b => x + (a + b)
x + a - b => x + (a - b)
x - a - b => x - (a + b)
x - a + b => x + (b - a)
x * a * b => x * (a * b)
min(x, x) => x
max(x, x) => x
min(min(x, a), b) => min(x, min(a, b))
max(max(x, a), b) => max(x, max(a, b))
absolute(absolute(x)) => absolute(x)
absolute(negate(x)) => absolute(x)
square(absolute(x)) => square(x)
square(negate(x)) => square(x)
x % 2 == 0 => is_even(x)
x % 2 == 1 => is_odd(x)
x % 2 != 0 => is_odd(x)
x % 2 != 1 => is_even(x)
not is_even(x) => is_odd(x)
not is_odd(x) => is_even(x)
x < y + 1 => x <= y
x + 1 > y => x >= y
x - 1 < y => x <= y
x > y - 1 => x >= y
"""

TRUTH = """
not not x => x
not (x and not y) => not x or y
not (x or not y) => not x and y
true and x => x
x and true => x
false and x => false
x and false => false
x and x => x
x and (y and z) => x and y and z
true or x => true
x or true => true
false or x => x
x or false => x
x or x => x
x or (y or z) => x or y or z
x == true => x
x != true => not x
x == false => not x
x != false => x
x < x => false
x > x => false
x != x => false
x <= x => true
x >= x => true
x == x => true
if true then x else y => x
if false then x else y => y
if x then y else y => y
if x then true else false => x
if x then false else true => not x
if x then y else false => x and y
if x then true else y => x or y
if not x then y else z => if x then z else y
"""

LISTS = """
xs == [] => is_empty(xs)
length(xs) == 0 => is_empty(xs)
length(xs) != 0 => not is_empty(xs)
length(xs) > 0 => not is_empty(xs)
length(xs) >= 1 => not is_empty(xs)
length(xs) < 1 => is_empty(xs)
length(xs) <= 0 => is_empty(xs)
reverse(reverse(xs)) => xs
reverse(sort(xs)) => sort_descending(xs)
reverse(sort_descending(xs)) => sort(xs)
head(sort(xs)) => minimum(xs)
head(sort_descending(xs)) => maximum(xs)
last(sort(xs)) => maximum(xs)
last(sort_descending(xs)) => minimum(xs)
head(reverse(xs)) => last(xs)
last(reverse(xs)) => head(xs)
unique(unique(xs)) => unique(xs)
at(0, xs) => head(xs)
at(length(xs) - 1, xs) => last(xs)
head(tail(xs)) => at(1, xs)
head(drop(a, xs)) => at(a, xs) where a >= 0
at(a, drop(b, xs)) => at(a + b, xs) where a >= 0 and b >= 0
at(a, tail(xs)) => at(a + 1, xs) where a >= 0
head(take(a, xs)) => head(xs) where a >= 1
last(take_last(a, xs)) => last(xs) where a >= 1
take(a, take(b, xs)) => take(min(a, b), xs)
drop(a, drop(b, xs)) => drop(a + b, xs) where a >= 0 and b >= 0
drop(a, xs) => xs where a <= 0
drop_last(a, xs) => xs where a <= 0
xs ++ [] => xs
[] ++ xs => xs
xs ++ (ys ++ xss) => xs ++ ys ++ xss
cons(x, []) => singleton(x)
snoc([], x) => singleton(x)
singleton(x) ++ xs => cons(x, xs)
xs ++ singleton(x) => snoc(xs, x)
cons(x, singleton(y)) => pair_list(x, y)
head(cons(x, xs)) => x
last(snoc(xs, x)) => x
tail(cons(x, xs)) => xs
init(snoc(xs, x)) => xs
head(singleton(x)) => x
last(singleton(x)) => x
sum(singleton(x)) => x
reverse(singleton(x)) => singleton(x)
length(cumulative_sum(xs)) => length(xs)
contains(x, reverse(xs)) => contains(x, xs)
contains(x, sort(xs)) => contains(x, xs)
contains(x, sort_descending(xs)) => contains(x, xs)
contains(x, unique(xs)) => contains(x, xs)
"""

FUNCTIONS = """
map(x -> x, xs) => xs
map(f, map(g, xs)) => map(x -> f(g(x)), xs)
length(map(f, xs)) => length(xs)
length(map_indexed(f, xs)) => length(xs)
is_empty(map(f, xs)) => is_empty(xs)
head(map(f, xs)) => f(head(xs)) total f
last(map(f, xs)) => f(last(xs)) total f
filter(x -> true, xs) => xs
filter(p, filter(q, xs)) => filter(x -> q(x) and p(x), xs)
length(filter(p, xs)) => count(p, xs)
length(filter_indexed(p, xs)) => count_indexed(p, xs)
count(x -> true, xs) => length(xs)
head(filter(p, xs)) => first_where(p, xs) total p
count(p, xs) > 0 => any(p, xs) total p
count(p, xs) != 0 => any(p, xs) total p
count(x -> x == y, xs) => count_of(y, xs) total y
any(x -> x == y, xs) => contains(y, xs) total y
filter(x -> x != y, xs) => remove(y, xs) total y
flat_map(x -> x, xss) => flatten(xss)
flatten(map(f, xs)) => flat_map(f, xs)
sort_by(x -> x, xs) => sort(xs)
sort_by(x -> negate(x), xs) => sort_descending(xs)
max_by(x -> x, xs) => maximum(xs)
min_by(x -> x, xs) => minimum(xs)
max_by(x -> negate(x), xs) => minimum(xs)
min_by(x -> negate(x), xs) => maximum(xs)
head(sort_by(f, xs)) => min_by(f, xs)
fold((x, y) -> x + y, 0, xs) => sum(xs)
fold((x, y) -> x * y, 1, xs) => product(xs)
fold1((x, y) -> min(x, y), xs) => minimum(xs)
fold1((x, y) -> max(x, y), xs) => maximum(xs)
scan((x, y) -> x + y, 0, xs) => cumulative_sum(xs)
scan1((x, y) -> x + y, xs) => cumulative_sum(xs)
zip_with((x, y) -> y - x, xs, drop(1, xs)) => differences(xs)
zip_with((x, y) -> x - y, drop(1, xs), xs) => differences(xs)
"""

TEXT = """
s ++ "" => s
"" ++ s => s
s ++ (t ++ u) => s ++ t ++ u
s ++ a ++ b => s ++ (a ++ b)
s == "" => is_empty_text(s)
text_length(s) == 0 => is_empty_text(s)
text_length(s) > 0 => not is_empty_text(s)
reverse_text(reverse_text(s)) => s
text_length(reverse_text(s)) => text_length(s)
upper(upper(s)) => upper(s)
lower(lower(s)) => lower(s)
casefold(casefold(s)) => casefold(s)
fold_accents(fold_accents(s)) => fold_accents(s)
trim(trim(s)) => trim(s)
keep(x, keep(x, s)) => keep(x, s)
erase(x, erase(x, s)) => erase(x, s)
replace_each(x, "", s) => erase(x, s)
match(number, n, s) => nth_number(n, s)
replace_all(s, "", t) => remove_all(s, t)
character_at(0, s) => first_character(s)
first_character(prefix(a, s)) => first_character(s) where a >= 1
prefix(a, prefix(b, s)) => prefix(min(a, b), s)
drop_prefix(a, drop_prefix(b, s)) => drop_prefix(a + b, s) where a >= 0 and b >= 0
drop_suffix(a, drop_suffix(b, s)) => drop_suffix(a + b, s) where a >= 0 and b >= 0
drop_prefix(a, s) => s where a <= 0
drop_suffix(a, s) => s where a <= 0
join("", characters(s)) => s
join(a, split(a, s)) => s where a != ""
at(a, split(t, s)) => field(a, t, s) where a >= 0
at(a, words(s)) => word(a, s) where a >= 0
at(a, numbers_in(s)) => nth_number(a, s) where a >= 0
head(characters(s)) => first_character(s)
length(characters(s)) => text_length(s)
"""


def lines() -> Iterator[str]:
    """Every law but those that traits make, families written out."""
    for table in (NUMBERS, TRUTH, LISTS, FUNCTIONS, TEXT):
        yield from table.strip().splitlines()
    for symbol, mirrored in COMPARISONS.items():
        yield f"a {symbol} x => x {mirrored} a"
        yield f"not (x {symbol} y) => x {NEGATIONS[symbol]} y"
        yield f"x + a {symbol} b => x {symbol} (b - a)"
        yield f"x - a {symbol} b => x {symbol} (b + a)"


# Primitives that fail for no other reason than these: the place of an argument, and the literals it must not be.
TOTAL_BUT_FOR = {"divide": (1, (0,)), "modulo": (1, (0,)), "split": (0, ("",))}
