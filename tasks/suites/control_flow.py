"""Branches and loops over numbers: thresholds, digits, repeated steps, searches with a stop."""

# ruff: noqa: RUF007  -- neighbours are a list beside its own tail
from __future__ import annotations

from math import comb, factorial, gcd, isqrt

from tasks.recipe import build, digits, either, integer, numbers, recipe, scattered

ANY = integer(-50, 50)
SMALL = integer(0, 20)
LARGE = integer(100, 99999)
YEAR = either(integer(1600, 2400), *(lambda random, step=step: random.randrange(1600, 2401, step) for step in (4, 100)))
PRICE = integer(5, 400)
LIST = numbers(-20, 40, 2)

ONE = "int -> int"
TWO = "int -> int -> int"
THREE = "int -> int -> int -> int"
TEST = "int -> bool"
FOLD = "list(int) -> int"
EACH = "list(int) -> list(int)"


def collatz(n: int) -> list[int]:
    """The numbers from n down to 1 under halving and 3n + 1."""
    path = [n]
    while path[-1] != 1:
        path.append(path[-1] // 2 if path[-1] % 2 == 0 else 3 * path[-1] + 1)
    return path


def years_to_reach(start: int, percent: int, goal: int) -> int:
    """How often a whole-number balance must grow by a percentage to reach the goal."""
    years = 0
    while start < goal:
        start += start * percent // 100
        years += 1
    return years


def fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def lowest_balance(changes: list[int]) -> int:
    balance = lowest = 0
    for change in changes:
        balance += change
        lowest = min(lowest, balance)
    return lowest


def balance_never_negative(changes: list[int]) -> int:
    """The balance at the end where a change below zero stops at zero."""
    balance = 0
    for change in changes:
        balance = max(0, balance + change)
    return balance


def digital_root(n: int) -> int:
    while n > 9:
        n = sum(digits(n))
    return n


def longest_run(xs: list[int]) -> int:
    """The length of the longest stretch without a fall."""
    best = run = 1
    for before, after in zip(xs, xs[1:]):
        run = run + 1 if after >= before else 1
        best = max(best, run)
    return best


RECIPES = [
    # one decision
    recipe("magnitude", ONE, lambda n: n if n >= 0 else -n, ANY),
    recipe("never below zero", ONE, lambda n: max(n, 0), ANY),
    recipe("sign of the number", ONE, lambda n: (n > 0) - (n < 0), integer(-30, 30)),
    recipe("halve if even, else add one", ONE, lambda n: n // 2 if n % 2 == 0 else n + 1, integer(0, 80)),
    recipe("price with free delivery from 100", ONE, lambda p: p if p >= 100 else p + 9, PRICE),
    recipe("overtime after 40 hours counts double", ONE, lambda h: h if h <= 40 else 40 + 2 * (h - 40), integer(20, 60)),
    recipe("the larger minus the smaller", TWO, lambda a, b: a - b if a > b else b - a, SMALL, SMALL),
    recipe("divides it", "int -> int -> bool", lambda a, b: b % a == 0, integer(2, 6), integer(4, 40)),
    recipe("remainder, or zero for no divisor", TWO, lambda a, b: a % b if b else 0, integer(1, 60), integer(0, 7)),
    recipe("either but not both positive", "int -> int -> bool", lambda a, b: (a > 0) != (b > 0), integer(-9, 9), integer(-9, 9)),
    # several decisions
    recipe("kept within ten and twenty", ONE, lambda n: min(max(n, 10), 20), integer(0, 40)),
    recipe("kept within two bounds", THREE, lambda n, low, high: min(max(n, low), high), integer(0, 40), integer(5, 15), integer(20, 30)),
    recipe("the middle of three", THREE, lambda a, b, c: sorted((a, b, c))[1], SMALL, SMALL, SMALL),
    recipe("grade by points", ONE, lambda p: 1 if p >= 90 else 2 if p >= 75 else 3 if p >= 50 else 4, integer(20, 100)),
    recipe("leap year", TEST, lambda y: y % 4 == 0 and (y % 100 != 0 or y % 400 == 0), YEAR),
    recipe(
        "forms a triangle",
        "int -> int -> int -> bool",
        lambda a, b, c: a + b > c and b + c > a and a + c > b,
        integer(1, 9),
        integer(1, 9),
        integer(1, 9),
    ),
    recipe("parking: three an hour, at most thirty", ONE, lambda h: min(3 * h, 30), integer(0, 24)),
    recipe("discount of a tenth above the limit", TWO, lambda p, limit: p - p // 10 if p > limit else p, PRICE, integer(60, 250)),
    # arithmetic in closed form
    recipe("sum of one to n", ONE, lambda n: n * (n + 1) // 2, integer(0, 40)),
    recipe("minutes since midnight", TWO, lambda h, m: 60 * h + m, integer(0, 23), integer(0, 59)),
    recipe("boxes of twelve", ONE, lambda n: -(-n // 12), integer(1, 90)),
    recipe("next multiple of five", ONE, lambda n: -(-n // 5) * 5, integer(0, 80)),
    recipe("hours apart on a clock face", TWO, lambda a, b: min((a - b) % 12, (b - a) % 12), integer(0, 11), integer(0, 11)),
    # digits
    recipe("units digit", ONE, lambda n: n % 10, LARGE),
    recipe("sum of the digits", ONE, lambda n: sum(digits(n)), LARGE),
    recipe("how many digits", ONE, lambda n: len(digits(n)), scattered(7)),
    recipe("digits reversed", ONE, lambda n: int(str(n)[::-1]), LARGE),
    recipe("digit sum until one digit", ONE, digital_root, LARGE),
    recipe("largest digit", ONE, lambda n: max(digits(n)), LARGE),
    recipe("ones in binary", ONE, lambda n: n.bit_count(), integer(0, 250)),
    # loops with a stop
    recipe("halvings down to one", ONE, lambda n: n.bit_length() - 1, scattered(4)),
    recipe("collatz steps to one", ONE, lambda n: len(collatz(n)) - 1, integer(1, 20)),
    recipe("highest number on the collatz path", ONE, lambda n: max(collatz(n)), integer(1, 20)),
    recipe("doubled until above a hundred", ONE, lambda n: next(n << k for k in range(99) if n << k > 100), integer(1, 120)),
    recipe("whole square root", ONE, isqrt, integer(0, 300)),
    recipe("greatest common divisor", TWO, gcd, integer(4, 90), integer(4, 90)),
    recipe("smallest divisor above one", ONE, lambda n: next(d for d in range(2, n + 1) if n % d == 0), integer(2, 80)),
    recipe("is prime", TEST, lambda n: n > 1 and all(n % d for d in range(2, n)), integer(1, 50)),
    recipe("years until a balance reaches its goal", THREE, years_to_reach, integer(100, 400), integer(5, 30), integer(500, 2000)),
    recipe("power by repeated multiplication", TWO, lambda a, n: a**n, integer(2, 6), integer(0, 6)),
    recipe("factorial", ONE, factorial, integer(0, 14)),
    recipe("fibonacci number", ONE, fibonacci, integer(0, 30)),
    recipe("ways to choose", TWO, comb, integer(3, 10), integer(0, 5)),
    recipe("apply n times: double and add one", TWO, lambda x, n: (x + 1) * 2**n - 1, integer(0, 6), integer(0, 6)),
    # loops over a list, with a decision inside
    recipe("positives less negatives by count", FOLD, lambda xs: sum((x > 0) - (x < 0) for x in xs), LIST),
    recipe("sum of the even ones", FOLD, lambda xs: sum(x for x in xs if x % 2 == 0), LIST),
    recipe("first negative, or zero", FOLD, lambda xs: next((x for x in xs if x < 0), 0), numbers(-6, 20, 2)),
    recipe("lowest balance", FOLD, lowest_balance, numbers(-20, 20, 2)),
    recipe("balance that stops at zero", FOLD, balance_never_negative, numbers(-20, 20, 2)),
    recipe("until the first zero", EACH, lambda xs: xs[: xs.index(0)] if 0 in xs else xs, numbers(0, 5, 3, 9)),
    recipe("fizz and buzz as zero", EACH, lambda xs: [0 if x % 3 == 0 or x % 5 == 0 else x for x in xs], numbers(1, 40, 3)),
    recipe("longest stretch without a fall", FOLD, longest_run, numbers(0, 20, 3, 9)),
    recipe("alternating sum", FOLD, lambda xs: sum(xs[::2]) - sum(xs[1::2]), numbers(0, 20, 2)),
    recipe("countdown from n", "int -> list(int)", lambda n: list(range(n, 0, -1)), integer(0, 12)),
    recipe("divisors of n", "int -> list(int)", lambda n: [d for d in range(1, n + 1) if n % d == 0], integer(1, 60)),
    recipe("collatz path", "int -> list(int)", collatz, integer(1, 14)),
]
TASKS = build("control_flow", RECIPES)
