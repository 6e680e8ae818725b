"""Programs in the languages of tables: every phrase, and programs of several, run there against the evaluator."""

from __future__ import annotations

import importlib
import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dsl.domain import domain_names, load_domain
from dsl.evaluate import Failure, compile_term
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary, primitive, subroutine
from dsl.printers import LANGUAGES, printed
from dsl.printers.phrases import Language, Phrase, Unsayable, expression, phrase
from dsl.syntax import parse_term
from dsl.term import App, Const, Prim, Term, Var, lam
from dsl.type import BOOL, INT, STR, TOKEN, Con, Type, apply, arrow, instantiate, parameters, unify, variables
from synth import solve
from synth.batch.display import Display
from synth.config import OutputConfig

V = Vocabulary({p.name: p for domain in domain_names() for p in load_domain(domain).vocabulary.values()}.values())
FLOAT, DECIMAL = Con("float"), Con("decimal")
PIECES = (
    "a",
    "B",
    "Zoë",
    "ada",
    "LOVELACE",
    "12",
    "7",
    "-",
    "-",
    " ",
    " ",
    "--",
    ", ",
    ".",
    "x",
    "'",
    '"',
    "$",
    "(",
    ")",
    "/",
    "\t",
    "²",
    "\xa0",
    "\\",
)
SEPARATORS = ("-", " ", "--", ", ", ".", "x", "'", '"', "$", "(", "a", "/", "\\", "12")
ROWS = 40


def module(language: str) -> Any:
    return importlib.import_module(f"dsl.printers.{language}")


# ---- random rows and programs ----------------------------------------------------------------------------------------


