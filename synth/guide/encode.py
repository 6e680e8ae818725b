"""What the guide sees: a task's examples as typed tokens and as a property signature, and what a production is described by.

Glossary: a token is the number of a small thing (a number, a character, a bracket); a place says of which
value of the example it is a part and where in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from dsl.primitives import Primitive, Vocabulary
from dsl.term import Prim, subterms
from dsl.type import Type
from synth.guide.properties.signature import chosen, facts, signature
from synth.space.grammar import Context, Grammar, Production

if TYPE_CHECKING:
    from tasks.task import Example

SMALL = 100  # numbers from -SMALL to SMALL have a token each, larger ones one for each power of two
POWERS = 24
LOOKED = 3  # examples seen as tokens; the signature is of more
LENGTH = 48  # tokens of an example
PART = 16  # places within one value
VALUES = 4  # inputs and output that are told apart
PAD, OPEN, CLOSE, TRUE, FALSE, OTHER = range(6)
FIRST_NUMBER = 6
FIRST_CHARACTER = FIRST_NUMBER + 2 * SMALL + 1 + 2 * POWERS
TOKENS = FIRST_CHARACTER + 96
PLACES = VALUES * PART
WORDS = 2048  # hashed words of descriptions
DOUBT = 300.0  # uses in training at which what is said of a word is half trusted
SCOPES = 3  # the whole program; the body of a function of one variable; of more
PSEUDO = ("variable", "place", "constant", "capture")  # productions that are no primitives


@dataclass(frozen=True)
class View:
    """A task as the network takes it: `tokens` and `places` uint16/uint8 [examples, LENGTH], `properties` uint8, `facts` float32."""

    tokens: np.ndarray
    places: np.ndarray
    properties: np.ndarray
    facts: np.ndarray


def number_token(value: int) -> int:
    """The token of a number."""
    if -SMALL <= value <= SMALL:
        return FIRST_NUMBER + SMALL + value
    power = min(abs(value).bit_length() - 7, POWERS - 1)
    return FIRST_NUMBER + 2 * SMALL + 1 + power + POWERS * (value < 0)


def value_tokens(value: Any) -> Iterator[int]:
    """The tokens of a value, the brackets of the outermost list left out."""
    if isinstance(value, tuple):
        for item in value:
            yield from _bracketed(item)
    elif isinstance(value, str):
        for character in value:
            code = ord(character)
            yield FIRST_CHARACTER + code - 32 if 32 <= code < 127 else FIRST_CHARACTER + 95
    elif isinstance(value, bool):
        yield TRUE if value else FALSE
    elif isinstance(value, int | float | Decimal):
        yield number_token(int(value))
    else:
        yield OTHER


def _bracketed(item: Any) -> Iterator[int]:
    if isinstance(item, tuple | str):
        yield OPEN
        yield from value_tokens(item)
        yield CLOSE
    else:
        yield from value_tokens(item)


def example_tokens(example: Example) -> tuple[np.ndarray, np.ndarray]:
    """uint16 and uint8 [LENGTH]: tokens and places of the output, then of the inputs, each cut to its share."""
    tokens, places = np.zeros(LENGTH, np.uint16), np.zeros(LENGTH, np.uint8)
    at = 0
    values = (example.output, *example.inputs)[:VALUES]
    for number, value in enumerate(values):
        room = min(LENGTH - at - 2 * (len(values) - number - 1), PART + (number > 0) * PART)
        taken = [OPEN, *_first(value_tokens(value), room - 1)]
        for place, token in enumerate(taken):
            tokens[at], places[at] = token, number * PART + min(place, PART - 1)
            at += 1
    return tokens, places


def _first(items: Iterable[int], count: int) -> list[int]:
    return [item for item, _ in zip(items, range(count), strict=False)]


def view(request: Type, shown: Sequence[Example]) -> View:
    """How the network sees a task."""
    looked = chosen(shown)
    rows = [example_tokens(e) for e in looked[:LOOKED]]
    tokens, places = (np.stack(column) for column in zip(*rows, strict=True))
    return View(tokens, places, signature(request, looked), facts(request))


# -- productions ----------------------------------------------------------------------------------


def scope_of(context: Context) -> int:
    """Which of the SCOPES a context is."""
    return 0 if context.parent is None else 1 if len(context.variables) == 1 else 2


def word_of(production: Production, grammar: Grammar) -> str:
    """The word that stands for a production: its primitive's name, or one of PSEUDO."""
    if production.kind == "variable":
        own = grammar.contexts[grammar.states[production.state].context].variables
        return "place" if production.value == len(own) else "variable"
    return production.label


def _bucket(text: str) -> int:
    return crc32(text.encode()) % WORDS


@lru_cache(maxsize=4096)
def _own_words(primitive: Primitive) -> tuple[int, ...]:
    """The hashed words of a primitive: its type, its documentation, its examples; never its name."""
    signature_words = [f"type {part}" for part in re.findall(r"[\w]+|->|\(", str(primitive.type))]
    prose = [f"doc {word}" for word in re.findall(r"[a-z]+", primitive.doc.lower())]
    examples = [f"example {part}" for call, result in primitive.examples for part in (f"in {call}", f"out {result}")]
    whole = [f"whole {primitive.type} {primitive.doc}"] * 4
    return tuple(map(_bucket, (*signature_words, *prose, *examples, *whole)))


def description(word: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The hashed words of a production; a subroutine is described by its type and by what its body is made of."""
    if word in PSEUDO:
        return (_bucket(f"pseudo {word}"),)
    return tuple(bucket for part in _parts(word, vocabulary) for bucket in _own_words(vocabulary[part]))


def marks(words: Sequence[str], vocabulary: Vocabulary) -> np.ndarray:
    """float32 [words, WORDS]: for each word its own hashed mark; a subroutine shares the marks of what it is made of."""
    found = np.zeros((len(words), WORDS), np.float32)
    for row, word in zip(found, words, strict=True):
        for part in _parts(word, vocabulary):
            row[_bucket(f"own {vocabulary[part].type} {vocabulary[part].doc}" if part in vocabulary else f"own {part}")] += 1
        row /= row.sum()
    return found


def _parts(word: str, vocabulary: Vocabulary) -> list[str]:
    """The primitives that a subroutine comes down to; of any other word, the word alone."""
    body = vocabulary[word].body if word in vocabulary else None
    inside = [t.name for t in subterms(body) if isinstance(t, Prim) and t.name in vocabulary and t.name != word] if body else []
    return [part for name in inside for part in _parts(name, vocabulary)] or [word]


def trusted(met: Any) -> Any:
    """How far what is said of words is trusted, from 0 to 1, by how often training met them (any array)."""
    return met / (met + DOUBT)


def bag(words: Sequence[str], vocabulary: Vocabulary) -> np.ndarray:
    """float32 [words, WORDS]: how often each hashed word is in each description, long descriptions weighted down."""
    found = np.zeros((len(words), WORDS), np.float32)
    for row, word in zip(found, words, strict=True):
        buckets = description(word, vocabulary)
        np.add.at(row, np.array(buckets), len(buckets) ** -0.5)
    return found
