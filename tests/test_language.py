"""The language: text and terms, types, meaning, and what its errors say."""

import pickle
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.bounds import MAX_INT, MAX_LIST, MAX_TEXT
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, evaluate, thaw
from dsl.infer import TypeFault, elaborate, infer
from dsl.parsing import SyntaxFault, parse_type
from dsl.primitives import Primitive, Vocabulary, primitive, subroutine
from dsl.syntax import parse_term
from dsl.term import (
    App,
    Const,
    Hole,
    Lam,
    Let,
    Prim,
    Term,
    Var,
    free_indices,
    lam,
    print_term,
    shift,
    size,
    substitute,
    subterms,
)
from dsl.term import (
    replace as replace_term,
)
from dsl.type import (
    BOOL,
    FLOAT,
    INT,
    STR,
    Con,
    TVar,
    Type,
    apply,
    arrow,
    canonical,
    free_variables,
    instantiate,
    list_of,
    pair_of,
    parameters,
    unify,
)


def define(name, signature, function, **options):
    return primitive(signature, name=name, **options)(function)


V = Vocabulary(
    [
        define("add", "int -> int -> int", lambda a, b: a + b),
        define("subtract", "int -> int -> int", lambda a, b: a - b),
        define("multiply", "int -> int -> int", lambda a, b: a * b),
        define("divide", "int -> int -> int", lambda a, b: a // b),
        define("modulo", "int -> int -> int", lambda a, b: a % b),
        define("add_float", "float -> float -> float", lambda a, b: a + b),
        define("multiply_float", "float -> float -> float", lambda a, b: a * b),
        define("negate", "int -> int", lambda a: -a),
        define("equal", "Eq a => a -> a -> bool", lambda a, b: a == b),
        define("unequal", "Eq a => a -> a -> bool", lambda a, b: a != b),
        define("less", "Ord a => a -> a -> bool", lambda a, b: a < b),
        define("less_equal", "Ord a => a -> a -> bool", lambda a, b: a <= b),
        define("greater", "Ord a => a -> a -> bool", lambda a, b: a > b),
        define("greater_equal", "Ord a => a -> a -> bool", lambda a, b: a >= b),
        define("and", "bool -> bool -> bool", lambda a, b: a and b, lenient=True),
        define("or", "bool -> bool -> bool", lambda a, b: a or b, lenient=True),
        define("not", "bool -> bool", lambda a: not a),
        define("if", "bool -> a -> a -> a", lambda c, a, b: a if c else b, lenient=True),
        define("otherwise", "a -> a -> a", lambda a, b: b if isinstance(a, Failure) else a, lenient=True),
        define("append", "list(a) -> list(a) -> list(a)", lambda a, b: [*a, *b]),
        define("concat_text", "str -> str -> str", lambda a, b: a + b),
        define("cons", "a -> list(a) -> list(a)", lambda x, xs: [x, *xs]),
        define("length", "list(a) -> int", len),
        define("head", "list(a) -> a", lambda xs: xs[0]),
        define("sort", "Ord a => list(a) -> list(a)", sorted),
        define("take", "int -> list(a) -> list(a)", lambda n, xs: xs[:n]),
        define("repeat", "int -> a -> list(a)", lambda n, x: [x] * n),
        define("map", "(a -> b) -> list(a) -> list(b)", lambda f, xs: [f(x) for x in xs], indexed="map_indexed"),
        define("map_indexed", "(int -> a -> b) -> list(a) -> list(b)", lambda f, xs: [f(i, x) for i, x in enumerate(xs)]),
        define("filter", "(a -> bool) -> list(a) -> list(a)", lambda f, xs: [x for x in xs if f(x)]),
        define("count_text", "str -> int", len),
        define("pair", "a -> b -> pair(a, b)", lambda a, b: (a, b)),
        define("first", "pair(a, b) -> a", lambda p: p[0]),
        define("origin", "int", lambda: 0),
    ]
)


@primitive("(b -> a -> b) -> b -> list(a) -> b", loop="fold")
def fold(f, start, xs):
    """Combine all items, from the left.

    >>> fold(max, 0, [3, 5])
    5
    """
    for x in xs:
        start = f(start, x)
    return start


V = V.extend(fold)


def program(text, type=None):
    return parse_term(text, V, type)


def run(text, *inputs, type=None):
    return thaw(evaluate(program(text, type), inputs, V))


# ---- random terms ------------------------------------------------------------------------------

HINTS = st.sampled_from(["", "x", "xs", "n", "if", "sort", "two words", "value"])
GROUND = (INT, BOOL, STR, FLOAT, list_of(INT), list_of(STR), list_of(list_of(INT)), pair_of(INT, STR))
SMALL = {
    INT: st.integers(-9, 9) | st.sampled_from([MAX_INT, -MAX_INT]),
    BOOL: st.booleans(),
    STR: st.text(max_size=4),
    FLOAT: st.floats(allow_nan=False, allow_infinity=False),
}


def literals(t: Type) -> st.SearchStrategy:
    if t.name == "list":  # only lists of numbers are empty: nothing may tell the type of others
        return st.lists(literals(t.args[0]), min_size=0 if t.args[0] == INT else 1, max_size=3)
    if t.name == "pair":
        return st.tuples(*map(literals, t.args))
    return SMALL[t]


@st.composite
def terms(draw, goal: Type, scope: tuple[Type, ...] = (), depth: int = 4) -> Term:
    """A term of type `goal` in which variables of the types of `scope` (innermost first) are free."""
    if isinstance(goal, Con) and goal.name == "->":
        bare = [Prim(p.name) for p in V.values() if unify(instantiate(p.type, count()), goal) is not None]
        if bare and draw(st.booleans()):
            return draw(st.sampled_from(bare))
        return Lam(draw(terms(goal.args[1], (goal.args[0], *scope), depth)), draw(HINTS))
    leaves = [Var(i) for i, t in enumerate(scope) if t == goal]
    if leaves and draw(st.booleans()):
        return draw(st.sampled_from(leaves))
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return Const(draw(literals(goal)), goal)
    if draw(st.integers(0, 6)) == 0:
        t = draw(st.sampled_from(GROUND))
        value = draw(terms(t, scope, depth - 1))
        return Let(value, draw(terms(goal, (t, *scope), depth - 1)), draw(HINTS))
    return draw(applications(goal, scope, depth))


@st.composite
def applications(draw, goal: Type, scope: tuple[Type, ...], depth: int) -> Term:
    options = []
    for p in V.values():
        wanted, result = parameters(instantiate(p.type, count()))
        subst = unify(result, goal)
        if wanted and subst is not None:
            options.append((p.name, [apply(subst, t) for t in wanted]))
    name, wanted = draw(st.sampled_from(options))
    free = sorted(frozenset().union(*map(free_variables, wanted)))
    chosen = {v: draw(st.sampled_from((INT, STR, BOOL))) for v in free}
    arguments = tuple(draw(terms(apply(chosen, t), scope, depth - 1)) for t in wanted)
    return App(Prim(name), arguments)


REQUESTS = st.lists(st.sampled_from(GROUND), min_size=1, max_size=3).map(lambda types: arrow(*types))


@given(st.data())
@settings(max_examples=300)
def test_text_of_a_term_parses_back_to_it(data):
    request = data.draw(REQUESTS)
    term = data.draw(terms(request))
    assert parse_term(str(term), V, request) == term
    named, found = elaborate(term, V, request)
    assert named == term
    assert found == request
    assert parse_term(str(named), V, request) == term


@given(st.data())
def test_random_terms_evaluate_without_an_exception(data):
    request = data.draw(REQUESTS)
    term = data.draw(terms(request))
    inputs = [data.draw(literals(t)) for t in parameters(request)[0]]
    value = evaluate(term, inputs, V)
    assert value == evaluate(parse_term(str(term), V, request), inputs, V)


@given(st.data())
def test_let_and_call_mean_substitution(data):
    t = data.draw(st.sampled_from(GROUND))
    value, body = data.draw(terms(t)), data.draw(terms(INT, (t,)))
    if not isinstance(evaluate(value, (), V), Failure):
        expected = evaluate(substitute(body, value), (), V)
        assert evaluate(Let(value, body), (), V) == expected
        assert evaluate(App(Lam(body), (value,)), (), V) == expected


@given(st.data())
def test_a_subroutine_means_its_body(data):
    body = data.draw(terms(arrow(INT, STR, INT)))
    extended = V.extend(subroutine("learned", parse_type("int -> str -> int"), body))
    inputs = [data.draw(literals(INT)), data.draw(literals(STR))]
    call = Lam(Lam(App(Prim("learned"), (Var(1), Var(0)))))
    assert evaluate(call, inputs, extended) == evaluate(body, inputs, V)
    assert evaluate(Prim("learned"), inputs, extended) == evaluate(body, inputs, V)


# ---- texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "xs -> sort(filter(x -> x > 2, xs))",
        '(name, n) -> if n > 0 then name ++ "..." else name',
        "xs -> let m = head(xs) in map(x -> m - x, xs)",
        "(a, b, c) -> a - (b - c) - 1",
        "(a, b) -> (a + 1) * b // 2 % 3",
        "(a, b) -> not (a and b) or a == b and not b",
        "(a, b) -> (a == b) == (a < b)",
        "(a, b) -> a ++ b ++ [1]",
        "(a, b) -> a ++ (b ++ [1])",
        "xs -> map(add(1), xs)",
        "xs -> fold(and, true, xs)",
        "(and)(true)",
        "(if)(true)",
        "let f = (not) in f(true)",
        "(x -> x + 1)(-3)",
        "x -> -3 - x - -4",
        "x -> negate(x)",
        '"tab\\t quote\\" π"',
        "1.5 + 2e-07",
        "([1, 2] : pair(int, int))",
        '([[1, "a"], [2, "b"]] : list(pair(int, str)))',
        "(? : list(int)) ++ [1]",
        "(if true then 1 else 2) + 3",
        "if true then 1 else 2 + 3",
        "(let x = 1 in x) + 3",
        "map(x -> (y -> x + y)(1), [1])",
        "$0 + 1",
        "origin",
    ],
)
def test_printing_keeps_what_is_already_minimal(text):
    assert str(program(text)) == text


