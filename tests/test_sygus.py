"""SyGuS: the reader on both versions, answers in the file's own grammar, SMT-LIB's meanings, kernels, mutations, solves."""

from __future__ import annotations

import doctest
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.bounds import MAX_BITS, MAX_INT, MAX_TEXT
from dsl.domain import load_domain
from dsl.domains import bits, smt, smt_numbers
from dsl.evaluate import Failure, evaluate
from dsl.kernel import FAIL, VEIL, bits_value, bits_word
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from dsl.term import Prim, Var, lam
from dsl.type import parameters
from synth.config import SolveConfig
from synth.search.strings.edits import DEPTH, WIDTH, nearer, ways
from synth.solving.solver import load_strategy, solve_task
from synth.solving.superoptimise import Condenser
from synth.space.budget import Budget
from synth.space.file_grammar import from_rules
from tasks.fault import Fault
from tasks.file_grammar import bits as bit_type
from tasks.formats import Source
from tasks.formats.sygus import read, read_answer
from tasks.suite import split
from tasks.sygus.s_expression import Atom, Group, parse, word
from tasks.sygus.smtlib import operators, read_term, written
from tasks.sygus.writer import problem
from tasks.task import Example, Task

FIRST_WORD = """; the first word, version 1
(set-logic SLIA)
(synth-fun first ((name String)) String
  ((Start String (ntString))
   (ntString String (name " " "" (str.++ ntString ntString) (str.at ntString ntInt) (str.substr ntString ntInt ntInt)
     (int.to.str ntInt) (ite ntBool ntString ntString)))
   (ntInt Int (0 1 -1 (+ ntInt ntInt) (- ntInt ntInt) (str.len ntString) (str.to.int ntString) (str.indexof ntString ntString ntInt)))
   (ntBool Bool (true false (= ntInt ntInt) (str.prefixof ntString ntString) (str.contains ntString ntString)))))
(declare-var x String)
(constraint (= (first "Ada Lovelace") "Ada"))
(constraint (= "Alan" (first "Alan Turing")))
(constraint (= (first "Grace Hopper") "Grace"))
(constraint (= (first "Grace Hopper") "Grace"))
(check-synth)
"""
HALVES = """(set-logic BV)
(define-fun half ((x (_ BitVec 64))) (_ BitVec 64) (bvlshr x #x0000000000000001))
(define-fun twice ((x (_ BitVec 64))) (_ BitVec 64) (bvadd x x))
(define-fun im ((x (_ BitVec 64)) (y (_ BitVec 64)) (z (_ BitVec 64))) (_ BitVec 64) (ite (= x #x0000000000000001) y z))
(synth-fun f ((x (_ BitVec 64))) (_ BitVec 64)
  ((Start (_ BitVec 64)))
  ((Start (_ BitVec 64) (#x0000000000000000 #x0000000000000001 x (bvnot Start) (half Start) (twice Start) (bvand Start Start)
    (bvor Start Start) (bvugt2 Start Start) (im Start Start Start)))))
(constraint (= (f #xf000000000000002) #x7800000000000001))
(constraint (= (f #x0000000000000004) #x0000000000000002))
(constraint (= (f #x0000000000000008) #x0000000000000004))
(constraint (= (f #x0000000000000005) #xfffffffffffffffa))
(constraint (= (f #x8000000000000001) #x7ffffffffffffffe))
(constraint (= (f #x0000000000000007) #xfffffffffffffff8))
(check-synth)
""".replace("(bvugt2 Start Start) ", "")
PLAIN = """(set-logic LIA)
(synth-fun |f g| ((x Int) (y Int)) Int)
(constraint (and (= (|f g| 1 2) 5) (= (|f g| 3 (- 1)) 1) (= (|f g| (+ 2 2) 0) 4)))
(constraint (= (|f g| 10 20) 50))
(check-synth)
"""
TRUTH = """(set-logic SLIA)
(synth-fun f ((s String) (t String)) Bool
  ((B Bool) (S String)) ((B Bool ((str.prefixof S S) (not B) (= S S))) (S String ((Variable String) (Constant String)))))
(constraint (f "abc" "ab"))
(constraint (f "xyz" "x"))
(constraint (not (f "ab" "abc")))
(constraint (= (f "ab" "b") false))
(check-synth)
"""


def source(text: str, name: str = "folder/own.sl") -> Source:
    return Source(name, text.encode(), ".sl")


def task(text: str) -> Task:
    (entry,) = read(source(text))
    assert isinstance(entry, Task), entry
    return entry


# -- the reader -----------------------------------------------------------------------------------


def test_version_1() -> None:
    found = task(FIRST_WORD)
    assert (found.name, found.domain, str(found.request), found.splittable) == ("own", "smt", "str -> str", False)
    assert found.shown == (Example(("Ada Lovelace",), "Ada"), Example(("Alan Turing",), "Alan"), Example(("Grace Hopper",), "Grace"))
    assert found.input_names == ("name",)
    assert found.grammar is not None and list(found.grammar.rules) == ["Start", "ntString", "ntInt", "ntBool"]


def test_version_2() -> None:
    found = task(HALVES)
    assert (found.domain, str(found.request)) == ("bits", "bits(64) -> bits(64)")
    assert found.shown[3] == Example((5,), MAX_BITS - 5)


def test_terms_in_constraints_and_a_default_grammar() -> None:
    found = task(PLAIN)
    assert found.shown[1:3] == (Example((3, -1), 1), Example((4, 0), 4))
    assert found.grammar is not None and found.grammar.start == "I"


