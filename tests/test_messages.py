"""What is said of bad input: one short line at once, whatever the size of what is wrong, and nothing of Python's own."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dsl.domain import domain_names, load_domain
from dsl.evaluate import Failure, compile_term
from dsl.parsing import parse_type
from dsl.primitives import primitive
from dsl.quote import MAX_NESTING, MOST_LINE, clip, too_deep
from dsl.sexpr import parse_sexpr
from dsl.syntax import parse_term
from dsl.term import App, Prim, Var, lam
from dsl.type import TVar, Type, parameters
from synth import solve
from synth.batch.display import say
from synth.cli.run import run
from synth.config import RunConfig
from synth.library.abstraction.compress_file import load_corpus
from tasks import load, parse_example
from tasks.fault import Fault
from tasks.strict_json import parse as parse_json
from tasks.sygus.s_expression import parse as parse_sl
from tasks.value import read_type

LONG = "x" * 100_000
DIGITS = "9" * 100_000
WORDS = load_domain("text").vocabulary
LONGEST = 700  # characters of a message
PYTHON = re.compile(r"out of range|set_int_max|empty sequence|not in tuple|unsupported operand|' object|arg is an|iterable|Exceeds")
GOOD = {"name": "a", "train": [{"inputs": [1], "output": 2}]}


def message(read: Callable[[], Any]) -> str:
    """What is said of something that cannot be read."""
    with pytest.raises(ValueError) as caught:
        read()
    return str(caught.value)


def short(text: str) -> bool:
    return len(text) <= LONGEST and "\n" not in text and not PYTHON.search(text)


@pytest.mark.parametrize(
    "text",
    [
        *(LONG, f"n -> {LONG}(n)", f"n -> n + {DIGITS}", f"n -> [{DIGITS}]", f"n -> -{DIGITS}", f"${DIGITS}", f"n -> (n : {LONG})"),
        *(f"n -> (1 : {LONG}(int))", f'n -> "{LONG}" {LONG}', f"({LONG}, {LONG}) -> 1", f"n -> {LONG} ->", f'"{LONG}'),
        *(f"n -> n n{LONG}", f"n -> {DIGITS}.5.{DIGITS}", f"n -> '{LONG}'", f"n -> let {LONG} = 1", f"n -> ($1{DIGITS})"),
    ],
)  # fmt: skip
def test_a_program_is_quoted_in_part(text: str) -> None:
    began = time.monotonic()
    assert short(message(lambda: parse_term(text, WORDS)))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "text", [LONG, f"({LONG}", f"{DIGITS}", f'"{LONG}', f'"{LONG}":{LONG}', f"({LONG} 1)", f"${DIGITS}", f"[{DIGITS}]"]
)
def test_an_s_expression_is_quoted_in_part(text: str) -> None:
    assert short(message(lambda: parse_sexpr(text, WORDS)))


@pytest.mark.parametrize("text", [LONG, f"{LONG} -> int", f"int -> {LONG}", f"list({LONG})", f"{LONG} a => a -> a"])
def test_a_type_is_quoted_in_part(text: str) -> None:
    assert short(message(lambda: read_type(text)))
    assert short(message(lambda: parse_type(text)))
    assert short(message(lambda: primitive(text)(lambda n, m, k, j: n)))


@pytest.mark.parametrize("part", ["list(int)", "pair(int, int)", "bits(64)"])
def test_a_long_type_that_a_value_does_not_have(part: str) -> None:
    wanted = part
    while len(wanted) < 900:
        wanted = f"pair({wanted}, {part})"
    assert short(message(lambda: solve([(1, 1)], type=f"{wanted} -> int")))


@pytest.mark.parametrize(
    "record",
    [
        {**GOOD, "train": [{"inputs": [{LONG: 1}], "output": 1}]},
        {**GOOD, "type": LONG},
        {**GOOD, "type": 5, LONG: 1},
        {**GOOD, LONG: "\ud800"},
        {LONG: 1},
        {f"{LONG}{i}": 1 for i in range(9)},
        {**GOOD, "train": [{"inputs": [1], LONG: 1}]},
        {**GOOD, "train": [{"inputs": [LONG], "output": 1}, {"inputs": [1], "output": 1}]},
        {**GOOD, "name": LONG, "train": LONG},
    ],
)
def test_a_record_is_quoted_in_part(record: Any, tmp_path: Path) -> None:
    for name, text in (
        ("a.json", json.dumps(record)),
        ("b.jsonl", json.dumps(record).replace("1}", f"1, {json.dumps(LONG)}: 1, {json.dumps(LONG)}: 2}}")),
    ):
        (tmp_path / name).write_text(text)
        (fault,) = load(tmp_path / name)
        assert isinstance(fault, Fault)
        assert short(fault.message.replace(str(tmp_path), ""))


@pytest.mark.parametrize(
    "text",
    [
        *(LONG, f"({LONG})", f"(set-logic {LONG}", f"(synth-fun {LONG} ((x {LONG})) Int)", f"(define-fun f ((x Int)) Int ({LONG} x))"),
        *(f"(define-fun {LONG} ((x Int)) Bool x)", f"(define-fun f ((x (_ BitVec {DIGITS}))) Int x)",
        f"(constraint (= (f {DIGITS}) {LONG}))"),
        *(f"(synth-fun f ((x Int)) Int (({LONG} Bool (x))))", f"(synth-fun {LONG} ((x Int)) Int)(constraint (= ({LONG} {LONG}) 1))"),
        *(f"(synth-fun {LONG} ((x Int)) Int)(constraint (= ({LONG} 1 2) 1))(check-synth)", f'"{LONG}', f"{LONG})"),
    ],
)  # fmt: skip
def test_a_file_of_sygus_is_quoted_in_part(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.sl").write_text(text)
    (fault,) = load(tmp_path / "a.sl")
    assert isinstance(fault, Fault)
    assert short(fault.message.replace(str(tmp_path), ""))


def test_a_table_is_quoted_in_part(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"a,{LONG}\n1,\n2,\n")
    (fault,) = load(tmp_path / "a.csv")
    assert isinstance(fault, Fault)
    assert short(fault.message.replace(str(tmp_path), ""))


@pytest.mark.parametrize(
    "options",
    [
        {"type": LONG},
        {"domain": LONG},
        {"strategy": LONG},
        {"timeout": LONG},
        {"seed": LONG},
        {"guide": 5},
        {"primitives": 5, "type": LONG},
    ],
)
def test_an_option_is_quoted_in_part(options: Any) -> None:
    assert short(message(lambda: solve([(1, 1), (2, 2)], **options)))


@pytest.mark.parametrize(
    "program",
    [f"{LONG} -> 1 -> 2", "1 + 1", f'{{"program": "n -> n", "modules": [{{"name": "{LONG}"}}]}}', '{"program": "n", "modules": 5}'],
)
def test_a_program_to_run_is_quoted_in_part(program: str) -> None:
    assert short(message(lambda: run(RunConfig(program, ("1",)))))


def test_a_corpus_is_quoted_in_part(tmp_path: Path) -> None:
    for text in (f"[{DIGITS}]", "[" * 100_000, f'["{LONG}"', LONG):
        (tmp_path / "a.json").write_text(text)
        assert short(message(lambda: load_corpus(str(tmp_path / "a.json"))).replace(str(tmp_path), ""))


def test_a_line_has_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    say(LONG)
    assert len(capsys.readouterr().err) < MOST_LINE + 20
    assert clip("a" * 101) == "a" * 100 + "…"


def pool(wanted: Type) -> list[Any] | None:
    """A few values of a type that may be too much for a primitive."""
    if isinstance(wanted, TVar):
        return [0, 7]
    simple = {"int": [0, -1, 5, 2**63 - 1], "str": ["", "a", "b 12"], "bool": [True], "bits": [0, 2**64 - 1], "float": [0.0, 1e308]}
    if wanted.name == "list":
        items = pool(wanted.args[0])
        return None if items is None else [(), tuple(items)]
    return simple.get(wanted.name)


@pytest.mark.parametrize("domain", domain_names())
def test_why_a_program_fails_is_said_in_our_words(domain: str) -> None:
    vocabulary = load_domain(domain).vocabulary
    for p in vocabulary.values():
        pools = [pool(t) for t in parameters(p.type)[0]]
        if p.function is None or not pools or not all(pools):
            continue
        program = compile_term(lam(len(pools), App(Prim(p.name), tuple(Var(i) for i in reversed(range(len(pools)))))), vocabulary)
        for k in range(12):
            value = program([values[k // (1 + j) % len(values)] for j, values in enumerate(pools) if values])
            assert not isinstance(value, Failure) or short(value.reason), value.reason


# -- nesting --------------------------------------------------------------------------------------


READERS: dict[str, Callable[[str], Any]] = {
    "program": lambda text: parse_term(text, WORDS),
    "type": parse_type,
    "task's type": lambda text: read_type(text[:999]),
    "JSON": parse_json,
    "example": parse_example,
    "SyGuS": parse_sl,
}


@pytest.mark.parametrize("reader", sorted(READERS))
@pytest.mark.parametrize("brackets", ["(", "[", "([", "f(", '["(", ', "{"])
def test_deep_nesting_is_refused_at_once(reader: str, brackets: str) -> None:
    began = time.monotonic()
    assert short(message(lambda: READERS[reader](400_000 * brackets)))
    assert time.monotonic() - began < 1


def test_how_deep_brackets_may_stand() -> None:
    for deep in range(MAX_NESTING - 2, MAX_NESTING + 3):
        text = deep * "(" + "1" + deep * ")"
        assert (too_deep(text) is None) == (deep <= MAX_NESTING)
        assert too_deep(f'"{deep * "("}{text}"') is None
        assert (too_deep(deep * "()" + text) is None) == (deep <= MAX_NESTING)
    assert str(parse_term(60 * "(" + "1" + 60 * ")", WORDS)) == "1"
    assert len(parse_sl('"\\" ((("(" |(((| ; (((\n)))' + 70 * "()")) == 72


# -- surrogates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "a\\udc00b", "\ud800", "\\ud800\\ud800", "\udcff"])
def test_half_a_surrogate_pair_is_refused_everywhere(half: str) -> None:
    readers: list[Callable[[], Any]] = [
        lambda: parse_term(f's -> s ++ "{half}"', WORDS),
        lambda: parse_term(f's -> [s, "{half}"]', WORDS),
        lambda: parse_sexpr(f'(concat_text $0 "{half}")', WORDS),
        lambda: parse_json(f'["{half}"]'),
    ]
    for read in readers:
        assert "lone surrogate" in message(read)
    assert parse_term(r'"\ud83d\ude00"', WORDS) == parse_term('"😀"', WORDS)