def test_other_spellings():
    assert str(program("(x) -> ((x))+((1))")) == "x -> x + 1"
    assert str(program("x -> y -> x")) == "(x, y) -> x"
    assert str(program("map(not)([true])")) == "map(not, [true])"
    assert str(program("x -> -x")) == "x -> negate(x)"
    assert str(program("x -> [x, 1]")) == "x -> cons(x, cons(1, []))"
    assert str(program("fold(+, 0, [1])")) == "fold(add, 0, [1])"
    assert str(program("x -> x -> x")) == "(x, y) -> y"


def test_names_are_chosen_by_type_and_never_capture():
    double = Lam(App(Prim("add"), (Var(0), Var(1))))
    term = lam(2, App(Prim("map"), (double, Var(1))))
    assert str(term) == "(x, y) -> map(z -> z + y, x)"
    assert str(elaborate(term, V)[0]) == "(xs, n) -> map(x -> x + n, xs)"
    indexed = Lam(App(Prim("map_indexed"), (lam(2, App(Prim("add"), (Var(0), Var(1)))), Var(0))))
    assert str(elaborate(indexed, V)[0]) == "xs -> map_indexed((i, x) -> x + i, xs)"
    assert str(Lam(App(Prim("sort"), (Var(0),)), "sort")) == "sort1 -> sort(sort1)"
    assert print_term(Var(0), ("seen",)) == "seen"