@pytest.mark.parametrize(
    ("literal", "value"),
    [('"a""b"', 'a"b'), (r'"\u{e9}x"', "éx"), (r'"\u0041"', "A"), (r'"a\nb"', r"a\nb"), ('"; no comment"', "; no comment"), ('""', "")],
)
def test_strings(literal: str, value: str) -> None:
    assert task(FIRST_WORD.replace('"Ada"', literal)).shown[0].output == value


FAULTS = [
    ("(check-synth)", "(check-synth", "14:1: this parenthesis is never closed"),
    ('"Ada"', '"Ada', "13:45: the string that begins here has no end"),
    ("(constraint (= (first", "(constraint (= (second", "10:13: "),
    ('(= "Alan" (first "Alan Turing"))', '(= "Alan" (first x))', "11:30: the variable x"),
    ('(= "Alan" (first "Alan Turing"))', '(= (first "A") (first "B"))', "11:28: first inside another term"),
    ('(= "Alan" (first "Alan Turing"))', '(> (str.len (first "Alan")) 1)', "11:13: "),
    ('"Alan Turing"', "3", "11:30: expected str, found 3 of type int"),
    ('(first "Alan Turing")', '(first "Alan" "Turing")', "11:23: first takes 1 arguments, given 2"),
    ("(str.at ntString ntInt)", "(str.ta ntString ntInt)", "5:62: unknown function str.ta; did you mean 'str.at'?"),
    ("(str.at ntString ntInt)", "(str.at ntString ntString)", "argument 2 of str.at is int, found str"),
    ("(str.at ntString ntInt)", "(str.len ntString)", "is int among productions of type str"),
    ("(str.at ntString ntInt)", "ntStrung", "unknown name ntStrung"),
    ("((name String))", "((name Strong))", "3:25: unknown sort Strong; did you mean 'String'?"),
    ("((name String))", "((name (_ BitVec 32)))", "9:16: String beside bit-vectors"),
    ("((name String))", "()", "needs a name and at least one parameter"),
    ("(declare-var x String)", "(synth-inv i ((x Int)))", "9:1: synth-inv is no command"),
    ("(declare-var x String)", "(declare-var x)", "9:1: a declare-var that does not read as one"),
    ("(declare-var x String)", "(define-fun x () Int 99999999999999999999)", "an integer outside 64 bits"),
    ("(check-synth)", "", "no (check-synth)"),
    (FIRST_WORD, "", "the file is empty"),
    (FIRST_WORD, "; nothing", "1:1: no synth-fun"),
    (FIRST_WORD, "(" * 5000 + ")" * 5000, "1:65: nesting deeper than 64"),
    (FIRST_WORD, "hello", "1:1: expected a command such as (check-synth), found hello"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, message: str) -> None:
    assert old in FIRST_WORD
    (entry,) = read(source(FIRST_WORD.replace(old, new, 1)))
    assert isinstance(entry, Fault), entry
    assert str(entry).startswith("folder/own.sl") and message in str(entry) and "\n" not in str(entry)


def test_helpers_that_grow_without_bound_are_refused() -> None:
    doubling = "".join(f"(define-fun h{i + 1} ((x Int)) Int (+ (h{i} x) (h{i} x)))\n" for i in range(60))
    (entry,) = read(source("(define-fun h0 ((x Int)) Int x)\n" + doubling + PLAIN))
    assert isinstance(entry, Fault) and "symbols once its helpers are written out" in str(entry)


def test_contradictions_are_infeasible() -> None:
    found = task(FIRST_WORD.replace('(first "Alan Turing")', '(first "Ada Lovelace")'))
    assert solve_task(found, SolveConfig(timeout=5)).status == "infeasible"


# -- the file's grammar ---------------------------------------------------------------------------


def derives(expression: Any, nonterminal: str, grammar: dict[str, list[Any]], names: set[str], depth: int = 60) -> bool:
    """Whether an expression lies in a grammar, by matching it with the productions as they are written."""

    def fits(production: Any, part: Any) -> bool:
        if isinstance(production, Atom) and word(production) in grammar:
            return derives(part, word(production), grammar, names, depth - 1)
        if isinstance(production, Group) and production.head == "Variable":
            return word(part) in names
        if isinstance(production, Group) and production.head == "Constant":
            return isinstance(part, Atom) and part.kind in ("STRING", "NUMBER")
        if isinstance(production, Atom) or isinstance(part, Atom):
            return str(production) == str(part)
        return len(production) == len(part) and all(map(fits, production, part))

    return depth > 0 and any(fits(p, expression) for p in grammar[nonterminal])


def lies_in_file(answer: str, text: str) -> bool:
    (defined,) = parse(answer)
    command = next(c for c in parse(text) if isinstance(c, Group) and c.head == "synth-fun")
    groups = [g for g in command.items[-1] if isinstance(g, Group)]  # type: ignore[union-attr]
    grammar = {g.head: list(g.items[2]) for g in groups}  # type: ignore[arg-type]
    assert [str(part) for part in defined.items[1:4]] == [str(part) for part in command.items[1:4]]  # type: ignore[union-attr]
    names = {str(parameter.items[0]) for parameter in command.items[2]}  # type: ignore[union-attr]
    return derives(defined.items[4], groups[0].head, grammar, names)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "program", "answer"),
    [
        (FIRST_WORD, 's -> str_at(s, -1 + 1)', "(str.at name (+ -1 1))"),
        (FIRST_WORD, 's -> if str_len(s) == 1 then "" else str_from_int(str_to_int(s))',
         '(ite (= (str.len name) 1) "" (int.to.str (str.to.int name)))'),
        (FIRST_WORD, 's -> str_concat(s, "x")', None),
        (FIRST_WORD, "s -> str_replace(s, s, s)", None),
        (HALVES, "x -> bv_add(bv_not(x), bv_not(x))", "(twice (bvnot x))"),
        (HALVES, "x -> bv_add(bv_not(x), x)", None),
        (HALVES, "x -> bv_lshr(x, (1 : bits(64)))", "(half x)"),
        (HALVES, "x -> if x == (1 : bits(64)) then x else bv_lshr(x, (1 : bits(64)))", "(im x x (half x))"),
        (PLAIN, "(x, y) -> x + y * 2 - 3", None),
        (PLAIN, "(x, y) -> x + -3", "(+ x (- 3))"),
        (TRUTH, '(s, t) -> str_prefixof(t, s)', "(str.prefixof t s)"),
        (TRUTH, '(s, t) -> not str_prefixof("q", s)', '(not (str.prefixof "q" s))'),
    ],
)  # fmt: skip
def test_programs_are_spelled_in_the_files_words(text: str, program: str, answer: str | None) -> None:
    found = task(text)
    assert found.grammar is not None
    term = parse_term(program, load_domain(found.domain).vocabulary, found.request)
    spelled = found.grammar.define_fun(term)
    if program == "(x, y) -> x + y * 2 - 3":
        assert spelled == "(define-fun |f g| ((x Int) (y Int)) Int (- (+ x (* y 2)) 3))"
        return
    assert (spelled or "None").endswith(f"{answer})" if answer else "None")
    if spelled and text != PLAIN:
        assert lies_in_file(spelled, text)


