"""Rewriting: the same program for many small texts, found from what each of them becomes.

The values that words of the language make of the texts, one and two deep, are kept once each; the wanted texts are one of them,
or the cheapest template of some of them and literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var
from dsl.type import INT, STR
from synth.search.scanning.template import Part, cheapest, concatenated, joined_literals

Texts = tuple[str, ...]
PLAIN = ("lower", "upper", "trim", "title", "capitalize", "first_character", "fold_accents", "unescape_html", "swapcase")
WORDED = ("title_case", "sentence_case", "acronym", "remove_emoji")  # of texts of several words
ALSO = ("squeeze", "escape_html", "reverse_text", "file_stem")
TOKENS = ("digit", "letter", "alphanumeric", "punctuation", "blank", "capital")
RUNS = ("alphanumerics", "letters", "number")
AT = ("before", "after", "before_last", "after_last", "remove_all")
BY_PLACE = ("prefix", "suffix", "drop_prefix", "drop_suffix")
MOST_TEXTS = 8  # of which a program is sought; the others check it
MOST_SPACED = 2
MOST_MARKS, MOST_DEEPENED, MOST_VALUES = 5, 16, 600
STEP, LITERAL, PLACE, JOIN = 1.5, 1.5, 0.6, 1.5  # units: for a word, each text, place or kind beside it, each piece of a template
ODD, UNLIKE = 4.0, 12.0  # units more where a part fails on further texts or has a new shape, and times their share
RARE = 2.0  # units more for words that say much
LOSSY = 0.6  # units more for words that leave characters out wherever they stand
MOST_PARTS = 60  # values that a template may have
DEAREST = 18.0  # units, of a template


@dataclass(frozen=True)
class Value:
    """What a program makes of each text, its body with the text as variable 0, and its price in units."""

    texts: Texts
    term: Term
    price: float


class Rewriter:
    """The programs for small texts in one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known: dict[tuple[Texts, Texts], Value | None] = {}
        self.tokens: dict[str, Any] = {name: compile_term(Prim(name), vocabulary)(()) for name in (*TOKENS, *RUNS) if name in vocabulary}

    def found(self, given: Sequence[str], wanted: Sequence[str], others: Sequence[str] = ()) -> Value | None:
        """The cheapest program met that makes the wanted texts of the given ones, None where there is none.

        A part that fails on other texts of the column, or has another shape there than on all given ones, is dearer.
        """
        pairs = dict(zip(given, wanted, strict=True))
        if any(pairs[text] != made for text, made in zip(given, wanted)):
            return None
        key = tuple(pairs), tuple(pairs.values())
        if key not in self.known:
            found = self._sought(key[0][:MOST_TEXTS], key[1][:MOST_TEXTS], others)
            run = None if found is None else compile_term(Lam(found.term), self.vocabulary)
            self.known[key] = found if run is not None and all(run((text,)) == made for text, made in pairs.items()) else None
        return self.known[key]

    def _sought(self, given: Texts, wanted: Texts, others: Sequence[str]) -> Value | None:
        pool = self._pool(given, wanted)
        for n, mark in ((n, mark) for mark in _marks(wanted)[:2] for n in (2, 3, 4)):
            inner = pool.get(tuple(text.replace(mark, "") for text in wanted))
            if inner is not None and self._run("insert_every", (Const(n, INT), Const(mark, STR)), inner.texts) == wanted:
                term = App(Prim("insert_every"), (Const(n, INT), Const(mark, STR), inner.term))
                _keep(pool, Value(wanted, term, inner.price + _price(term.arguments[:2])))
        whole = None if wanted not in pool else self._told(pool[wanted], others)
        bound = DEAREST if whole is None else whole.price
        written = self._templated(pool, wanted, bound, others)
        return written if whole is None or (written is not None and written.price < whole.price) else whole

    def _pool(self, given: Texts, wanted: Texts) -> dict[Texts, Value]:
        """The values one and two words deep, those of which every text has something first."""
        pool = {given: Value(given, Var(0), 0.0)}
        for made in self._made(pool[given], wanted):
            _keep(pool, made)
        if wanted not in pool:
            for value in sorted(pool.values(), key=lambda value: (-_shared(value.texts, wanted), value.price))[:MOST_DEEPENED]:
                if value.texts != given and len(pool) < MOST_VALUES:
                    for made in self._made(value, wanted):
                        _keep(pool, made)
        return pool

    def _made(self, value: Value, wanted: Texts) -> Iterator[Value]:
        """What one word makes of a value."""
        for name, *literals in self._steps(value.texts, wanted):
            if name in self.vocabulary:
                texts = self._run(name, literals, value.texts)
                if texts is not None:
                    price = value.price + _price(literals) + LOSSY * (name in ("keep", "erase")) + RARE * (name in WORDED)
                    yield Value(texts, App(Prim(name), (*literals, value.term)), price)

    def _run(self, name: str, literals: Sequence[Any], texts: Texts) -> Texts | None:
        """What a word's reference makes of each text, None where it fails on one."""
        call: Any = self.vocabulary[name].function
        arguments = [c.value if isinstance(c, Const) else self.tokens[c.name] for c in literals]
        try:
            return tuple(call(*arguments, text) for text in texts)
        except (ValueError, IndexError, OverflowError):
            return None

    def _steps(self, texts: Texts, wanted: Texts) -> Iterator[tuple[Any, ...]]:
        """The words that are tried on texts, each with its literals."""
        yield from ((name,) for name in (*PLAIN, *ALSO, *WORDED))
        others = dict.fromkeys((*_marks(wanted), *_spaced(wanted)))
        for mark in _marks(texts):
            yield from ((name, Const(mark, STR)) for name in AT)
            yield from (("replace_all", Const(mark, STR), Const(other, STR)) for other in others if other != mark)
        for mark in _marks(wanted):
            yield "slug", Const(mark, STR)
            yield "split_camel", Const(mark, STR)
            yield from (("insert_every", Const(n, INT), Const(mark, STR)) for n in (2, 3, 4))
        yield from ((name, Prim(token), Const(0, INT)) for token in RUNS for name in ("through", "starting"))
        yield from (("word", Const(n, INT)) for n in (0, 1, -1, -2))
        yield from ((name, Const(n, INT)) for name in BY_PLACE for n in (1, 2, 3, 4))
        for token in TOKENS:
            yield from ((name, Prim(token)) for name in ("keep", "erase"))
        yield from (("match", Prim(token), Const(n, INT)) for token in RUNS for n in (0, 1, -1))
        width = {*map(len, wanted)}
        if len(width) == 1:
            yield "pad_left", Const(min(width), INT), Const("0", STR)
        yield "remove_prefix", Const("0", STR)

    def _told(self, value: Value, others: Sequence[str]) -> Value:
        """A value, dearer where it is otherwise on further texts."""
        run = compile_term(Lam(value.term), self.vocabulary)
        made = [run((text,)) for text in others]
        shapes = {*map(_shape, value.texts)}
        odd = sum(isinstance(text, Failure) or _shape(text) not in shapes for text in made)
        return replace(value, price=value.price + ODD + UNLIKE * odd / len(others)) if odd else value

    def _templated(self, pool: dict[Texts, Value], wanted: Texts, bound: float, others: Sequence[str]) -> Value | None:
        """The cheapest template of values and literals."""
        if len(wanted) < 2:
            return None
        within = [v for v in pool.values() if any(v.texts) and all(own in text for own, text in zip(v.texts, wanted))]
        values = [self._told(value, others) for value in sorted(within, key=lambda value: value.price)[:MOST_PARTS]]
        parts = [Part(k, "", value.texts, value.price + JOIN) for k, value in enumerate(values)]
        written = cheapest(wanted, parts, lambda *_: 0.0, bound) if parts else None
        if written is None:
            return None
        cost, path = written
        pieces = [Const(piece, STR) if isinstance(piece, str) else values[piece.source].term for piece in joined_literals(path)]
        return Value(wanted, concatenated(pieces), cost)