def test_operators_are_resolved_by_type():
    assert program("(a, b) -> a ++ b", "str -> str -> str").body.body.function == Prim("concat_text")
    assert program("(a, b) -> a ++ b").body.body.function == Prim("append")
    assert program('x -> x ++ "a"').body.function == Prim("concat_text")
    assert program("x -> x + x", "float -> float").body.function == Prim("add_float")
    assert program("x -> x + x").body.function == Prim("add")
    assert program('xs -> fold(++, "", xs)').body.arguments[0] == Prim("concat_text")
    assert program('let f = x -> x ++ x in f("a")').value.body.function == Prim("concat_text")


def test_an_empty_list_takes_its_type_from_the_context():
    assert program("[]").type == list_of(INT)
    assert program("[]", "list(str)").type == list_of(STR)
    assert program('[] ++ ["a"]').arguments[0].type == list_of(STR)
    assert program("[[], [true]]").type == list_of(list_of(BOOL))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("srot", 1, "unknown name srot: did you mean sort?"),
        ("xs -> sort(xs", 14, "the text ends, expected ')' or ','"),
        ("sort(", 6, "the text ends, expected a value"),
        ("", 1, "the text ends, expected a value"),
        ("x -> let = 3", 10, "found '=', expected a name"),
        ("x -> if x then 1", 17, "'else'"),
        ("1 < 2 < 3", 7, "comparisons do not chain: join them by and"),
        ("(x, x) -> x", 5, "two parameters are named x"),
        ('[1, "a"]', 1, "the items of a list differ in type"),
        ('"\\q"', 1, "bad escape in a text"),
        ('"open', 1, "the text that starts here has no end"),
        ("9223372036854775808", 1, "integer outside 64 bits"),
        ("x -> x @ 2", 8, "found '@'"),
        ("([1, 2] : pair(int, str))", 2, "this is no pair(int, str)"),
        ("(x -> x : int)", 2, "only a literal or ? has a type beside it"),
        ("(x + 1) -> x", 1, "before -> stands a name or a list of names"),
        ("1 -> x", 4, "found '>', expected a value"),
    ],
)
def test_syntax_faults_say_where_and_what(text, column, message):
    with pytest.raises(SyntaxFault) as caught:
        program(text)
    assert message in str(caught.value)
    assert (caught.value.line, caught.value.column) == (1, column)