def test_the_search_grammar_has_a_state_a_nonterminal_and_inner_ones() -> None:
    first, halves = task(FIRST_WORD), task(HALVES)
    assert first.grammar is not None and halves.grammar is not None
    grammar = from_rules(first.request, first.grammar, load_domain("smt").vocabulary)
    assert [str(s.type) for s in grammar.states] == ["str", "int", "bool"]
    assert len(grammar.conditionals()) == 1
    grammar = from_rules(halves.request, halves.grammar, load_domain("bits").vocabulary)
    assert [s.inner for s in grammar.states] == [False, True, True]
    (helper,) = [p.primitive for p in grammar.productions if p.primitive is not None and p.primitive.body is not None]
    assert str(helper.body) == "x -> bv_add(x, x)"  # what uses an argument twice is a word with a body


# -- meanings -------------------------------------------------------------------------------------

PRIMITIVES = [v for module in (smt, smt_numbers, bits) for v in vars(module).values() if isinstance(v, Primitive)]
OWN = [pytest.param(p, id=p.name) for p in PRIMITIVES]
VOCABULARY = {"str": load_domain("smt").vocabulary, "bits": load_domain("bits").vocabulary}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('str_at("abc", 3)', ""), ('str_substr("abc", 1, 100)', "bc"), ('str_substr("abc", 3, 1)', ""), ('str_substr("abc", 0, 0)', ""),
        ('str_substr("abc", 0, -1)', ""), ('str_replace("aaa", "a", "")', "aa"), ('str_replace("abc", "x", "y")', "abc"),
        ('str_replace("", "", "y")', "y"), ('str_replace_all("aXbX", "X", "XX")', "aXXbXX"), ('str_indexof("abc", "", 1)', 1),
        ('str_indexof("abc", "", 3)', 3), ('str_indexof("abc", "", 4)', -1), ('str_indexof("abcabc", "a", 1)', 3),
        ('str_indexof("abc", "x", 0)', -1), ('str_indexof("abc", "abcd", 0)', -1), ('str_to_int("")', -1), ('str_to_int("007")', 7),
        ('str_to_int("1 ")', -1),
        ('str_to_int("٣")', -1), ("str_from_int(0)", "0"), ("str_from_int(-1)", ""), ('str_prefixof("", "")', True),
        ('str_suffixof("abc", "bc")', False), ('str_contains("abc", "")', True), ('str_contains("", "a")', False), ("int_div(7, -2)", -3),
        ("int_div(-7, -2)", 4), ("int_mod(7, -2)", 1), ("int_mod(-7, -2)", 1), ('str_to_code("ab")', -1), ("str_from_code(-1)", ""),
    ],
)  # fmt: skip
def test_strings_mean_what_smt_lib_says(text: str, value: Any) -> None:
    assert evaluate(parse_term(text, VOCABULARY["str"]), [], VOCABULARY["str"]) == value


@pytest.mark.parametrize("p", OWN)
def test_examples_hold(p: Primitive) -> None:
    assert p.function is not None and p.kernel_function is not None and p.examples
    test = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", {p.name: p}, p.name, None, None)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


