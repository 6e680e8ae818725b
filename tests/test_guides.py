"""The guide: what it sees, that numpy computes what torch computes, what its costs may do, how it is trained and refused."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import subroutine
from dsl.syntax import parse_term
from dsl.term import App, Const, Lam, Var, strip, subterms
from dsl.type import INT
from synth.config import SolveConfig, TrainConfig
from synth.faults import Misuse
from synth.guide.encode import value_tokens, view
from synth.guide.infer import ABOUT, ALL, DEFAULT, OTHERS, Guide, Network, Shape, expected, header, load_guide, mixture_for, named
from synth.guide.infer import LISTS as ABOUT_LISTS
from synth.guide.properties.signature import ABSENT, SECTIONS, STARTS, WHOLE, signature
from synth.solving.solver import solve_task
from synth.solving.worth import LEANING, Lean
from synth.space.derivation import Derivations
from synth.space.grammar import Grammar
from synth.space.prior import BITS, SCALE, Table
from synth.training.dataset import STEPS, Lexicon, careless, dreamt
from synth.training.network import Batch, GuideNetwork
from synth.training.probe import probe
from synth.training.probe import tasks as probe_tasks
from synth.training.recipes import of_domain
from synth.training.shards import HELD_OUT, Shards
from synth.training.train import SIZES, Training
from synth.training.weights import export
from tasks import task_of
from tasks.task import Example

LISTS = load_domain("list").vocabulary
LIST_TO_LIST = parse_type("list(int) -> list(int)")
SORTED = (Example(((3, 1, 2),), (1, 2, 3)), Example(((9, 8, 120, -700),), (-700, 8, 9, 120)), Example(((5, 4),), (4, 5)))
GRAMMAR = Grammar.from_types(LIST_TO_LIST, LISTS)
TABLE = Table().costs(GRAMMAR)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def network() -> GuideNetwork:
    torch.manual_seed(3)
    made = GuideNetwork(SIZES["tiny"])
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))  # biases and norms that are not their neutral selves
        made.centre.normal_()
        made.trust.uniform_(0, 1000)
    return made.eval()


@pytest.fixture(scope="module")
def guide(network: GuideNetwork) -> Guide:
    shape, weights = Shape(**vars(network.size)), network.state_dict()
    return Guide([Network({name: weights[name].detach().numpy() for name in expected(shape)}, shape)])


def batch(shown: tuple[Example, ...]) -> Batch:
    seen = view(LIST_TO_LIST, shown)
    tokens, places = (torch.from_numpy(a.astype(np.int64))[None] for a in (seen.tokens, seen.places))
    return Batch(tokens, places, torch.from_numpy(seen.properties)[None], torch.from_numpy(seen.facts)[None])


def test_numpy_computes_what_torch_computes(network: GuideNetwork, guide: Guide) -> None:
    task = network.encode(batch(SORTED))
    (own,) = guide.networks
    assert np.allclose(task[0].detach(), own.encode(view(LIST_TO_LIST, SORTED)), atol=1e-5)
    words = own.words(LISTS)
    lexicon, facts = Lexicon({"list": LISTS}), batch(SORTED).facts
    bag, marks = torch.from_numpy(lexicon.bag()), torch.from_numpy(lexicon.marks())
    places = [words.index[word] for word in lexicon.words]
    scores = own.scores(task[0].detach().numpy(), facts[0].numpy(), words)[:, places]
    assert np.allclose(network.evidence(task, facts, network.described(bag), marks)[0].detach(), scores, atol=1e-4)


def test_the_order_of_examples_does_not_matter(guide: Guide) -> None:
    there, back = (guide.networks[0].encode(view(LIST_TO_LIST, shown)) for shown in (SORTED, SORTED[::-1]))
    assert np.allclose(there, back, atol=1e-5)


def test_costs_move_within_bounds_and_leaves_stay(guide: Guide) -> None:
    moved, mixture = guide.costs(GRAMMAR, SORTED, LISTS, TABLE).base, mixture_for(LIST_TO_LIST)
    assert moved != TABLE.base
    for production, before, after in zip(GRAMMAR.productions, TABLE.base, moved, strict=True):
        assert before - mixture.most_down * SCALE <= after <= before + round(SCALE * math.log2(1 / mixture.table) / BITS)
        assert after == before if production.kind != "apply" else after >= 1


def test_examples_that_tell_nothing_leave_the_table(guide: Guide) -> None:
    (own,) = guide.networks
    silent = Network({k: v * (k not in ("query.weight", "query.bias", "centre")) for k, v in own.weights.items()}, own.shape)
    assert Guide([silent]).costs(GRAMMAR, SORTED, LISTS, TABLE) == TABLE


def test_a_new_subroutine_is_priced_without_a_new_network(guide: Guide) -> None:
    body = parse_term("xs -> reverse(sort(xs))", LISTS, LIST_TO_LIST)
    extended = LISTS.extend(subroutine("falling", LIST_TO_LIST, body))
    grammar = Grammar.from_types(LIST_TO_LIST, extended)
    costs = guide.costs(grammar, SORTED, extended, Table().costs(grammar))
    assert len(costs.base) == len(grammar.productions) > len(GRAMMAR.productions)


@pytest.mark.parametrize("text", ["xs -> sort(xs)", "xs -> map(x -> x + 1, filter(y -> y > 1, xs))", "xs -> map_indexed((i, x) -> i, xs)"])
def test_a_program_leans_by_what_its_words_were_moved(text: str, guide: Guide) -> None:
    program = parse_term(text, LISTS, LIST_TO_LIST)
    grammar = Grammar.from_types(LIST_TO_LIST, LISTS, [Const(1, INT)])
    table = Table({Const(1, INT): 2.0}).costs(grammar)
    moved = guide.costs(grammar, SORTED, LISTS, table)
    steps = Derivations(grammar, LISTS).of(program)
    assert steps is not None
    told = sum(moved.base[p.index] for p in steps) - sum(table.base[p.index] for p in steps)
    assert Lean(grammar, LISTS, table, moved).of(program) == pytest.approx(LEANING * told / SCALE)
    assert Lean(grammar, LISTS, table, table).of(program) == 0


def test_a_program_beyond_the_grammar_leans_to_no_side(guide: Guide) -> None:
    program = parse_term("xs -> cons(977, xs)", LISTS, LIST_TO_LIST)
    assert Lean(GRAMMAR, LISTS, TABLE, guide.costs(GRAMMAR, SORTED, LISTS, TABLE)).of(program) == 0


# -- what it sees ---------------------------------------------------------------------------------


def test_a_signature_tells_what_always_never_and_sometimes_holds() -> None:
    shown = (Example(((3, 1),), (3, 1)), Example(((2, 5),), (5, 2)))
    start = int(STARTS[next(i for i, s in enumerate(SECTIONS) if s.output == "list" and s.inputs == ("list0",))])
    found = signature(LIST_TO_LIST, shown)
    assert found[start] == WHOLE  # equally long
    assert found[start + 1] == 0  # shorter
    assert found[start + 16] == WHOLE // 2  # the same list
    other = next(i for i, s in enumerate(SECTIONS) if s.output == "str")
    assert set(found[STARTS[other] : STARTS[other + 1]].tolist()) == {ABSENT}


VALUES = st.recursive(
    st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.text("aB3 .é", max_size=6), lambda inner: st.lists(inner, max_size=4).map(tuple)
)


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_every_value_has_tokens(value: Any) -> None:
    from synth.guide.encode import PAD, TOKENS

    assert all(PAD < token < TOKENS for token in value_tokens(value))


@given(st.lists(st.lists(st.integers(-300, 300), max_size=6).map(tuple), min_size=1, max_size=12), st.integers(-9, 9))
@settings(max_examples=30, deadline=None)
def test_any_task_is_seen(rows: list[tuple[int, ...]], n: int) -> None:
    for text, output in (("list(int) -> int -> int", n), ("list(int) -> int -> bool", n > 0), ("list(int) -> int -> str", str(n))):
        seen = view(parse_type(text), [Example((row, n), output) for row in rows])
        assert len(seen.tokens) == len(seen.places) <= 8 and seen.tokens.any()


# -- derivations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["xs -> sort(xs)", "xs -> map(x -> x + maximum(xs), xs)", "xs -> filter_indexed((i, x) -> i == x, reverse(xs))",
             "xs -> zip_with((x, y) -> x * (y + length(xs)), xs, tail(xs))", "xs -> filter(x -> any(y -> y == x + x, xs), xs)"],
)  # fmt: skip
def test_a_derivation_has_a_step_for_each_part(text: str) -> None:
    program = parse_term(text, LISTS, LIST_TO_LIST)
    steps = Derivations(GRAMMAR, LISTS).of(program)
    assert steps is not None
    body = strip(program)[1]
    assert sum(p.kind == "apply" for p in steps) == sum(isinstance(t, App) for t in subterms(body))
    assert sum(p.kind == "variable" for p in steps) == sum(isinstance(t, Var) for t in subterms(body))
    assert steps[0].state == 0


def test_what_a_grammar_does_not_make_has_no_derivation() -> None:
    derivations = Derivations(GRAMMAR, LISTS)
    assert derivations.of(parse_term("xs -> cons(77, xs)", LISTS, LIST_TO_LIST)) is None  # no such constant
    assert derivations.of(Lam(Const((), LIST_TO_LIST))) is None


# -- weights --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights(network: GuideNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    export(network, path)
    return path


def test_weights_are_read_back_and_give_the_same_costs_each_time(network: GuideNetwork, weights: Path) -> None:
    first = load_guide(str(weights))
    assert first is not None
    assert {k: v.shape for k, v in first.networks[0].weights.items()} == expected(Shape(**vars(network.size)))
    costs = [first.costs(GRAMMAR, SORTED, LISTS, TABLE)]
    load_guide.__globals__["_load"].cache_clear()
    second = load_guide(str(weights))
    assert second is not None and second is not first
    assert second.costs(GRAMMAR, SORTED, LISTS, TABLE) == costs[0]


def spoilt(kind: str, weights: Path, path: Path) -> None:
    arrays, whole = load_file(weights), weights.read_bytes()
    told = header([(Shape(**asdict(SIZES["tiny"])), ALL)])
    key, query = named(0, "key.bias"), named(0, "query.weight")
    match kind:
        case "truncated":
            path.write_bytes(whole[: len(whole) // 2])
        case "corrupt":
            path.write_bytes(b"\x93" * 50 + whole[50:])
        case "pickled":
            torch.save({"weights": torch.zeros(2)}, path)
        case "empty":
            path.write_bytes(b"")
        case "of another network":
            save_file(arrays | {query: arrays[query][:-1]}, path, told)
        case "without a part":
            save_file({k: v for k, v in arrays.items() if k != key}, path, told)
        case "not numbers":
            save_file(arrays | {key: arrays[key] * np.nan}, path, told)
        case "of something else":
            save_file(arrays, path)
        case "of another version":
            save_file(arrays, path, {"guide": json.dumps(json.loads(told["guide"]) | {"encoding": 0})})


FAULTS = ["truncated", "corrupt", "pickled", "empty", "of another network", "without a part", "not numbers", "of something else",
          "of another version", "missing"]  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_bad_weights_are_refused_in_one_line(kind: str, weights: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.safetensors"
    spoilt(kind, weights, path)
    with pytest.raises(Misuse) as caught:
        load_guide(str(path))
    assert "\n" not in str(caught.value) and str(path) in str(caught.value)


def test_the_shipped_weights_are_whole_small_and_move_costs() -> None:
    shipped = load_guide("default")
    assert shipped is not None and DEFAULT.stat().st_size < 16 << 20
    assert shipped.costs(GRAMMAR, SORTED, LISTS, TABLE) != TABLE
    assert load_guide("none") is None


def test_solving_with_a_guide(weights: Path) -> None:
    task = task_of("sorted", [(list(e.inputs[0]), list(e.output)) for e in SORTED])
    config = SolveConfig(timeout=300, max_candidates=20_000, guide=str(weights))
    first, second = (solve_task(task, config) for _ in range(2))
    assert first.status == "solved" and str(first.program) == str(second.program) and first.candidates == second.candidates


# -- lessons and training -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shards of the control domain, as a training finds them."""
    directory = tmp_path_factory.mktemp("lessons")
    shards = Shards(directory, ("control",), 192, 5)
    for number in (0, HELD_OUT):
        shards.make(number)
    return directory


