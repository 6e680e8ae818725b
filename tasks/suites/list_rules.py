"""Rules of one to four steps for lists of whole numbers, as people state them in a sentence."""

# ruff: noqa: RUF007  -- neighbours are a list beside its own tail
from __future__ import annotations

from itertools import accumulate, groupby
from math import prod
from random import Random

from tasks.recipe import Draw, build, digits, either, integer, nested, numbers, one_of, recipe, rising

SHORT = numbers(0, 9, 2, 6)
DIGITS = numbers(0, 9, 3, 9)
SCORES = numbers(0, 60, 3, 9)
SIGNED = numbers(-20, 20, 3, 8)
FEW = numbers(0, 4, 4, 10)
RUNS = numbers(0, 2, 5, 11)
DISTINCT: Draw = lambda random: tuple(random.sample(range(60), random.randint(3, 8)))  # noqa: E731  -- a draw, like the others
EVEN_COUNT: Draw = lambda random: tuple(random.randint(0, 20) for _ in range(2 * random.randint(2, 4)))  # noqa: E731
ROWS = nested(numbers(0, 15, 2, 5), 2, 5)
NUMBER = integer(0, 9)
PLACE = integer(1, 3)

EACH = "list(int) -> list(int)"
ONE = "list(int) -> int"
TEST = "list(int) -> bool"
WITH = "list(int) -> int -> list(int)"
WITH_ONE = "list(int) -> int -> int"
WITH_TEST = "list(int) -> int -> bool"
TWO = "list(int) -> list(int) -> list(int)"
TWO_ONE = "list(int) -> list(int) -> int"
ROW_EACH = "list(list(int)) -> list(int)"
ROW_ROW = "list(list(int)) -> list(list(int))"
ROW_ONE = "list(list(int)) -> int"
MAKE = "int -> list(int)"
SINGLE = "int -> int"


def is_prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, n))


def mirrored(random: Random) -> tuple[int, ...]:
    half = [random.randint(0, 9) for _ in range(random.randint(1, 3))]
    return (*half, *reversed(half))