TEXTS = st.text("ab0", max_size=6) | st.text("0123456789", min_size=1, max_size=21) | st.just("ab" * (MAX_TEXT // 2))
NUMBERS = st.integers(-3, 8) | st.sampled_from([MAX_INT, -MAX_INT, 97, 55296, 10**18])
BITS = st.integers(0, 70) | st.integers(0, MAX_BITS) | st.sampled_from([2**63, 2**63 - 1, MAX_BITS, 2**32, 2**32 - 1])
DRAWN = {"str": TEXTS, "int": NUMBERS, "bool": st.booleans(), "bits(64)": BITS}


def encoded(value: Any, type: str) -> Any:
    if type == "str":
        return np.array([ord(c) for c in value], dtype=np.int64)
    return np.int64(bits_word(value) if type == "bits(64)" else value)


@pytest.mark.parametrize("p", OWN)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_kernel_equals_reference(p: Primitive, data: st.DataObject) -> None:
    arguments, result = parameters(p.type)
    types, wanted = list(map(str, arguments)), str(result)
    values = [data.draw(DRAWN[t]) for t in types]
    words = [encoded(v, t) for v, t in zip(values, types, strict=True)]
    out = np.zeros(2 * MAX_TEXT + 16, np.int64)
    kernel: Any = p.kernel_function
    with np.errstate(over="raise"):
        answer = kernel(*words, out) if wanted == "str" else kernel(*words)
    expected = evaluate(Prim(p.name), values, VOCABULARY["bits" if wanted == "bits(64)" or "bits(64)" in types else "str"])
    if isinstance(expected, Failure):
        assert answer == FAIL
    elif wanted == "str":
        assert "".join(chr(c) for c in out[:answer]) == expected
    else:
        assert (bits_value(int(answer)) if wanted == "bits(64)" else answer) == expected


@given(BITS)
def test_words_of_bits(value: int) -> None:
    assert bits_value(bits_word(value)) == value
    assert -(2**63) <= bits_word(value) < 2**63
    assert bits_word(2**63) != FAIL == bits_word(2**63 ^ VEIL)


# -- solving --------------------------------------------------------------------------------------

TREE = FIRST_WORD.replace('(constraint (= (first "Grace Hopper") "Grace"))\n', "").replace(
    "(check-synth)", '(constraint (= (first "Plato") ""))\n(constraint (= (first "Homer") ""))\n(check-synth)'
)


@pytest.mark.parametrize("text", [FIRST_WORD, HALVES, PLAIN, TRUTH, TREE], ids=["join", "bits", "plain", "truth", "tree"])
def test_small_problems_are_solved_inside_their_grammar(text: str) -> None:
    found = task(text)
    result = solve_task(found, SolveConfig(timeout=20))
    assert result.status == "solved"
    assert result.train_correct == result.train_total == len(found.shown)
    assert result.sygus is not None and result.sygus == result.record()["sygus"]
    if text != PLAIN:
        assert lies_in_file(result.sygus, text)
    program = parse_term(str(result.program), load_domain(found.domain).vocabulary, found.request)
    assert all(evaluate(program, e.inputs, load_domain(found.domain).vocabulary) == e.output for e in found.shown)


@pytest.mark.parametrize(
    ("clumsy", "words"),
    [
        ('(str.substr name 0 (+ (str.indexof name " " 0) (- 1 1)))', 7),
        ('(ite (str.contains name " ") (str.substr (str.++ name "") 0 (str.indexof name " " 0)) "")', 12),
        ('(ite (str.contains name " ") (ite (str.contains name " ") (str.substr name 0 (str.indexof name " " 0)) name) "")', 12),
    ],
    ids=["plain", "branch", "unreached"],
)
def test_parts_of_long_answers_are_condensed(clumsy: str, words: int) -> None:
    found = task(TREE)
    rules, vocabulary = found.grammar, load_domain(found.domain).vocabulary
    assert rules is not None
    program = read_answer(f"(define-fun first ((name String)) String {clumsy})", found)
    condenser = Condenser(found, rules, vocabulary, [], load_strategy("sygus"), Budget(400_000))
    shorter = condenser.shortest(program)
    spelled = rules.spell(shorter)
    assert spelled is not None and spelled[0] <= words
    assert all(evaluate(shorter, e.inputs, vocabulary) == e.output for e in found.shown)


# -- replacement ------------------------------------------------------------------------------------


def packed(*groups: Sequence[Sequence[str]]) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Strings as the heap of a run holds them: characters, beginnings, and the ids of each group."""
    known: dict[str, int] = {}
    ids = [np.array([[known.setdefault(s, len(known)) for s in row] for row in group], np.int64) for group in groups]
    start = np.cumsum([0, *map(len, known)]).astype(np.int64)
    return np.array([ord(c) for s in known for c in s] or [0], np.int64), start, ids


def alike(one: str, other: str) -> int:
    """How many characters two strings begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def far(own: str, wanted: str) -> int:
    """The reference: what stands between what is alike at the beginnings and, of what is left, at the ends."""
    ahead = alike(own, wanted)
    return len(own) + len(wanted) - 2 * (ahead + alike(own[ahead:][::-1], wanted[ahead:][::-1]))


LETTERS = st.text("ab", max_size=6)


@settings(deadline=None)
@given(
    st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=3), st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4)
)
def test_ways_to_replace_are_those_that_give_the_wanted_strings(rows: list[tuple[str, str]], olds: list[str]) -> None:
    sources, goals = zip(*rows)
    data, start, (goal, source, old) = packed([goals], [sources], [[text] * len(rows) for text in olds])
    texts = np.concatenate([goal.ravel(), source.ravel(), [1], old.ravel(), np.ones(len(olds), np.int64)])
    found = np.empty((len(olds), 2 + 2 * len(rows)), np.int64)
    count = ways(data, start, texts, np.array([len(rows), 1, len(olds)], np.int64), len(olds), found)
    near = sources != goals and all(far(s, g) <= max(len(s), len(g)) for s, g in rows)
    told = {old: gaps for _, old, *gaps in found[:count].tolist()}
    for k, text in enumerate(olds):
        gaps = [(s.find(text), len(g) - len(s) + len(text)) for s, g in rows]
        fits = [
            s == g if at < 0 else size >= 0 and s[:at] == g[:at] and s[at + len(text) :] == g[at + size :]
            for (s, g), (at, size) in zip(rows, gaps)
        ]
        assert (k in told) == (near and all(fits))
        for (s, g), at, size in zip(rows, told[k][::2], told[k][1::2]) if k in told else ():
            assert at < 0 or s.replace(text, g[at : at + size], 1) == g


