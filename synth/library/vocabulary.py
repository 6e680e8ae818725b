"""What searches take from a library: read once by the parent, inherited by the workers it forks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dsl.bounds import MOST_ARGUMENTS
from dsl.domain import load_domain
from dsl.primitives import Primitive, Vocabulary
from synth.faults import Misuse
from synth.library import jsonl
from synth.library.conversion import extended
from synth.library.entry import Subroutine

MOST_STOCKED = 16
_read: dict[str, tuple[Subroutine, ...]] = {}
_stocked: dict[tuple[int, str], tuple[Vocabulary, Vocabulary]] = {}  # by the id of the base, which is kept so that the id stays taken


def vocabulary_of(domain: str, primitives: Sequence[Primitive] = (), library: str = "none") -> Vocabulary:
    """The primitives of a domain, the user's own and a library's subroutines; Misuse where a name is unknown or taken."""
    try:
        base = words(domain, tuple(primitives))
    except ValueError as error:
        raise Misuse(str(error)) from None
    return stocked(base, library)


@lru_cache(maxsize=32)
def words(domain: str, primitives: tuple[Primitive, ...] = ()) -> Vocabulary:
    """A domain's words and further ones; the same object for the same ones, since grammars are kept by vocabulary."""
    found = load_domain(domain).vocabulary.extend(*primitives)
    for p in found.values():
        if p.arity > MOST_ARGUMENTS:
            raise ValueError(f"primitive '{p.name}' takes {p.arity} arguments; searches hold at most {MOST_ARGUMENTS}")
    return found


def fetch(library: str) -> tuple[Subroutine, ...]:
    """The subroutines of a library (default, none, a URL or a .jsonl file) as they are now; later searches see these."""
    found = () if library == "none" else _subroutines(library)
    if _read.get(library) != found:
        _read[library] = found
        for key in [key for key in _stocked if key[1] == library]:
            del _stocked[key]
    return found


def _subroutines(library: str) -> tuple[Subroutine, ...]:
    from synth.library.store import SHIPPED, open_library  # SQLite and more, which the shipped file does not ask for

    if library == "default" or library.endswith(".jsonl"):
        entries = jsonl.read(SHIPPED if library == "default" else library)
        return tuple(entry for entry in entries if isinstance(entry, Subroutine))
    with open_library(library, create=False) as opened:
        return opened.subroutines()


def stocked(base: Vocabulary, library: str) -> Vocabulary:
    """The base and the subroutines that were fetched, or are fetched now; the same object for the same base."""
    entries = _read[library] if library in _read else fetch(library)
    if not entries:
        return base
    key = (id(base), library)
    if key not in _stocked:
        if len(_stocked) >= MOST_STOCKED:
            del _stocked[next(iter(_stocked))]
        _stocked[key] = base, extended(base, entries)
    return _stocked[key][1]
