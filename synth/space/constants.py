"""Constants harvested from a task's examples: numbers, short lists and pieces of text, each with a cost."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from dsl.bounds import MAX_INT
from dsl.codec import codec_of
from dsl.domain import Domain
from dsl.freezing import atoms
from dsl.term import Const
from dsl.type import DECIMAL, FLOAT, INT, SHAPE, STR, Con, Type, list_of, parameters, within
from synth.space.number_constants import harvested
from synth.space.shapes import shapes

if TYPE_CHECKING:
    from tasks.task import Example

PLAIN = {0: 1.0, 1: 1.0, 2: 1.0, 3: 2.0, -1: 2.5, 10: 2.0, 4: 2.5, 5: 2.5, 6: 3.0, 7: 3.0, 8: 3.0, 9: 3.0, 100: 4.0}
WIDTH = 3.0  # for the length that all outputs have
LONELY = 6.0  # for a number that one output alone has: taking it is copying the example
MOST_NUMBERS = 10
MOST_TEXTS = 24
MOST_AFFIXES = 4
MOST_RUNS = 3
COPYING = {1: 0.9, 2: 0.35}  # for each letter of a text that so many outputs have, twice that for a digit; 0.1 for more
TORN = 2.0  # for a piece that begins or ends within a word or number of an output
LONGEST = 40
_WORD, _SIGN = r"(?<![^\W\d_])[^\W\d_]{2,}", r"[^\w\s]+\s?"
NAMES, MARKED = re.compile(_WORD + _SIGN), re.compile(f"{_WORD}(?:{_SIGN})?")  # words that a sign is behind, or may be
RECURRING, MOST_RECURRING = 0.3, 6  # of the rows, and words
LEAST_WORD = 4  # letters of a word that part of a longer one counts for
WORDS, TOKENS = re.compile(r"[^\W\d_]+|\d+"), re.compile(r"[^\W\d_]+|\d+|[\W_]")
MOST_KINDS = 4
GIVEN = 1.0  # for a literal that the domain itself gives


def allowed(domain: Domain, request: Type, shown: Sequence[Example], further: Sequence[tuple[Any, ...]] = ()) -> Mapping[Const, float]:
    """The constants that a domain allows, with their costs in units; `further` are inputs without outputs."""
    if domain.constants == "harvest":
        found = dict(harvest(request, shown))
        for word, cost in _recurring(shown, further):
            found.setdefault(Const(word, STR), cost)
        return found
    return {} if domain.constants == "none" else dict.fromkeys(domain.constants, GIVEN)


def harvest(request: Type, shown: Sequence[Example]) -> Mapping[Const, float]:
    """Constants worth trying, cheapest first, with their costs in units."""
    arguments, result = parameters(request)
    found: dict[Const, float] = {Const(n, INT): cost for n, cost in PLAIN.items()}
    for number, cost in _numbers(shown).items():
        key = Const(number, INT)
        found[key] = min(found.get(key, 99.0), cost)
    widths = {len(e.output) for e in shown if isinstance(e.output, str)}
    if len(widths) == 1 and len(shown) > 1:
        (width,) = widths
        found[Const(width, INT)] = min(found.get(Const(width, INT), 99.0), WIDTH)
    for values, cost in _lists(shown, result).items():
        found[values] = cost
    mentioned = {part for t in (*arguments, result) for part in within(t)}
    for type, kind in ((DECIMAL, Decimal), (FLOAT, float)):
        if type in mentioned:
            found.update({Const(value, type): cost for value, cost in harvested(kind, shown).items()})
    if STR in mentioned:
        found.update(_texts(shown))
    columns = [[e.inputs[i] for e in shown] for i, t in enumerate(arguments) if t == STR]
    found.update((Const(shape, SHAPE), cost) for shape, cost in shapes(columns, [e.output for e in shown]).items())
    return found


def _strings(value: Any) -> list[str]:
    return [part for part in atoms(value) if isinstance(part, str)]


def _ints(value: Any) -> set[int]:
    """The numbers within a value that an int can be; a bit-vector may be larger."""
    return {v for v in atoms(value) if isinstance(v, int) and not isinstance(v, bool) and abs(v) <= MAX_INT}


def _numbers(shown: Sequence[Example]) -> dict[int, float]:
    """Numbers that recur: those that outputs have and inputs lack first."""
    made: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    for example in shown:
        inputs, output = _ints(example.inputs), _ints(example.output)
        made.update(output - inputs)
        seen.update(inputs | output)
    share = len(shown)
    costs: dict[int, float] = {}
    for number, count in made.most_common(MOST_NUMBERS):
        if count >= 2 or share < 3:
            costs[number] = 2.0 if count == share else 3.0 if count >= 2 else LONELY
    for number, count in seen.most_common(MOST_NUMBERS):
        if 2 * count >= share and count >= 2:
            costs.setdefault(number, 3.5)
    return costs


def _lists(shown: Sequence[Example], result: Type) -> dict[Const, float]:
    """The empty list, and lists that all outputs share, begin with or end with."""
    found: dict[Const, float] = {Const((), list_of(INT)): 2.0}
    if not (isinstance(result, Con) and result.name == "list"):
        return found
    outputs = [e.output for e in shown]
    found[Const((), result)] = 2.0
    if not codec_of(result).is_literal(outputs[0], result):
        return found
    if len(set(outputs)) == 1:
        found[Const(outputs[0], result)] = 2.0
    start = _common(outputs)
    end = tuple(reversed(_common([tuple(reversed(o)) for o in outputs])))
    for part in (start, end):
        if len(part) >= 2:
            found.setdefault(Const(part, result), 3.0)
    return found


def _common(values: Sequence[Any]) -> Any:
    """The longest common beginning."""
    shortest = min(values, key=len)
    for i, item in enumerate(shortest):
        if any(v[i] != item for v in values):
            return shortest[:i]
    return shortest


def _texts(shown: Sequence[Example]) -> dict[Const, float]:
    """Separators that occur, pieces that all outputs share, and what outputs have that inputs lack."""
    found: dict[str, float] = {"": 3.0, " ": 2.0}
    ins = [_strings(e.inputs) for e in shown]
    outs = [_strings(e.output) for e in shown]
    marks: Counter[str] = Counter()
    for row in zip(ins, outs):
        marks.update(sorted({c for values in row for text in values for c in text if not c.isalnum()}))  # ties in one order everywhere
    for mark, count in marks.most_common(8):
        found[mark] = min(found.get(mark, 9.0), 2.0 if 2 * count >= len(shown) else 3.0)
    for run in _delimiters(ins):
        found.setdefault(run, 3.0)
    for name in _names(ins):
        found.setdefault(name, 3.0 + 0.1 * len(name))
    if all(len(o) == 1 for o in outs) and outs:
        texts = [o[0] for o in outs]
        counts = Counter(texts)
        if len(counts) <= max(2, len(texts) // 2):
            found.update({text: 3.0 + (_copying(text, 1) if n == 1 else 0.0) for text, n in counts.items()})
        for piece in _shared(texts):
            inside = sum(any(piece in t for t in row) for row in ins)
            found.setdefault(piece, (2.0 if inside < len(ins) else 3.0) + _copying(piece, len(texts)))
        for piece in (*_added(ins, texts), *_replaced(ins, texts), *_affixes(ins, texts)):
            found.setdefault(piece, 3.0 + _copying(piece, len(texts)))
        found.update({piece: cost + TORN for piece, cost in found.items() if len(piece) > 1 and _torn(piece, texts)})
        found.update(_new(ins, texts))
    for text in _kinds(ins):
        found.setdefault(text, 3.0)
    shared_in = _shared([t for row in ins for t in row]) if ins and all(ins) else []
    for piece in shared_in[:4]:
        found.setdefault(piece, 3.0 + 0.1 * len(piece))
    cheapest = sorted(found.items(), key=lambda kv: kv[1])[:MOST_TEXTS]
    return {Const(text, STR): cost for text, cost in cheapest}


def _delimiters(ins: Sequence[Sequence[str]]) -> list[str]:
    """Runs of several signs that stand in the inputs of every example, such as a comma and a blank."""
    runs = [{run for text in row for run in re.findall(r"[^\w]{2,3}", text)} for row in ins]
    return sorted(set.intersection(*runs), key=lambda run: (len(run), run))[:MOST_RUNS] if runs else []


def _names(ins: Sequence[Sequence[str]]) -> list[str]:
    """Words with the sign behind them that the inputs of every example have, such as what an address begins with."""
    rows = [{name for text in row for name in NAMES.findall(text)} for row in ins]
    return sorted(set.intersection(*rows), key=lambda name: (len(name), name))[:MOST_RUNS] if len(rows) > 1 else []


def _recurring(shown: Sequence[Example], further: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, float]]:
    """Words, with a sign behind them or without, that many rows have and no output, such as what is to be left out; with their costs."""
    rows = [{word for text in _strings(row) for word in MARKED.findall(text)} for row in (*(e.inputs for e in shown), *further)]
    known = set().union(*rows[: len(shown)])
    outputs = "\0".join(text for e in shown for text in _strings(e.output))
    counts = Counter(sorted(word for row in rows for word in row))
    least = max(2, math.ceil(RECURRING * len(rows)))
    often = [word for word, count in counts.most_common() if count >= least and word in known and word not in outputs]
    yield from ((word, 3.5 + 0.1 * len(word)) for word in often[:MOST_RECURRING])


def _copying(piece: str, rows: int) -> float:
    """What copying a piece of the outputs costs for its length: the more, the fewer rows show that it is always there."""
    letters, digits = sum(map(str.isalnum, piece)), sum(map(str.isdigit, piece))
    return COPYING.get(rows, 0.1) * (letters + digits) + 0.1 * (len(piece) - letters)


def _new(ins: Sequence[Sequence[str]], outs: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Runs of signs, and of words or numbers that no input has, as the first output has them and all others too; with their costs.

    Such words are nowhere to be had, but such numbers may be reckoned.
    """
    given = "\n".join(text.casefold() for row in ins for text in row)
    words = set(WORDS.findall(given))
    runs = [""]
    for token in TOKENS.findall(outs[0]):
        own = token.casefold()
        known = own in words or (own in given and (own.isdigit() or len(own) >= LEAST_WORD))
        runs += [""] if known or not all(token in out for out in outs) else []
        runs[-1] += "" if known else token
    for run in islice((run for run in dict.fromkeys(runs) if 1 < len(run) <= LONGEST or WORDS.search(run)), MOST_AFFIXES):
        if all(run in out and run != out for out in outs):
            digits = "".join(filter(str.isdigit, run))
            yield run, 3.0 + _copying(digits, len(outs)) + 0.1 * (len(run) - len(digits))