def _keep(pool: dict[Texts, Value], made: Value) -> None:
    known = pool.get(made.texts)
    if known is None or made.price < known.price:
        pool[made.texts] = made


def _shared(texts: Texts, wanted: Texts) -> int:
    """On how many rows a value has letters and digits that are a part of those of the wanted text."""
    return sum(1 + (own[0] == text[0]) for own, text in zip(map(_bare, texts), map(_bare, wanted)) if own and own in text)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def _price(literals: Sequence[Any]) -> float:
    return STEP + sum(map(_beside, literals))


def _shape(text: str) -> str:
    """Which kinds of characters stand one after the other, runs of a kind, and words of one shape side by side, as one."""
    kinds = re.sub("[0-9]+", "0", re.sub(r"[^\W\d_]", _kind, text))
    return re.sub(r"(\w+)([ -]\1\b)+", r"\1", re.sub(r"([Aa])\1+", r"\1", kinds))


def _kind(letter: re.Match[str]) -> str:
    return "A" if letter[0].isupper() else "a"


def _beside(literal: Any) -> float:
    """What a literal beside the text costs; the first place is the likeliest."""
    if isinstance(literal, Const) and literal.type == STR:
        return LITERAL
    return PLACE if isinstance(literal, Prim) or literal.value > 0 else 0.0 if literal.value == 0 else 1.5 * PLACE


def _marks(texts: Texts) -> list[str]:
    """Signs that texts have, the most frequent first."""
    counted: dict[str, int] = {}
    for text in texts:
        for mark in {*re.findall(r"[^\w\s]|_|\s", text)}:
            counted[mark] = counted.get(mark, 0) + 1
    return sorted(counted, key=lambda mark: (-counted[mark], mark))[:MOST_MARKS]


def _spaced(texts: Texts) -> list[str]:
    """Signs with the blanks beside them that all texts have."""
    found = {spaced for text in texts for spaced in re.findall(r"\s*[^\w\s]+\s+|\s+[^\w\s]+", text)}
    return sorted(spaced for spaced in found if all(spaced in text for text in texts))[:MOST_SPACED]


__all__ = ["Rewriter", "Value"]
