"""The compiled inner loops of compression: the top-down search of one abstraction.

The search follows Bowers et al., "Top-Down Synthesis for Library Learning" (2023): a partial pattern with holes and the nodes it
matches; one hole at a time is filled by what stands there, or becomes a parameter; a bound on what any completion can save
only falls on the way down. Unlike there, the corpus keeps its original form, and savings are counted on top of the
abstractions that are already chosen: against the cheapest rewriting with those.

Glossary
--------
code     what fills a hole: a label, or -1 - j for parameter j, or ABSORB - n for the whole node n
pattern  the codes in the order of filling, function before argument: the body in prefix notation
row      a node that matches, with what a use there saves if all holes were filled; `gain` is that saving. A row of gain 0 is no use: an
         argument there mentions a variable bound within the pattern. It tells that the pattern's shape is not one task's own
level    a partial pattern on the path from the empty one to the current one; column[2 * level + k] has the nodes at its new holes
known    the matches of the abstractions chosen before: uses known.start[n]:known.start[n + 1] are at node n
cheapest the least cost of each node when rewritten with the known abstractions
role     by node: NEITHER, ARGUMENT (it may be one) or ANYTHING (it may also be all of a pattern); in typed corpora parts that
         stand in function position are neither
"""

import numpy as np

from synth.columns.codegen.routine import routine
from synth.columns.heap import ints_at, words_at
from synth.library.abstraction.graph import (
    ABSTRACTION,
    ANYTHING,
    APPLICATION,
    LAMBDA,
    NEITHER,
    TERMINAL,
    Array,
    Graph,
    Known,
    Weights,
    address,
    graph_at,
    graph_table,
    known_at,
    known_table,
    weights_at,
    weights_table,
)
from synth.library.abstraction.search_state import (
    ABSORB,
    ABSORBED,
    BY_BOUND,
    COMPLETED,
    CONSTANT_PARAMETER,
    EQUAL_PARAMETERS,
    FILLED,
    MOST_CHILDREN,
    MOST_LEVELS,
    NO_BETTER,
    PRUNES,
    SEARCHED,
    SINGLE_TASK,
    make_levels,
    make_work,
)
from synth.library.abstraction.uses import outside, rewrite_costs, total


@routine
def scan(level, levels, row, column, graph, weights, cheapest, work, most_parameters):
    """Sums, by what could fill the next hole, the savings of the rows; returns the labels' number, that of a new parameter, and whether
    all rows have the same node there, which may stand in the body."""
    hole, used = levels.hole[level], levels.parameters[level]
    inside, many, fresh = levels.depth[hole], 0, 0
    same = column[hole, row[levels.first[level], 0]]
    alike = graph.highest[same] < inside
    for j in range(used):
        work.reuse[j] = 0
    for r in range(levels.first[level], levels.end[level]):
        at, gain = row[r, 0], row[r, 1]
        node = column[hole, at]
        label, saved = graph.label[node], gain * weights.occurrences[at]
        alike &= node == same
        if not gain:
            continue
        if work.sums[label] == 0:
            work.seen[many] = label
            many += 1
        work.sums[label] += saved
        if graph.lowest[node] >= inside and graph.role[node] != NEITHER:
            if used < most_parameters:
                fresh += max(0, gain - 1 - cheapest[node]) * weights.occurrences[at]
            for j in range(used):
                other = levels.where[level, j]
                if outside(node, inside, graph) == outside(column[other, at], levels.depth[other], graph):
                    work.reuse[j] += saved
    return many, fresh, alike


@routine
def offer(code, bound, least, last, start, work):
    """Inserts a child by falling bound; returns the new end."""
    if bound <= least or last >= MOST_CHILDREN:
        work.counts[BY_BOUND] += 1
        return last
    place = last
    while place > start and work.bound[place - 1] < bound:
        work.bound[place], work.code[place] = work.bound[place - 1], work.code[place - 1]
        place -= 1
    work.bound[place], work.code[place] = bound, code
    return last + 1


@routine
def is_second_function(level, levels, row, column, graph):
    """Whether the next hole takes a function where another parameter does: in typed corpora that is of no use."""
    at = row[levels.first[level], 0]
    if not graph.typed[0] or graph.label[column[levels.hole[level], at]] != LAMBDA:
        return False
    others = 0
    for j in range(levels.parameters[level]):
        others += graph.label[column[levels.where[level, j], at]] == LAMBDA
    return others > 0