def test_lessons_depend_on_seed_and_number_alone(lessons: Path) -> None:
    lexicon = Shards(lessons, ("control",), 192, 5).lexicon
    kept = Shards(lessons, ("control",), 192, 5).read(0)
    again = dreamt(lexicon, ("control",), 5, 0, 192, known=of_domain)
    for name, array in vars(kept).items():
        assert np.array_equal(array, getattr(again, name)), name
    assert kept.words.shape == (192, STEPS) and (kept.words[:, 0] >= 0).all()


@pytest.mark.parametrize(
    ("text", "ignores"),
    [
        ("xs -> fold((x, y) -> x + 2, 1, xs)", True),
        ("xs -> fold((x, y) -> x + y, 1, xs)", False),
        ("xs -> tail(scan1((x, y) -> y, xs))", True),
        ("xs -> filter_indexed((i, x) -> is_even(i), xs)", False),
        ("xs -> map(x -> 1, xs)", False),
    ],
)
def test_a_function_that_ignores_a_parameter_is_no_lesson(text: str, ignores: bool) -> None:
    assert careless(parse_term(text, LISTS)) == ignores


def configured(lessons: Path, directory: Path, **changes: Any) -> TrainConfig:
    out = str(directory / "guide.safetensors")
    config = TrainConfig(out, ("control",), size="tiny", lessons=192, batch=64, rate=0.02, every=4, seed=5, device="cpu")
    directory.joinpath("guide.run").mkdir(parents=True, exist_ok=True)
    directory.joinpath("guide.run", "lessons").symlink_to(lessons)
    return replace(config, **changes)