def _torn(piece: str, texts: Sequence[str]) -> bool:
    """Whether a piece begins or ends within a word or a number of some text."""
    for text in texts:
        at = text.find(piece)
        if at >= 0 and (_joint(text[at - 1 : at], piece[0]) or _joint(piece[-1], text[at + len(piece) :][:1])):
            return True
    return False


def _joint(before: str, after: str) -> bool:
    """Whether two characters are of one word or number."""
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def _shared(texts: Sequence[str]) -> list[str]:
    """Maximal pieces common to all texts, longest first."""
    if not texts:
        return []
    shortest = min(texts, key=len)[:60]
    found: list[str] = []
    for length in range(len(shortest), 0, -1):
        for start in range(len(shortest) - length + 1):
            piece = shortest[start : start + length]
            if all(piece in t for t in texts) and not any(piece in f for f in found):
                found.append(piece)
    return found[:8]


def _added(ins: Sequence[Sequence[str]], outs: Sequence[str]) -> list[str]:
    """Maximal runs of an output's characters that none of its inputs has, when at least two outputs share them."""
    runs: Counter[str] = Counter()
    for given, text in zip(ins, outs):
        present = set("".join(given))
        run = ""
        for c in text + "\0":
            if c != "\0" and c not in present:
                run += c
            elif run:
                runs[run] += 1
                run = ""
    return [run for run, count in runs.most_common(6) if count >= 2 or len(outs) < 3]


