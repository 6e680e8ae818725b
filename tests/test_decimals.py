"""Decimals and floats: words, literals, solving, printing, and numbers read from and written to texts."""

from __future__ import annotations

import doctest
import json
import math
import random
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.decimal_words import add_words, divide_words, multiply_words
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, evaluate
from dsl.export import to_python
from dsl.kernel import FAIL, float_of, float_word
from dsl.parsing import parse_type
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from dsl.term import Const, Prim, print_term
from dsl.type import DECIMAL, FLOAT, INT
from dsl.types.decimal_ import decimal_word, kept
from dsl.units import FACTORS, KINDS, PLACES, ZEROS
from dsl.written import dumps
from synth import solve
from synth.cli.app import run
from synth.columns.store import Store
from synth.space.constants import harvest
from synth.space.grammar import Grammar
from tasks import task_of
from tasks.fault import TaskError
from tasks.strict_json import parse
from tasks.task import Example
from tasks.value import fit

D = Decimal
WORDS = load_domain("number_formats").vocabulary
FLOATS = load_domain("floats").vocabulary
NAMES = ("decimals", "roundings", "floats", "measures", "number_formats")
OWN = [p for p in {**WORDS, **FLOATS}.values() if p.function.__module__.rpartition(".")[2] in NAMES]
decimals = st.builds(lambda n, e: Decimal(n).scaleb(e), st.integers(-(10**16) + 1, 10**16 - 1), st.integers(-20, 20))
near = st.builds(lambda n, e: Decimal(n).scaleb(e), st.integers(-9999, 9999), st.integers(-3, 2))
numbers = st.one_of(decimals, near)
floats = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("p", [pytest.param(p, id=p.name) for p in OWN])
def test_examples_hold(p: Primitive) -> None:
    test = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", {p.function.__name__: p, "Decimal": D}, p.name, None, None)
    assert p.examples and doctest.DocTestRunner(verbose=False).run(test).failed == 0
    assert not any("Decimal" in text for text in p.examples[0])


@pytest.mark.parametrize("unit", sorted(KINDS))
def test_quantities_are_read_in_a_unit_as_in_python(unit: str) -> None:
    """Each way to write a unit is one of its kind, back and forth too, and the printed Python reads what the reference reads."""
    program, names = parse_term(f"(unit, s) -> in_unit({dumps(unit)}, s)", WORDS), dict[str, Any]()
    exec(to_python(program, WORDS), names)

    def in_first(number: Decimal, way: str) -> Decimal:
        return number * FACTORS[KINDS[unit]][way] + ZEROS.get(way, D(0))

    near = 2 * 10**-PLACES if KINDS[unit] == "temperature" else 0.0
    for way in FACTORS[KINDS[unit]]:
        for text, number in ((f"1{way}", D(1)), (f"about -1,234.5 {way}, or 7 {way}", D("-1234.5")), (f"3 x 2.50 {way}.", D("2.50"))):
            found = evaluate(program, ("", text), WORDS)
            assert found == names["program"]("", text)
            assert math.isclose(in_first(found, unit), in_first(number, way), rel_tol=1e-9, abs_tol=near)
    for text in ("", "12", f"1 {unit}x", "1 parsec"):
        assert isinstance(evaluate(program, ("", text), WORDS), Failure)


# ---- words ----


@given(numbers, numbers)
@example(D("1.50"), D("1.5"))
@example(D("-0.0"), D("0"))
def test_words_are_values_in_their_order(a: Decimal, b: Decimal) -> None:
    first, second = decimal_word(a), decimal_word(b)
    assert FAIL not in (first, second)
    assert (first < second, first == second) == (a < b, a == b)
    store = Store(1, 1)
    assert store.value(store.word(a, DECIMAL), DECIMAL) == a


@given(floats, floats)
@example(-0.0, 0.0)
@example(5e-324, -1.7976931348623157e308)
def test_float_words_are_values_in_their_order(a: float, b: float) -> None:
    first, second = float_word(a), float_word(b)
    assert FAIL not in (first, second)
    assert (first < second, first == second) == (a < b, a == b)
    assert float_of(first) == a and math.copysign(1, float_of(float_word(-0.0))) == 1


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_finite_float_has_no_word(value: float) -> None:
    assert float_word(value) == FAIL


@given(numbers, numbers)
@example(D("1000000000000000"), D("-0.5"))
@example(D("9999999999999999"), D("1"))
@example(D("1125899906842624"), D("2384185791015625"))
def test_arithmetic_is_exact_or_fails(a: Decimal, b: Decimal) -> None:
    with localcontext(prec=300):
        exact = [(add_words, a + b), (multiply_words, a * b)] + ([(divide_words, a / b)] if b else [])
        for operate, wanted in exact:
            assert operate(decimal_word(a), decimal_word(b)) == decimal_word(wanted)


