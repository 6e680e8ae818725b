"""Tables learned from exceptions: what tasks show alike and the best program of none of them explains.

A row is remembered only where two tasks or more show it. What a single task shows is right there by construction and says nothing of
the next task; what another task says, too, has been confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from dsl.bounds import MAX_LIST
from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import normal_form
from dsl.syntax import parse_term
from dsl.term import Term
from dsl.type import STR, arrow
from synth.library.tables import learned_word, plain_name, rows_of
from synth.solving.verify import right_on
from tasks.task import Example, Task

LEAST_ROWS = 3  # of a table, each shown by two tasks or more
LEAST_EXPLAINED = 2  # different outputs on which a program is right that counts as a rule with exceptions
Rows = Mapping[str, str]


@dataclass(frozen=True)
class Unexplained:
    """The rows of a task on which its best program, the rule, is wrong; all rows, where there is no rule."""

    task: str
    rows: Rows
    rule: Term | None

    def joins(self, others: Sequence[Unexplained]) -> bool:
        """Whether it is of one table with some others: one rule, a row in common with one of them, and in contradiction with none."""
        alike = all(self.rule == other.rule and _agree(self.rows, other.rows) for other in others)
        return alike and any(self.rows.items() & other.rows.items() for other in others)


def remembered(
    unsolved: Iterable[tuple[Task, str | None]], vocabulary: Vocabulary, taken: Container[str]
) -> list[tuple[Primitive, tuple[str, ...]]]:
    """New words for the tables that unsolved tasks, each with its best program, share: every one with the tasks that show it.

    Only tasks from text to text have any. Where no exceptions to a rule are confirmed, all rows of the tasks are held against each other.
    """
    fitting = [(t, program) for t, program in unsolved if t.request == arrow(STR, STR) and t.contradiction() is None]
    distinct = {frozenset(task.shown): (task, program) for task, program in fitting}.values()  # the same examples twice are one witness
    ruled = _grouped(own for task, program in distinct if (own := _exceptions(task, program, vocabulary)) is not None)
    members = {own.task for group in ruled for own in group}
    bare = _grouped(Unexplained(task.name, _pairs(task.shown), None) for task, _ in distinct if task.name not in members)
    words = list(vocabulary.values())
    found: list[tuple[Primitive, tuple[str, ...]]] = []
    for group in (*ruled, *bare):
        rows = confirmed(group)
        if not any(rows.items() <= rows_of(word).items() for word in words):
            names = {word.name for word in words}
            named = (learned_word(name, rows, group[0].rule) for name in _names(group[0].task))
            words.append(next(word for word in named if word.name not in names and word.name not in taken))
            found.append((words[-1], tuple(own.task for own in group)))
    return found


def _exceptions(task: Task, program: str | None, vocabulary: Vocabulary) -> Unexplained | None:
    """The rows on which a program is wrong; None where it is right on too few to be a rule."""
    if program is None:
        return None
    rule = normal_form(parse_term(program, vocabulary, task.request), vocabulary)
    right = right_on(rule, task.shown, vocabulary)
    if len({example.output for example, holds in zip(task.shown, right, strict=True) if holds}) < LEAST_EXPLAINED:
        return None
    return Unexplained(task.name, _pairs(example for example, holds in zip(task.shown, right, strict=True) if not holds), rule)


def _pairs(examples: Iterable[Example]) -> Rows:
    return {example.inputs[0]: example.output for example in examples}


def _grouped(every: Iterable[Unexplained]) -> list[list[Unexplained]]:
    """Those of one table side by side, as far as that has enough rows that are confirmed."""
    groups: list[list[Unexplained]] = []
    for own in every:
        home = next((group for group in groups if own.joins(group)), None)
        groups.append([own]) if home is None else home.append(own)
    return [group for group in groups if len(confirmed(group)) >= LEAST_ROWS]


def _names(task: str) -> Iterator[str]:
    """What a table may be called, after the first task that shows it."""
    name = plain_name(task)
    return chain([name], (f"{name}_{number}" for number in count(2)))


def confirmed(group: Sequence[Unexplained]) -> dict[str, str]:
    """The rows that two tasks or more show, in the order in which they were met."""
    counts = Counter(row for own in group for row in own.rows.items())
    return dict([row for row, count in counts.items() if count > 1][:MAX_LIST])


def _agree(some: Rows, others: Rows) -> bool:
    return all(some[key] == others[key] for key in some.keys() & others.keys())
