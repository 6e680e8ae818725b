"""What is wrong with a request, in one line for the user."""

from collections.abc import Iterable


class Misuse(ValueError):
    """A request that cannot be carried out as it stands; its text is one line for the user."""


class Unreachable(Misuse):
    """A back end, such as a database server, that does not answer."""


def require(holds: bool, fault: str) -> None:
    """Raises Misuse with this text unless the condition holds."""
    if not holds:
        raise Misuse(fault)


def nearest(word: str, known: Iterable[str]) -> str:
    """How a fault ends that names an unknown word: with the known one that was probably meant, if any."""
    from difflib import get_close_matches

    return "".join(f"; did you mean {near}?" for near in get_close_matches(word, known, 1))
