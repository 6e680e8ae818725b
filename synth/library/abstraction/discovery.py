"""From solved programs to typed subroutines: compression, types, and the programs rewritten with what was found.

What an abstraction saves is claimed by the compressor and measured again here, on the programs that the language really has:
typed, reduced, each rewritten one checked by the caller to still solve its task.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from dsl.evaluate import Failure, evaluate
from dsl.infer import infer
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.rewrite import beta_normal, normal_form
from dsl.subroutine import inlined, names_in
from dsl.term import App, Const, Lam, Prim, Term, Var, free_indices, lam, shift, strip, subterms
from dsl.type import Type, is_arrow, parameters
from synth.library.abstraction.classics import classic_of
from synth.library.abstraction.compress import Abstraction, compress
from synth.library.abstraction.corpus import Corpus
from synth.library.abstraction.naming import free_name, name_of
from synth.library.abstraction.notation import from_text, regrouped, to_sexpr, variants
from synth.library.abstraction.rewrite import measured

MOST_ARGUMENTS = 4
SPREAD = 150  # by the compressor's measure: less than two words
LEAST_WHOLE = 500  # by the compressor's measure: about five words
MOST_FUNCTION = 2  # arguments of a function that a subroutine takes
Check = Callable[[str, Term, Vocabulary], bool]  # whether a program, over a vocabulary, still solves a task


@dataclass(frozen=True)
class Frontier:
    """The programs known for one task, over one vocabulary."""

    task: str
    programs: tuple[Term, ...]


@dataclass(frozen=True)
class Discovery:
    """What was found: new subroutines, parents first, the programs rewritten, and what both cost before and after."""

    vocabulary: Vocabulary
    subroutines: tuple[Primitive, ...]
    frontiers: tuple[Frontier, ...]
    cost_before: int
    cost_after: int

    @property
    def ratio(self) -> float:
        """How many times shorter the cheapest programs of all tasks became."""
        return self.cost_before / max(1, self.cost_after)


def discover(
    frontiers: Sequence[Frontier],
    vocabulary: Vocabulary,
    check: Check,
    *,
    most: int = 8,
    arity: int = 3,
    beam: int = 2,
    taken: Container[str] = (),
) -> Discovery:
    """The subroutines that shorten the programs most; each must serve two tasks and be well-typed. Names in `taken` stay free."""
    normal = [Frontier(f.task, _plain(f.programs, vocabulary)) for f in frontiers if f.programs]
    plain = [Frontier(f.task, _brief(_regrouped(f, vocabulary, check))) for f in normal]
    before = cost(plain)
    rows = [(f.task, to_sexpr(v)) for f in plain for program in f.programs for v in variants(program, vocabulary)]
    if not rows or most == 0:
        return Discovery(vocabulary, (), tuple(plain), before, before)
    recursive = any(p.loop == "fix" for p in vocabulary.values())
    lazy = frozenset({"if"}) if recursive else frozenset[str]()  # a recursion that asks for all it might need has no end
    corpus = Corpus([text for _, text in rows], [task for task, _ in rows], typed=True, lazy=lazy)
    found = compress(corpus, most, arity, beam=beam)
    learned, meanings = _typed(found.abstractions, vocabulary, taken)
    grown = vocabulary.extend(*learned)
    terms: dict[str, dict[Term, None]] = {f.task: {} for f in plain}
    for (task, _), text in zip(rows, found.rewritten, strict=True):
        for term in _plain((from_text(text, vocabulary, meanings),), grown):
            terms[task][term] = None
    rewritten = [_cheaper(f, terms[f.task], grown, check) for f in plain]
    return pruned(Discovery(grown, tuple(learned), tuple(rewritten), before, cost(rewritten)), tuple(p.name for p in learned))


def pruned(found: Discovery, names: Iterable[str], least: int = 2, wholes: Container[str] = ()) -> Discovery:
    """Without those of the named subroutines that fewer tasks' cheapest programs use, themselves or through others.

    For `wholes`, which were the solution of one task, one is enough.
    """
    droppable = set(names)
    while True:
        counts = uses(found.frontiers, found.vocabulary)
        rare = {name for name, count in counts.items() if name in droppable and count < (1 if name in wholes else least)}
        if not rare:
            return found
        name = max(rare, key=list(found.vocabulary).index)  # the youngest: what it uses may be rare only then
        found = _without(found, name)
        droppable.discard(name)


def with_wholes(found: Discovery, most: int, taken: Container[str] = ()) -> Discovery:
    """With whole solutions as subroutines, the shortest first: those of some length that say nothing particular of their task.

    What was hard to find once need not be found again inside a larger program.
    Paper: Dechter et al., "Bootstrap Learning via Modular Concept Discovery" (2013).
    """
    vocabulary, frontiers, learned = found.vocabulary, list(found.frontiers), list(found.subroutines)
    known = {normal_form(p.body, vocabulary) for p in vocabulary.values() if p.body is not None}
    costs = {f.task: cost((f,)) for f in frontiers}
    for place in sorted(range(len(frontiers)), key=lambda i: (costs[frontiers[i].task], frontiers[i].task)):
        task, programs = frontiers[place].task, frontiers[place].programs
        whole = _ordered(cheapest(programs), vocabulary)
        if len(learned) - len(found.subroutines) == most or costs[task] < LEAST_WHOLE or whole is None or whole[0] in known:
            continue
        long, _, type = whole
        if is_arrow(type) and _general(long, vocabulary):
            word = subroutine(_name(long, type, vocabulary, taken), type, long)
            vocabulary = vocabulary.extend(word)
            learned.append(word)
            known.add(long)
            frontiers[place] = Frontier(task, (normal_form(Prim(word.name), vocabulary), *programs))
    return Discovery(vocabulary, tuple(learned), tuple(frontiers), found.cost_before, found.cost_after)


def _general(term: Term, vocabulary: Vocabulary) -> bool:
    """Whether a program mentions no values but those that everything starts from: 0, and what is empty."""
    return not any(isinstance(t, Const) and t.value for t in subterms(inlined(term, vocabulary)))


def uses(frontiers: Sequence[Frontier], vocabulary: Vocabulary) -> dict[str, int]:
    """In how many tasks' cheapest programs each subroutine has a part."""
    counts = {p.name: 0 for p in vocabulary.values() if p.body is not None}
    for frontier in frontiers:
        for name in reach(names_in(cheapest(frontier.programs)) if frontier.programs else (), vocabulary):
            counts[name] += 1
    return counts


