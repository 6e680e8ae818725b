"""The text domain: docstring examples, and every kernel equal to its reference."""

import doctest
import re
import unicodedata
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import characters, rules
from dsl.bounds import MAX_LIST, MAX_TEXT
from dsl.domain import load_domain, own_primitives
from dsl.domains import kinds, letter_case, numerals, occurrences, pieces, substrings, text, tokens
from dsl.kernel import FAIL, LARGEST
from dsl.primitives import Primitive
from dsl.type import Type, parameters

MODULES = (text, letter_case, substrings, pieces, tokens, kinds, occurrences, numerals)
NAMES = {name: value for module in MODULES for name, value in vars(module).items()}


def _primitives() -> Iterator[tuple[ModuleType, Primitive]]:
    for module in MODULES:
        for thing in vars(module).values():
            if isinstance(thing, Primitive):
                yield module, thing


ALL = [pytest.param(module, primitive, id=primitive.name) for module, primitive in _primitives()]


class Heap:
    """Nested texts: equal ones have the same id."""

    def __init__(self) -> None:
        self.values: list[tuple[int, ...]] = []

    def make(self, codes: np.ndarray) -> int:
        value = tuple(int(c) for c in codes)
        if value not in self.values:
            self.values.append(value)
        return 100 + self.values.index(value)

    def item(self, id: int) -> np.ndarray:
        return np.array(self.values[id - 100], dtype=np.int64)


def encode(value: Any, heap: Heap) -> Any:
    if isinstance(value, str):
        codes = np.array([ord(c) for c in value], dtype=np.int64)
        codes.flags.writeable = False
        return codes
    if isinstance(value, tuple):
        return np.array([heap.make(encode(v, heap)) for v in value], dtype=np.int64)
    return np.int64(value)


def decode(codes: np.ndarray) -> str:
    return "".join(chr(c) for c in codes)


