"""Texts as they stand in spreadsheets: names, dates, addresses, codes and sentences, made of invented words.

A *manner* is one column's form: its fields and what stands between them. Words are put together of
syllables, so that nothing can be learned by heart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Draw = Callable[[Random], str]

ONSETS = [*"bcdfghjklmnprstvw", "br", "ch", "cl", "dr", "fl", "gr", "pl", "sh", "st", "th", "tr"]
NUCLEI = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ou"]
CODAS = ["", "", "", "l", "m", "n", "r", "s", "t", "n", "ck", "nd", "rt", "sh"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ENDINGS = ["com", "org", "net", "edu", "co.uk", "io", "de"]
FILES = ["txt", "pdf", "csv", "doc", "png", "jpg", "html", "py", "tar.gz"]
TITLES = ["Mr.", "Mrs.", "Dr.", "Prof.", "Ms."]
UNITS = ["kg", "m", "cm", "ml", "h", "MB", "%", "km"]
BETWEEN = [" ", " ", ", ", ",", "-", "_", "/", ".", ":", "; ", " - ", "|", " & ", "="]
AROUND = [("(", ")"), ("[", "]"), ("<", ">"), ('"', '"'), ("#", ""), ("$", ""), ("", "%"), ("", "!"), ("*", "*")]


def word(chance: Random) -> str:
    """An invented word in small letters."""
    syllables = chance.choice((1, 2, 2, 2, 3))
    return "".join(chance.choice(ONSETS) + chance.choice(NUCLEI) + chance.choice(CODAS) for _ in range(syllables))


def name(chance: Random) -> str:
    """The same with a capital."""
    return word(chance).capitalize()


def digits(least: int, most: int) -> Draw:
    """So many digits."""
    return lambda chance: "".join(chance.choices("0123456789", k=chance.randint(least, most)))


def capitals(least: int, most: int) -> Draw:
    """So many capitals."""
    return lambda chance: "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=chance.randint(least, most)))


def number(chance: Random) -> str:
    """A number of any length up to four digits."""
    return str(chance.randint(0, 10 ** chance.randint(1, 4) - 1))


def one_of(values: Sequence[str]) -> Draw:
    """One of some texts."""
    return lambda chance: chance.choice(values)


def person(chance: Random) -> str:
    """A name of two words, at times three, at times with a title."""
    names = [name(chance) for _ in range(chance.choice((2, 2, 2, 3)))]
    return " ".join([chance.choice(TITLES), *names] if chance.random() < 0.1 else names)


def mail(chance: Random) -> str:
    """An address for letters."""
    return f"{word(chance)}{chance.choice(('.', '_', ''))}{word(chance)}@{word(chance)}.{chance.choice(ENDINGS)}"


def date(between: str, year_first: bool) -> Draw:
    """A date in figures."""

    def draw(chance: Random) -> str:
        figures = [str(chance.randint(1950, 2035)), f"{chance.randint(1, 12):02}", f"{chance.randint(1, 28):02}"]
        return between.join(figures if year_first else figures[::-1])

    return draw


def written_date(chance: Random) -> str:
    """A date with its month in letters."""
    return f"{chance.randint(1, 28)} {chance.choice(MONTHS)} {chance.randint(1950, 2035)}"


def phone(chance: Random) -> str:
    """A telephone number."""
    area, middle, last = (digits(n, n)(chance) for n in (3, 3, 4))
    return f"({area}) {middle}-{last}"


def path(chance: Random) -> str:
    """A file somewhere."""
    folders = [word(chance) for _ in range(chance.randint(1, 3))]
    return "/" + "/".join([*folders, f"{word(chance)}.{chance.choice(FILES)}"])


def link(chance: Random) -> str:
    """A page somewhere."""
    return f"https://{chance.choice(('www', word(chance)))}.{word(chance)}.{chance.choice(ENDINGS)}/{word(chance)}"


def price(chance: Random) -> str:
    """An amount of money."""
    return f"${chance.randint(1, 999)}.{chance.randint(0, 99):02}"


def measure(chance: Random) -> str:
    """A number with its unit."""
    return f"{chance.randint(1, 500)} {chance.choice(UNITS)}"


def sentence(chance: Random) -> str:
    """A few words."""
    words = [word(chance) for _ in range(chance.randint(1, 6))]
    words[0] = words[0].capitalize() if chance.random() < 0.5 else words[0]
    return " ".join(words) + chance.choice(("", "", ".", "!", "?"))


def time(chance: Random) -> str:
    """A time of day."""
    return f"{chance.randint(0, 23)}:{chance.randint(0, 59):02}"


def spaced(chance: Random) -> str:
    """Words with spaces too many."""
    spread = (word(chance) + " " * chance.choice((1, 1, 2, 3)) for _ in range(chance.randint(1, 4)))
    return " " * chance.choice((0, 0, 1, 2)) + "".join(spread)


FIELDS: tuple[Draw, ...] = (
    word, word, name, name, number, digits(1, 4), digits(2, 2), digits(3, 6), capitals(1, 3), capitals(2, 4), one_of(MONTHS), one_of(UNITS)
)  # fmt: skip
WHOLE: tuple[Draw, ...] = (
    person, person, mail, date("-", True), date("/", False), date(".", False), written_date, phone, path, link, price, measure,
    sentence, sentence, time, spaced, word, name, number, digits(4, 12), capitals(3, 8)
)  # fmt: skip


def manner_of_text(chance: Random) -> Draw:
    """The form of one column: a common one, or fields with something between them."""
    kind = chance.random()
    if kind < 0.45:
        return chance.choice(WHOLE)
    if kind < 0.55:  # as many of one field as it happens
        field, mark, most = chance.choice(FIELDS), chance.choice(BETWEEN), chance.randint(3, 6)
        return lambda draw: mark.join(field(draw) for _ in range(draw.randint(1, most)))
    fields = [chance.choice(FIELDS) for _ in range(chance.choice((1, 2, 2, 3, 3, 4)))]
    between = [chance.choice(BETWEEN)] * len(fields) if chance.random() < 0.6 else [chance.choice(BETWEEN) for _ in fields]
    around = [chance.choice(AROUND) if chance.random() < 0.12 else ("", "") for _ in fields]
    return lambda draw: _joined([a + field(draw) + b for field, (a, b) in zip(fields, around)], between)


def _joined(parts: Sequence[str], between: Sequence[str]) -> str:
    return "".join(part + mark for part, mark in zip(parts, [*between[: len(parts) - 1], ""]))
