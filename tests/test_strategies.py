"""Laws of the grammar, of every strategy, and of the columns they search on: whatever a kernel computed, the evaluator says too."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.infer import elaborate
from dsl.kernel import FAIL
from dsl.primitives import Vocabulary
from dsl.subroutine import names_in
from dsl.syntax import parse_term
from dsl.term import Const, Term
from dsl.type import INT, Type, arrow, is_arrow, parameters, unify
from synth.columns.layout import Frame
from synth.search.conquer import TRUE_TAG, Conqueror
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.chains import Chains
from synth.solving.solver import load_strategy, strategy_names
from synth.solving.verify import right_on
from synth.space.budget import Budget
from synth.space.constants import harvest
from synth.space.grammar import NESTING, Grammar, Production
from synth.space.prior import SCALE, Costs, Table, Uniform
from synth.space.space import Fit, Found, Level, NearMiss, Space
from tasks.task import Example, Task, task_of

pytestmark = pytest.mark.timeout(400)  # on a machine that has compiled nothing yet

SAMPLE = 300
ENOUGH = 60_000  # candidates of one run
STRATEGIES = tuple(name for name in strategy_names() if name != "recursion")  # without a fixpoint that is deduction

SOLVABLE = {
    "the input itself": task_of("", [([4, 1], [4, 1]), ([7], [7]), ([2, 2, 0], [2, 2, 0])]),
    "largest": task_of("", [([4, 1, 9], 9), ([7], 7), ([2, 5, 0], 5)]),
    "there and back": task_of("", [([4, 1], [4, 1, 1, 4]), ([7], [7, 7]), ([2, 5, 0], [2, 5, 0, 0, 5, 2])]),
    "above a limit": task_of("", [(([4, 1, 9], 3), [4, 9]), (([7, 2, 8], 7), [8]), (([2, 5, 0], 0), [2, 5])]),
    "in pairs": task_of("", [(([4, 1, 9], [1, 2, 3]), [5, 3, 12]), (([7, 2], [2, 9]), [9, 11]), (([5], [8]), [13])]),
    "running maximum": task_of("", [([4, 1, 9, 3], [4, 4, 9, 9]), ([7, 8, 2], [7, 8, 8]), ([2, 1, 0], [2, 2, 2])]),
    "total of each row": task_of("", [([[4, 1], [9]], [5, 9]), ([[7, 2, 8], [1, 1]], [17, 2]), ([[5]], [5])]),
    "user name": task_of("", [(("Ada", "Byron"), "abyron"), (("Grace", "Hopper"), "ghopper"), (("Alan", "Turing"), "aturing")]),
}

# Outputs that no program of the size reached gives, so that a run only gathers nodes.
GATHERED = {
    "list": task_of("", [([3, 1, 2], [999, 98]), ([5, -4, 5, 0], [997]), ([], [996]), ([7], [995, 94])]),
    "list and number": task_of("", [(([3, 1, 2], 2), 999), (([5, -4, 5, 0], 1), 997), (([], 0), 996), (([7, 8], -3), 995)]),
    "text": task_of("", [("Ada Lovelace", "@1"), ("grace b hopper", "@2"), ("", "@3"), ("x-1 22", "@4")]),
    "number": task_of("", [(12, 999), (7, 998), (30, 997), (1, 996)]),
    "large numbers": task_of("", [([10**12, -3, 7], [999]), ([3037000500, -3037000500], [998]), ([2**62, -(2**62), 2**63 - 1], [997])]),
    "rows": task_of("", [([[1, 2], [3]], [999]), ([[], [4, -5, 4]], [998]), ([], [997, 97])], request="list(list(int)) -> list(int)"),
}


@cache
def vocabulary_of(domain: str) -> Vocabulary:
    return load_domain(domain).vocabulary


def vocabulary_for(task: Task) -> Vocabulary:
    return vocabulary_of(task.domain)


@cache
def grammar_of(request: Type, domain: str, shown: tuple[Example, ...]) -> tuple[Grammar, Costs]:
    constants = harvest(request, shown)
    grammar = Grammar.from_types(request, vocabulary_of(domain), list(constants))
    return grammar, Table(constants).costs(grammar)


def space_for(task: Task) -> Space:
    return Space(*grammar_of(task.request, task.domain, task.shown), task.shown)


def events(strategy: str, task: Task, candidates: int = ENOUGH) -> list[Found]:
    """All that a strategy yields on a task within some candidates."""
    return list(load_strategy(strategy).search(space_for(task), Budget(candidates), vocabulary_for(task)))


@cache
def gathered(name: str) -> BottomUp:
    """A finished run of the enumeration, with the columns that were put off."""
    task = GATHERED[name]
    run = BottomUp(space_for(task), Budget(ENOUGH), vocabulary_for(task))
    assert not [found for found in run.levels() if isinstance(found, Fit)]
    for state, cost in tuple(run.banks[0].segments):
        run.settled(run.banks[0], state, cost)
    return run


def production(run: BottomUp, node: int) -> Production:
    return run.grammar.productions[int(run.store[Frame.PRODUCTION][node])]


def sample(run: BottomUp, count: int) -> list[int]:
    """Nodes of the outermost scope, as many of each primitive as there are, up to a count."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for node in range(run.store.nodes):
        p = production(run, node)
        if run.grammar.states[p.state].context == 0:
            by_label[p.label].append(node)
    chance = random.Random(7)
    for nodes in by_label.values():
        chance.shuffle(nodes)
    found: list[int] = []
    while len(found) < count and any(by_label.values()):
        found += [nodes.pop() for nodes in by_label.values() if nodes]
    return found[:count]


