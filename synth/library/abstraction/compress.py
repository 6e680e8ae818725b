"""Abstractions that shorten a corpus, chosen jointly: a beam over sets of them, then each one searched anew given the others.

Every search counts savings on top of the other abstractions, against the cheapest rewriting with all of them, so their order
does not matter. Paper: Bowers et al., "Top-Down Synthesis for Library Learning" (2023), whose choice is greedy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice

from synth.library.abstraction.corpus import Corpus, words
from synth.library.abstraction.graph import LAMBDA, TERMINAL, Weights
from synth.library.abstraction.pattern import Pattern, arity, expanded, translated, written
from synth.library.abstraction.rewrite import Rewriter, measured
from synth.library.abstraction.search_state import PRUNES
from synth.library.abstraction.top_down import search

SAMPLE = 12  # one task in so many gives the first guesses
STEPS = 2_000_000  # partial patterns that a search looks at
WORK = 200_000_000_000  # partial patterns times nodes, after which a wider beam tries nothing more: some minutes
SMALL = 700  # nodes of a corpus on which more ways are tried
_MARK = re.compile("\0([0-9]+)")  # stands for an abstraction before it has a name
KEEP = 12  # patterns that a search reports
POOL = 120  # patterns remembered
PLENTY = 2  # parameters, above which fewer are tried too

Plan = tuple[int, int, tuple[int, ...]]  # parameters, the beam's width, and how many abstractions each stage chooses jointly


@dataclass(frozen=True)
class Abstraction:
    """A named body with parameters #0, #1, …; its body may use abstractions before it."""

    name: str
    arity: int
    body: str
    uses: int


@dataclass(frozen=True)
class Compression:
    """What was found, and the programs rewritten with it."""

    original_cost: int
    final_cost: int
    bodies_cost: int
    abstractions: tuple[Abstraction, ...]
    rewritten: tuple[str, ...]
    counts: dict[str, int]  # how often the search did or cut off what

    @property
    def ratio(self) -> float:
        """How many times shorter the corpus became."""
        return self.original_cost / self.final_cost