def value(type: Type, rng: random.Random) -> Any:
    match type:
        case Con("int"):
            return rng.choice((0, 1, 2, 3, 7, 12, -1, -5, 40, 99))
        case Con("bool"):
            return rng.random() < 0.5
        case Con("float"):
            return rng.choice((0.0, 1.5, -2.25, 1e6, 0.1, 3.0))
        case Con("decimal"):
            return Decimal(rng.choice(("0", "1.50", "-2.5", "0.01", "10", "1961.1180")))
    assert type == STR
    return rng.choice((str(rng.randint(-20, 2000)), "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 7)))))


def literal(key: str, rng: random.Random) -> Term:
    match key[0]:
        case "N" | "P":
            return Const(rng.randint(key[0] == "P", 4), INT)
        case "G":
            return Const(rng.randint(-3, 3), INT)
        case "H":
            return Const(rng.randint(-3, -1), INT)
        case "Z" | "M":
            return Const(0 if key[0] == "Z" else -1, INT)
        case "T" | "E":
            return Const(rng.choice(SEPARATORS), STR)
        case "S" | "B":
            return Const(rng.choice(("", "-", "+", "ab", " and ", "'", '"', *(("\\1", "$1", "${x}") if key[0] == "S" else ()))), STR)
        case "C":
            return Const(rng.choice([s for s in SEPARATORS if len(s) == 1]), STR)
        case "J":
            return App(Prim("just"), (literal("C", rng),))
    kinds = [Prim(p.name) for p in V.values() if p.type == TOKEN and p.name != "capitalized"]
    if key[0] == "A":
        kinds = [Prim(name) for name in ("digit", "number", "capital", "capitals", "small", "smalls", "punctuation")]
    return rng.choice((*kinds, literal("J", rng)))


class Programs:
    """Random programs that a language has words for."""

    def __init__(self, language: Language, rng: random.Random) -> None:
        self.language, self.rng = language, rng
        self.known = [(name, phrase(line)) for name, lines in language.phrases.items() if name in V for line in lines]

    def of(self, type: Type, depth: int, inputs: list[Type]) -> Term:
        """A program of a type; `inputs` grows by the columns it reads."""
        made = self.rng.sample(self.known, len(self.known)) if depth > 0 and self.rng.random() < 0.85 else []
        for name, known in made:
            if unify(parameters(instantiate(V[name].type, itertools.count()))[1], type) is not None:
                return self.use(name, known, type, depth, inputs)
        if depth > 0 and self.rng.random() < 0.2 and type in (STR, INT, BOOL):
            return Const(value(type, self.rng) if type != STR else self.rng.choice(SEPARATORS), type)
        same = [i for i, other in enumerate(inputs) if other == type]
        if not same or self.rng.random() < 0.5:
            same = [len(inputs)]
            inputs.append(type)
        return Var(self.rng.choice(same))  # the index is that of the column until `closed`

    def use(self, name: str, known: Phrase, type: Type | None, depth: int, inputs: list[Type]) -> Term:
        """A primitive applied to arguments that a phrase takes."""
        declared = instantiate(V[name].type, itertools.count())
        bound = {} if type is None else unify(parameters(declared)[1], type)
        assert bound is not None
        numeric = any(key[0] in "nab" for key in known.parameters)
        free = self.rng.choice((INT, FLOAT, DECIMAL) if numeric and self.language.title in ("SQL",) else (INT,) if numeric else (STR,))
        own = parameters(apply({v.name: free for v in variables(apply(bound, declared))}, apply(bound, declared)))[0]
        parts = zip(known.parameters, own)
        return App(Prim(name), tuple(self.argument(key, t, depth - 1, inputs) for key, t in parts))

    def argument(self, key: str, type: Type, depth: int, inputs: list[Type]) -> Term:
        """What stands in place of a parameter."""
        if key[0] == "L":
            return Const(value(type, self.rng), type)
        return self.of(type, 0 if key == "V" else depth, inputs) if key[0].islower() or key == "V" else literal(key, self.rng)


def closed(body: Term, count: int) -> Term:
    """The body as a program of that many inputs, its variables counted from the innermost."""

    def turned(term: Term) -> Term:
        match term:
            case Var(index):
                return Var(count - 1 - index)
            case App(function, arguments):
                return App(function, tuple(map(turned, arguments)))
        return term

    return lam(count, turned(body))


# ---- what runs them --------------------------------------------------------------------------------------------------


def run_pandas(text: str, rows: Sequence[Sequence[Any]], types: Sequence[Type], space: Any = None) -> list[Any]:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({f"c{i}": pandas.Series([row[i] for row in rows], dtype=KINDS[t][0]) for i, t in enumerate(types)})
    return list(eval(text, {"df": frame, "pd": pandas, **(space or {})}))


def run_polars(text: str, rows: Sequence[Sequence[Any]], types: Sequence[Type], space: Any = None) -> list[Any]:
    polars = pytest.importorskip("polars")
    kinds = {STR: polars.String, INT: polars.Int64, BOOL: polars.Boolean, FLOAT: polars.Float64}
    frame = polars.DataFrame({f"c{i}": polars.Series([row[i] for row in rows], dtype=kinds[t]) for i, t in enumerate(types)})
    return list(frame.select(eval(text, {"pl": polars, **(space or {})}).alias("it"))["it"])


def run_sql(text: str, rows: Sequence[Sequence[Any]], types: Sequence[Type]) -> list[Any]:
    duckdb, pyarrow = pytest.importorskip("duckdb"), pytest.importorskip("pyarrow")
    table = pyarrow.table({f"c{i}": [row[i] if t == STR else str(row[i]) for row in rows] for i, t in enumerate(types)})
    columns = ", ".join(f"c{i}::{KINDS[t][1]} AS c{i}" for i, t in enumerate(types))
    duckdb.register("texts", table)
    return [row[0] for row in duckdb.execute(f"SELECT {text} FROM (SELECT {columns} FROM texts)").fetchall()]


def run_excel(text: str, rows: Sequence[Sequence[Any]], types: Sequence[Type]) -> list[Any]:
    formulas = pytest.importorskip("formulas")
    formula = formulas.Parser().ast(text)[1].compile()
    places = ["ABCDEFGHIJKLMNOP".index(name[0]) for name in formula.inputs]
    answers = []
    for row in rows:
        given = formula(*(float(row[i]) if isinstance(row[i], Decimal) else row[i] for i in places))
        answers.append(given.item() if getattr(given, "size", 0) == 1 else given)
    return answers


KINDS = {
    STR: ("str", "VARCHAR"),
    INT: ("int64", "BIGINT"),
    BOOL: ("bool", "BOOLEAN"),
    FLOAT: ("float64", "DOUBLE"),
    DECIMAL: ("object", "DECIMAL(18, 4)"),
}
RUN = {"pandas": run_pandas, "polars": run_polars, "sql": run_sql, "excel": run_excel}


def same(wanted: Any, given: Any) -> bool:
    if isinstance(wanted, str) or isinstance(given, str):
        return bool(wanted == given)
    return math.isclose(float(wanted), float(given), rel_tol=1e-9) if given is not None else False


def agrees(language: str, text: str, term: Term, types: Sequence[Type], rng: random.Random, most: int = ROWS) -> int:
    """Holds a text against the evaluator on random rows; on how many the program has a value."""
    program = compile_term(term, V)
    rows = [tuple(value(t, rng) for t in types) for _ in range(most)]
    wanted = [program(row) for row in rows]
    valued = [i for i, answer in enumerate(wanted) if not isinstance(answer, Failure)]
    if "TRY_CAST" in text:  # which takes no blanks but those of ASCII
        valued = [i for i in valued if "\xa0" not in "".join(map(str, rows[i]))]
    if language == "excel" or "map(int)" in text or ("//" in text and "Int64" in text):
        rows, wanted = [rows[i] for i in valued], [wanted[i] for i in valued]
        valued = list(range(len(rows)))
    try:
        given = RUN[language](text, rows, types) if valued else []
    except Exception as fault:
        known = {"pandas": "Can only use .str accessor", "sql": "Overflow in multiplication of DECIMAL"}
        assert known.get(language, "none") in str(fault), text  # no row has some part; more digits than the type has
        return 0
    for i in valued:
        assert same(wanted[i], given[i]), f"{term} is {wanted[i]!r}, but {text} {given[i]!r} on {rows[i]!r}"
    return len(valued)


def columns_of(inputs: Sequence[Type]) -> dict[str, int]:
    return {f"c{i}": i for i in range(len(inputs))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_means_its_primitive(language: str) -> None:
    rng, whole = random.Random(5), module(language).LANGUAGE
    for name, lines in whole.phrases.items():
        assert name in V, name
        for line in lines:
            alone = replace(whole, phrases={name: (line,)})
            assert len(phrase(line).parameters) == V[name].arity, line
            valued = 0
            for tried in range(60):
                if valued >= 8 and tried >= 4:
                    break
                inputs: list[Type] = []
                body = Programs(alone, rng).use(name, phrase(line), None, 0, inputs)
                term = closed(body, len(inputs))
                try:
                    text = expression(alone, term, V, columns_of(inputs), arrow(*inputs, result_of(body)))
                except Unsayable as missing:
                    assert "a literal" in str(missing) or "'if'" in str(missing), (line, str(missing))
                    continue
                text = "=" + text if language == "excel" else text
                valued += agrees(language, text, term, inputs, rng, 10 if language == "excel" else ROWS)
            assert valued >= 3, line


def result_of(body: Term) -> Type:
    assert isinstance(body, App) and isinstance(body.function, Prim)
    result = parameters(V[body.function.name].type)[1]
    return STR if variables(result) else result


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_of_several_phrases_mean_the_same(language: str) -> None:
    rng, whole = random.Random(11), module(language).LANGUAGE
    said = valued = 0
    for _ in range(60 if language == "excel" else 150):
        inputs: list[Type] = []
        type = rng.choice((STR, STR, INT, BOOL))
        term = closed(Programs(whole, rng).of(type, 3, inputs), len(inputs))
        if not inputs:
            continue
        try:
            text = expression(whole, term, V, columns_of(inputs), arrow(*inputs, type))
        except Unsayable:
            continue
        said += 1
        valued += agrees(language, "=" + text if language == "excel" else text, term, inputs, rng, 8 if language == "excel" else ROWS)
    assert said > 20 and valued > 100


def said(language: str, text: str, columns: dict[str, int], type: str | None = None) -> str:
    return printed(language, parse_term(text, V, type), V, columns, parse_type(type) if type else None)


SAID = [
    ("pandas", "s -> word(1, title(s))", 'df["Full name"].str.title().str.split().str[1]'),
    ("polars", 's -> before("@", s) ++ "!"', 'pl.col("Full name").str.splitn("@", 2).struct.field("field_0") + pl.lit("!")'),
    ("sql", 's -> if contains_text("\'", s) then "no" else s', "CASE WHEN contains(\"Full name\", '''') THEN 'no' ELSE \"Full name\" END"),
    ("excel", 's -> after("-", s) ++ "-" ++ before("-", s)', '=MID(D2,FIND("-",D2)+1,LEN(D2))&"-"&LEFT(D2,FIND("-",D2)-1)'),
    ("pandas", 's -> if ends_with("x", s) then "a" else "b"', 'df["Full name"].str.endswith("x").map({True: "a", False: "b"})'),
]


@pytest.mark.parametrize(("language", "text", "wanted"), SAID)
def test_expressions_read_well(language: str, text: str, wanted: str) -> None:
    assert said(language, text, {"Full name": 3}) == wanted


def test_numbers_have_few_brackets() -> None:
    columns = {"a": 0, "b": 1}
    assert said("sql", "(a, b) -> (a + b) * 2 - (a - b - 1)", columns) == '("a" + "b") * 2 - ("a" - "b" - 1)'
    assert said("excel", "(a, b) -> a * 2 + b * -1", columns) == "=A2*2+B2*(-1)"


def test_what_has_no_expression_is_a_function_over_the_rows() -> None:
    text, rows = '(s, n) -> join("-", map(w -> prefix(n, w), words(s)))', [("ab cd", 1), ("x", 2)]
    types, columns = [STR, INT], {"c0": 0, "c1": 1}
    for language in ("pandas", "polars"):
        function, _, last = said(language, text, columns).rpartition("\n\n\n")
        space: dict[str, Any] = {}
        exec(function, space)
        assert RUN[language](last, rows, types, space) == ["a-c", "x"]
        single, _, last = said(language, 's -> split("-", s)', {"c0": 0}).rpartition("\n\n\n")
        exec(single, space)
        assert [list(row) for row in RUN[language](last, [("a-b",), ("",)], [STR], space)] == [["a", "b"], [""]]
    for language, title in (("sql", "SQL"), ("excel", "Excel")):
        with pytest.raises(Unsayable, match=f"^{title} has no words for "):
            said(language, text, columns)
    with pytest.raises(Unsayable, match="Excel has no words for a text that is long"):
        said("excel", f's -> s ++ "{300 * "x"}"', {"c0": 0})


def test_learned_subroutines_and_names_are_written_out() -> None:
    shout = subroutine("shout", parse_type("str -> str"), parse_term('s -> upper(s) ++ "!"', V))
    term = parse_term("s -> let t = shout(s) in t ++ t", V.extend(shout))
    assert printed("sql", term, V.extend(shout), {"s": 0}) == "upper(\"s\") || '!' || upper(\"s\") || '!'"


def test_primitives_of_users_are_not_taken_for_ours() -> None:
    upper = primitive("str -> str", name="upper")(lambda s: s)
    with pytest.raises(Unsayable, match="SQL has no words for 'upper'"):
        printed("sql", parse_term("s -> upper(s)", own := Vocabulary([upper])), own, {"s": 0})


def test_results_are_printed_by_the_names_of_their_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    result = solve([("ada", "ADA"), ("Bo b", "BO B"), ("x", "X")], timeout=20, library="none", guide="none")
    name = result.to_python().partition("(")[2].partition(")")[0]
    assert result.to_pandas() == f'df["{name}"].str.upper()'
    assert (result.to_polars(), result.to_sql()) == (f'pl.col("{name}").str.to_uppercase()', f'upper("{name}")')
    assert result.to_excel() == "=UPPER(A2)" and result.record().keys() >= {"python"}
    shown = result.shown_in("sql")
    assert shown.record()["sql"] == result.to_sql() and shown.record()["python"] == result.python
    titled = replace(result, program=parse_term("s -> title(s)", V)).shown_in("sql")
    assert titled.record()["sql"] is None and titled.error == "SQL has no words for 'title'; printed as Python"
    for one, total in ((shown, 1), (titled, 1), (shown, 2)):
        Display(OutputConfig(), total, ["examples"] * total).finished(one)
    told = capsys.readouterr()
    assert told.out == f"{result.program}\n\n{result.to_sql()}\n{titled.program}\n\n{result.python}examples\tsolved\t{result.to_sql()}\n"
    assert told.err == f"synth: examples: {titled.error}\n"
    with pytest.raises(ValueError, match="has no program to print"):
        replace(result, python=None).to_sql()