RECIPES = [
    # which items: by what they are
    recipe("the even ones", EACH, lambda xs: [x for x in xs if x % 2 == 0], SCORES),
    recipe("the positive ones", EACH, lambda xs: [x for x in xs if x > 0], SIGNED),
    recipe("those under ten", EACH, lambda xs: [x for x in xs if x < 10], numbers(0, 25, 3, 9)),
    recipe("those of two digits", EACH, lambda xs: [x for x in xs if 9 < x < 100], numbers(0, 140, 3, 9)),
    recipe("from three to seven", EACH, lambda xs: [x for x in xs if 3 <= x <= 7], DIGITS),
    recipe("multiples of three", EACH, lambda xs: [x for x in xs if x % 3 == 0], SCORES),
    recipe("without zeros", EACH, lambda xs: [x for x in xs if x], FEW),
    recipe("the primes", EACH, lambda xs: [x for x in xs if is_prime(x)], numbers(2, 30, 3, 9)),
    recipe("those that end in five", EACH, lambda xs: [x for x in xs if x % 10 == 5], numbers(0, 40, 5, 12)),
    recipe("neither the largest", EACH, lambda xs: [x for x in xs if x != max(xs)], SCORES),
    recipe("without the smallest", EACH, lambda xs: [x for x in xs if x != min(xs)], SCORES),
    recipe("larger than the first", EACH, lambda xs: [x for x in xs if x > xs[0]], SCORES),
    recipe("smaller than the last", EACH, lambda xs: [x for x in xs if x < xs[-1]], SCORES),
    recipe("not the first again", EACH, lambda xs: [x for x in xs if x != xs[0]], FEW),
    recipe("up to the length", EACH, lambda xs: [x for x in xs if x <= len(xs)], DIGITS),
    recipe("once only", EACH, lambda xs: [x for x in xs if xs.count(x) == 1], DIGITS),
    recipe("those that come again", EACH, lambda xs: [x for x in xs if xs.count(x) > 1], DIGITS),
    recipe("larger than the one before", EACH, lambda xs: [b for a, b in zip(xs, xs[1:]) if b > a], SCORES),
    recipe("smaller than the next", EACH, lambda xs: [a for a, b in zip(xs, xs[1:]) if a < b], SCORES),
    recipe("new records", EACH, lambda xs: [x for i, x in enumerate(xs) if all(y < x for y in xs[:i])], SCORES),
    recipe("equal to their place", EACH, lambda xs: [x for i, x in enumerate(xs) if x == i], numbers(0, 5, 4, 9)),
    # which items: by where they stand
    recipe("every other from the second", EACH, lambda xs: xs[1::2], SCORES),
    recipe("every third", EACH, lambda xs: xs[::3], numbers(0, 40, 4, 11)),
    recipe("without the ends", EACH, lambda xs: xs[1:-1], SCORES),
    recipe("without the last three", EACH, lambda xs: xs[:-3], numbers(0, 40, 4, 9)),
    recipe("the first three", EACH, lambda xs: xs[:3], numbers(0, 40, 4, 9)),
    recipe("the last two turned round", EACH, lambda xs: xs[:-3:-1], SCORES),
    recipe("the first half", EACH, lambda xs: xs[: len(xs) // 2], EVEN_COUNT),
    recipe("the second half", EACH, lambda xs: xs[len(xs) // 2 :], EVEN_COUNT),
    recipe(
        "what stands before the first zero",
        EACH,
        lambda xs: xs[: xs.index(0)],
        lambda random: (*numbers(1, 9, 1, 4)(random), 0, *FEW(random)),
    ),
    recipe("what stands after the largest", EACH, lambda xs: xs[xs.index(max(xs)) + 1 :], DISTINCT),
    recipe(
        "as many as the first says",
        EACH,
        lambda xs: xs[1 : xs[0] + 1],
        lambda random: (random.randint(1, 3), *numbers(0, 20, 4, 7)(random)),
    ),
    recipe("the even beginning", EACH, lambda xs: xs[: next((i for i, x in enumerate(xs) if x % 2), len(xs))], numbers(0, 9, 4, 9)),
    recipe("first and last", EACH, lambda xs: [xs[0], xs[-1]], SCORES),
    recipe("largest and smallest", EACH, lambda xs: [max(xs), min(xs)], SCORES),
    # each item made another
    recipe("doubled", EACH, lambda xs: [2 * x for x in xs], SIGNED),
    recipe("twice, less one", EACH, lambda xs: [2 * x - 1 for x in xs], SCORES),
    recipe("ten more", EACH, lambda xs: [x + 10 for x in xs], SIGNED),
    recipe("squared and one more", EACH, lambda xs: [x * x + 1 for x in xs], DIGITS),
    recipe("cubed", EACH, lambda xs: [x**3 for x in xs], SHORT),
    recipe("their last digits", EACH, lambda xs: [x % 10 for x in xs], numbers(0, 99, 3, 8)),
    recipe("their tens", EACH, lambda xs: [x // 10 for x in xs], numbers(0, 99, 3, 8)),
    recipe("sums of their digits", EACH, lambda xs: [x // 10 + x % 10 for x in xs], numbers(0, 99, 3, 8)),
    recipe("negatives to zero", EACH, lambda xs: [max(x, 0) for x in xs], SIGNED),
    recipe("without their signs", EACH, lambda xs: [abs(x) for x in xs], SIGNED),
    recipe("at most ten", EACH, lambda xs: [min(x, 10) for x in xs], numbers(0, 20, 3, 8)),
    recipe("odd ones made even", EACH, lambda xs: [x + x % 2 for x in xs], DIGITS),
    recipe("even ones halved", EACH, lambda xs: [x // 2 if x % 2 == 0 else x for x in xs], SCORES),
    recipe("odd ones negated", EACH, lambda xs: [-x if x % 2 else x for x in xs], DIGITS),
    recipe("one where even, else zero", EACH, lambda xs: [int(x % 2 == 0) for x in xs], DIGITS),
    recipe("one where above five", EACH, lambda xs: [int(x > 5) for x in xs], DIGITS),
    recipe("signs alone", EACH, lambda xs: [(x > 0) - (x < 0) for x in xs], numbers(-3, 3, 4, 8)),
    recipe("the first added", EACH, lambda xs: [x + xs[0] for x in xs], SCORES),
    recipe("the last taken away", EACH, lambda xs: [x - xs[-1] for x in xs], SCORES),
    recipe("the sum taken away", EACH, lambda xs: [sum(xs) - x for x in xs], DIGITS),
    recipe("times the largest", EACH, lambda xs: [x * max(xs) for x in xs], SHORT),
    recipe("times how many", EACH, lambda xs: [x * len(xs) for x in xs], SHORT),
    recipe("each by the largest of all", EACH, lambda xs: [max(xs)] * len(xs), SCORES),
    recipe("place added", EACH, lambda xs: [x + i for i, x in enumerate(xs)], SCORES),
    recipe("place taken away", EACH, lambda xs: [x - i for i, x in enumerate(xs)], SCORES),
    recipe("by place from zero", EACH, lambda xs: [x * i for i, x in enumerate(xs)], SHORT),
    recipe("zero at even places", EACH, lambda xs: [x if i % 2 else 0 for i, x in enumerate(xs)], SCORES),
    recipe("how often each occurs", EACH, lambda xs: [xs.count(x) for x in xs], FEW),
    recipe("how many are smaller", EACH, lambda xs: [sum(y < x for y in xs) for x in xs], SHORT),
    recipe("with the mirrored one", EACH, lambda xs: [x + y for x, y in zip(xs, xs[::-1])], SHORT),
    # several steps
    recipe("evens doubled", EACH, lambda xs: [2 * x for x in xs if x % 2 == 0], SCORES),
    recipe("odd ones squared", EACH, lambda xs: [x * x for x in xs if x % 2], DIGITS),
    recipe("positives, one less", EACH, lambda xs: [x - 1 for x in xs if x > 0], SIGNED),
    recipe("squares in order", EACH, lambda xs: sorted(x * x for x in xs), numbers(-9, 9, 3, 8)),
    recipe("doubled and turned round", EACH, lambda xs: [2 * x for x in xs[::-1]], SCORES),
    recipe("the tail in order", EACH, lambda xs: [xs[0], *sorted(xs[1:])], SCORES),
    recipe("the tail falling", EACH, lambda xs: sorted(xs[1:], reverse=True), SCORES),
    recipe("three smallest", EACH, lambda xs: sorted(xs)[:3], numbers(0, 40, 4, 9)),
    recipe("two largest, rising", EACH, lambda xs: sorted(xs)[-2:], SCORES),
    recipe("all but the smallest, in order", EACH, lambda xs: sorted(xs)[1:], SCORES),
    recipe("different ones in order", EACH, lambda xs: sorted(set(xs)), FEW),
    recipe("different ones falling", EACH, lambda xs: sorted(set(xs), reverse=True), FEW),
    recipe("even ones first", EACH, lambda xs: [x for x in xs if x % 2 == 0] + [x for x in xs if x % 2], DIGITS),
    recipe("zeros to the end", EACH, lambda xs: [x for x in xs if x] + [x for x in xs if not x], FEW),
    recipe("by last digit", EACH, lambda xs: sorted(xs, key=lambda x: x % 10), numbers(0, 99, 3, 7)),
    recipe(
        "nearest to zero first",
        EACH,
        lambda xs: sorted(xs, key=abs),
        lambda random: tuple(x * random.choice((-1, 1)) for x in DISTINCT(random)),
    ),
    recipe("differences halved", EACH, lambda xs: [(b - a) // 2 for a, b in zip(xs, xs[1:])], SCORES),
    # other lists of the same items
    recipe("sums of neighbours", EACH, lambda xs: [a + b for a, b in zip(xs, xs[1:])], DIGITS),
    recipe("products of neighbours", EACH, lambda xs: [a * b for a, b in zip(xs, xs[1:])], DIGITS),
    recipe("larger of two neighbours", EACH, lambda xs: [max(a, b) for a, b in zip(xs, xs[1:])], SCORES),
    recipe("distances of neighbours", EACH, lambda xs: [abs(a - b) for a, b in zip(xs, xs[1:])], SCORES),
    recipe("running products", EACH, lambda xs: list(accumulate(xs, lambda a, b: a * b)), numbers(1, 5, 2, 6)),
    recipe("running minimum", EACH, lambda xs: list(accumulate(xs, min)), SCORES),
    recipe("running sums of squares", EACH, lambda xs: list(accumulate(x * x for x in xs)), SHORT),
    recipe("sums to the end", EACH, lambda xs: [sum(xs[i:]) for i in range(len(xs))], SHORT),
    recipe("the first to the end", EACH, lambda xs: [*xs[1:], xs[0]], SCORES),
    recipe("the last to the front", EACH, lambda xs: [xs[-1], *xs[:-1]], SCORES),
    recipe("halves exchanged", EACH, lambda xs: xs[len(xs) // 2 :] + xs[: len(xs) // 2], EVEN_COUNT),
    recipe("neighbours exchanged", EACH, lambda xs: [x for i in range(0, len(xs), 2) for x in (xs[i + 1], xs[i])], EVEN_COUNT),
    recipe("with its sum behind", EACH, lambda xs: [*xs, sum(xs)], DIGITS),
    recipe("with its length before", EACH, lambda xs: [len(xs), *xs], DIGITS),
    recipe("with its largest before", EACH, lambda xs: [max(xs), *xs], SCORES),
    recipe("zeros on both sides", EACH, lambda xs: [0, *xs, 0], DIGITS),
    recipe("a nine behind", EACH, lambda xs: [*xs, 9], DIGITS),
    recipe("seven, three, then the rest", EACH, lambda xs: [7, 3, *xs[2:]], SCORES),
    recipe("twice over", EACH, lambda xs: xs + xs, SHORT),
    recipe("mirrored without the last", EACH, lambda xs: xs + xs[-2::-1], SHORT),
    recipe("each one twice", EACH, lambda xs: [x for x in xs for _ in range(2)], SHORT),
    recipe("each one as often as it says", EACH, lambda xs: [x for x in xs for _ in range(x)], numbers(0, 4, 2, 6)),
    recipe("each with the next number", EACH, lambda xs: [y for x in xs for y in (x, x + 1)], SHORT),
    recipe("zeros between", EACH, lambda xs: [y for x in xs for y in (x, 0)][:-1], SHORT),
    recipe("lengths of runs", EACH, lambda xs: [len(list(run)) for _, run in groupby(xs)], RUNS),
    recipe("doubles of repeats left out", EACH, lambda xs: [x for i, x in enumerate(xs) if i == 0 or x != xs[i - 1]], RUNS),
    recipe("places of the even ones", EACH, lambda xs: [i for i, x in enumerate(xs) if x % 2 == 0], DIGITS),
    recipe("from the first up to the last", EACH, lambda xs: list(range(xs[0], xs[-1] + 1)), rising(0, 20, 2, 4)),
    recipe("up to the largest", EACH, lambda xs: list(range(1, max(xs) + 1)), numbers(1, 9, 2, 4)),
    # one number of all
    recipe("sum of the even ones", ONE, lambda xs: sum(x for x in xs if x % 2 == 0), SCORES),
    recipe("sum of the positive ones", ONE, lambda xs: sum(x for x in xs if x > 0), SIGNED),
    recipe("sum of squares", ONE, lambda xs: sum(x * x for x in xs), DIGITS),
    recipe("sum without the largest", ONE, lambda xs: sum(xs) - max(xs), SCORES),
    recipe("sum without the ends", ONE, lambda xs: sum(xs[1:-1]), SCORES),
    recipe("sum of every other", ONE, lambda xs: sum(xs[::2]), SCORES),
    recipe("sum of the different ones", ONE, lambda xs: sum(set(xs)), FEW),
    recipe("sum of the three largest", ONE, lambda xs: sum(sorted(xs)[-3:]), SCORES),
    recipe("sum doubled", ONE, lambda xs: 2 * sum(xs), SIGNED),
    recipe("sum and length", ONE, lambda xs: sum(xs) + len(xs), DIGITS),
    recipe("sum times length", ONE, lambda xs: sum(xs) * len(xs), SHORT),
    recipe("sum of steps taken", ONE, lambda xs: sum(abs(a - b) for a, b in zip(xs, xs[1:])), SCORES),
    recipe("sum of places times items", ONE, lambda xs: sum(i * x for i, x in enumerate(xs)), SHORT),
    recipe("every other one taken away", ONE, lambda xs: sum(xs[::2]) - sum(xs[1::2]), SCORES),
    recipe("product of all", ONE, lambda xs: prod(xs), numbers(1, 6, 2, 5)),
    recipe("product of the ends", ONE, lambda xs: xs[0] * xs[-1], SCORES),
    recipe("last less first", ONE, lambda xs: xs[-1] - xs[0], SCORES),
    recipe("the average, rounded down", ONE, lambda xs: sum(xs) // len(xs), SCORES),
    recipe("halfway between the extremes", ONE, lambda xs: (max(xs) + min(xs)) // 2, SCORES),
    recipe("the third", ONE, lambda xs: xs[2], SCORES),
    recipe("the third from the end", ONE, lambda xs: xs[-3], SCORES),
    recipe("the second largest", ONE, lambda xs: sorted(xs)[-2], SCORES),
    recipe("the second smallest", ONE, lambda xs: sorted(xs)[1], SCORES),
    recipe("largest of the even ones", ONE, lambda xs: max((x for x in xs if x % 2 == 0), default=0), SCORES),
    recipe("smallest but without sign", ONE, lambda xs: min(abs(x) for x in xs), SIGNED),
    recipe("largest step down", ONE, lambda xs: max(a - b for a, b in zip(xs, xs[1:])), SCORES),
    recipe("largest sum of neighbours", ONE, lambda xs: max(a + b for a, b in zip(xs, xs[1:])), SCORES),
    recipe("the first even one", ONE, lambda xs: next((x for x in xs if x % 2 == 0), 0), SCORES),
    recipe(
        "the last above twenty",
        ONE,
        lambda xs: [x for x in xs if x > 20][-1],
        lambda random: (*SCORES(random), random.randint(21, 60), *numbers(0, 20, 0, 3)(random)),
    ),
    recipe("what the first points at", ONE, lambda xs: xs[xs[0]], lambda random: (random.randint(1, 3), *numbers(0, 30, 4, 7)(random))),
    recipe(
        "the commonest",
        ONE,
        lambda xs: max(sorted(set(xs)), key=xs.count),
        lambda random: (*numbers(0, 9, 2, 4)(random), *(random.randint(0, 9),) * 4),
    ),
    recipe("how many even", ONE, lambda xs: sum(x % 2 == 0 for x in xs), DIGITS),
    recipe("how many above average", ONE, lambda xs: sum(x * len(xs) > sum(xs) for x in xs), SCORES),
    recipe("how many like the first", ONE, lambda xs: xs.count(xs[0]), FEW),
    recipe("how many rises", ONE, lambda xs: sum(a < b for a, b in zip(xs, xs[1:])), SCORES),
    recipe("how many runs", ONE, lambda xs: len(list(groupby(xs))), RUNS),
    recipe("how many repeat another", ONE, lambda xs: len(xs) - len(set(xs)), FEW),
    recipe("how often the largest occurs", ONE, lambda xs: xs.count(max(xs)), FEW),
    recipe("where the smallest stands", ONE, lambda xs: xs.index(min(xs)), DISTINCT),
    recipe("places between the extremes", ONE, lambda xs: abs(xs.index(max(xs)) - xs.index(min(xs))), DISTINCT),
    recipe(
        "read as a number", ONE, lambda xs: int("".join(map(str, xs))), lambda random: (random.randint(1, 9), *numbers(0, 9, 1, 4)(random))
    ),
    recipe("longest run", ONE, lambda xs: max(len(list(run)) for _, run in groupby(xs)), RUNS),
    # whether
    recipe("rises all the way", TEST, lambda xs: all(a < b for a, b in zip(xs, xs[1:])), either(rising(0, 30, 3, 6), numbers(0, 30, 3, 5))),
    recipe(
        "reads the same backwards",
        TEST,
        lambda xs: xs == xs[::-1],
        either(numbers(0, 3, 2, 5), mirrored),
    ),
    recipe("something occurs twice", TEST, lambda xs: len(set(xs)) < len(xs), numbers(0, 9, 2, 6)),
    recipe(
        "all are even",
        TEST,
        lambda xs: all(x % 2 == 0 for x in xs),
        either(numbers(0, 9, 1, 4), lambda random: tuple(2 * x for x in SHORT(random))),
    ),
    recipe("one is above thirty", TEST, lambda xs: any(x > 30 for x in xs), numbers(0, 40, 1, 4)),
    recipe("begins as it ends", TEST, lambda xs: xs[0] == xs[-1], numbers(0, 2, 2, 6)),
    recipe("more ones than zeros", TEST, lambda xs: xs.count(1) > xs.count(0), numbers(0, 1, 3, 8)),
    recipe("the sum is even", TEST, lambda xs: sum(xs) % 2 == 0, DIGITS),
    recipe("the largest comes first", TEST, lambda xs: xs[0] == max(xs), numbers(0, 20, 2, 4)),
    recipe("the number is in it", WITH_TEST, lambda xs, n: n in xs, FEW, integer(0, 6)),
    recipe("all reach the number", WITH_TEST, lambda xs, n: all(x >= n for x in xs), numbers(3, 20, 2, 4), integer(3, 9)),
    # a list and a number
    recipe("those up to the number", WITH, lambda xs, n: [x for x in xs if x <= n], SCORES, integer(10, 50)),
    recipe("multiples of the number", WITH, lambda xs, n: [x for x in xs if x % n == 0], SCORES, integer(2, 5)),
    recipe("places of the number", WITH, lambda xs, n: [i for i, x in enumerate(xs) if x == n], FEW, integer(0, 4)),
    recipe("the number taken from each", WITH, lambda xs, n: [x - n for x in xs], SCORES, NUMBER),
    recipe("each over the number", WITH, lambda xs, n: [x // n for x in xs], SCORES, integer(2, 9)),
    recipe("what is left over the number", WITH, lambda xs, n: [x % n for x in xs], SCORES, integer(2, 9)),
    recipe("at least the number", WITH, lambda xs, n: [max(x, n) for x in xs], SCORES, integer(10, 40)),
    recipe("the number before", WITH, lambda xs, n: [n, *xs], SCORES, NUMBER),
    recipe("the number on both sides", WITH, lambda xs, n: [n, *xs, n], SCORES, NUMBER),
    recipe("the number between", WITH, lambda xs, n: [y for x in xs for y in (x, n)][:-1], SHORT, NUMBER),
    recipe("the number in order", WITH, lambda xs, n: sorted([*xs, n]), rising(0, 40, 3, 7), integer(0, 40)),
    recipe("zero for the number", WITH, lambda xs, n: [0 if x == n else x for x in xs], FEW, integer(1, 4)),
    recipe(
        "the number for what is smaller than it, doubled", WITH, lambda xs, n: [2 * n if x < n else x for x in xs], SCORES, integer(10, 40)
    ),
    recipe("the first so many turned round", WITH, lambda xs, n: [*xs[:n][::-1], *xs[n:]], SCORES, integer(2, 3)),
    recipe("the first so many, falling", WITH, lambda xs, n: sorted(xs[:n], reverse=True), SCORES, integer(2, 3)),
    recipe("without the item at a place", WITH, lambda xs, n: xs[:n] + xs[n + 1 :], SCORES, integer(0, 2)),
    recipe("from a place on", WITH, lambda xs, n: xs[n:], SCORES, PLACE),
    recipe("without the last so many", WITH, lambda xs, n: xs[:-n], numbers(0, 40, 4, 9), PLACE),
    recipe("rotated to the right", WITH, lambda xs, n: xs[-n:] + xs[:-n], SCORES, PLACE),
    recipe("so many largest", WITH, lambda xs, n: sorted(xs)[-n:], SCORES, PLACE),
    recipe("so many copies", WITH, lambda xs, n: xs * n, SHORT, PLACE),
    recipe("each so many times", WITH, lambda xs, n: [x for x in xs for _ in range(n)], SHORT, PLACE),
    recipe("sums of so many in a row", WITH, lambda xs, n: [sum(xs[i : i + n]) for i in range(len(xs) - n + 1)], SCORES, integer(2, 3)),
    recipe("the item at a place", WITH_ONE, lambda xs, n: xs[n], SCORES, integer(0, 2)),
    recipe("the item so far from the end", WITH_ONE, lambda xs, n: xs[-n], SCORES, PLACE),
    recipe("sum of the first so many", WITH_ONE, lambda xs, n: sum(xs[:n]), SCORES, PLACE),
    recipe("sum of those above", WITH_ONE, lambda xs, n: sum(x for x in xs if x > n), SCORES, integer(5, 40)),
    recipe("how many above", WITH_ONE, lambda xs, n: sum(x > n for x in xs), SCORES, integer(5, 40)),
    recipe("how many are multiples", WITH_ONE, lambda xs, n: sum(x % n == 0 for x in xs), SCORES, integer(2, 5)),
    recipe("nearest to the number", WITH_ONE, lambda xs, n: min(xs, key=lambda x: abs(x - n)), DISTINCT, integer(0, 60)),
    recipe("the so-manieth smallest", WITH_ONE, lambda xs, n: sorted(xs)[n - 1], SCORES, PLACE),
    recipe(
        "how many to reach the number",
        WITH_ONE,
        lambda xs, n: next(i for i, s in enumerate(accumulate(xs), 1) if s >= n),
        numbers(3, 9, 6, 9),
        integer(3, 18),
    ),
    # two lists
    recipe("differences in pairs", TWO, lambda xs, ys: [x - y for x, y in zip(xs, ys)], SCORES, SCORES),
    recipe("products in pairs", TWO, lambda xs, ys: [x * y for x, y in zip(xs, ys)], DIGITS, DIGITS),
    recipe("smaller of each pair", TWO, lambda xs, ys: [min(x, y) for x, y in zip(xs, ys)], SCORES, SCORES),
    recipe("one after the other", TWO, lambda xs, ys: ys + xs, SHORT, SHORT),
    recipe("taken in turns", TWO, lambda xs, ys: [z for pair in zip(xs, ys) for z in pair], SHORT, SHORT),
    recipe("those in both", TWO, lambda xs, ys: [x for x in xs if x in ys], DIGITS, SHORT),
    recipe("all that occur, in order", TWO, lambda xs, ys: sorted({*xs, *ys}), SHORT, SHORT),
    recipe("the second backwards behind the first", TWO, lambda xs, ys: xs + ys[::-1], SHORT, SHORT),
    recipe("where the first is larger", TWO, lambda xs, ys: [x for x, y in zip(xs, ys) if x > y], SCORES, SCORES),
    recipe("items at the places", TWO, lambda xs, ys: [xs[y] for y in ys], numbers(0, 40, 5, 8), numbers(0, 4, 2, 4)),
    recipe("how far apart", TWO_ONE, lambda xs, ys: sum(abs(x - y) for x, y in zip(xs, ys)), SHORT, SHORT),
    recipe("how often the first is larger", TWO_ONE, lambda xs, ys: sum(x > y for x, y in zip(xs, ys)), SCORES, SCORES),
    recipe("largest of both", TWO_ONE, lambda xs, ys: max(*xs, *ys), SCORES, SCORES),
    recipe("sum of both", TWO_ONE, lambda xs, ys: sum(xs) + sum(ys), SCORES, SCORES),
    # rows
    recipe("largest of each row", ROW_EACH, lambda rows: [max(row) for row in rows], ROWS),
    recipe("first of each row", ROW_EACH, lambda rows: [row[0] for row in rows], ROWS),
    recipe("last of each row, in order", ROW_EACH, lambda rows: sorted(row[-1] for row in rows), ROWS),
    recipe("length of each row", ROW_EACH, lambda rows: [len(row) for row in rows], ROWS),
    recipe("rows in one", ROW_EACH, lambda rows: [x for row in rows for x in row], ROWS),
    recipe("the longest row", ROW_EACH, lambda rows: max(rows, key=len), ROWS),
    recipe("the row of the largest sum", ROW_EACH, lambda rows: max(rows, key=sum), ROWS),
    recipe("the last row backwards", ROW_EACH, lambda rows: rows[-1][::-1], ROWS),
    recipe("sums without the first of each", ROW_EACH, lambda rows: [sum(row[1:]) for row in rows], ROWS),
    recipe("spread of each row", ROW_EACH, lambda rows: [max(row) - min(row) for row in rows], ROWS),
    recipe("each row backwards", ROW_ROW, lambda rows: [row[::-1] for row in rows], ROWS),
    recipe("each row in order", ROW_ROW, lambda rows: [sorted(row) for row in rows], ROWS),
    recipe("each row without its first", ROW_ROW, lambda rows: [row[1:] for row in rows], ROWS),
    recipe("rows of more than two", ROW_ROW, lambda rows: [row for row in rows if len(row) > 2], ROWS),
    recipe("rows with one more everywhere", ROW_ROW, lambda rows: [[x + 1 for x in row] for row in rows], ROWS),
    recipe("even ones of each row", ROW_ROW, lambda rows: [[x for x in row if x % 2 == 0] for row in rows], ROWS),
    recipe("each item in a row", "list(int) -> list(list(int))", lambda xs: [[x] for x in xs], SHORT),
    recipe("all beginnings", "list(int) -> list(list(int))", lambda xs: [xs[: i + 1] for i in range(len(xs))], SHORT),
    recipe("runs as rows", "list(int) -> list(list(int))", lambda xs: [list(run) for _, run in groupby(xs)], RUNS),
    recipe("sum of the largest of each row", ROW_ONE, lambda rows: sum(max(row) for row in rows), ROWS),
    recipe("largest sum of a row", ROW_ONE, lambda rows: max(sum(row) for row in rows), ROWS),
    recipe("how many in all rows", ROW_ONE, lambda rows: sum(len(row) for row in rows), ROWS),
    recipe("how many rows begin even", ROW_ONE, lambda rows: sum(row[0] % 2 == 0 for row in rows), ROWS),
    # lists made of a number
    recipe("counting up to it", MAKE, lambda n: list(range(1, n + 1)), integer(1, 15)),
    recipe("counting down from it", MAKE, lambda n: list(range(n, 0, -1)), integer(1, 15)),
    recipe("even numbers up to it", MAKE, lambda n: list(range(2, n + 1, 2)), integer(2, 24)),
    recipe("squares up to its own", MAKE, lambda n: [i * i for i in range(1, n + 1)], integer(1, 14)),
    recipe("its divisors", MAKE, lambda n: [d for d in range(1, n + 1) if n % d == 0], integer(2, 40)),
    recipe("its first multiples", MAKE, lambda n: [n * i for i in range(1, 6)], integer(2, 19)),
    recipe("its digits", MAKE, digits, integer(10, 99999)),
    recipe("as often as it says", MAKE, lambda n: [n] * n, integer(1, 14)),
    recipe("up and down again", MAKE, lambda n: [*range(1, n), *range(n, 0, -1)], integer(1, 13)),
    recipe("powers of two", MAKE, lambda n: [2**i for i in range(n)], integer(1, 13)),
    recipe("from it to the other", "int -> int -> list(int)", lambda n, m: list(range(n, m + 1)), integer(0, 9), integer(10, 18)),
    recipe("the number so many times", "int -> int -> list(int)", lambda n, m: [n] * m, integer(0, 9), integer(1, 6)),
    recipe("sum up to it", SINGLE, lambda n: n * (n + 1) // 2, integer(1, 20)),
    recipe("two to its power", SINGLE, lambda n: 2**n, integer(0, 14)),
    recipe("its largest digit", SINGLE, lambda n: max(digits(n)), integer(10, 99999)),
    recipe("how many divisors it has", SINGLE, lambda n: sum(n % d == 0 for d in range(1, n + 1)), integer(1, 40)),
    recipe("one of two cases", SINGLE, lambda n: n // 2 if n % 2 == 0 else n + 1, integer(0, 60)),
    recipe("ten or zero", "int -> int -> int", lambda n, m: 10 if n > m else 0, integer(0, 9), integer(0, 9)),
    recipe("the nearer end", ONE, lambda xs: min(xs[0], xs[-1]), SCORES),
    recipe("one of the listed two", "bool -> list(int) -> int", lambda b, xs: xs[0] if b else xs[-1], one_of(True, False), SCORES),
]
TASKS = build("list_rules", RECIPES)
