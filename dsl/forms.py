"""How Python says a primitive, as data: `parameters: expression` with the parameters in the order of the primitive.

A form means what the primitive's reference means, failures included, except for the bounds on size. Parameters in
capitals stand for literals only: N at least 0, P at least 1, Z is 0, M is -1, T a text that is not empty, B one without
a backslash, Q a decimal of 1, 0.1, 0.01 and so on, E any text and C one character, written as regular expressions, J a token that
is just one character, written as a text, K one character that is no backslash, X a text without letters and digits of ASCII,
D a text without white space that is not empty.
Other tokens are written as regular expressions, none of which matches nothing or has a group. `hs` is a list whose
items Python can hash. A parameter that is called stands for a function, written out in place, with
loop variables or with other parameters.

An argument that a form uses twice, or only perhaps, is a name or a literal; any other is given a name first. A form
that is a call of a lambda gives a name to something of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dsl.collection_forms import COLLECTIONS
from dsl.notation_forms import NOTATIONS
from dsl.number_formats import CELL, DECIMAL_COMMA, GAP, NUMBER, POWERS, SHORT

NUMBERS = {
    "add": ("a, b: a + b",),
    "subtract": ("a, b: a - b",),
    "multiply": ("a, b: a * b",),
    "divide": ("a, b: a // b",),
    "modulo": ("a, b: a % b",),
    "negate": ("a: -a",),
    "absolute": ("a: abs(a)",),
    "sign": ("a: (a > 0) - (a < 0)",),
    "square": ("a: a ** 2",),
    "power": ("base, N: base ** N",),
    "gcd": ("a, b: math.gcd(a, b)",),
    "min": ("a, b: min(a, b)",),
    "max": ("a, b: max(a, b)",),
    "is_even": ("a: a % 2 == 0",),
    "is_odd": ("a: a % 2 == 1",),
    "less": ("a, b: a < b",),
    "less_equal": ("a, b: a <= b",),
    "greater": ("a, b: a > b",),
    "greater_equal": ("a, b: a >= b",),
    "and": ("p, q: p and q",),
    "or": ("p, q: p or q",),
    "not": ("p: not p",),
    "equal": ("x, y: x == y",),
    "unequal": ("x, y: x != y",),
    "if": ("c, x, y: x if c else y",),
}
LISTS = {
    "nil": (": []",),
    "length": ("xs: len(xs)",),
    "is_empty": ("xs: len(xs) == 0",),
    "head": ("xs: xs[0]",),
    "last": ("xs: xs[-1]",),
    "at": ("N, xs: xs[N]",),
    "at_or": ("N, y, xs: xs[N] if len(xs) > N else y", "i, y, xs: xs[i] if 0 <= i < len(xs) else y"),
    "singleton": ("x: [x]",),
    "pair_list": ("x, y: [x, y]",),
    "cons": ("x, xs: [x, *xs]",),
    "snoc": ("xs, x: [*xs, x]",),
    "append": ("xs, ys: xs + ys",),
    "take": ("N, xs: xs[:N]", "n, xs: xs[:max(n, 0)]"),
    "drop": ("N, xs: xs[N:]", "n, xs: xs[max(n, 0):]"),
    "take_last": ("P, xs: xs[-P:]",),
    "drop_last": ("P, xs: xs[:-P]",),
    "slice": ("N1, N2, xs: xs[N1:N2]", "i, j, xs: xs[max(i, 0):max(j, 0)]"),
    "remove": ("x, xs: [y for y in xs if y != x]",),
    "substitute": ("old, new, xs: [new if x == old else x for x in xs]",),
    "reverse": ("xs: xs[::-1]",),
    "every_nth": ("P, xs: xs[::P]",),
    "range": ("n: list(range(n))",),
    "range_from": ("a, b: list(range(a, b + 1))",),
    "repeat": ("x, n: [x] * n",),
    "replicate": ("xs, n: xs * n",),
    "digits": ("n: [int(digit) for digit in str(n)]",),
    "sum": ("xs: sum(xs)",),
    "product": ("xs: math.prod(xs)",),
    "maximum": ("xs: max(xs)",),
    "minimum": ("xs: min(xs)",),
    "contains": ("x, xs: x in xs",),
    "count_of": ("x, xs: xs.count(x)",),
    "index_of": ("x, xs: xs.index(x)",),
    "indices_of": ("x, xs: [i for i, y in enumerate(xs) if y == x]",),
    "cumulative_sum": ("xs: list(itertools.accumulate(xs))",),
    "differences": ("xs: [y - x for x, y in itertools.pairwise(xs)]",),
    "sort": ("xs: sorted(xs)",),
    "sort_descending": ("xs: sorted(xs, reverse=True)",),
    "unique": ("hs: list(dict.fromkeys(hs))",),
    "most_common": ("xs: max(xs, key=xs.count)",),
    "flatten": ("xss: [x for xs in xss for x in xs]",),
    "chunks": ("P, xs: [xs[i:i + P] for i in range(0, len(xs), P)]",),
    "prefixes": ("xs: [xs[:i + 1] for i in range(len(xs))]",),
    "suffixes": ("xs: [xs[i:] for i in range(len(xs))]",),
    "group": ("xs: [list(run) for _, run in itertools.groupby(xs)]",),
    "transpose": ("xss: [list(column) for column in zip(*xss)]",),
}
FUNCTIONS = {
    "map": ("f, xs: [f(x) for x in xs]",),
    "map filter": ("f, p, xs: [f(x) for x in xs if p(x)]",),
    "map_indexed": ("f, xs: [f(i, x) for i, x in enumerate(xs)]",),
    "filter": ("p, xs: [x for x in xs if p(x)]",),
    "filter_indexed": ("p, xs: [x for i, x in enumerate(xs) if p(i, x)]",),
    "count": ("p, xs: sum(1 for x in xs if p(x))",),
    "count_indexed": ("p, xs: sum(1 for i, x in enumerate(xs) if p(i, x))",),
    "zip_with": ("f, xs, ys: [f(x, y) for x, y in zip(xs, ys)]",),
    "zip_with_indexed": ("f, xs, ys: [f(i, x, y) for i, (x, y) in enumerate(zip(xs, ys))]",),
    "flat_map": ("f, xs: [y for x in xs for y in f(x)]",),
    "flat_map_indexed": ("f, xs: [y for i, x in enumerate(xs) for y in f(i, x)]",),
    "any": ("p, xs: any(p(x) for x in xs)",),
    "all": ("p, xs: all(p(x) for x in xs)",),
    "take_while": ("p, xs: list(itertools.takewhile(p, xs))",),
    "drop_while": ("p, xs: list(itertools.dropwhile(p, xs))",),
    "sort_by": ("f, xs: sorted(xs, key=f)",),
    "max_by": ("f, xs: max(xs, key=f)",),
    "min_by": ("f, xs: min(xs, key=f)",),
    "fold": ("f, start, xs: functools.reduce(f, xs, start)",),
    "fold1": ("f, xs: functools.reduce(f, xs)",),
    "scan": ("f, start, xs: list(itertools.accumulate(xs, f, initial=start))[1:]",),
    "scan1": ("f, xs: list(itertools.accumulate(xs, f))",),
}
TEXT = {
    "concat_text": ("s, t: s + t",),
    "join": ("delimiter, parts: delimiter.join(parts)",),
    "repeat_text": ("s, n: s * n",),
    "ensure_prefix": ("start, s: s if s.startswith(start) else start + s",),
    "ensure_suffix": ("end, s: s if s.endswith(end) else s + end",),
    "reverse_text": ("s: s[::-1]",),
    "upper": ("s: s.upper()",),
    "lower": ("s: s.lower()",),
    "title": ("s: s.title()",),
    "capitalize": ("s: s[:1].upper() + s[1:]",),
    "swapcase": ("s: s.swapcase()",),
    "casefold": ("s: s.casefold()",),
    "fold_accents": ("s: ''.join(c for c in unicodedata.normalize('NFKD', s) if not unicodedata.combining(c))",),
    "replace_all": ("old, new, s: s.replace(old, new)",),
    "replace_first": ("old, new, s: s.replace(old, new, 1)",),
    "remove_all": ("old, s: s.replace(old, '')",),
    "remove_prefix": ("start, s: s.removeprefix(start)",),
    "remove_suffix": ("end, s: s.removesuffix(end)",),
    "text_length": ("s: len(s)",),
    "is_empty_text": ("s: s == ''",),
    "prefix": ("N, s: s[:N]", "n, s: s[:max(n, 0)]"),
    "suffix": ("P, s: s[-P:]", "n, s: s[-n:] if n > 0 else ''"),
    "drop_prefix": ("N, s: s[N:]", "n, s: s[max(n, 0):]"),
    "drop_suffix": ("P, s: s[:-P]", "n, s: s[:-n] if n > 0 else s"),
    "substring": ("start, stop, s: s[start:stop]",),
    "character_at": ("i, s: s[i]",),
    "first_character": ("s: s[0]",),
    "starts_with": ("start, s: s.startswith(start)",),
    "ends_with": ("end, s: s.endswith(end)",),
    "contains_text": ("needle, s: needle in s",),
    "find": ("needle, s: s.index(needle)",),
    "find_nth": (
        "Z, needle, s: s.index(needle)",
        "M, needle, s: s.rindex(needle)",
        "n, E, s: [m.start() for m in re.finditer(E, s)][n]",
        "n, needle, s: [m.start() for m in re.finditer(re.escape(needle), s)][n]",
    ),
    "count_text": ("needle, s: s.count(needle)",),
    "before": ("T, s: s[:s.index(T)]", "delimiter, s: s.split(delimiter, 1)[-2]"),
    "after": ("delimiter, s: s.split(delimiter, 1)[1]",),
    "before_last": ("T, s: s[:s.rindex(T)]", "delimiter, s: s.rsplit(delimiter, 1)[-2]"),
    "after_last": ("delimiter, s: s.rsplit(delimiter, 1)[1]",),
    "between": ("left, right, s: s.split(left, 1)[1].split(right, 1)[-2]",),
    "field": ("n, delimiter, s: s.split(delimiter)[n]",),
    "fields_before": ("n, delimiter, s: delimiter.join(s.split(delimiter)[:n])",),
    "fields_from": ("n, delimiter, s: delimiter.join(s.split(delimiter)[n:])",),
    "word": ("n, s: s.split()[n]",),
    "split": ("delimiter, s: s.split(delimiter)",),
    "words": ("s: s.split()",),
    "characters": ("s: list(s)",),
    "trim": ("s: s.strip()",),
    "strip": ("unwanted, s: s.strip(unwanted)",),
    "strip_start": ("unwanted, s: s.lstrip(unwanted)",),
    "strip_end": ("unwanted, s: s.rstrip(unwanted)",),
    "is_digit": ("s: re.fullmatch('[0-9]+', s) is not None",),
    "is_letter": (r"s: re.fullmatch('[^\\W\\d_]+', s) is not None",),
    "is_upper": ("s: s.isupper()",),
    "is_lower": ("s: s.islower()",),
    "to_int": ("s: int(s)",),
    "to_text": ("n: str(n)",),
    "nth_number": ("n, s: re.findall('[0-9]+', s)[n]",),
    "numbers_in": ("s: re.findall('[0-9]+', s)",),
    "pad_left": ("width, fill, s: s.rjust(width, fill)",),
    "pad_right": ("width, fill, s: s.ljust(width, fill)",),
}
_CLOCK = "datetime.timedelta(hours=m.hour, minutes=m.minute, seconds=m.second, microseconds=m.microsecond)"
MOMENTS = {
    "join_moments": ("first, second: datetime.datetime.combine(first, second.time())",),
    "days": ("n: datetime.timedelta(days=n)",),
    "hours": ("n: datetime.timedelta(hours=n)",),
    "minutes": ("n: datetime.timedelta(minutes=n)",),
    "seconds": ("n: datetime.timedelta(seconds=n)",),
    "whole_days": ("d: d.days",),
    "whole_minutes": ("d: d // datetime.timedelta(minutes=1)",),
    "whole_seconds": ("d: d // datetime.timedelta(seconds=1)",),
    "total_seconds": ("d: Decimal(d // datetime.timedelta(microseconds=1)) / 1000000",),
    "from_unix": ("n: datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=n)",),
    "later": ("d, m: m + d",),
    "start_of_week": ("m: m - datetime.timedelta(days=m.weekday())",),
    "start_of_month": ("m: m.replace(day=1)",),
    "end_of_month": ("m: (m.replace(day=1) + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)",),
    "time_between": ("a, b: b - a",),
    "time_until": ("a, b: (b - a) % datetime.timedelta(days=1)",),
    "years_between": ("a, b: b.year - a.year - ((b.month, b.day) < (a.month, a.day))",),
    "months_apart": ("a, b: 12 * (b.year - a.year) + b.month - a.month",),
    "months_between": ("a, b: 12 * (b.year - a.year) + b.month - a.month - (b.day < a.day)",),
    "floor_moment": (f"step, m: m - {_CLOCK} % step",),
    "ceiling_moment": (f"step, m: m + -{_CLOCK} % step",),
    "round_moment": (f"step, m: m + step / 2 - ({_CLOCK} + step / 2) % step",),
    "year": ("m: m.year",),
    "month": ("m: m.month",),
    "day": ("m: m.day",),
    "hour": ("m: m.hour",),
    "minute": ("m: m.minute",),
    "weekday": ("m: m.isoweekday()",),
    "quarter": ("m: (m.month + 2) // 3",),
    "week": ("m: m.isocalendar()[1]",),
    "day_of_year": ("m: m.timetuple().tm_yday",),
}
DECIMALS = {
    "to_decimal": ("n: Decimal(n)",),
    "add_decimal": ("a, b: a + b",),
    "subtract_decimal": ("a, b: a - b",),
    "multiply_decimal": ("a, b: a * b",),
    "divide_decimal": ("a, b: a / b",),
    "negate_decimal": ("a: -a",),
    "absolute_decimal": ("a: abs(a)",),
    "min_decimal": ("a, b: min(a, b)",),
    "max_decimal": ("a, b: max(a, b)",),
    "scale": ("n, x: x.scaleb(n)",),
    "floor": ("x: math.floor(x)",),
    "ceiling": ("x: math.ceil(x)",),
    "truncate": ("x: int(x)",),
    "round_half_up": ("x: int(x.to_integral_value(ROUND_HALF_UP))",),
    "round_to": ("Q, x: x.quantize(Q, ROUND_HALF_UP)", "step, x: (x / step).quantize(Decimal(1), ROUND_HALF_UP) * step"),
    "round_even_to": ("Q, x: x.quantize(Q, ROUND_HALF_EVEN)", "step, x: (x / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step"),
    "floor_to": ("Q, x: x.quantize(Q, ROUND_FLOOR)", "step, x: (x / step).quantize(Decimal(1), ROUND_FLOOR) * step"),
    "ceiling_to": ("Q, x: x.quantize(Q, ROUND_CEILING)", "step, x: (x / step).quantize(Decimal(1), ROUND_CEILING) * step"),
    "truncate_to": ("Q, x: x.quantize(Q, ROUND_DOWN)", "step, x: (x / step).quantize(Decimal(1), ROUND_DOWN) * step"),
    "round_away_to": ("Q, x: x.quantize(Q, ROUND_UP)", "step, x: (x / step).quantize(Decimal(1), ROUND_UP) * step"),
    "round_ratio": ("step, a, b: (a / (b * step)).quantize(Decimal(1), ROUND_HALF_UP) * step",),
    "sum_decimals": ("xs: sum(xs, Decimal(0))",),
    "mean_decimals": ("xs: sum(xs, Decimal(0)) / len(xs)",),
}
FLOATS = {
    "to_float": ("n: float(n)",),
    "add_float": ("a, b: a + b",),
    "subtract_float": ("a, b: a - b",),
    "multiply_float": ("a, b: a * b",),
    "divide_float": ("a, b: a / b",),
    "negate_float": ("a: -a",),
    "absolute_float": ("a: abs(a)",),
    "min_float": ("a, b: min(a, b)",),
    "max_float": ("a, b: max(a, b)",),
    "square_root": ("a: math.sqrt(a)",),
    "floor_float": ("a: math.floor(a)",),
}
NUMBER_FORMATS = {
    "number_in": (f"n, s: Decimal(re.findall({NUMBER!r}, s)[n].replace(',', ''))",),
    "decimals_in": (f"s: [Decimal(n.replace(',', '')) for n in re.findall({NUMBER!r}, s)]",),
    "parse_number": (f"s: Decimal(''.join(re.fullmatch({CELL!r}, s).groups()).replace('(', '-').replace(',', ''))",),
    "parse_short": (
        f"s: (lambda m: Decimal(m[1] + m[2].replace(',', '')).scaleb({POWERS!r}[m[3]]))(re.fullmatch({SHORT!r}, s.upper()))",
    ),
    "swap_point": ("s: s.translate(str.maketrans('.,', ',.'))",),
    "decimal_points": (f"s: re.sub({DECIMAL_COMMA!r}, '.', s)",),
    "ungrouped": (f"s: re.sub({DECIMAL_COMMA!r}, '.', re.sub({GAP!r}, '', s))",),
    "dots_apart": (r"s: re.sub(r'(?<=\d)\.(?=\d)', ' ', s)",),
}
OCCURRENCES = {
    "just": ("C: C", "character: re.escape(chr(ord(character)))"),
    "match": ("token, n, s: re.findall(token, s)[n]",),
    "start_of": (
        "J, Z, s: s.index(J)",
        "J, M, s: s.rindex(J)",
        "token, Z, s: re.search(token, s).start()",
        "token, n, s: [m.start() for m in re.finditer(token, s)][n]",
    ),
    "end_of": ("token, Z, s: re.search(token, s).end()", "token, n, s: [m.end() for m in re.finditer(token, s)][n]"),
    "up_to": (
        "J, Z, s: s[:s.index(J)]",
        "J, M, s: s[:s.rindex(J)]",
        "J, Z, s: s.split(J, 1)[-2]",
        "J, M, s: s.rsplit(J, 1)[-2]",
        "token, Z, s: s[:re.search(token, s).start()]",
        "token, Z, s: re.split(token, s, maxsplit=1)[-2]",
        "token, n, s: s[:[m.start() for m in re.finditer(token, s)][n]]",
    ),
    "through": ("token, Z, s: s[:re.search(token, s).end()]", "token, n, s: s[:[m.end() for m in re.finditer(token, s)][n]]"),
    "starting": ("token, Z, s: s[re.search(token, s).start():]", "token, n, s: s[[m.start() for m in re.finditer(token, s)][n]:]"),
    "past": (
        "J, Z, s: s.split(J, 1)[1]",
        "J, M, s: s.rsplit(J, 1)[1]",
        "token, Z, s: s[re.search(token, s).end():]",
        "token, Z, s: re.split(token, s, maxsplit=1)[1]",
        "token, n, s: s[[m.end() for m in re.finditer(token, s)][n]:]",
    ),
    "replace_nth": (
        "token, Z, new, s: (lambda m: s[:m.start()] + new + s[m.end():])(re.search(token, s))",
        "token, n, new, s: (lambda m: s[:m.start()] + new + s[m.end():])(list(re.finditer(token, s))[n])",
    ),
    "occurrences": ("J, s: s.count(J)", "token, s: len(re.findall(token, s))"),
    "has": ("J, s: J in s", "token, s: re.search(token, s) is not None"),
    "keep": ("token, s: ''.join(re.findall(token, s))",),
    "keep_first": ("token, n, s: ''.join(re.findall(token, s)[:n])",),
    "erase": ("J, s: s.replace(J, '')", "token, s: re.sub(token, '', s)"),
    "replace_each": (
        "J, new, s: s.replace(J, new)",
        "token, B, s: re.sub(token, B, s)",
        "token, new, s: new.join(re.split(token, s))",
    ),
}
OPTIONS = {
    "none": (": None",),
    "some": ("x: x",),
    "or_else": ("o, x: x if o is None else o", "o, x: next((y for y in [o] if y is not None), x)"),
    "map_option": ("f, o: None if o is None else f(o)", "f, o: next((f(x) for x in [o] if x is not None), None)"),
    "is_none": ("o: o is None",),
    "present": ("os: [x for x in os if x is not None]",),
}
FORMS = OPTIONS | NUMBERS | NUMBER_FORMATS | DECIMALS | FLOATS | LISTS | FUNCTIONS | TEXT | OCCURRENCES | MOMENTS | NOTATIONS | COLLECTIONS


@dataclass(frozen=True)
class Form:
    """A form taken apart."""

    parameters: tuple[str, ...]
    body: ast.expr
    perhaps: frozenset[str]  # parameters used more than once, or not surely exactly once
    bound: tuple[str, ...]  # the variables of its loops
    calls: Mapping[str, tuple[str, ...]]  # parameters that are called, and the loop variables they are called with
    named: tuple[tuple[str, ast.expr], ...]  # what it gives names to


@cache
def forms(name: str) -> tuple[Form, ...]:
    """The forms of a primitive, the most readable first."""
    return tuple(map(_form, FORMS.get(name, ())))


@cache
def form_of(text: str) -> Form:
    """A form that stands in no table."""
    return _form(text)


def _form(text: str) -> Form:
    tree = ast.parse(f"lambda {text}", mode="eval").body
    assert isinstance(tree, ast.Lambda)
    parameters = tuple(a.arg for a in tree.args.args)
    match tree.body:
        case ast.Call(ast.Lambda() as own, given):
            pass
        case body:
            own, given = ast.Lambda(ast.arguments([], [], None, [], [], None, []), body), []
    uses = list(_uses(tree.body, False))
    perhaps = frozenset(p for p in parameters if [deferred for name, deferred in uses if name == p] != [False])
    names = [n for n in ast.walk(tree.body) if isinstance(n, ast.Name)]
    named = tuple((a.arg, value) for a, value in zip(own.args.args, given))
    bound = tuple(dict.fromkeys((*(n.id for n in names if isinstance(n.ctx, ast.Store)), *(name for name, _ in named))))
    called = [n for n in ast.walk(tree.body) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in parameters]
    calls = {n.func.id: tuple(ast.unparse(a) for a in n.args) for n in called}  # type: ignore[attr-defined]
    return Form(parameters, own.body, perhaps, bound, calls, named)


def _uses(node: ast.AST, deferred: bool) -> Iterator[tuple[str, bool]]:
    """The names an expression reads, and whether it is only perhaps, or repeatedly, that it does."""
    match node:
        case ast.Name(id=name):
            yield name, deferred
        case ast.IfExp(test, body, orelse):
            yield from _uses(test, deferred)
            yield from (*_uses(body, True), *_uses(orelse, True))
        case ast.ListComp(element, [first, *others]) | ast.GeneratorExp(element, [first, *others]):
            yield from _uses(first.iter, deferred)
            for part in (element, *first.ifs, *others):
                yield from _uses(part, True)
        case ast.DictComp(key, value, [first, *others]):
            yield from _uses(first.iter, deferred)
            for part in (key, value, *first.ifs, *others):
                yield from _uses(part, True)
        case ast.BoolOp(_, [first_value, *values]):
            yield from _uses(first_value, deferred)
            for value in values:
                yield from _uses(value, True)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _uses(child, deferred)
