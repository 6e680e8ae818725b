"""The compiled inner loops of compression: matching, rewriting costs, and the top-down search of one abstraction.

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
from numba import njit

from synth.library.corpus import ANYTHING, APPLICATION, LAMBDA, NEITHER, TERMINAL
from synth.library.levels import (
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
    SEARCHED,
    SINGLE_TASK,
    make_levels,
    make_work,
)


@njit(cache=True)
def lowered(node, by, graph):
    """The node seen from `by` binders further out."""
    if graph.highest[node] >= 0:
        for _ in range(by):
            node = graph.lowered[node]
    return node


@njit(cache=True)
def match(pattern, parameters, graph):
    """The nodes that a complete pattern matches, and its arguments there, as they stand below the pattern's binders."""
    nodes = graph.label.shape[0]
    found, arguments = np.empty(nodes, np.int32), np.zeros((nodes, max(1, parameters)), np.int32)
    at, depth = np.empty(len(pattern) + 2, np.int32), np.empty(len(pattern) + 2, np.int32)
    place, seen, many = np.zeros(max(1, parameters), np.int32), 0, 0
    for root in range(nodes):
        at[0], depth[0], seen, holes, fits = root, 0, 0, 1, True
        for code in pattern:
            holes -= 1
            node, inside = at[holes], depth[holes]
            if code >= 0:
                fits = graph.label[node] == code
                if code == LAMBDA:
                    at[holes], depth[holes] = graph.left[node], inside + 1
                    holes += 1
                elif code == APPLICATION:
                    at[holes], depth[holes] = graph.right[node], inside
                    at[holes + 1], depth[holes + 1] = graph.left[node], inside
                    holes += 2
            else:
                j, fits = -1 - code, graph.lowest[node] >= inside
                if fits and j == seen:
                    arguments[many, j], place[j] = node, inside
                    seen += 1
                elif fits:
                    fits = lowered(node, inside, graph) == lowered(arguments[many, j], place[j], graph)
            if not fits:
                break
        if fits:
            found[many] = root
            many += 1
    return found[:many].copy(), arguments[:many].copy(), place


@njit(cache=True)
def rewrite_costs(first, graph, cheapest, known, mark, arity, arguments, after):
    """Fills `after` from node `first` on: the least cost with known uses and those marked, whose arguments are given by row."""
    for node in range(first, graph.label.shape[0]):
        label = graph.label[node]
        if label == APPLICATION:
            least = 1 + after[graph.left[node]] + after[graph.right[node]]
        elif label == LAMBDA:
            least = 1 + after[graph.left[node]]
        else:
            least = TERMINAL
        for use in range(known.start[node], known.start[node + 1]):
            cost = TERMINAL + known.arity[use]
            for j in range(known.arity[use]):
                cost += after[known.arguments[use, j]]
            least = min(least, cost)
        row = mark[node] - 1
        if row >= 0:
            cost = TERMINAL + arity
            for j in range(arity):
                cost += after[arguments[row, j]]
            least = min(least, cost)
        after[node] = least


@njit(cache=True)
def total(costs, weights):
    """The cost of the corpus: the cheapest program of each task."""
    whole = 0
    for group in range(weights.tasks.shape[0]):
        least = costs[weights.root[weights.start[group]]]
        for i in range(weights.start[group] + 1, weights.start[group + 1]):
            least = min(least, costs[weights.root[i]])
        whole += least * weights.tasks[group]
    return whole


@njit(cache=True)
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
                if lowered(node, inside, graph) == lowered(column[other, at], levels.depth[other], graph):
                    work.reuse[j] += saved
    return many, fresh, alike


@njit(cache=True)
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


@njit(cache=True)
def is_second_function(level, levels, row, column, graph):
    """Whether the next hole takes a function where another parameter does: in typed corpora that is of no use."""
    at = row[levels.first[level], 0]
    if not graph.typed[0] or graph.label[column[levels.hole[level], at]] != LAMBDA:
        return False
    others = 0
    for j in range(levels.parameters[level]):
        others += graph.label[column[levels.where[level, j], at]] == LAMBDA
    return others > 0


@njit(cache=True)
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


@njit(cache=True)
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
                if lowered(node, inside, graph) != lowered(column[other, at], levels.depth[other], graph):
                    continue
            elif gain > 0:
                gain -= 1 + cheapest[node]
                if gain <= 0:
                    continue
        row[end, 0], row[end, 1] = at, gain
        end += 1
    levels.first[level + 1], levels.end[level + 1] = to, end
    return end


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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
                one = lowered(column[hole, at], levels.depth[hole], graph)
                if one != lowered(column[other, at], levels.depth[other], graph):
                    same = False
                    break
            if same:
                work.counts[EQUAL_PARAMETERS] += 1
                return True
    return False


@njit(cache=True)
def saving(level, levels, row, column, graph, weights, cheapest, known, work):
    """What the complete pattern of this level saves, exactly."""
    first, end, arity = levels.first[level], levels.end[level], levels.parameters[level]
    arguments = np.empty((end - first, max(1, arity)), np.int32)
    for r in range(first, end):
        at = row[r, 0]
        work.mark[at] = r - first + 1 if row[r, 1] else 0
        for j in range(arity):
            arguments[r - first, j] = column[levels.where[level, j], at]
    low = row[first, 0]
    rewrite_costs(low, graph, cheapest, known, work.mark, arity, arguments, work.after)
    saved = total(cheapest, weights) - total(work.after, weights) - levels.body[level]
    for r in range(first, end):
        work.mark[row[r, 0]] = 0
    work.after[low:] = cheapest[low:]
    return saved


@njit(cache=True)
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


@njit(cache=True)
def search(graph, weights, cheapest, known, most_parameters, charge, least, most_steps, keep):
    """The patterns that save more than `least`, each more than the one before: the last `keep` of them, their savings, and counts.

    With most_steps enough the last one is the best of all patterns.
    """
    nodes, labels = graph.label.shape[0], graph.variable.shape[0]
    row, column = np.empty((max(4 * nodes, 1 << 16), 2), np.int32), np.empty((64, nodes), np.int32)
    levels, work = make_levels(most_parameters), make_work(nodes, labels, most_parameters, cheapest)
    found, lengths = np.zeros((keep, MOST_LEVELS), np.int64), np.zeros(keep, np.int64)
    savings, many, level = np.zeros(keep, np.int64), 0, 0
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
            wider = np.empty((2 * column.shape[0], nodes), np.int32)
            wider[: column.shape[0]] = column
            column = wider
        if 2 * levels.end[level] > row.shape[0]:
            longer = np.empty((2 * row.shape[0], 2), np.int32)
            longer[: levels.end[level]] = row[: levels.end[level]]
            row = longer
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
        found[slot, :deeper], lengths[slot], savings[slot] = levels.code[1 : deeper + 1], deeper, saved
        many += 1
    return many, found, lengths, savings, work.counts
