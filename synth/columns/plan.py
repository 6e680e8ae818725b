"""Plans: the bodies of lambdas as short programs of existing kernels, in one run of int64 words.

    header    instructions, captures, where the captures begin, -
    each      kind, address, arity, in_scratch, lenient, four arguments (slots), where a sub-plan begins
    captures  which outer value each captured leaf stands for: a node, or a slot of the outer plan

One plan may hold a whole bank of bodies: a node that several bodies share is computed once.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from synth.columns.frame import Frame, Kind, ints_at
from synth.columns.runtime import OPTIONS, words_at

HEADER = 4
STEP = 10
_PRODUCTION, _ARGUMENTS, _OPERATIONS = int(Frame.PRODUCTION), int(Frame.ARGUMENTS), int(Frame.OPERATIONS)
_SLOT = int(Frame.NODE_SLOT)
_VARIABLE, _CAPTURE, _APPLY = int(Kind.VARIABLE), int(Kind.CAPTURE), int(Kind.APPLY)


@njit(inline="always", **OPTIONS)
def kind_of(frame, node):
    return words_at(frame[_OPERATIONS])[8 * ints_at(frame[_PRODUCTION])[node]]


@njit(**OPTIONS)
def _reach(frame, targets):
    """The nodes below some targets inside their own context, ascending, so that arguments come first."""
    arguments, slot = ints_at(frame[_ARGUMENTS]), ints_at(frame[_SLOT])
    operations, production = words_at(frame[_OPERATIONS]), ints_at(frame[_PRODUCTION])
    room = 64
    stack, top = np.empty(room, np.int64), 0
    needed, count = np.empty(room, np.int64), 0
    for t in range(-1, len(targets)):
        if t >= 0 and slot[targets[t]] == -1:
            slot[targets[t]] = -2
            stack[top] = targets[t]
            top += 1
        while top > 0:
            top -= 1
            node = stack[top]
            if count == len(needed):
                needed = np.append(needed, np.empty(count, np.int64))
            needed[count] = node
            count += 1
            operation = 8 * production[node]
            kind, arity = operations[operation], operations[operation + 2]
            if kind == _VARIABLE or kind == _CAPTURE:
                continue
            first = 0
            below = targets[:0]
            if kind > _APPLY:  # a body hangs here: what it captures is needed too
                first = 1
                inner = _reach_flat(frame, arguments[4 * node])
                below = inner
            if top + arity + len(below) > len(stack):
                stack = np.append(stack, np.empty(top + arity + len(below), np.int64))
            for j in range(first, arity):
                child = np.int64(arguments[4 * node + j])
                if slot[child] == -1:
                    slot[child] = -2
                    stack[top] = child
                    top += 1
            for child in below:
                if slot[child] == -1:
                    slot[child] = -2
                    stack[top] = child
                    top += 1
    return np.sort(needed[:count])


@njit(**OPTIONS)
def _body_nodes(frame, body):
    """The nodes of one body, ascending; bodies inside bodies hold no further ones."""
    arguments, production = ints_at(frame[_ARGUMENTS]), ints_at(frame[_PRODUCTION])
    operations = words_at(frame[_OPERATIONS])
    found = np.empty(16, np.int64)
    found[0] = body
    count, at = 1, 0
    while at < count:
        node = found[at]
        at += 1
        operation = 8 * production[node]
        if operations[operation] != _APPLY:
            continue
        for j in range(operations[operation + 2]):
            child = np.int64(arguments[4 * node + j])
            known = False
            for k in range(count):
                known |= found[k] == child
            if not known:
                if count == len(found):
                    found = np.append(found, np.empty(count, np.int64))
                found[count] = child
                count += 1
    return np.sort(found[:count])


@njit(**OPTIONS)
def _reach_flat(frame, body):
    """The outer nodes that one body captures."""
    arguments = ints_at(frame[_ARGUMENTS])
    nodes = _body_nodes(frame, body)
    captured = np.empty(len(nodes), np.int64)
    count = 0
    for node in nodes:
        if kind_of(frame, node) == _CAPTURE:
            captured[count] = arguments[4 * node]
            count += 1
    return captured[:count]


@njit(**OPTIONS)
def _emit(frame, nodes, plan, at, translate):
    """Write the plan of some nodes at `at`; captured nodes become outer slots if `translate`. Returns its end."""
    arguments, slot = ints_at(frame[_ARGUMENTS]), ints_at(frame[_SLOT])
    operations, production = words_at(frame[_OPERATIONS]), ints_at(frame[_PRODUCTION])
    captures = at + HEADER + STEP * len(nodes)
    caught = 0
    for k in range(len(nodes)):
        node = nodes[k]
        slot[node] = k
        operation = 8 * production[node]
        kind = operations[operation]
        step = at + HEADER + STEP * k
        for j in range(3):
            plan[step + j] = operations[operation + j]
        plan[step + 3] = operations[operation + 3]
        plan[step + 4] = operations[operation + 5]
        if kind == _VARIABLE:
            plan[step + 5] = arguments[4 * node]
        elif kind == _CAPTURE:
            outer = arguments[4 * node]
            plan[captures + caught] = slot[outer] if translate else outer
            plan[step + 5] = caught
            caught += 1
        else:
            for j in range(operations[operation + 2]):
                child = arguments[4 * node + j]
                plan[step + 5 + j] = child if (kind > _APPLY and j == 0) else slot[child]
    plan[at], plan[at + 1], plan[at + 2] = len(nodes), caught, captures
    return captures + caught


@njit(cache=True, **OPTIONS)
def build(frame, targets):
    """(plan, slot of each target) for some bodies of one context."""
    slot = ints_at(frame[_SLOT])
    nodes = _reach(frame, targets)
    plan = np.empty(HEADER + (STEP + 1) * len(nodes) + 64, np.int64)
    end = _emit(frame, nodes, plan, 0, False)
    for k in range(len(nodes)):
        step = HEADER + STEP * k
        if plan[step] <= _APPLY:
            continue
        inner = _body_nodes(frame, plan[step + 5])
        need = end + HEADER + (STEP + 1) * len(inner)
        if need > len(plan):
            plan = np.append(plan, np.empty(need, np.int64))
        plan[step + 9] = end
        end = _emit(frame, inner, plan, end, True)
        for node in inner:
            slot[node] = -1
    places = np.empty(len(targets), np.int64)
    for t in range(len(targets)):
        places[t] = slot[targets[t]]
    for node in nodes:
        slot[node] = -1
    return plan[:end], places
