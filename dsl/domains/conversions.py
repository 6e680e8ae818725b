"""Conversions: one notation of a number, a word or a country into another.

None of them is enumerated: they are tried on the inputs themselves and on the numbers and words in them.
"""

from __future__ import annotations

import re

from dsl.countries import CODES, CURRENCIES, NAMES, STATE_CODES, STATE_NAMES
from dsl.domain import Domain
from dsl.primitives import primitive

IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice",
    "goose": "geese", "knife": "knives", "wife": "wives", "life": "lives", "leaf": "leaves", "shelf": "shelves", "half": "halves",
    "loaf": "loaves", "sheep": "sheep", "fish": "fish", "series": "series", "species": "species",
}  # fmt: skip

DOMAIN = Domain("conversions", includes=("addresses", "numerals", "pieces"), doc="Other notations of numbers and countries.")
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
    (4, "IV"), (1, "I"),
)  # fmt: skip
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₫": "VND", "₴": "UAH"}
YES, NO = ("yes", "y", "true", "t", "on", "1"), ("no", "n", "false", "f", "off", "0")


# Bases


@primitive("int -> str", phrase="{n}~ in hexadecimal digits", cost=2.0, traits=["scanned"])
def to_hex(n: int) -> str:
    """The number in hexadecimal digits, small ones.

    >>> to_hex(255)
    'ff'
    """
    return format(n, "x")


@primitive("int -> str", phrase="{n}~ in hexadecimal digits with capital letters", cost=2.0, traits=["scanned"])
def to_hex_capitals(n: int) -> str:
    """The number in hexadecimal digits, capital ones.

    >>> to_hex_capitals(255)
    'FF'
    """
    return format(n, "X")


@primitive("int -> int -> str", phrase="{n}~ in {width:hexadecimal digit}", cost=2.5, traits=["scanned"])
def to_padded_hex(width: int, n: int) -> str:
    """The number in small hexadecimal digits, filled up with zeros to a width.

    >>> to_padded_hex(2, 10)
    '0a'
    """
    return format(n, f"0{_width(width)}x")


@primitive("str -> int", phrase="{s}~ read as hexadecimal digits", cost=2.0, traits=["scanned"])
def from_hex(s: str) -> int:
    """The number that hexadecimal digits write, perhaps after 0x.

    >>> from_hex("ff")
    255
    """
    return int(s, 16)


@primitive("int -> str", phrase="{n}~ in binary digits", cost=2.0, traits=["scanned"])
def to_binary(n: int) -> str:
    """The number in binary digits.

    >>> to_binary(5)
    '101'
    """
    return format(n, "b")


@primitive("int -> int -> str", phrase="{n}~ in {width:binary digit}", cost=2.5, traits=["scanned"])
def to_padded_binary(width: int, n: int) -> str:
    """The number in binary digits, filled up with zeros to a width.

    >>> to_padded_binary(8, 5)
    '00000101'
    """
    return format(n, f"0{_width(width)}b")


@primitive("str -> int", phrase="{s}~ read as binary digits", cost=2.0, traits=["scanned"])
def from_binary(s: str) -> int:
    """The number that binary digits write.

    >>> from_binary("101")
    5
    """
    return int(s, 2)


@primitive("int -> str", phrase="{n}~ in octal digits", cost=2.0, traits=["scanned"])
def to_octal(n: int) -> str:
    """The number in octal digits.

    >>> to_octal(64)
    '100'
    """
    return format(n, "o")


@primitive("str -> int", phrase="{s}~ read as octal digits", cost=2.0, traits=["scanned"])
def from_octal(s: str) -> int:
    """The number that octal digits write.

    >>> from_octal("100")
    64
    """
    return int(s, 8)


def _width(width: int) -> int:
    if not 1 <= width <= 64:
        raise ValueError("needs a width from 1 to 64")
    return width


@primitive("str -> str", phrase="the code of the currency in {s}", cost=2.5, traits=["scanned"])
def currency_in(s: str) -> str:
    """The code of the first currency that the text names by three capitals or by a sign, $ as USD and ¥ as JPY.

    >>> currency_in("£8.99")
    'GBP'
    >>> currency_in("12.50 CHF")
    'CHF'
    """
    found = re.search(rf"\b[A-Z]{{3}}\b|[{''.join(SIGNS)}]", s)
    if found is None:
        raise ValueError("no currency")
    return SIGNS.get(found[0], found[0])


@primitive("str -> str", phrase="the sign of the currency in {s}", cost=2.5, traits=["scanned"])
def currency_sign(s: str) -> str:
    """The sign of the first currency that the text names by its code, in whatever case.

    >>> currency_sign("eur 12.50")
    '€'
    """
    for code in re.findall(r"\b[A-Z]{3}\b", s.upper()):
        for sign, name in SIGNS.items():
            if name == code:
                return sign
    raise ValueError("no currency that has a sign")


# Numbers in words of their own