@given(numbers, st.integers(0, 40))
def test_what_is_written_is_kept(a: Decimal, zeros: int) -> None:
    longer = a * 10 ** (zeros % 4) if a else a
    assert kept(longer) == longer and (not longer or str(kept(longer)) == str(longer))
    with localcontext(prec=100):
        padded = a.quantize(D(1).scaleb(-zeros - 20)) if a else a
    assert kept(padded) == padded and len(kept(padded).as_tuple().digits) <= 28


@pytest.mark.parametrize("text", ["12345678901234567", "1e101", "1e-101"])
def test_what_is_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(TaskError, match="expected decimal of at most 16 digits"):
        fit(parse(text) if "e" in text else int(text), DECIMAL)
    with pytest.raises(ValueError, match="longer than"):
        kept(D(text))


# ---- reading and writing ----


@given(numbers)
def test_json_keeps_digits(a: Decimal) -> None:
    text = str(kept(a))
    value = fit(parse(text), DECIMAL)
    assert str(value) == str(kept(D(text))) and fit(parse(dumps(value)), DECIMAL) == value


def test_types_of_numbers_are_inferred() -> None:
    assert task_of("t", [(D("1.5"), 2), (3, 4)]).request == parse_type("decimal -> int")
    assert task_of("t", [([1, D("1.5")], D("2")), ([], 4)]).request == parse_type("list(decimal) -> decimal")
    assert task_of("t", [(1.5, parse("2.50"))]).request == parse_type("float -> float")
    assert task_of("t", [(1, D("1"))]).domain == "decimals" and task_of("t", [(1.5, 1)]).domain == "floats"
    assert task_of("t", [("1", D("1"))]).domain == "text"
    with pytest.raises(TaskError, match=r'write Decimal\("1.5"\)'):
        task_of("t", [(D("1"), 2), (1.5, 4)])
    with pytest.raises(TaskError, match=r"expected float as before, found int 1; write 1\.0"):
        task_of("t", [(1.5, 2), (1, 4)])


@given(numbers)
def test_literals_are_written_and_read(a: Decimal) -> None:
    for term in (Const(a, DECIMAL), Const((a, D("2.50")), parse_type("list(decimal)"))):
        assert str(parse_term(print_term(term), WORDS)) == str(term)
    assert parse_term(f"x -> x + {print_term(Const(abs(a), DECIMAL))}", WORDS, "decimal -> decimal") is not None


def test_operators_mean_the_type() -> None:
    term = parse_term("(x, y) -> (x - 1.50d) * y / 2d < x", WORDS)
    assert print_term(term) == "(x, y) -> (x - 1.50d) * y / 2d < x"
    assert {t.name for t in _prims(term)} == {"subtract_decimal", "multiply_decimal", "divide_decimal", "less"}
    assert print_term(parse_term("x -> x / 2.0", FLOATS)) == "x -> x / 2.0"
    with pytest.raises(ValueError, match="decimal"):
        parse_term("x -> x + 1.5d + 1", WORDS)


def _prims(term: Any) -> list[Prim]:
    from dsl.term import subterms

    return [t for t in subterms(term) if isinstance(t, Prim)]


# ---- solving ----

SOLVED = [
    (
        [((D("1.5"), 2), D("3.0")), ((D("2.25"), 4), D("9.0")), ((D("0.8"), 10), D("8.0"))],
        [(D("1.5"), 3, D("4.5")), (D("0.5"), 7, D("3.5"))],
    ),
    ([(D("10.00"), D("11.90")), (D("25.49"), D("30.33")), (D("3.10"), D("3.69")), (D("99.99"), D("118.99"))], [(D("200.00"), D("238"))]),
    ([(D("12"), D("53.6")), (D("100"), D("212")), (D("-3"), D("26.6"))], [(D("1.5"), D("34.7"))]),
    ([(D("12.345"), D("12.35")), (D("1.015"), D("1.02")), (D("-3.111"), D("-3.11"))], [(D("0.005"), D("0.01")), (D("7"), D("7"))]),
    ([(D("12.3"), D("0")), (D("31.015"), D("25")), (D("63.111"), D("50"))], [(D("99.9"), D("75"))]),
    ([(D("9.99"), True), (D("10"), False), (D("3"), True), (D("12.5"), False), (D("10.01"), False)], [(D("-4"), True), (D("11.5"), False)]),
    ([([D("1.5"), D("2")], D("3.5")), ([D("1"), D("3"), D("0.5")], D("4.5")), ([D("2.25")], D("2.25"))], [([D("1"), D("0.1")], D("1.1"))]),
    ([(1.5, 3.0), (2.25, 4.5), (4.0, 8.0)], [(0.1, 0.2)]),
    ([((0.1, 3), 0.3), ((1.1, 3), 3.3), ((3.3, 4), 13.2)], [(0.7, 3, 2.1)]),
]


