"""Explanations: every primitive has a phrase, and programs become sentences that read well."""

from __future__ import annotations

import re
from functools import cache

import pytest

from dsl.domain import domain_names, load_domain
from dsl.explain import explain, explain_parts
from dsl.infer import infer
from dsl.primitives import Primitive, Vocabulary, primitive
from dsl.syntax import parse_term
from dsl.term import App, Prim, Var, lam, print_term
from dsl.type import parameters

SENTENCES = {
    's -> upper(before(".", s))': "The text before the first '.', in upper case.",
    "s -> word(0, upper(s))": "The first word of (the text in upper case).",
    's -> first_character(s) ++ "." ++ first_character(word(1, s))': (
        "The first character of the text, then '.', then the first character of the second word of the text."
    ),
    'n -> if n >= 90 then "A" else if n >= 80 then "B" else "C"': (
        "'A' if the number is at least 90, otherwise 'B' if the number is at least 80, otherwise 'C'."
    ),
    "xs -> map(x -> x * 2, filter(x -> is_even(x), xs))": "Each one of the items of the list that are even, times 2.",
    "xs -> sum(filter(x -> not is_even(x) and x > 0, xs))": "The sum of the items of the list that are not even and are greater than 0.",
    "xs -> filter_indexed((i, x) -> is_even(i), xs)": "The items of the list whose places are even.",
    "xs -> all(x -> x > 3, xs)": "Whether every item of the list is greater than 3.",
    "xs -> (sum(xs) + 1) * 2": "The sum of the list, plus 1, times 2.",
    "xs -> 3 - (sum(xs) + 1)": "3 minus (the sum of the list, plus 1).",
    "(xs, n) -> take(n, sort(xs))": "The first n items of (xs in ascending order).",
    'xs -> join(" ", reverse(xs))': "The list in reverse order, joined by a blank.",
    "xs -> fold((a, x) -> a * 2 + x, 0, xs)": (
        "What 0 becomes when, for each item of the list in turn, it is replaced by itself times 2, plus the item."
    ),
    's -> format_moment("%B %-d, %Y", read_moment("%d/%m/%Y", s))': "The date (day first) in the text, written like 'March 25, 2021'.",
    's -> let start = hours(2) in format_moment("%H", later(start, read_moment("%H:%M", s)))': (
        "The moment 2 hours after the time in the text, written like '15'."
    ),
    's -> contains_text("a", s) or not ends_with("b", s)': "Whether the text contains 'a' or the text does not end with 'b'.",
    "(xs, i) -> at(i, xs)": "The item of xs at place i (places count from 0, negative ones from the end).",
    "x -> [x, x + 1]": "The list of the number and (the number plus 1).",
    "g -> recolour(1, 2, g)": "The grid with colour 2 in place of colour 1.",
    "g -> paint(map(o -> mirror(o), objects(g)), g)": (
        "A blank grid of the size of the grid with (each object of the grid mirrored left to right) on it."
    ),
    "g -> paste(moved(1, right, largest(objects(g))), g)": "The grid with (the largest object of the grid, moved 1 step right) on it.",
    "m -> map_values(x -> x * 2, m)": "The map with each value replaced by itself times 2.",
    "(xs, m) -> map(x -> get(x, m), filter(x -> has_key(x, m), xs))": (
        "The value in m for each one of the items of xs that are a key of m."
    ),
    "s -> map(x -> x + 1, members(s))": "Each sorted member of the set plus 1.",
    "g -> map(part -> length(part), components(g))": "The number of items of each connected part of the graph.",
}


@cache
def everything() -> Vocabulary:
    """All that domains define, the first of each name."""
    found: dict[str, Primitive] = {}
    for name in domain_names():
        for p in load_domain(name).vocabulary.values():
            found.setdefault(p.name, p)
    return Vocabulary(found.values())


@pytest.mark.parametrize("program", SENTENCES)
def test_a_sentence_reads_well(program: str) -> None:
    term = parse_term(program, everything())
    assert explain(term, everything(), infer(term, everything())) == SENTENCES[program]


def test_primitives_that_ship_have_phrases_and_else_a_meaning() -> None:
    without = [p for p in everything().values() if p.phrase is None]
    assert len(without) <= len(everything()) // 50, [p.name for p in without]
    assert all(p.doc for p in without)


def test_every_primitive_is_said_of_inputs() -> None:
    """With a variable for each argument that is no function: a sentence without slots and with brackets in pairs, and one for its part."""
    for p in everything().values():
        if p.name == "fix":
            continue
        count = len(parameters(p.type)[0])
        names = tuple(f"x{place}" for place in range(count))
        called = App(Prim(p.name), tuple(Var(place) for place in reversed(range(count)))) if count else Prim(p.name)
        term = lam(count, called, names)
        sentence = explain(term, everything(), p.type, names)
        assert sentence.endswith(".") and sentence.count("(") == sentence.count(")"), (p.name, sentence)
        assert not re.search(r"[{}~]|  |\[(?!x\d\])", sentence), (p.name, sentence)
        for place, parameter in enumerate(parameters(p.type)[0]):
            assert str(parameter).startswith("(") or "->" in str(parameter) or f"[x{place}]" in sentence, (p.name, sentence)


def test_the_parts_are_told_from_the_innermost_to_the_whole() -> None:
    term = parse_term('s -> upper(before(".", s))', everything())
    told = [(part.program, part.sentence) for part in explain_parts(term, everything(), "str -> str")]
    assert told == [
        ('before(".", s)', "The text before the first '.'."),
        ('upper(before(".", s))', "The text before the first '.', in upper case."),
    ]


def test_columns_are_called_by_their_names() -> None:
    term = parse_term("(s, t) -> s ++ t", everything(), "str -> str -> str")
    assert explain(term, everything(), "str -> str -> str", ("First name", "Surname")) == "[First name], then [Surname]."


def test_inputs_are_called_as_in_the_text_of_the_program() -> None:
    term = lam(2, App(Prim("concat_text"), (Var(1), Var(0))), ("s", "s"))
    assert print_term(term).startswith("(s, t) -> ") and explain(term, everything(), "str -> str -> str") == "s, then t."


def test_a_primitive_without_a_phrase_is_told_by_its_meaning() -> None:
    @primitive("list(int) -> int")
    def spread(xs: list[int]) -> int:
        """Largest minus smallest; fails for an empty list."""
        return max(xs) - min(xs)

    vocabulary = everything().extend(spread)
    term = parse_term("xs -> spread(xs) * 2", vocabulary)
    assert explain(term, vocabulary, "list(int) -> int") == "The spread of the list (largest minus smallest), times 2."


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("the range of {ys}", "spread: the phrase names the parameter ys; there are xs"),
        ("the range", "spread: the phrase does not say {xs}"),
        ("", "spread: a phrase is a text with the parameters in braces, such as 'the spread of {xs}'"),
    ],
)
def test_a_phrase_names_the_parameters(phrase: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):

        @primitive("list(int) -> int", phrase=phrase)
        def spread(xs: list[int]) -> int:
            """Largest minus smallest."""
            return max(xs) - min(xs)