@settings(deadline=None)
@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=3), st.lists(LETTERS, min_size=1, max_size=5, unique=True))
def test_each_link_of_a_chain_comes_nearer(rows: list[tuple[str, str]], words: list[str]) -> None:
    sources, goals = zip(*rows)
    data, start, (goal, source, text) = packed([goals], [sources], [[word] * len(rows) for word in words])
    texts = np.concatenate([goal.ravel(), source.ravel(), [1], text.ravel(), np.ones(len(words), np.int64)])
    found = np.empty((WIDTH * DEPTH, 4), np.int64)
    count = nearer(data, start, texts, np.array([len(rows), 1, len(words), len(words), 2], np.int64), found)
    made = [sources]
    for before, old, new, distance in found[:count].tolist():
        made.append(tuple(s.replace(words[old], words[new], 1) for s in made[before]))
        ahead, behind = ([far(s, g) for s, g in zip(row, goals)] for row in (made[before], made[-1]))
        assert all(b <= a for a, b in zip(ahead, behind)) and sum(behind) == distance < sum(ahead)
    one = [tuple(s.replace(a, b, 1) for s in sources) for a in words for b in words]
    assert (count > 0) == any(
        all(far(s, g) <= far(o, g) for o, s, g in zip(sources, row, goals)) and sum(map(far, row, goals)) < sum(map(far, sources, goals))
        for row in one
    )


CLEAN = """(set-logic SLIA)
(synth-fun f ((s String)) String ((S String (s "" "<" ">" "-" (str.++ S S) (str.replace S S S) (ite B S S))) (B Bool ((str.prefixof S S)))))
(constraint (= (f "<a> b <cd>") "a b cd"))
(constraint (= (f "no<t>e <k>") "note k"))
(constraint (= (f "<-> <x>") "- x"))
(check-synth)"""


def test_chains_of_replacements_are_found_and_hold_elsewhere() -> None:
    result = solve_task(task(CLEAN), SolveConfig(timeout=60, max_candidates=100_000, guide="none", library="none"))
    assert result.status == "solved" and result.size == 13
    assert result("q <w> <e>") == "q w e"


# -- files -----------------------------------------------------------------------------------------


def test_examples_held_out_are_not_shown() -> None:
    last, first = split(task(HALVES), 0.5), split(task(HALVES), -0.5)
    assert (len(last.shown), len(last.held_out)) == (3, 3)
    assert last.held_out == first.shown and last.shown == first.held_out


def test_rows_without_outputs_tell_what_few_examples_of_a_narrow_grammar_do_not() -> None:
    few = FIRST_WORD.partition("(constraint")[0] + """(constraint (= (first "Ada M Lovelace") "Lovelace"))
(constraint (= (first "Eve Turing") "Turing"))
(check-synth)
"""
    rows = [("Jo Ann Cox",), ("Alan Turing",), ("Margaret Hamilton",)]
    alone = solve_task(task(few), SolveConfig(timeout=10))
    beside = solve_task(replace(task(few), inputs=tuple(rows)), SolveConfig(timeout=10))
    assert alone(*rows[0]) != "Cox" and alone.confidence is None
    assert [beside(*row) for row in rows] == ["Cox", "Turing", "Hamilton"] and beside.confidence and beside.sygus


# -- damaged files --------------------------------------------------------------------------------

CHARACTERS = '()"; \n#x0|-_fé\\:1.9'


def damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
        match chance.randrange(6):
            case 0:
                text = text[:at] + chance.choice(CHARACTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randint(1, 12) :]
            case 2:
                text = text[:at] + text[other : other + chance.randint(1, 40)] + text[at:]
            case 3:
                text = text[:at]
            case 4:
                words = text.split(" ")
                i, j = chance.randrange(len(words)), chance.randrange(len(words))
                words[i] = words[j]
                text = " ".join(words)
            case 5:
                text = text[:at] + chance.choice("()") * chance.choice((1, 3, 200)) + text[at:]
    return text


@pytest.mark.parametrize("text", [FIRST_WORD, HALVES, PLAIN, TRUTH], ids=["words", "bits", "plain", "truth"])
def test_damaged_files_are_read_or_refused(text: str) -> None:
    chance = random.Random(20260101)
    for _ in range(120):
        began = time.monotonic()
        (entry,) = read(source(damaged(text, chance)))
        assert time.monotonic() - began < 5
        assert isinstance(entry, Task) or str(entry).startswith("folder/own.sl")
        if isinstance(entry, Task):
            assert entry.grammar is not None
            from_rules(entry.request, entry.grammar, load_domain(entry.grammar.domain).vocabulary)


# -- bit-vectors of any width ------------------------------------------------------------------------


def signed(value: int, size: int) -> int:
    return value - (1 << size) if value >> (size - 1) else value