def test_training_learns_and_resumes_bit_for_bit(lessons: Path, tmp_path: Path) -> None:
    told: list[Any] = []
    whole = Training(configured(lessons, tmp_path / "whole", epochs=4)).run(told.append)
    assert told[-1]["held_out_typed"] < told[0]["held_out_typed"]
    assert [json.loads(line)["step"] for line in (whole.with_suffix(".run") / "progress.jsonl").read_text().splitlines()] == [4, 8, 12]

    class Stop(Exception):
        pass

    def stop(line: Any) -> None:
        if line["step"] == 8:
            raise Stop

    config = configured(lessons, tmp_path / "parts", epochs=4)
    with pytest.raises(Stop):
        Training(config).run(stop)
    resumed = Training(replace(config, resume=True)).run(lambda line: None)
    assert resumed.read_bytes() == whole.read_bytes()
    with pytest.raises(Misuse, match="other options"):
        Training(replace(config, resume=True, rate=0.5)).run(lambda line: None)


def test_the_checkpoint_that_does_best_on_the_probe_is_written(lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, seen = iter((3.0, 1.0, 2.0)), list[bytes]()

    def probed(weights: Path, domains: Sequence[str], count: int) -> float:
        assert (domains, count) == (("control",), 5)
        seen.append(weights.read_bytes())
        return next(found)

    monkeypatch.setattr("synth.training.train.probe", probed)
    written = Training(configured(lessons, tmp_path / "probe", epochs=4, probe=5)).run(lambda line: None)
    assert len(set(seen)) == 3 and written.read_bytes() == seen[1]


def test_searches_of_a_probe_are_repeatable_and_know_nothing_of_what_was_learned() -> None:
    shown = list(islice(probe_tasks(("list", "control")), 4))
    learned = {each.family for domain in ("list", "control") for each in of_domain(domain)}
    assert [task.name.split("/")[0] for task in shown] == ["list_basics", "control_flow"] * 2
    assert not learned & {task.name for task in shown}
    first, second = (probe(DEFAULT, ("list", "control"), 2) for _ in range(2))
    assert first == second > 0


def test_words_are_trusted_for_what_was_met_before_as_well(lessons: Path, tmp_path: Path, weights: Path) -> None:
    written = Training(configured(lessons, tmp_path / "on", begin=str(weights))).run(lambda line: None)
    before, after = (load_file(path)[named(0, "trust")] for path in (weights, written))
    assert (after >= before).all() and (after > before).any()


def test_further_networks_have_as_much_to_say_and_go_on_untrained(lessons: Path, tmp_path: Path, weights: Path) -> None:
    two = Training(configured(lessons, tmp_path / "two", beside=str(weights))).run(lambda line: None)
    three = Training(configured(lessons, tmp_path / "three", beside=str(two), size="small", batch=192)).run(lambda line: None)
    whole, before = load_guide(str(three)), load_file(two)
    assert whole is not None and [network.shape.width for network in whole.networks] == [48, 16, 16]
    for k, network in enumerate(whole.networks[1:]):
        assert all(np.array_equal(network.weights[name], before[named(k, name)]) for name in network.weights)
    seen, base = view(LIST_TO_LIST, SORTED), np.array(TABLE.base, float)
    said = [network.changes(GRAMMAR, seen, LISTS, base) for network in whole.networks]
    told = whole.costs(GRAMMAR, SORTED, LISTS, TABLE).base
    applied = np.array([p.kind == "apply" for p in GRAMMAR.productions])
    base[applied] = np.maximum(1, base[applied] + np.rint(SCALE * np.mean(said, axis=0)))
    assert told == tuple(base.astype(int).tolist())


def test_a_network_for_a_kind_of_task_speaks_of_it_alone(lessons: Path, tmp_path: Path, weights: Path) -> None:
    config = configured(lessons, tmp_path / "lists", about="lists", beside=str(weights))
    whole, plain = load_guide(str(Training(config).run(lambda line: None))), load_guide(str(weights))
    assert whole is not None and plain is not None
    (own,), (other,) = whole.speaking(ABOUT_LISTS), whole.speaking(OTHERS)
    assert own is whole.networks[0] and other is whole.networks[1] and (own.about, other.about) == ("lists", ALL)
    assert whole.costs(GRAMMAR, SORTED, LISTS, TABLE) == Guide([own]).costs(GRAMMAR, SORTED, LISTS, TABLE)
    assert Guide([Network(own.weights, own.shape, OTHERS)]).costs(GRAMMAR, SORTED, LISTS, TABLE) == TABLE
    texts, request = load_domain("text").vocabulary, parse_type("str -> str")
    grammar, shown = Grammar.from_types(request, texts), (Example(("ab",), "AB"), Example(("c",), "C"))
    table = Table().costs(grammar)
    assert whole.costs(grammar, shown, texts, table) == plain.costs(grammar, shown, texts, table) != table


def test_replays_may_speak_a_subroutine_that_dreams_do_not_know(lessons: Path, tmp_path: Path) -> None:
    type = parse_type("int -> int")
    twice = subroutine("twice", type, parse_term("n -> n + n", LISTS, type))
    program = parse_term("n -> twice(twice(n))", LISTS.extend(twice), type)
    training = Training(configured(lessons, tmp_path / "replays", epochs=1), [("control", type, program)], [twice])
    replays = training.shards.replays
    assert replays is not None and len(replays) == round(0.3 * 192)
    words = training.shards.lexicon.words
    assert [words[w] for w in replays.words[0] if w >= 0] == ["twice", "twice", "variable"]
    assert training.run(lambda line: None).exists()


def test_a_training_that_diverges_rolls_back_and_then_stops(lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = Training(configured(lessons, tmp_path / "nan", epochs=4, every=1))
    before = training.losses

    def diverging(*given: Any) -> dict[str, torch.Tensor]:
        found: dict[str, torch.Tensor] = before(*given)
        return {k: v * (float("nan") if training.step >= 2 else 1.0) for k, v in found.items()}

    monkeypatch.setattr(training, "losses", diverging)
    with pytest.raises(Misuse, match="diverged at step 2"):
        training.run(lambda line: None)
    assert training.rollbacks == 3


def test_nothing_is_pickled_and_torch_stays_out_of_inference() -> None:
    source = Path(__file__).parent.parent / "synth"
    for path in (*source.glob("guide/**/*.py"), *(source / "training" / f"{name}.py" for name in ("dataset", "shards"))):
        assert "torch" not in path.read_text().replace("torch-free", "").replace("torch computes", "")


def test_the_command_knows_the_sizes_of_networks() -> None:
    for size in SIZES:
        assert TrainConfig("guide.safetensors", size=size).size == size
    for about in ABOUT:
        assert TrainConfig("guide.safetensors", about=about).about == about
    with pytest.raises(Misuse, match=f"--size must be {', '.join([*SIZES][:-1])} or {[*SIZES][-1]}, not 'smal'; did you mean small?"):
        TrainConfig("guide.safetensors", size="smal")