@primitive("int -> str", phrase="{n}~ as a roman numeral", cost=2.0, traits=["scanned"])
def to_roman(n: int) -> str:
    """The number as a roman numeral, from 1 to 3999.

    >>> to_roman(14)
    'XIV'
    """
    if not 1 <= n <= 3999:
        raise ValueError("no roman numeral writes it")
    text = ""
    for value, letters in ROMAN:
        text += letters * (n // value)
        n %= value
    return text


@primitive("str -> int", phrase="{s}~ read as a roman numeral", cost=2.0, traits=["scanned"])
def from_roman(s: str) -> int:
    """The number that a roman numeral writes.

    >>> from_roman("XIV")
    14
    """
    total, rest = 0, s
    for value, letters in ROMAN:
        while rest.startswith(letters):
            total, rest = total + value, rest[len(letters) :]
    if rest or to_roman(total) != s:
        raise ValueError("no roman numeral")
    return total


@primitive("int -> str", phrase="{n}~ as an ordinal, such as 1st", cost=2.0, traits=["scanned"])
def ordinal(n: int) -> str:
    """The number as an ordinal of English.

    >>> ordinal(22)
    '22nd'
    >>> ordinal(11)
    '11th'
    """
    return f"{n}{'th' if 10 <= abs(n) % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(abs(n) % 10, 'th')}"


@primitive("int -> str -> str", phrase="{n} and the noun {noun}, in the plural unless the number is 1", cost=2.5, traits=["scanned"])
def counted(n: int, noun: str) -> str:
    """The number and the noun, in the plural unless it is one.

    >>> counted(3, "apple")
    '3 apples'
    >>> counted(2, "lunch box")
    '2 lunch boxes'
    """
    return f"{n} {noun if n == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The plural of an English noun, by its last word."""
    first, last = re.fullmatch("(.*?)([A-Za-z]*)", noun, re.DOTALL).groups()  # type: ignore[union-attr]
    if last.lower() in IRREGULAR:
        ending = IRREGULAR[last.lower()]
        return first + last[:1] + ending[1:]
    if re.search("(?:s|x|z|ch|sh)$", last, re.IGNORECASE):
        return noun + "es"
    return re.sub("(?<=[^aeiou])y$", "ie", noun) + "s"


@primitive("str -> int", phrase="{s}~ read as the letters of a spreadsheet column", cost=2.0, traits=["scanned"])
def column_number(s: str) -> int:
    """The number of a spreadsheet's column, from 1.

    >>> column_number("AA")
    27
    """
    if not re.fullmatch("[A-Z]{1,12}", s):
        raise ValueError("no column's letters")
    number = 0
    for letter in s:
        number = 26 * number + ord(letter) - 64
    return number


@primitive("int -> str", phrase="the letters of the spreadsheet column {n}", cost=2.0, traits=["scanned"])
def column_letters(n: int) -> str:
    """The letters of a spreadsheet's column, from 1.

    >>> column_letters(27)
    'AA'
    """
    if n < 1:
        raise ValueError("columns count from 1")
    letters = ""
    while n > 0:
        n, letter = divmod(n - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


@primitive("str -> int", phrase="the code point of {s}", cost=2.0, traits=["scanned"])
def code_point(s: str) -> int:
    """The code point of a single character.

    >>> code_point("A")
    65
    """
    return ord(s)


@primitive("int -> str", phrase="the character with the code point {n}", cost=2.0, traits=["scanned"])
def character_of(n: int) -> str:
    """The character of a code point.

    >>> character_of(65)
    'A'
    """
    if 0xD800 <= n < 0xE000:
        raise ValueError("a surrogate is no character")
    return chr(n)


@primitive("str -> bool", phrase="{s} [says/does not say] yes", cost=2.0, traits=["scanned"])
def truth_of(s: str) -> bool:
    """What a word for yes or no says.

    >>> truth_of("Yes")
    True
    """
    if s.strip().casefold() in YES:
        return True
    if s.strip().casefold() in NO:
        return False
    raise ValueError("neither yes nor no")


@primitive("int -> int", phrase="{celsius}~ from Celsius to Fahrenheit", cost=3.0, traits=["scanned"])
def to_fahrenheit(celsius: int) -> int:
    """The temperature in degrees of Fahrenheit, where it is whole.

    >>> to_fahrenheit(100)
    212
    """
    if celsius % 5:
        raise ValueError("not whole")
    return celsius * 9 // 5 + 32


@primitive("int -> int", phrase="{fahrenheit}~ from Fahrenheit to Celsius", cost=3.0, traits=["scanned"])
def to_celsius(fahrenheit: int) -> int:
    """The temperature in degrees of Celsius, where it is whole.

    >>> to_celsius(212)
    100
    """
    if (fahrenheit - 32) % 9:
        raise ValueError("not whole")
    return (fahrenheit - 32) * 5 // 9


# Tables


@primitive("str -> str", phrase="the country code of {country}", cost=2.0, traits=["scanned"])
def country_code(country: str) -> str:
    """The code of a country, two letters.

    >>> country_code("Norway")
    'NO'
    """
    return CODES[country]


@primitive("str -> str", phrase="the name of the country with the code {code}", cost=2.0, traits=["scanned"])
def country_name(code: str) -> str:
    """The name of the country with a code of two letters.

    >>> country_name("NO")
    'Norway'
    """
    return NAMES[code]


@primitive("str -> str", phrase="the currency of the country with the code {code}", cost=2.0, traits=["scanned"])
def currency_code(code: str) -> str:
    """The code of the currency of the country with a code of two letters.

    >>> currency_code("NO")
    'NOK'
    """
    return CURRENCIES[code]


@primitive("str -> str", phrase="the code of the state {state}", cost=2.0, traits=["scanned"])
def state_code(state: str) -> str:
    """The code of a state of the United States, two letters.

    >>> state_code("Ohio")
    'OH'
    """
    return STATE_CODES[state.strip()]


@primitive("str -> str", phrase="the name of the state with the code {code}", cost=2.0, traits=["scanned"])
def state_name(code: str) -> str:
    """The name of the state of the United States with a code of two letters.

    >>> state_name("OH")
    'Ohio'
    """
    return STATE_NAMES[code.strip()]