TWO_OPERANDS: dict[str, Any] = {
    "bvadd": lambda a, b, n: a + b, "bvsub": lambda a, b, n: a - b, "bvmul": lambda a, b, n: a * b, "bvand": lambda a, b, n: a & b,
    "bvor": lambda a, b, n: a | b, "bvxor": lambda a, b, n: a ^ b, "bvnand": lambda a, b, n: ~(a & b), "bvnor": lambda a, b, n: ~(a | b),
    "bvxnor": lambda a, b, n: ~(a ^ b), "bvudiv": lambda a, b, n: a // b if b else -1, "bvurem": lambda a, b, n: a % b if b else a,
    "bvshl": lambda a, b, n: a << b if b < n else 0, "bvlshr": lambda a, b, n: a >> b if b < n else 0,
    "bvashr": lambda a, b, n: signed(a, n) >> min(b, n), "bvult": lambda a, b, n: a < b, "bvule": lambda a, b, n: a <= b,
    "bvugt": lambda a, b, n: a > b, "bvuge": lambda a, b, n: a >= b, "bvslt": lambda a, b, n: signed(a, n) < signed(b, n),
    "bvsle": lambda a, b, n: signed(a, n) <= signed(b, n), "bvsgt": lambda a, b, n: signed(a, n) > signed(b, n),
    "bvsge": lambda a, b, n: signed(a, n) >= signed(b, n), "=": lambda a, b, n: a == b,
}  # fmt: skip


def meaning(text: str, *sizes: int) -> tuple[Any, str]:
    """What a term over bit-vectors x and y of these widths computes, and its type."""
    scope = {name: (Var(len(sizes) - 1 - i), bit_type(size)) for i, (name, size) in enumerate(zip("xy", sizes))}
    term, type = read_term(parse(text)[0], operators("bits"), lambda atom: scope.get(word(atom)))
    return (lambda *values: evaluate(lam(len(sizes), term), values, VOCABULARY["bits"])), str(type)


@st.composite
def vectors(draw: Any) -> tuple[int, int, int]:
    size = draw(st.integers(1, 64))
    most = (1 << size) - 1
    part = st.integers(0, most) | st.sampled_from([0, 1, 1 << (size - 1), most]) | st.integers(0, size).map(lambda n: min(n, most))
    return size, draw(part), draw(part)


@pytest.mark.parametrize("name", TWO_OPERANDS)
@settings(max_examples=60, deadline=None)
@given(vectors())
def test_operators_mean_the_same_at_every_width(name: str, drawn: tuple[int, int, int]) -> None:
    size, a, b = drawn
    run, type = meaning(f"({name} x y)", size, size)
    wanted = TWO_OPERANDS[name](a, b, size)
    assert run(a, b) == (wanted if isinstance(wanted, bool) else wanted % (1 << size))
    assert type == ("bool" if isinstance(wanted, bool) else f"bits({size})")


@settings(deadline=None)
@given(vectors(), st.data())
def test_parts_and_extensions_of_bit_vectors(drawn: tuple[int, int, int], data: st.DataObject) -> None:
    size, a, b = drawn
    high = data.draw(st.integers(0, size - 1))
    low, more, by = data.draw(st.integers(0, high)), data.draw(st.integers(0, 64 - size)), data.draw(st.integers(0, 130))
    bits_of = f"{a:0{size}b}"
    turned = bits_of[by % size :] + bits_of[: by % size]
    assert meaning(f"((_ extract {high} {low}) x)", size)[0](a) == int(bits_of[size - 1 - high : size - low], 2)
    assert meaning(f"((_ zero_extend {more}) x)", size)[0](a) == a
    assert meaning(f"((_ sign_extend {more}) x)", size)[0](a) == signed(a, size) % (1 << (size + more))
    assert meaning(f"((_ rotate_left {by}) x)", size)[0](a) == int(turned, 2)
    assert meaning(f"((_ rotate_right {by}) ((_ rotate_left {by}) x))", size)[0](a) == a
    assert meaning("(bvneg x)", size)[0](a) == -a % (1 << size) and meaning("(bvnot x)", size)[0](a) == (1 << size) - 1 - a
    if 2 * size <= 64:
        assert meaning("(concat x y)", size, size)[0](a, b) == (a << size) + b
        assert meaning("((_ repeat 2) x)", size)[0](a) == (a << size) + a
    literal = written(a, bit_type(size))
    assert meaning(literal)[0]() == a == meaning(f"(_ bv{a} {size})")[0]() and meaning(literal)[1] == f"bits({size})"


def narrow(size: int, grammar: str, *pairs: tuple[str, str], result: int = 0, helpers: str = "") -> str:
    """A file for a function f of a bit-vector x."""
    constraints = "\n".join(f"(constraint (= (f {given}) {wanted}))" for given, wanted in pairs)
    signature = f"((x (_ BitVec {size}))) (_ BitVec {result or size})"
    return f"(set-logic BV)\n{helpers}(synth-fun f {signature} {grammar})\n{constraints}\n(check-synth)"


NIBBLES = """((V (_ BitVec 8)) (N (_ BitVec 4)))
  ((V (_ BitVec 8) (x (bvadd V V) (concat N N))) (N (_ BitVec 4) (((_ extract 3 0) V) ((_ extract 7 4) V))))"""