def run_kernel(primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
    """The kernel's answer as a plain value; None for a failure."""
    heap = Heap()
    result = str(parameters(primitive.type)[1])
    encoded = [encode(a, heap) for a in arguments]
    kernel: Any = primitive.kernel_function
    if "heap" in kernel.__code__.co_varnames[: kernel.__code__.co_argcount]:
        encoded.append(heap)
    room = max([MAX_TEXT, *(len(a) for a in arguments if isinstance(a, str))])
    out = np.full(MAX_LIST if result == "list(str)" else room, -1, dtype=np.int64)
    if result in ("str", "list(str)"):
        encoded.append(out)
    with np.errstate(over="raise"):
        answer = kernel(*encoded)
    if answer == FAIL:
        return None
    if result == "str":
        return decode(out[:answer])
    if result == "list(str)":
        return [decode(heap.item(id)) for id in out[:answer]]
    assert result != "bool" or answer in (0, 1)
    return bool(answer) if result == "bool" else int(answer)


def run_reference(primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
    """The reference's answer; None where the evaluator would see a failure."""
    try:
        answer = primitive.function(*arguments)
    except (ValueError, IndexError, TypeError):
        return None
    if isinstance(answer, int) and abs(answer) > LARGEST:
        return None
    return answer


# Few different characters, so that delimiters do occur; both sides of every class border.
CHARACTERS = st.sampled_from("aabbzAAZ--//,, \t0019.@[`{_+é€\x1c\x7f\x80\u212a\U0001f600")
# Letters that become several, the final sigma and what it looks past, digits and white space of other scripts, accents.
ODD = st.sampled_from("ßŉΐİıΣΣσςǅǆﬁẞÉñÄe\u0301\u0345\u0308ªʰ·'´Łł٣५²½가힣ﷺ㎏Ⅷⓐ\xa0\x1f\x85\u2003\xadΑα \U0001d400")
TEXTS = st.text(CHARACTERS, max_size=14) | st.text(ODD, max_size=6) | st.text(st.sampled_from("ab-"), max_size=3) | st.text(max_size=6)
NUMBERS = st.integers(-6, 8) | st.integers(-LARGEST, LARGEST)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXTS | NUMBERS.map(str),
    "int": NUMBERS,
    "token": st.sampled_from([p() for _, p in _primitives() if p.arity == 0]) | CHARACTERS.map(kinds.just.function),
    "list(str)": st.lists(TEXTS, max_size=5).map(tuple),
}


def values(types: tuple[Type, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*(VALUES[str(t)] for t in types))


@pytest.mark.parametrize(("module", "primitive"), ALL)
def test_examples_hold(module: ModuleType, primitive: Primitive) -> None:
    test = doctest.DocTestParser().get_doctest(primitive.function.__doc__ or "", NAMES, primitive.name, None, None)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize(("module", "primitive"), ALL)
def test_is_complete(module: ModuleType, primitive: Primitive) -> None:
    assert primitive.kernel_function is not None or primitive.arity == 0
    assert 1.0 <= primitive.cost <= 5.0
    assert (primitive.function.__doc__ or "").split("\n")[0].endswith(".")


@pytest.mark.parametrize(("module", "primitive"), ALL)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_kernel_equals_reference(module: ModuleType, primitive: Primitive, data: st.DataObject) -> None:
    arguments = data.draw(values(parameters(primitive.type)[0]))
    if primitive.kernel_function is None:
        return
    assert run_kernel(primitive, arguments) == run_reference(primitive, arguments)


LONG = "a-" * (MAX_TEXT // 2)
BOUNDS = [
    (text.concat_text, (LONG, "")),
    (text.concat_text, (LONG, "b")),
    (text.join, (LONG, ("", ""))),
    (text.join, (LONG, ("", "", ""))),
    (text.repeat_text, ("ab", MAX_TEXT // 2)),
    (text.repeat_text, ("ab", MAX_TEXT // 2 + 1)),
    (text.repeat_text, ("", LARGEST)),
    (text.replace_all, ("a", "bb", LONG)),
    (text.replace_all, ("a", "b", LONG + "a")),
    (text.replace_first, ("-", "", LONG + "a")),
    (text.replace_first, ("-", "--", LONG)),
    (text.replace_all, ("", "-", LONG[: MAX_TEXT // 2 - 1])),
    (text.replace_all, ("", "-", LONG[: MAX_TEXT // 2])),
    (text.replace_first, ("", "-", LONG[1:])),
    (text.replace_first, ("", "-", LONG)),
    (letter_case.upper, ("ß" * (MAX_TEXT // 2),)),
    (letter_case.upper, ("ß" * (MAX_TEXT // 2 + 1),)),
    (letter_case.fold_accents, ("가a" * (MAX_TEXT // 3) + "a",)),
    (letter_case.fold_accents, ("가a" * (MAX_TEXT // 3) + "aa",)),
    (text.ensure_prefix, ("b", LONG)),
    (text.ensure_suffix, ("-", LONG + "-")),
    (text.ensure_suffix, ("b", LONG)),
    (pieces.characters, (LONG[:MAX_LIST],)),
    (pieces.characters, (LONG[: MAX_LIST + 1],)),
    (pieces.split, ("-", LONG[: 2 * MAX_LIST - 2])),
    (pieces.split, ("-", LONG[: 2 * MAX_LIST])),
    (pieces.words, ("a " * MAX_LIST,)),
    (pieces.words, ("a " * MAX_LIST + "a",)),
    (occurrences.replace_each, (kinds.JUST + ord("a"), "bb", LONG)),
    (occurrences.replace_each, (kinds.CAPITAL, "bb", LONG + "a")),
    (occurrences.replace_nth, (kinds.SMALL, -1, "bb", LONG)),
    (occurrences.replace_nth, (kinds.SMALL, -1, "b", LONG + "a")),
    (numerals.numbers_in, ("1 " * MAX_LIST,)),
    (numerals.numbers_in, ("1 " * MAX_LIST + "1",)),
    (numerals.pad_left, (MAX_TEXT, "-", "a")),
    (numerals.pad_right, (MAX_TEXT + 1, "-", "a")),
    (numerals.to_int, (str(LARGEST),)),
    (numerals.to_int, (str(-LARGEST),)),
    (numerals.to_int, (str(LARGEST + 1),)),
    (numerals.to_int, ("0" * 100 + "7",)),
    (numerals.to_int, ("0" * 4300,)),
    (numerals.to_int, ("0" * 4301,)),
    *((numerals.to_int, (written,)) for written in ("+5", " 5\n", "\x1c5", "\xa05", "1_0", "_1", "1__0", "1_", "+_1", "- 5", "+", "٣_4")),
    (numerals.to_text, (-LARGEST,)),
]


@pytest.mark.parametrize(("primitive", "arguments"), BOUNDS)
def test_bounds(primitive: Primitive, arguments: tuple[Any, ...]) -> None:
    assert run_kernel(primitive, arguments) == run_reference(primitive, arguments)


@pytest.mark.parametrize("primitive", list(own_primitives(letter_case)), ids=lambda p: p.name)
def test_every_character_becomes_what_python_says(primitive: Primitive) -> None:
    known = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) not in ("Cn", "Co", "Lo")]
    for around in ("{}", "aΣ{}Σ", "1{}a"):
        for start in range(0, len(known), 300):
            line = " ".join(around.format(c) for c in known[start : start + 300])
            assert run_kernel(primitive, (line,)) == primitive.function(line)


def test_every_character_has_the_class_that_its_expression_says() -> None:
    everything = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    classes = [kinds.class_of(ord(c)) for c in everything]
    for token in kinds.PATTERNS:
        if token < kinds.CAPITALIZED:  # those above are no classes
            members = set(re.findall(kinds.pattern(token), everything))
            assert {c for c, kind in zip(everything, classes) if kind & token} == members
    assert {c for c in everything if characters.is_space(ord(c))} == {c for c in everything if c.isspace()}
    digits = [c for c in everything if c.isdecimal()]
    assert all(characters.digit_value(ord(c)) == unicodedata.decimal(c) for c in digits)
    assert all(characters.digit_value(ord(c) + step) == unicodedata.decimal(chr(ord(c) + step), -1) for c in digits for step in (-1, 1))


def test_letter_case_is_python_s() -> None:
    assert letter_case.upper("straße é") == "STRASSE É"
    assert letter_case.title("über den wolken") == "Über Den Wolken"
    assert letter_case.lower("ΟΔΟΣ") == "οδος"
    assert letter_case.fold_accents("Jörg Bäcker") == "Jorg Backer"


LAWS = ["upper(upper(s))", "lower(lower(s))", "casefold(casefold(s))", "fold_accents(fold_accents(s))", "trim(trim(s))"]


@pytest.mark.parametrize("law", LAWS)
def test_what_changes_nothing_a_second_time(law: str) -> None:
    assert f"{law} => {law.partition('(')[2][:-1]}" in rules.TEXT
    once = NAMES[law.partition("(")[0]]
    changed = {c: new for c in map(chr, range(0x110000)) if (new := once(c)) != c}
    assert changed and all(once(new) == new for new in changed.values())


def test_domain_has_all_companions_and_no_name_twice() -> None:
    names = [primitive.name for _, primitive in _primitives()]
    assert len(names) == len(set(names))
    vocabulary = load_domain("text").vocabulary
    assert set(names) <= set(vocabulary)