def test_syntax_faults_count_lines():
    with pytest.raises(SyntaxFault, match=r"line 2, column 3: unknown name lenght: did you mean length\?") as caught:
        program("xs ->\n  lenght(xs)")
    assert caught.value.line == 2


def test_operators_and_names_need_their_primitive():
    few = Vocabulary([V["add"]])
    with pytest.raises(SyntaxFault, match="\\+\\+ needs the primitive append or concat_text, which the vocabulary lacks"):
        parse_term("[1] ++ [2]", few)
    with pytest.raises(SyntaxFault, match="needs the primitive cons"):
        parse_term("x -> [x]", few)
    with pytest.raises(SyntaxFault, match="a sign belongs to a number"):
        parse_term("x -> -x", few)


def test_deep_nesting_is_a_fault_not_a_crash():
    with pytest.raises(SyntaxFault, match="nest"):
        program("negate(" * 5000 + "1" + ")" * 5000)


# ---- types -------------------------------------------------------------------------------------

CLASSED = (TVar("a"), TVar("b", "Ord"), TVar("c", "Eq"), TVar("d", "Num"), TVar("e"))
TYPES = st.recursive(
    st.sampled_from((INT, BOOL, STR, FLOAT, Con("grid"), *CLASSED)),
    lambda inner: st.builds(list_of, inner) | st.builds(pair_of, inner, inner) | st.builds(lambda a, b: arrow(a, b), inner, inner),
    max_leaves=6,
)


@given(TYPES)
def test_text_of_a_type_parses_back_to_it(t):
    assert parse_type(str(t)) == t
    assert canonical(canonical(t)) == canonical(t)
    assert canonical(instantiate(t, count())) == canonical(t)


@given(TYPES, TYPES)
@settings(max_examples=500)
def test_unification_makes_equal_and_is_symmetric(a, b):
    subst = unify(a, b)
    assert (subst is None) == (unify(b, a) is None)
    if subst is not None:
        both = apply(subst, a)
        assert both == apply(subst, b)
        assert apply(subst, both) == both
        assert unify(a, both, subst) is not None


@given(TYPES)
def test_unification_with_itself_or_a_new_variable_always_works(t):
    assert unify(t, t) == {}
    assert apply(unify(TVar("z"), t), TVar("z")) == t