WIDTHS = {
    "swapped": narrow(8, NIBBLES, ("#x12", "#x21"), ("#xa5", "#x5a"), ("#xf0", "#x0f")),
    "carried": narrow(8, "((V (_ BitVec 8) (x #x01 (bvadd V V) (bvneg V))))", ("#xff", "#x00"), ("#x7f", "#x80"), ("#x01", "#x02")),
    "odd": narrow(5, "((V (_ BitVec 5) ((Variable (_ BitVec 5)) (Constant (_ BitVec 5)) (bvashr V V))))",
        ("#b10000", "#b11100"), ("#b01000", "#b00010"), ("#b10100", "#b11101")),
    "wider": narrow(4, "((W (_ BitVec 12) (((_ sign_extend 8) V) (bvnot W))) (V (_ BitVec 4) (x)))",
        ("#x8", "#x007"), ("#x1", "#xffe"), result=12),
    "helper": narrow(16, "((V (_ BitVec 16) (x (both V))))", ("#x00ff", "#x01fe"), ("#xffff", "#xfffe"),
        helpers="(define-fun both ((y (_ BitVec 16))) (_ BitVec 16) (bvadd y y))\n"),
    "truth": """(set-logic BV)
(synth-fun f ((x (_ BitVec 8)) (y (_ BitVec 8))) Bool ((B Bool ((bvslt V V) (not B))) (V (_ BitVec 8) (x y))))
(constraint (f #x80 #x7f))
(constraint (not (f #x01 #x00)))
(constraint (not (f #x01 #x01)))
(check-synth)""",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WIDTHS))
def test_narrow_bit_vectors_are_solved_in_their_grammar(name: str) -> None:
    text = WIDTHS[name]
    found = task(text)
    result = solve_task(found, SolveConfig(timeout=20, max_candidates=20_000))
    assert result.status == "solved" and result.sygus is not None
    if name != "odd":  # constants
        assert lies_in_file(result.sygus, text)
    answer = read_answer(result.sygus, found)
    assert all(evaluate(answer, e.inputs, VOCABULARY["bits"]) == e.output for e in found.shown)
    assert task(problem(found)).shown == found.shown


def test_widths_without_a_grammar() -> None:
    found = task(narrow(8, "", ("#x12", "#x0013"), ("#xff", "#x0100"), result=16))
    result = solve_task(found, SolveConfig(timeout=20, max_candidates=50_000))
    assert result.status == "solved" and result(7) == 8


# -- weights, lets, nonterminals that end nowhere -------------------------------------------------------


def weighing(four: str, times: str) -> str:
    return f"""(set-logic NIA)
(synth-fun f ((x Int)) Int ((I Int (x {four} (+ I I) {times}))))
(constraint (= (f 3) 12))
(constraint (= (f 5) 20))
(constraint (= (f -7) -28))
(check-synth)"""


@pytest.mark.parametrize(
    ("four", "times", "product"),
    [
        ("4", "(* I I)", True),
        ("(! 4 :weight 9)", "(* I I)", False),
        ("4", "(! (* I I) :weight 9)", False),
        ("(! 4 :weight 0)", "(! (* I I) :weight 1)", True),
    ],
)
def test_weights_are_costs(four: str, times: str, product: bool) -> None:
    result = solve_task(task(weighing(four, times)), SolveConfig(timeout=20, max_candidates=20_000))
    assert result.status == "solved" and result.sygus is not None
    assert ("(* " in result.sygus) == product and result(11) == 44


def test_weights_add_up_over_names_of_nonterminals() -> None:
    text = weighing("(! J :weight 4)", "(! (Constant Int) :weight 2)").replace("(x (!", "((!")
    found = task(text.replace("))))\n", ")) (J Int ((! x :weight 3) (* J J)))))\n", 1))
    assert found.grammar is not None and found.grammar.weighted
    assert found.grammar.spell(parse_term("x -> x", VOCABULARY["str"], found.request)) == (8, "x")
    grammar = from_rules(found.request, found.grammar, VOCABULARY["str"])
    assert {(p.label, p.weight) for p in grammar.productions if p.state == 0} >= {("variable", 7), ("multiply", 4)}


@pytest.mark.parametrize("strategy", ["sygus", "bottom_up"])
def test_lets_in_a_grammar_are_searched(strategy: str) -> None:
    text = own("one () Int 1", "Int", "(I Int (a one (let ((z I)) (+ z z)) (- I I)))", ("3", "11"), ("5", "19"), ("0", "(- 1)"))
    result = solve_task(task(text), SolveConfig(timeout=20, strategy=strategy, max_candidates=20_000))
    assert result.status == "solved" and result.sygus is not None and "(let ((z " in result.sygus
    assert lies_in_file(result.sygus, text) and result(10) == 39
    answer = read_answer(result.sygus, task(text))
    assert evaluate(answer, [10], VOCABULARY["str"]) == 39


GRAMMAR = "(I Int (a 1 (+ I J))) (J Int (a))"


