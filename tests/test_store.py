"""The store of subroutines, solutions and modules: one contract, held by both back ends; damage, full disks, killed writers."""

from __future__ import annotations

import dataclasses
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dsl.domain import load_domain
from dsl.evaluate import evaluate
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.syntax import parse_term, parse_type
from dsl.term import Prim
from synth.bench.postgres import Server
from synth.config import Misuse
from synth.library import schema
from synth.library.entry import Damaged, Subroutine, module
from synth.library.store import Library, open_library
from synth.library.words import key_of, renamed, solution_entry, subroutine_entry

BASE = load_domain("lists").vocabulary
Fresh = Callable[[], str]  # the URL of a new, empty library


def word(name: str, type: str, body: str, vocabulary: Vocabulary = BASE, **rest: object) -> Primitive:
    wanted = parse_type(type)
    made = subroutine(name, wanted, parse_term(body, vocabulary, wanted), doc=f"What {name} does.", cost=2.5)
    return dataclasses.replace(made, **rest)  # type: ignore[arg-type]


DOUBLE = word("double", "int -> int", "x -> x + x", examples=(("3", "6"),))
WITH_DOUBLE = BASE.extend(DOUBLE)
DOUBLES = word("doubles", "list(int) -> list(int)", "xs -> map(double, xs)", WITH_DOUBLE)
BOTH = WITH_DOUBLE.extend(DOUBLES)
DOUBLE_ENTRY = subroutine_entry(DOUBLE, BASE, tasks=("a", "b"), run="first", iteration=3)
DOUBLES_ENTRY = subroutine_entry(DOUBLES, WITH_DOUBLE)
SOLVED = solution_entry(
    "twice", parse_term("xs -> sum(doubles(xs))", BOTH), parse_type("list(int) -> int"), BOTH,
    run="first", domain="lists", cost=3.5, candidates=4711, seconds=0.25, seed=-1, iteration=2,
)  # fmt: skip
DIGIT = module("digit", "image -> int", bytes(range(256)) * 9, metrics={"accuracy": 0.97, "epochs": 3})


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Makes URLs of empty libraries of either back end."""
    numbers = itertools.count()
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.db"
    running: Server = request.getfixturevalue("server")
    return lambda: running.new_database(f"t{abs(hash(tmp_path))}_{next(numbers)}")


def filled(url: str) -> Library:
    library = open_library(url)
    library.add((DOUBLE_ENTRY, DOUBLES_ENTRY, SOLVED, DIGIT))
    return library


class TestContract:
    """What every back end keeps."""

    def test_what_was_added_is_there_when_the_library_is_opened_again(self, fresh: Fresh) -> None:
        url = fresh()
        with filled(url) as library:
            assert library.verify() == []
        with open_library(url, create=False) as again:
            assert again.subroutines() == (DOUBLE_ENTRY, DOUBLES_ENTRY)
            assert again.solutions() == (SOLVED,)
            assert again.modules() == (DIGIT,)

    def test_adding_the_same_program_again_changes_nothing(self, fresh: Fresh) -> None:
        with filled(fresh()) as library:
            other = subroutine_entry(word("twice", "int -> int", "number -> number + number"), BASE, run="second")
            assert library.add_subroutine(other) == DOUBLE_ENTRY
            eta = word("all_twice", "list(int) -> list(int)", "ys -> map(q -> double(q), ys)", WITH_DOUBLE)
            assert library.add_subroutine(subroutine_entry(eta, WITH_DOUBLE)) == DOUBLES_ENTRY
            assert library.add((DOUBLE_ENTRY, DOUBLES_ENTRY, SOLVED, DIGIT)) == (DOUBLE_ENTRY, DOUBLES_ENTRY, SOLVED, DIGIT)
            assert (len(library.subroutines()), len(library.solutions()), len(library.modules())) == (2, 1, 1)

    def test_another_program_of_a_taken_name_gets_one_of_its_own(self, fresh: Fresh) -> None:
        with filled(fresh()) as library:
            named = [library.add_subroutine(subroutine_entry(word("double", "int -> int", f"x -> x * {n}"), BASE)).name for n in (2, 3)]
            assert named == ["double_2", "double_3"]
            assert library.add_subroutine(subroutine_entry(word("sum", "int -> int", "x -> x * 4"), BASE)).name == "sum_2"
            assert library.add_module(module("double", "image -> int", b"weights")).name == "double_4"

    def test_a_parent_of_another_name_is_found_by_what_it_is(self, fresh: Fresh) -> None:
        with open_library(fresh()) as library:
            library.add_subroutine(subroutine_entry(word("double", "int -> int", "x -> x - 1"), BASE))
            own = library.add((DOUBLE_ENTRY, DOUBLES_ENTRY, SOLVED))
            assert [entry.name for entry in own[:2] if isinstance(entry, Subroutine)] == ["double_2", "doubles"]
            assert library.subroutines()[2].body == "xs -> map(double_2, xs)"
            grown = library.vocabulary(BASE)
            assert evaluate(Prim("doubles"), [(1, 2)], grown) == (2, 4)
            assert library.verify() == []

    def test_what_mentions_an_unknown_subroutine_is_refused_and_all_with_it(self, fresh: Fresh) -> None:
        with open_library(fresh()) as library:
            with pytest.raises(Misuse, match=r"lacks 'double'.*'doubles'"):
                library.add((DIGIT, DOUBLES_ENTRY))
            assert library.modules() == ()

    def test_renaming_reaches_every_program(self, fresh: Fresh) -> None:
        with filled(fresh()) as library:
            library.rename("double", "xs")
            library.rename("doubles", "x")
            library.rename("digit", "numeral")
            assert [(s.name, s.body, s.key) for s in library.subroutines()] == [
                ("xs", "x -> x + x", DOUBLE_ENTRY.key),
                ("x", "xs1 -> map(xs, xs1)", DOUBLES_ENTRY.key),
            ]
            assert (library.solutions()[0].program, library.modules()[0].name) == ("xs -> sum(x(xs))", "numeral")
            assert evaluate(Prim("x"), [(1, 2)], library.vocabulary(BASE)) == (2, 4)
            assert library.verify() == []
            assert library.add_subroutine(DOUBLES_ENTRY).name == "x"

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [("doble", "half", "did you mean 'double'"), ("double", "doubles", "has a 'doubles' already"),
         ("double", "sum", "word of the language"),
         ("double", "in", "cannot name"), ("double", "2x", "cannot name")],
    )  # fmt: skip
    def test_renaming_says_what_it_cannot_do(self, fresh: Fresh, old: str, new: str, fault: str) -> None:
        with filled(fresh()) as library:
            with pytest.raises(Misuse, match=fault):
                library.rename(old, new)
            assert library.subroutines() == (DOUBLE_ENTRY, DOUBLES_ENTRY)

    def test_a_vocabulary_grows_by_what_can_be_said_in_it(self, fresh: Fresh) -> None:
        with filled(fresh()) as library:
            grown = library.vocabulary(BASE)
            assert [name for name in grown if name not in BASE] == ["double", "doubles"]
            assert (grown["double"].cost, grown["double"].examples, grown["double"].doc) == (2.5, (("3", "6"),), "What double does.")
            assert list(library.vocabulary(load_domain("numbers").vocabulary)) == [*load_domain("numbers").vocabulary, "double"]
            assert list(library.vocabulary(load_domain("booleans").vocabulary)) == list(load_domain("booleans").vocabulary)
            own = word("double", "int -> int", "x -> x")  # the user's own word of that name: the library's would mislead
            assert "doubles" not in library.vocabulary(BASE.extend(own))

    def test_verifying_finds_bodies_that_are_not_what_they_say(self, fresh: Fresh) -> None:
        with open_library(fresh()) as library:
            own = word("mine", "int -> int", "x -> x")
            foreign = subroutine_entry(word("calls_mine", "int -> int", "x -> mine(x)", BASE.extend(own)), BASE.extend(own))
            for changed in ({"body": "x -> x + 1"}, {"type": "str -> str"}, {"body": "x -> ->"}):
                library.add((dataclasses.replace(DOUBLE_ENTRY, key=str(changed), **changed),))
            library.add((DOUBLE_ENTRY, DOUBLES_ENTRY, dataclasses.replace(foreign, parents=())))
            assert [fault.split(" is not what")[0].split()[-1] for fault in library.verify()] == ["'double'", "'double_2'", "'double_3'"]

    def test_texts_and_numbers_come_back_exactly(self, fresh: Fresh) -> None:
        odd = dataclasses.replace(
            SOLVED, key="k", task="naïve ✓ \U0001f600 % ? 'quoted' \\ \n", cost=0.1 + 0.2, candidates=2**62, seed=-(2**63), parents=()
        )
        with open_library(fresh()) as library:
            assert library.add_solution(odd) == odd == library.solutions()[0]

    @pytest.mark.parametrize("change", [{"task": "a\0b"}, {"task": "\ud800"}, {"seed": 2**63}, {"cost": float("nan")}, {"candidates": 1.5}])
    def test_what_cannot_be_kept_is_refused_at_once(self, change: dict[str, object]) -> None:
        with pytest.raises(Misuse, match=f"solution: {next(iter(change))} must be"):
            dataclasses.replace(SOLVED, **change)  # type: ignore[arg-type]

    def test_an_older_library_is_brought_up_and_a_newer_one_refused(self, fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
        url = fresh()
        filled(url).close()
        steps = ("ALTER TABLE solutions ADD COLUMN note TEXT NOT NULL DEFAULT ''", "CREATE TABLE notes (id {serial}, text TEXT)")
        with monkeypatch.context() as later:
            later.setattr(schema, "VERSION", schema.VERSION + 1)
            later.setattr(schema, "MIGRATIONS", {schema.VERSION - 1: steps})
            for _ in range(2):  # the second time there is nothing to do
                with open_library(url) as library:
                    assert library.subroutines() == (DOUBLE_ENTRY, DOUBLES_ENTRY)
                    assert library.solutions() == (SOLVED,)
        with pytest.raises(Misuse, match=f"is of version {schema.VERSION + 1}, this synth reads up to {schema.VERSION}"):
            open_library(url)
        if url.startswith("sqlite"):
            with open_library(f"{url}.version-{schema.VERSION}") as copy:
                assert copy.solutions() == (SOLVED,)

    def test_a_migration_that_fails_leaves_the_library_as_it_was(self, fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
        url = fresh()
        filled(url).close()
        with monkeypatch.context() as later:
            later.setattr(schema, "VERSION", schema.VERSION + 1)
            later.setattr(schema, "MIGRATIONS", {schema.VERSION - 1: ("DROP TABLE modules", "DROP TABLE nonsense")})
            with pytest.raises(Misuse, match="nonsense"):
                open_library(url)
        with open_library(url) as library:
            assert library.modules() == (DIGIT,)

    def test_a_missing_library_is_not_made_for_reading(self, fresh: Fresh) -> None:
        with pytest.raises(Misuse, match=r"there is no library|holds no library"):
            open_library(fresh(), create=False)

    def test_the_store_agrees_with_a_dictionary(self, fresh: Fresh) -> None:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            lambda: Model(fresh),
            settings=settings(
                max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
            ),
        )


class Model(RuleBasedStateMachine):
    """A library beside a plain dictionary from keys to names and meanings."""

    names = st.sampled_from(["f", "g", "x", "xs", "add_some", "half"])
    numbers = st.integers(-3, 3)

    def __init__(self, fresh: Fresh) -> None:
        super().__init__()
        self.fresh = fresh

    @initialize()
    def begin(self) -> None:
        self.url = self.fresh()
        self.library = open_library(self.url)
        self.names_by_key: dict[str, str] = {}
        self.meanings: dict[str, list[object]] = {}

    @rule(name=names, number=numbers, pick=st.integers(0, 9), variable=st.sampled_from("xnf"))
    def add(self, name: str, number: int, pick: int, variable: str) -> None:
        """A new word that may call an older one."""
        known = self.library.vocabulary(BASE)
        callee = [*self.names_by_key.values(), None][pick % (len(self.names_by_key) + 1)]
        variable = variable if variable != callee else "y"
        text = f"{variable} -> {variable} * {number} + 1" if callee is None else f"{variable} -> {callee}({variable} + {number})"
        made = word(name, "int -> int", text, known)
        meaning = self.meaning(made, known.extend(dataclasses.replace(made, name="made")), "made")
        entry = subroutine_entry(made, known, tasks=(text,))
        kept = self.library.add_subroutine(entry)
        assert kept.key == entry.key
        if entry.key not in self.names_by_key:
            assert kept.name not in self.names_by_key.values()
            assert kept.name == name or name in self.names_by_key.values()
        assert self.names_by_key.setdefault(entry.key, kept.name) == kept.name
        assert self.meanings.setdefault(entry.key, meaning) == meaning

    @rule(pick=st.integers(0, 9), new=names)
    def rename(self, pick: int, new: str) -> None:
        if not self.names_by_key:
            return
        key, old = list(self.names_by_key.items())[pick % len(self.names_by_key)]
        if new != old and new in self.names_by_key.values():
            with pytest.raises(Misuse, match="already"):
                self.library.rename(old, new)
        else:
            self.library.rename(old, new)
            self.names_by_key[key] = new

    @rule()
    def open_again(self) -> None:
        self.library.close()
        self.library = open_library(self.url, create=False)

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "library"):
            return
        assert {s.key: s.name for s in self.library.subroutines()} == self.names_by_key
        grown = self.library.vocabulary(BASE)
        for key, name in self.names_by_key.items():
            assert self.meaning(grown[name], grown, name) == self.meanings[key]

    def teardown(self) -> None:
        if hasattr(self, "library"):
            assert self.library.verify() == []
            self.library.close()

    @staticmethod
    def meaning(made: Primitive, vocabulary: Vocabulary, name: str) -> list[object]:
        return [evaluate(Prim(name), [n], vocabulary) for n in (-7, 0, 1, 12)]


# ---- keys and names ----------------------------------------------------------------------------------------------


def test_a_key_depends_on_the_program_and_its_type_alone() -> None:
    type = parse_type("list(int) -> list(int)")
    texts = ["xs -> map(double, xs)", "ys -> map(z -> double(z), ys)", "map(double)"]
    assert len({key_of(parse_term(text, BOTH, type), type, BOTH) for text in texts}) == 1
    renamed_word = dataclasses.replace(DOUBLE, name="other")
    assert key_of(parse_term("map(other)", BASE.extend(renamed_word), type), type, BASE.extend(renamed_word)) == DOUBLES_ENTRY.key
    assert key_of(parse_term("xs -> xs", BOTH, type), type, BOTH) != key_of(
        parse_term("xs -> xs", BOTH), parse_type("list(a) -> list(a)"), BOTH
    )


@pytest.mark.parametrize(
    ("program", "names", "expected"),
    [
        ("xs -> f(xs)", {"f": "g"}, "xs -> g(xs)"),
        ("xs -> f(xs)", {"f": "xs"}, "xs1 -> xs(xs1)"),
        ("f -> f + 1", {"f": "g"}, "f -> f + 1"),
        ('x -> f(x) ++ "f"', {"f": "h"}, 'x -> h(x) ++ "f"'),
        ("(x, y) -> let f1 = f(x) in g(f1, (x) -> y)", {"f": "f1", "g": "f"}, "(x, y) -> let f11 = f1(x) in f(f11, (x) -> y)"),
        ("x -> pair(([] : list(pair(int, int))), x)", {"pair": "list"}, "x -> list(([] : list(pair(int, int))), x)"),
    ],
)
def test_renaming_in_a_text_touches_the_words_alone(program: str, names: dict[str, str], expected: str) -> None:
    assert renamed(program, names) == expected


# ---- damage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE subroutines SET body = 'x -> x + 1' WHERE name = 'double'",
        "UPDATE subroutines SET cost = 'cheap' WHERE name = 'double'",
        "UPDATE subroutines SET tasks = '{' WHERE name = 'double'",
        "UPDATE subroutines SET parents = '[[1, 2]]' WHERE name = 'double'",
        "UPDATE subroutines SET digest = NULL WHERE name = 'double'",
        "UPDATE subroutines SET name = X'FF00FE' WHERE name = 'double'",
    ],
)
def test_a_damaged_row_is_never_served_and_the_rest_can_be_saved(tmp_path: Path, damage: str) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    filled(url).close()
    with sqlite3.connect(f"{tmp_path}/a.db") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'digest TEXT NOT NULL', 'digest TEXT') WHERE name = 'subroutines'")
    connection.close()
    with sqlite3.connect(f"{tmp_path}/a.db") as connection:
        connection.execute(damage)
    connection.close()
    with open_library(url) as library:
        for serve in (library.subroutines, lambda: library.vocabulary(BASE), lambda: library.find("doubles")):
            with pytest.raises(Damaged, match=r"is damaged.*library export FILE"):
                serve()
        assert library.verify()
        kept, faults = library.salvage()
    assert kept == [DIGIT]
    assert len(faults) == 3  # the row, the subroutine and the solution that mention it


def test_flipped_bytes_are_detected_or_harmless(tmp_path: Path) -> None:
    """A byte of the file changed: what is served afterwards was put in, or the fault is one clear line."""
    path = tmp_path / "a.db"
    filled(f"sqlite:///{path}").close()
    whole, put_in = path.read_bytes(), {DOUBLE_ENTRY, DOUBLES_ENTRY, SOLVED, DIGIT}
    faults = 0
    for place in range(0, len(whole), len(whole) // 120):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
        try:
            with open_library(f"sqlite:///{path}", create=False) as library:
                served = {*library.subroutines(), *library.solutions(), *library.modules()}
                assert served <= put_in
        except Misuse as fault:
            assert "\n" not in str(fault)
            faults += 1
    assert faults > 0