@pytest.mark.parametrize(
    ("a", "b", "common"),
    [
        ("a -> b", "int -> list(c)", "int -> list(a)"),
        ("Num a => a", "Eq b => b", "Num a => a"),
        ("Ord a => list(a)", "list(list(b))", "Ord a => list(list(a))"),
        ("Num a => a", "str", None),
        ("Ord a => a", "grid", None),
        ("Eq a => a", "grid", "grid"),
        ("Eq a => a", "list(int -> int)", None),
        ("a -> a", "b -> list(b)", None),
        ("bits(8)", "bits(16)", None),
    ],
)
def test_unify_examples(a, b, common):
    first, second = parse_type(a), parse_type(b)
    subst = unify(first, second)
    assert (None if subst is None else str(canonical(apply(subst, first)))) == common


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lsit(int)", "unknown type lsit: did you mean list?"),
        ("list(int, int)", "list takes 1 type, given 2"),
        ("list", "list takes 1 type, given 0"),
        ("Od a => a", "unknown class Od: there are Eq, Ord, Num"),
        ("list(int", "the text ends, expected ')' or ','"),
        ("int ->", "expected a name"),
    ],
)
def test_type_faults_in_texts(text, message):
    with pytest.raises(SyntaxFault) as caught:
        parse_type(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("xs -> map(x -> x > 2, xs)", "list(int) -> list(bool)"),
        ("xs -> sort(xs)", "Ord a => list(a) -> list(a)"),
        ("(f, g, x) -> f(g(x))", "(a -> b) -> (c -> a) -> c -> b"),
        ("let same = x -> x in if same(true) then same(1) else 2", "int"),
        ("f -> let g = f in pair(g(1), g(2))", "(int -> a) -> pair(a, a)"),
        ("take(2)", "list(a) -> list(a)"),
        ("(x, y) -> x == y", "Eq a => a -> a -> bool"),
        ("(fs, x) -> head(fs)(x)", "list(a -> b) -> a -> b"),
    ],
)
def test_inference(text, type):
    assert str(infer(program(text), V)) == type


@pytest.mark.parametrize(
    ("text", "type", "message"),
    [
        ("xs -> take(xs, 2)", None, "in take(xs, 2): argument 2 of take should be list(a), found int"),
        ("sort([1], [2])", None, "sort takes 1 argument, given 2"),
        ("(f -> f(1))(2)", None, "argument 1 of f -> f(1) should be int -> a, found int"),
        ("1(2)", None, "1 is no function but int"),
        ("if 1 then 2 else 3", None, "the condition of if should be bool, found int"),
        ('"a" // 1', None, "the left side of // should be int, found str"),
        ('"a" + "b"', None, "+ joins int or float, found str"),
        ("[1] ++ 2", None, "the right side of ++ should be list(int), found int"),
        ("xs -> filter(x -> x + 1, xs)", None, "the result of argument 1 of filter should be bool, found int"),
        ("f -> f == sort", None, "the right side of == should be Eq a => a, found Ord a => list(a) -> list(a)"),
        ("x -> x(x)", None, "argument 1 of x should be a, found a -> b"),
        ("xs -> head(xs)", "list(int) -> str", "the result of the program should be str, found int"),
        ("xs -> length(xs)", "list(int) -> str", "the result of the program should be str, found int"),
        ("(xs, n) -> xs", "list(int) -> list(int)", "the program takes 2 inputs, its type list(int) -> list(int) has 1"),
    ],
)
def test_type_faults_explain(text, type, message):
    with pytest.raises(TypeFault) as caught:
        program(text, type)
    assert message in str(caught.value)


# ---- meaning -----------------------------------------------------------------------------------


def test_programs_run():
    assert run("xs -> sort(filter(x -> x > 2, xs))", [3, 1, 5, 4]) == [3, 4, 5]
    assert run("(name, n) -> if n > 0 then name ++ name else name", "ab", 1, type="str -> int -> str") == "abab"
    assert run("xs -> let m = head(xs) in map(x -> m - x, xs)", [3, 1]) == [0, 2]
    assert run("xs -> map(add(1), xs)", [1, 2]) == [2, 3]
    assert run("xs -> fold((a, x) -> a * 2 + x, 0, xs)", [1, 0, 1]) == 5
    assert run("xs -> fold(and, true, xs)", [True, False]) is False
    assert run("(fs, x) -> x", [], 3) == 3
    assert run("map(f -> f(1), map(add, [1, 2]))") == [2, 3]
    assert run("let twice = (f, x) -> f(f(x)) in twice(twice(add(3)), 1)") == 13
    assert run("sort", [2, 1]) == [1, 2]
    assert run("origin + 1") == 1
    assert run("pair(1, [2])") == [1, [2]]