@pytest.mark.parametrize(("shown", "held_out"), SOLVED)
def test_examples_with_numbers_are_solved(shown: list[Any], held_out: list[tuple[Any, ...]]) -> None:
    result = solve(shown, library="none", guide="none", timeout=20)
    assert result.status == "solved", result.program
    for *inputs, output in held_out:
        own, namespace = result(*inputs), dict[str, Any]()
        exec(result.python, namespace)
        for found in (own, namespace["program"](*inputs)):
            assert math.isclose(found, output, rel_tol=1e-9) if isinstance(output, float) else found == output, result.program


def test_a_float_is_near_but_not_nearer_than_asked() -> None:
    assert solve([((0.1, 0.2), 0.3), ((1.1, 2.2), 3.3)], library="none", timeout=10).status == "solved"
    off = solve([((0.1, 0.2), 0.3001), ((1.1, 2.2), 3.3001), ((5.5, 2.5), 8.0)], library="none", timeout=2)
    assert off.status != "solved" or str(off.program).partition("-> ")[2] != "x + y"


def test_a_task_file_is_solved_and_run(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [((1.5, 2), "3.0"), ((2.25, 4), "9.0"), ((0.8, 10), "8.00")]
    shown = ", ".join(f'{{"inputs": [{x}, {n}], "output": {out}}}' for (x, n), out in rows)
    file = tmp_path / "t.jsonl"
    file.write_text(f'{{"name": "price", "type": "decimal -> int -> decimal", "train": [{shown}]}}\n')
    assert run(["solve", str(file), "--json", "--library", "none", "--alternatives", "2"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["status"] == "solved" and "from decimal import Decimal" in record["python"]
    assert run(["run", record["program"], "1.10", "3", "--type", record["type"], "--library", "none"]) == 0
    assert capsys.readouterr().out == "3.30\n"
    assert run(["run", "x -> scale(-2, x)", "-1961.1180", "--type", "decimal -> decimal", "--library", "none"]) == 0
    assert capsys.readouterr().out == "-19.611180\n"


def test_literals_that_lead_to_the_outputs_are_offered() -> None:
    def offered(request: str, rows: list[tuple[Any, Any]]) -> dict[Any, float]:
        shown = [Example((x,), y) for x, y in rows]
        return {c.value: cost for c, cost in harvest(parse_type(request), shown).items() if c.type in (DECIMAL, FLOAT)}

    vat = offered("decimal -> decimal", [(D("10.00"), D("11.90")), (D("25.49"), D("30.33")), (D("3.10"), D("3.69"))])
    assert D("1.19") in vat and D("0.01") in vat and D("0.8403") not in vat  # an inverse is longer than what people multiply by
    net = offered("decimal -> decimal", [(D("11.90"), D("10.00")), (D("30.33"), D("25.49")), (D("3.69"), D("3.10"))])
    assert D("1.19") in net  # and offered where it is shorter
    line = offered("int -> decimal", [(12, D("53.6")), (100, D("212")), (-3, D("26.6"))])
    assert D("1.8") in line and D("32") in line
    assert 0.25 in offered("float -> float", [(3.3, 3.25), (4.1, 4.0), (0.8, 0.75)])
    assert not [c for c in harvest(parse_type("int -> int"), [Example((1,), 2)]) if c.type != INT and c.value != ()]


# ---- printing ----

PRINTED = [
    ("x -> round_to(0.05d, x * 1.19d)", "decimal -> decimal", [D("10.00"), D("-3.127"), D("0")]),
    (
        "x -> floor_to(25d, x) + truncate_to(0.1d, x) - ceiling_to(2d, x) * round_away_to(0.5d, x)",
        "decimal -> decimal",
        [D("63.17"), D("-9.99")],
    ),
    (
        "x -> round_even_to(0.1d, x) * round_even_to(10d, x)",
        "decimal -> decimal",
        [D("65.25"), D("-55.35"), D("0.05")],
    ),
    ("x -> round_ratio(0.01d, x, 3d)", "decimal -> decimal", [D("2"), D("-10")]),
    (
        "x -> [floor(x), ceiling(x), truncate(x), round_half_up(x), decimals_of(x)]",
        "decimal -> list(int)",
        [D("2.5"), D("-2.50"), D("0.00")],
    ),
    ("x -> min_decimal(negate_decimal(x), absolute_decimal(scale(2, x)))", "decimal -> decimal", [D("2.5"), D("-2.50")]),
    ("xs -> sum_decimals(map(x -> x / 2d, xs))", "list(decimal) -> decimal", [(D("2.5"), D("1")), ()]),
    ("s -> number_in(-1, s)", "str -> decimal", ["a-12 .5 1,234.50kg", "-1e3", "1,2345 12,34,567"]),
    ("s -> parse_number(s)", "str -> decimal", [" -$1,234.50 ", "12 %", ".5"]),
]
PATTERNS = (
    "",
    "0",
    "0.00",
    "#,##0.00",
    "#,##,##0",
    "000",
    "0.##",
    "0.0##",
    "#.##0,00",
    "0,00",
    "General",
    "#,##0.##",
    "(#,##0.00)",
    "+0.0",
    "??0",
    "0.00E+00",
)


@pytest.mark.parametrize(("text", "request_type", "values"), PRINTED)
def test_python_says_the_same(text: str, request_type: str, values: list[Any]) -> None:
    term, namespace = parse_term(text, WORDS, request_type), dict[str, Any]()
    source = to_python(term, WORDS, type=parse_type(request_type))
    exec(source, namespace)
    for value in values:
        found = evaluate(term, (value,), WORDS)
        own = namespace["program"](list(value) if isinstance(value, tuple) else value)
        assert (tuple(own) if isinstance(own, list) else own) == found, source


@pytest.mark.parametrize("pattern", PATTERNS)
def test_python_writes_numbers_the_same(pattern: str) -> None:
    term, namespace = parse_term(f"x -> format_number({json.dumps(pattern)}, x)", WORDS, "decimal -> str"), dict[str, Any]()
    source, chance = to_python(term, WORDS, type=parse_type("decimal -> str")), random.Random(pattern)
    exec(source, namespace)
    program = compile_term(term, WORDS)
    for x in (
        D(0),
        D("-0.001"),
        D("0.5"),
        D("-1234567.895"),
        *(D(chance.randint(-(10**9), 10**9)).scaleb(-chance.randint(0, 6)) for _ in range(200)),
    ):
        assert namespace["program"](x) == program((x,)), (x, source)


@pytest.mark.parametrize(
    ("pattern", "value", "wanted"),
    [
        ("", "200.0", "200.0"), ("0", "0.5", "1"), ("0.00", "-0.005", "-0.01"), ("0.00", "-0.004", "0.00"),
        ("#,##0.00", "1234567.895", "1,234,567.90"),
        ("#,##,##0", "1234567", "12,34,567"), ("000", "-7", "-07"), ("0.##", "2.50", "2.5"), ("0.##", "2", "2"), ("0.0##", "2", "2.0"),
        ("#.##0,00", "-1234.5", "-1.234,50"), ("General", "2.50", "2.5"), ("(0.0)", "-2.5", "(2.5)"),
        ("??0", "7", "  7"), ("+0", "7", "+7"), ("0,0", "1.25", "1,3"),
    ],
)  # fmt: skip
def test_numbers_are_written_by_a_pattern(pattern: str, value: str, wanted: str) -> None:
    assert WORDS["format_number"](pattern, D(value)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A-12 and -3", ["12", "-3"]), ("3-5", ["3", "5"]), ("$1,234,567.89", ["1234567.89"]),
        ("12,34,567", ["1234567"]), ("x .5 y", ["0.5"]),
        ("1.5e3 m", ["1500"]), ("1.2.3", ["1.2", "3"]), ("March 15,2020", ["15", "2020"]),
        ("1,2,3", ["1", "2", "3"]), ("1,234kg", ["1234"]), ("(-5)", ["-5"]),
    ],
)  # fmt: skip
def test_numbers_are_found_in_texts(text: str, wanted: list[str]) -> None:
    found = [evaluate(Prim("number_in"), (n, text), WORDS) for n in range(len(wanted) + 1)]
    assert found[:-1] == [D(w) for w in wanted] and isinstance(found[-1], Failure)
    assert evaluate(Prim("number_in"), (-1, text), WORDS) == D(wanted[-1])


@pytest.mark.parametrize("text", ["", "abc", "12 kg", "--5", "1,23", "1.2.3"])
def test_what_is_no_number_fails(text: str) -> None:
    assert isinstance(evaluate(Prim("parse_number"), (text,), WORDS), Failure)


def test_what_is_scanned_is_not_enumerated() -> None:
    grammar = Grammar.from_types(parse_type("str -> decimal -> str"), load_domain("text").vocabulary)
    used = {p.label for p in grammar.productions}
    assert "add_decimal" in used and not used & {"number_in", "parse_number", "format_number"}