@dataclass
class Compressor:
    """One run over one corpus."""

    corpus: Corpus
    iterations: int
    most_parameters: int
    count_bodies: bool = False
    beam: int = 2
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rewriter = Rewriter(self.corpus)
        self.few = self.corpus.sample(SAMPLE) if self.corpus.weights.tasks.shape[0] > 4 * SAMPLE else None
        self.pool: dict[Pattern, None] = {}
        self._bodies: dict[tuple[Pattern, ...], int] = {}

    def run(self) -> list[Pattern]:
        """The chosen patterns."""
        width = max(1, self.beam - 1)
        beam: list[tuple[int, tuple[Pattern, ...]]] = [(self.cost(()), ())]
        for _ in range(self.iterations):
            longer = {tuple(sorted((*chosen, new))): cost for _, chosen in beam for cost, new in self.best(chosen, width)}
            if not longer:
                break
            beam = sorted((cost, chosen) for chosen, cost in longer.items())[:width]
        return list(self.refined(*beam[0]))

    def refined(self, cost: int, chosen: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        """The set after exchanging members for better ones until no exchange helps."""
        idle, at = 0, 0
        while chosen and idle < len(chosen) and (self.beam == 1 or self.work < WORK):
            rest = chosen[: at % len(chosen)] + chosen[at % len(chosen) + 1 :]
            better = self.best(rest, 1, cost, afresh=self.beam > 1)
            idle = 0 if better else idle + 1
            if better:
                cost, chosen = better[0][0], (*rest[: at % len(chosen)], better[0][1], *rest[at % len(chosen) :])
            at += 1
        return chosen

    @property
    def work(self) -> int:
        """What searches have cost so far, in partial patterns times nodes."""
        return _work(self.counts, self.corpus)

    def cost(self, chosen: Sequence[Pattern]) -> int:
        """What is to be made small."""
        return self.rewriter.costs(self.rewriter.known(chosen)[0])[1] + (self.bodies_cost(chosen) if self.count_bodies else 0)

    def cost_with(self, chosen: tuple[Pattern, ...], new: Pattern) -> int:
        """The cost with one more, at most: its own body counts in full, so that no body need be rewritten to know."""
        corpus = self.rewriter.costs(self.rewriter.known((*chosen, new))[0])[1]
        own = sum(TERMINAL if code < 0 or code > LAMBDA else 1 for code in new)
        return corpus + (own + self.bodies_cost(chosen) if self.count_bodies else 0)

    def bodies_cost(self, chosen: Sequence[Pattern]) -> int:
        """What the bodies cost, each written with those shorter than it."""
        key = tuple(sorted(chosen))
        if key not in self._bodies:
            bodies = self.named(list(key), "lam")
            self._bodies[key] = sum(measured([body for _, body in bodies], "lam"))
        return self._bodies[key]

    def best(self, chosen: tuple[Pattern, ...], many: int, limit: int | None = None, afresh: bool = True) -> list[tuple[int, Pattern]]:
        """Up to so many patterns, the best first, that bring the cost below the limit, with what they bring it to.

        Without `afresh` only patterns that earlier searches met are tried.
        """
        before = self.cost(chosen)
        limit = before if limit is None else limit
        if afresh and self.few is not None:
            self.pool.update(dict.fromkeys(self.found(chosen, self.few, 0)))
        costs = {new: self.cost_with(chosen, new) for new in self.pool if new not in chosen}
        least = min(costs.values(), default=limit)
        for new in self.found(chosen, self.corpus.weights, before - min(least, limit)) if afresh else ():
            self.pool[new] = None
            costs[new] = self.cost_with(chosen, new)
        ranked = sorted((cost, new) for new, cost in costs.items() if cost < limit)
        for _, new in reversed(sorted((cost, new) for new, cost in costs.items())[: POOL // 2]):
            self.pool.pop(new, None)
            self.pool[new] = None  # to the end: the last to be forgotten
        self.pool = dict(list(self.pool.items())[-POOL:])
        return ranked[:many]

    def found(self, chosen: tuple[Pattern, ...], weights: Weights, least: int) -> Iterator[Pattern]:
        """Patterns that save more than `least`, the best last.

        With few parameters first: that search is short, and what it finds spares the next one most of its way.
        """
        known, _ = self.rewriter.known(chosen, self.most_parameters)
        cheapest, _ = self.rewriter.costs(known)
        for parameters in range(min(1, self.most_parameters), self.most_parameters + 1):
            many, codes, lengths, savings, counts = search(
                self.corpus.graph, weights, cheapest, known, parameters, int(self.count_bodies), least, STEPS, KEEP
            )
            self.counts.update(dict(zip(PRUNES, counts.tolist())))
            for slot in (i % KEEP for i in range(max(0, many - KEEP), many)):
                yield expanded(self.corpus.builder, codes[slot, : lengths[slot]].tolist())
            if many:
                least = int(savings[(many - 1) % KEEP])

    def named(self, chosen: Sequence[Pattern], binder: str) -> list[tuple[int, str]]:
        """Arity and body of each pattern, from the shortest on, a body written with those strictly shorter."""
        size = {pattern: sum(code >= 0 for code in pattern) for pattern in chosen}
        plain = [written(self.corpus.words, pattern, binder) for pattern in chosen]
        made = []
        for pattern, body in zip(chosen, plain):
            shorter = [i for i, other in enumerate(chosen) if size[other] < size[pattern]]
            alone = Corpus([body, *(plain[i] for i in shorter)], parameters=True)
            patterns = [translated(alone.builder, plain[i]) for i in shorter]
            texts = Rewriter(alone).texts(patterns, [f"\0{i}" for i in shorter], binder)
            made.append((arity(pattern), texts[0]))
        return made


def compress(corpus: Corpus, iterations: int, most_parameters: int, *, count_bodies: bool = False, beam: int = 2) -> Compression:
    """The abstractions that shorten a corpus most, as far as the search sees, and the corpus rewritten with them.

    A joint choice cannot abstract over uses of abstractions, a stage that works on the corpus as rewritten by the stages before
    it can. So several divisions of the iterations into stages are tried, and fewer parameters: more of them save more at first and
    may spoil what comes after.
    """
    tried, work = list[Compression](), 0
    for parameters, width, stages in _plans(iterations, most_parameters, corpus, beam):
        if work < WORK:
            tried.append(_staged(corpus, stages, parameters, count_bodies, width))
            work += _work(tried[-1].counts, corpus)
    return min(tried, key=lambda found: found.final_cost + count_bodies * found.bodies_cost)


def _work(counts: Mapping[str, int], corpus: Corpus) -> int:
    return counts.get("searched", 0) * len(corpus.graph.label)


def _plans(iterations: int, most_parameters: int, corpus: Corpus, beam: int) -> list[Plan]:
    """What is tried, in order: greedily; jointly and in stages with few parameters, and then with all."""
    half = iterations // 2
    mixed = (half, *(1,) * (iterations - half))
    greedy = (1,) * iterations
    plans: list[Plan] = [(most_parameters, 1, greedy)]
    for parameters in range(min(PLENTY, most_parameters), most_parameters + 1) if beam > 1 else ():
        wider: list[tuple[int, ...]] = [(iterations,)]
        if len(corpus.graph.label) <= SMALL:
            wider += [(half, iterations - half), mixed, (max(0, iterations - 1), iterations - max(0, iterations - 1))]
        plans += [(parameters, 1, greedy), *((parameters, beam, stages) for stages in wider), (parameters, 1, mixed)]
    return list(dict.fromkeys(plans))


def _staged(corpus: Corpus, plan: tuple[int, ...], most_parameters: int, count_bodies: bool, beam: int) -> Compression:
    """Each stage chooses so many abstractions jointly, on the corpus as rewritten by those before."""
    at, named, counts = corpus, list[Abstraction](), Counter[str]()
    texts = Rewriter(corpus).texts((), (), corpus.binder)
    for place, stage in enumerate(plan):
        at = at.again(texts) if place else corpus
        run = Compressor(at, stage, most_parameters, count_bodies, beam if stage > 1 else 1)
        chosen = sorted(run.run(), key=lambda pattern: (sum(code >= 0 for code in pattern), pattern))
        names = list(islice((f"fn_{i}" for i in count() if f"fn_{i}" not in at.taken), len(chosen)))
        texts = run.rewriter.texts(chosen, names, at.binder)
        for name, (parameters, body) in zip(names, run.named(chosen, at.binder)):
            named.append(Abstraction(name, parameters, _unmarked(body, names), 0))
        counts += run.counts
    uses = Counter(word for text in texts for word in words(text))
    bodies = sum(measured([found.body for found in named], corpus.binder))
    abstractions = tuple(replace(found, uses=uses[found.name]) for found in named)
    final = corpus.cost_of(measured(texts, corpus.binder))
    return Compression(corpus.cost_of(corpus.costs()), final, bodies, abstractions, tuple(texts), dict(counts))


def _unmarked(body: str, names: Sequence[str]) -> str:
    return _MARK.sub(lambda found: names[int(found[1])], body)