@routine
def list_children(level, levels, row, column, graph, weights, cheapest, work, most_parameters, least):
    """What may fill the next hole, the largest bound first."""
    start = levels.last[level - 1] if level > 0 else 0
    last, hole, used = start, levels.hole[level], levels.parameters[level]
    many, fresh, alike = scan(level, levels, row, column, graph, weights, cheapest, work, most_parameters)
    for i in range(many):
        label = work.seen[i]
        bound = work.sums[label]
        work.sums[label] = 0
        if not alike and graph.variable[label] < levels.depth[hole]:
            last = offer(label, bound, least, last, start, work)
    if alike:  # a parameter here would always have the same argument
        work.bound[last], work.code[last] = 1 << 60, ABSORB - column[hole, row[levels.first[level], 0]]
        last += 1
    elif level > 0:
        if used < most_parameters and not is_second_function(level, levels, row, column, graph):
            last = offer(-1 - used, fresh, least, last, start, work)
        for j in range(used):
            last = offer(-1 - j, work.reuse[j], least, last, start, work)
    levels.child[level], levels.last[level] = start, last


@routine
def fill(level, code, levels, row, column, graph, cheapest):
    """The rows that agree with filling the next hole this way, put behind those of the level; returns their end."""
    hole, used, to = levels.hole[level], levels.parameters[level], levels.end[level]
    inside, end = levels.depth[hole], levels.end[level]
    for r in range(levels.first[level], levels.end[level]):
        at, gain = row[r, 0], row[r, 1]
        node = column[hole, at]
        if code >= 0:
            if graph.label[node] != code:
                continue
            if code == APPLICATION:
                column[2 * level + 2, at] = graph.right[node]
                column[2 * level + 3, at] = graph.left[node]
            elif code == LAMBDA:
                column[2 * level + 2, at] = graph.left[node]
        else:
            captured, fresh = graph.lowest[node] < inside, -1 - code == used
            if graph.role[node] == NEITHER or (captured and graph.typed[0]) or (not fresh and (captured or gain == 0)):
                continue
            if captured:
                gain = 0
            elif not fresh:
                other = levels.where[level, -1 - code]
                if outside(node, inside, graph) != outside(column[other, at], levels.depth[other], graph):
                    continue
            elif gain > 0:
                gain -= 1 + cheapest[node]
                if gain <= 0:
                    continue
        row[end, 0], row[end, 1] = at, gain
        end += 1
    levels.first[level + 1], levels.end[level + 1] = to, end
    return end


@routine
def enter(level, code, levels, cheapest, charge):
    """Notes what filling the next hole makes of the pattern."""
    deeper, hole, used = level + 1, levels.hole[level], levels.parameters[level]
    inside, top = levels.depth[hole], levels.below[hole]
    for j in range(used):
        levels.where[deeper, j] = levels.where[level, j]
    if code == APPLICATION or code == LAMBDA:
        levels.below[2 * deeper], levels.depth[2 * deeper] = top, inside + code
        top = 2 * deeper
    if code == APPLICATION:
        levels.below[2 * deeper + 1], levels.depth[2 * deeper + 1] = top, inside
        top = 2 * deeper + 1
    elif code == -1 - used:
        levels.where[deeper, used] = hole
        used += 1
    cost = cheapest[ABSORB - code] if code <= ABSORB else (1 if code == APPLICATION or code == LAMBDA else TERMINAL)
    levels.body[deeper] = levels.body[level] + charge * cost
    levels.hole[deeper], levels.parameters[deeper], levels.code[deeper] = top, used, code


@routine
def is_shared(level, levels, row, weights, work):
    """Whether the rows lie in more than one task: what only one has is not worth a name."""
    earliest, latest = weights.earliest[row[levels.first[level], 0]], -1
    for r in range(levels.first[level], levels.end[level]):
        earliest = min(earliest, weights.earliest[row[r, 0]])
        latest = max(latest, weights.latest[row[r, 0]])
        if earliest < latest:
            return True
    work.counts[SINGLE_TASK] += 1
    return False


@routine
def is_useless(level, levels, row, column, graph, work):
    """Whether some parameter always has the same closed argument, or two always have the same: a shorter pattern does better."""
    first, end = levels.first[level], levels.end[level]
    for j in range(levels.parameters[level]):
        hole = levels.where[level, j]
        value, same = column[hole, row[first, 0]], True
        if graph.highest[value] < 0:
            for r in range(first + 1, end):
                if column[hole, row[r, 0]] != value:
                    same = False
                    break
            if same:
                work.counts[CONSTANT_PARAMETER] += 1
                return True
        for i in range(j):
            other, same = levels.where[level, i], True
            for r in range(first, end):
                at = row[r, 0]
                if not row[r, 1]:
                    continue
                one = outside(column[hole, at], levels.depth[hole], graph)
                if one != outside(column[other, at], levels.depth[other], graph):
                    same = False
                    break
            if same:
                work.counts[EQUAL_PARAMETERS] += 1
                return True
    return False


@routine
def saving(level, levels, row, column, graph, weights, cheapest, known, work):
    """What the complete pattern of this level saves, exactly."""
    first, end, arity = levels.first[level], levels.end[level], levels.parameters[level]
    arguments = np.empty((end - first) * arity, np.int32)
    for r in range(first, end):
        at = row[r, 0]
        work.mark[at] = r - first + 1 if row[r, 1] else 0
        for j in range(arity):
            arguments[(r - first) * arity + j] = column[levels.where[level, j], at]
    low = row[first, 0]
    rewrite_costs(low, graph, known, work.mark, arity, arguments, work.after)
    saved = total(cheapest, weights) - total(work.after, weights) - levels.body[level]
    for r in range(first, end):
        work.mark[row[r, 0]] = 0
    for node in range(low, cheapest.shape[0]):
        work.after[node] = cheapest[node]
    return saved