def test_values_are_frozen_and_thawed():
    assert evaluate(program("xs -> map(x -> [x], xs)"), [[1, 2]], V) == ((1,), (2,))
    assert run("xs -> xs", [[1], []]) == [[1], []]


def test_failures_are_values():
    assert run("xs -> head(xs)", []) == Failure("head: no such place")
    assert isinstance(run("x -> 1 // x", 0), Failure)
    assert isinstance(run("xs -> map(x -> 1 // x, xs)", [1, 0]), Failure)
    assert isinstance(run("x -> let y = 1 // x in 3", 0), Failure)
    assert isinstance(evaluate(Hole(INT), (), V), Failure)
    assert run("(x, y) -> x") == Failure("2 inputs are missing")
    assert isinstance(run("x -> x", 1, 2), Failure)


def test_if_and_or_are_lazy_in_failures():
    assert run("x -> if x == 0 then 0 else 1 // x", 0) == 0
    assert run("x -> x == 0 or 1 // x == 1", 0) is True
    assert run("x -> x != 0 and 1 // x == 1", 0) is False
    assert isinstance(run("x -> 1 // x == 1 and x != 0", 0), Failure)
    assert isinstance(run("x -> if 1 // x == 1 then 1 else 2", 0), Failure)
    assert run("x -> otherwise(1 // x, 7)", 0) == 7


def test_bounds():
    assert run("x -> x + 1", MAX_INT - 1) == MAX_INT
    assert isinstance(run("x -> x + 1", MAX_INT), Failure)
    assert isinstance(run("x -> x", -MAX_INT - 1), Failure)
    assert run(f"length(repeat({MAX_LIST}, 1))") == MAX_LIST
    assert isinstance(run(f"repeat({MAX_LIST + 1}, 1)"), Failure)
    long = list(range(MAX_LIST + 5))
    assert run("xs -> map(x -> x, xs)", long) == long
    assert isinstance(run("xs -> cons(1, xs)", long), Failure)
    assert run("xss -> length(head(xss))", [long]) == len(long)
    text = "a" * MAX_TEXT
    assert run('s -> s ++ ""', text) == text
    assert isinstance(run("s -> s ++ s", text), Failure)


def test_results_have_the_declared_type():
    odd = Vocabulary(
        [
            define("truth", "int -> int", lambda n: n > 0),
            define("number", "int -> bool", lambda n: n),
            define("nothing", "int -> int", lambda n: None),
            define("endless", "int -> list(int)", lambda n: iter(int, 1)),
            define("infinite", "float -> float", lambda x: x * 1e308 * 10),
            define("large", "int -> list(list(int))", lambda n: [[MAX_INT + n]]),
        ]
    )
    result = evaluate(Prim("truth"), [1], odd)
    assert result == 1 and type(result) is int
    for name, value in [("number", 1), ("nothing", 1), ("endless", 1), ("infinite", 10.0), ("large", 1)]:
        assert isinstance(evaluate(Prim(name), [value], odd), Failure), name
    assert evaluate(Prim("large"), [0], odd) == ((MAX_INT,),)


def test_deep_terms_fail_without_an_exception():
    term = Const(1, INT)
    for _ in range(3000):
        term = App(Prim("negate"), (term,))
    assert evaluate(term, (), V) == Failure("nested too deep")


def test_fuel_is_a_safety_net():
    slow = compile_term(program("xs -> map(x -> map(y -> x + y, xs), xs)"), V, fuel=50)
    assert slow([[1, 2]]) == ((2, 3), (3, 4))
    assert slow([[1] * 20]) == Failure("out of fuel")
    assert slow([[1, 2]]) == ((2, 3), (3, 4))


def test_unknown_primitives_are_a_misuse():
    with pytest.raises(ValueError, match=r"unknown primitive lenght: did you mean length\?"):
        evaluate(Prim("lenght"), [[]], V)


# ---- terms -------------------------------------------------------------------------------------


def test_size_and_parts():
    term = program("xs -> sort(xs)")
    assert size(term) == 2
    assert [type(t) for t in subterms(term)] == [Lam, App, Prim, Var]
    assert size(program("if true then [1, 2] else []")) == 4


