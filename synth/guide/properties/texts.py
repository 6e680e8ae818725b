"""Properties of texts and what becomes of them, for property signatures.

Glossary: `x` an input text, `y` an output; a property is true, false, or does not apply.
"""

from __future__ import annotations

import re
from collections import Counter

from synth.guide.properties.lists import Property, is_subsequence

WORD = re.compile(r"[A-Za-z]+")
NUMBER = re.compile(r"\d+")
CAPITALIZED = re.compile(r"[A-Z][a-z]+")
DELIMITERS = " ,-./@_:;()&\n"
Place = int | None


def words(text: str) -> list[str]:
    """The runs of characters between blanks."""
    return text.split()


def _around(x: str, y: str) -> tuple[str, str]:
    """The characters of `x` before and after the first place where `y` stands in it; "" at the ends."""
    at = x.index(y) if y else -1
    if at < 0:
        raise ValueError(y)
    return x[at - 1 : at], x[at + len(y) : at + len(y) + 1]


def _fields(mark: str) -> tuple[Property, ...]:
    """What taking texts apart at a mark gives."""
    return (
        lambda x, y: mark in x and y == x.split(mark)[0],
        lambda x, y: mark in x and y == x.split(mark)[1],
        lambda x, y: mark in x and y == x.split(mark)[-1],
        lambda x, y: mark in x and y == x.split(mark, 1)[1],
        lambda x, y: mark in x and y == x.replace(mark, ""),
    )