# -- grammar ------------------------------------------------------------------------------------


@pytest.fixture(params=[*SOLVABLE, *GATHERED])
def grammar(request: pytest.FixtureRequest) -> Grammar:
    task = {**SOLVABLE, **GATHERED}[request.param]
    return space_for(task).grammar


def test_states_and_productions_are_in_place_and_once(grammar: Grammar) -> None:
    assert (grammar.states[0].context, grammar.states[0].type) == (0, parameters(grammar.request)[1])
    assert grammar.contexts[0].variables == parameters(grammar.request)[0]
    for listed in (grammar.contexts, grammar.states, grammar.productions):
        assert [item.index for item in listed] == list(range(len(listed)))
    assert len({(s.context, s.type, s.inner) for s in grammar.states}) == len(grammar.states)
    shapes = [(p.state, p.kind, p.arguments, p.label, repr(p.value), p.instance) for p in grammar.productions]
    assert len(set(shapes)) == len(shapes)


def test_contexts_nest(grammar: Grammar) -> None:
    for context in grammar.contexts[1:]:
        assert context.parent is not None and context.parent < context.index
        assert context.depth == grammar.contexts[context.parent].depth + 1 <= NESTING


def test_productions_make_what_their_state_wants(grammar: Grammar) -> None:
    for p in grammar.productions:
        state = grammar.states[p.state]
        context = grammar.contexts[state.context]
        given = [grammar.states[a] for a in p.arguments]
        if p.kind == "variable":
            variables = (*context.variables, INT) if context.indexed else context.variables
            assert variables[p.value] == state.type and not given
        elif p.kind == "constant":
            its_type = p.value.type if p.primitive is None else p.primitive.type
            assert its_type == state.type and state.context == 0 and not given
        elif p.kind == "capture":
            assert [(s.context, s.type) for s in given] == [(context.parent, state.type)]
        else:
            assert p.primitive is not None and p.instance is not None and unify(p.primitive.type, p.instance) is not None
            wanted, result = parameters(p.instance)
            assert result == state.type and len(wanted) == len(given)
            for type, argument in zip(wanted, given):
                inner, body = parameters(type)
                scope = grammar.contexts[argument.context]
                assert argument.type == body
                assert (scope.parent, scope.variables) == (context.index, inner) if is_arrow(type) else scope is context


def test_grammars_and_costs_repeat(grammar: Grammar) -> None:
    task = next(t for t in (*SOLVABLE.values(), *GATHERED.values()) if space_for(t).grammar is grammar)
    constants = harvest(task.request, task.shown)
    again = Grammar.from_types(task.request, vocabulary_for(task), list(constants))
    assert (again.states, again.contexts, again.productions) == (grammar.states, grammar.contexts, grammar.productions)
    for prior in (Uniform(), Table(constants)):
        costs = prior.costs(grammar).base
        assert costs == prior.costs(again).base
        assert all(cost >= 0 and isinstance(cost, int) for cost in costs)
        assert all(cost > 0 for cost, p in zip(costs, grammar.productions) if p.kind != "capture")


