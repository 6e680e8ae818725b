"""The differentiable reading of a program: how likely it gives an output, for things whose labels are known only in probability.

Exact for few things: the program is run once on every labelling of a template, and the probabilities of those that give the output
are summed (the weighted model count of DeepProbLog, Manhaeve et al. 2018). Beyond `MOST` labellings some are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import Term
from synth.hybrid.scene import Labelling, Sight, Template

MOST = 20_000  # labellings of one template that are all looked at


@dataclass(frozen=True)
class Table:
    """All labellings of a template, int64 [count, places], and the number of the output that each gives, int64 [count]."""

    labels: np.ndarray
    outputs: np.ndarray
    numbers: dict[Any, int]

    def number(self, output: Any) -> int:
        """The number of an output; -1 where no labelling gives it."""
        return self.numbers.get(output, -1)


@dataclass
class Softened:
    """A program over things that can be asked what it makes of any labels its modules may give them."""

    term: Term
    sight: Sight
    vocabulary: Vocabulary
    tables: dict[Template, Table] = field(default_factory=dict)
    outputs: dict[tuple[Template, Labelling], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.run: Callable[[Sequence[Any]], Any] = compile_term(self.term, self.vocabulary.extend(*self.sight.identities))

    def exact(self, template: Template) -> bool:
        """Whether a template has few enough labellings to look at all."""
        return self.sight.count(template) <= MOST

    def table(self, template: Template) -> Table:
        """The table of a template with few things."""
        if template not in self.tables:
            self.tables[template] = self._table(template)
        return self.tables[template]

    def _table(self, template: Template) -> Table:
        labels, outputs = [], []
        numbers: dict[Any, int] = {}
        for chosen, inputs in self.sight.readings(template):
            output = self.run(inputs)
            labels.append(chosen)
            outputs.append(-2 if isinstance(output, Failure) else numbers.setdefault(output, len(numbers)))
        return Table(np.array(labels, np.int64).reshape(len(labels), -1), np.array(outputs, np.int64), numbers)

    def given(self, template: Template, labelling: Labelling) -> Any:
        """What the program makes of a labelling; remembered, since few different ones come up."""
        key = template, labelling
        if key not in self.outputs:
            self.outputs[key] = self.run(self.sight.reading(template, labelling))
        return self.outputs[key]

    def gives(self, template: Template, labels: np.ndarray, output: Any) -> np.ndarray:
        """bool [n]: which of n labellings, int64 [n, places], give an output."""
        found = [self.given(template, tuple(row)) for row in labels.tolist()]
        return np.array([type(value) is type(output) and value == output for value in found])