def reach(names: Iterable[str], vocabulary: Vocabulary) -> set[str]:
    """The subroutines among some names, and all that their bodies use."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        p = vocabulary.get(pending.pop())
        if p is not None and p.body is not None and p.name not in found:
            found.add(p.name)
            pending.extend(names_in(p.body))
    return found


def cost(frontiers: Iterable[Frontier]) -> int:
    """What the cheapest programs of all tasks cost together, by the compressor's measure."""
    return sum(min(measured(map(to_sexpr, f.programs), "lambda")) for f in frontiers if f.programs)


def cheapest(programs: Sequence[Term]) -> Term:
    """The program that costs least by the compressor's measure, the first of equals."""
    costs = measured(map(to_sexpr, programs), "lambda")
    return programs[costs.index(min(costs))]


def _plain(programs: Iterable[Term], vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The programs in normal form, equal ones once."""
    return tuple(dict.fromkeys(normal_form(p, vocabulary) for p in programs))


def _regrouped(frontier: Frontier, vocabulary: Vocabulary, check: Check) -> tuple[Term, ...]:
    """The programs, and their regrouped forms that still solve the task."""
    others = dict.fromkeys(other for p in frontier.programs if (other := regrouped(p, vocabulary)) != p)
    return tuple(dict.fromkeys([*frontier.programs, *(other for other in others if check(frontier.task, other, vocabulary))]))


def _brief(programs: Sequence[Term]) -> tuple[Term, ...]:
    """Those that cost little more than the cheapest: what roundabout ones share is of no use."""
    costs = measured(map(to_sexpr, programs), "lambda")
    return tuple(program for program, cost in zip(programs, costs, strict=True) if cost <= min(costs) + SPREAD)


def _cheaper(frontier: Frontier, rewritten: Iterable[Term], vocabulary: Vocabulary, check: Check) -> Frontier:
    """The frontier with the rewritten forms that still solve the task, the cheapest first, as many as it had."""
    known = dict.fromkeys(frontier.programs)
    kept = [term for term in rewritten if term in known or check(frontier.task, term, vocabulary)]
    every = list(dict.fromkeys([*kept, *frontier.programs]))
    costs = dict(zip(every, measured(map(to_sexpr, every), "lambda"), strict=True))
    return Frontier(frontier.task, tuple(sorted(every, key=costs.__getitem__)[: len(frontier.programs)]))


# ---- types -------------------------------------------------------------------------------------------------------


def _typed(abstractions: Sequence[Abstraction], vocabulary: Vocabulary, taken: Container[str]) -> tuple[list[Primitive], dict[str, Term]]:
    """The abstractions that are subroutines, and what the name of each abstraction means in terms of them."""
    learned: list[Primitive] = []
    meanings: dict[str, Term] = {}
    known = {normal_form(p.body, vocabulary): p.name for p in vocabulary.values() if p.body is not None}
    for abstraction in abstractions:
        grown = vocabulary.extend(*learned)
        body = from_text(abstraction.body, vocabulary, meanings, abstraction.arity)
        meanings[abstraction.name] = body
        ordered = _ordered(body, grown)
        if ordered is None:
            continue
        long, order, type = ordered
        if long not in known:
            learned.append(subroutine(_name(long, type, grown, taken), type, long))
            known[long] = learned[-1].name
        count = len(order)
        called = App(Prim(known[long]), tuple(Var(count - 1 - i) for i in order)) if count else Prim(known[long])
        meanings[abstraction.name] = lam(count, called)
    return learned, meanings


def _name(body: Term, type: Type, vocabulary: Vocabulary, taken: Container[str]) -> str:
    """What a subroutine is called: as the usual function that it is, with a number where a word bears the name; else by its body."""
    usual = classic_of(subroutine("unnamed", type, body), vocabulary)
    return name_of(strip(body)[1], type, vocabulary, taken) if usual is None else free_name(usual, vocabulary, taken)


def _ordered(body: Term, vocabulary: Vocabulary) -> tuple[Term, tuple[int, ...], Type] | None:
    """The body as a subroutine, the function it takes first; which of its parameters come in which order; its type."""
    if free_indices(body):
        return None
    try:
        long = normal_form(body, vocabulary)
        declared, _ = parameters(infer(long, vocabulary))
    except (ValueError, RecursionError):
        return None
    order = tuple(sorted(range(len(declared)), key=lambda i: not is_arrow(declared[i])))
    if not _searchable([declared[i] for i in order]) or _plain_call(strip(long)[1]):
        return None
    ordered = normal_form(_permuted(long, order), vocabulary)
    type = infer(ordered, vocabulary)
    if not declared and isinstance(evaluate(ordered, (), vocabulary), Failure):
        return None
    return ordered, order, type


def _searchable(declared: Sequence[Type]) -> bool:
    """Whether the search can apply something of these arguments: values, and one function of values at most, first."""
    if len(declared) > MOST_ARGUMENTS or any(map(is_arrow, declared[1:])):
        return False
    inner, _ = parameters(declared[0]) if declared else ((), None)
    return len(inner) <= MOST_FUNCTION and not any(map(is_arrow, inner))


def _plain_call(inner: Term) -> bool:
    """Whether a body only calls one primitive with its parameters."""
    match inner:
        case App(Prim(), arguments):
            return all(isinstance(_eta_short(a), Var) for a in arguments)
    return not isinstance(inner, App)


def _eta_short(term: Term) -> Term:
    """f for x -> f(x)."""
    match term:
        case Lam(body):
            inner = _eta_short(body)
            match inner:
                case App(function, (*rest, Var(0))) if 0 not in free_indices(App(function, tuple(rest)) if rest else function):
                    return _eta_short(shift(App(function, tuple(rest)) if rest else function, -1))
            return Lam(inner)
    return term


def _permuted(function: Term, order: Sequence[int]) -> Term:
    """The function with its parameters in another order: the k-th is what was the order[k]-th."""
    count = len(order)
    if tuple(order) == tuple(range(count)):
        return function
    places = {old: new for new, old in enumerate(order)}
    return lam(count, beta_normal(App(shift(function, count), tuple(Var(count - 1 - places[i]) for i in range(count)))))


# ---- forgetting --------------------------------------------------------------------------------------------------


def _without(found: Discovery, name: str) -> Discovery:
    """Everything with one subroutine written out."""
    gone = Vocabulary((found.vocabulary[name],))
    rest = tuple(written_out(p, gone) for p in found.vocabulary.values() if p.name != name)
    vocabulary = Vocabulary(rest)
    frontiers = tuple(Frontier(f.task, _plain((inlined(t, gone) for t in f.programs), vocabulary)) for f in found.frontiers)
    learned = tuple(vocabulary[p.name] for p in found.subroutines if p.name != name)
    return Discovery(vocabulary, learned, frontiers, found.cost_before, cost(frontiers))


def written_out(p: Primitive, gone: Vocabulary) -> Primitive:
    """A primitive whose body mentions some subroutines no more."""
    if p.body is None or names_in(p.body).isdisjoint(gone):
        return p
    return replace(p, body=inlined(p.body, gone))