# -- every strategy -----------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", SOLVABLE)
def test_a_strategy_keeps_its_promises(strategy: str, name: str) -> None:
    task = SOLVABLE[name]
    found = events(strategy, task)
    fits = [event for event in found if isinstance(event, Fit)]
    assert fits, "not solved"
    assert len({fit.term for fit in fits}) == len(fits), "a fit twice"
    for fit in fits:
        assert all(right_on(fit.term, task.shown, vocabulary_for(task))), f"{fit.term} does not fit"
    levels = [event.cost for event in found if isinstance(event, Level)]
    assert levels == sorted(set(levels)), "levels do not rise"
    floor = 0
    for event in found:
        floor = event.cost if isinstance(event, Level) else floor
        assert event.cost >= floor or isinstance(event, NearMiss), "a fit below a finished level"
    if strategy == "bottom_up":
        assert [event.cost for event in found] == sorted(event.cost for event in found), "costs fall"
    assert found == events(strategy, task), "a second run finds something else"


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("name", GATHERED)
def test_near_misses_say_how_often_they_are_right(strategy: str, name: str) -> None:
    task = GATHERED[name]
    shown = (task.shown[0], *(Example(e.inputs, parameters_default(task)) for e in task.shown[1:]))
    mixed = Task("", task.domain, task.request, shown)
    for event in events(strategy, mixed, 8000):
        if isinstance(event, NearMiss):
            assert 0 < event.right < len(shown)
            assert event.right == sum(right_on(event.term, shown, vocabulary_for(mixed)))


def parameters_default(task: Task) -> Any:
    """An output that some short program of the task's type gives."""
    return {"int": 1, "str": " "}.get(str(parameters(task.request)[1]), ())