def _replaced(ins: Sequence[Sequence[str]], outs: Sequence[str]) -> list[str]:
    """What all outputs have in place of what in their inputs, where nothing else differs: the old text and the new one."""
    changes = [{_change(text, out) for text in given} for given, out in zip(ins, outs)]
    alike = set.intersection(*changes) if len(outs) > 1 else set()
    return [text for change in sorted(alike) for text in change if text]


def _change(old: str, new: str) -> tuple[str, str]:
    """The parts of two texts that lie between their common beginning and their common end."""
    start = len(_common((old, new)))
    end = len(_common((old[start:][::-1], new[start:][::-1])))
    return old[start : len(old) - end], new[start : len(new) - end]


def _affixes(ins: Sequence[Sequence[str]], outs: Sequence[str]) -> list[str]:
    """What some outputs begin or end with, and some do not, if none of their inputs has it."""
    found: Counter[str] = Counter()
    for i, first in enumerate(outs):
        for j in range(i):
            found[_common((first, outs[j]))] += 1
            found[_common((first[::-1], outs[j][::-1]))[::-1]] += 1
    given = [text for row in ins for text in row]
    return [part for part, _ in found.most_common() if len(part) > 1 and not any(part in text for text in given)][:MOST_AFFIXES]


def _kinds(ins: Sequence[Sequence[str]]) -> list[str]:
    """Values of an input that recur, if it has others too: names of cases."""
    found: Counter[str] = Counter()
    for column in zip(*ins) if len(set(map(len, ins))) == 1 else ():
        counts = Counter(column)
        found.update({text: n for text, n in counts.items() if n > 1 and len(counts) > 1})
    return [text for text, _ in found.most_common(MOST_KINDS)]
