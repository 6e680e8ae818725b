"""Numbers in further notations: fractions, degrees, balances, amounts beside a mark, units of thousands; only scanning rules say them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dsl.domain import Domain
from dsl.domains.conversions import from_roman
from dsl.number_formats import CELL, NUMBER, numbers_in
from dsl.primitives import primitive

DOMAIN = Domain("notations", includes=("number_formats",), doc="Numbers in further notations: fractions, degrees, balances, units.")
ROMAN_WORD = r"\b(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b"
FRACTION = r"\s*(-?)\s*(?:(\d+)(?:\s+|-))?(\d+)\s*/\s*(\d+)[^\d/]*"
NO_FRACTION = r"\s*(-?\d+(?:\.\d+)?)[^\d/]*"
FRACTIONS = str.maketrans(
    {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8", "⅜": " 3/8", "⅝": " 5/8", "⅞": " 7/8", "⅓": " 1/3", "⅔": " 2/3"}
)
DEGREES = (
    r"\s*(-?\d+(?:\.\d+)?)\s*(?:°|º|deg|[ -](?=\d)|(?=\s*[NSEW]))\s*"
    r"(?:(\d+(?:\.\d+)?)\s*['′m]?\s*)?(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|s)?\s*)?([NSEW]?)\s*"
)
TIMES_TEN = r"(?<=[0-9]) ?[x×*·] ?10\^(?=[-+]?[0-9])"
BALANCE = r"(.*\d\)?)\s*(-|CR|DR|CREDIT|DEBIT)\.?\s*"
SCALED = r"0(?:\.(0*)(#*))?( ?)(KB of 1000|KB|kB|KiB|K|k)"
STEPS = {
    "K": (1000, "", " KMBT"),
    "k": (1000, "", " kmbt"),
    "KB": (1024, "B", " KMGT"),
    "KB of 1000": (1000, "B", " KMGT"),
    "kB": (1000, "B", " kMGT"),
    "KiB": (1024, "iB", " KMGT"),
}
MOST_DIGITS, MOST_FACTORIAL = 30, 20
SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FEW = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
SPELT = {
    **{word: value for value, word in enumerate(SMALL)},
    **{word: 20 + 10 * place for place, word in enumerate(TENS)},
    **{word: 1 + place for place, word in enumerate(FEW)},
    **{f"{word}th": 13 + place for place, word in enumerate(SMALL[13:])},
    **{f"{word[:-1]}ieth": 20 + 10 * place for place, word in enumerate(TENS)},
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "hundredth": 100,
    "thousandth": 1000,
    "a": 1,
}  # numbers in words


# ---- in words ----


@primitive("int -> str", phrase="{n}~ in English words", cost=3.0, traits=["scanned"])
def to_words(n: int) -> str:
    """A number from 0 to below 10^12 in English words.

    >>> to_words(21)
    'twenty-one'
    >>> to_words(1205)
    'one thousand two hundred five'
    """
    if not 0 <= n < 10**12:
        raise ValueError("too large to be told in words")
    if n < len(SMALL):
        return SMALL[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f"-{SMALL[n % 10]}" if n % 10 else "")
    size, name = next(pair for pair in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")) if n >= pair[0])
    return f"{to_words(n // size)} {name}" + (f" {to_words(n % size)}" if n % size else "")


# ---- reading ----


@primitive("str -> decimal", phrase="{s}~ as a number, perhaps a fraction", cost=3.0, traits=["scanned"])
def read_fraction(s: str) -> Decimal:
    """The number that the text begins with, perhaps with a fraction behind it; to twelve decimals where they do not end.

    >>> read_fraction("1 1/2")
    Decimal('1.5')
    >>> read_fraction("2¾ in")
    Decimal('2.75')
    """
    s = s.translate(FRACTIONS)
    found, whole_number = re.fullmatch(FRACTION, s), re.fullmatch(NO_FRACTION, s)
    if whole_number is not None:
        return Decimal(whole_number[1])
    if found is None:
        raise ValueError("no fraction")
    whole = int(found[2] or 0) * int(found[4]) + int(found[3])
    return round(Decimal(-whole if found[1] else whole) / int(found[4]), 12).normalize()


@primitive("str -> decimal", phrase="{s}~ as a number, in hundredths before %", cost=3.0, traits=["scanned"])
def read_share(s: str) -> Decimal:
    """The number that the text writes, a hundredth of it where %, pct or percent stands behind.

    >>> read_share("12.5 %")
    Decimal('0.125')
    >>> read_share("40 pct")
    Decimal('0.40')
    >>> read_share("0.7")
    Decimal('0.7')
    """
    s = re.sub(r"\s*(?:pct|per ?cent)\.?\s*$", "%", s, flags=re.IGNORECASE)
    found = re.fullmatch(CELL, s)
    if found is None:
        raise ValueError("no number")
    number = Decimal(found[1].replace("(", "-") + found[2].replace(",", ""))
    return number.scaleb(-2 if "%" in s else 0)


@primitive("str -> decimal", phrase="{s}~ as a number, perhaps in words", cost=3.0, traits=["scanned"])
def read_spelt(s: str) -> Decimal:
    """The whole number that the text writes in digits or in English words, perhaps as an ordinal.

    >>> read_spelt("Twenty-first")
    Decimal('21')
    >>> read_spelt("two hundred and five")
    Decimal('205')
    >>> read_spelt("22nd")
    Decimal('22')
    """
    digits = re.fullmatch(r"\s*(-?\d{1,15})(?:st|nd|rd|th)?\s*", s)
    if digits is not None:
        return Decimal(digits[1])
    total = part = 0
    words = [word for word in re.split(r"[\s-]+", s.strip().lower()) if word != "and"]
    for word in words:
        value = SPELT[word]
        if value < 100:
            part += value
        elif value == 100:
            part = max(part, 1) * value
        else:
            total, part = total + max(part, 1) * value, 0
    return Decimal(total + part)


@primitive("str -> decimal", phrase="the degrees, minutes and seconds of {s} in degrees", cost=3.0, traits=["scanned"])
def read_degrees(s: str) -> Decimal:
    """The angle that the text writes in degrees, minutes and seconds, negative in the south and the west.

    >>> read_degrees("40°30'W")
    Decimal('-40.5')
    >>> read_degrees("33 51 36 S")
    Decimal('-33.86')
    """
    found = re.fullmatch(DEGREES, s)
    if found is None:
        raise ValueError("no angle")
    degrees = Decimal(found[1])
    size = abs(degrees) + (Decimal(found[2] or 0) + Decimal(found[3] or 0) / 60) / 60
    return round(-size if found[1].startswith("-") or found[4] in ("S", "W") else size, 12).normalize()


@primitive("str -> decimal", phrase="the balance {s}, with a minus for a debit", cost=3.0, traits=["scanned"])
def read_balance(s: str) -> Decimal:
    """The number of a text that ends with CR or DR, or with the minus of a debit.

    >>> read_balance("1,200.50 DR")
    Decimal('-1200.50')
    """
    signed = re.fullmatch(BALANCE, s, re.IGNORECASE)
    found = re.fullmatch(CELL, signed[1] if signed else s)
    if found is None:
        raise ValueError("no balance")
    number = Decimal(found[1].replace("(", "-") + found[2].replace(",", ""))
    return -number if signed and signed[2].upper() not in ("CR", "CREDIT") else number


@primitive("str -> decimal", phrase="the roman numeral in {s}", cost=3.0, traits=["scanned"])
def read_roman(s: str) -> Decimal:
    """The number that the last roman numeral in capitals writes that the text has as a word.

    >>> read_roman("Chapter XIV: The Storm")
    Decimal('14')
    """
    return Decimal(from_roman(re.findall(ROMAN_WORD, s)[-1]))


@primitive("str -> str", phrase="{s}~ with e for powers of ten", cost=3.0, traits=["scanned", "total"])
def with_exponents(s: str) -> str:
    """The text with e wherever it has a number times a power of ten.

    >>> with_exponents("2.5 x 10^-3 m")
    '2.5e-3 m'
    """
    return re.sub(TIMES_TEN, "e", s)


@primitive("str -> str -> decimal", phrase="the number beside {mark} in {s}", cost=2.5, traits=["scanned"])
def number_beside(mark: str, s: str) -> Decimal:
    """The first number of the text right behind a sign or word, or else right before it; blanks and a colon may stand between them.

    >>> number_beside("$", "Order 8841: paid $9.99 by card")
    Decimal('9.99')
    """
    found = re.search(rf"{re.escape(mark)}[ \t:=]*{NUMBER}", s) or re.search(
        rf"{NUMBER.removesuffix('(?:[^0-9]|$)')}[ \t]*{re.escape(mark)}", s
    )
    if found is None:
        raise ValueError("no number beside it")
    return Decimal(found[1].replace(",", ""))


@primitive("str -> list(decimal)", phrase="the numbers in {s}", cost=2.0, traits=["scanned"])
def decimals_in(s: str) -> Sequence[Decimal]:
    """The numbers that are written in the text, from left to right.

    >>> sum_decimals(decimals_in("3, 5 and 1.5"))
    Decimal('9.5')
    """
    return numbers_in(s)


# ---- rounding and writing ----


@primitive("int -> decimal -> decimal", phrase="{x}~ rounded to {n:significant digit}", cost=3.0, traits=["scanned"])
def round_significant(n: int, x: Decimal) -> Decimal:
    """The number with so many digits from the first that is not 0.

    >>> round_significant(3, Decimal("0.0045678"))
    Decimal('0.00457')
    """
    if not 1 <= n <= MOST_DIGITS:
        raise ValueError("needs a number of digits from 1")
    places = n - 1 - x.adjusted() if x else 0
    rounded = x.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Decimal(f"{rounded:f}")


@primitive("str -> decimal -> str", phrase="{x}~ in units of thousands like {pattern}", cost=3.0, traits=["scanned"])
def format_scaled(pattern: str, x: Decimal) -> str:
    """The number in units of thousands, as the pattern has the smallest of them; below that as it is.

    The units are K, M, B, T or k, m, b, t; KB, MB, GB, TB of 1024 bytes or of 1000, kB, KiB; with 0.0 or 0.# for decimals
    and perhaps a blank.

    >>> format_scaled("0.0 KB", Decimal("1536"))
    '1.5 KB'
    """
    found = re.fullmatch(SCALED, pattern)
    if found is None:
        raise ValueError("no pattern of a unit")
    step, ending, letters = STEPS[found[4]]
    power = next((power for power in (4, 3, 2, 1) if abs(x) >= step**power), 0)
    if not power:
        return f"{x.normalize():f}" + (found[3] + "B" if ending else "")
    fixed, free = len(found[1] or ""), len(found[2] or "")
    text = f"{(x / step**power).quantize(Decimal(1).scaleb(-fixed - free), ROUND_HALF_UP):f}"
    if free:
        kept = text[len(text) - free :].rstrip("0")
        text = (text[: len(text) - free] + kept).rstrip(".")
    return text + found[3] + letters[power] + ending


@primitive("str -> str", phrase="{s}~ as a fraction", cost=3.0, traits=["scanned"])
def as_fraction(s: str) -> str:
    """The decimal number that the text writes as a fraction in lowest terms.

    >>> as_fraction("0.75")
    '3/4'
    """
    return str(Fraction(s.strip()))


@primitive("str -> str", phrase="{s}~ as a whole number and a fraction", cost=3.5, traits=["scanned"])
def as_mixed_fraction(s: str) -> str:
    """The decimal number that the text writes as a whole number and a fraction in lowest terms.

    >>> as_mixed_fraction("2.75")
    '2 3/4'
    """
    number = Fraction(s.strip())
    whole, rest = divmod(abs(number), 1)
    text = " ".join([str(whole)] * bool(whole or not rest) + [str(rest)] * bool(rest))
    return "-" + text if number < 0 else text


@primitive("int -> int -> str", phrase="{a} to {b} in lowest terms", cost=3.0, traits=["scanned"])
def ratio(a: int, b: int) -> str:
    """Two positive numbers as a ratio in lowest terms.

    >>> ratio(1920, 1080)
    '16:9'
    """
    if a < 1 or b < 1:
        raise ValueError("a ratio of positive numbers")
    common = math.gcd(a, b)
    return f"{a // common}:{b // common}"


@primitive("int -> int", phrase="the century of the year {n}", cost=3.0, traits=["scanned"])
def century(n: int) -> int:
    """The century of a year, whose last one ends with 00.

    >>> century(1900)
    19
    """
    return (n + 99) // 100


@primitive("int -> int", phrase="the square root of {n}", cost=3.0, traits=["scanned"])
def whole_root(n: int) -> int:
    """The root of the square of a whole number.

    >>> whole_root(144)
    12
    """
    root = math.isqrt(n)
    if root * root != n:
        raise ValueError("no square of a whole number")
    return root


@primitive("int -> int", phrase="the factorial of {n}", cost=3.0, traits=["scanned"])
def factorial(n: int) -> int:
    """The product of all numbers from 1 up to it.

    >>> factorial(5)
    120
    """
    if not 0 <= n <= MOST_FACTORIAL:
        raise ValueError("too many factors")
    return math.factorial(n)


@primitive("int -> int", phrase="the sum of the digits of {n}", cost=3.0, traits=["scanned"])
def digit_sum(n: int) -> int:
    """The sum of its digits.

    >>> digit_sum(1729)
    19
    """
    return sum(map(int, str(abs(n))))


@primitive(
    "str -> str -> str -> decimal -> str",
    phrase="{below} where {x} is below 0, {none} where it is 0 and {above} where it is above",
    cost=2.5,
    traits=["scanned"],
)
def by_sign(below: str, none: str, above: str, x: Decimal) -> str:
    """One of three texts by the sign of a number.

    >>> by_sign("early", "on time", "late", Decimal("2"))
    'late'
    """
    return below if x < 0 else above if x > 0 else none


@primitive("str -> int -> str -> str", phrase="{text}, or {none} where {n} is 0", cost=2.5, traits=["scanned"])
def if_zero(none: str, n: int, text: str) -> str:
    """A text, or another one where a number is 0.

    >>> if_zero("nobody", 0, "0 guests")
    'nobody'
    """
    return text if n else none