@pytest.mark.parametrize(
    ("grammar", "message"),
    [
        ("(I Int (a (+ I J))) (J Int ())", "2:49: the nonterminal J has no productions"),
        ("(I Int ((+ I J))) (J Int (a))", "the grammar makes no term: every production of I needs another"),
        (
            "(I Int (J)) (J Int ((str.len S))) (S String ((Variable String)))",
            "every production of I, J, S needs another of them, or a parameter",
        ),
        ("(I Int (a (! 1 :weight -2)))", "an annotated production reads (! production :weight number), found (! 1 :weight -2)"),
        ("(I Int (a (! 1 :named b)))", "an annotated production reads"),
        ("(I Int (a (! 1)))", "an annotated production reads"),
        ("(I Int (a (let ((I 1)) (+ I I))))", "a let binds I, which is also a nonterminal or a parameter"),
        ("(I Int (a (let ((z I)) J))) (J Int (z a))", "z is bound by a let in another production"),
    ],
)
def test_faults_of_a_grammar_name_the_nonterminal(grammar: str, message: str) -> None:
    (entry,) = read(source(own("one () Int 1", "Int", grammar, ("3", "11"))))
    assert isinstance(entry, Fault) and message in str(entry) and "\n" not in str(entry)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(_ extract 3 0)", "(_ extract 8 5)", "bits 8 to 5 of a bit-vector of width 8; an extract reads ((_ extract highest lowest) x)"),
        ("(_ extract 3 0)", "(_ extract 3)", "extract has two indices"),
        ("(_ extract 3 0)", "(_ extrakt 3 0)", "unknown function (_ extrakt 3 0); did you mean 'extract'?"),
        ("(_ extract 3 0)", "(_ extract 3 x)", "the indices of extract are small numbers"),
        ("(concat N N)", "(concat N)", "concat takes two bit-vectors, given bits(4)"),
        ("(concat N N)", "(concat N V)", "is bits(12) among productions of type bits(8)"),
        ("(bvadd V V)", "(bvadd V N)", "argument 2 of bvadd is bits(8), found bits(4)"),
        ("(_ BitVec 4)", "(_ BitVec 65)", "bit-vectors of width 65; only those of 1 to 64 bits are known"),
        ("#x12", "#x012", "expected bits(8), found #x012 of type bits(12)"),
        ("#x12", "(_ bv300 8)", "(_ bv300 8) does not fit into its width"),
    ],
)
def test_faults_of_widths(old: str, new: str, message: str) -> None:
    (entry,) = read(source(WIDTHS["swapped"].replace(old, new, 1)))
    assert isinstance(entry, Fault) and message in str(entry) and "\n" not in str(entry)


# -- helpers that use an argument more than once, or not at all ---------------------------------------


def own(helper: str, sort: str, grammar: str, *pairs: tuple[str, str]) -> str:
    """A file whose grammar has a helper of its own."""
    constraints = "\n".join(f"(constraint (= (f {given}) {wanted}))" for given, wanted in pairs)
    parameters = " ".join(f"({name} {sort})" for name in "ab"[: len(parse(pairs[0][0]))])
    return f"(define-fun {helper})\n(synth-fun f ({parameters}) {sort} ({grammar}))\n{constraints}\n(check-synth)"


BV = "(_ BitVec 64)"
HELPED = {
    "twice": own("twice ((x Int)) Int (+ x x)", "Int", "(I Int (a 1 (twice I) (- I I)))", ("3", "11"), ("5", "19"), ("0", "(- 1)")),
    "only": own("twice ((x Int)) Int (+ x x)", "Int", "(I Int (a (twice I)))", ("3", "48"), ("5", "80")),
    "text": own("wrap ((s String) (t String)) String (str.++ s (str.++ t s))", "String",
        '(S String (a b (wrap S S) (str.at S I))) (I Int (0 1))', ('"ab" "x"', '"axa"'), ('"q" "yz"', '"qyzq"'), ('"bc" ""', '"bb"')),
    "bits": own(f"both ((x {BV}) (y {BV})) {BV} (bvand (bvnot x) (bvor x y))", BV,
        f"(V {BV} (a b (both V a) (bvadd V V)))", ("#x0000000000000003 #x0000000000000001", "#x0000000000000002"),
        ("#x00000000000000f0 #x0000000000000011", "#x00000000000000e0"), ("#x00000000000000ff #x0000000000000000", "#x00000000000000ff")),
    "condition": own("most ((x Int) (y Int)) Int (ite (< x y) y x)", "Int", "(I Int (a b 4 (most I I)))",
        ("1 2", "4"), ("5 2", "5"), ("5 9", "9"), ("7 7", "7")),
    "unused": own("third ((x Int) (y Int) (z Int)) Int (+ z z)", "Int", "(I Int (a 1 (third I J J))) (J Int ((third J I I) I))",
        ("3", "12"), ("5", "20")),
    "another's name": own("first ((x Int) (y Int)) Int x", "Int", "(I Int (J)) (J Int (a (+ K 1) (first J I))) (K Int ((first J J)))",
        ("3", "5"), ("5", "7")),
}  # fmt: skip


@pytest.mark.parametrize("strategy", ["sygus", "witness", "bottom_up", "conquer"])
@pytest.mark.parametrize("name", sorted(HELPED))
def test_helpers_are_searched_with(name: str, strategy: str) -> None:
    text = HELPED[name]
    found = task(text)
    result = solve_task(found, SolveConfig(timeout=20, strategy=strategy, max_candidates=20_000))
    assert result.status == "solved" and result.sygus is not None
    assert lies_in_file(result.sygus, text)
    vocabulary = load_domain(found.domain).vocabulary
    assert parse_term(str(result.program), vocabulary, found.request) is not None  # in words of the domain alone
    answer = read_answer(result.sygus, found)
    assert all(evaluate(answer, e.inputs, vocabulary) == e.output for e in found.shown)


def test_helpers_written_out_without_bound_end_the_search_honestly() -> None:
    endless = own("twice ((x Int)) Int (+ x x)", "Int", "(I Int (a (twice I)))", ("3", str(3 << 40)), ("5", str(5 << 40)))
    result = solve_task(task(endless), SolveConfig(timeout=3))
    assert result.status in ("timeout", "exhausted")
