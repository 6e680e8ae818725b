"""What a message quotes of a user's text: little of it, whatever its size; and what no text may hold."""

from __future__ import annotations

import re

MOST = 100  # characters that a message quotes
MOST_LINE = 2000  # characters of a message, where a name or a path in it is long
MAX_NESTING = 64  # brackets within brackets of any text that is read
_SIGNS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[()\[\]{}]', re.DOTALL)  # a text with all that is in it, or a bracket


def clip(text: str, most: int = MOST) -> str:
    """The text, or its beginning and an ellipsis."""
    return str(text) if len(text) <= most else text[:most] + "…"


def too_deep(text: str, start: int = 0, signs: re.Pattern[str] = _SIGNS, most: int = MAX_NESTING) -> int | None:
    """Where a text opens more brackets within brackets than are read; found before anything is built, as what builds recurses."""
    if sum(text.count(bracket, start) for bracket in "([{") <= most:
        return None
    depth = 0
    for found in signs.finditer(text, start):
        sign = found.group()
        if sign in "([{":
            depth += 1
            if depth > most:
                return found.start()
        elif sign in ")]}":
            depth -= 1
    return None


def lone_surrogate(text: str) -> str | None:
    """What is wrong with a text that holds half of a surrogate pair, which no encoding can write."""
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError as error:
        return f"lone surrogate \\u{ord(text[error.start]):04x} at character {error.start}; texts are valid Unicode"
    return None