SAME: tuple[Property, ...] = (
    lambda x, y: x == y,
    lambda x, y: y == x.upper(),
    lambda x, y: y == x.lower(),
    lambda x, y: y == x.title(),
    lambda x, y: y == x.capitalize(),
    lambda x, y: y == x[::-1],
    lambda x, y: y == x.strip(),
    lambda x, y: y == " ".join(x.split()),
    lambda x, y: y == "".join(c for c in x if c.isdigit()),
    lambda x, y: y == "".join(c for c in x if c.isalpha()),
    lambda x, y: y == "".join(c for c in x if c.isalnum()),
    lambda x, y: y == "".join(c for c in x if not c.isdigit()),
    lambda x, y: y == "".join(c for c in x if c.isupper()),
    lambda x, y: y == x.replace(" ", ""),
    lambda x, y: x.casefold() == y.casefold(),
    lambda x, y: sorted(x) == sorted(y),
    lambda x, y: sorted(x.split()) == sorted(y.split()),
    lambda x, y: y == x + x,
)
INSIDE: tuple[Property, ...] = (
    lambda x, y: y in x,
    lambda x, y: x in y,
    lambda x, y: x.startswith(y),
    lambda x, y: x.endswith(y),
    lambda x, y: y.startswith(x),
    lambda x, y: y.endswith(x),
    lambda x, y: y.lower() in x.lower(),
    lambda x, y: x.lower() in y.lower(),
    lambda x, y: is_subsequence(y, x),
    lambda x, y: is_subsequence(x, y),
    lambda x, y: is_subsequence(y.lower(), x.lower()),
    lambda x, y: Counter(y) <= Counter(x),
    lambda x, y: set(y) <= set(x),
    lambda x, y: set(y) <= set(x) | {" "},
    lambda x, y: {c for c in y if c.isalnum()} <= set(x),
    lambda x, y: {c for c in y if not c.isalnum()} <= set(x),
    lambda x, y: y[0] == x[0],
    lambda x, y: y[-1] == x[-1],
    lambda x, y: y[0].lower() == x[0].lower(),
    lambda x, y: _around(x, y)[0] == "",
    lambda x, y: _around(x, y)[0] == " ",
    lambda x, y: _around(x, y)[0].isalnum(),
    lambda x, y: _around(x, y)[1] == "",
    lambda x, y: _around(x, y)[1] == " ",
    lambda x, y: _around(x, y)[1].isalnum(),
)
COUNTS: tuple[Property, ...] = (
    lambda x, y: len(y) == len(x),
    lambda x, y: len(y) < len(x),
    lambda x, y: len(y) == len(x) - 1,
    lambda x, y: len(y) == len(x) + 1,
    lambda x, y: 2 * len(y) == len(x),
    lambda x, y: len(y) == 2 * len(x),
    lambda x, y: len(y) == len(x.split()),
    lambda x, y: len(words(x)) == len(words(y)),
    lambda x, y: len(words(y)) == 1 < len(words(x)),
    lambda x, y: len(words(y)) == len(words(x)) + 1,
    lambda x, y: y.count(" ") < x.count(" "),
    lambda x, y: y.count(" ") > x.count(" "),
    lambda x, y: sum(a != b for a, b in zip(x, y)) == 1 and len(x) == len(y),
    lambda x, y: len(x) == len(y) and all(a == b or not (a.isalnum() or b.isalnum()) for a, b in zip(x, y)),
)
PARTS: tuple[Property, ...] = (
    lambda x, y: y == words(x)[0],
    lambda x, y: y == words(x)[1],
    lambda x, y: y == words(x)[-1],
    lambda x, y: y == words(x)[-2],
    lambda x, y: y.lower() == words(x)[0].lower(),
    lambda x, y: words(x)[0] in words(y),
    lambda x, y: words(x)[-1] in words(y),
    lambda x, y: words(x)[-1] == words(y)[0],
    lambda x, y: words(x)[0] == words(y)[-1],
    lambda x, y: y == " ".join(words(x)[::-1]),
    lambda x, y: y == "".join(w[0] for w in words(x)),
    lambda x, y: y.startswith(words(x)[0][0]) and not y.startswith(words(x)[0]),
    lambda x, y: words(x)[0][0] + "." in y,
    lambda x, y: words(x)[-1][0] + "." in y,
    lambda x, y: y == "".join(w[0].upper() for w in words(x)),
    lambda x, y: y == "".join(w[0] + "." for w in words(x)),
    lambda x, y: y == NUMBER.findall(x)[0],
    lambda x, y: y == NUMBER.findall(x)[1],
    lambda x, y: y == NUMBER.findall(x)[-1],
    lambda x, y: NUMBER.findall(x)[0] in y,
    lambda x, y: y == WORD.findall(x)[0],
    lambda x, y: y == WORD.findall(x)[1],
    lambda x, y: y == WORD.findall(x)[-1],
    lambda x, y: y == CAPITALIZED.findall(x)[0],
    lambda x, y: y == CAPITALIZED.findall(x)[-1],
    lambda x, y: y == x[: len(x) // 2],
    lambda x, y: WORD.findall(x) == WORD.findall(y),
    lambda x, y: NUMBER.findall(x) == NUMBER.findall(y),
    *(lambda x, y, k=k: y == x[:k] for k in (1, 2, 3, 4)),
    *(lambda x, y, k=k: y == x[-k:] for k in (1, 2, 3, 4)),
    *(lambda x, y, k=k: y == x[k:] for k in (1, 2, 3)),
    *(lambda x, y, k=k: y == x[:-k] for k in (1, 2, 3)),
)
MARKS: tuple[Property, ...] = tuple(property_ for mark in " ,-./@_" for property_ in _fields(mark))
TEXT_TO_TEXT = SAME + INSIDE + COUNTS + PARTS + MARKS
OUTPUT_TEXTS: tuple[Property, ...] = (  # of the output alone
    lambda y: y == "",
    *(lambda y, k=k: len(y) == k for k in (1, 2, 3, 4)),
    lambda y: len(y) > 12,
    lambda y: y.isdigit(),
    lambda y: y.isalpha(),
    lambda y: y.isalnum(),
    lambda y: y.isupper(),
    lambda y: y.islower(),
    lambda y: y.istitle(),
    lambda y: y[0].isupper(),
    lambda y: y[0].islower(),
    lambda y: y[0].isdigit(),
    lambda y: y[-1].isdigit(),
    lambda y: y[0].isalnum(),
    lambda y: y[-1].isalnum(),
    lambda y: any(c.isdigit() for c in y),
    lambda y: any(c.isupper() for c in y),
    *(lambda y, mark=mark: mark in y for mark in DELIMITERS),
    lambda y: y.count(" ") == 1,
    lambda y: y.count(".") == 2,
    lambda y: y == y[::-1],
    lambda y: y[:1] * len(y) == y,
)
TWO_TEXTS_TO_TEXT: tuple[Property, ...] = (
    lambda a, b, y: y == a + b,
    lambda a, b, y: y == b + a,
    lambda a, b, y: y == f"{a} {b}",
    lambda a, b, y: y == f"{b} {a}",
    lambda a, b, y: a in y and b in y,
    lambda a, b, y: y.startswith(a) and y.endswith(b),
    lambda a, b, y: y.startswith(b) and y.endswith(a),
    lambda a, b, y: y.startswith(a[0]) and y.endswith(b),
    lambda a, b, y: y.startswith(a) and not y.endswith(b) and b[0] in y,
    lambda a, b, y: a[0] in y and b[0] in y and len(y) <= 5,
    lambda a, b, y: len(y) - len(a) - len(b) == 1,
    lambda a, b, y: len(y) - len(a) - len(b) == 2,
    lambda a, b, y: y == a.replace(b, ""),
    lambda a, b, y: y == a.split(b)[0],
    lambda a, b, y: y == a.split(b)[-1],
    lambda a, b, y: y in (a, b),
    lambda a, b, y: a not in y and b not in y,
)
NUMBER_TEXT_TO_TEXT: tuple[Property, ...] = (
    lambda n, x, y: y == x[:n],
    lambda n, x, y: y == x[n:],
    lambda n, x, y: n > 0 and y == x[-n:],
    lambda n, x, y: y == x[n],
    lambda n, x, y: y == x * n,
    lambda n, x, y: y == words(x)[n],
    lambda n, x, y: str(n) in y,
    lambda n, x, y: len(y) == n,
)
TEXT_TO_NUMBER: tuple[Property, ...] = (
    lambda x, y: y == len(x),
    lambda x, y: y == len(words(x)),
    lambda x, y: y == len(words(x)[0]),
    lambda x, y: y == x.count(" "),
    lambda x, y: y == int(x),
    lambda x, y: y == int(NUMBER.findall(x)[0]),
    lambda x, y: y == int(NUMBER.findall(x)[-1]),
    lambda x, y: y == sum(map(int, NUMBER.findall(x))),
    lambda x, y: y == sum(c.isdigit() for c in x),
    lambda x, y: y == sum(c.isalpha() for c in x),
    lambda x, y: y == sum(c.isupper() for c in x),
    lambda x, y: y == sum(c.lower() in "aeiou" for c in x),
    lambda x, y: y == len(set(x)),
    lambda x, y: y == x.index(" "),
    lambda x, y: str(y) in x,
)
TEXT_TO_LIST: tuple[Property, ...] = (  # of texts or numbers
    lambda x, y: y == tuple(words(x)),
    lambda x, y: y == tuple(x),
    lambda x, y: len(y) == len(x),
    lambda x, y: len(y) == len(words(x)),
    lambda x, y: "".join(map(str, y)) == x,
    lambda x, y: y == tuple(map(int, NUMBER.findall(x))),
    lambda x, y: y == tuple(map(len, words(x))),
    lambda x, y: y == tuple(sorted(words(x))),
    lambda x, y: all(str(v) in x for v in y),
    *(lambda x, y, mark=mark: y == tuple(x.split(mark)) for mark in ",-/."),
)
TEXTS_TO_TEXT: tuple[Property, ...] = (  # from a list of texts
    lambda x, y: y in x,
    lambda x, y: y == x[0],
    lambda x, y: y == x[-1],
    lambda x, y: y == "".join(x),
    lambda x, y: y == " ".join(x),
    lambda x, y: y == "".join(v[0] for v in x),
    lambda x, y: y == max(x, key=len),
    lambda x, y: y == min(x, key=len),
    lambda x, y: all(v in y for v in x),
    lambda x, y: y == min(x),
    lambda x, y: y == max(x),
)
TEXTS_TO_LIST: tuple[Property, ...] = (  # from a list of texts to a list
    lambda x, y: y == tuple(map(len, x)),
    lambda x, y: y == tuple(v.upper() for v in x),
    lambda x, y: y == tuple(v.lower() for v in x),
    lambda x, y: y == tuple(v[::-1] for v in x),
    lambda x, y: y == tuple(v[:1] for v in x),
    lambda x, y: y == tuple(sorted(x, key=len)),
    lambda x, y: all(v in w for v, w in zip(x, y, strict=True)),
    lambda x, y: all(w in v for v, w in zip(x, y, strict=True)),
)
TEXTS: tuple[Property, ...] = (  # of an input text alone: what a truth value may tell
    *(lambda x, k=k: len(x) > k for k in (0, 2, 4, 6, 10)),
    lambda x: len(x) % 2 == 0,
    lambda x: any(c.isdigit() for c in x),
    lambda x: any(c.isupper() for c in x),
    lambda x: x[0].isupper(),
    lambda x: x[-1].isdigit(),
    lambda x: x[0].isdigit(),
    lambda x: x.isdigit(),
    lambda x: x.isalpha(),
    lambda x: x.isupper(),
    lambda x: x.islower(),
    lambda x: x == x[::-1],
    lambda x: x[0] == x[-1],
    lambda x: len(words(x)) > 1,
    lambda x: len(words(x)) > 2,
    *(lambda x, mark=mark: mark in x for mark in DELIMITERS),
    lambda x: x[0].lower() in "aeiou",
)
