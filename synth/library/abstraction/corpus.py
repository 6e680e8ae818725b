"""A corpus of programs as one hash-consed graph: every distinct subterm is one node, children before parents.

Costs are Stitch's: a lambda and an application cost 1, a variable and a primitive 100; `(f x y)` is two applications. Terms
are uninterpreted. Papers: Bowers et al., "Top-Down Synthesis for Library Learning" (2023); Ellis et al., "DreamCoder" (2021).

Glossary
--------
label    what stands at a node, as a number: APPLICATION, LAMBDA, or the place of a word (primitive or variable) in `words`
lowest   the smallest free variable of a node, CLOSED without any; `highest` the largest, -1 without any
lowered  the same term seen from one binder further out, where that is possible (lowest > 0); else the node itself
task     programs of which only the cheapest counts
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from synth.library.abstraction.graph import ANYTHING, APPLICATION, ARGUMENT, CLOSED, LAMBDA, NEITHER, TERMINAL, Graph, Weights

BINDERS = ("lam", "lambda")
_TOKEN = re.compile(r"#?\(|\)|\"(?:\\.|[^\"\\])*\"[^\s()]*|[^\s()]+")
_BRACKET = re.compile(r"[()]")
_VARIABLE = re.compile(r"\$[0-9]+")
_PARAMETER = re.compile(r"#[0-9]+")


class Unreadable(ValueError):
    """A text that is no program; the message says what is wrong and at which character."""


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """Brackets and words with their places; a DreamCoder abstraction `#(…)` is one word."""
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        word, start, at = found[0], found.start(), found.end()
        if word == "#(":
            depth = 1
            while depth:
                bracket = _BRACKET.search(text, at)
                if bracket is None:
                    raise Unreadable(f"the '#(' at character {start + 1} is not closed")
                depth += 1 if bracket[0] == "(" else -1
                at = bracket.end()
            word = text[start:at]
        yield word, start


def words(text: str) -> list[str]:
    """Brackets and words without their places, several times as fast where there are no abstractions."""
    return [word for word, _ in tokens(text)] if "#(" in text else _TOKEN.findall(text)


class Builder:
    """Grows a graph from texts; equal terms get equal numbers."""

    def __init__(self, parameters: bool = False) -> None:
        self.words: list[str] = ["", ""]
        self.variable: list[int] = [-1, -1]
        self.rows: list[tuple[int, int, int]] = []  # label, left, right
        self.free: list[frozenset[int]] = []
        self.binders: set[str] = set()  # the words for lambda that were read
        self._labels: dict[str, int] = {}
        self._nodes: dict[tuple[int, int, int], int] = {}
        self._lowered: dict[tuple[int, int], int] = {}
        self._parameters = parameters  # whether #0 may stand in a text

    def read(self, text: str) -> int:
        """The node of a program."""
        levels: list[list[int]] = [[]]
        opened: list[list[Any]] = []  # place and whether it is a lambda
        for word, at in tokens(text):
            if word == "(":
                levels.append([])
                opened.append([at, False])
            elif word == ")":
                if not opened:
                    raise Unreadable(f"found ')' without its '(' at character {at + 1}")
                levels[-2].append(self._joined(levels.pop(), *opened.pop()))
            elif word in BINDERS and opened and not levels[-1] and not opened[-1][1]:
                opened[-1][1] = True
                self.binders.add(word)
            else:
                levels[-1].append(self.node(self.label(word, at), 0, 0))
        if opened:
            raise Unreadable(f"the '(' at character {opened[-1][0] + 1} is not closed")
        if len(levels[0]) != 1:
            raise Unreadable(f"a program is one expression, found {len(levels[0])}")
        return levels[0][0]

    def _joined(self, parts: list[int], at: int, binds: bool) -> int:
        if binds:
            if len(parts) != 1:
                raise Unreadable(f"the lambda at character {at + 1} should have one body, found {len(parts)}")
            return self.node(LAMBDA, parts[0], 0)
        if not parts:
            raise Unreadable(f"nothing stands in the parentheses at character {at + 1}")
        joined = parts[0]
        for part in parts[1:]:
            joined = self.node(APPLICATION, joined, part)
        return joined

    def label(self, word: str, at: int = 0) -> int:
        """The label of a word."""
        known = self._labels.get(word)
        if known is None:
            if not self._parameters and _PARAMETER.fullmatch(word):
                raise Unreadable(f"{word} at character {at + 1} is the name of a parameter, which only abstractions have")
            known = self._labels[word] = len(self.words)
            self.words.append(word)
            self.variable.append(int(word[1:]) if _VARIABLE.fullmatch(word) else -1)
        return known

    def node(self, label: int, left: int, right: int) -> int:
        """The node of a label over its children."""
        row = label, left, right
        known = self._nodes.get(row)
        if known is None:
            known = self._nodes[row] = len(self.rows)
            self.rows.append(row)
            if label == APPLICATION:
                free = self.free[left] | self.free[right] if self.free[right] else self.free[left]
            elif label == LAMBDA:
                free = frozenset(i - 1 for i in self.free[left] if i) if self.free[left] else self.free[left]
            else:
                free = frozenset((self.variable[label],)) if self.variable[label] >= 0 else frozenset()
            self.free.append(free)
        return known

    def lower(self, node: int) -> int:
        """The node with its free variables counted from one binder further out; none of them may be 0."""
        todo = [(node, 0)]
        while todo:
            at, inside = todo[-1]
            label, left, right = self.rows[at]
            if (at, inside) in self._lowered:
                todo.pop()
                continue
            if not any(i >= inside for i in self.free[at]):
                self._lowered[at, inside] = at
                continue
            parts = [(left, inside + (label == LAMBDA))] + [(right, inside)] * (label == APPLICATION) if label <= LAMBDA else []
            missing = [part for part in parts if part not in self._lowered]
            if missing:
                todo += missing
            elif parts:
                made = [self._lowered[part] for part in parts]
                self._lowered[at, inside] = self.node(label, made[0], made[-1] if label == APPLICATION else 0)
            else:
                self._lowered[at, inside] = self.node(self.label(f"${self.variable[label] - 1}"), 0, 0)
        return self._lowered[node, 0]

    def graph(self, roots: Sequence[int] | None = None, lazy: frozenset[str] = frozenset()) -> Graph:
        """All nodes, and the lowered forms of each; given the roots of typed programs, with the roles that types leave."""
        lowered, at = [], 0
        while at < len(self.rows):  # grows: a lowered node may be lowered again
            lowered.append(self.lower(at) if self.free[at] and min(self.free[at]) > 0 else at)
            at += 1
        cost: list[int] = []
        for kind, first, second in self.rows:
            cost.append(TERMINAL if kind > LAMBDA else 1 + cost[first] + (cost[second] if kind == APPLICATION else 0))
        label, left, right = np.ascontiguousarray(np.array(self.rows, np.int32).reshape(-1, 3).T)
        lowest = np.array([min(free, default=CLOSED) for free in self.free], np.int32)
        highest = np.array([max(free, default=-1) for free in self.free], np.int32)
        below, costs, variable = (np.array(numbers, np.int32) for numbers in (lowered, cost, self.variable))
        role = np.full(len(self.rows), ANYTHING, np.int32) if roots is None else self._roles(roots, lazy)
        return Graph(label, left, right, lowest, highest, below, costs, variable, role, np.array([roots is not None], np.int32))

    def _roles(self, roots: Sequence[int], lazy: frozenset[str]) -> np.ndarray[Any, Any]:
        """Values may be anything, written functions and calls of lazy words arguments, what else stands in function position neither."""
        role = np.full(len(self.rows), NEITHER, np.int32)
        role[list(roots)] = ANYTHING
        for label, left, right in self.rows:
            if label <= LAMBDA:
                role[right if label == APPLICATION else left] = ANYTHING
        for node, (label, _, _) in enumerate(self.rows):
            if label == LAMBDA or (role[node] == ANYTHING and self._head(node) in lazy):
                role[node] = ARGUMENT
        return role

    def _head(self, node: int) -> str:
        """The word in function position of a node."""
        label, left, _ = self.rows[node]
        while label == APPLICATION:
            label, left, _ = self.rows[left]
        return self.words[label]


class Corpus:
    """Programs grouped into tasks, read once."""

    def __init__(
        self,
        programs: Sequence[str],
        tasks: Sequence[str] | None = None,
        parameters: bool = False,
        typed: bool = False,
        lazy: frozenset[str] = frozenset(),
    ) -> None:
        self.builder = Builder(parameters)
        self.roots = []
        for position, text in enumerate(programs):
            try:
                self.roots.append(self.builder.read(text))
            except Unreadable as fault:
                raise Unreadable(f"program {position + 1}: {fault}") from None
        self.typed = typed  # programs are well-typed and in normal form, so functions are seen by their look
        self.lazy = lazy  # words whose calls no abstraction may be: its arguments would all be asked for
        self.graph = self.builder.graph(self.roots if typed else None, lazy)
        self.words = self.builder.words
        self.binder = "lambda" if "lambda" in self.builder.binders else "lam"
        self.taken = set(self.words)
        names = tasks if tasks is not None else [str(i) for i in range(len(programs))]
        self._tasks = list(names)
        members: dict[str, dict[int, None]] = {}
        for name, root in zip(names, self.roots):
            members.setdefault(name, {})[root] = None
        self.groups = Counter(tuple(roots) for roots in members.values())
        self.weights = self.weigh(list(self.groups.items()))

    def weigh(self, groups: Sequence[tuple[tuple[int, ...], int]]) -> Weights:
        """The weights when these groups of roots, each so often, are all there is."""
        label, left, right = (column.tolist() for column in self.graph[:3])
        count = [0] * len(label)
        for roots, times in groups:
            for root in roots:
                count[root] += times
        for node in range(len(label) - 1, -1, -1):  # parents come after their children
            if count[node] and label[node] <= LAMBDA:
                count[left[node]] += count[node]
                if label[node] == APPLICATION:
                    count[right[node]] += count[node]
        start = np.cumsum([0, *(len(roots) for roots, _ in groups)])
        flat = [root for roots, _ in groups for root in roots]
        numbers = (count, start, flat, [times for _, times in groups])
        earliest, latest = self._spans
        occurrences, starts, roots_, tasks = (np.array(n, np.int64) for n in numbers)
        return Weights(occurrences, starts, roots_, tasks, earliest, latest)

    @cached_property
    def _spans(self) -> tuple[Any, Any]:
        label, left, right = (column.tolist() for column in self.graph[:3])
        earliest, latest, task = [CLOSED] * len(label), [-1] * len(label), 0
        for roots, times in self.groups.items():
            for root in roots:
                earliest[root], latest[root] = min(earliest[root], task), task + times - 1
            task += times
        for node in range(len(label) - 1, -1, -1):
            for part in (left[node], right[node])[: 2 - label[node]] if label[node] <= LAMBDA else ():
                earliest[part], latest[part] = min(earliest[part], earliest[node]), max(latest[part], latest[node])
        return np.array(earliest, np.int64), np.array(latest, np.int64)

    def again(self, programs: Sequence[str]) -> Corpus:
        """The same tasks with their programs rewritten; names already taken stay so."""
        other = Corpus(programs, self._tasks, typed=self.typed, lazy=self.lazy)
        other.binder, other.taken = self.binder, other.taken | self.taken
        return other

    def costs(self) -> list[int]:
        """What each program costs."""
        return [int(self.graph.cost[root]) for root in self.roots]

    def cost_of(self, costs: Sequence[int]) -> int:
        """What the corpus costs when its programs cost this: of each task the cheapest."""
        least: dict[str, int] = {}
        for task, cost in zip(self._tasks, costs):
            least[task] = min(cost, least.get(task, cost))
        return sum(least.values())

    def sample(self, every: int) -> Weights:
        """The weights of each `every`-th group alone."""
        return self.weigh(list(self.groups.items())[::every])
