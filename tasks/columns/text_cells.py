"""Names, codes and numbers as columns hold them: drawn, and written in the ways of people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random
from string import ascii_uppercase, digits

from tasks.recipe import Cell, Draw, characters, one_of, pattern

GIVEN = one_of("Mara", "Tomás", "Inês", "Yusuf", "Freya", "Łukasz", "Noor", "Zoë", "Søren", "Akira", "Émilie", "Jürgen", "Anna", "Óscar")
FAMILY = one_of("Okafor", "Lindqvist", "Marsh", "Petrov", "Núñez", "Whitfield", "Ångström", "Holm", "Müller", "Çelik", "Duarte", "Ng")
CITY = one_of(
    "Málaga", "Graz", "Zürich", "Kraków", "Utrecht", "Genève", "Oslo", "Düsseldorf", "Łódź", "Porto Alegre", "São Paulo", "Göteborg"
)
PRODUCT = one_of("desk lamp", "office chair", "wall clock", "tea pot", "step ladder", "hand drill", "book shelf", "floor mat", "coat rack")
HOST = one_of("brightleaf", "quarry", "northwind", "tidal", "oakhurst", "lumen", "bluefin", "vector")
STREET = one_of("Mill Lane", "Station Road", "Harbour Street", "Elm Avenue", "Church Row", "Kiln Court")
COLOUR = one_of("red", "green", "blue", "amber", "black", "violet", "white", "grey")
COMPANY = one_of("Northwind Traders", "Bright Leaf Foods", "Oakhurst Timber", "Tidal Power Systems", "Blue Fin Shipping", "Lumen")
FULL_NAME = pattern("{a} {b}", a=GIVEN, b=FAMILY)


def number(shortest: int, longest: int) -> Draw:
    """A text of digits."""
    return characters(digits, shortest, longest)


def letters(shortest: int, longest: int) -> Draw:
    """A text of capitals."""
    return characters(ascii_uppercase, shortest, longest)


def decimals(least: int, most: int, places: int, write: Callable[[Decimal], str] = str) -> Draw:
    """A number of so many places between two whole ones, each size as likely, written in some way."""

    def draw(random: Random) -> Cell:
        top = min(most, 10 ** random.randint(len(str(least)), len(str(most))))
        value = Decimal(random.randint(least * 10**places, top * 10**places)).scaleb(-places)
        return Cell(write(value), value)

    return draw


def signed(draw: Draw, write: Callable[[Decimal], str] = str) -> Draw:
    """What another draws, negative as often as not."""

    def either(random: Random) -> Cell:
        value = draw(random).meaning * random.choice((1, -1))
        return Cell(write(value), value)

    return either


def scientific(least: int, most: int) -> Draw:
    """A number in scientific notation with an exponent from a least to a most one."""

    def draw(random: Random) -> Cell:
        text = f"{random.randint(100, 999) / 100:.2f}e{random.randint(least, most):+03}"
        return Cell(text, Decimal(text))

    return draw


def rewritten(function: Callable[[str], str], draw: Draw) -> Draw:
    """What a function makes of the text that another draws."""
    return lambda random: function(draw(random))


def read_as(draw: Draw, meaning: Callable[[str], object]) -> Draw:
    """What another draws, whose meaning is computed from its text."""

    def both(random: Random) -> Cell:
        text = draw(random)
        return Cell(text, meaning(text))

    return both


def of_several(*cells: tuple[str, object]) -> Draw:
    """One of several texts with their meanings."""
    return lambda random: Cell(*random.choice(cells))


def rounded(value: Decimal, step: str, mode: str = ROUND_HALF_UP) -> Decimal:
    """The multiple of a step next to the value, with the places of the step."""
    return ((value / Decimal(step)).to_integral_value(mode) * Decimal(step)).quantize(Decimal(step))


def upper_half(value: Decimal, step: str) -> bool:
    """Whether a value lies in the upper half of its step, which tells rounding down, up and to the nearest apart."""
    return value - rounded(value, step, ROUND_FLOOR) >= Decimal(step) / 2


def swapped(text: str) -> str:
    """Points for commas and commas for points."""
    return text.translate(str.maketrans(",.", ".,"))


def indian(value: int) -> str:
    """Groups of two digits before the last group of three."""
    head, tail = str(value)[:-3], str(value)[-3:]
    return re.sub(r"(?<=\d)(?=(\d\d)+$)", ",", head) + ("," if head else "") + tail


def roman(value: int) -> str:
    """A number from 1 to 3999 in Roman numerals."""
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
    ):
        text += sign * (value // worth)
        value %= worth
    return text


def plain(text: str) -> str:
    """The letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).translate(str.maketrans("Łłø", "Llo"))


def spaced_kinds(text: str) -> str:
    """A blank wherever letters and digits meet."""
    return re.sub(r"(?<=[^\W\d_])(?=[0-9])|(?<=[0-9])(?=[^\W\d_])", " ", text)


def grouped(text: str, size: int, between: str) -> str:
    """Groups of so many characters, from the left."""
    return between.join(text[i : i + size] for i in range(0, len(text), size))
