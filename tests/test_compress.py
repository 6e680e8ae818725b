"""Compression: inlining gives every program back, claimed savings are measured ones, and bad input is one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.sexpr import parse_sexpr
from dsl.term import App, Lam, Prim, Term, Var, rebuild, shift, substitute
from synth.library.abstraction.compress import Compression, compress
from synth.library.abstraction.corpus import Corpus, Unreadable
from synth.library.abstraction.rewrite import measured

Bodies = dict[str, tuple[int, Term]]


def abstracted(found: Compression) -> Bodies:
    """The abstractions as functions of their parameters: #0 is the outermost."""
    bodies: Bodies = {}
    for abstraction in found.abstractions:
        body = closed(parse_sexpr(abstraction.body), abstraction.arity, 0)
        for _ in range(abstraction.arity):
            body = Lam(body)
        bodies[abstraction.name] = (abstraction.arity, body)
    return bodies


def closed(term: Term, arity: int, depth: int) -> Term:
    if isinstance(term, Prim) and term.name.startswith("#") and term.name[1:].isdigit():
        return Var(arity - 1 - int(term.name[1:]) + depth)
    return rebuild(term, lambda part, inner: closed(part, arity, inner), depth)


def inlined(term: Term, bodies: Bodies) -> Term:
    """The term without abstractions; only their own redexes are reduced, as corpora may hold redexes of their own.

    What one abstraction is given may be another that still wants arguments.
    """
    match term:
        case Prim(name) if name in bodies:
            return inlined(bodies[name][1], bodies)
        case App(Prim(name), arguments) if name in bodies:
            arity, body = bodies[name]
            whole = inlined(body, bodies)
            for argument in arguments[:arity]:
                assert isinstance(whole, Lam)
                whole = substitute(whole.body, inlined(argument, bodies))
            rest = tuple(inlined(argument, bodies) for argument in arguments[arity:])
            return App(whole, rest) if rest else whole
    return rebuild(term, lambda part, _: inlined(part, bodies))


def beta(term: Term) -> Term:
    match term:
        case App(function, arguments):
            whole, given = beta(function), [beta(argument) for argument in arguments]
            while given and isinstance(whole, Lam):
                whole = beta(substitute(whole.body, given.pop(0)))
            return App(whole, tuple(given)) if given else whole
    return rebuild(term, lambda part, _: beta(part))


def holds(programs: list[str], found: Compression) -> None:
    bodies = abstracted(found)
    for before, after in zip(programs, found.rewritten, strict=True):
        assert beta(inlined(parse_sexpr(after), bodies)) == beta(parse_sexpr(before))
    assert found.original_cost == sum(measured(programs, "lam"))
    assert found.final_cost == sum(measured(found.rewritten, "lam"))
    assert found.final_cost <= found.original_cost


@st.composite
def shapes(draw: st.DrawFn, depth: int = 0, left: int = 4) -> str:
    kind = draw(st.integers(0, 5)) if left else 0
    if kind < 2:
        return draw(st.sampled_from([*"abc", *(f"${i}" for i in range(depth))]))
    if kind == 2:
        return f"(lam {draw(shapes(depth + 1, left - 1))})"
    return f"({' '.join(draw(shapes(depth, left - 1)) for _ in range(draw(st.integers(2, 3))))})"


@settings(max_examples=60, deadline=None)
@given(st.lists(shapes(), min_size=2, max_size=6), st.integers(0, 3), st.booleans(), st.integers(1, 3))
def test_inlining_gives_every_program_back(programs: list[str], most: int, bodies: bool, beam: int) -> None:
    holds(programs, compress(Corpus(programs), 3, most, count_bodies=bodies, beam=beam))


SHARED = {
    "threaded": ["(A (lam (lam (+ (a b c $0 f) (a b c $0 f)))))", "(B (lam (lam (+ (a b c $1 f) (a b c $1 f)))))"],
    "shifted": ["(lam (f (lam (g $1 $0 (h k k)))))", "(lam (lam (f (lam (g $2 $0 (h k k))))))"],
    "repeated": ["(f (g a a) (g b b))", "(f (g c c) (g a a))", "(h (g b b) (g b b))"],
    "applied": ["(lam (p q r $0))", "(lam (p q r (p q r $0)))", "(s (p q r t))"],
    "bare": ["a", "a", "b"],
    "partial": ["(lam (lam ((a a) a (lam a))))", "((a (lam a) a) a)"],
}