def test_a_tree_joins_what_no_single_program_does() -> None:
    """Even numbers are halved, odd ones doubled; each Tree found is cheaper than the one before."""
    task = task_of("", [(n, n // 2 if n % 2 == 0 else 2 * n) for n in (8, 3, 30, 15, 2, 11)], request="int -> int")
    found = events("conquer", task, 400_000)
    trees = [event for event in found if isinstance(event, Fit) and event.strategy == "conquer"]
    assert trees
    assert [tree.cost for tree in trees] == sorted((tree.cost for tree in trees), reverse=True)
    assert compile_term(trees[-1].term, vocabulary_for(task))((40,)) == 20


def test_loops_run_until_a_test_says_so() -> None:
    """How often a number can be halved, and the first power of two from it on: a list of states, and the last one."""
    halved = task_of("", [(n, [n >> k for k in range(n.bit_length())]) for n in (9, 4, 1, 100, 6)], request="int -> list(int)")
    doubled = task_of("", [(n, n * 2 ** (63 // n).bit_length()) for n in (5, 3, 64, 1, 40)], request="int -> int")
    vocabulary = Vocabulary(tuple(vocabulary_of("lists")[word] for word in ("unfold", "while", "divide", "add", "less", "equal")))
    for task, word, given, wanted in ((halved, "unfold", 70, (70, 35, 17, 8, 4, 2, 1)), (doubled, "while", 7, 112)):
        constants = [Const(n, INT) for n in (0, 2, 64)]
        grammar = Grammar.from_types(task.request, vocabulary, constants)
        space = Space(grammar, Table(dict.fromkeys(constants, 1.0)).costs(grammar), task.shown)
        run = BottomUp(space, Budget(200_000), vocabulary)
        fit = next(event for event in run.levels() if isinstance(event, Fit))
        assert word in names_in(fit.term) and compile_term(fit.term, vocabulary)((given,)) == wanted


def test_texts_are_joined_of_chains() -> None:
    task = task_of("", [("ab-12 cd", "12.ABCD/ab-12"), ("x-7 y z", "7.XYZ/x-7"), ("q-305 rs", "305.QRS/q-305")])
    paths = [event for event in events("deduce", task) if isinstance(event, Fit) and event.strategy == "chains"]
    assert paths and all(all(right_on(fit.term, task.shown, vocabulary_for(task))) for fit in paths)
    prices = [Table(harvest(task.request, task.shown)).price(fit.term, vocabulary_for(task)) for fit in paths]
    assert prices == sorted(prices, reverse=True)
    assert compile_term(paths[-1].term, vocabulary_for(task))(("k-41 m",)) == "41.KM/k-41"


def test_a_chain_costs_what_its_program_costs_and_does_the_same() -> None:
    task, vocabulary = GATHERED["text"], vocabulary_for(GATHERED["text"])
    chains = Chains(BottomUp(space_for(task), Budget(10 * ENOUGH), vocabulary))
    assert chains.run is not None
    while chains.run.store.candidates < ENOUGH // 10:
        assert chains.level()
    table = Table(harvest(task.request, task.shown))
    for node in sample(chains.run, SAMPLE):
        term, type = chains.run.reader.node(node), chains.run.grammar.states[production(chains.run, node).state].type
        assert chains.price[node] == SCALE * table.price(term, vocabulary)
        words = chains.run.store.column(node, len(task.shown)).tolist()
        assert not differences(term, type, words, chains.run, vocabulary)


# -- nodes against the evaluator ------------------------------------------------------------------


def differences(term: Term, type: Type, words: Sequence[int], run: BottomUp, vocabulary: Vocabulary) -> list[str]:
    """Rows on which the column of a node and the evaluator's reading of its program disagree."""
    program = compile_term(term, vocabulary)
    found = []
    for example, word in zip(run.space.shown, words):
        wanted = program(example.inputs)
        if isinstance(wanted, Failure) != (int(word) == FAIL):
            found.append(f"{term} on {example.inputs}: evaluator {wanted}, column {word}")
        elif not isinstance(wanted, Failure) and repr(run.store.value(int(word), type)) != repr(wanted):
            found.append(f"{term} on {example.inputs}: evaluator {wanted}, column {run.store.value(int(word), type)}")
    return found


@pytest.mark.parametrize("name", GATHERED)
def test_a_node_is_the_program_read_back(name: str) -> None:
    run, vocabulary = gathered(name), vocabulary_for(GATHERED[name])
    nodes = sample(run, SAMPLE)
    assert len(nodes) == SAMPLE
    wrong: list[str] = []
    for node in nodes:
        type = run.grammar.states[production(run, node).state].type
        wrong += differences(run.reader.node(node), type, run.store.column(node, len(run.space.shown)), run, vocabulary)
    assert wrong == []


@pytest.mark.parametrize("name", GATHERED)
def test_a_program_read_back_is_typed_and_can_be_printed(name: str) -> None:
    run, vocabulary = gathered(name), vocabulary_for(GATHERED[name])
    for node in sample(run, SAMPLE // 3):
        request = arrow(*run.grammar.contexts[0].variables, run.grammar.states[production(run, node).state].type)
        term, found = elaborate(run.reader.node(node), vocabulary, request)
        assert found == request
        assert parse_term(str(term), vocabulary, request) == term


@pytest.mark.parametrize("name", GATHERED)
def test_a_node_costs_what_its_parts_cost(name: str) -> None:
    run = gathered(name)
    known: dict[int, int] = {}

    def cost(node: int) -> int:
        if node not in known:
            p = production(run, node)
            known[node] = run.cost[p.index] + sum(cost(part) for part in run.reader.parts(node)[1][: len(p.arguments)])
        return known[node]

    filed = 0
    for bank in run.banks:
        for (state, level), segments in bank.segments.items():
            for segment in segments:
                for node in range(segment.first, segment.end):
                    assert (production(run, node).state, cost(node)) == (state, level)
                filed += segment.end - segment.first
    assert 0.9 * run.store.nodes <= filed <= run.store.nodes  # the rest is the level under way when the budget was spent


@pytest.mark.parametrize("name", GATHERED)
def test_no_two_programs_of_a_state_have_one_column(name: str) -> None:
    run = gathered(name)
    seen: set[tuple[int, bytes]] = set()
    for node in range(run.store.nodes):
        state = run.grammar.states[production(run, node).state]
        key = (state.index, run.store.column(node, run.banks[state.context].rows).tobytes())
        assert key not in seen
        seen.add(key)


@pytest.mark.parametrize("name", ["list and number", "text"])
def test_the_rows_a_tree_counts_on_are_right(name: str) -> None:
    task = GATHERED[name]
    vocabulary = vocabulary_for(task)
    shown = tuple(Example(e.inputs, parameters_default(task) if i % 2 else e.output) for i, e in enumerate(task.shown))
    mixed = Task("", task.domain, task.request, shown)
    run = BottomUp(space_for(mixed), Budget(20_000), vocabulary)
    conqueror = Conqueror(run)
    assert list(run.levels())
    conqueror.update(0)
    assert conqueror.terms and conqueror.tests
    for _, mask, node in conqueror.terms:
        assert mask == sum(right << row for row, right in enumerate(right_on(run.reader.node(node), shown, vocabulary)))
    for _, mask, node in conqueror.tests:
        program = compile_term(run.reader.node(node), vocabulary)
        values = [program(e.inputs) for e in shown]
        assert mask & ~TRUE_TAG == sum(value << row for row, value in enumerate(values)) and set(map(type, values)) == {bool}


def test_a_candidate_budget_is_kept() -> None:
    """It may be overrun by one compiled call, and by nothing that varies."""
    task = GATHERED["list"]
    counts = []
    for _ in range(2):
        budget = Budget(5000)
        assert list(load_strategy("bottom_up").search(space_for(task), budget, vocabulary_for(task)))
        counts.append(budget.stats.candidates)
    assert counts[0] == counts[1] and 5000 <= counts[0] <= 10_000
