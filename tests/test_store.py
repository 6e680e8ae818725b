"""The store of subroutines, solutions and modules: one contract, held by both back ends; damage, full disks, killed writers."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dsl.domain import load_domain
from dsl.evaluate import evaluate
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.syntax import parse_term
from dsl.term import Prim
from synth.batch.request import check_names
from synth.bench.postgres import Server
from synth.bench.store import Writer, crashes, crowd, kills, numbered
from synth.cli.library import run as run_command
from synth.cli.run import run as run_program
from synth.config import LibraryConfig, OutputConfig, RunConfig, SolveConfig
from synth.faults import Misuse, Unreachable
from synth.library import jsonl, schema, vocabulary
from synth.library.conversion import key_of, renamed, solution_entry, subroutine_entry
from synth.library.drawing import COLUMNS, layout
from synth.library.entry import Damaged, Subroutine, module
from synth.library.lineage import draw as draw_graph
from synth.library.lineage import lineage
from synth.library.store import Library, open_library
from synth.solving.solver import Attempt
from tasks.task import task_of

BASE = load_domain("lists").vocabulary
Fresh = Callable[[], str]  # the URL of a new, empty library


def word(name: str, type: str, body: str, vocabulary: Vocabulary = BASE, **rest: object) -> Primitive:
    wanted = parse_type(type)
    made = subroutine(name, wanted, parse_term(body, vocabulary, wanted), doc=f"What {name} does.", cost=2.5)
    return dataclasses.replace(made, body_cost=4.0, **rest)  # type: ignore[arg-type]


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
DIGIT = module("see", "image -> int", bytes(range(256)) * 9, metrics={"accuracy": 0.97, "epochs": 3})


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
    return lambda: running.new_library(f"t{abs(hash(tmp_path))}_{next(numbers)}")


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

    def test_costs_and_documentation_can_be_revised(self, fresh: Fresh) -> None:
        with filled(fresh()) as library:
            later = dataclasses.replace(
                DOUBLE_ENTRY, name="other", cost=3.5, body_cost=4.5, doc="Twice.", examples=(("4", "8"),), run="later"
            )
            wanted = dataclasses.replace(DOUBLE_ENTRY, cost=3.5, body_cost=4.5, doc="Twice.", examples=(("4", "8"),))
            assert library.revise(later) == wanted
            assert library.subroutines() == (wanted, DOUBLES_ENTRY)
            with pytest.raises(Misuse, match="lacks subroutine 'other': add that first"):
                library.revise(dataclasses.replace(later, key="another"))

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
            library.rename("see", "numeral")
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
        [("doble", "halve", "did you mean 'double'"), ("double", "doubles", "has a 'doubles' already"),
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
            assert (grown["double"].cost, grown["double"].body_cost) == (2.5, 4.0)
            assert (grown["double"].examples, grown["double"].doc) == ((("3", "6"),), "What double does.")
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

    names = st.sampled_from(["f", "g", "x", "xs", "add_some", "halve"])
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
    "damage", ["body = 'x -> x + 1'", "cost = 3.5", "tasks = '{'", "parents = '[[1, 2]]'", "digest = ''", "name = 'halve'"]
)
def test_a_damaged_row_is_never_served_and_the_rest_can_be_saved(fresh: Fresh, damage: str) -> None:
    url = fresh()
    with filled(url) as library, library._database.write() as run:
        run(f"UPDATE subroutines SET {damage} WHERE name = 'double'")
    with open_library(url) as library:
        found, fetched = (lambda: library.find("doubles")), (lambda: vocabulary.fetch(url))
        for serve in (library.subroutines, lambda: library.vocabulary(BASE), found, fetched):
            with pytest.raises(Damaged, match=r"(double|halve)' is damaged.*library export FILE"):
                serve()
        with pytest.raises(Damaged):
            library.add((DOUBLE_ENTRY,))
        kept, faults = library.salvage()
        assert kept == [DIGIT]
        assert len(faults) == 3  # the row, and the subroutine and the solution that rest on it
        assert library.verify() == faults


@pytest.mark.parametrize("damage", ["cost = 'cheap'", "iteration = X'00'", "name = X'FF00FE'", "body = 7"])
def test_values_of_another_type_are_damage(tmp_path: Path, damage: str) -> None:
    with filled(f"sqlite:///{tmp_path}/a.db") as library:
        with library._database.write() as run:
            run(f"UPDATE subroutines SET {damage} WHERE name = 'double'")
        with pytest.raises(Damaged):
            library.subroutines()


def test_flipped_bytes_are_detected_or_harmless(tmp_path: Path) -> None:
    """What is served of a broken file was put in, or the fault is one clear line; so it is with what is saved of it."""
    path, chance = tmp_path / "a.db", random.Random(3)
    with filled(f"sqlite:///{path}") as library:
        library.add(numbered(n) for n in range(60))
        put_in, _ = library.salvage()
    whole, faults, saved = path.read_bytes(), 0, 0
    for _ in range(100):
        broken = bytearray(whole)
        for place in chance.sample(range(len(whole)), 3):
            broken[place] ^= chance.randrange(1, 256)
        path.write_bytes(broken)
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
        try:
            with open_library(f"sqlite:///{path}", create=False) as library:
                kept, _ = library.salvage()
                assert all(entry in put_in for entry in kept)
                saved += len(kept)
                assert all(entry in put_in for entry in (*library.subroutines(), *library.solutions(), *library.modules()))
        except Misuse as fault:
            assert "\n" not in str(fault)
            faults += 1
    assert faults > 0
    assert saved > 100 * len(put_in) // 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", "there is no|holds no library"), (b"no database at all " * 300, "is damaged or no library")],
)
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "a.db").write_bytes(content)
    with pytest.raises(Misuse, match=fault):
        open_library(f"sqlite:///{tmp_path}/a.db", create=False)


def test_a_database_of_another_program_is_left_alone(fresh: Fresh) -> None:
    url = fresh()
    with open_library(url) as library, library._database.write() as run:
        for table in ("library_meta", "solutions", "modules"):
            run(f"DROP TABLE {table}")
    with pytest.raises(Misuse, match="belongs to another program: it has the table subroutines"):
        open_library(url)


@pytest.mark.parametrize("url", ["somewhere", "mysql://x", "sqlite:///", "sqlite:///no/such/folder/a.db", "postgresql://localhost:x/y"])
def test_a_bad_url_gets_one_line(url: str) -> None:
    with pytest.raises(Misuse) as caught:
        open_library(url)
    assert "\n" not in str(caught.value)


# ---- faults while writing ----------------------------------------------------------------------------------------


def test_many_writers_lose_and_double_nothing(fresh: Fresh) -> None:
    outcome = crowd("", fresh(), 8, 20)
    assert (outcome.acknowledged, outcome.distinct) == (160, 2 + 8 * 18)
    assert outcome.good, outcome


def test_killed_writers_lose_nothing_acknowledged(fresh: Fresh) -> None:
    outcome = kills("", fresh(), 10, random.Random(5))
    assert outcome.acknowledged > 0
    assert outcome.good, outcome


def test_a_server_that_crashes_loses_nothing_acknowledged() -> None:
    with Server() as own:
        outcome = crashes(own, own.new_library("crashes"), 2, random.Random(5))
    assert outcome.acknowledged > 0
    assert outcome.good, outcome


def test_a_server_that_stops_is_unreachable() -> None:
    with Server() as own:
        url = own.new_library("stops")
        with filled(url) as library:
            own.stop("fast")
            for call in (library.subroutines, lambda: library.add((DIGIT,)), lambda: open_library(url)):
                with pytest.raises(Unreachable, match="the server does not answer"):
                    call()
        own.start()
        with open_library(url) as library:
            assert library.verify() == []
            assert library.modules() == (DIGIT,)


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with open_library(url) as library:
        library.add(numbered(n) for n in range(60))
    room = (tmp_path / "a.db").stat().st_size + 30_000
    cramped = Writer(url, range(100, 200), lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)))
    cramped.finish()
    assert 0 < len(cramped.acknowledged) < 100
    assert [fault.split("(")[0] for fault in cramped.faults] == [f"{tmp_path}/a.db: the disk is full or fails "]
    assert "all that was acknowledged is kept" in cramped.faults[0]
    with open_library(url) as library:
        assert {entry.key for entry in library.subroutines()[60:]} == set(cramped.acknowledged)
        assert library.verify() == []
        library.add(numbered(n) for n in range(100, 200))
        assert len(library.subroutines()) == 160


# ---- files -------------------------------------------------------------------------------------------------------


def test_exported_and_imported_it_is_the_same_library(fresh: Fresh, tmp_path: Path) -> None:
    file = str(tmp_path / "a.jsonl")
    with filled(fresh()) as library:
        library.add_solution(dataclasses.replace(SOLVED, key="k", task="lines\u2028apart\x85\r\n\x0c", program="xs -> 0", parents=()))
        entries, faults = library.salvage()
        assert (len(entries), faults) == (5, [])
        jsonl.write(file, entries)
    with open_library(fresh()) as other:
        assert other.add(jsonl.read(file)) == tuple(entries)
        assert other.salvage() == (entries, [])
    with open_library(file) as fixed:
        assert fixed.salvage() == (entries, [])
        assert "doubles" in fixed.vocabulary(BASE)
        with pytest.raises(Misuse, match="cannot be changed"):
            fixed.add((DIGIT,))


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    jsonl.write(path, (DOUBLE_ENTRY, DIGIT))
    whole = path.read_text().split("\n")
    changes = {2: whole[1].replace("x + x", "x - x"), 3: whole[2].replace("0.97", "0.98"), 1: whole[0].replace("library", "song")}
    for number, line in changes.items():
        path.write_text("\n".join([*whole[: number - 1], line, *whole[number:]]))
        with pytest.raises(Misuse, match="is no library" if number == 1 else f"line {number} is damaged"):
            jsonl.read(path)
    path.write_text("\n".join(whole[:2]))
    with pytest.raises(Damaged, match="should have 2 entries, there are 1"):
        jsonl.read(path)
    for line in ("{", "[]", '{"kind": "song"}', '{"kind": "module", "weights": "%"}', "[" * 100_000):
        path.write_text("\n".join([whole[0], line, whole[1]]))
        with pytest.raises(Damaged, match="line 2 is damaged"):
            jsonl.read(path)
    path.write_text(json.dumps({"format": "synth library", "version": 99}))
    with pytest.raises(Misuse, match="is of version 99"):
        jsonl.read(path)


def test_a_field_that_an_earlier_version_lacked_has_its_default(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    jsonl.write(path, (DIGIT,))
    head, line = path.read_text().splitlines()
    values = json.loads(line)
    del values["doc"], values["iteration"]
    path.write_text(f"{head}\n{json.dumps(values)}\n")
    assert jsonl.read(path) == (DIGIT,)


def test_the_shipped_library_is_whole() -> None:
    with open_library("default") as library:
        assert library.verify() == []
        assert all(entry.doc and entry.examples for entry in library.subroutines())


# ---- in searches -------------------------------------------------------------------------------------------------


def test_a_search_sees_the_library_as_it_is_when_the_call_begins(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    task = task_of("twice", [((1, 2), (2, 4))])
    with open_library(url) as library:
        vocabulary.fetch(url)
        assert "double" not in Attempt(task, SolveConfig(library=url), None, ()).vocabulary
        library.add((DOUBLE_ENTRY, DOUBLES_ENTRY))
        check_names(SolveConfig(library=url))
        first = Attempt(task, SolveConfig(library=url), None, ()).vocabulary
        assert "doubles" in first
        assert Attempt(task, SolveConfig(library=url), None, ()).vocabulary is first
        assert "doubles" not in Attempt(task, SolveConfig(library="none"), None, ()).vocabulary


def test_a_program_runs_with_the_subroutines_it_mentions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with open_library(url) as library:
        library.add((DOUBLE_ENTRY, DOUBLES_ENTRY))
    assert run_program(RunConfig("xs -> sum(doubles(xs))", ("[1, 2]",), library=url)) == 0
    assert capsys.readouterr().out == "6\n"


# ---- lineage -----------------------------------------------------------------------------------------------------


@st.composite
def families(draw: st.DrawFn) -> list[Subroutine]:
    """Subroutines, each of which mentions some earlier ones."""
    made: list[Subroutine] = []
    for k in range(draw(st.integers(1, 14))):
        parents = draw(st.sets(st.sampled_from(made), max_size=3)) if made else set()
        body = draw(st.text("fgx( ", max_size=150))
        made.append(Subroutine(f"w{k}", "int -> int", body, str(k), parents=tuple((p.name, p.key) for p in parents)))
    return made


@given(families())
@settings(max_examples=40, deadline=None)
def test_the_lineage_is_layered_and_drawn_without_overlap(family: list[Subroutine]) -> None:
    graph = lineage(family)
    heights = {entry.name: 0.5 + len(entry.body) / 100 for entry in family}
    at = layout(graph, heights)
    assert networkx.is_directed_acyclic_graph(graph)
    assert set(at) == {entry.name for entry in family}
    for parent, child in graph.edges:
        assert graph.nodes[parent]["layer"] < graph.nodes[child]["layer"]
        assert at[parent][1] + heights[parent] < at[child][1]
    for name, other in itertools.combinations(at, 2):
        (x, top), (y, low) = at[name], at[other]
        assert abs(x - y) >= 1 or top + heights[name] <= low or low + heights[other] <= top
    assert all(0 <= column <= COLUMNS - 1 for column, _ in at.values())


def test_a_lineage_is_written_in_every_form(tmp_path: Path) -> None:
    graph = lineage((DOUBLE_ENTRY, DOUBLES_ENTRY), (SOLVED,))
    for kind, start in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".dot", b"digraph"), (".json", b"{")):
        draw_graph(graph, tmp_path / f"a{kind}")
        assert (tmp_path / f"a{kind}").read_bytes().startswith(start)
    assert '"double" -> "doubles"' in (tmp_path / "a.dot").read_text()
    found = json.loads((tmp_path / "a.json").read_text())
    assert found["edges"] == [["double", "doubles"]]
    assert [(node["name"], node["layer"], node["solutions"]) for node in found["nodes"]] == [("double", 0, 0), ("doubles", 1, 1)]
    with pytest.raises(Misuse, match=r"\.png, \.svg"):
        draw_graph(graph, tmp_path / "a.bmp")


# ---- the command -------------------------------------------------------------------------------------------------


def command(action: str, url: str, *arguments: str, json: bool = False) -> int:
    return run_command(LibraryConfig(action, url, arguments, OutputConfig(json)))


def test_the_command_shows_moves_and_checks(fresh: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url, file = fresh(), str(tmp_path / "a.jsonl")
    filled(url).close()
    assert command("list", url) == 0
    assert "doubles : list(int) -> list(int) = xs -> map(double, xs)" in capsys.readouterr().out
    assert command("show", url, "double") == 0
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("double : int -> int", "= x -> x + x", "double(3) is 6", "tasks: a, b", "uses: 1"))
    assert command("show", url, "see", json=True) == 0
    assert json_of(capsys)["metrics"] == {"accuracy": 0.97, "epochs": 3}
    assert command("rename", url, "double", "twice") == 0
    assert command("export", url, file) == 0
    other = fresh()
    assert [command("import", other, file) for _ in range(2)] == [0, 0]
    assert "0 of 4 entries are new" in capsys.readouterr().err
    assert command("verify", other, json=True) == 0
    assert json_of(capsys) == {"entries": 4, "faults": []}
    assert command("graph", other, str(tmp_path / "a.dot")) == 0
    with open_library(other) as library, library._database.write() as run:
        run("UPDATE subroutines SET body = 'x -> x' WHERE name = 'twice'")
    capsys.readouterr()
    assert (command("verify", other), command("export", other, file)) == (1, 1)
    said = capsys.readouterr()
    assert "'twice' is damaged" in said.out
    assert "wrote" in said.err
    assert jsonl.read(file) == (DIGIT,)


def json_of(capsys: pytest.CaptureFixture[str]) -> object:
    return json.loads(capsys.readouterr().out)


def synth(*arguments: str, **rest: object) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "synth", *arguments]
    return subprocess.run(whole, capture_output=True, text=True, timeout=100, **rest)  # type: ignore[call-overload, no-any-return]


def test_an_unreachable_server_is_exit_code_5(tmp_path: Path) -> None:
    url = f"postgresql://someone:secret@/x?host={tmp_path}"
    for call in (("library", "list"), ("solve", "--example", "1 -> 2")):
        done = synth(*call, "--library", url)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1)
        assert "the server does not answer" in done.stderr
        assert "secret" not in done.stderr


def test_an_export_to_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    source, file = str(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    jsonl.write(source, (DOUBLE_ENTRY, DIGIT))
    file.write_text("old")
    room = (1000, 1000)
    done = synth("library", "export", str(file), "--library", source, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, room))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot write" in done.stderr
    assert file.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl"]