@routine
def begin(levels, row, column, weights, cheapest, role):
    """The empty pattern: one hole, which every node that can be worth a use fits."""
    many = 0
    for node in range(cheapest.shape[0]):
        if cheapest[node] > TERMINAL and weights.occurrences[node] > 0 and role[node] == ANYTHING:
            row[many, 0], row[many, 1] = node, cheapest[node] - TERMINAL
            column[0, node] = node
            many += 1
    levels.first[0], levels.end[0], levels.hole[0], levels.below[0], levels.last[0] = 0, many, 0, -1, 0
    return many


@routine
def twice(table, used):
    """A table of twice the length, with the rows that are in use."""
    longer = np.empty((2 * table.shape[0], table.shape[1]), np.int32)
    for i in range(used):
        for j in range(table.shape[1]):
            longer[i, j] = table[i, j]
    return longer


@ABSTRACTION.entry
def _search(
    graph_table_at,
    weights_table_at,
    known_table_at,
    cheapest_at,
    most_parameters,
    charge,
    least,
    most_steps,
    keep,
    found_at,
    lengths_at,
    savings_at,
    counts_at,
):
    """How many patterns were found that save more than `least`, each more than the one before; the last of them go to `found`."""
    graph, weights, known = graph_at(graph_table_at), weights_at(weights_table_at), known_at(known_table_at)
    found, lengths, savings = words_at(found_at), words_at(lengths_at), words_at(savings_at)
    nodes, labels = graph.label.shape[0], graph.variable.shape[0]
    cheapest = ints_at(cheapest_at)[:nodes]
    row, column = np.empty((max(4 * nodes, 1 << 16), 2), np.int32), np.empty((64, nodes), np.int32)
    levels, work = make_levels(most_parameters), make_work(nodes, labels, most_parameters, cheapest, words_at(counts_at))
    many, level = 0, 0
    if begin(levels, row, column, weights, cheapest, graph.role) and is_shared(0, levels, row, weights, work):
        list_children(0, levels, row, column, graph, weights, cheapest, work, most_parameters, least)
    else:
        level = -1
    while level >= 0 and work.counts[SEARCHED] < most_steps:
        child = levels.child[level]
        if child >= levels.last[level] or work.bound[child] - levels.body[level] <= least or level + 2 >= MOST_LEVELS:
            level -= 1
            continue
        levels.child[level] = child + 1
        deeper, code = level + 1, work.code[child]
        enter(level, code, levels, cheapest, charge)
        if 2 * deeper + 2 > column.shape[0]:
            column = twice(column, column.shape[0])
        if 2 * levels.end[level] > row.shape[0]:
            row = twice(row, levels.end[level])
        if code <= ABSORB:
            levels.first[deeper], levels.end[deeper] = levels.first[level], levels.end[level]
            work.counts[ABSORBED] += 1
        else:
            work.counts[FILLED] += 1
            if fill(level, code, levels, row, column, graph, cheapest) == levels.end[level]:
                continue
            if not is_shared(deeper, levels, row, weights, work) or is_useless(deeper, levels, row, column, graph, work):
                continue
        if levels.hole[deeper] >= 0:
            level = deeper
            work.counts[SEARCHED] += 1
            list_children(level, levels, row, column, graph, weights, cheapest, work, most_parameters, least)
            continue
        work.counts[COMPLETED] += 1
        saved = saving(deeper, levels, row, column, graph, weights, cheapest, known, work)
        if saved <= least:
            work.counts[NO_BETTER] += 1
            continue
        least, slot = saved, many % keep
        lengths[slot], savings[slot] = deeper, saved
        for i in range(deeper):
            found[slot * MOST_LEVELS + i] = levels.code[i + 1]
        many += 1
    return many


def search(
    graph: Graph, weights: Weights, cheapest: Array, known: Known, most_parameters: int, charge: int, least: int, most_steps: int, keep: int
) -> tuple[int, Array, Array, Array, Array]:
    """The patterns that save more than `least`, each more than the one before: the last `keep` of them, their savings, and counts.

    With most_steps enough the last one is the best of all patterns.
    """
    found, lengths, savings = np.empty((keep, MOST_LEVELS), np.int64), np.empty(keep, np.int64), np.empty(keep, np.int64)
    counts = np.zeros(len(PRUNES), np.int64)
    tables = graph_table(graph), weights_table(weights), known_table(known), address(cheapest, np.int32)
    many = _search(*tables, most_parameters, charge, least, most_steps, keep, found, lengths, savings, counts)
    return many, found, lengths, savings, counts