def test_applications_are_flat():
    assert App(App(Prim("add"), (Const(1, INT),)), (Const(2, INT),)) == program("1 + 2")
    assert hash(App(App(Prim("add"), (Const(1, INT),)), (Const(2, INT),))) == hash(program("1 + 2"))
    with pytest.raises(ValueError, match="applied to no argument"):
        App(Prim("add"), ())


def test_moving_variables():
    term = App(Prim("map"), (Lam(App(Prim("add"), (Var(0), Var(1)))), Var(1)))
    assert free_indices(term) == {0, 1}
    assert shift(shift(term, 2), -2) == term
    assert shift(term, 1) == App(Prim("map"), (Lam(App(Prim("add"), (Var(0), Var(2)))), Var(2)))
    assert substitute(term, Const(7, INT)) == App(Prim("map"), (Lam(App(Prim("add"), (Var(0), Const(7, INT)))), Var(0)))
    assert replace_term(term, Var(0), Var(5)) == App(Prim("map"), (Lam(App(Prim("add"), (Var(0), Var(6)))), Var(1)))


def test_terms_differ_by_type_not_by_hint():
    assert Const(1, INT) != Const(True, BOOL)
    assert Lam(Var(0), "x") == Lam(Var(0), "y")
    assert Const([1, [2]], INT).value == (1, (2,))
    term = program("xs -> let n = 1 in map(x -> x + n, xs)")
    assert pickle.loads(pickle.dumps(term)) == term
    assert pickle.loads(pickle.dumps(parse_type("Ord a => list(a) -> int"))) == parse_type("Ord a => list(a) -> int")


# ---- primitives and domains --------------------------------------------------------------------


def test_a_primitive_is_one_definition():
    assert isinstance(fold, Primitive)
    assert (fold.name, str(fold.type), fold.loop, fold.arity) == ("fold", "(b -> a -> b) -> b -> list(a) -> b", "fold", 3)
    assert fold.doc == "Combine all items, from the left."
    assert fold.examples == (("max, 0, [3, 5]", "5"),)
    assert fold(max, 0, [3, 5]) == 5
    assert fold.body_cost == fold.cost == 1.0


def test_a_primitive_may_come_from_a_notebook():
    names = {"primitive": primitive}
    exec('@primitive("list(int) -> int", cost=2)\ndef spread_(xs):\n    return max(xs) - min(xs)', names)
    spread = names["spread_"]
    assert (spread.name, spread.doc, spread.examples, spread.body_cost) == ("spread", "", (), 2)
    assert evaluate(Prim("spread"), [[3, 9, 4]], V.extend(spread)) == 6


def test_registration_says_what_is_wrong():
    with pytest.raises(ValueError, match=r"signature of f: column 1: unknown type lst: did you mean list\?"):
        define("f", "lst(int) -> int", len)
    with pytest.raises(ValueError, match="f: the signature int -> int has 1 argument, the Python function takes 2"):
        define("f", "int -> int", lambda a, b: a)
    with pytest.raises(ValueError, match="'<lambda>' cannot name a primitive"):
        primitive("int -> int")(lambda a: a)
    with pytest.raises(ValueError, match="a primitive needs its signature"):
        primitive(len)
    with pytest.raises(ValueError, match="f: cost must be positive"):
        define("f", "int -> int", abs, cost=0)


def test_a_kernel_is_registered_once():
    own = define("own", "int -> int", abs)

    @own.kernel
    def twin(n):
        return n

    assert own.kernel_function is twin
    with pytest.raises(ValueError, match="own has a kernel already"):
        own.kernel(twin)


def test_vocabularies_do_not_change_and_have_no_twins():
    few = Vocabulary([V["add"]])
    more = few.extend(V["sort"], V["add"])
    assert set(few) == {"add"} and set(more) == {"add", "sort"}
    assert more.nearest("srot") == "sort"
    with pytest.raises(ValueError, match="two primitives are named add"):
        few.extend(replace(V["add"]))


def test_domains_are_found_by_name():
    lists = load_domain("list")
    assert lists.name == "lists"
    assert {"add", "if", "and"} <= set(lists.vocabulary)
    with pytest.raises(ValueError, match=r"unknown domain 'lsits': did you mean lists\?"):
        load_domain("lsits")
