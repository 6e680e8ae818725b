"""Rewriting a corpus with given abstractions at the least cost, by dynamic programming over its graph.

Every node is rewritten once: as it stands over rewritten children, or as a use of an abstraction on rewritten arguments,
whichever is cheapest. Since the corpus itself is never changed, a use that one abstraction spoils is there for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from synth.library.abstraction.corpus import Corpus, words
from synth.library.abstraction.graph import APPLICATION, LAMBDA, TERMINAL, Known
from synth.library.abstraction.pattern import Pattern, applied, arity
from synth.library.abstraction.uses import match, rewriting

Matches = tuple[Any, Any, Any]  # nodes, arguments, and below how many binders each argument stands


class Rewriter:
    """Uses of patterns in one corpus; remembers where each pattern matches."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus, self.graph = corpus, corpus.graph
        self._matches: dict[Pattern, Matches] = {}

    def matches(self, pattern: Pattern) -> Matches:
        """Where a pattern fits."""
        known = self._matches.get(pattern)
        if known is None:
            known = self._matches[pattern] = match(np.array(pattern, np.int64), arity(pattern), self.graph)
        return known

    def known(self, patterns: Sequence[Pattern], width: int = 0) -> tuple[Known, Any]:
        """All uses sorted by node, and which pattern each is of."""
        found = [self.matches(pattern) for pattern in patterns]
        sizes = [len(nodes) for nodes, _, _ in found]
        width = max([1, width, *map(arity, patterns)])
        nodes = np.concatenate([np.zeros(0, np.int64), *(nodes for nodes, _, _ in found)]).astype(np.int64)
        arguments = np.zeros((len(nodes), width), np.int32)
        at = 0
        for (_, given, _), size in zip(found, sizes):
            arguments[at : at + size, : given.shape[1]] = given
            at += size
        order = np.argsort(nodes, kind="stable")
        start = np.searchsorted(nodes[order], np.arange(len(self.graph.label) + 1)).astype(np.int64)
        which = np.repeat(np.arange(len(patterns)), sizes)[order]
        arities = np.array([arity(pattern) for pattern in patterns], np.int64)[which] if len(which) else np.zeros(0, np.int64)
        return Known(start, arities, arguments[order].ravel(), width), which

    def costs(self, known: Known) -> tuple[Any, int]:
        """The least cost of every node, and of the corpus."""
        return rewriting(self.graph, self.corpus.weights, known)

    def texts(self, patterns: Sequence[Pattern], names: Sequence[str], binder: str) -> list[str]:
        """The rewritten programs."""
        known, which = self.known(patterns)
        costs, _ = self.costs(known)
        choice = _Choice(self, patterns, known, which, costs)
        return _emitted(choice, names, binder, self.corpus)


class _Choice:
    """What each node becomes in the cheapest rewriting."""

    def __init__(self, rewriter: Rewriter, patterns: Sequence[Pattern], known: Known, which: Any, costs: Any) -> None:
        self.rows, self.lower = rewriter.corpus.builder.rows, rewriter.graph.lowered.tolist()
        self.start, self.arity = known.start.tolist(), known.arity.tolist()
        self.arguments, self.which, self.costs = known.arguments.reshape(-1, known.width).tolist(), which.tolist(), costs.tolist()
        self.depths = [rewriter.matches(pattern)[2].tolist() for pattern in patterns]

    def at(self, node: int) -> tuple[int, list[int]]:
        """The pattern used at a node, -1 for none, and the nodes that stand below."""
        label, left, right = self.rows[node]
        parts = [left, right] if label == APPLICATION else [left] if label == LAMBDA else []
        if self.costs[node] == (1 + sum(self.costs[part] for part in parts) if parts else TERMINAL):
            return -1, parts
        for use in range(self.start[node], self.start[node + 1]):
            given = self.arguments[use][: self.arity[use]]
            if self.costs[node] == TERMINAL + len(given) + sum(self.costs[part] for part in given):
                pattern = self.which[use]
                return pattern, [self._out(part, by) for part, by in zip(given, self.depths[pattern])]
        raise AssertionError("a node costs what none of its forms costs")

    def _out(self, node: int, by: int) -> int:
        """An argument as it stands outside the pattern's binders."""
        for _ in range(by):
            node = self.lower[node]
        return node


def _emitted(choice: _Choice, names: Sequence[str], binder: str, corpus: Corpus) -> list[str]:
    texts: dict[int, str] = {}
    stack = list(corpus.roots)
    while stack:
        node = stack[-1]
        pattern, parts = choice.at(node)
        missing = [part for part in parts if part not in texts]
        if node in texts or missing:
            stack = stack[:-1] if node in texts else stack + missing
            continue
        stack.pop()
        label, given = choice.rows[node][0], [texts[part] for part in parts]
        if pattern >= 0:
            texts[node] = applied(names[pattern], given, binder)
        elif label == LAMBDA:
            texts[node] = f"({binder} {given[0]})"
        else:
            texts[node] = applied(given[0], given[1:], binder) if parts else corpus.words[label]
    return [texts[root] for root in corpus.roots]


def measured(texts: Iterable[str], binder: str) -> list[int]:
    """What texts cost, counted on the texts themselves."""
    return [_cost(text, binder) for text in texts]


def _cost(text: str, binder: str) -> int:
    cost, parts = 0, [0]
    for word in words(text):
        if word == ")":
            cost += parts.pop() - 1  # n parts are joined by n - 1 applications, or are a lambda and its body
        else:
            parts[-1] += 1
        if word == "(":
            parts.append(0)
        elif word not in (")", binder):
            cost += TERMINAL
    return cost