@pytest.mark.parametrize("programs", list(SHARED.values()), ids=list(SHARED))
@pytest.mark.parametrize("bodies", [False, True])
def test_small_corpora_come_back(programs: list[str], bodies: bool) -> None:
    holds(programs, compress(Corpus(programs), 5, 2, count_bodies=bodies))


def test_a_claimed_saving_is_the_measured_one() -> None:
    programs = SHARED["repeated"] * 2
    costs = [compress(Corpus(programs), n, 2).final_cost for n in range(4)]
    assert costs == sorted(costs, reverse=True) and costs[0] == sum(measured(programs, "lam"))
    assert costs[1] < costs[0]


def test_of_a_task_the_cheapest_program_counts() -> None:
    corpus = Corpus(["(f a b c)", "(g a)", "(g a)"], ["one", "one", "two"])
    assert compress(corpus, 0, 2).original_cost == 402


def test_what_one_task_alone_has_gets_no_name() -> None:
    assert compress(Corpus(["(f (a b c) (a b c))", "d"]), 5, 2).abstractions == ()


def test_the_same_result_every_time() -> None:
    runs = [compress(Corpus(SHARED["shifted"] + SHARED["applied"]), 5, 3) for _ in range(2)]
    assert runs[0] == runs[1]


def test_depth_is_no_limit() -> None:
    deep = "(f " * 3000 + "a" + ")" * 3000
    found = compress(Corpus([deep, deep]), 1, 1)
    assert found.final_cost < 1000


def test_names_that_are_taken_stay_taken() -> None:
    found = compress(Corpus(["(fn_0 a b)", "(g (fn_0 a b))"]), 1, 1)
    assert [abstraction.name for abstraction in found.abstractions] == ["fn_1"]


@pytest.mark.parametrize("text", ["", "(a", "a)", "()", "(lam)", "(lam a b)", "a b", "(f #0)", "#(lambda"])
def test_texts_that_are_no_programs_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        Corpus(["a", text])


def faults() -> Iterator[tuple[str, str]]:
    yield "[", "line 1"
    yield "{}", "frontiers"
    yield "[]", "no programs"
    yield "[1]", "program 1"
    yield '["(a"]', "program 1"
    yield '{"frontiers": [{"programs": [{}]}]}', "frontier 1, program 1"
    yield "7", "a number"


@pytest.mark.parametrize(("content", "place"), list(faults()))
def test_bad_input_is_one_line_that_names_the_place(tmp_path: Path, content: str, place: str) -> None:
    path = tmp_path / "programs.json"
    path.write_text(content)
    done = subprocess.run([sys.executable, "-m", "synth", "compress", str(path), "--json"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert "programs.json" in done.stderr and place in done.stderr and done.stderr.count("\n") == 1


def test_the_command_prints_one_object(tmp_path: Path) -> None:
    path = tmp_path / "programs.json"
    path.write_text(json.dumps({"frontiers": [{"programs": [{"program": "(lambda (f (#(lambda $0) a) $0))"}]}] * 2}))
    done = subprocess.run([sys.executable, "-m", "synth", "compress", str(path), "--json"], capture_output=True, text=True, check=True)
    record = json.loads(done.stdout)
    assert record["final_cost"] == 200 and record["original_cost"] == 808 and len(record["rewritten"]) == 2


def test_shifting_is_what_lowering_does() -> None:
    corpus = Corpus(["(lam (lam (lam (f $2 (lam $3)))))"])
    graph, builder = corpus.graph, corpus.builder
    inner = builder.read("(f $2 (lam $3))")
    assert int(graph.lowered[inner]) == builder.read("(f $1 (lam $2))")
    assert shift(parse_sexpr("(f $2 (lam $3))"), -1) == parse_sexpr("(f $1 (lam $2))")
