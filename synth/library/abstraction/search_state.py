"""What the compiled search keeps: the path of partial patterns, its scratch, and the names of its counts."""

from typing import Any, NamedTuple

import numpy as np

from synth.columns.codegen.routine import routine

ABSORB = -1000
MOST_LEVELS = 4000
MOST_CHILDREN = 1 << 16
PRUNES = ("searched", "filled", "by_bound", "single_task", "constant_parameter", "equal_parameters", "completed", "no_better", "absorbed")
SEARCHED, FILLED, BY_BOUND, SINGLE_TASK, CONSTANT_PARAMETER, EQUAL_PARAMETERS, COMPLETED, NO_BETTER, ABSORBED = range(len(PRUNES))


class Levels(NamedTuple):
    """The path of partial patterns; arrays are indexed by level, those of holes by 2 * level + k."""

    code: Any
    first: Any  # rows of a level are row[first:end]
    end: Any
    parameters: Any  # how many are in use
    hole: Any  # the hole to fill next, -1 when complete
    below: Any  # by hole: the hole after it
    depth: Any  # by hole: binders of the pattern around it
    where: Any  # level, parameter -> hole
    body: Any  # what the filled part of the body costs, where that counts
    child: Any  # children of a level not yet tried are child:last
    last: Any


class Work(NamedTuple):
    """Scratch that the search fills again and again."""

    code: Any  # of children
    bound: Any
    sums: Any  # by label
    seen: Any
    reuse: Any  # by parameter
    mark: Any  # by node: its row plus one while costs are taken
    after: Any  # by node: least cost with the new abstraction too
    counts: Any  # how often what happened, see PRUNES


@routine
def flat(length):
    """Zeros."""
    return np.zeros(length, np.int64)


@routine
def make_levels(most_parameters):
    """Room for the path of partial patterns."""
    many, holes, where = MOST_LEVELS, 2 * MOST_LEVELS, np.zeros((MOST_LEVELS, most_parameters + 1), np.int64)
    return Levels(
        flat(many), flat(many), flat(many), flat(many), flat(many), flat(holes), flat(holes), where, flat(many), flat(many), flat(many)
    )


@routine
def make_work(nodes, labels, most_parameters, cheapest, counts):
    """Room for what the search notes on its way."""
    code, bound = np.empty(MOST_CHILDREN + 2, np.int64), np.empty(MOST_CHILDREN + 2, np.int64)
    mark = np.zeros(nodes, np.int32)
    return Work(code, bound, flat(labels), flat(labels), flat(most_parameters + 1), mark, cheapest.copy(), counts)
